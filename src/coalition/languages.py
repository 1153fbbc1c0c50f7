"""Languages: which there are, their direction and own name, catalogues, dates, lists, countries.

Everything that CLDR knows comes from Babel. Imports nothing of ours but the kinds of value.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.localedata import locale_identifiers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from coalition.fields import PartialDate

DOMAIN = "messages"
"""Name of the catalogue files, `LC_MESSAGES/messages.po`."""

TAGS = {"zh": "zh-Hans"}
"""Where the code alone leaves the script open, the BCP 47 tag that says it."""

DATED_AS = {"en": "en_GB"}
"""Day before month, as international organisations write English dates."""


@dataclass(frozen=True)
class Language:
    """One language of the site, with everything that is said differently in it."""

    code: str
    words: NullTranslations

    @cached_property
    def locale(self) -> Locale:
        """What CLDR knows of the language."""
        return Locale.parse(self.code)

    @property
    def tag(self) -> str:
        """The BCP 47 tag for `lang` and `hreflang`."""
        return language_tag(self.code)

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """The direction of its script, for `dir`."""
        return language_direction(self.code)

    @property
    def name(self) -> str:
        """The language's name in itself, capitalised as a label."""
        name = self.locale.get_display_name(self.locale) or self.code
        return name[:1].upper() + name[1:]

    @cached_property
    def plural_examples(self) -> dict[str, int]:
        """For each of the language's plural forms, by its CLDR name, a number that takes it."""
        forms: dict[str, int] = {}
        for number in range(200):
            forms.setdefault(self.locale.plural_form(number), number)
        return forms

    def country(self, code: str) -> str:
        """The everyday name of a country in this language; its code where CLDR has none."""
        return str(self.locale.territories.get(code, code))

    def language(self, code: str) -> str:
        """The name of another language in this one."""
        return str(self.locale.languages.get(code, code))

    def date(self, moment: PartialDate | date) -> str:
        """A date as prose writes it, as exact as it is known."""
        locale = DATED_AS.get(self.code, self.locale)
        if isinstance(moment, date):
            return format_date(moment, "long", locale=locale)
        if moment.day:
            return format_date(moment.first_day, "long", locale=locale)
        skeleton = "yMMMM" if moment.month else "y"
        return format_skeleton(skeleton, moment.first_day, locale=locale)

    def number(self, number: int) -> str:
        """A whole number with this language's separators and Latin digits."""
        return format_decimal(number, locale=self.locale, numbering_system="latn")

    def join(self, parts: Iterable[str]) -> str:
        """The parts as a list in a sentence: "a, b and c"."""
        return format_list(list(parts), locale=DATED_AS.get(self.code, self.locale))


def language(code: str, catalogues: Path) -> Language:
    """The language with its catalogue from `catalogues`, which may lack one: then as in the source.

    Raises `babel.UnknownLocaleError` for a code that CLDR does not know.
    """
    Locale.parse(code)
    return Language(code, _catalogue(catalogues / code / "LC_MESSAGES" / f"{DOMAIN}.po"))


def _catalogue(file: Path) -> NullTranslations:
    """The translations in a .po file, compiled in memory: nothing compiled is ever stale."""
    if not file.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as po:
        write_mo(compiled, read_po(po))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def language_codes() -> frozenset[str]:
    """The code of every language, script and region variety that CLDR knows."""
    return frozenset(locale_identifiers())


@cache
def language_tag(code: str) -> str:
    """The BCP 47 tag of a language code."""
    return TAGS.get(code, code.replace("_", "-"))


@cache
def language_direction(code: str) -> Literal["ltr", "rtl"]:
    """The direction in which a language is written, left to right where it is not known."""
    try:
        order = Locale.parse(code).character_order
    except UnknownLocaleError:
        return "ltr"
    return "rtl" if order == "right-to-left" else "ltr"


def sort_key(text: str) -> tuple[str, str]:
    """Orders texts by their letters, marks and case only where the letters are the same."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c)), text
