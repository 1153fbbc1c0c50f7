"""The place of a new entry in its file: by name next to the entries of the same group, or by date.

Two people who add an entry each on the same day then change different lines, and git can merge both
changes. At the end of the file they would change the same lines. Two entries with dates after all
others have the same place all the same; so do those of kinds without an order, which are appended.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TypeVar

from coalition.editing.yaml.append import Neighbour
from coalition.editing.yaml.file import EntryValues
from coalition.project import PlainData, RawEntry, get_child, normalize_name
from coalition.sources import YamlScalar

Placed = tuple[EntryValues, Neighbour | None]
"""A new entry, and the one next to which it is inserted; None to append it."""


def place_by_name(
    entries: Iterable[EntryValues], others: Sequence[RawEntry], *, by_last_word: bool
) -> list[Placed]:
    """Return new entries in order, each with the one of the same group next to which it goes.

    `by_last_word` sorts as lists of people do, unless an entry has the key `sort`. The other
    entries need not be sorted, as in a file in the order of a founding document. An entry has no
    neighbour if there is no other one of its group.
    """
    indexes: dict[str | None, list[tuple[str, int]]] = {}
    for index, other in enumerate(others):
        name = other.name_node.text if other.name_node else None
        key = _sort_key(_read_text(other, "sort"), name, by_last_word=by_last_word)
        indexes.setdefault(_read_text(other, "group"), []).append((key, index))
    for keys in indexes.values():
        keys.sort()
    keyed = [
        (_sort_key(entry.get("sort"), entry.get("name"), by_last_word=by_last_word), entry)
        for entry in entries
    ]
    return [
        (entry, _find_neighbour(indexes.get(_get_group(entry), []), key))
        for key, entry in sorted(keyed, key=lambda one: one[0])
    ]


def place_by_date(
    entries: Iterable[EntryValues], others: Sequence[RawEntry], date_key: str
) -> list[Placed]:
    """Return new entries in order, each with the one with a date next to which it goes.

    The newest one is first in a file where most are so, and last in any other. Entries of one day
    are in the order of their ids. An entry has no neighbour if it, or all others, have no date.
    """
    dated = [
        (_date_key(text, other.id), index)
        for index, other in enumerate(others)
        if (text := _read_text(other, date_key))
    ]
    pairs = list(itertools.pairwise(key for key, _ in dated))
    falling = sum(first > second for first, second in pairs)
    is_newest_first = falling > len(pairs) - falling
    keys = sorted(dated)
    in_order = sorted(
        entries, key=lambda entry: _entry_date_key(entry, date_key), reverse=is_newest_first
    )
    return [
        (
            entry,
            _find_neighbour(keys, _entry_date_key(entry, date_key), is_reversed=is_newest_first),
        )
        if isinstance(entry.get(date_key), str)
        else (entry, None)
        for entry in in_order
    ]


KeyT = TypeVar("KeyT", str, tuple[str, str])


def _find_neighbour(
    keys: Sequence[tuple[KeyT, int]], key: KeyT, *, is_reversed: bool = False
) -> Neighbour | None:
    """Return the neighbour of an entry, given the sorted keys and indexes of the others."""
    if not keys:
        return None
    position = bisect_right(keys, key, key=lambda one: one[0])
    lower = keys[position - 1][1] if position else None
    upper = keys[position][1] if position < len(keys) else None
    above, below = (upper, lower) if is_reversed else (lower, upper)
    if above is not None:
        return Neighbour(above, is_after=True)
    return Neighbour(below, is_after=False) if below is not None else None


def _get_group(entry: EntryValues) -> str | None:
    group = entry.get("group")
    return group if isinstance(group, str) else None


def _entry_date_key(entry: EntryValues, date_key: str) -> tuple[str, str]:
    return _date_key(str(entry.get(date_key, "")), str(entry.get("id", "")))


def _date_key(text: str, id: str) -> tuple[str, str]:
    return text.strip().replace("T", " "), id


def _sort_key(sort: PlainData | None, name: PlainData | None, *, by_last_word: bool) -> str:
    name = next(iter(name.values()), "") if isinstance(name, dict) else name
    words = normalize_name(str(sort or name or "")).split()
    return " ".join([*words[-1:], *words[:-1]] if by_last_word and not sort else words)


def _read_text(entry: RawEntry, key: str) -> str | None:
    node = get_child(entry.node, key)
    return node.text if isinstance(node, YamlScalar) else None
