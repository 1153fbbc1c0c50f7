"""What an editor can choose from: all that there is of a kind, found by id, name or acronym."""

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
)
from coalition.sources import YamlMapping, YamlNode, YamlScalar

MAX_CHOICES = 9
"""How many things are listed at most; of more, nobody reads the end."""

CHOICE_SIMILARITY_CUTOFF = 0.65
"""How like a word must be to be listed, 0 to 1: people choose, so it may be less than sure."""


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen: its id and what it is called."""

    id: str
    name: str

    def __str__(self) -> str:
        return f"{self.id}  {self.name}" if self.name else self.id


@dataclass(frozen=True)
class Choices:
    """All that there is of a kind."""

    kind: ReferenceKind
    workspace: Workspace

    def match(self, answer: str) -> str:
        """The id of the only thing that is called so, in whatever capitals; empty if none is."""
        if answer in self.names_by_id:
            return answer
        found = {id for word, id in self.search_terms if word == normalize_name(answer)}
        return found.pop() if len(found) == 1 else ""

    def search(self, answer: str) -> list[Choice]:
        """What has the typed letters in a name or an id, or else what is nearly called so."""
        wanted = normalize_name(answer)
        found = [id for word, id in self.search_terms if wanted and wanted in word]
        if not found and wanted:
            known = {part: id for word, id in self.search_terms for part in word.split()}
            known |= dict(self.search_terms)  # a whole name means more than a word of another one
            near = get_close_matches(
                wanted[:60], known, n=MAX_CHOICES, cutoff=CHOICE_SIMILARITY_CUTOFF
            )
            found = [known[word] for word in near]
        return [Choice(id, self.names_by_id[id]) for id in dict.fromkeys(found)]

    def all(self) -> list[Choice]:
        """Everything, in the order of the files."""
        return [Choice(id, name) for id, name in self.names_by_id.items()]

    @cached_property
    def names_by_id(self) -> dict[str, str]:
        """The name of each thing in the coalition's first language, by its id."""
        if self.kind in ("country", "language"):
            locale = Locale.parse(self.workspace.default_language)
            named = locale.territories if self.kind == "country" else locale.languages
            return {
                id: str(named.get(id, "")) for id in sorted({id for _, id in self.search_terms})
            }
        return {draft.id: _format_label(draft) for draft in self._raw_entries if draft.id}

    @cached_property
    def search_terms(self) -> list[tuple[str, str]]:
        """Every word that a thing goes by, as `ids.folded` leaves it, with the thing's id."""
        languages = self.workspace.reader.suggestions.languages
        if self.kind == "country":
            return list(index_country_names(languages).items())
        if self.kind == "language":
            return list(index_language_names(languages).items())
        return [
            (normalize_name(word), draft.id)
            for draft in self._raw_entries
            for word in iter_entry_names(draft)
        ]

    @property
    def _raw_entries(self) -> tuple[RawEntry, ...]:
        shelf = next(shelf for shelf in RAW_COLLECTIONS if shelf.kind == self.kind)
        return self.workspace.raw_entries(shelf)


def iter_entry_names(raw_entry: RawEntry) -> Iterator[str]:
    """The id, the former ids, the names in all languages and the acronym of an entry."""
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
