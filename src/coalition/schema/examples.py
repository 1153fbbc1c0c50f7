"""An invented coalition that uses every key: what editors are shown as examples.

Its files stand in `examples/`, as an editor would write them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from coalition.model.records import CoalitionFile, Record
from coalition.project.loader import FILES
from coalition.project.raw_entries import SHELVES, child
from coalition.schema.fields import keys_of, record_in
from coalition.sources.yaml_parser import Document, Mapping, Node, Sequence, read

FOLDER = Path(__file__).with_name("examples")


def block(record: type[Record]) -> str:
    """The lines of the example that show `record`, led by the name of the file they stand in."""
    for shelf in SHELVES:
        if shelf.record is record and not shelf.key:
            return f"# data/{shelf.file}.yaml\n" + "\n".join(_documents()[shelf.file].lines).strip()
    inner = {key.name: record_in(key) for key in keys_of(CoalitionFile)}
    shown = [
        lines
        for name, lines in _coalition().items()
        if inner[name] is (None if record is CoalitionFile else record)
    ]
    return "# data/coalition.yaml\n" + "\n".join(shown)


def values(record: type[Record], key: str) -> list[Node]:
    """What the example writes behind `key` in a `record`."""
    found = (child(entry, key) for entry in _entries(record))
    return [node for node in found if node is not None]


@cache
def _documents() -> dict[str, Document]:
    return {file: read(FOLDER / f"{file}.yaml", f"{FOLDER.name}/{file}.yaml") for file in FILES}


def _coalition() -> dict[str, str]:
    """The lines of each key of the coalition's file."""
    document = _documents()["coalition"]
    assert isinstance(document.root, Mapping)
    starts = [(key.text, key.place.line - 1) for key, _ in document.root.entries]
    ends = [start for _, start in starts[1:]] + [len(document.lines)]
    return {
        name: "\n".join(document.lines[start:end]).strip()
        for (name, start), end in zip(starts, ends, strict=True)
    }


@cache
def _entries(record: type[Record]) -> list[Node]:
    """The entries of the example that become a `record`."""
    documents = _documents()
    found = [documents[shelf.file].root for shelf in SHELVES if shelf.record is record]
    if record is CoalitionFile:
        found = [documents["coalition"].root]
    for key in keys_of(CoalitionFile):
        if record_in(key) is record:
            found = [child(documents["coalition"].root, key.name)]
    return [
        entry
        for node in found
        if node is not None
        for entry in (node.items if isinstance(node, Sequence) else (node,))
    ]
