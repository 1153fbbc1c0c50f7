"""Suggest the id, code or key that an editor most likely meant."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import Literal

from coalition.diagnostics import Message
from coalition.i18n import USER_ASSIGNED_POINTS, get_language_codes
from coalition.model import KIND_NOUNS, ReferenceKind
from coalition.project import code_names
from coalition.project.country_names import CountryNames, find_user_assigned_code
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

CodeKind = Literal["country", "language"]

SuggestedKind = ReferenceKind | Literal["document", "condition set"]
"""What is referred to by id; only news refer to documents."""

COLLECTION_PATHS: dict[str, str] = {
    "group": "data/coalition.yaml",
    "organisation": "data/organisations.yaml",
    "action area": "data/action_areas.yaml",
    "goal": "data/sdgs.yaml",
    "member": "data/members.yaml",
    "working group": "data/working_groups.yaml",
    "event": "data/events.yaml",
    "document": "data/documents.yaml",
    "condition set": "data/conditions.yaml",
}


KEYS_BY_KIND: dict[str, str] = {
    "group": "group",
    "organisation": "organisation",
    "action area": "action_areas",
    "member": "member",
    "working group": "working_groups",
    "event": "events",
}
"""The keys that hold an id of each kind, or a list of them."""


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
    the coalition's editors may have written the name of a country or language. `is_removed` returns
    whether an entry of a kind and an id was removed. If `requires_group`, each member has to belong
    to a stakeholder group. `country_names` are those that the coalition has given itself.
    """

    def __init__(
        self,
        raw_entries: Mapping[str, Iterable[RawEntry]],
        languages: Iterable[str],
        is_removed: Callable[[str, str], bool] = lambda kind, id: False,
        *,
        requires_group: bool = True,
        country_names: CountryNames | None = None,
    ) -> None:
        self.requires_group = requires_group
        self._raw_entries = raw_entries  # indexed lazily: most projects have no such errors
        self._is_removed = is_removed
        self.languages = ("en", *languages)
        self.country_names = country_names or CountryNames()
        self.find_closest = ClosestMatchFinder()
        self._codes: dict[tuple[CodeKind, str], tuple[str, ...]] = {}

    @cached_property
    def _ids(self) -> dict[str, list[str]]:
        return {
            kind: list(dict.fromkeys(_iter_ids(entries)))
            for kind, entries in self._raw_entries.items()
        }

    @cached_property
    def _ids_by_word(self) -> dict[str, dict[str, str]]:
        return {kind: _index_names(entries) for kind, entries in self._raw_entries.items()}

    def list_groups(self, hint: Message) -> Message:
        """Return a hint to write a group, with the ids of all if they are few."""
        ids = self._ids.get("group", [])
        if not ids or len(ids) > MAX_LISTED_IDS:
            return hint
        return Message("%(hint)s: %(ids)s", hint=hint, ids=", ".join(ids))

    def suggest(self, kind: SuggestedKind, value: str, keys: Container[str] = ()) -> str:
        """Return a hint what to write instead of `value`, an unknown id of `kind`.

        `keys` are those that the entry may have, which could be the right place for the value.
        """
        if kind == "country":
            return self._country_hint(value)
        if kind == "language":
            return self._language_hint(value)
        words = self._ids_by_word.get(kind, {})
        if normalize_name(value) not in words and (hint := self._suggest_move(kind, value, keys)):
            return hint
        if match := self.find_similar(kind, value):
            return Message("did you mean '%(match)s'?", match=match)
        return self._list_ids(kind)

    def _list_ids(self, kind: SuggestedKind) -> Message:
        """Return the hint for an id that is like no other."""
        ids, file = self._ids.get(kind, []), COLLECTION_PATHS[kind]
        if not ids:
            return Message(
                "there is no %(kind)s in %(file)s yet: add it there first",
                kind=KIND_NOUNS[kind],
                file=file,
            )
        if len(ids) <= MAX_LISTED_IDS:
            return Message(
                "write one of: %(ids)s; or add it to %(file)s first", ids=", ".join(ids), file=file
            )
        return Message("write an id from %(file)s, or add it there first", file=file)

    def find_similar(self, kind: SuggestedKind, value: str) -> str:
        """Return the id of the entry that is called most similarly; empty if none is similar."""
        return self.find_closest(value, self._ids_by_word.get(kind, {}))

    def find_id(self, kind: SuggestedKind, name: str) -> str:
        """Return the id of the only entry with exactly this name, id or former id; else empty."""
        return self._ids_by_word.get(kind, {}).get(normalize_name(name), "")

    def _suggest_move(
        self, kind: SuggestedKind, value: str, keys: Container[str]
    ) -> Message | None:
        """Return the hint for an id or a name of another kind, and for an id that was removed."""
        word = normalize_name(value)
        for other, key in KEYS_BY_KIND.items():
            id = self._ids_by_word.get(other, {}).get(word, "") if other != kind else ""
            if not id:
                continue
            values = {"id": id, "key": key, "file": COLLECTION_PATHS[other]}
            if key not in keys:
                return Message(
                    "'%(id)s' is in %(file)s: write an id from %(own_file)s, or leave it out",
                    **values,
                    own_file=COLLECTION_PATHS[kind],
                )
            if key.endswith("s"):
                return Message("'%(id)s' is in %(file)s: add it to '%(key)s'", **values)
            return Message("'%(id)s' is in %(file)s: write '%(key)s: %(id)s'", **values)
        if self._is_removed(kind, value):
            return Message(
                "the %(kind)s of this id was removed: delete what names it here",
                kind=KIND_NOUNS[kind],
            )
        return None

    def is_known(self, kind: SuggestedKind, value: str) -> bool:
        """Return whether there is something of `kind` with this id or code."""
        if kind == "country":
            return value in self.country_names.codes
        return value in (get_language_codes() if kind == "language" else self._ids.get(kind, ()))

    def suggest_list(self, kind: ReferenceKind, value: str) -> str:
        """Return the items of a list in brackets that a text without brackets stands for.

        They are codes and ids, also where the text has names. Empty if one of them is not known.
        """
        names = code_names.split_names(value)
        if kind not in ("country", "language") and self._find_item(kind, value):
            names = [value]  # a name that contains a comma or "and"
        elif len(names) == 1 and all(self.is_known(kind, word) for word in value.split()):
            names = value.split()
        items = [self._find_item(kind, name) for name in names]
        return ", ".join(dict.fromkeys(items)) if items and all(items) else ""

    def _find_item(self, kind: ReferenceKind, name: str) -> str:
        """Return the only id or code that a name stands for, or that it is; else empty."""
        if self.is_known(kind, name):
            return name
        if kind in ("country", "language"):
            codes = self.find_codes(kind, name)
            return codes[0] if len(codes) == 1 else ""
        return self.find_closest(name, self._ids_by_word.get(kind, {}))

    def _country_hint(self, value: str) -> str:
        if parent := code_names.get_parent_country(value):
            country = _add_article(self.get_english_name("country", parent))
            return Message(
                "%(value)s is part of %(country)s: write '%(parent)s'",
                value=value,
                country=country,
                parent=parent,
            )
        code = find_user_assigned_code(value, self.languages)
        if code and code not in self.country_names.codes:
            return self._explain_user_assigned_code(code)
        if codes := self.find_codes("country", value):
            return Message("did you mean %(codes)s?", codes=self._join_codes("country", codes))
        if codes := self._find_several("country", value):
            return Message("write only one: %(codes)s", codes=self._join_codes("country", codes))
        if code_names.is_region(value, self.languages):
            return Message(
                "ISO 3166-1 has no code for %(value)s: write that of a country, or leave it out",
                value=value,
            )
        return Message("write the country's two-letter code (ISO 3166-1), as in 'BR' for Brazil")

    def suggest_named_country(self, value: str) -> str:
        """Return a hint what to write instead of `value`, an unknown code in `countries`."""
        codes = self.find_codes("country", value)
        if code := find_user_assigned_code(value, self.languages):
            codes = (code,)
        if codes:
            return Message("did you mean %(codes)s?", codes=self._join_codes("country", codes))
        return Message(
            "write a code of ISO 3166-1, or one that it leaves to its users: AA, QM to QZ, XA to"
            " XZ, ZZ"
        )

    def _explain_user_assigned_code(self, code: str) -> Message:
        name = self.country_names.get_name(code, "en") if code in USER_ASSIGNED_POINTS else "..."
        if self.country_names.line:
            return Message(
                "'%(code)s' is a code that ISO 3166-1 leaves to its users: write it, and add"
                " '- {code: %(code)s, name: %(name)s}' to 'countries' on line %(line)s of"
                " data/coalition.yaml",
                code=code,
                name=name,
                line=self.country_names.line,
            )
        return Message(
            "'%(code)s' is a code that ISO 3166-1 leaves to its users: write it, and add"
            " 'countries: [{code: %(code)s, name: %(name)s}]' to data/coalition.yaml",
            code=code,
            name=name,
        )

    def _language_hint(self, value: str) -> str:
        if codes := self.find_codes("language", value):
            return Message("did you mean %(codes)s?", codes=self._join_codes("language", codes))
        if codes := self._find_several("language", value):
            return Message(
                "these are %(count)s languages: write '%(codes)s', without quotes",
                count=len(codes),
                codes=", ".join(codes),
            )
        return Message("write the language's code, as in 'fr' for French")

    def find_codes(self, kind: CodeKind, value: str) -> tuple[str, ...]:
        """Return the codes that a name means; too long a name is not compared."""
        key, name = (kind, value), value[:MAX_COMPARED_LENGTH]
        if key not in self._codes:
            self._codes[key] = (
                code_names.find_countries(name, self.languages, self._own_country_names)
                if kind == "country"
                else code_names.find_languages(name, self.languages)
            )
        return self._codes[key]

    def match_code(self, kind: CodeKind, value: str) -> str:
        """Return the only code that a name means without typing errors; empty if there is none."""
        name = value[:MAX_COMPARED_LENGTH]
        codes = (
            self._match_country(name)
            if kind == "country"
            else code_names.find_languages(name, self.languages, similar=False)
        )
        return codes[0] if len(codes) == 1 else ""

    def _match_country(self, name: str) -> tuple[str, ...]:
        """Return the countries that a name means; those of most names without other languages."""
        languages = self.languages[:1]
        if not code_names.is_country_name(name, languages):
            languages = self.languages
        own_names = self._own_country_names
        return code_names.find_countries(name, languages, own_names, similar=False)

    @cached_property
    def _own_country_names(self) -> dict[str, str]:
        return self.country_names.index_names(self.languages)

    def get_english_name(self, kind: str, code: str) -> str:
        """Return what messages call a country or a language, in English."""
        if kind == "country":
            return self.country_names.get_name(code, "en")
        return code_names.get_english_name(kind, code)

    def _find_several(self, kind: CodeKind, value: str) -> tuple[str, ...]:
        """Return the codes of several names in one text; nothing if one of them is not known."""
        names = code_names.split_names(value[: 4 * MAX_COMPARED_LENGTH])
        words = value.split()
        if len(names) == 1 and all(self.is_known(kind, word) for word in words):
            names = words  # codes without a comma
        codes = [self.find_codes(kind, name) for name in names]
        is_clear = 1 < len(codes) <= MAX_LISTED_IDS and all(len(found) == 1 for found in codes)
        return tuple(dict.fromkeys(found[0] for found in codes)) if is_clear else ()

    def _join_codes(self, kind: CodeKind, codes: tuple[str, ...]) -> str:
        """Return codes with their meaning, as in `'PL' (Poland) or 'PT' (Portugal)`."""
        labels = [f"'{code}' ({self.get_english_name(kind, code)})" for code in codes]
        joined, *others = labels[:MAX_LISTED_IDS]
        for label in others:
            joined = Message("%(codes)s or %(code)s", codes=joined, code=label)
        return joined


def _add_article(country: str) -> str:
    return f"the {country}" if country.startswith(("United", "Netherlands")) else country


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
        for name in entry.iter_names():
            index.setdefault(normalize_name(name), entry.id)
    return index
