"""The files of `data/` in memory, before and after a series of edits.

A Workspace is immutable: each edit returns a new one, whose ids, names and references are those
after the edit. Nothing is written here; `transaction` does that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from coalition.diagnostics import DataError
from coalition.editing.entry_kinds import EntryKind
from coalition.editing.errors import EditError
from coalition.editing.new_files import make_file_head
from coalition.editing.placement import Placed, place_by_date, place_by_name
from coalition.editing.transaction import FileChange
from coalition.editing.yaml.append import insert_entries
from coalition.editing.yaml.file import EntryValues, YamlEdit, YamlFile, apply_edits
from coalition.i18n import get_language_codes
from coalition.project import (
    DATA_FILES,
    EMPTY_DATA_FILE,
    REMOVED_FILE,
    DataReader,
    RawCollection,
    RawEntry,
    read_data_file,
)
from coalition.sources import Cache, glob_paths

CONTENT_FOLDER = "content"


@dataclass(frozen=True)
class Workspace:
    """The data files of the project at `root`, by name without folder and suffix.

    `texts` are the edited Markdown files, by path, and `media_changes` the changes of other files
    in `content/`: pictures, and files of documents.
    """

    root: Path
    original_bytes: Mapping[str, bytes]
    files: Mapping[str, YamlFile]
    texts: Mapping[Path, bytes] = field(default_factory=dict)
    media_changes: tuple[FileChange, ...] = ()

    @classmethod
    def open(cls, root: Path, cache: Cache | None = None) -> Workspace:
        """Read the files from disk. Raises DataError if one cannot be read.

        A `cache` keeps them for others that read the same files.
        """
        names = [*DATA_FILES]
        if _data_path(root, REMOVED_FILE).exists():
            names.append(REMOVED_FILE)
        documents = {name: read_data_file(root / "data", name, cache=cache) for name in names}
        unreadable = [document for document in documents.values() if document.root is None]
        if diagnostics := [d for document in unreadable for d in document.diagnostics]:
            raise DataError(diagnostics)
        paths = {name: _data_path(root, name) for name in names}
        contents = {name: path.read_bytes() for name, path in paths.items() if path.exists()}
        files = {
            name: YamlFile(format_data_path(name), contents.get(name, EMPTY_DATA_FILE))
            for name in names
        }
        return cls(root, contents, files)

    @cached_property
    def reader(self) -> DataReader:
        """The raw entries of all files, and the suggestions for misspelt ids and names."""
        return DataReader({name: file.document for name, file in self.files.items()})

    @cached_property
    def indexes(self) -> dict[str, Any]:
        """What other modules have indexed of this workspace, by their own names for it."""
        return {}

    @property
    def default_language(self) -> str:
        """The language that the coalition writes in. Raises EditError if the data do not say."""
        if not self.reader.default_language:
            message = "data/coalition.yaml does not say in which language the coalition writes"
            raise EditError(message, "correct 'languages' there first: 'python3 tasks.py check'")
        return self.reader.default_language

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The codes of the site's languages, the default language first."""
        # the first one is English, whose names are accepted in every coalition
        codes = self.reader.suggestions.languages[1:]
        return tuple(code for code in codes if code in get_language_codes())

    def raw_entries(self, collection: RawCollection[Any] | None) -> tuple[RawEntry, ...]:
        """Return the entries of a collection before validation."""
        return self.reader.raw_entries.get(collection, ()) if collection else ()

    def with_edits(self, file_name: str, edits: Iterable[YamlEdit]) -> Workspace:
        """Return a workspace with one file edited. Raises EditError."""
        file = self.files[file_name]
        return self.with_file(file_name, YamlFile(file.display_path, apply_edits(file, edits)))

    def with_new_file(self, file_name: str, data: bytes) -> Workspace:
        """Return a workspace with one more file in `data/`."""
        return self.with_file(file_name, YamlFile(format_data_path(file_name), data))

    def with_media_changes(self, changes: Iterable[FileChange]) -> Workspace:
        """Return a workspace with more changes of pictures and other files."""
        return replace(self, media_changes=(*self.media_changes, *changes))

    def list_texts(self) -> list[Path]:
        """Return the paths of the Markdown files, in their order."""
        return sorted(glob_paths(self.root / CONTENT_FOLDER, "**/*.md"))

    def read_text(self, path: Path) -> bytes:
        """Return the content of a Markdown file, as edited."""
        return self.texts[path] if path in self.texts else path.read_bytes()

    def with_text(self, path: Path, data: bytes) -> Workspace:
        """Return a workspace with a Markdown file edited."""
        return replace(self, texts={**self.texts, path: data})

    def with_entry(self, kind: EntryKind, entry: EntryValues) -> Workspace:
        """Return a workspace with one more entry. Raises EditError.

        Members and organisations are inserted by name, events and documents by date, entries of
        other kinds are appended. A file that the project does not have yet is made.
        """
        return self.with_entries(kind, [entry])

    def with_entries(self, kind: EntryKind, entries: Iterable[EntryValues]) -> Workspace:
        """Return a workspace with more entries of one kind, as `with_entry` adds each of them."""
        in_order = [{key: one[key] for key in kind.key_order if key in one} for one in entries]
        others = self.raw_entries(kind.collection)
        if not others and len(in_order) > 1:  # the first one begins the list
            return self.with_entry(kind, in_order[0]).with_entries(kind, in_order[1:])
        placed: list[Placed] = [(entry, None) for entry in in_order]
        if kind.is_sorted:
            placed = place_by_name(in_order, others, by_last_word=kind.name == "member")
        elif kind.date_key:
            placed = place_by_date(in_order, others, kind.date_key)
        workspace = self
        if kind.file not in self.original_bytes and not others:
            head = make_file_head(self.root, kind.file)
            workspace = self.with_new_file(kind.file, head + EMPTY_DATA_FILE)
        edits = insert_entries(workspace.files[kind.file], kind.key, placed)
        return workspace.with_edits(kind.file, edits) if edits else workspace

    def with_file(self, file_name: str, file: YamlFile) -> Workspace:
        """Return a workspace with one file replaced."""
        return replace(self, files={**self.files, file_name: file})

    def changes(self) -> tuple[FileChange, ...]:
        """Return the changed files, in the order in which files are read."""
        originals = self.original_bytes
        data_changes = (
            FileChange(
                _data_path(self.root, name), file.display_path, originals.get(name), file.data
            )
            for name, file in self.files.items()
            if file.data != originals.get(name, EMPTY_DATA_FILE)
        )
        text_changes = (
            FileChange(path, path.relative_to(self.root).as_posix(), before, data)
            for path, data in self.texts.items()
            if data != (before := path.read_bytes())
        )
        return (*data_changes, *text_changes, *self.media_changes)


def format_data_path(name: str) -> str:
    """Return the path of a data file as diagnostics show it."""
    return f"data/{name}.yaml"


def _data_path(root: Path, name: str) -> Path:
    return root / "data" / f"{name}.yaml"
