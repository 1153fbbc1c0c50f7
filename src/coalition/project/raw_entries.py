"""What an editor wrote, entry by entry, before it is a record: its nodes, its id and its name.

Ids and names are taken from the nodes and not from the records, so that an entry with a mistake
in it can still be referred to, and one mistake is told once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from coalition.model.field_types import Kind
from coalition.model.records import ActionArea, Goal, Group, Member, Organisation, Record
from coalition.project.slugs import folded, made_id
from coalition.sources.cache import Memory, Same
from coalition.sources.yaml_parser import Document, Mapping, Node, Scalar, Sequence

Steps = tuple[int | str, ...]
"""The way into a node: keys and positions in lists, as pydantic gives it."""

Plain = str | list[Any] | dict[str, Any]
"""What pydantic reads: texts, lists of them and mappings."""

R = TypeVar("R", bound=Record)

NOTHING = {"", "~", "null"}
"""What YAML takes for no value at all, where it stands without quotes."""


@dataclass(frozen=True)
class Shelf(Generic[R]):
    """One list of things that have ids: the `file` it stands in, if need be below a `key` there.

    `id_key` and `name_key` are the keys of an entry that hold its id and its name. Where
    `makes_ids` is set, an entry without an id gets one from its name.
    """

    kind: Kind | Literal["member"]
    record: type[R]
    file: str
    key: str = ""
    id_key: str = "id"
    name_key: str = "name"
    makes_ids: bool = False


GROUPS = Shelf("group", Group, "coalition", key="groups")
ACTION_AREAS = Shelf("action area", ActionArea, "action_areas", name_key="title")
GOALS = Shelf("goal", Goal, "sdgs", id_key="number", name_key="title")
ORGANISATIONS = Shelf("organisation", Organisation, "organisations", makes_ids=True)
MEMBERS = Shelf("member", Member, "members", makes_ids=True)
SHELVES: tuple[Shelf[Any], ...] = (GROUPS, ACTION_AREAS, GOALS, ORGANISATIONS, MEMBERS)


@dataclass(frozen=True)
class Draft:
    """One entry of a shelf as it stands in its file.

    `written` is the id where one is given, and `id` the one the entry will have: the written one,
    else the one made from its name, or empty where there is none. `name` is the one that pages
    show in the coalition's default language, and `reads` the same as readers compare it.
    """

    shelf: Shelf[Any]
    document: Document
    node: Node
    id: str
    written: Scalar | None
    name: Scalar | None
    reads: str

    @property
    def former_ids(self) -> tuple[Scalar, ...]:
        """The ids that the entry had before."""
        former = child(self.node, "former_ids")
        items = former.items if isinstance(former, Sequence) else ()
        return tuple(item for item in items if isinstance(item, Scalar) and not is_nothing(item))

    @property
    def says_its_id(self) -> bool:
        """Whether there is a line for the id, be it a good one or not."""
        return child(self.node, self.shelf.id_key) is not None


def drafts(
    shelf: Shelf[Any], document: Document, default_language: str, memory: Memory | None = None
) -> tuple[Draft, ...] | None:
    """The entries of a shelf in the order of the file; None where there is no list to be read.

    `default_language` is empty where the coalition does not say it.
    """
    memory = memory or Memory()
    found = child(document.root, shelf.key) if shelf.key else document.root
    if not isinstance(found, Sequence):
        return None
    return tuple(
        Draft(shelf, document, node, *memory.of(_named, shelf, Same(node), default_language))
        for node in found.items
    )


def _named(
    shelf: Shelf[Any], entry: Same[Node], default_language: str
) -> tuple[str, Scalar | None, Scalar | None, str]:
    """The id of an entry, the id as it is written, its name, and how that reads."""
    node = entry.thing
    written = _text(child(node, shelf.id_key))
    named = _name(shelf, child(node, shelf.name_key), default_language)
    id = written.text.strip() if written else ""
    if shelf is GOALS and id.isdecimal():
        id = str(int(id[:9]))
    if not id and shelf.makes_ids and named and child(node, shelf.id_key) is None:
        id = made_id(named.text)
    return id, written, named, folded(named.text) if named else ""


def _name(shelf: Shelf[Any], node: Node | None, default_language: str) -> Scalar | None:
    """The name that the record will fall back to, as `fields.Text` and `fields.Name` choose it."""
    if not isinstance(node, Mapping):
        return _text(node)
    name = child(node, default_language)
    if name is None and shelf.makes_ids and node.entries:
        name = node.entries[0][1]
    return _text(name)


def is_nothing(node: Node) -> bool:
    """Whether nothing is written there."""
    return isinstance(node, Scalar) and not node.quoted and node.text in NOTHING


def child(node: Node | None, key: str) -> Node | None:
    """The value behind `key`, None where there is none."""
    if isinstance(node, Mapping):
        for name, value in node.entries:
            if name.text == key:
                return value
    return None


def plain(node: Node) -> Plain:
    """The node as plain texts, lists and mappings; an empty text where nothing is written."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return "" if is_nothing(node) else node.text


def find(root: Node, steps: Steps) -> tuple[Scalar | None, Node]:
    """The node at the end of `steps`, or the last one on the way, and the key that leads to it.

    Pydantic goes further than the nodes where one text stands for a text in each language.
    """
    key, node = None, root
    for step in steps:
        if isinstance(node, Mapping):
            entry = node.by_key.get(step) if isinstance(step, str) else None
            if entry is None:
                break
            key, node = entry
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            key, node = None, node.items[step]
        else:
            break
    return key, node


def sequences(node: Node) -> Iterator[Sequence]:
    """Every list in a node, at any depth."""
    waiting = [node]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, Mapping):
            waiting += (value for _, value in inner.entries if not isinstance(value, Scalar))
        elif isinstance(inner, Sequence):
            yield inner
            waiting += inner.items


def _text(node: Node | None) -> Scalar | None:
    return node if isinstance(node, Scalar) and not is_nothing(node) and node.text.strip() else None
