"""Front matter of Markdown files, and fingerprints of texts.

Front matter is `Key: value` lines at the top of a file, or the same between two lines `---`, as
other generators have it. Between these lines it is YAML: quotes, comments and texts of several
lines mean what they mean there. Only lines without `---` are documented, because they have no
syntax that could be wrong.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from coalition.diagnostics import Diagnostic, Location, Message
from coalition.look_alikes import COLONS, SPACES
from coalition.sources.text import SourceText
from coalition.sources.yaml_nodes import YamlMapping, YamlNode, YamlScalar, YamlSequence
from coalition.sources.yaml_parser import YamlReader

FRONT_MATTER_LINE = re.compile(rf"([\w-]+)[ \t{SPACES}]*[:{COLONS}][ \t]*(.*)")
"""A key and its value. A colon of another script is accepted, and reported by the check."""

FINGERPRINT_PATTERN = re.compile(r"[0-9a-f]{8}")

_COMMAS, _SEMICOLONS = ",،，、", ";؛；"
"""What separates the items of a list, also as keyboards of other scripts type it."""

_CHARACTER_RULES = ("control-character", "invisible-character")
_FENCE, _FENCE_ENDS = "---", frozenset({"---", "..."})
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"")


@dataclass(frozen=True)
class FrontMatterItem:
    """One item of a list in front matter, with the line and the column where it begins."""

    text: str
    line: int
    column: int


@dataclass(frozen=True)
class FrontMatterField:
    """One key of front matter and its value, with the line and the column of the value.

    `last_line` is the line on which the value ends. `is_text` is false for a list or a mapping,
    whose `value` is empty. `items` are those of a list of texts in YAML.
    """

    line: int
    key: str
    value: str
    source_line: str
    column: int
    last_line: int
    is_text: bool = True
    is_quoted: bool = False
    items: tuple[FrontMatterItem, ...] = ()


def parse_front_matter(lines: Sequence[str]) -> Iterator[FrontMatterField]:
    """Yield the fields at the top of a file, up to the first line that is empty or not a field.

    A line that begins with a space or a tab continues the one above.
    """
    if fence := find_fence(lines):
        yield from _parse_fenced(tuple(lines[:fence]))
        return
    start = 1 if has_open_fence(lines) else 0
    for number, line in enumerate(lines[start:], start=start + 1):
        if number > start + 1 and is_continuation_line(line):
            continue
        match = FRONT_MATTER_LINE.fullmatch(line)
        if match is None:
            return
        value, quoted = _remove_quotes(match[2].strip())
        column = len(line) - len(match[2].lstrip()) + 1 + quoted
        yield FrontMatterField(number, match[1], value, line, column, number, is_quoted=quoted)


def split_list_items(field: FrontMatterField) -> tuple[FrontMatterItem, ...]:
    """Return the items of a field that is a list: a list in YAML, or a text with separators.

    These are commas, or semicolons if there is one, as in Pelican: names may contain commas.
    Brackets around all items, as in YAML, are left out.
    """
    if not field.is_text:
        return field.items
    text, start = field.value, field.column
    if text.startswith("[") and text.endswith("]"):
        text, start = text[1:-1], start + 1
    separators = _SEMICOLONS if any(one in text for one in _SEMICOLONS) else _COMMAS
    # A text of several lines, or with escapes, is not in the line as it is
    is_in_line = field.source_line[field.column - 1 :].startswith(field.value)
    return tuple(
        FrontMatterItem(
            match[0].strip(), field.line, start + match.start() if is_in_line else field.column
        )
        for match in re.finditer(rf"[^{separators}\s][^{separators}]*", text)
    )


def find_fence(lines: Sequence[str]) -> int:
    """Return the number of the line `---` or `...` that ends front matter; 0 if there is none."""
    if not has_open_fence(lines):
        return 0
    numbers = (number for number, line in enumerate(lines, start=1) if line.rstrip() in _FENCE_ENDS)
    fence = next((number for number in numbers if number > 1), 0)
    return 0 if _is_text_above(tuple(lines[:fence])) else fence


@lru_cache(maxsize=1024)
def _is_text_above(head: tuple[str, ...]) -> bool:
    """Return whether a line `---` is a rule in the text, because front matter above has no end.

    A rule has an empty line above it; otherwise it makes a heading of the last paragraph. Whatever
    can be read as YAML is front matter.
    """
    lines = [line.rstrip() for line in head[1:-1]]
    empty = lines.index("") if "" in lines else len(lines)
    texts = [index for index, line in enumerate(lines) if line and not _may_be_yaml(line)]
    is_rule = bool(texts) and not lines[-1]
    if not is_rule and len([index for index in texts if index > empty]) < 2:
        return False
    diagnostics = _make_reader(head, "").read_document().diagnostics
    return any(one.rule not in _CHARACTER_RULES for one in diagnostics)


def _may_be_yaml(line: str) -> bool:
    return line.startswith((" ", "\t", "#", "- ")) or bool(FRONT_MATTER_LINE.fullmatch(line))


def has_open_fence(lines: Sequence[str]) -> bool:
    """Return whether a file begins with a line `---`."""
    return bool(lines) and lines[0].rstrip() == _FENCE


def check_fenced_syntax(lines: Sequence[str], file: str) -> tuple[Diagnostic, ...]:
    """Return the YAML errors of front matter between lines `---`, and a missing end of it."""
    if fence := find_fence(lines):
        reader = _make_reader(tuple(lines[:fence]), file)
        return tuple(
            diagnostic
            for diagnostic in reader.read_document().diagnostics
            if diagnostic.rule not in ("empty-file", *_CHARACTER_RULES)
        )
    if not has_open_fence(lines):
        return ()
    message = Message("the front matter that begins here has no end")
    hint = Message("write a line --- below its last line, or delete this one")
    return (Diagnostic(Location(file, 1, 1, 3), "unclosed-front-matter", message, hint, lines[0]),)


def is_continuation_line(line: str) -> bool:
    """Return whether a line is indented, and so continues the field above.

    A tab counts as well: Python-Markdown expands tabs before it reads the metadata.
    """
    return line.startswith((" ", "\t")) and bool(line.strip())


def read_metadata(lines: Sequence[str]) -> dict[str, str]:
    """Return the values of front matter by their keys in lower case."""
    return {field.key.lower(): field.value for field in parse_front_matter(lines)}


def find_body_start(lines: Sequence[str]) -> int:
    """Return the index of the first line after the last field of the front matter."""
    last_line = max((field.last_line for field in parse_front_matter(lines)), default=0)
    return find_fence(lines) or last_line


def extract_body(lines: Sequence[str]) -> str:
    """Return the text below the front matter."""
    return "\n".join(lines[find_body_start(lines) :])


def compute_text_fingerprint(lines: Sequence[str]) -> str:
    """Return a fingerprint of title, summary, alternative text and body: eight hexadecimal digits.

    It is independent of line wrapping and of other front matter, such as dates. A translation
    stores the fingerprint of the text that it was made from.
    """
    metadata = read_metadata(lines)
    parts = [metadata.get("title", ""), metadata.get("summary", "")]
    parts += [metadata.get("image_alt", ""), extract_body(lines)]
    words = " ".join(parts).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:8]


def _remove_quotes(value: str) -> tuple[str, bool]:
    """Return a value without the quotes around all of it, and whether there were any."""
    if not _QUOTED.fullmatch(value) or len(value) < 3:
        return value, False
    if value[0] == "'":
        return value[1:-1].replace("''", "'"), True
    return re.sub(r"\\([\"\\])", r"\1", value[1:-1]), True


def _make_reader(head: tuple[str, ...], file: str) -> YamlReader:
    """Return a reader of the YAML between two lines `---`, with the lines of the whole file."""
    return YamlReader(SourceText(file, ("", *head[1:-1])))


@lru_cache(maxsize=1024)
def _parse_fenced(head: tuple[str, ...]) -> tuple[FrontMatterField, ...]:
    """Return the fields of front matter that begins and ends with a line `---`."""
    reader = _make_reader(head, "")
    reader.read_document()
    root = reader.root  # also if there are errors: the check reports them
    entries = root.entries if isinstance(root, YamlMapping) else ()
    ends = [key.location.line - 1 for key, _ in entries[1:]] + [len(head) - 1]
    return tuple(
        _make_field(head, key, value, max(end, key.location.line))
        for (key, value), end in zip(entries, ends, strict=False)
    )


def _make_field(
    head: tuple[str, ...], key: YamlScalar, value: YamlNode, end: int
) -> FrontMatterField:
    line, location = key.location.line, value.location
    is_text = isinstance(value, YamlScalar)
    text = " ".join(value.text.split()) if isinstance(value, YamlScalar) else ""
    is_quoted = isinstance(value, YamlScalar) and value.is_quoted
    column = location.column + is_quoted if location.line == line else len(head[line - 1])
    items = tuple(
        FrontMatterItem(
            item.text.strip(), item.location.line, item.location.column + item.is_quoted
        )
        for item in (value.items if isinstance(value, YamlSequence) else ())
        if isinstance(item, YamlScalar) and item.text.strip()
    )
    is_list = isinstance(value, YamlSequence) and len(items) == len(value.items)
    return FrontMatterField(
        line, key.text, text, head[line - 1], column, end, is_text, is_quoted,
        items if is_list else (),
    )  # fmt: skip
