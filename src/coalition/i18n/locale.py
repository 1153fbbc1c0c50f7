"""Languages: which there are, their direction and own name, catalogues, dates, lists, countries.

Everything that CLDR knows comes from Babel. Of ours it imports the kinds of value and collation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from gettext import NullTranslations, c2py
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.localedata import locale_identifiers
from babel.messages.plurals import get_plural
from babel.numbers import format_decimal
from babel.plural import PluralRule, to_gettext

from coalition.i18n.collation import collation_key
from coalition.model import PartialDate

SOURCE_LANGUAGE = "en"
"""What the messages in templates and code are written in: it needs no catalogue."""

LANGUAGE_TAGS = {"zh": "zh-Hans"}
"""Where the code alone leaves the script open, the BCP 47 tag that says it."""

PLURAL_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""CLDR's names of plural forms, in the order in which catalogues number them."""

USUAL_PLURAL_HEADERS = {
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3"
        " : n%100>=11 ? 4 : 5);"
    ),
}
"""Rules as translators' tools write them, where Babel has another order of the forms."""

DATE_LOCALES = {"en": "en_GB"}
"""Day before month, as international organisations write English dates."""


@dataclass(frozen=True)
class Language:
    """One language of the site, with everything that is said differently in it."""

    code: str
    translations: NullTranslations

    @cached_property
    def locale(self) -> Locale:
        """What CLDR knows of the language."""
        return Locale.parse(self.code)

    @cached_property
    def tag(self) -> str:
        """The BCP 47 tag for `lang` and `hreflang`."""
        return get_language_tag(self.code)

    @cached_property
    def direction(self) -> Literal["ltr", "rtl"]:
        """The direction of its script, for `dir`."""
        return get_text_direction(self.code)

    @cached_property
    def name(self) -> str:
        """The language's name in itself, capitalised as a label."""
        name = self.locale.get_display_name(self.locale) or self.code
        return name[:1].upper() + name[1:]

    @property
    def territory_code(self) -> str:
        """The language with the country that CLDR thinks of first, as Open Graph wants it."""
        if self.code in DATE_LOCALES:
            return DATE_LOCALES[self.code]
        if self.locale.territory:
            return f"{self.locale.language}_{self.locale.territory}"
        likely = get_global("likely_subtags").get(self.code, "").rpartition("_")[2]
        return f"{self.locale.language}_{likely}" if likely else self.code

    @cached_property
    def plural_examples(self) -> dict[str, int]:
        """For each of the language's plural forms, by its CLDR name, a number that takes it."""
        return {name: numbers[0] for name, numbers in get_plural_samples(self.code).items()}

    def country_name(self, code: str) -> str:
        """The everyday name of a country in this language; its code where CLDR has none."""
        return self._countries.get(code, code)

    @cached_property
    def _countries(self) -> dict[str, str]:
        return dict(self.locale.territories.items())

    def language_name(self, code: str) -> str:
        """The name of another language in this one."""
        return str(self.locale.languages.get(code, code))

    def format_date(self, moment: PartialDate | date) -> str:
        """A date as prose writes it, as exact as it is known."""
        return _format_date(moment, DATE_LOCALES.get(self.code, self.code))

    def format_date_range(self, first: PartialDate, last: PartialDate) -> str:
        """A time from `first` to `last` as prose writes it, saying once what both share."""
        locale = Locale.parse(str(DATE_LOCALES.get(self.code, self.code)))
        formats = locale.interval_formats
        exactness = [(bool(moment.month), bool(moment.day)) for moment in (first, last)]
        differs = next(
            (f for f in "yMd" if _get_date_field(first, f) != _get_date_field(last, f)), ""
        )
        if not differs:
            return self.format_date(first)
        skeleton = "y" + "M" * 4 * exactness[0][0] + "d" * exactness[0][1]
        if skeleton not in formats:  # CLDR: take the short month's pattern and lengthen the month
            skeleton = skeleton.replace("MMMM", "MMM")
        patterns = formats.get(skeleton, {}).get(differs, ())
        if exactness[0] != exactness[1] or len(patterns) != 2:
            return str(formats[None]).format(self.format_date(first), self.format_date(last))
        for short, long in (("MMM", "MMMM"), ("LLL", "LLLL")):
            patterns = [re.sub(f"(?<!{short[0]}){short}(?!{short[0]})", long, p) for p in patterns]
        days = first.first_day, last.first_day
        return "".join(
            format_date(day, pattern, locale=locale)
            for day, pattern in zip(days, patterns, strict=True)
        )

    def format_number(self, number: int) -> str:
        """A whole number with this language's separators and Latin digits."""
        return _format_number(number, self.code)

    def sort_key(self, text: str) -> tuple[str, str]:
        """Orders texts as the language's readers expect, those of the same letters by marks."""
        return collation_key(text, self.locale.language), text

    def join_list(self, parts: Iterable[str]) -> str:
        """The parts as a list in a sentence: "a, b and c"."""
        return format_list(list(parts), locale=DATE_LOCALES.get(self.code, self.locale))


@cache
def _format_date(moment: PartialDate | date, locale: str) -> str:
    if isinstance(moment, date) or moment.day:
        day = moment if isinstance(moment, date) else moment.first_day
        said = format_date(day, "long", locale=locale)
        first = Locale.parse(locale).language == "fr" and day.day == 1
        return f"1er{said[1:]}" if first else said  # CLDR knows no ordinals in dates
    skeleton = "yMMMM" if moment.month else "y"
    return format_skeleton(skeleton, moment.first_day, locale=locale)


@cache
def _format_number(number: int, locale: str) -> str:
    return format_decimal(number, locale=locale, numbering_system="latn")


def is_source_language(code: str) -> bool:
    """Whether a language needs no catalogue, because the messages themselves are in it."""
    return Locale.parse(code).language == SOURCE_LANGUAGE


@cache
def get_plural_samples(code: str) -> dict[str, list[int]]:
    """For each plural form of a language, by its CLDR name, the numbers below 200 that take it.

    The forms stand in CLDR's order, which is that of a catalogue. Forms for fractions alone, and
    those for millions, are not among them: nobody counts either here.
    """
    form = Locale.parse(code).plural_form
    numbers: dict[str, list[int]] = {name: [] for name in PLURAL_CATEGORIES}
    for number in range(200):
        numbers[form(number)].append(number)
    return {name: found for name, found in numbers.items() if found}


@cache
def make_plural_header(code: str) -> str:
    """What a catalogue's head says of the language's plural forms (`Plural-Forms`).

    The usual rule where it orders the forms as CLDR does, else one made from CLDR.
    """
    for usual in (USUAL_PLURAL_HEADERS.get(code, ""), get_plural(code).plural_forms):
        if matches_plural_rules(usual, code):
            return usual
    rules = Locale.parse(code).plural_form.rules
    *named, _ = get_plural_samples(code)  # the last is what no other rule takes
    return to_gettext(PluralRule({name: rules[name] for name in named}))


def matches_plural_rules(header: str, code: str) -> bool:
    """Whether a `Plural-Forms` chooses the form that CLDR does, for every number below 200."""
    found = re.fullmatch(r"\s*nplurals\s*=\s*([0-9]{1,2})\s*;\s*plural\s*=\s*(.*?);?\s*", header)
    forms = get_plural_samples(code)
    if not found or int(found[1]) != len(forms):
        return False
    try:
        chosen = c2py(found[2])
        return all(chosen(n) == place for place, of in enumerate(forms.values()) for n in of)
    except (ValueError, ArithmeticError, RecursionError):
        return False


@cache
def get_language_codes() -> frozenset[str]:
    """The code of every language, script and region variety that CLDR knows."""
    return frozenset(locale_identifiers())


@cache
def get_language_tag(code: str) -> str:
    """The BCP 47 tag of a language code."""
    return LANGUAGE_TAGS.get(code, code.replace("_", "-"))


@cache
def get_text_direction(code: str) -> Literal["ltr", "rtl"]:
    """The direction in which a language is written, left to right where it is not known."""
    try:
        order = Locale.parse(code).character_order
    except UnknownLocaleError:
        return "ltr"
    return "rtl" if order == "right-to-left" else "ltr"


def _get_date_field(moment: PartialDate, field: str) -> int:
    return {"y": moment.year, "M": moment.month, "d": moment.day}[field]
