"""The files in `data/` as they lie before the editor: as they were, and as they are to be.

A desk never changes: each change gives another one, in which the references, names and ids of all
files are those after the change. Nothing is written here.
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
from coalition.editing.transaction import FileChange
from coalition.editing.yaml.append import append_entry
from coalition.editing.yaml.file import EntryValues, YamlEdit, YamlFile, apply_edits
from coalition.i18n import get_language_codes
from coalition.project import DATA_FILES, DataReader, RawCollection, RawEntry
from coalition.sources import read_yaml


@dataclass(frozen=True)
class Workspace:
    """The project in the folder `root`; the files by their names without folder and ending."""

    root: Path
    original_bytes: Mapping[str, bytes]
    files: Mapping[str, YamlFile]

    @classmethod
    def open(cls, root: Path) -> Workspace:
        """The desk with the files as they are. Raises DataError where one cannot be read."""
        documents = [
            read_yaml(_data_path(root, name), format_data_path(name)) for name in DATA_FILES
        ]
        if broken := [p for one in documents if one.root is None for p in one.diagnostics]:
            raise DataError(broken)
        before = {name: _data_path(root, name).read_bytes() for name in DATA_FILES}
        return cls(
            root,
            before,
            {name: YamlFile(format_data_path(name), before[name]) for name in DATA_FILES},
        )

    @cached_property
    def reader(self) -> DataReader:
        """The ids and names of all files, and what an editor may have meant."""
        return DataReader({name: file.document for name, file in self.files.items()})

    @property
    def default_language(self) -> str:
        """The coalition's first language. Raises EditError where it is not known."""
        if not self.reader.default_language:
            message = "data/coalition.yaml does not say in which language the coalition writes"
            raise EditError(message, "mend 'languages' there first: 'python3 tasks.py check'")
        return self.reader.default_language

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The codes of the site's languages, the first one first."""
        written = self.reader.suggestions.languages[1:]  # before them stands English, for everybody
        return tuple(code for code in written if code in get_language_codes())

    def raw_entries(self, collection: RawCollection[Any] | None) -> tuple[RawEntry, ...]:
        """The entries of a shelf."""
        return self.reader.raw_entries.get(collection, ()) if collection else ()

    def with_edits(self, file_name: str, edits: Iterable[YamlEdit]) -> Workspace:
        """The desk with a file changed. Raises EditError where that cannot be done."""
        file = self.files[file_name]
        after = YamlFile(file.display_path, apply_edits(file, edits))
        return replace(self, files={**self.files, file_name: after})

    def with_entry(self, kind: EntryKind, entry: EntryValues) -> Workspace:
        """The desk with one more entry."""
        in_order = {key: entry[key] for key in kind.key_order if key in entry}
        return self.with_edits(kind.file, [append_entry(self.files[kind.file], kind.key, in_order)])

    def changes(self) -> tuple[FileChange, ...]:
        """What is to be written, in the order in which the files are read."""
        return tuple(
            FileChange(
                _data_path(self.root, name), file.display_path, self.original_bytes[name], file.data
            )
            for name, file in self.files.items()
            if file.data != self.original_bytes[name]
        )


def format_data_path(name: str) -> str:
    """A file's path as problems name it."""
    return f"data/{name}.yaml"


def _data_path(root: Path, name: str) -> Path:
    return root / "data" / f"{name}.yaml"
