"""Incremental parsing of a file that is a list: only the entries that have changed are parsed.

Gives the same document as `yaml_parser.read_yaml`, for previews of projects with long lists. If a
file is anything but a valid list of entries that begin in the first column, all of it is parsed.
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
"""First characters of lines that continue an entry."""

_PREAMBLE_STARTS = frozenset(["", "#"])
"""First characters of lines before the first entry."""


@dataclass(frozen=True)
class YamlPart:
    """A separately parsed part of a file.

    Whether one of the `suspects` is a mistake depends on the keys of all parts.
    """

    text: SourceText
    document: YamlDocument
    keys: frozenset[str]
    suspects: tuple[yaml_lint.SuspectScalar, ...]


def parse_yaml_part(text: SourceText) -> YamlPart:
    """Parse the YAML in a part of a file. Never raises."""
    reader = YamlReader(text)
    document = reader.read_document()
    return YamlPart(text, document, frozenset(reader.keys), tuple(reader.suspects))


def read_yaml_cached(path: Path, display_path: str, cache: Cache) -> YamlDocument:
    """Read a YAML file; `display_path` is its path in diagnostics. Never raises for its content."""
    data = yaml_parser.read_source_bytes(path, display_path)
    if isinstance(data, YamlDocument):
        return data
    return cache.call(_parse_incrementally, data, display_path, cache.get_subcache(display_path))


def _parse_incrementally(data: bytes, display_path: str, cache: Cache) -> YamlDocument:
    text, encoding_error = decode_text(data, display_path)
    is_unreadable = encoding_error or len(data) > yaml_parser.MAX_YAML_BYTES
    parts = None if is_unreadable else _split_parts(text, cache)
    if parts is None:
        return yaml_parser.parse_yaml(data, display_path)
    document = _join_parts(text, parts, cache)
    cache.evict_unused()  # not with the main cache: other files may be saved often in between
    return document


def _split_parts(text: SourceText, cache: Cache) -> list[tuple[int, YamlPart]] | None:
    """Return each entry with its first line (from 0); None if they are not independent."""
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
        (start, cache.call(_parse_lines, text.file, text.lines[start:end]))
        for start, end in zip(starts, ends, strict=True)
    ]
    keys = frozenset().union(*(part.keys for _, part in parts))
    is_valid = all(cache.call(_is_independent_item, IdentityKey(part), keys) for _, part in parts)
    return parts if is_valid else None


def _find_item_starts(lines: tuple[str, ...]) -> Iterator[int]:
    """Yield the index of each line that begins an entry, and -1 for a line outside the list."""
    in_list = False
    for number, line in enumerate(lines):
        first_character = line[:1]
        if first_character == "-" and _ITEM_START.match(line):
            in_list = True
            yield number
        elif first_character not in (_CONTINUATION_STARTS if in_list else _PREAMBLE_STARTS):
            yield -1


def _parse_lines(file: str, lines: tuple[str, ...]) -> YamlPart:
    return parse_yaml_part(SourceText(file, lines))


def _is_independent_item(key: IdentityKey[YamlPart], keys: frozenset[str]) -> bool:
    """Return whether a part is one valid entry, also in a file that has these `keys`."""
    part = key.value
    root = part.document.root
    return (
        isinstance(root, YamlSequence)
        and len(root.items) == 1
        and not part.document.diagnostics
        and not any(
            yaml_lint.find_misread_entry(part.text, suspect, set(keys)) for suspect in part.suspects
        )
    )


def _join_parts(text: SourceText, parts: list[tuple[int, YamlPart]], cache: Cache) -> YamlDocument:
    items = tuple(cache.call(_shift_part, IdentityKey(part), start) for start, part in parts)
    root = YamlSequence(items, text.location_at(parts[0][0], 0))
    return YamlDocument(text.file, text.lines, root, ())


def _shift_part(key: IdentityKey[YamlPart], lines: int) -> YamlNode:
    """Return the entry in a part, with all locations moved down by a number of lines."""
    root = key.value.document.root
    assert isinstance(root, YamlSequence)
    return _shift_node(root.items[0], lines) if lines else root.items[0]


def _shift_node(node: YamlNode, lines: int) -> YamlNode:
    """Return a node with all locations in it moved down by a number of lines.

    Recursive; `yaml_parser.MAX_NESTING_DEPTH` limits the depth.
    """
    location = replace(node.location, line=node.location.line + lines)
    if isinstance(node, YamlScalar):
        return YamlScalar(node.text, location, node.is_quoted)
    if isinstance(node, YamlSequence):
        return YamlSequence(tuple(_shift_node(item, lines) for item in node.items), location)
    return YamlMapping(
        tuple((_shift_key(key, lines), _shift_node(value, lines)) for key, value in node.entries),
        location,
    )


def _shift_key(key: YamlScalar, lines: int) -> YamlScalar:
    return YamlScalar(
        key.text, replace(key.location, line=key.location.line + lines), key.is_quoted
    )
