"""What an editor may have meant: the ids, codes and keys that come near to what they wrote."""

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
"""How like a known word must be to be offered, 0 to 1, as difflib counts."""

MAX_COMPARED_LENGTH = 60
"""Characters of a value that are compared."""

MAX_EXACT_MATCH_LENGTH = 3
"""Words of so few letters are all alike: they are offered only where they are the same."""

MAX_LISTED_IDS = 8
"""Longest list of ids that a hint spells out."""

MAX_COMPARISONS = 200_000
"""Words that one Nearest compares, a second's work or two: then it finds exact matches only."""

COLLECTION_PATHS: dict[str, str] = {
    "group": "data/coalition.yaml",
    "organisation": "data/organisations.yaml",
    "action area": "data/action_areas.yaml",
    "goal": "data/sdgs.yaml",
}


class ClosestMatchFinder:
    """Finds the known words that are most like unknown ones, in time that is bounded.

    A comparison takes microseconds, but a file may have thousands of errors, and each of them asks
    for a comparison with thousands of names.
    """

    def __init__(self, max_comparisons: int = MAX_COMPARISONS) -> None:
        self._remaining = max_comparisons
        self._results: dict[tuple[int, str], str] = {}

    def __call__(self, value: str, words: Mapping[str, str]) -> str:
        """`nearest(value, words)`, or empty after too many comparisons; `words` has to live on."""
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
    """Hints for what refers to something that is not there.

    `drafts` has the entries of each kind that were read, and `languages` the codes of the languages
    in which the coalition's editors may have written a country's or language's name.
    """

    def __init__(
        self, raw_entries: Mapping[str, Iterable[RawEntry]], languages: Iterable[str]
    ) -> None:
        self._raw_entries = (
            raw_entries  # looked into only where something is wrong, which is seldom
        )
        self.languages = ("en", *languages)
        self.find_closest = ClosestMatchFinder()

    @cached_property
    def _ids(self) -> dict[str, list[str]]:
        return {
            kind: list(dict.fromkeys(_iter_ids(found))) for kind, found in self._raw_entries.items()
        }

    @cached_property
    def _ids_by_word(self) -> dict[str, dict[str, str]]:
        return {kind: _index_names(found) for kind, found in self._raw_entries.items()}

    def suggest(self, kind: ReferenceKind, value: str) -> str:
        """What to write instead of `value`, which names nothing of `kind`."""
        if kind == "country":
            return self._country_hint(value)
        if kind == "language":
            return self._language_hint(value)
        if near := self.find_closest(value, self._ids_by_word.get(kind, {})):
            return f"did you mean '{near}'?"
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
    """What the word most like `value` stands for; empty where none is like it.

    `words` maps words as `ids.folded` leaves them to what they stand for.
    """
    word = normalize_name(value)
    if word in words:
        return words[word]
    if len(word) <= MAX_EXACT_MATCH_LENGTH:
        return ""
    # A slip of the finger leaves an end of the word as it was: fewer words to compare in full.
    alike = [known for known in words if known[:1] == word[0] or known[-1:] == word[-1]]
    near = get_close_matches(word[:MAX_COMPARED_LENGTH], alike, n=1, cutoff=SUGGESTION_CUTOFF)
    return words[near[0]] if near else ""


def _iter_ids(drafts: Iterable[RawEntry]) -> Iterable[str]:
    return (draft.id for draft in drafts if draft.id)


def _index_names(drafts: Iterable[RawEntry]) -> dict[str, str]:
    """Ids, former ids and names, each with the id it stands for; an id stands for itself first."""
    words: dict[str, str] = {}
    known = [draft for draft in drafts if draft.id]
    for draft in known:
        words.setdefault(normalize_name(draft.id), draft.id)
    for draft in known:
        for other in (*draft.former_id_nodes, *([draft.name_node] if draft.name_node else [])):
            words.setdefault(normalize_name(other.text), draft.id)
    return words


@cache
def index_country_names(languages: tuple[str, ...]) -> dict[str, str]:
    """Codes, old codes and names in some languages, each with the country's code."""
    words = {normalize_name(code): code for code in COUNTRIES}
    for old, now in get_global("territory_aliases").items():
        if len(now) == 1 and now[0] in COUNTRIES:
            words.setdefault(normalize_name(old), now[0])
    for language in languages:
        for code, name in Locale.parse(language).territories.items():
            if code in COUNTRIES:
                words.setdefault(normalize_name(str(name)), code)
    return words


@cache
def index_language_names(languages: tuple[str, ...]) -> dict[str, str]:
    """Codes and names, in some languages and in its own, each with the language's code."""
    words = {normalize_name(code): code for code in get_language_codes()}
    for language in languages:
        for code, name in Locale.parse(language).languages.items():
            if code in get_language_codes():
                words.setdefault(normalize_name(str(name)), code)
    # Each own name means reading a file, so only the languages with the shortest codes have one.
    for code in sorted(get_language_codes()):
        if len(code) == 2:
            words.setdefault(normalize_name(Locale.parse(code).get_language_name() or code), code)
    return words
