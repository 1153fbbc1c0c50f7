"""Raw entries: the YAML nodes of each entry with its id and name, before validation.

Ids and names are read from the nodes, not from the records, so that references to an invalid entry
can still be resolved and each error is reported only once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, get_args

from coalition.model import (
    ActionArea,
    ConditionSet,
    Document,
    Event,
    Goal,
    Group,
    Member,
    Organisation,
    Record,
    ReferenceKind,
    Text,
    WorkingGroup,
)
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
"""Path to a nested node: keys and list indexes, like pydantic's `loc`."""

PlainData = str | list[Any] | dict[str, Any]
"""Input for pydantic: nested dicts and lists of strings."""

RecordT = TypeVar("RecordT", bound=Record)

NULL_SCALARS = {"", "~", "null"}
"""Unquoted scalars that YAML reads as null."""


@dataclass(frozen=True)
class RawCollection(Generic[RecordT]):
    """A list of entries with ids: the top level of a `file`, or the list at its `key`.

    `id_key` and `name_key` are the keys of an entry's id and name. A project
    need not have the file if `is_optional`.
    """

    kind: ReferenceKind | Literal["document", "condition set"]
    record: type[RecordT]
    file: str
    key: str = ""
    id_key: str = "id"
    name_key: str = "name"
    is_optional: bool = False

    @property
    def field(self) -> str:
        """The field of `Coalition` that holds the records."""
        return self.key or {"sdgs": "goals"}.get(self.file, self.file)

    @property
    def has_generated_ids(self) -> bool:
        """Whether an entry without an id gets one from its name."""
        return self.record.has_generated_ids


GROUPS = RawCollection("group", Group, "coalition", key="groups")
ACTION_AREAS = RawCollection("action area", ActionArea, "action_areas", name_key="title")
GOALS = RawCollection("goal", Goal, "sdgs", id_key="number", name_key="title")
ORGANISATIONS = RawCollection("organisation", Organisation, "organisations")
MEMBERS = RawCollection("member", Member, "members")
WORKING_GROUPS = RawCollection(
    "working group", WorkingGroup, "working_groups", name_key="title", is_optional=True
)
EVENTS = RawCollection("event", Event, "events", name_key="title", is_optional=True)
DOCUMENTS = RawCollection("document", Document, "documents", name_key="title", is_optional=True)
CONDITIONS = RawCollection(
    "condition set", ConditionSet, "conditions", name_key="title", is_optional=True
)
RAW_COLLECTIONS: tuple[RawCollection[Any], ...] = (
    GROUPS,
    ACTION_AREAS,
    GOALS,
    ORGANISATIONS,
    MEMBERS,
    WORKING_GROUPS,
    EVENTS,
    DOCUMENTS,
    CONDITIONS,
)


@dataclass(frozen=True)
class RawEntry:
    """One entry of a collection, as written in its file.

    `id` is the id that the entry will have: the one written (`id_node`), else the one made from its
    name, or empty if neither is possible. `name_node` is the name that pages show in the
    coalition's default language, `normalized_name` the same as `normalize_name` returns it. A
    member without a name is an organisation, and is called by the organisation's id.
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
        """The ids that the entry had before, for redirects."""
        node = get_child(self.node, "former_ids")
        items = node.items if isinstance(node, YamlSequence) else ()
        return tuple(item for item in items if isinstance(item, YamlScalar) and not is_null(item))

    @property
    def other_name_nodes(self) -> tuple[YamlScalar, ...]:
        """The texts that people may write for the entry instead of its name."""
        node = get_child(self.node, "other_names")
        items = node.items if isinstance(node, YamlSequence) else ()
        return tuple(item for item in items if isinstance(item, YamlScalar) and item.text.strip())

    def iter_main_names(self) -> Iterator[str]:
        """Yield the id, the former ids, the names in all languages, short ones and the number."""
        if self.id:
            yield self.id
        yield from (former.text for former in self.former_id_nodes)
        for key in (self.collection.name_key, "acronym", "short", "number"):
            node = get_child(self.node, key)
            texts = [text for _, text in iter_scalars(node)] if node else []
            yield from (text.text for text in texts if text.text.strip() and not is_null(text))

    def iter_names(self) -> Iterator[str]:
        """Yield everything that the entry may be called."""
        yield from self.iter_main_names()
        yield from (node.text for node in self.other_name_nodes)

    @property
    def is_organisation_member(self) -> bool:
        """Whether it is an organisation that is itself a member, and has no page as a member."""
        return self.collection is MEMBERS and get_child(self.node, "name") is None

    @property
    def has_id_key(self) -> bool:
        """Whether the entry has a key for its id, valid or not."""
        return get_child(self.node, self.collection.id_key) is not None


def read_raw_entries(
    collection: RawCollection[Any],
    document: YamlDocument,
    default_language: str,
    cache: Cache | None = None,
) -> tuple[RawEntry, ...] | None:
    """Return the entries of a collection in the order of the file; None if it is not a list.

    `default_language` is empty if the coalition's languages cannot be read.
    """
    cache = cache or Cache()
    sequence = get_child(document.root, collection.key) if collection.key else document.root
    if not isinstance(sequence, YamlSequence):
        return None
    return tuple(
        RawEntry(
            collection,
            document,
            node,
            *cache.call(_read_id_and_name, collection, IdentityKey(node), default_language),
        )
        for node in sequence.items
    )


def _read_id_and_name(
    collection: RawCollection[Any], entry: IdentityKey[YamlNode], default_language: str
) -> tuple[str, YamlScalar | None, YamlScalar | None, str]:
    """Return id, id node, name node and normalized name of an entry."""
    node = entry.value
    id_node = _nonempty_scalar(get_child(node, collection.id_key))
    name_node = _find_name_node(collection, get_child(node, collection.name_key), default_language)
    if collection is MEMBERS and get_child(node, collection.name_key) is None:
        name_node = _nonempty_scalar(get_child(node, "organisation"))
    id = id_node.text.strip() if id_node else ""
    if collection is GOALS and id.isdecimal():
        id = str(int(id[:9]))
    if (
        not id
        and collection.has_generated_ids
        and name_node
        and get_child(node, collection.id_key) is None
    ):
        id = slugify(name_node.text)
    return id, id_node, name_node, normalize_name(name_node.text) if name_node else ""


def _find_name_node(
    collection: RawCollection[Any], node: YamlNode | None, default_language: str
) -> YamlScalar | None:
    """Return the name that the record will fall back to, as `Text` and `Name` choose it."""
    if not isinstance(node, YamlMapping):
        return _nonempty_scalar(node)
    name = get_child(node, default_language)
    if name is None and _has_title_or_name(collection) and node.entries:
        name = node.entries[0][1]
    return _nonempty_scalar(name)


def _has_title_or_name(collection: RawCollection[Any]) -> bool:
    """Return whether names are not translated, so that any language may come first."""
    annotation = collection.record.model_fields[collection.name_key].annotation
    types = (annotation, *get_args(annotation))
    return any(
        isinstance(one, type) and issubclass(one, Text) and not one.has_default_language
        for one in types
    )


def is_null(node: YamlNode) -> bool:
    """Return whether a node is an empty value."""
    return isinstance(node, YamlScalar) and not node.is_quoted and node.text in NULL_SCALARS


def get_child(node: YamlNode | None, key: str) -> YamlNode | None:
    """Return the value of `key`; None if the node is no mapping or has no such key."""
    if isinstance(node, YamlMapping):
        for name, value in node.entries:
            if name.text == key:
                return value
    return None


def to_plain_data(node: YamlNode) -> PlainData:
    """Convert a node to dicts, lists and strings; null becomes an empty string."""
    if isinstance(node, YamlMapping):
        return {key.text: to_plain_data(value) for key, value in node.entries}
    if isinstance(node, YamlSequence):
        return [to_plain_data(item) for item in node.items]
    return "" if is_null(node) else node.text


def find_node(root: YamlNode, path: NodePath) -> tuple[YamlScalar | None, YamlNode]:
    """Return the node at `path`, or the last existing one before it, with the key that it is at.

    A path of pydantic's may be longer than the nodes: a plain text is validated as a mapping with
    one language.
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
    """Yield all lists in a node, at any depth, without recursion."""
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, YamlMapping):
            pending += (value for _, value in current.entries if not isinstance(value, YamlScalar))
        elif isinstance(current, YamlSequence):
            yield current
            pending += current.items


def iter_scalars(node: YamlNode) -> Iterator[tuple[str, YamlScalar]]:
    """Yield all texts in a node, at any depth, each with the key that it is the value of."""
    pending = [("", node)]
    while pending:
        key, current = pending.pop()
        if isinstance(current, YamlMapping):
            pending += ((name.text, value) for name, value in reversed(current.entries))
        elif isinstance(current, YamlSequence):
            pending += ((key, item) for item in reversed(current.items))
        else:
            yield key, current


def _nonempty_scalar(node: YamlNode | None) -> YamlScalar | None:
    return (
        node if isinstance(node, YamlScalar) and not is_null(node) and node.text.strip() else None
    )
