"""YAML text -> nodes that know their line and column. The only file that imports yaml.

Nodes are built from the parser's stream of events, never by recursion, so no nesting can exhaust
the stack, no alias is ever followed, and every slip that leaves the file readable is collected.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from coalition import syntax
from coalition.problems import Place, Problem
from coalition.text import (
    STAND_IN,
    Text,
    decode,
    is_refused,
    refused_character,
    refused_characters,
    unfinished_merges,
    without_refused,
)

LARGEST = 4 * 1024 * 1024
"""Bytes that a file may have; a coalition of ten thousand members needs half of it."""

DEEPEST = 20
"""How many lists and mappings may stand inside each other."""

MOST_GOES = 25
"""How often a file is read on after a slip that the parser cannot read past."""

_MENDED = {"duplicate-key", "tag", "anchor", "control-character", "invisible-character"}
"""Problems after which the nodes still are what the editor meant."""

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_QUOTES = frozenset("'\"|>")
_ITEM = re.compile(r"-(?:\s|$)")
_KEY = re.compile(r"[^\s#{\[-].*:(?:\s|$)")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT_ESCAPES = dict(zip("0abefrvNLP", "\0\a\b\x1b\f\r\v\x85\u2028\u2029", strict=True))


@dataclass(frozen=True)
class Scalar:
    """A single value, as the text that was typed; `quoted` tells '' from nothing at all."""

    text: str
    place: Place
    quoted: bool = False


@dataclass(frozen=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True)
class Mapping:
    """Keys with their values, in the order of the file; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True)
class Document:
    """One file as it was read: `root` is None where nothing could be made of it."""

    file: str
    lines: tuple[str, ...]
    root: Node | None
    problems: tuple[Problem, ...]

    def problem(self, place: Place, name: str, message: str, hint: str = "") -> Problem:
        """A Problem at `place` of this file, with its line as the excerpt."""
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        return Problem(place, name, message, hint, line)


def read(path: Path, shown: str) -> Document:
    """Read one YAML file; `shown` is its path as problems name it. Never raises for what is in it."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "not an ordinary file"
            return _unread(shown, "not-a-file", f"this is {what}", "put the file itself here")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            message = f"this is a link to '{os.readlink(path)}', which does not exist"
            return _unread(shown, "not-a-file", message, "put the file itself here")
        return _unread(shown, "missing-file", "this file does not exist", "make it, or put it back")
    except OSError as error:
        message = f"this file cannot be read: {error.strerror}"
        return _unread(shown, "unreadable-file", message, "check its permissions and the disk")
    return parse(data, shown)


def parse(data: bytes, shown: str) -> Document:
    """Read the YAML in `data`; `shown` is its file's path as problems name it. Never raises."""
    if len(data) > LARGEST:
        most = f"this file is larger than {LARGEST // 1024 // 1024} MiB"
        return _unread(shown, "too-large", most, "split it, or take out what is not data")
    text, problem = decode(data, shown)
    if problem:
        return Document(shown, text.lines, None, (problem,))
    return _Reader(text).document()


def _unread(shown: str, name: str, message: str, hint: str) -> Document:
    return Document(shown, (), None, (Problem(Place(shown), name, message, hint),))


_NO_KEY = Scalar("", Place(""))
"""Stands for a list or a mapping in a key's place, whose value is dropped."""


class _Stopped(Exception):  # noqa: N818 - a signal, not an error
    """What was reported at `line` (from 0) leaves nothing sensible to read right after it."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _Open:
    """A list or mapping whose end has not been reached."""

    __slots__ = ("column", "entries", "in_brackets", "items", "key", "line", "place")

    def __init__(self, event: Any, place: Place, is_mapping: bool) -> None:
        self.line: int = event.start_mark.line
        self.column: int = event.start_mark.column
        self.in_brackets: bool = event.flow_style
        self.place = place
        self.items: list[Node] = []
        self.entries: dict[str, tuple[Scalar, Node]] | None = {} if is_mapping else None
        self.key: Scalar | None = None


class _Reader:
    """Makes a Document of a Text, in as many goes as the slips in it ask for.

    `lines` are the file's lines as the parser gets them: what is refused is taken out of them, but
    every place stays where it is. Lines and columns count from 0 here, as in the parser's marks.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        self.problems: dict[tuple[Place, str], Problem] = {}
        self.lines, self.damaged = self.readable_lines()
        self.root: Node | None = None
        self.open: list[_Open] = []
        self.documents = 0
        self.last: Any = None
        self.keys: set[str] = set()
        self.suspects: list[syntax.Suspect] = []
        self.failed = False

    def readable_lines(self) -> tuple[list[str], set[int]]:
        """The lines to parse, and which of them differ from the file's."""
        hidden = list(refused_characters(self.text))
        merges, left_out = unfinished_merges(self.text)
        self.report(*hidden, *merges)
        lines = [without_refused(line) for line in self.text.lines] if hidden else self.text.lines
        readable = ["" if number in left_out else line for number, line in enumerate(lines)]
        pairs = enumerate(zip(readable, self.text.lines, strict=True))
        return readable, {number for number, (new, old) in pairs if new != old}

    def document(self) -> Document:
        """Everything that could be read, and everything that is wrong with it."""
        first: int | None = 0
        for _ in range(MOST_GOES):
            if first is not None:
                first = self.read_from(first)
        self.report_suspects()
        if _is_nothing(self.root) and not self.problems:
            message = "there is nothing in this file"
            hint = "write [] in it if there is nothing to list yet"
            self.report(self.text.problem(self.text.place(0, 0), "empty-file", message, hint))
        is_broken = self.failed or any(name not in _MENDED for _, name in self.problems)
        root = None if is_broken or _is_nothing(self.root) else self.root
        return Document(
            self.text.file, self.text.lines, root, tuple(sorted(self.problems.values()))
        )

    def read_from(self, first: int) -> int | None:
        """Read on from line `first`; the line to go on from after a slip, or None at the end."""
        self.open, self.documents, self.last = [], 0, None
        parser = _Loader("\n" * first + "\n".join(self.lines[first:]))
        take = self.handlers()
        try:
            while (event := parser.get_event()) is not None:
                if handler := take.get(type(event)):
                    handler(event)
        except yaml.MarkedYAMLError as error:
            stopped = self.fail(error)
        except _Stopped as signal:
            stopped = signal.line
        else:
            return None
        finally:
            parser.dispose()
        self.failed = True
        return self.next_entry(max(stopped, first) + 1)

    def handlers(self) -> dict[type, Callable[[Any], None]]:
        """What to do at each event of the parser."""
        return {
            yaml.ScalarEvent: self.scalar,
            yaml.SequenceStartEvent: lambda event: self.begin(event, False),
            yaml.MappingStartEvent: lambda event: self.begin(event, True),
            yaml.SequenceEndEvent: self.end,
            yaml.MappingEndEvent: self.end,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.begin_document,
        }

    def scalar(self, event: Any) -> None:
        """A value or a key, most often plain and on one line: this is the path to keep short."""
        self.last = event
        start, end, value, style = event.start_mark, event.end_mark, event.value, event.style
        is_plain = style not in _QUOTES
        if start.line != end.line or not value or event.tag is not None or event.anchor is not None:
            place, value = self.unusual(event, is_plain)
        else:
            width = end.column - start.column
            place = Place(self.text.file, start.line + 1, start.column + 1, width)
        if is_plain and (":" in value or value[:1] == "-"):
            self.suspects.append(self.suspect(event))
        if style == '"' and is_refused(value):
            self.refuse_escapes(event)
            value = without_refused(value)
        if self.damaged or style == '"':
            value = value.replace(STAND_IN, "")
        self.add(Scalar(value, place, not is_plain))

    def suspect(self, event: Any) -> syntax.Suspect:
        """A plain text that may have been meant as an entry."""
        inside = self.open[-1] if self.open else None
        in_brackets = inside is not None and inside.in_brackets
        is_key = inside is not None and inside.entries is not None and inside.key is None
        sure = inside is None or (in_brackets and is_key)
        start = event.start_mark
        return syntax.Suspect(
            start.line, event.end_mark.line, start.column, event.value, in_brackets, sure
        )

    def unusual(self, event: Any, is_plain: bool) -> tuple[Place, str]:
        """The place and the text of a value that is empty, on several lines, or marked by a sign."""
        start, end = event.start_mark, event.end_mark
        width = end.column - start.column
        if start.line != end.line:
            width = len(syntax.written(self.text.lines[start.line])) - start.column
            if event.style in {"'", '"'}:
                self.stop_at_open_quote(event)
            elif is_plain:
                self.refuse_swallowed_item(event)
        place = self.text.place(start.line, start.column, width)
        self.refuse_signs(event)
        # `!Kung` is a name that reads as a tag: the text goes on as it was meant.
        is_name = event.tag is not None and is_plain and not event.value
        typed = self.text.lines[place.line - 1][start.column : start.column + width]
        return place, typed if is_name else event.value

    def begin(self, event: Any, is_mapping: bool) -> None:
        self.refuse_signs(event)
        mark = event.start_mark
        place = self.text.place(mark.line, mark.column)
        self.open.append(_Open(event, place, is_mapping))
        if len(self.open) > DEEPEST:
            message = f"lists and keys stand inside each other more than {DEEPEST} times here"
            hint = "count the brackets and dashes on this line; no entry needs so many"
            self.report(self.text.problem(place, "too-deep", message, hint))
            raise _Stopped(len(self.lines))

    def end(self, event: Any) -> None:
        done = self.open.pop()
        if done.in_brackets:
            self.last = (done, event.end_mark)
        if done.entries is None:
            self.add(Sequence(tuple(done.items), done.place))
            return
        self.keys.update(done.entries)
        entries = tuple(done.entries.values())
        is_block = entries and not done.in_brackets
        self.add(Mapping(entries, entries[0][0].place if is_block else done.place))

    def alias(self, event: Any) -> None:
        line, column = event.start_mark.line, event.start_mark.column
        self.report(syntax.refused_alias(self.text, line, column))
        self.add(Scalar(f"*{event.anchor}", self.text.place(line, column, len(event.anchor) + 1)))

    def begin_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            place = self.text.place(event.start_mark.line, event.start_mark.column, 3)
            message = "a second document begins here, and a file can hold only one"
            hint = "delete this line, or put what follows into the entries above it"
            self.report(self.text.problem(place, "several-documents", message, hint))

    def add(self, node: Node) -> None:
        """Put a finished node into the list or mapping that is open, or make it the root."""
        if not self.open:
            self.root = node
            return
        inside = self.open[-1]
        if inside.entries is None:
            inside.items.append(node)
        elif inside.key is None:
            inside.key = node if isinstance(node, Scalar) else self.refuse_key(node)
        else:
            key, inside.key = inside.key, None
            if key.text in inside.entries and key is not _NO_KEY:
                self.refuse_second(key, inside.entries[key.text][0])
            elif key is not _NO_KEY:
                inside.entries[key.text] = (key, node)

    def refuse_key(self, node: Sequence | Mapping) -> Scalar:
        what, sign = ("a list", "[") if isinstance(node, Sequence) else ("a mapping", "{")
        hint = f"if it is a text that begins with {sign}, put it in quotes"
        self.report(self.text.problem(node.place, "wrong-kind", f"{what} cannot be a key", hint))
        return _NO_KEY

    def refuse_second(self, key: Scalar, first: Scalar) -> None:
        message = f"the key '{key.text}' stands twice: it is already on line {first.place.line}"
        hint = "delete one of the two, or begin a new entry before it"
        self.report(self.text.problem(key.place, "duplicate-key", message, hint))

    def refuse_signs(self, event: Any) -> None:
        """Report the tag and the anchor before a value."""
        line, column = event.start_mark.line, event.start_mark.column
        if event.tag is not None and self.text.lines[line].find("!", column) >= 0:
            column_of_tag = self.text.lines[line].find("!", column)
            self.report(syntax.refused_tag(self.text, line, column_of_tag))
        if event.anchor is not None:
            column_of_anchor = self.text.lines[line].find(f"&{event.anchor}", column)
            self.report(syntax.refused_anchor(self.text, line, max(column, column_of_anchor)))

    def refuse_escapes(self, event: Any) -> None:
        """Report each character that a double-quoted text hides in an escape such as `\\u202e`."""
        start, end = event.start_mark, event.end_mark
        for number in range(start.line, end.line + 1):
            first = start.column if number == start.line else 0
            last = end.column if number == end.line else len(self.lines[number])
            for found in _ESCAPE.finditer(self.lines[number], first, last):
                character = _escaped(found)
                if character and character in event.value and is_refused(character):
                    place = self.text.place(number, found.start(), len(found[0]))
                    self.report(refused_character(self.text, place, character))

    def stop_at_open_quote(self, event: Any) -> None:
        """Stop where a quoted text runs on into what must be the next entry."""
        line, end = event.start_mark.line, event.end_mark.line
        outside = max((one.column for one in self.open if not one.in_brackets), default=-1)
        if syntax.swallowed_entry(self.text, line, end, outside):
            self.report(syntax.unclosed_quote(self.text, line, event.start_mark.column))
            raise _Stopped(line)

    def refuse_swallowed_item(self, event: Any) -> None:
        if not (self.open and self.open[-1].in_brackets):
            lines = range(event.start_mark.line + 1, event.end_mark.line + 1)
            self.report(*syntax.swallowed_item(self.text, lines))

    def report_suspects(self) -> None:
        """Report each text that must have been meant as `key: value` or as `- item`."""
        for suspect in self.suspects:
            self.report(*syntax.misread_entry(self.text, suspect, self.keys))

    def report(self, *problems: Problem) -> None:
        for problem in problems:
            self.problems.setdefault((problem.place, problem.name), problem)

    def fail(self, error: yaml.MarkedYAMLError) -> int:
        """Report why the parser stopped, and answer with the line that has to be mended."""
        mark: Any = error.problem_mark
        since: Any = error.context_mark or mark
        failure = syntax.Failure(
            words=error.problem or "",
            context=error.context or "",
            line=mark.line,
            column=mark.column,
            since=(since.line, since.column),
            last=self.last_read(),
            brackets=tuple((one.line, one.column) for one in self.open if one.in_brackets),
        )
        found = syntax.diagnose(self.text, failure)
        nearby = {failure.line, failure.line - 1, *(problem.place.line - 1 for problem in found)}
        if not nearby & self.damaged:
            self.report(*found)
        return found[0].place.line - 1

    def last_read(self) -> syntax.Typed | None:
        """The last value that was read well."""
        if self.last is None:
            return None
        if isinstance(self.last, tuple):
            opened, end = self.last
            return syntax.Typed("brackets", opened.line, opened.column, end.line, end.column)
        start, end = self.last.start_mark, self.last.end_mark
        kind: Literal["quoted", "plain"] = "quoted" if self.last.style in {"'", '"'} else "plain"
        return syntax.Typed(kind, start.line, start.column, end.line, end.column)

    def next_entry(self, first: int) -> int | None:
        """The first line from `first` on that begins an entry like those at the file's left edge."""
        content = (line for line in self.lines if line.strip() and line[0] not in "#%")
        opening = next((line for line in content if not line.startswith("---")), "")
        begins = next((sign for sign in (_ITEM, _KEY) if sign.match(opening)), None)
        for number in range(first, len(self.lines) if begins else first):
            if begins and begins.match(self.lines[number]):
                return number
        return None


def _is_nothing(node: Node | None) -> bool:
    return node is None or (isinstance(node, Scalar) and not node.text and not node.quoted)


def _escaped(found: re.Match[str]) -> str:
    """The character that an escape stands for; empty where it stands for itself or for none."""
    digits = found[1] or found[2] or found[3]
    return chr(int(digits, 16)) if digits else _SHORT_ESCAPES.get(found[4], "")
