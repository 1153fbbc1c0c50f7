"""Edits that turn an entry into another one, and touch only the lines of what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from coalition.editing.errors import EditError
from coalition.editing.yaml.edit_keys import add_item, set_key, set_text
from coalition.editing.yaml.file import EntryValues, YamlEdit, YamlFile, apply_edits
from coalition.editing.yaml.remove import remove_key
from coalition.project import NodePath, PlainData

MakeEdit = Callable[[YamlFile], YamlEdit]
"""A function that makes one edit of a file, in which its place is as it was, or is further down."""


def list_value_edits(
    node_path: NodePath,
    before: Mapping[str, PlainData],
    after: EntryValues,
    key_order: Sequence[str],
) -> list[MakeEdit]:
    """Return the edits that turn the entry at `node_path` from `before` into `after`.

    A new key goes where `key_order` has it; those of records within are in the order of `after`.
    """
    return [*_iter_edits(node_path, before, after, key_order)]


def apply_value_edits(file: YamlFile, edits: Sequence[MakeEdit]) -> YamlFile:
    """Return the file with all these edits. Raises EditError.

    They are made at once, if none of them touches the text of another one: parsing a long file for
    each of many edits would take minutes.
    """
    if not edits:
        return file
    try:
        made = [make_edit(file) for make_edit in edits]
        return YamlFile(file.display_path, apply_edits(file, made))
    except EditError:
        if len(edits) == 1:
            raise
    middle = len(edits) // 2
    return apply_value_edits(apply_value_edits(file, edits[:middle]), edits[middle:])


def _iter_edits(
    path: NodePath,
    before: Mapping[str, PlainData],
    after: Mapping[str, PlainData],
    key_order: Sequence[str],
) -> Iterator[MakeEdit]:
    order = [*dict.fromkeys([*key_order, *before, *after])]
    for key in sorted(after, key=order.index):
        if key not in before:
            yield _make_key_setter(path, key, after[key], order)
        elif before[key] != after[key]:
            yield from _iter_value_edits(path, key, before[key], after[key], order)
    for key in before:
        if key not in after:
            yield _make_key_remover(path, key)


def _iter_value_edits(
    path: NodePath, key: str, before: PlainData, after: PlainData, order: Sequence[str]
) -> Iterator[MakeEdit]:
    """Yield the edits of a key that has another value: within it if it has the same form."""
    if isinstance(before, dict) and isinstance(after, dict) and before and after:
        yield from _iter_edits((*path, key), before, after, [*after])
    elif isinstance(before, list) and isinstance(after, list) and _is_extended(before, after):
        yield from _iter_item_edits((*path, key), before, after)
    else:
        yield _make_key_setter(path, key, after, order)


def _is_extended(before: list[PlainData], after: list[PlainData]) -> bool:
    """Return whether a list has the same kinds of items as before, or more texts at its end."""
    pairs = zip(before, after, strict=False)
    is_alike = all(
        type(old) is type(new) and (old == new or isinstance(old, dict | str)) for old, new in pairs
    )
    added = after[len(before) :]
    return (
        bool(before)
        and is_alike
        and len(before) <= len(after)
        and all(isinstance(item, str) for item in added)
    )


def _iter_item_edits(
    path: NodePath, before: list[PlainData], after: list[PlainData]
) -> Iterator[MakeEdit]:
    for index, (old, new) in enumerate(zip(before, after, strict=False)):
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _iter_edits((*path, index), old, new, [*new])
        elif old != new:
            yield _make_text_setter((*path, index), str(new))
    for item in after[len(before) :]:
        yield _make_item_adder(path, str(item))


def _make_key_setter(
    path: NodePath, key: str, value: PlainData, key_order: Sequence[str]
) -> MakeEdit:
    return lambda file: set_key(file, path, key, value, key_order)


def _make_key_remover(path: NodePath, key: str) -> MakeEdit:
    return lambda file: remove_key(file, path, key)


def _make_text_setter(path: NodePath, value: str) -> MakeEdit:
    return lambda file: set_text(file, path, value)


def _make_item_adder(path: NodePath, value: str) -> MakeEdit:
    return lambda file: add_item(file, path, value)
