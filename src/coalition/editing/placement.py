"""The place of a new entry in its file: by name next to the entries of the same group, or by date.

Two people who add an entry each on the same day then change different lines, and git can merge both
changes. At the end of the file they would change the same lines. Two entries with dates after all
others have the same place all the same; so do those of kinds without an order, which are appended.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from coalition.editing.yaml.append import Neighbour
from coalition.project import PlainData, RawEntry, get_child, normalize_name
from coalition.sources import YamlScalar


def find_neighbour(
    entry: Mapping[str, PlainData], others: Sequence[RawEntry], *, by_last_word: bool
) -> Neighbour | None:
    """Return the entry of the same group after which, or before which, a new one is inserted.

    `by_last_word` sorts as lists of people do, unless an entry has the key `sort`. The other
    entries need not be sorted, as in a file in the order of a founding document. None if there is
    no entry of the group.
    """
    group = entry.get("group")
    key = _sort_key(entry.get("sort"), entry.get("name"), by_last_word=by_last_word)
    keys = {
        index: _sort_key(
            _read_text(other, "sort"),
            other.name_node.text if other.name_node else None,
            by_last_word=by_last_word,
        )
        for index, other in enumerate(others)
        if _read_text(other, "group") == group
    }
    if lower := [index for index in keys if keys[index] <= key]:
        return Neighbour(max(lower, key=lambda index: (keys[index], index)), is_after=True)
    if keys:
        return Neighbour(min(keys, key=lambda index: (keys[index], index)), is_after=False)
    return None


def find_neighbour_by_date(
    entry: Mapping[str, PlainData], others: Sequence[RawEntry], date_key: str
) -> Neighbour | None:
    """Return the entry after which, or before which, a new one with a date is inserted.

    The newest one is first in a file where most are so, and last in any other. Entries of one day
    are in the order of their ids. None if the entry or all others have no date.
    """
    date = entry.get(date_key)
    if not isinstance(date, str):
        return None
    key = _date_key(date, str(entry.get("id", "")))
    keys = {
        index: _date_key(text, other.id)
        for index, other in enumerate(others)
        if (text := _read_text(other, date_key))
    }
    pairs = list(itertools.pairwise(keys.values()))
    falling = sum(first > second for first, second in pairs)
    is_newest_first = falling > len(pairs) - falling
    earlier = [index for index in keys if keys[index] <= key]
    later = [index for index in keys if keys[index] > key]
    latest = max(earlier, key=lambda index: (keys[index], index), default=None)
    earliest = min(later, key=lambda index: (keys[index], index), default=None)
    above, below = (earliest, latest) if is_newest_first else (latest, earliest)
    if above is not None:
        return Neighbour(above, is_after=True)
    return Neighbour(below, is_after=False) if below is not None else None


def _date_key(text: str, id: str) -> tuple[str, str]:
    return text.strip().replace("T", " "), id


def _sort_key(sort: PlainData | None, name: PlainData | None, *, by_last_word: bool) -> str:
    name = next(iter(name.values()), "") if isinstance(name, dict) else name
    words = normalize_name(str(sort or name or "")).split()
    return " ".join([*words[-1:], *words[:-1]] if by_last_word and not sort else words)


def _read_text(entry: RawEntry, key: str) -> str | None:
    node = get_child(entry.node, key)
    return node.text if isinstance(node, YamlScalar) else None
