"""YAML text -> nodes that know their line and column. The only file that imports yaml.

Nodes are built from the parser's stream of events, never by recursion, so no nesting can exhaust
the stack, no alias is ever followed, and every slip that leaves the file readable is collected.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from coalition.diagnostics import MAX_DIAGNOSTICS_PER_FILE, Diagnostic, Location, diagnose_omitted
from coalition.sources import yaml_errors, yaml_lint
from coalition.sources.text import (
    SUBSTITUTE_CHARACTER,
    SourceText,
    decode_text,
    diagnose_forbidden_character,
    find_forbidden_characters,
    find_merge_conflicts,
    has_forbidden_characters,
    replace_forbidden_characters,
)
from coalition.sources.yaml_nodes import (
    YamlDocument,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
)

MAX_YAML_BYTES = 4 * 1024 * 1024
"""Bytes that a file may have; a coalition of ten thousand members needs half of it."""

MAX_NESTING_DEPTH = 20
"""How many lists and mappings may stand inside each other."""

MAX_RESUMES = 25
"""How often a file is read on after a slip that the parser cannot read past."""

_RECOVERABLE_RULES = {"duplicate-key", "tag", "anchor", "control-character", "invisible-character"}
"""Problems after which the nodes still are what the editor meant."""

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # not every PyYAML has the C one
_Event = Any  # the stubs let marks be missing, which is so only in events made by hand
_QUOTES = frozenset("'\"")
_TOP_LEVEL_ITEM = re.compile(r"-(?:\s|$)")
_TOP_LEVEL_KEY = re.compile(r"[^\s#{\[-].*:(?:\s|$)")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT_ESCAPES = dict(zip("0abefrvNLP", "\0\a\b\x1b\f\r\v\x85\u2028\u2029", strict=True))


def read_source_bytes(
    path: Path, display_path: str, max_bytes: int = MAX_YAML_BYTES + 1
) -> bytes | YamlDocument:
    """The bytes of a file, at `max_bytes` so many or with -1 all; or a Document that says why not.

    Never raises.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "not an ordinary file"
            message = f"a file should be here, but this is {what}"
            return _make_unreadable_document(
                display_path, "not-a-file", message, "put the file itself here"
            )
        with path.open("rb") as file:
            return file.read(max_bytes)
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            target = f"a link to '{path.readlink()}', which does not exist"
            message = f"a file should be here, but this is {target}"
            return _make_unreadable_document(
                display_path, "not-a-file", message, "put the file itself here"
            )
        hint = (
            f"put it back, as 'git restore {display_path}' does, or make a new one: docs/data-format.md"
            " tells what stands in it"
        )
        return _make_unreadable_document(
            display_path, "missing-file", "this file does not exist", hint
        )
    except OSError as error:
        message = f"this file cannot be read: {error.strerror}"
        return _make_unreadable_document(
            display_path,
            "unreadable-file",
            message,
            "check whether you may read it (its permissions), and the disk it lies on",
        )


def read_yaml(path: Path, display_path: str) -> YamlDocument:
    """Read one YAML file, named `display_path` in problems. Never raises for what is on the disk."""
    found = read_source_bytes(path, display_path)
    return found if isinstance(found, YamlDocument) else parse_yaml(found, display_path)


def parse_yaml(data: bytes, display_path: str) -> YamlDocument:
    """Read the YAML in `data`; `display_path` is its file's path as problems name it. Never raises."""
    if len(data) > MAX_YAML_BYTES:
        message = f"this file is larger than {MAX_YAML_BYTES // 1024 // 1024} MiB"
        hint = "take out what is not data: ten thousand members need half of that"
        return _make_unreadable_document(display_path, "too-large", message, hint)
    text, problem = decode_text(data, display_path)
    if problem:
        return YamlDocument(display_path, text.lines, None, (problem,))
    return YamlReader(text).read_document()


def _make_unreadable_document(shown: str, name: str, message: str, hint: str) -> YamlDocument:
    return YamlDocument(shown, (), None, (Diagnostic(Location(shown), name, message, hint),))


_INVALID_KEY = YamlScalar("", Location(""))
"""Stands for a list or a mapping in a key's place, whose value is dropped."""


class _StopParsing(Exception):  # noqa: N818 - a signal, not an error
    """What was reported at `line` leaves nothing sensible to read right after it."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(slots=True)
class _OpenCollection:
    """A list or a mapping whose end has not been reached; `entries` is None for a list."""

    line: int
    column: int
    in_flow: bool
    entries: dict[str, tuple[YamlScalar, YamlNode]] | None
    items: list[YamlNode] = field(default_factory=list)
    key: YamlScalar | None = None


class YamlReader:
    """Makes a Document of a Text, in as many goes as the slips in it ask for.

    `lines` are the file's lines as the parser gets them: what is refused is taken out of them, but
    every place stays where it is. Lines and columns count from 0 here, as in the parser's marks.
    """

    def __init__(self, text: SourceText) -> None:
        self.text = text
        self.diagnostics: dict[tuple[Location, str], Diagnostic] = {}
        self.is_complete = True
        self.omitted: dict[tuple[Location, str], None] = {}
        self.lines, self.damaged_lines = self.prepare_lines()
        self.root: YamlNode | None = None
        self.open_collections: list[_OpenCollection] = []
        self.document_count = 0
        self.last_complex_key_line = 0
        self.last_parsed: yaml_errors.ParsedSpan | _Event = None
        self.keys: set[str] = set()
        self.suspects: list[yaml_lint.SuspectScalar] = []

    def prepare_lines(self) -> tuple[list[str], set[int]]:
        """The lines to parse, and the numbers of those that lack something."""
        hidden = list(find_forbidden_characters(self.text))
        merges, damaged = find_merge_conflicts(self.text)
        self.report(*hidden, *merges)
        lines = ["" if number in damaged else line for number, line in enumerate(self.text.lines)]
        if hidden:
            lines = [replace_forbidden_characters(line) for line in lines]
            damaged |= {number for number, line in enumerate(lines) if SUBSTITUTE_CHARACTER in line}
        # A tab on a line of its own is not indentation, though libyaml takes it for that.
        return ["" if "\t" in line and not line.strip("\t ") else line for line in lines], damaged

    def read_document(self) -> YamlDocument:
        """Everything that could be read, and everything that is wrong with it."""
        goes_from: int | None = 0
        for _ in range(MAX_RESUMES):
            goes_from = None if goes_from is None else self.parse_from(goes_from)
        self.report(
            *(yaml_lint.find_misread_entry(self.text, one, self.keys) for one in self.suspects)
        )
        is_empty = self.root is None or (isinstance(self.root, YamlScalar) and _is_null(self.root))
        if is_empty and not self.diagnostics:
            self.report(yaml_lint.diagnose_empty_file(self.text))
        is_usable = (
            self.is_complete
            and not self.omitted
            and all(name in _RECOVERABLE_RULES for _, name in self.diagnostics)
        )
        root = self.root if is_usable and not is_empty else None
        problems = sorted(self.diagnostics.values())
        if self.omitted:
            problems.append(diagnose_omitted(next(iter(self.omitted))[0], len(self.omitted)))
        return YamlDocument(self.text.file, self.text.lines, root, tuple(problems))

    def parse_from(self, first: int) -> int | None:
        """Read on from line `first`; the line to go on from after a slip, or None at the end."""
        self.open_collections, self.document_count, self.last_parsed = [], 0, None
        parser = _Loader("\n" * first + "\n".join(self.lines[first:]))
        take = self.get_event_handlers()
        try:
            while (event := parser.get_event()) is not None:
                if handler := take.get(type(event)):
                    handler(event)
        except yaml.MarkedYAMLError as error:
            stopped = self.report_parse_failure(error)
        except _StopParsing as signal:
            stopped = signal.line
        else:
            return None
        finally:
            parser.dispose()
        self.is_complete = False
        return self.find_next_entry(max(stopped, first) + 1)

    def get_event_handlers(self) -> dict[type, Callable[[_Event], None]]:
        """What to do at each event of the parser."""
        return {
            yaml.ScalarEvent: self.handle_scalar,
            yaml.SequenceStartEvent: self.handle_collection_start,
            yaml.MappingStartEvent: self.handle_collection_start,
            yaml.SequenceEndEvent: self.handle_collection_end,
            yaml.MappingEndEvent: self.handle_collection_end,
            yaml.AliasEvent: self.handle_alias,
            yaml.DocumentStartEvent: self.handle_document_start,
        }

    def handle_scalar(self, event: _Event) -> None:
        """A value or a key. Nearly all are plain and on one line, so that way is kept short."""
        self.last_parsed = event
        start, end, value, style = event.start_mark, event.end_mark, event.value, event.style
        if start.line != end.line or not value or event.tag or event.anchor:
            place, value = self.resolve_unusual_scalar(event)
        else:
            width = end.column - start.column
            place = Location(self.text.file, start.line + 1, start.column + 1, width)
        if not style:
            if ":" in value or value[:1] == "-":
                self.suspects.append(self.make_suspect(event))
        elif style == '"' and has_forbidden_characters(value):
            self.reject_escapes(event)
            value = replace_forbidden_characters(value).replace(SUBSTITUTE_CHARACTER, "")
        if self.damaged_lines:
            value = value.replace(SUBSTITUTE_CHARACTER, "")
        self.add_node(YamlScalar(value, place, bool(style)))

    def resolve_unusual_scalar(self, event: _Event) -> tuple[Location, str]:
        """The place and the text of a value that is empty, on several lines, or has a sign."""
        start, end, style = event.start_mark, event.end_mark, event.style
        line = self.text.lines[start.line] if start.line < len(self.text.lines) else ""
        width = end.column - start.column
        if start.line != end.line:
            width = (
                len(line.rstrip() if style in _QUOTES else yaml_lint.strip_comment(line))
                - start.column
            )
            self.check_multiline_scalar(event)
        self.reject_tag_and_anchor(event)
        # `!Kung` is a name that reads as a tag on nothing: the text goes on as it was meant.
        is_name = event.tag and not style and not event.value
        value = line[start.column : start.column + width] if is_name else event.value
        return self.text.location_at(start.line, start.column, width), value

    def check_multiline_scalar(self, event: _Event) -> None:
        """See whether a text on several lines has eaten an entry; stop if an open quote did."""
        first, last = event.start_mark.line, event.end_mark.line
        if event.style in _QUOTES:
            outside = max(
                (one.column for one in self.open_collections if not one.in_flow), default=-1
            )
            if yaml_lint.swallows_entry(self.text, first, last, outside):
                self.report(
                    yaml_lint.diagnose_unclosed_quote(self.text, first, event.start_mark.column)
                )
                raise _StopParsing(first)
        elif not event.style and event.value[0] != "-" and not self.is_in_flow():
            self.report(yaml_lint.find_swallowed_item(self.text, first, last))

    def is_in_flow(self) -> bool:
        """Whether what is read now stands directly in a list or mapping in brackets."""
        return bool(self.open_collections) and self.open_collections[-1].in_flow

    def make_suspect(self, event: _Event) -> yaml_lint.SuspectScalar:
        """A plain text that may have been meant as an entry."""
        start, last = event.start_mark, event.end_mark.line
        if not self.open_collections:
            return yaml_lint.SuspectScalar(start.line, last, start.column, event.value, False, True)
        inside = self.open_collections[-1]
        is_key = inside.in_flow and inside.entries is not None and inside.key is None
        place = start.line, last, start.column
        return yaml_lint.SuspectScalar(*place, event.value, inside.in_flow, is_key)

    def handle_collection_start(self, event: _Event) -> None:
        """A list or a mapping."""
        self.reject_tag_and_anchor(event)
        line, column = event.start_mark.line, event.start_mark.column
        is_mapping = type(event) is yaml.MappingStartEvent
        self.open_collections.append(
            _OpenCollection(line, column, bool(event.flow_style), {} if is_mapping else None)
        )
        if len(self.open_collections) > MAX_NESTING_DEPTH:
            self.report(yaml_lint.diagnose_deep_nesting(self.text, line, column, MAX_NESTING_DEPTH))
            raise _StopParsing(len(self.lines))

    def handle_collection_end(self, event: _Event) -> None:
        """The end of the list or mapping that was begun last."""
        done = self.open_collections.pop()
        line, column = done.line, done.column
        if done.in_flow:
            end = event.end_mark
            self.last_parsed = yaml_errors.ParsedSpan(
                "brackets", line, column, end.line, end.column
            )
        if done.entries is None:
            self.add_node(YamlSequence(tuple(done.items), self.text.location_at(line, column)))
            return
        self.keys.update(done.entries)
        entries = tuple(done.entries.values())
        is_block = entries and not done.in_flow
        self.add_node(
            YamlMapping(
                entries, entries[0][0].location if is_block else self.text.location_at(line, column)
            )
        )

    def handle_alias(self, event: _Event) -> None:
        """A `*word`, which is kept as the text that it is."""
        line, column = event.start_mark.line, event.start_mark.column
        self.report(yaml_lint.diagnose_indicator(self.text, line, column))
        text = f"*{event.anchor}"
        self.add_node(YamlScalar(text, self.text.location_at(line, column, len(text))))

    def handle_document_start(self, event: _Event) -> None:
        """The one document of a file, or one too many."""
        self.document_count += 1
        if self.document_count > 1:
            mark = event.start_mark
            self.report(yaml_lint.diagnose_second_document(self.text, mark.line, mark.column))

    def add_node(self, node: YamlNode) -> None:
        """Put a finished node into the list or mapping that is open, or make it the root."""
        if not self.open_collections:
            self.root = node
            return
        inside = self.open_collections[-1]
        if inside.entries is None:
            inside.items.append(node)
        elif inside.key is None:
            inside.key = node if isinstance(node, YamlScalar) else self.reject_complex_key(node)
        else:
            key, inside.key = inside.key, None
            if key.text in inside.entries and key is not _INVALID_KEY:
                first = inside.entries[key.text][0].location.line
                self.report(
                    yaml_lint.diagnose_duplicate_key(self.text, key.location, key.text, first)
                )
            elif key is not _INVALID_KEY:
                inside.entries[key.text] = (key, node)

    def reject_complex_key(self, node: YamlSequence | YamlMapping) -> YamlScalar:
        """Report a key in brackets: once a line, since `{{ name }}` is one inside another."""
        if node.location.line != self.last_complex_key_line:
            self.report(yaml_lint.diagnose_complex_key(self.text, node.location))
        self.last_complex_key_line = node.location.line
        return _INVALID_KEY

    def reject_tag_and_anchor(self, event: _Event) -> None:
        """Report the tag and the anchor before a value; they may stand in either order."""
        for sign, name in (("!", event.tag), ("&", event.anchor)):
            if name:
                line, column = event.start_mark.line, event.start_mark.column
                found = self.lines[line].find(sign, column)
                self.report(yaml_lint.diagnose_indicator(self.text, line, max(column, found)))

    def reject_escapes(self, event: _Event) -> None:
        r"""Report each character that a double-quoted text hides in an escape such as `\u202e`."""
        start, end = event.start_mark, event.end_mark
        for number in range(start.line, end.line + 1):
            first = start.column if number == start.line else 0
            last = end.column if number == end.line else len(self.lines[number])
            for found in _ESCAPE.finditer(self.lines[number], first, last):
                character = _decode_escape(found)
                if character and has_forbidden_characters(character):
                    place = self.text.location_at(number, found.start(), len(found[0]))
                    self.report(diagnose_forbidden_character(self.text, place, character))

    def report(self, *diagnostics: Diagnostic | None) -> None:
        """Keep each Problem, though only the first of its name at one place."""
        for problem in filter(None, diagnostics):
            key = problem.location, problem.rule
            if key in self.diagnostics or len(self.diagnostics) < MAX_DIAGNOSTICS_PER_FILE:
                self.diagnostics.setdefault(key, problem)
            else:
                self.omitted[key] = None

    def report_parse_failure(self, error: yaml.MarkedYAMLError) -> int:
        """Report why the parser stopped, and answer with the line that has to be mended."""
        mark: _Event = error.problem_mark
        since: _Event = error.context_mark or mark
        brackets = ((one.line, one.column) for one in self.open_collections if one.in_flow)
        failure = yaml_errors.ParseFailure(
            parser_message=f"{error.context} {error.problem}",
            line=mark.line,
            column=mark.column,
            context_start=(since.line, since.column),
            last_span=self.get_last_span(),
            # A pair in a list, as in `[key: value]`, is in brackets but has none of its own.
            open_brackets=tuple(at for at in brackets if self.lines[at[0]][at[1]] in "[{"),
        )
        found = yaml_errors.diagnose_parse_failure(self.text, failure)
        lines = {problem.location.line - 1 for problem in found}
        if not {mark.line, mark.line - 1, *lines} & self.damaged_lines:
            self.drop_complex_key_reports(found[0].location)
            self.report(*found)
        return min(lines)

    def drop_complex_key_reports(self, place: Location) -> None:
        """Forget that a key was in brackets where the text around it turns out not to be data."""
        for key in list(self.diagnostics):
            if key[1] == "wrong-type" and key[0].line == place.line and key[0] >= place:
                del self.diagnostics[key]

    def get_last_span(self) -> yaml_errors.ParsedSpan | None:
        """The last value that was read well."""
        if self.last_parsed is None or isinstance(self.last_parsed, yaml_errors.ParsedSpan):
            return self.last_parsed
        start, end = self.last_parsed.start_mark, self.last_parsed.end_mark
        kind: Literal["quoted", "plain"] = (
            "quoted" if self.last_parsed.style in _QUOTES else "plain"
        )
        return yaml_errors.ParsedSpan(kind, start.line, start.column, end.line, end.column)

    def find_next_entry(self, first: int) -> int | None:
        """The first line from `first` on that begins an entry like those at the file's left."""
        content = (line for line in self.lines if line.strip() and line[0] not in "#%")
        opening = next((line for line in content if not line.startswith("---")), "")
        begins = _TOP_LEVEL_ITEM if _TOP_LEVEL_ITEM.match(opening) else _TOP_LEVEL_KEY
        if not begins.match(opening):
            return None
        numbers = range(first, len(self.lines))
        return next((number for number in numbers if begins.match(self.lines[number])), None)


def _is_null(value: YamlScalar) -> bool:
    return not value.text and not value.is_quoted


def _decode_escape(found: re.Match[str]) -> str:
    """The character that an escape stands for; empty where it stands for itself or for none."""
    digits = found[1] or found[2] or found[3]
    return chr(int(digits, 16)) if digits else _SHORT_ESCAPES.get(found[4], "")
