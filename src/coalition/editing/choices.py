"""The entries, countries or languages that an answer can refer to: by id, name or acronym."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from babel import Locale

from coalition.editing.workspace import Workspace
from coalition.model import ReferenceKind
from coalition.project import (
    RAW_COLLECTIONS,
    RawEntry,
    find_similar_codes,
    get_child,
    index_country_names,
    index_language_names,
    is_null,
    normalize_name,
    simplify_name,
)
from coalition.sources import YamlScalar

MAX_CHOICES = 9
"""Upper limit for a list of choices; a longer one would be hard to read."""


@dataclass(frozen=True)
class Choice:
    """One possible answer: an id and its name."""

    id: str
    name: str

    def __str__(self) -> str:
        return f"{self.id}  {self.name}" if self.name else self.id


@dataclass(frozen=True)
class Choices:
    """All possible answers of one kind."""

    kind: ReferenceKind
    workspace: Workspace

    def match(self, answer: str) -> str:
        """Return the id of the only choice with this id or name; empty if none or several."""
        if answer in self.names_by_id:
            return answer
        terms = {normalize_name(answer)}
        if self.kind in ("country", "language"):
            terms.add(simplify_name(answer))  # so that "U.S." is found
        ids = {id for term in terms for id in self.ids_by_term.get(term, ())}
        return ids.pop() if len(ids) == 1 else ""

    def search(self, answer: str) -> list[Choice]:
        """Return the choices with `answer` in an id or name, or else with a typing error in it."""
        query = normalize_name(answer)
        ids = [id for term, id in self.search_terms if query and query in term]
        if not ids and query:
            ids_by_term = {part: id for term, id in self.search_terms for part in term.split()}
            ids_by_term |= dict(self.search_terms)  # a whole name wins over a word of another one
            ids = [*find_similar_codes(query, ids_by_term)]
        return [Choice(id, self.names_by_id[id]) for id in dict.fromkeys(ids)]

    def all(self) -> list[Choice]:
        """Return every choice, in the order of the files."""
        return [Choice(id, name) for id, name in self.names_by_id.items()]

    @property
    def names_by_id(self) -> Mapping[str, str]:
        """The name of each choice in the coalition's default language, by id."""
        indexes, name = self.workspace.indexes, f"names of {self.kind}"
        if name not in indexes:
            indexes[name] = self._list_names()
        names: Mapping[str, str] = indexes[name]
        return names

    def _list_names(self) -> dict[str, str]:
        if self.kind in ("country", "language"):
            ids = sorted({id for _, id in self.search_terms})
            return {id: self._get_code_name(id) for id in ids}
        return {entry.id: _format_label(entry) for entry in self._raw_entries if entry.id}

    @cached_property
    def organisation_ids(self) -> frozenset[str]:
        """The ids of members that are organisations; other entries name them as organisations."""
        return frozenset(
            entry.id
            for entry in (self._raw_entries if self.kind == "member" else ())
            if entry.is_organisation_member
        )

    @property
    def search_terms(self) -> list[tuple[str, str]]:
        """Every id, name and acronym, normalized, each with the id of its choice."""
        indexes, name = self.workspace.indexes, f"terms of {self.kind}"
        if name not in indexes:
            indexes[name] = self._list_search_terms()
        terms: list[tuple[str, str]] = indexes[name]
        return terms

    @property
    def ids_by_term(self) -> Mapping[str, list[str]]:
        """The ids that each of the `search_terms` can mean."""
        indexes, name = self.workspace.indexes, f"ids of {self.kind}"
        if name not in indexes:
            indexes[name] = _group_ids(self.search_terms)
        ids: Mapping[str, list[str]] = indexes[name]
        return ids

    def _list_search_terms(self) -> list[tuple[str, str]]:
        suggestions = self.workspace.reader.suggestions
        languages = suggestions.languages
        if self.kind == "country":
            own_names = suggestions.country_names.index_names(languages)
            return list({**index_country_names(languages), **own_names}.items())
        if self.kind == "language":
            return list(index_language_names(languages).items())
        return [
            (normalize_name(name), entry.id)
            for entry in self._raw_entries
            for name in entry.iter_names()
        ]

    def _get_code_name(self, code: str) -> str:
        """Return the name of a country or language in the coalition's default language."""
        language = self.workspace.default_language
        if self.kind == "country":
            return self.workspace.reader.suggestions.country_names.get_name(code, language)
        return str(Locale.parse(language).languages.get(code, ""))

    @property
    def _raw_entries(self) -> tuple[RawEntry, ...]:
        collection = next(c for c in RAW_COLLECTIONS if c.kind == self.kind)
        return self.workspace.raw_entries(collection)


def _group_ids(terms: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {}
    for term, id in terms:
        ids.setdefault(term, []).append(id)
    return ids


def _format_label(raw_entry: RawEntry) -> str:
    acronym = get_child(raw_entry.node, "acronym")
    name = raw_entry.name_node.text if raw_entry.name_node else ""
    if isinstance(acronym, YamlScalar) and not is_null(acronym):
        return f"{name} ({acronym.text})"
    return name
