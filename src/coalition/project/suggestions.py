"""What an editor may have meant: the ids, codes and keys that come near to what they wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache, cached_property

from babel import Locale
from babel.core import get_global

from coalition.i18n.countries import COUNTRIES
from coalition.i18n.locale import language_codes
from coalition.model.field_types import Kind
from coalition.project.raw_entries import Draft
from coalition.project.slugs import folded

LIKENESS = 0.7
"""How like a known word must be to be offered, 0 to 1, as difflib counts."""

LONGEST = 60
"""Characters of a value that are compared."""

SHORT = 3
"""Words of so few letters are all alike: they are offered only where they are the same."""

LISTED = 8
"""Longest list of ids that a hint spells out."""

MOST_COMPARISONS = 200_000
"""Words that one Nearest compares, a second's work or two: then it finds exact matches only."""

SHELF_FILES: dict[str, str] = {
    "group": "data/coalition.yaml",
    "organisation": "data/organisations.yaml",
    "action area": "data/action_areas.yaml",
    "goal": "data/sdgs.yaml",
}


class Nearest:
    """Finds the known words that are most like unknown ones, in time that is bounded.

    A comparison takes microseconds, but a file may have thousands of errors, and each of them asks
    for a comparison with thousands of names.
    """

    def __init__(self, most: int = MOST_COMPARISONS) -> None:
        self._left = most
        self._known: dict[tuple[int, str], str] = {}

    def __call__(self, value: str, words: Mapping[str, str]) -> str:
        """`nearest(value, words)`, or empty after too many comparisons; `words` has to live on."""
        key = id(words), value
        if key not in self._known:
            self._known[key] = self._find(value, words)
        return self._known[key]

    def _find(self, value: str, words: Mapping[str, str]) -> str:
        word = folded(value)
        if word in words:
            return words[word]
        self._left -= len(words)
        return nearest(value, words) if self._left >= 0 else ""


class Suggestions:
    """Hints for what refers to something that is not there.

    `drafts` has the entries of each kind that were read, and `languages` the codes of the languages
    in which the coalition's editors may have written a country's or language's name.
    """

    def __init__(self, drafts: Mapping[str, Iterable[Draft]], languages: Iterable[str]) -> None:
        self._drafts = drafts  # looked into only where something is wrong, which is seldom
        self.languages = ("en", *languages)
        self.nearest = Nearest()

    @cached_property
    def _ids(self) -> dict[str, list[str]]:
        return {kind: list(dict.fromkeys(_ids(found))) for kind, found in self._drafts.items()}

    @cached_property
    def _words(self) -> dict[str, dict[str, str]]:
        return {kind: _words(found) for kind, found in self._drafts.items()}

    def hint(self, kind: Kind, value: str) -> str:
        """What to write instead of `value`, which names nothing of `kind`."""
        if kind == "country":
            return self._country_hint(value)
        if kind == "language":
            return self._language_hint(value)
        if near := self.nearest(value, self._words.get(kind, {})):
            return f"did you mean '{near}'?"
        ids, file = self._ids.get(kind, []), SHELF_FILES[kind]
        if not ids:
            return f"there is no {kind} in {file} yet: add it there first"
        if len(ids) <= LISTED:
            return f"write one of: {', '.join(ids)}; or add it to {file} first"
        return f"write an id from {file}, or add it there first"

    def _country_hint(self, value: str) -> str:
        code = self.nearest(value, country_words(self.languages))
        if code:
            return f"did you mean '{code}'?"
        return "write the country's two-letter code (ISO 3166-1), as in 'BR' for Brazil"

    def _language_hint(self, value: str) -> str:
        code = self.nearest(value.replace("-", "_"), language_words(self.languages))
        if code:
            return f"did you mean '{code}'?"
        return "write the language's code, as in 'fr' for French"


def nearest(value: str, words: Mapping[str, str]) -> str:
    """What the word most like `value` stands for; empty where none is like it.

    `words` maps words as `ids.folded` leaves them to what they stand for.
    """
    word = folded(value)
    if word in words:
        return words[word]
    if len(word) <= SHORT:
        return ""
    # A slip of the finger leaves an end of the word as it was: fewer words to compare in full.
    alike = [known for known in words if known[:1] == word[0] or known[-1:] == word[-1]]
    near = get_close_matches(word[:LONGEST], alike, n=1, cutoff=LIKENESS)
    return words[near[0]] if near else ""


def _ids(drafts: Iterable[Draft]) -> Iterable[str]:
    return (draft.id for draft in drafts if draft.id)


def _words(drafts: Iterable[Draft]) -> dict[str, str]:
    """Ids, former ids and names, each with the id it stands for; an id stands for itself first."""
    words: dict[str, str] = {}
    known = [draft for draft in drafts if draft.id]
    for draft in known:
        words.setdefault(folded(draft.id), draft.id)
    for draft in known:
        for other in (*draft.former_ids, *([draft.name] if draft.name else [])):
            words.setdefault(folded(other.text), draft.id)
    return words


@cache
def country_words(languages: tuple[str, ...]) -> dict[str, str]:
    """Codes, old codes and names in some languages, each with the country's code."""
    words = {folded(code): code for code in COUNTRIES}
    for old, now in get_global("territory_aliases").items():
        if len(now) == 1 and now[0] in COUNTRIES:
            words.setdefault(folded(old), now[0])
    for language in languages:
        for code, name in Locale.parse(language).territories.items():
            if code in COUNTRIES:
                words.setdefault(folded(str(name)), code)
    return words


@cache
def language_words(languages: tuple[str, ...]) -> dict[str, str]:
    """Codes and names, in some languages and in its own, each with the language's code."""
    words = {folded(code): code for code in language_codes()}
    for language in languages:
        for code, name in Locale.parse(language).languages.items():
            if code in language_codes():
                words.setdefault(folded(str(name)), code)
    # Each own name means reading a file, so only the languages with the shortest codes have one.
    for code in sorted(language_codes()):
        if len(code) == 2:
            words.setdefault(folded(Locale.parse(code).get_language_name() or code), code)
    return words
