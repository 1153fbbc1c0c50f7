"""The entries, countries or languages that an answer can refer to: by id, name or acronym."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from babel import Locale

from coalition.editing.workspace import Workspace
from coalition.model import ReferenceKind
from coalition.project import (
    RAW_COLLECTIONS,
    RawEntry,
    get_child,
    index_country_names,
    index_language_names,
    normalize_name,
    simplify_name,
)
from coalition.sources import YamlMapping, YamlNode, YamlScalar

MAX_CHOICES = 9
"""Upper limit for a list of choices; a longer one would be hard to read."""

CHOICE_SIMILARITY_CUTOFF = 0.65
"""Minimum similarity (difflib's ratio, 0 to 1) for a search result.

Lower than for a suggestion in a message, because the editor makes the choice.
"""


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
        ids = {id for term, id in self.search_terms if term in terms}
        return ids.pop() if len(ids) == 1 else ""

    def search(self, answer: str) -> list[Choice]:
        """Return the choices with `answer` in an id or name, or else those with a similar name."""
        query = normalize_name(answer)
        ids = [id for term, id in self.search_terms if query and query in term]
        if not ids and query:
            ids_by_term = {part: id for term, id in self.search_terms for part in term.split()}
            ids_by_term |= dict(self.search_terms)  # a whole name wins over a word of another one
            similar_terms = get_close_matches(
                query[:60], ids_by_term, n=MAX_CHOICES, cutoff=CHOICE_SIMILARITY_CUTOFF
            )
            ids = [ids_by_term[term] for term in similar_terms]
        return [Choice(id, self.names_by_id[id]) for id in dict.fromkeys(ids)]

    def all(self) -> list[Choice]:
        """Return every choice, in the order of the files."""
        return [Choice(id, name) for id, name in self.names_by_id.items()]

    @cached_property
    def names_by_id(self) -> dict[str, str]:
        """The name of each choice in the coalition's default language, by id."""
        if self.kind in ("country", "language"):
            locale = Locale.parse(self.workspace.default_language)
            names = locale.territories if self.kind == "country" else locale.languages
            ids = sorted({id for _, id in self.search_terms})
            return {id: str(names.get(id, "")) for id in ids}
        return {entry.id: _format_label(entry) for entry in self._raw_entries if entry.id}

    @cached_property
    def search_terms(self) -> list[tuple[str, str]]:
        """Every id, name and acronym, normalized, each with the id of its choice."""
        languages = self.workspace.reader.suggestions.languages
        if self.kind == "country":
            return list(index_country_names(languages).items())
        if self.kind == "language":
            return list(index_language_names(languages).items())
        return [
            (normalize_name(name), entry.id)
            for entry in self._raw_entries
            for name in iter_entry_names(entry)
        ]

    @property
    def _raw_entries(self) -> tuple[RawEntry, ...]:
        collection = next(c for c in RAW_COLLECTIONS if c.kind == self.kind)
        return self.workspace.raw_entries(collection)


def iter_entry_names(raw_entry: RawEntry) -> Iterator[str]:
    """Yield the id, the former ids, the names in all languages and the acronym of an entry."""
    if raw_entry.id:
        yield raw_entry.id
    yield from (former.text for former in raw_entry.former_id_nodes)
    for key in (raw_entry.collection.name_key, "acronym"):
        yield from _iter_texts(get_child(raw_entry.node, key))


def _iter_texts(node: YamlNode | None) -> Iterator[str]:
    if isinstance(node, YamlMapping):
        yield from (value.text for _, value in node.entries if isinstance(value, YamlScalar))
    elif isinstance(node, YamlScalar) and node.text.strip():
        yield node.text


def _format_label(raw_entry: RawEntry) -> str:
    acronym = next(_iter_texts(get_child(raw_entry.node, "acronym")), "")
    name = raw_entry.name_node.text if raw_entry.name_node else ""
    return f"{name} ({acronym})" if acronym else name
