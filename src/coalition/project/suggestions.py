"""Suggest the id, code or key that an editor most likely meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache, cached_property

from babel import Locale
from babel.core import get_global

from coalition.i18n import COUNTRIES, get_language_codes
from coalition.model import ReferenceKind
from coalition.project.raw_entries import RawEntry
from coalition.project.slugs import normalize_name

SUGGESTION_CUTOFF = 0.7
"""Minimum similarity of a suggestion, 0 to 1, as difflib measures it."""

MAX_COMPARED_LENGTH = 60
"""Number of characters of a value that are compared."""

MAX_EXACT_MATCH_LENGTH = 3
"""Words up to this length are all similar: only an exact match is suggested."""

MAX_LISTED_IDS = 8
"""Maximum number of ids that a hint lists."""

MAX_COMPARISONS = 200_000
"""Comparisons per ClosestMatchFinder, a second or two: after that, only exact matches."""

COLLECTION_PATHS: dict[str, str] = {
    "group": "data/coalition.yaml",
    "organisation": "data/organisations.yaml",
    "action area": "data/action_areas.yaml",
    "goal": "data/sdgs.yaml",
}


class ClosestMatchFinder:
    """Finds the closest known word for unknown ones, in bounded time.

    A comparison takes microseconds, but a file may have thousands of errors, each of which is
    compared with thousands of names.
    """

    def __init__(self, max_comparisons: int = MAX_COMPARISONS) -> None:
        self._remaining = max_comparisons
        self._results: dict[tuple[int, str], str] = {}

    def __call__(self, value: str, words: Mapping[str, str]) -> str:
        """Return `find_closest_match(value, words)`, or empty after too many comparisons.

        Results are cached by the identity of `words`, so the caller must keep it alive.
        """
        key = id(words), value
        if key not in self._results:
            self._results[key] = self._find(value, words)
        return self._results[key]

    def _find(self, value: str, words: Mapping[str, str]) -> str:
        word = normalize_name(value)
        if word in words:
            return words[word]
        self._remaining -= len(words)
        return find_closest_match(value, words) if self._remaining >= 0 else ""


class Suggestions:
    """Hints for references to things that do not exist.

    `raw_entries` has the entries of each kind, and `languages` the codes of the languages in which
    the coalition's editors may have written the name of a country or language.
    """

    def __init__(
        self, raw_entries: Mapping[str, Iterable[RawEntry]], languages: Iterable[str]
    ) -> None:
        self._raw_entries = raw_entries  # indexed lazily: most projects have no such errors
        self.languages = ("en", *languages)
        self.find_closest = ClosestMatchFinder()

    @cached_property
    def _ids(self) -> dict[str, list[str]]:
        return {
            kind: list(dict.fromkeys(_iter_ids(entries)))
            for kind, entries in self._raw_entries.items()
        }

    @cached_property
    def _ids_by_word(self) -> dict[str, dict[str, str]]:
        return {kind: _index_names(entries) for kind, entries in self._raw_entries.items()}

    def suggest(self, kind: ReferenceKind, value: str) -> str:
        """Return a hint what to write instead of `value`, an unknown id of `kind`."""
        if kind == "country":
            return self._country_hint(value)
        if kind == "language":
            return self._language_hint(value)
        if match := self.find_closest(value, self._ids_by_word.get(kind, {})):
            return f"did you mean '{match}'?"
        ids, file = self._ids.get(kind, []), COLLECTION_PATHS[kind]
        if not ids:
            return f"there is no {kind} in {file} yet: add it there first"
        if len(ids) <= MAX_LISTED_IDS:
            return f"write one of: {', '.join(ids)}; or add it to {file} first"
        return f"write an id from {file}, or add it there first"

    def _country_hint(self, value: str) -> str:
        code = self.find_closest(value, index_country_names(self.languages))
        if code:
            return f"did you mean '{code}'?"
        return "write the country's two-letter code (ISO 3166-1), as in 'BR' for Brazil"

    def _language_hint(self, value: str) -> str:
        code = self.find_closest(value.replace("-", "_"), index_language_names(self.languages))
        if code:
            return f"did you mean '{code}'?"
        return "write the language's code, as in 'fr' for French"


def find_closest_match(value: str, words: Mapping[str, str]) -> str:
    """Return what the word most similar to `value` maps to; empty if none is similar.

    `words` maps words, as `normalize_name` returns them, to ids, codes or keys.
    """
    word = normalize_name(value)
    if word in words:
        return words[word]
    if len(word) <= MAX_EXACT_MATCH_LENGTH:
        return ""
    # A typo seldom changes both ends of a word, so few words need a full comparison.
    candidates = [
        candidate for candidate in words if candidate[:1] == word[0] or candidate[-1:] == word[-1]
    ]
    matches = get_close_matches(
        word[:MAX_COMPARED_LENGTH], candidates, n=1, cutoff=SUGGESTION_CUTOFF
    )
    return words[matches[0]] if matches else ""


def _iter_ids(entries: Iterable[RawEntry]) -> Iterable[str]:
    return (entry.id for entry in entries if entry.id)


def _index_names(entries: Iterable[RawEntry]) -> dict[str, str]:
    """Map ids, former ids and names to ids; an id takes precedence over a name."""
    index: dict[str, str] = {}
    entries_with_id = [entry for entry in entries if entry.id]
    for entry in entries_with_id:
        index.setdefault(normalize_name(entry.id), entry.id)
    for entry in entries_with_id:
        for node in (*entry.former_id_nodes, *([entry.name_node] if entry.name_node else [])):
            index.setdefault(normalize_name(node.text), entry.id)
    return index


@cache
def index_country_names(languages: tuple[str, ...]) -> dict[str, str]:
    """Map codes, former codes and names in `languages` to the code of the country."""
    index = {normalize_name(code): code for code in COUNTRIES}
    for alias, codes in get_global("territory_aliases").items():
        if len(codes) == 1 and codes[0] in COUNTRIES:
            index.setdefault(normalize_name(alias), codes[0])
    for language in languages:
        for code, name in Locale.parse(language).territories.items():
            if code in COUNTRIES:
                index.setdefault(normalize_name(str(name)), code)
    return index


@cache
def index_language_names(languages: tuple[str, ...]) -> dict[str, str]:
    """Map codes, names in `languages` and each language's own name to its code."""
    index = {normalize_name(code): code for code in get_language_codes()}
    for language in languages:
        for code, name in Locale.parse(language).languages.items():
            if code in get_language_codes():
                index.setdefault(normalize_name(str(name)), code)
    # Each own name loads a file of Babel's, so only languages with two-letter codes have theirs.
    for code in sorted(get_language_codes()):
        if len(code) == 2:
            index.setdefault(normalize_name(Locale.parse(code).get_language_name() or code), code)
    return index
