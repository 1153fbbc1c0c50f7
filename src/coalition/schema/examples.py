"""An invented coalition that uses every key: what editors are shown as examples.

Its files stand in `examples/`, as an editor would write them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from coalition.model import CoalitionFile, Record
from coalition.project import DATA_FILES, RAW_COLLECTIONS, get_child
from coalition.schema.fields import get_nested_record, list_keys
from coalition.sources import YamlDocument, YamlMapping, YamlNode, YamlSequence, read_yaml

EXAMPLES_FOLDER = Path(__file__).with_name("examples")


def format_example(record: type[Record]) -> str:
    """The lines of the example that show `record`, led by the name of the file they stand in."""
    for shelf in RAW_COLLECTIONS:
        if shelf.record is record and not shelf.key:
            return (
                f"# data/{shelf.file}.yaml\n"
                + "\n".join(_read_documents()[shelf.file].lines).strip()
            )
    inner = {key.name: get_nested_record(key) for key in list_keys(CoalitionFile)}
    shown = [
        lines
        for name, lines in _split_coalition_file().items()
        if inner[name] is (None if record is CoalitionFile else record)
    ]
    return "# data/coalition.yaml\n" + "\n".join(shown)


def get_example_values(record: type[Record], key: str) -> list[YamlNode]:
    """What the example writes behind `key` in a `record`."""
    found = (get_child(entry, key) for entry in _find_entries(record))
    return [node for node in found if node is not None]


@cache
def _read_documents() -> dict[str, YamlDocument]:
    return {
        file: read_yaml(EXAMPLES_FOLDER / f"{file}.yaml", f"{EXAMPLES_FOLDER.name}/{file}.yaml")
        for file in DATA_FILES
    }


def _split_coalition_file() -> dict[str, str]:
    """The lines of each key of the coalition's file."""
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
    """The entries of the example that become a `record`."""
    documents = _read_documents()
    found = [documents[shelf.file].root for shelf in RAW_COLLECTIONS if shelf.record is record]
    if record is CoalitionFile:
        found = [documents["coalition"].root]
    for key in list_keys(CoalitionFile):
        if get_nested_record(key) is record:
            found = [get_child(documents["coalition"].root, key.name)]
    return [
        entry
        for node in found
        if node is not None
        for entry in (node.items if isinstance(node, YamlSequence) else (node,))
    ]
