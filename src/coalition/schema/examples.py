"""Example values from an invented coalition that uses every key.

Its files are in `examples/`, in the same format as `data/`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from coalition.model import CoalitionFile, Record, RemovedAddress, list_keys
from coalition.project import DATA_FILES, RAW_COLLECTIONS, REMOVED_FILE, get_child
from coalition.sources import YamlDocument, YamlMapping, YamlNode, YamlSequence, read_yaml

EXAMPLES_FOLDER = Path(__file__).with_name("examples")


def format_example(record: type[Record]) -> str:
    """Return the YAML example of a record, after a comment with the path of its file."""
    if file := _find_list_file(record):
        return f"# data/{file}.yaml\n" + "\n".join(_read_documents()[file].lines).strip()
    nested_records = {key.name: key.record for key in list_keys(CoalitionFile)}
    sections = [
        section
        for name, section in _split_coalition_file().items()
        if nested_records[name] is (None if record is CoalitionFile else record)
    ]
    if sections:
        return "# data/coalition.yaml\n" + "\n".join(sections)
    node = _find_entries(record)[0]
    document = next(one for one in _read_documents().values() if one.file == node.location.file)
    return f"# in an entry of data/{document.file.rpartition('/')[2]}\n" + _extract_block(
        document.lines, node.location.line - 1
    )


def _extract_block(lines: Sequence[str], start: int) -> str:
    """Return the lines of the value that begins at line `start`, from 0, with its key."""
    while lines[start].lstrip().startswith("- ") or not lines[start].rstrip().endswith(":"):
        start -= 1
    indentation = len(lines[start]) - len(lines[start].lstrip())
    end = start + 1
    while end < len(lines) and lines[end].startswith(" " * (indentation + 1)):
        end += 1
    return textwrap.dedent("\n".join(lines[start:end]))


def get_example_values(record: type[Record], key: str) -> list[YamlNode]:
    """Return the values of a key in all example entries of a record."""
    nodes = (get_child(entry, key) for entry in _find_entries(record))
    return [node for node in nodes if node is not None]


def _find_list_file(record: type[Record]) -> str:
    """Return the name of the file that is a list of such records; empty if there is none."""
    files = {one.record: one.file for one in RAW_COLLECTIONS if not one.key}
    return (files | {RemovedAddress: REMOVED_FILE}).get(record, "")


@cache
def _read_documents() -> dict[str, YamlDocument]:
    return {
        file: read_yaml(EXAMPLES_FOLDER / f"{file}.yaml", f"{EXAMPLES_FOLDER.name}/{file}.yaml")
        for file in (*DATA_FILES, REMOVED_FILE)
    }


def _split_coalition_file() -> dict[str, str]:
    """Split `coalition.yaml` into the text of each top-level key."""
    document = _read_documents()["coalition"]
    assert isinstance(document.root, YamlMapping)
    starts = [(key.text, key.location.line - 1) for key, _ in document.root.entries]
    ends = [start for _, start in starts[1:]] + [len(document.lines)]
    return {
        name: "\n".join(document.lines[start:end]).strip()
        for (name, start), end in zip(starts, ends, strict=True)
    }


@cache
def _find_entries(record: type[Record]) -> list[YamlNode]:
    """Return the example entries that are validated as `record`, in all files."""
    documents = _read_documents()
    roots = {one.file: one.record for one in RAW_COLLECTIONS if not one.key}
    roots |= {"coalition": CoalitionFile, REMOVED_FILE: RemovedAddress}
    return [
        entry
        for file, root_record in roots.items()
        for entry in _iter_entries(root_record, documents[file].root, record)
    ]


def _iter_entries(
    parent: type[Record], node: YamlNode | None, record: type[Record]
) -> Iterator[YamlNode]:
    """Yield the entries of `record` in a value that is one `parent` record, or a list of them."""
    for item in node.items if isinstance(node, YamlSequence) else [node] if node else []:
        if parent is record:
            yield item
        for key in list_keys(parent):
            if key.record:
                yield from _iter_entries(key.record, get_child(item, key.name), record)
