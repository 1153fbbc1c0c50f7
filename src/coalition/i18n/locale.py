"""Locale data of each language: names, direction, plural rules, dates, numbers and lists.

All data is CLDR's, as Babel ships it.
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
from babel.units import format_unit

from coalition.i18n.collation import IndexLetter, collation_key, get_index_letter
from coalition.i18n.countries import COUNTRIES, USER_ASSIGNED_POINTS
from coalition.i18n.regions import REGIONS
from coalition.model import LocalizedText, PartialDate

SOURCE_LANGUAGE = "en"
"""The language of the messages in templates and code: it needs no catalog."""

LANGUAGE_TAGS = {"zh": "zh-Hans"}
"""BCP 47 tags with a script, for language codes that leave the script open."""

PLURAL_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""CLDR's plural categories, in the order in which catalogs number the forms."""

USUAL_PLURAL_HEADERS = {
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3"
        " : n%100>=11 ? 4 : 5);"
    ),
}
"""`Plural-Forms` as translation tools write them, where Babel orders the forms differently."""

DATE_LOCALES = {"en": "en_GB"}
"""Locales for dates: English has the day before the month, as international organisations do."""


@dataclass(frozen=True)
class Language:
    """A language of the site: its translations, and all that is formatted in its own way."""

    code: str
    translations: NullTranslations

    @cached_property
    def locale(self) -> Locale:
        """The language's CLDR data."""
        return Locale.parse(self.code)

    @cached_property
    def tag(self) -> str:
        """The BCP 47 tag for `lang` and `hreflang`."""
        return get_language_tag(self.code)

    @property
    def date_tag(self) -> str:
        """The BCP 47 tag of the locale that formats dates."""
        return get_language_tag(DATE_LOCALES.get(self.code, self.code))

    @cached_property
    def direction(self) -> Literal["ltr", "rtl"]:
        """The direction of its script, for `dir`."""
        return get_text_direction(self.code)

    @cached_property
    def name(self) -> str:
        """The language's name in that language, capitalised as a label."""
        name = self.locale.get_display_name(self.locale) or self.code
        return name[:1].upper() + name[1:]

    def own_language_name(self, code: str) -> str:
        """Return the name of a language in that language, in the same form as `name`."""
        return Language(code, self.translations).name

    @property
    def territory_code(self) -> str:
        """The language with a country, as Open Graph's `og:locale` has it: `fr_FR`.

        The country is the one of CLDR's likely subtags. If there is none: the code alone.
        """
        if self.code in DATE_LOCALES:
            return DATE_LOCALES[self.code]
        if self.locale.territory:
            return f"{self.locale.language}_{self.locale.territory}"
        likely = get_global("likely_subtags").get(self.code, "").rpartition("_")[2]
        return f"{self.locale.language}_{likely}" if likely else self.code

    @cached_property
    def plural_examples(self) -> dict[str, int]:
        """For each plural category of the language, the smallest number that takes it."""
        return {name: numbers[0] for name, numbers in get_plural_samples(self.code).items()}

    def country_name(self, code: str) -> str:
        """Return CLDR's name of a country in this language; its code if CLDR has no name.

        Pages write the name that `Site.country_name` returns: the coalition may have its own.
        """
        return self._territories.get(code, code)

    def knows_country(self, code: str) -> bool:
        """Return whether CLDR has a name for a country in this language.

        CLDR also has names for codes that ISO 3166-1 leaves to its users, such as "Pseudo-Accents"
        for XA; only those of known countries count.
        """
        return code in self._territories and (code in COUNTRIES or code in USER_ASSIGNED_POINTS)

    def region_name(self, code: str) -> LocalizedText:
        """Return the name of a region of M49: the one of the United Nations, else CLDR's.

        Without either, the English one of the United Nations.
        """
        names = REGIONS[code].names
        language = self.locale.language
        if language in names and self.locale.script in (None, "Hans"):
            return LocalizedText(names[language], self.code)
        if code in self._territories:
            return LocalizedText(self._territories[code], self.code)
        return LocalizedText(names[SOURCE_LANGUAGE], SOURCE_LANGUAGE)

    @cached_property
    def _territories(self) -> dict[str, str]:
        return dict(self.locale.territories.items())

    def language_name(self, code: str) -> str:
        """Return the name of another language in this one; its code if CLDR has no name."""
        return str(self.locale.languages.get(code, code))

    def format_date(self, value: PartialDate | date) -> str:
        """Format a date in long form, as precisely as it is known: year, month or day."""
        return _format_date(value, DATE_LOCALES.get(self.code, self.code))

    def format_weekday_date(self, day: date) -> str:
        """Format a day with its day of the week."""
        formatted = format_date(day, "full", locale=DATE_LOCALES.get(self.code, self.code))
        return self._mark_ordinal(formatted, day)

    def format_date_range(self, first: PartialDate, last: PartialDate) -> str:
        """Format a range of dates in long form, without repeating the parts that both share.

        Uses CLDR's interval formats; if they have no pattern, both dates are written in full.
        """
        locale = Locale.parse(str(DATE_LOCALES.get(self.code, self.code)))
        formats = locale.interval_formats
        precisions = [(bool(end.month), bool(end.day)) for end in (first, last)]
        differing_field = next(
            (
                field
                for field in "yMd"
                if _get_date_field(first, field) != _get_date_field(last, field)
            ),
            "",
        )
        if not differing_field:
            return self.format_date(first)
        skeleton = "y" + "M" * 4 * precisions[0][0] + "d" * precisions[0][1]
        if skeleton not in formats:  # as CLDR says: use the pattern of MMM, with a long month
            skeleton = skeleton.replace("MMMM", "MMM")
        patterns = formats.get(skeleton, {}).get(differing_field, ())
        if precisions[0] != precisions[1] or len(patterns) != 2:
            return str(formats[None]).format(self.format_date(first), self.format_date(last))
        for short, long in (("MMM", "MMMM"), ("LLL", "LLLL")):
            patterns = [re.sub(f"(?<!{short[0]}){short}(?!{short[0]})", long, p) for p in patterns]
        first_and_last = first.first_day, last.first_day
        return "".join(
            self._mark_ordinal(format_date(end, pattern, locale=locale), end)
            for end, pattern in zip(first_and_last, patterns, strict=True)
        )

    def _mark_ordinal(self, formatted: str, day: date) -> str:
        """Write the first day of a month as French does: "1er". CLDR has no ordinals in dates."""
        if self.locale.language != "fr" or day.day != 1:
            return formatted
        return re.sub(r"\b1\b", "1er", formatted, count=1)

    def format_number(self, number: int) -> str:
        """Format an integer with this language's separators and Latin digits."""
        return _format_number(number, self.code)

    def format_file_size(self, size: int) -> str:
        """Format a number of bytes in kilobytes or megabytes of 1,000, as networks count them."""
        kilobytes = max(1, round(size / 1000))
        if kilobytes < 1000:
            return _format_unit(kilobytes, "digital-kilobyte", self.code)
        return _format_unit(round(size / 1_000_000, 1), "digital-megabyte", self.code)

    def sort_key(self, text: str) -> tuple[str, str]:
        """Return a key that sorts texts as the language does; equal letters are sorted by marks."""
        return collation_key(text, self.locale.language), text

    def index_letter(self, text: str) -> IndexLetter:
        """Return the entry of an alphabetical index in this language that a text belongs to."""
        return get_index_letter(text, self.locale.language)

    def join_list(self, parts: Iterable[str]) -> str:
        """Join the parts to a list in a sentence: "a, b and c"."""
        return format_list(list(parts), locale=DATE_LOCALES.get(self.code, self.locale))


@cache
def _format_date(value: PartialDate | date, locale: str) -> str:
    if isinstance(value, date) or value.day:
        day = value if isinstance(value, date) else value.first_day
        formatted = format_date(day, "long", locale=locale)
        is_ordinal = Locale.parse(locale).language == "fr" and day.day == 1
        return f"1er{formatted[1:]}" if is_ordinal else formatted  # CLDR has no ordinals in dates
    skeleton = "yMMMM" if value.month else "y"
    return format_skeleton(skeleton, value.first_day, locale=locale)


@cache
def _format_number(number: int, locale: str) -> str:
    return format_decimal(number, locale=locale, numbering_system="latn")


@cache
def _format_unit(number: float, unit: str, locale: str) -> str:
    formatted = format_unit(number, unit, length="short", locale=locale, numbering_system="latn")
    return formatted.replace(" ", "\N{NO-BREAK SPACE}")


def is_source_language(code: str) -> bool:
    """Return whether a language needs no catalog because the messages themselves are in it."""
    return Locale.parse(code).language == SOURCE_LANGUAGE


@cache
def get_plural_samples(code: str) -> dict[str, list[int]]:
    """Return the numbers below 200 that take each plural form of a language, by CLDR category.

    The forms are in CLDR's order, which is that of a catalog. Forms that only fractions or millions
    take are left out: the site counts neither.
    """
    get_category = Locale.parse(code).plural_form
    numbers: dict[str, list[int]] = {category: [] for category in PLURAL_CATEGORIES}
    for number in range(200):
        numbers[get_category(number)].append(number)
    return {category: samples for category, samples in numbers.items() if samples}


@cache
def make_plural_header(code: str) -> str:
    """Return the value of `Plural-Forms` in the header of a language's catalog.

    The usual expression if it orders the forms as CLDR does, else one made from CLDR's rules.
    """
    for header in (USUAL_PLURAL_HEADERS.get(code, ""), get_plural(code).plural_forms):
        if matches_plural_rules(header, code):
            return header
    rules = Locale.parse(code).plural_form.rules
    *named, _ = get_plural_samples(code)  # the last form is for all other numbers
    return to_gettext(PluralRule({name: rules[name] for name in named}))


def matches_plural_rules(header: str, code: str) -> bool:
    """Return whether a `Plural-Forms` chooses the same form as CLDR for every number below 200."""
    match = re.fullmatch(r"\s*nplurals\s*=\s*([0-9]{1,2})\s*;\s*plural\s*=\s*(.*?);?\s*", header)
    samples = get_plural_samples(code)
    if not match or int(match[1]) != len(samples):
        return False
    try:
        get_form = c2py(match[2])
        return all(
            get_form(n) == index for index, numbers in enumerate(samples.values()) for n in numbers
        )
    except (ValueError, ArithmeticError, RecursionError):
        return False


@cache
def get_language_codes() -> frozenset[str]:
    """Return all locale codes that CLDR has: languages, with script or region where needed."""
    return frozenset(locale_identifiers())


@cache
def get_language_tag(code: str) -> str:
    """Return the BCP 47 tag of a language code."""
    return LANGUAGE_TAGS.get(code, code.replace("_", "-"))


@cache
def get_text_direction(code: str) -> Literal["ltr", "rtl"]:
    """Return the writing direction of a language; left to right if it is not known."""
    try:
        order = Locale.parse(code).character_order
    except UnknownLocaleError:
        return "ltr"
    return "rtl" if order == "right-to-left" else "ltr"


def _get_date_field(value: PartialDate, field: str) -> int:
    return {"y": value.year, "M": value.month, "d": value.day}[field]
