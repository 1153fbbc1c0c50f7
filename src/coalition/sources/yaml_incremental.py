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
from coalition.sources.cache import Cache, IdentityKey
from coalition.sources.text import (
    SourceText,
    decode_text,
    find_forbidden_characters,
    find_merge_conflicts,
)
from coalition.sources.yaml_nodes import (
    YamlDocument,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
)
from coalition.sources.yaml_parser import YamlReader

_ITEM_START = re.compile(r"-(?:\s|$)")
_CONTINUATION_STARTS = frozenset(["", " ", "#"])
_PREAMBLE_STARTS = frozenset(["", "#"])
"""How lines begin that go on with an entry, and those before the first one."""


@dataclass(frozen=True)
class YamlPart:
    """A part of a file read by itself; `keys` and `suspects` can only be judged in the whole."""

    text: SourceText
    document: YamlDocument
    keys: frozenset[str]
    suspects: tuple[yaml_lint.SuspectScalar, ...]


def parse_yaml_part(text: SourceText) -> YamlPart:
    """Read the YAML in a part of a file. Never raises."""
    reader = YamlReader(text)
    document = reader.read_document()
    return YamlPart(text, document, frozenset(reader.keys), tuple(reader.suspects))


def read_yaml_cached(path: Path, display_path: str, cache: Cache) -> YamlDocument:
    """Read one YAML file, named `display_path` in problems. Never raises for what is on the disk."""
    found = yaml_parser.read_source_bytes(path, display_path)
    return (
        found
        if isinstance(found, YamlDocument)
        else cache.call(_parse_incrementally, found, display_path, cache.get_subcache(display_path))
    )


def _parse_incrementally(data: bytes, shown: str, memory: Cache) -> YamlDocument:
    text, unreadable = decode_text(data, shown)
    parts = (
        None if unreadable or len(data) > yaml_parser.MAX_YAML_BYTES else _split_parts(text, memory)
    )
    if parts is None:
        return yaml_parser.parse_yaml(data, shown)
    joined = _join_parts(text, parts, memory)
    memory.evict_unused()  # other files may be saved many times before this one is read again
    return joined


def _split_parts(text: SourceText, memory: Cache) -> list[tuple[int, YamlPart]] | None:
    """Each entry with the line, from 0, that it begins on; None where they cannot stand alone."""
    starts = list(_find_item_starts(text.lines))
    if (
        not starts
        or -1 in starts
        or any(find_forbidden_characters(text))
        or find_merge_conflicts(text)[0]
    ):
        return None
    ends = (*starts[1:], len(text.lines))
    parts = [
        (start, memory.call(_parse_lines, text.file, text.lines[start:end]))
        for start, end in zip(starts, ends, strict=True)
    ]
    keys = frozenset().union(*(part.keys for _, part in parts))
    is_good = all(memory.call(_is_independent_item, IdentityKey(part), keys) for _, part in parts)
    return parts if is_good else None


def _find_item_starts(lines: tuple[str, ...]) -> Iterator[int]:
    """The lines on which entries begin; -1 for what is no part of a list."""
    inside = False
    for number, line in enumerate(lines):
        first = line[:1]
        if first == "-" and _ITEM_START.match(line):
            inside = True
            yield number
        elif first not in (_CONTINUATION_STARTS if inside else _PREAMBLE_STARTS):
            yield -1


def _parse_lines(file: str, lines: tuple[str, ...]) -> YamlPart:
    return parse_yaml_part(SourceText(file, lines))


def _is_independent_item(part: IdentityKey[YamlPart], keys: frozenset[str]) -> bool:
    """Whether this is one good entry, also in a file that has these `keys`."""
    found = part.value
    root = found.document.root
    return (
        isinstance(root, YamlSequence)
        and len(root.items) == 1
        and not found.document.diagnostics
        and not any(
            yaml_lint.find_misread_entry(found.text, one, set(keys)) for one in found.suspects
        )
    )


def _join_parts(text: SourceText, parts: list[tuple[int, YamlPart]], memory: Cache) -> YamlDocument:
    items = tuple(memory.call(_shift_part, IdentityKey(part), start) for start, part in parts)
    return YamlDocument(
        text.file, text.lines, YamlSequence(items, text.location_at(parts[0][0], 0)), ()
    )


def _shift_part(part: IdentityKey[YamlPart], lines: int) -> YamlNode:
    """The entry in a part, its places moved down by so many lines."""
    root = part.value.document.root
    assert isinstance(root, YamlSequence)
    return _shift_node(root.items[0], lines) if lines else root.items[0]


def _shift_node(node: YamlNode, lines: int) -> YamlNode:
    """The node, and all in it, so many lines further down; `source.DEEPEST` bounds the depth."""
    place = replace(node.location, line=node.location.line + lines)
    if isinstance(node, YamlScalar):
        return YamlScalar(node.text, place, node.is_quoted)
    if isinstance(node, YamlSequence):
        return YamlSequence(tuple(_shift_node(item, lines) for item in node.items), place)
    return YamlMapping(
        tuple((_shift_key(key, lines), _shift_node(value, lines)) for key, value in node.entries),
        place,
    )


def _shift_key(key: YamlScalar, lines: int) -> YamlScalar:
    return YamlScalar(
        key.text, replace(key.location, line=key.location.line + lines), key.is_quoted
    )
