"""The view of the page about the data: what can be downloaded, and what has changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coalition.model import LocalizedText
from coalition.site.urls import Address
from coalition.site.views.base import ContentView


@dataclass(frozen=True)
class DataFile:
    """A file to download: its path on the site, and its size in bytes."""

    path: str
    size: int


@dataclass(frozen=True)
class DataTable:
    """A kind of entry: what it is called, how many there are, and the files with all of them."""

    label: str
    count: int
    csv: DataFile
    json: DataFile


@dataclass(frozen=True)
class DataFiles:
    """The files with all kinds of entries; None for what needs the URL of the site, or events."""

    workbook: DataFile
    json: DataFile
    schema: DataFile
    package: DataFile
    json_ld: DataFile | None
    turtle: DataFile | None
    calendar: DataFile | None
    feeds: DataFile | None


@dataclass(frozen=True)
class EntryLink:
    """A changed entry: its name and page, and the headings of what has changed in it."""

    name: LocalizedText
    address: Address
    changes: tuple[str, ...]


@dataclass(frozen=True)
class ChangedKind:
    """What changed in a kind of entry."""

    label: str
    added: tuple[EntryLink, ...]
    changed: tuple[EntryLink, ...]
    removed: int


@dataclass(frozen=True)
class DataChanges:
    """What changed since the day of the data that were published before, None if not known."""

    since: date | None
    kinds: tuple[ChangedKind, ...]
    rechecked: int


@dataclass(frozen=True)
class DataView(ContentView):
    """The page about the data; `files` is None if there are no entries.

    `changes` is None if nothing is known of an earlier publication.
    """

    tables: tuple[DataTable, ...]
    files: DataFiles | None
    changes: DataChanges | None
