"""What an editor wrote, entry by entry, before it is a record: its nodes, its id and its name.

Ids and names are taken from the nodes and not from the records, so that an entry with a mistake
in it can still be referred to, and one mistake is told once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from coalition.model import ActionArea, Goal, Group, Member, Organisation, Record, ReferenceKind
from coalition.project.slugs import normalize_name, slugify
from coalition.sources import (
    Cache,
    IdentityKey,
    YamlDocument,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
)

NodePath = tuple[int | str, ...]
"""The way into a node: keys and positions in lists, as pydantic gives it."""

PlainData = str | list[Any] | dict[str, Any]
"""What pydantic reads: texts, lists of them and mappings."""

RecordT = TypeVar("RecordT", bound=Record)

NULL_SCALARS = {"", "~", "null"}
"""What YAML takes for no value at all, where it stands without quotes."""


@dataclass(frozen=True)
class RawCollection(Generic[RecordT]):
    """One list of things that have ids: the `file` it stands in, if need be below a `key` there.

    `id_key` and `name_key` are the keys of an entry that hold its id and its name. Where
    `makes_ids` is set, an entry without an id gets one from its name.
    """

    kind: ReferenceKind | Literal["member"]
    record: type[RecordT]
    file: str
    key: str = ""
    id_key: str = "id"
    name_key: str = "name"
    has_generated_ids: bool = False


GROUPS = RawCollection("group", Group, "coalition", key="groups")
ACTION_AREAS = RawCollection("action area", ActionArea, "action_areas", name_key="title")
GOALS = RawCollection("goal", Goal, "sdgs", id_key="number", name_key="title")
ORGANISATIONS = RawCollection("organisation", Organisation, "organisations", has_generated_ids=True)
MEMBERS = RawCollection("member", Member, "members", has_generated_ids=True)
RAW_COLLECTIONS: tuple[RawCollection[Any], ...] = (
    GROUPS,
    ACTION_AREAS,
    GOALS,
    ORGANISATIONS,
    MEMBERS,
)


@dataclass(frozen=True)
class RawEntry:
    """One entry of a shelf as it stands in its file.

    `written` is the id where one is given, and `id` the one the entry will have: the written one,
    else the one made from its name, or empty where there is none. `name` is the one that pages
    show in the coalition's default language, and `reads` the same as readers compare it.
    """

    collection: RawCollection[Any]
    document: YamlDocument
    node: YamlNode
    id: str
    id_node: YamlScalar | None
    name_node: YamlScalar | None
    normalized_name: str

    @property
    def former_id_nodes(self) -> tuple[YamlScalar, ...]:
        """The ids that the entry had before."""
        former = get_child(self.node, "former_ids")
        items = former.items if isinstance(former, YamlSequence) else ()
        return tuple(item for item in items if isinstance(item, YamlScalar) and not is_null(item))

    @property
    def has_id_key(self) -> bool:
        """Whether there is a line for the id, be it a good one or not."""
        return get_child(self.node, self.collection.id_key) is not None


def read_raw_entries(
    collection: RawCollection[Any],
    document: YamlDocument,
    default_language: str,
    cache: Cache | None = None,
) -> tuple[RawEntry, ...] | None:
    """The entries of a shelf in the order of the file; None where there is no list to be read.

    `default_language` is empty where the coalition does not say it.
    """
    cache = cache or Cache()
    found = get_child(document.root, collection.key) if collection.key else document.root
    if not isinstance(found, YamlSequence):
        return None
    return tuple(
        RawEntry(
            collection,
            document,
            node,
            *cache.call(_read_id_and_name, collection, IdentityKey(node), default_language),
        )
        for node in found.items
    )


def _read_id_and_name(
    shelf: RawCollection[Any], entry: IdentityKey[YamlNode], default_language: str
) -> tuple[str, YamlScalar | None, YamlScalar | None, str]:
    """The id of an entry, the id as it is written, its name, and how that reads."""
    node = entry.value
    written = _nonempty_scalar(get_child(node, shelf.id_key))
    named = _find_name_node(shelf, get_child(node, shelf.name_key), default_language)
    id = written.text.strip() if written else ""
    if shelf is GOALS and id.isdecimal():
        id = str(int(id[:9]))
    if not id and shelf.has_generated_ids and named and get_child(node, shelf.id_key) is None:
        id = slugify(named.text)
    return id, written, named, normalize_name(named.text) if named else ""


def _find_name_node(
    shelf: RawCollection[Any], node: YamlNode | None, default_language: str
) -> YamlScalar | None:
    """The name that the record will fall back to, as `fields.Text` and `fields.Name` choose it."""
    if not isinstance(node, YamlMapping):
        return _nonempty_scalar(node)
    name = get_child(node, default_language)
    if name is None and shelf.has_generated_ids and node.entries:
        name = node.entries[0][1]
    return _nonempty_scalar(name)


def is_null(node: YamlNode) -> bool:
    """Whether nothing is written there."""
    return isinstance(node, YamlScalar) and not node.is_quoted and node.text in NULL_SCALARS


def get_child(node: YamlNode | None, key: str) -> YamlNode | None:
    """The value behind `key`, None where there is none."""
    if isinstance(node, YamlMapping):
        for name, value in node.entries:
            if name.text == key:
                return value
    return None


def to_plain_data(node: YamlNode) -> PlainData:
    """The node as plain texts, lists and mappings; an empty text where nothing is written."""
    if isinstance(node, YamlMapping):
        return {key.text: to_plain_data(value) for key, value in node.entries}
    if isinstance(node, YamlSequence):
        return [to_plain_data(item) for item in node.items]
    return "" if is_null(node) else node.text


def find_node(root: YamlNode, path: NodePath) -> tuple[YamlScalar | None, YamlNode]:
    """The node at the end of `path`, or the last one on the way, and the key that leads to it.

    Pydantic goes further than the nodes where one text stands for a text in each language.
    """
    key, node = None, root
    for step in path:
        if isinstance(node, YamlMapping):
            entry = node.entries_by_key.get(step) if isinstance(step, str) else None
            if entry is None:
                break
            key, node = entry
        elif isinstance(node, YamlSequence) and isinstance(step, int) and step < len(node.items):
            key, node = None, node.items[step]
        else:
            break
    return key, node


def iter_sequences(node: YamlNode) -> Iterator[YamlSequence]:
    """Every list in a node, at any depth."""
    waiting = [node]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, YamlMapping):
            waiting += (value for _, value in inner.entries if not isinstance(value, YamlScalar))
        elif isinstance(inner, YamlSequence):
            yield inner
            waiting += inner.items


def _nonempty_scalar(node: YamlNode | None) -> YamlScalar | None:
    return (
        node if isinstance(node, YamlScalar) and not is_null(node) and node.text.strip() else None
    )
