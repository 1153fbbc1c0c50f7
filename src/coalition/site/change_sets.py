"""What changed in the data between two publications."""

from __future__ import annotations

from dataclasses import dataclass, field

from coalition.site.table_names import TableName


@dataclass(frozen=True)
class ChangedEntry:
    """An entry that was added or changed, and the `keys` that differ; none if it was added."""

    kind: TableName
    id: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangeSet:
    """What changed from the data of one day to that of another.

    Days are in ISO 8601; `since` is empty if it is not known. `rechecked` is the number of entries
    that were compared with their sources again and stayed the same, `removed` counts by kind.
    """

    day: str
    since: str
    added: tuple[ChangedEntry, ...] = ()
    changed: tuple[ChangedEntry, ...] = ()
    removed: dict[TableName, int] = field(default_factory=dict)
    rechecked: int = 0

    @property
    def has_entries(self) -> bool:
        """Whether there is more than entries that were checked again."""
        return bool(self.added or self.changed or self.removed)

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.has_entries or self.rechecked)
