"""Parse YAML into nodes with locations. The only module that imports `yaml`.

Nodes are built from the parser's events without recursion, so that no nesting can exhaust the
stack, no alias is expanded, and all mistakes are collected that leave the rest readable.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from coalition.diagnostics import (
    MAX_DIAGNOSTICS_PER_FILE,
    Diagnostic,
    Location,
    Message,
    diagnose_omitted,
    diagnose_read_error,
)
from coalition.look_alikes import is_quoted_by_look_alikes, replace_look_alikes
from coalition.sources import yaml_errors, yaml_lint, yaml_look_alikes
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
"""Size limit for a file, in bytes; a coalition with ten thousand members needs half of it."""

MAX_NESTING_DEPTH = 20
"""Maximum nesting of lists and mappings."""

MAX_RESUMES = 25
"""Maximum number of parser runs for one file: after a syntax error, the next entry is parsed."""

_RECOVERABLE_RULES = {
    "duplicate-key", "missing-dash", "tag", "anchor", "control-character", "invisible-character",
    yaml_look_alikes.RULE,
}  # fmt: skip
"""Rules whose diagnostics leave nodes with the values that the editor meant."""

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # some builds lack libyaml
_Event = Any  # in the stubs, marks are optional, as events made by hand have none
_QUOTES = frozenset("'\"")
_TOP_LEVEL_ITEM = re.compile(r"-(?:\s|$)")
_TOP_LEVEL_KEY = re.compile(r"[^\s#{\[-].*:(?:\s|$)")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT_ESCAPES = dict(zip("0abefrvNLP", "\0\a\b\x1b\f\r\v\x85\u2028\u2029", strict=True))


def read_source_bytes(
    path: Path, display_path: str, max_bytes: int = MAX_YAML_BYTES + 1
) -> bytes | YamlDocument:
    """Read at most `max_bytes` of a file, or all with -1; else return a document that says why not.

    Never raises.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            is_folder = stat.S_ISDIR(status.st_mode)
            actual = Message("a folder") if is_folder else Message("not a regular file")
            return _make_not_a_file_document(display_path, actual)
        with path.open("rb") as file:
            return file.read(max_bytes)
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            actual = Message("a link to '%(target)s', which does not exist", target=path.readlink())
            return _make_not_a_file_document(display_path, actual)
        message = Message("this file does not exist")
        hint = Message(
            "restore it with 'git restore %(display_path)s', or create a new one:"
            " docs/data-format.md describes its content",
            display_path=display_path,
        )
        return _make_unreadable_document(display_path, "missing-file", message, hint)
    except OSError as error:
        return YamlDocument(display_path, (), None, (diagnose_read_error(error, display_path),))


def read_yaml(path: Path, display_path: str) -> YamlDocument:
    """Read a YAML file; `display_path` is its path in diagnostics. Never raises for its content."""
    data = read_source_bytes(path, display_path)
    return data if isinstance(data, YamlDocument) else parse_yaml(data, display_path)


def parse_yaml(data: bytes, display_path: str) -> YamlDocument:
    """Parse YAML; `display_path` is the file's path in diagnostics. Never raises."""
    if len(data) > MAX_YAML_BYTES:
        message = Message(
            "this file is larger than %(limit)s MiB",
            limit=MAX_YAML_BYTES // 1024 // 1024,
        )
        hint = Message("remove what is not data: ten thousand members need half of that")
        return _make_unreadable_document(display_path, "too-large", message, hint)
    text, encoding_error = decode_text(data, display_path)
    if encoding_error:
        return YamlDocument(display_path, text.lines, None, (encoding_error,))
    return YamlReader(text).read_document()


def _make_not_a_file_document(display_path: str, actual: str) -> YamlDocument:
    message = Message("a file should be here, but this is %(actual)s", actual=actual)
    hint = Message("put the file itself here")
    return _make_unreadable_document(display_path, "not-a-file", message, hint)


def _make_unreadable_document(
    display_path: str, rule: str, message: str, hint: str
) -> YamlDocument:
    diagnostic = Diagnostic(Location(display_path), rule, message, hint)
    return YamlDocument(display_path, (), None, (diagnostic,))


_INVALID_KEY = YamlScalar("", Location(""))
"""Replaces a list or a mapping used as a key; its value is dropped."""


class _StopParsing(Exception):  # noqa: N818 - a signal, not an error
    """Parsing right after `line` makes no sense, because of the mistake reported there."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


_Pair = tuple[YamlScalar, YamlNode]


@dataclass(frozen=True, slots=True)
class _LostDash:
    """A place in a mapping where a dash seems to be lost.

    `above` are the entries above it, `key` is the first key that is there for the second time.
    """

    above: dict[str, _Pair]
    key: YamlScalar


@dataclass(slots=True)
class _OpenCollection:
    """A list or a mapping that is being parsed; `entries` is None for a list."""

    line: int
    column: int
    in_flow: bool
    entries: dict[str, tuple[YamlScalar, YamlNode]] | None
    items: list[YamlNode] = field(default_factory=list)
    key: YamlScalar | None = None
    lost_dash: _LostDash | None = None


class YamlReader:
    """Reads a text into a document, resuming at the next entry after each syntax error.

    `lines` are the lines for the parser: forbidden characters and merge conflicts are replaced so
    that all positions stay the same. Lines and columns count from 0, as in the parser's marks.
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
        self.anchors: set[str] = set()
        self.has_corrected_line = False
        self.lines_with_indicators: set[tuple[int, str]] = set()

    def prepare_lines(self) -> tuple[list[str], set[int]]:
        """Return the lines to parse, and the indices of those with something replaced."""
        forbidden = list(find_forbidden_characters(self.text))
        conflicts, damaged = find_merge_conflicts(self.text)
        self.report(*forbidden, *conflicts)
        lines = ["" if number in damaged else line for number, line in enumerate(self.text.lines)]
        if forbidden:
            lines = [replace_forbidden_characters(line) for line in lines]
            damaged |= {number for number, line in enumerate(lines) if SUBSTITUTE_CHARACTER in line}
        # libyaml takes a tab on an otherwise blank line for indentation, and rejects it
        return ["" if "\t" in line and not line.strip("\t ") else line for line in lines], damaged

    def read_document(self) -> YamlDocument:
        """Parse the whole text, and return all nodes and all diagnostics."""
        next_line: int | None = 0
        for _ in range(MAX_RESUMES):
            next_line = None if next_line is None else self.parse_from(next_line)
        self.is_complete &= next_line is None
        for suspect in self.suspects:
            self.report(yaml_lint.find_misread_entry(self.text, suspect, self.keys))
        if any(rule == "merge-conflict" for _, rule in self.diagnostics):
            # Whatever else is wrong is so because of the lines that the merge added
            self.diagnostics = {
                key: diagnostic
                for key, diagnostic in self.diagnostics.items()
                if key[1] == "merge-conflict"
            }
        is_empty = self.root is None or (isinstance(self.root, YamlScalar) and _is_null(self.root))
        if is_empty and not self.diagnostics:
            self.report(yaml_lint.diagnose_empty_file(self.text))
        is_usable = (
            self.is_complete
            and not self.omitted
            and all(rule in _RECOVERABLE_RULES for _, rule in self.diagnostics)
        )
        root = self.root if is_usable and not is_empty else None
        diagnostics = sorted(self.diagnostics.values())
        if self.omitted:
            diagnostics.append(diagnose_omitted(next(iter(self.omitted))[0], len(self.omitted)))
        return YamlDocument(self.text.file, self.text.lines, root, tuple(diagnostics))

    def parse_from(self, first: int) -> int | None:
        """Parse from line `first` on; return the line to resume from, or None at the end."""
        self.open_collections, self.document_count, self.last_parsed = [], 0, None
        parser = _Loader("\n" * first + "\n".join(self.lines[first:]))
        handlers = self.get_event_handlers()
        try:
            while (event := parser.get_event()) is not None:
                if handler := handlers.get(type(event)):
                    handler(event)
        except yaml.MarkedYAMLError as error:
            failed_line = self.report_parse_failure(error)
        except _StopParsing as signal:
            failed_line = signal.line
        else:
            return None
        finally:
            parser.dispose()
        if self.has_corrected_line:
            self.has_corrected_line = False
            return first
        self.is_complete = False
        return self.find_next_entry(max(failed_line, first) + 1)

    def get_event_handlers(self) -> dict[type, Callable[[_Event], None]]:
        """Return the handler for each type of event."""
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
        """Add a value or a key. Nearly all are plain and on one line, so that path is fast."""
        self.last_parsed = event
        start, end, value, style = event.start_mark, event.end_mark, event.value, event.style
        if start.line != end.line or not value or event.tag or event.anchor:
            location, value = self.resolve_unusual_scalar(event)
        else:
            width = end.column - start.column
            location = Location(self.text.file, start.line + 1, start.column + 1, width)
        if not style:
            if ":" in value or value[:1] == "-":
                self.suspects.append(self.make_suspect(event))
            if not value.isascii() and self.resolve_look_alikes(event, location):
                return
        elif style == '"' and has_forbidden_characters(value):
            self.reject_escapes(event)
            value = replace_forbidden_characters(value).replace(SUBSTITUTE_CHARACTER, "")
        if self.damaged_lines:
            value = value.replace(SUBSTITUTE_CHARACTER, "")
        self.add_node(YamlScalar(value, location, bool(style)))

    def resolve_unusual_scalar(self, event: _Event) -> tuple[Location, str]:
        """Return location and text of a scalar that is empty, multi-line, tagged or anchored."""
        start, end, style = event.start_mark, event.end_mark, event.style
        line = self.text.lines[start.line] if start.line < len(self.text.lines) else ""
        width = end.column - start.column
        if start.line != end.line:
            first_line = line.rstrip() if style in _QUOTES else yaml_lint.strip_comment(line)
            width = len(first_line) - start.column
            self.check_multiline_scalar(event)
        self.reject_tag_and_anchor(event)
        # The name `!Kung` is parsed as a tag on an empty value: keep the text that was meant
        is_tag_only = event.tag and not style and not event.value
        value = line[start.column : start.column + width] if is_tag_only else event.value
        return self.text.location_at(start.line, start.column, width), value

    def check_multiline_scalar(self, event: _Event) -> None:
        """Report an entry that a multi-line text swallows; stop parsing if a quote is unclosed."""
        first, last = event.start_mark.line, event.end_mark.line
        if event.style in _QUOTES:
            block_columns = (item.column for item in self.open_collections if not item.in_flow)
            outside = max(block_columns, default=-1)
            if yaml_lint.swallows_entry(self.text, first, last, outside):
                self.report(
                    yaml_lint.diagnose_unclosed_quote(self.text, first, event.start_mark.column)
                )
                raise _StopParsing(first)
        elif not event.style and event.value and event.value[0] != "-" and not self.is_in_flow():
            self.report(yaml_lint.find_swallowed_item(self.text, first, last))

    def resolve_look_alikes(self, event: _Event, location: Location) -> bool:
        """Report a look-alike in a plain scalar, and add what was meant; else return False."""
        value, line, column = event.value, event.start_mark.line, event.start_mark.column
        parent = self.open_collections[-1] if self.open_collections else None
        if parent and parent.entries is not None and parent.key is None:
            found = yaml_look_alikes.find_key_look_alike(self.text, line, column, value)
            nodes = [YamlScalar(replace_look_alikes(value).strip(" -"), location)]
        elif parent and parent.in_flow and parent.entries is None:
            found = yaml_look_alikes.find_item_look_alike(self.text, line, column, value)
            nodes = [
                YamlScalar(item, self.text.location_at(line, column + index, len(item)))
                for index, item in yaml_look_alikes.split_items(value)
            ]
            if found is None and is_quoted_by_look_alikes(value):
                found = yaml_look_alikes.find_value_look_alike(self.text, line, line, column, value)
                nodes = [YamlScalar(value[1:-1].strip(), location)]
        else:
            if yaml_look_alikes.get_misread_key(value):
                self.suspects.append(self.make_suspect(event))
            found = yaml_look_alikes.find_value_look_alike(
                self.text, line, event.end_mark.line, column, value
            )
            text = value[1:-1].strip() if is_quoted_by_look_alikes(value) else value
            nodes = [YamlScalar(text, location)]
        if found is None:
            return False
        self.report(found)
        for node in nodes:
            self.add_node(node)
        return True

    def is_in_flow(self) -> bool:
        """Return whether the innermost open list or mapping is in brackets."""
        return bool(self.open_collections) and self.open_collections[-1].in_flow

    def make_suspect(self, event: _Event) -> yaml_lint.SuspectScalar:
        """Record a plain scalar that may have been meant as an entry."""
        in_flow, is_certain = False, True
        if self.open_collections:
            parent = self.open_collections[-1]
            in_flow = parent.in_flow
            is_certain = parent.in_flow and parent.entries is not None and parent.key is None
        start, end = event.start_mark, event.end_mark
        return yaml_lint.SuspectScalar(
            start.line, end.line, start.column, event.value, in_flow, is_certain
        )

    def handle_collection_start(self, event: _Event) -> None:
        """Open a list or a mapping."""
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
        """Close the innermost list or mapping, and add it as a node."""
        closed = self.open_collections.pop()
        line, column = closed.line, closed.column
        if closed.in_flow:
            end = event.end_mark
            self.last_parsed = yaml_errors.ParsedSpan(
                "brackets", line, column, end.line, end.column
            )
        location = self.text.location_at(line, column)
        if closed.entries is None:
            self.add_node(YamlSequence(tuple(closed.items), location))
            return
        self.resolve_lost_dash(closed)
        self.keys.update(closed.entries)
        entries = tuple(closed.entries.values())
        is_block = entries and not closed.in_flow
        self.add_node(YamlMapping(entries, entries[0][0].location if is_block else location))

    def handle_alias(self, event: _Event) -> None:
        """Report an alias, and keep it as the text `*word`."""
        line, column = event.start_mark.line, event.start_mark.column
        self.report_indicator(line, column)
        if event.anchor in self.anchors:  # its text is not the value that was meant
            self.is_complete = False
        text = f"*{event.anchor}"
        self.add_node(YamlScalar(text, self.text.location_at(line, column, len(text))))

    def handle_document_start(self, event: _Event) -> None:
        """Report each document after the first."""
        self.document_count += 1
        if self.document_count > 1:
            mark = event.start_mark
            self.report(yaml_lint.diagnose_second_document(self.text, mark.line, mark.column))

    def add_node(self, node: YamlNode) -> None:
        """Add a node to the innermost open list or mapping, or make it the root."""
        if not self.open_collections:
            self.root = node
            return
        parent = self.open_collections[-1]
        if parent.entries is None:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = node if isinstance(node, YamlScalar) else self.reject_complex_key(node)
        else:
            key, parent.key = parent.key, None
            if key.text in parent.entries and key is not _INVALID_KEY:
                self.add_duplicate(parent, key, node)
            elif key is not _INVALID_KEY:
                parent.entries[key.text] = (key, node)

    def add_duplicate(self, parent: _OpenCollection, key: YamlScalar, node: YamlNode) -> None:
        """Report a key that a mapping has already, and what is more likely the mistake if any."""
        assert parent.entries is not None
        entries = list(parent.entries.values())
        in_list = len(self.open_collections) > 1 and self.open_collections[-2].entries is None
        if in_list and not parent.in_flow and len(entries) > 1 and entries[-1][0].text != key.text:
            first_keys = {entries[0][0].text, *self.find_first_keys(parent.column)}
            if key.text in first_keys:
                start = len(entries)
                # Keys with which others of these entries begin, such as an id before the name
                while entries[start - 1][0].text in first_keys and start > 2:
                    start -= 1
                self.begin_entry_without_dash(parent, start, key, node)
                return
        last_key, last_value = entries[-1]
        if _is_null_node(last_value) and last_key.location.column == key.location.column:
            self.report(yaml_lint.diagnose_unindented_key(self.text, key, last_key.text))
            self.damaged_lines.add(key.location.line - 1)
            return
        first_line = parent.entries[key.text][0].location.line
        self.report(yaml_lint.diagnose_duplicate_key(self.text, key.location, key.text, first_line))

    def find_first_keys(self, column: int) -> set[str]:
        """Return the first keys of the list items in the file whose keys begin in `column`."""
        pattern = re.compile(rf" {{0,{max(0, column - 2)}}}- +([\w-]+):(?:\s|$)")
        matches = (pattern.match(line) for line in self.lines)
        return {match[1] for match in matches if match and match.start(1) == column}

    def begin_entry_without_dash(
        self, parent: _OpenCollection, start: int, key: YamlScalar, node: YamlNode
    ) -> None:
        """Divide a mapping at the index `start` of its entries: a dash is lost there."""
        self.resolve_lost_dash(parent)
        assert parent.entries is not None
        entries = list(parent.entries.items())
        parent.lost_dash = _LostDash(dict(entries[:start]), key)
        parent.entries = dict([*entries[start:], (key.text, (key, node))])

    def resolve_lost_dash(self, parent: _OpenCollection) -> None:
        """Report the lost dash of a mapping, or a duplicate key if nothing follows that key."""
        lost, parent.lost_dash = parent.lost_dash, None
        if lost is None or parent.entries is None:
            return
        if list(parent.entries) == [lost.key.text]:
            key, first_line = lost.key, lost.above[lost.key.text][0].location.line
            self.report(
                yaml_lint.diagnose_duplicate_key(self.text, key.location, key.text, first_line)
            )
            parent.entries = lost.above
            return
        above = tuple(lost.above.values())
        self.report(
            yaml_lint.diagnose_missing_dash(self.text, next(iter(parent.entries.values()))[0])
        )
        self.keys.update(lost.above)
        is_open = self.open_collections[-1] is parent
        siblings = self.open_collections[-2 if is_open else -1]
        siblings.items.append(YamlMapping(above, above[0][0].location))

    def reject_complex_key(self, node: YamlSequence | YamlMapping) -> YamlScalar:
        """Report a key in brackets once per line: `{{ name }}` is one inside another."""
        if node.location.line != self.last_complex_key_line:
            self.report(yaml_lint.diagnose_complex_key(self.text, node.location))
        self.last_complex_key_line = node.location.line
        return _INVALID_KEY

    def reject_tag_and_anchor(self, event: _Event) -> None:
        """Report the tag and the anchor before a value, which may be in either order."""
        for indicator, name in (("!", event.tag), ("&", event.anchor)):
            if name:
                line, column = event.start_mark.line, event.start_mark.column
                position = self.lines[line].find(indicator, column)
                self.report_indicator(line, max(column, position))
        if event.anchor:
            self.anchors.add(event.anchor)

    def report_indicator(self, line: int, column: int) -> None:
        """Report a tag, an anchor or an alias: only the first one on a line, and the first tag."""
        diagnostic = yaml_lint.diagnose_indicator(self.text, line, column)
        kind = "tag" if diagnostic.rule == "tag" else "anchor"
        if (line, kind) not in self.lines_with_indicators:
            self.lines_with_indicators.add((line, kind))
            self.report(diagnostic)

    def reject_escapes(self, event: _Event) -> None:
        r"""Report each forbidden character that is written as an escape, such as `\u202e`."""
        start, end = event.start_mark, event.end_mark
        for number in range(start.line, end.line + 1):
            first = start.column if number == start.line else 0
            last = end.column if number == end.line else len(self.lines[number])
            for match in _ESCAPE.finditer(self.lines[number], first, last):
                character = _decode_escape(match)
                if character and has_forbidden_characters(character):
                    location = self.text.location_at(number, match.start(), len(match[0]))
                    self.report(diagnose_forbidden_character(self.text, location, character))

    def report(self, *diagnostics: Diagnostic | None) -> None:
        """Add diagnostics, of each rule only the first at a location."""
        for diagnostic in filter(None, diagnostics):
            key = diagnostic.location, diagnostic.rule
            if key in self.diagnostics or len(self.diagnostics) < MAX_DIAGNOSTICS_PER_FILE:
                self.diagnostics.setdefault(key, diagnostic)
            else:
                self.omitted[key] = None

    def report_parse_failure(self, error: yaml.MarkedYAMLError) -> int:
        """Report why the parser stopped, and return the first line that has to change."""
        mark: _Event = error.problem_mark
        context_mark: _Event = error.context_mark or mark
        brackets = ((item.line, item.column) for item in self.open_collections if item.in_flow)
        failure = yaml_errors.ParseFailure(
            parser_message=f"{error.context} {error.problem}",
            line=mark.line,
            column=mark.column,
            context_start=(context_mark.line, context_mark.column),
            last_span=self.get_last_span(),
            # A pair in a list, as in `[key: value]`, is a mapping in flow style without brackets
            open_brackets=tuple(
                (line, column) for line, column in brackets if self.lines[line][column] in "[{"
            ),
        )
        diagnostics = yaml_errors.diagnose_parse_failure(self.text, failure)
        lines = {diagnostic.location.line - 1 for diagnostic in diagnostics}
        if look_alike := self.find_cause_among_look_alikes(failure, lines):
            diagnostics, lines = [look_alike], {look_alike.location.line - 1}
            self.correct_look_alike(look_alike.location)
        if not {mark.line, mark.line - 1, *lines} & self.damaged_lines:
            self.drop_complex_key_reports(diagnostics[0].location)
            self.report(*diagnostics)
        return min(lines)

    def correct_look_alike(self, location: Location) -> None:
        """Replace a look-alike for the parser, so that the rest of the file is checked as well.

        Not all can be: a colon needs a space after it, and quotation marks come in pairs.
        """
        number, start = location.line - 1, location.column - 1
        line = self.lines[number]
        corrected = yaml_look_alikes.correct_structure(line, start)
        if corrected != line:
            self.lines[number], self.has_corrected_line = corrected, True

    def find_cause_among_look_alikes(
        self, failure: yaml_errors.ParseFailure, reported_lines: set[int]
    ) -> Diagnostic | None:
        """Return the look-alike near a failure that is the cause of it; None if there is none."""
        return yaml_look_alikes.find_structural_look_alike(
            self.text, sorted(reported_lines), with_quotes=True
        ) or yaml_look_alikes.find_structural_look_alike(
            self.text, (failure.line, failure.line - 1, failure.context_start[0])
        )

    def drop_complex_key_reports(self, location: Location) -> None:
        """Drop reports of keys in brackets on a line from `location` on: it is no valid YAML."""
        for reported, rule in list(self.diagnostics):
            if rule == "wrong-type" and reported.line == location.line and reported >= location:
                del self.diagnostics[reported, rule]

    def get_last_span(self) -> yaml_errors.ParsedSpan | None:
        """Return the span of the last value that was parsed."""
        if self.last_parsed is None or isinstance(self.last_parsed, yaml_errors.ParsedSpan):
            return self.last_parsed
        start, end = self.last_parsed.start_mark, self.last_parsed.end_mark
        kind: Literal["quoted", "plain"] = (
            "quoted" if self.last_parsed.style in _QUOTES else "plain"
        )
        return yaml_errors.ParsedSpan(kind, start.line, start.column, end.line, end.column)

    def find_next_entry(self, first: int) -> int | None:
        """Return the first line from `first` on that begins a top-level entry.

        The file's first entry decides whether these are list items or keys.
        """
        content = (line for line in self.lines if line.strip() and line[0] not in "#%")
        opening = next((line for line in content if not line.startswith("---")), "")
        pattern = _TOP_LEVEL_ITEM if _TOP_LEVEL_ITEM.match(opening) else _TOP_LEVEL_KEY
        if not pattern.match(opening):
            return None
        numbers = range(first, len(self.lines))
        return next((number for number in numbers if pattern.match(self.lines[number])), None)


def _is_null(value: YamlScalar) -> bool:
    return not value.text and not value.is_quoted


def _is_null_node(node: YamlNode) -> bool:
    return isinstance(node, YamlScalar) and _is_null(node)


def _decode_escape(match: re.Match[str]) -> str:
    """Return the character of an escape; empty if it is the escaped character itself or unknown."""
    digits = match[1] or match[2] or match[3]
    return chr(int(digits, 16)) if digits else _SHORT_ESCAPES.get(match[4], "")
