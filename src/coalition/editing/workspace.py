"""The files of `data/` in memory, before and after a series of edits.

A Workspace is immutable: each edit returns a new one, whose ids, names and references are those
after the edit. Nothing is written here; `transaction` does that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from coalition.diagnostics import DataError
from coalition.editing.entry_kinds import EntryKind
from coalition.editing.errors import EditError
from coalition.editing.placement import find_neighbour
from coalition.editing.transaction import FileChange
from coalition.editing.yaml.append import append_entry, insert_entry
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


@dataclass(frozen=True)
class Workspace:
    """The data files of the project at `root`, by name without folder and suffix.

    `image_changes` are the changes of files in `content/images/`, `text_changes` those of texts.
    """

    root: Path
    original_bytes: Mapping[str, bytes]
    files: Mapping[str, YamlFile]
    image_changes: tuple[FileChange, ...] = ()
    text_changes: tuple[FileChange, ...] = ()

    @classmethod
    def open(cls, root: Path) -> Workspace:
        """Read the files from disk. Raises DataError if one cannot be read."""
        names = [*DATA_FILES]
        if _data_path(root, REMOVED_FILE).exists():
            names.append(REMOVED_FILE)
        documents = [read_data_file(root / "data", name) for name in names]
        unreadable = [document for document in documents if document.root is None]
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
        after = YamlFile(file.display_path, apply_edits(file, edits))
        return replace(self, files={**self.files, file_name: after})

    def with_new_file(self, file_name: str, data: bytes) -> Workspace:
        """Return a workspace with one more file in `data/`."""
        new_file = YamlFile(format_data_path(file_name), data)
        return replace(self, files={**self.files, file_name: new_file})

    def with_image_changes(self, changes: Iterable[FileChange]) -> Workspace:
        """Return a workspace with more changes of images."""
        return replace(self, image_changes=(*self.image_changes, *changes))

    def with_entry(self, kind: EntryKind, entry: EntryValues) -> Workspace:
        """Return a workspace with one more entry. Raises EditError.

        Members and organisations are inserted by name, entries of other kinds appended.
        """
        in_order = {key: entry[key] for key in kind.key_order if key in entry}
        others = self.raw_entries(kind.collection) if kind.is_sorted else ()
        neighbour = find_neighbour(in_order, others, by_last_word=kind.name == "member")
        file = self.files[kind.file]
        edit = (
            insert_entry(file, kind.key, in_order, neighbour)
            if neighbour
            else append_entry(file, kind.key, in_order)
        )
        return self.with_edits(kind.file, [edit])

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
        return (*data_changes, *self.text_changes, *self.image_changes)


def format_data_path(name: str) -> str:
    """Return the path of a data file as diagnostics show it."""
    return f"data/{name}.yaml"


def _data_path(root: Path, name: str) -> Path:
    return root / "data" / f"{name}.yaml"
