"""A file that is a list, read entry by entry: only those that have changed are parsed again.

This is a shorter way to what `source.parse` would answer, for previews of long lists. Where a file
is anything but a good list of entries that begin at the left, the whole of it is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from coalition.sources import yaml_lint, yaml_parser
from coalition.sources.cache import Memory, Same
from coalition.sources.text import Text, decode, refused_characters, unfinished_merges
from coalition.sources.yaml_parser import Document, Mapping, Node, Reader, Scalar, Sequence

_BEGINS = re.compile(r"-(?:\s|$)")
_GOES_ON = frozenset(["", " ", "#"])
_BEFORE = frozenset(["", "#"])
"""How lines begin that go on with an entry, and those before the first one."""


@dataclass(frozen=True)
class Part:
    """A part of a file read by itself; `keys` and `suspects` can only be judged in the whole."""

    text: Text
    document: Document
    keys: frozenset[str]
    suspects: tuple[yaml_lint.Suspect, ...]


def parse_part(text: Text) -> Part:
    """Read the YAML in a part of a file. Never raises."""
    reader = Reader(text)
    document = reader.document()
    return Part(text, document, frozenset(reader.keys), tuple(reader.suspects))


def read(path: Path, shown: str, memory: Memory) -> Document:
    """Read one YAML file, named `shown` in problems. Never raises for what is on the disk."""
    found = yaml_parser.contents(path, shown)
    return (
        found
        if isinstance(found, Document)
        else memory.of(_parsed, found, shown, memory.apart(shown))
    )


def _parsed(data: bytes, shown: str, memory: Memory) -> Document:
    text, unreadable = decode(data, shown)
    parts = None if unreadable or len(data) > yaml_parser.LARGEST else _parts(text, memory)
    if parts is None:
        return yaml_parser.parse(data, shown)
    joined = _joined(text, parts, memory)
    memory.next_round()  # other files may be saved many times before this one is read again
    return joined


def _parts(text: Text, memory: Memory) -> list[tuple[int, Part]] | None:
    """Each entry with the line, from 0, that it begins on; None where they cannot stand alone."""
    starts = list(_starts(text.lines))
    if not starts or -1 in starts or any(refused_characters(text)) or unfinished_merges(text)[0]:
        return None
    ends = (*starts[1:], len(text.lines))
    parts = [
        (start, memory.of(_part, text.file, text.lines[start:end]))
        for start, end in zip(starts, ends, strict=True)
    ]
    keys = frozenset().union(*(part.keys for _, part in parts))
    is_good = all(memory.of(_stands_alone, Same(part), keys) for _, part in parts)
    return parts if is_good else None


def _starts(lines: tuple[str, ...]) -> Iterator[int]:
    """The lines on which entries begin; -1 for what is no part of a list."""
    inside = False
    for number, line in enumerate(lines):
        first = line[:1]
        if first == "-" and _BEGINS.match(line):
            inside = True
            yield number
        elif first not in (_GOES_ON if inside else _BEFORE):
            yield -1


def _part(file: str, lines: tuple[str, ...]) -> Part:
    return parse_part(Text(file, lines))


def _stands_alone(part: Same[Part], keys: frozenset[str]) -> bool:
    """Whether this is one good entry, also in a file that has these `keys`."""
    found = part.thing
    root = found.document.root
    return (
        isinstance(root, Sequence)
        and len(root.items) == 1
        and not found.document.problems
        and not any(yaml_lint.misread_entry(found.text, one, set(keys)) for one in found.suspects)
    )


def _joined(text: Text, parts: list[tuple[int, Part]], memory: Memory) -> Document:
    items = tuple(memory.of(_moved, Same(part), start) for start, part in parts)
    return Document(text.file, text.lines, Sequence(items, text.place(parts[0][0], 0)), ())


def _moved(part: Same[Part], lines: int) -> Node:
    """The entry in a part, its places moved down by so many lines."""
    root = part.thing.document.root
    assert isinstance(root, Sequence)
    return _shifted(root.items[0], lines) if lines else root.items[0]


def _shifted(node: Node, lines: int) -> Node:
    """The node, and all in it, so many lines further down; `source.DEEPEST` bounds the depth."""
    place = replace(node.place, line=node.place.line + lines)
    if isinstance(node, Scalar):
        return Scalar(node.text, place, node.quoted)
    if isinstance(node, Sequence):
        return Sequence(tuple(_shifted(item, lines) for item in node.items), place)
    return Mapping(
        tuple((_shifted_key(key, lines), _shifted(value, lines)) for key, value in node.entries),
        place,
    )


def _shifted_key(key: Scalar, lines: int) -> Scalar:
    return Scalar(key.text, replace(key.place, line=key.place.line + lines), key.quoted)
