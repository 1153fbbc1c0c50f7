"""What an editor can choose from: all that there is of a kind, found by id, name or acronym."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from babel import Locale

from coalition.editing.workspace import Desk
from coalition.model.field_types import Kind
from coalition.project.raw_entries import SHELVES, Draft, child
from coalition.project.slugs import folded
from coalition.project.suggestions import country_words, language_words
from coalition.sources.yaml_parser import Mapping, Node, Scalar

MOST_SHOWN = 9
"""How many things are listed at most; of more, nobody reads the end."""

LIKENESS = 0.65
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

    kind: Kind
    desk: Desk

    def exact(self, typed: str) -> str:
        """The id of the only thing that is called so, in whatever capitals; empty if none is."""
        if typed in self.names:
            return typed
        found = {id for word, id in self.words if word == folded(typed)}
        return found.pop() if len(found) == 1 else ""

    def like(self, typed: str) -> list[Choice]:
        """What has the typed letters in a name or an id, or else what is nearly called so."""
        wanted = folded(typed)
        found = [id for word, id in self.words if wanted and wanted in word]
        if not found and wanted:
            known = {part: id for word, id in self.words for part in word.split()}
            known |= dict(self.words)  # a whole name means more than a word of another one
            near = get_close_matches(wanted[:60], known, n=MOST_SHOWN, cutoff=LIKENESS)
            found = [known[word] for word in near]
        return [Choice(id, self.names[id]) for id in dict.fromkeys(found)]

    def all(self) -> list[Choice]:
        """Everything, in the order of the files."""
        return [Choice(id, name) for id, name in self.names.items()]

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each thing in the coalition's first language, by its id."""
        if self.kind in ("country", "language"):
            locale = Locale.parse(self.desk.language)
            named = locale.territories if self.kind == "country" else locale.languages
            return {id: str(named.get(id, "")) for id in sorted({id for _, id in self.words})}
        return {draft.id: _label(draft) for draft in self._drafts if draft.id}

    @cached_property
    def words(self) -> list[tuple[str, str]]:
        """Every word that a thing goes by, as `ids.folded` leaves it, with the thing's id."""
        languages = self.desk.reader.suggestions.languages
        if self.kind == "country":
            return list(country_words(languages).items())
        if self.kind == "language":
            return list(language_words(languages).items())
        return [(folded(word), draft.id) for draft in self._drafts for word in called(draft)]

    @property
    def _drafts(self) -> tuple[Draft, ...]:
        shelf = next(shelf for shelf in SHELVES if shelf.kind == self.kind)
        return self.desk.drafts(shelf)


def called(draft: Draft) -> Iterator[str]:
    """The id, the former ids, the names in all languages and the acronym of an entry."""
    if draft.id:
        yield draft.id
    yield from (former.text for former in draft.former_ids)
    for key in (draft.shelf.name_key, "acronym"):
        yield from _texts(child(draft.node, key))


def _texts(node: Node | None) -> Iterator[str]:
    if isinstance(node, Mapping):
        yield from (value.text for _, value in node.entries if isinstance(value, Scalar))
    elif isinstance(node, Scalar) and node.text.strip():
        yield node.text


def _label(draft: Draft) -> str:
    acronym = next(_texts(child(draft.node, "acronym")), "")
    name = draft.name.text if draft.name else ""
    return f"{name} ({acronym})" if acronym else name
