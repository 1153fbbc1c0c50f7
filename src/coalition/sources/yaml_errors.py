"""Why a file could not be read as YAML, in an editor's words, at the place that has to change.

The parser stops where it is at a loss, which is often lines after the cause (an open quote is only
noticed at the end of the file). Each rule here knows one kind of slip, looks at the text around
the place where reading stopped and answers with a Problem, or with None where it was not that.
Lines and columns count from 0.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from coalition.diagnostics import Diagnostic
from coalition.sources import yaml_lint
from coalition.sources.text import SourceText
from coalition.sources.yaml_lint import (
    looks_like_entry,
    looks_like_item,
    measure_indent,
    shorten_text,
    strip_comment,
)

_FIRST_VALUE = re.compile(r"\s*(?:- +)*[^\s'\"#][^:]*:\s+(?=\S)")
_TAB_INDENT = re.compile(r" *\t")
_ESCAPE = re.compile(r"\\(?:[xuU][0-9A-Fa-f]*|.?)")
_CLOSING_BRACKETS = {"[": "]", "{": "}"}


@dataclass(frozen=True)
class ParsedSpan:
    """A stretch of the file that was read well; it ends before `end_column` of `end_line`."""

    kind: Literal["plain", "quoted", "brackets"]
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class ParseFailure:
    """Where and why the parser stopped.

    `words` are the parser's own, never shown. `since` is where what it was reading began. `last`
    is the last value that it read well, `brackets` which ones are open, innermost last.
    """

    parser_message: str
    line: int
    column: int
    context_start: tuple[int, int]
    last_span: ParsedSpan | None
    open_brackets: tuple[tuple[int, int], ...]


def diagnose_parse_failure(text: SourceText, failure: ParseFailure) -> list[Diagnostic]:
    """What the editor has to mend: one Problem, or one for each stretch of tabs."""
    case = _FailureContext(text, failure)
    if case.remaining_line.startswith("\t") or case.message_contains("a tab character"):
        return _diagnose_tabs(case)
    is_at_end = not any(line.strip() for line in text.lines[failure.line :])
    rules = _END_OF_FILE_CHECKS if is_at_end else _CHECKS
    return [next(filter(None, (rule(case) for rule in rules)))]


@dataclass(frozen=True)
class _FailureContext:
    """A Failure with the text around it."""

    text: SourceText
    failure: ParseFailure

    @property
    def line(self) -> str:
        """The line where reading stopped; the parser also stops behind the last one."""
        number = self.failure.line
        return self.text.lines[number] if number < len(self.text.lines) else ""

    @property
    def remaining_line(self) -> str:
        """What stands where reading stopped, to the end of the line."""
        return self.line[self.failure.column :]

    @property
    def character(self) -> str:
        return self.remaining_line[:1]

    @property
    def is_at_line_start(self) -> bool:
        return not self.line[: self.failure.column].strip()

    @property
    def preceding_span(self) -> ParsedSpan | None:
        """What was read just before on the same line, with nothing but blanks between."""
        last, failure = self.failure.last_span, self.failure
        if last is None or last.end_line != failure.line or last.end_column > failure.column:
            return None
        return None if self.line[last.end_column : failure.column].strip() else last

    @property
    def innermost_bracket(self) -> tuple[int, int, str] | None:
        """The innermost bracket that is open: its line, its column and itself."""
        if not self.failure.open_brackets:
            return None
        line, column = self.failure.open_brackets[-1]
        return line, column, self.text.lines[line][column]

    def message_contains(self, *words: str) -> bool:
        return any(one in self.failure.parser_message for one in words)

    def diagnostic_at(self, line: int, column: int, width: int, *said: str) -> Diagnostic:
        """A Problem there, with what is `said`: its name, message and hint."""
        return self.text.diagnostic_at(self.text.location_at(line, column, width), *said)

    def diagnostic_here(self, *said: str) -> Diagnostic:
        """A Problem with the one character where reading stopped."""
        return self.diagnostic_at(self.failure.line, self.failure.column, 1, *said)

    def diagnostic_to_line_end(self, *said: str) -> Diagnostic:
        """A Problem from where reading stopped to the end of the line."""
        return self.diagnostic_at(
            self.failure.line, self.failure.column, len(strip_comment(self.remaining_line)), *said
        )


def _diagnose_tabs(case: _FailureContext) -> list[Diagnostic]:
    """A Problem for each run of lines that are indented with tabs, all over the file."""
    runs: list[list[int]] = []
    for number, line in enumerate(case.text.lines):
        if number == case.failure.line or (_TAB_INDENT.match(line) and looks_like_entry(line)):
            if not runs or runs[-1][-1] != number - 1:
                runs.append([])
            runs[-1].append(number)
    return [_diagnose_tab_run(case, run[0], run[-1]) for run in runs]


def _diagnose_tab_run(case: _FailureContext, first: int, last: int) -> Diagnostic:
    line = case.text.lines[first]
    column = max(0, line.find("\t"))
    width = len(line) - column - len(line[column:].lstrip("\t"))
    message = "a tab stands here, where only spaces can"
    if last > first:
        message = (
            f"lines {first + 1} to {last + 1} are indented with tabs, where only spaces can be"
        )
    hint = "indent with spaces; most editors can change all tabs to spaces at once"
    return case.diagnostic_at(first, column, width, "tab-indentation", message, hint)


def _check_unclosed_quote(case: _FailureContext) -> Diagnostic | None:
    if case.message_contains("quoted scalar") and case.message_contains(
        "end of stream", "document indicator"
    ):
        return yaml_lint.diagnose_unclosed_quote(case.text, *case.failure.context_start)
    return None


def _check_text_after_quote(case: _FailureContext) -> Diagnostic | None:
    quoted = case.preceding_span
    if quoted is None or quoted.kind != "quoted" or case.character == ":":
        return None
    if yaml_lint.swallows_entry(case.text, quoted.line, quoted.end_line, sys.maxsize):
        return yaml_lint.diagnose_unclosed_quote(case.text, quoted.line, quoted.column)
    is_next_item = case.innermost_bracket and quoted.end_column < case.failure.column
    if is_next_item or (case.innermost_bracket and case.character in {"]", "}"}):
        return None
    quote = case.line[quoted.end_column - 1]
    hint = f"put the closing {quote} at the very end, or leave out both quotes"
    if quote == "'" and case.character.isalpha():
        hint = "put the whole text in double quotes, or write the apostrophe twice: 'it''s'"
    message = f"the text goes on after its closing quote {quote}"
    return case.diagnostic_to_line_end("unclosed-quote", message, hint)


def _check_text_after_bracket(case: _FailureContext) -> Diagnostic | None:
    closed = case.preceding_span
    if (
        closed is None
        or closed.kind != "brackets"
        or case.innermost_bracket
        or case.character == ":"
    ):
        return None
    if case.character in {"]", "}"}:
        message = f"this {case.character} closes nothing"
        return case.diagnostic_here("unclosed-bracket", message, "delete it, or open it before")
    return _diagnose_reserved_start(case, closed.line, closed.column)


def _check_mismatched_bracket(case: _FailureContext) -> Diagnostic | None:
    if case.innermost_bracket is None or case.character not in {"]", "}"}:
        return None
    line, _, opening = case.innermost_bracket
    if case.character == _CLOSING_BRACKETS[opening]:
        return None
    message = f"this {case.character} does not close the {opening} of line {line + 1}"
    return case.diagnostic_here(
        "unclosed-bracket", message, f"write {_CLOSING_BRACKETS[opening]} here"
    )


def _check_unclosed_bracket(case: _FailureContext) -> Diagnostic | None:
    return (
        None
        if case.innermost_bracket is None or _is_closed_later(case)
        else _check_bracket_open_at_end(case)
    )


def _check_bracket_open_at_end(case: _FailureContext) -> Diagnostic | None:
    if case.innermost_bracket is None:
        return None
    line, column, opening = case.innermost_bracket
    closing = _CLOSING_BRACKETS[opening]
    message = f"the bracket {opening} that opens here is not closed"
    hint = f"end it with {closing}, or put the text in quotes if it only begins with {opening}"
    return case.diagnostic_at(line, column, 1, "unclosed-bracket", message, hint)


def _is_closed_later(case: _FailureContext) -> bool:
    """Whether the open bracket is closed behind the failure, before the next entry outside it."""
    assert case.innermost_bracket
    line, column, opening = case.innermost_bracket
    opens_entry = case.text.lines[line][:column].strip()
    outside = measure_indent(case.text.lines[line]) if opens_entry else -1
    for number in range(case.failure.line, len(case.text.lines)):
        typed = case.text.lines[number]
        if number > line and looks_like_entry(typed) and measure_indent(typed) <= outside:
            return False
        if (
            _CLOSING_BRACKETS[opening]
            in typed[case.failure.column * (number == case.failure.line) :]
        ):
            return True
    return False


def _check_empty_flow_item(case: _FailureContext) -> Diagnostic | None:
    if case.innermost_bracket and case.message_contains("node content"):
        message = f"there is nothing before this {case.character}"
        return case.diagnostic_here(
            "yaml-syntax", message, "write what is missing, or delete a sign"
        )
    return None


def _check_missing_comma(case: _FailureContext) -> Diagnostic | None:
    if not case.innermost_bracket or not case.message_contains("while parsing a flow"):
        return None
    said = (
        "missing-comma",
        "a comma is missing between two items in brackets",
        "separate the items by commas, as in [one, two]",
    )
    last = case.failure.last_span
    if last and last.kind == "plain" and last.line < last.end_line:
        return case.diagnostic_at(
            last.line, len(strip_comment(case.text.lines[last.line])), 1, *said
        )
    return case.diagnostic_here(*said)


def _check_reserved_start(case: _FailureContext) -> Diagnostic | None:
    scanning = ("scanning an alias", "scanning an anchor", "scanning a block scalar", "directive")
    if case.message_contains(*scanning):
        return _diagnose_reserved_start(case, *case.failure.context_start)
    starts_nothing = case.message_contains("node content") and case.character in {",", "]", "}"}
    if starts_nothing or case.message_contains(
        "cannot start any token", "mapping keys are not allowed"
    ):
        return _diagnose_reserved_start(case, case.failure.line, case.failure.column)
    return None


def _diagnose_reserved_start(case: _FailureContext, line: int, column: int) -> Diagnostic:
    typed = strip_comment(case.text.lines[line][column:])
    sign = typed[:1]
    hint = f"put the whole text in quotes: {_suggest_quotes(typed)}"
    if sign in {"|", ">"}:
        hint += f", or write only {sign} here and the text on the next lines, indented"
    if typed.startswith("* "):
        hint = "begin a list item with '- ', or put the whole text in quotes"
    message = f"a text cannot begin with {sign}, which is a sign of its own in YAML"
    return case.diagnostic_at(line, column, len(typed), "reserved-start", message, hint)


def _check_tag(case: _FailureContext) -> Diagnostic | None:
    if case.message_contains(
        "scanning a tag", "undefined tag handle"
    ) and not case.message_contains("directive"):
        return yaml_lint.diagnose_indicator(case.text, *case.failure.context_start)
    return None


def _check_stray_dash(case: _FailureContext) -> Diagnostic | None:
    if case.character != "-" or not looks_like_item(case.remaining_line):
        return None
    message = "this list item stands among keys"
    hint = "indent it below the key it belongs to, or put it at the left if it begins a new entry"
    if not case.is_at_line_start:
        message = "a list cannot begin behind a key on the same line"
        hint = "put each item on a line of its own below the key"
    return case.diagnostic_here("stray-dash", message, hint)


def _check_missing_colon(case: _FailureContext) -> Diagnostic | None:
    return (
        _diagnose_missing_colon(case, *case.failure.context_start)
        if case.message_contains("expected ':'")
        else None
    )


def _diagnose_missing_colon(case: _FailureContext, line: int, column: int) -> Diagnostic:
    typed = strip_comment(case.text.lines[line][column:])
    if yaml_lint.lacks_separator_space(typed):
        return yaml_lint.diagnose_missing_space(case.text, line, column)
    message = "there is no colon on this line, so it is neither a key nor a value"
    hint = "write 'key: value'; if it continues the text above, indent it further than that key"
    return case.diagnostic_at(line, column, len(typed), "missing-colon", message, hint)


def _check_colon_in_text(case: _FailureContext) -> Diagnostic | None:
    if not case.message_contains("mapping values are not allowed"):
        return None
    above = case.preceding_span
    if above and above.line < case.failure.line:
        before = case.text.lines[above.line][: above.column]
        is_value = before.replace("-", "").strip()
        if is_value:
            return _diagnose_indentation(case, case.failure.line)
        return _diagnose_missing_colon(case, above.line, above.column)
    value = _FIRST_VALUE.match(case.line)
    if value is None or value.end() > case.failure.column:
        return None
    typed = strip_comment(case.line[value.end() :])
    message = "the text after the first colon has a second colon in it"
    hint = f"put the text in quotes: {_suggest_quotes(typed)}"
    return case.diagnostic_at(
        case.failure.line, value.end(), len(typed), "colon-in-text", message, hint
    )


def _check_multiple_documents(case: _FailureContext) -> Diagnostic | None:
    above = case.text.lines[: case.failure.line + 1]
    if case.message_contains("document start") and any(line.startswith("...") for line in above):
        message = "this stands after the line '...', which ends the file's data"
        return case.diagnostic_to_line_end("several-documents", message, "delete the line '...'")
    return None


def _check_missing_key(case: _FailureContext) -> Diagnostic | None:
    if re.match(r":(\s|$)", case.remaining_line):
        hint = "write the key, or delete the colon"
        return case.diagnostic_here("yaml-syntax", "there is no key before this colon", hint)
    return None


def _check_missing_dash(case: _FailureContext) -> Diagnostic | None:
    if not case.is_at_line_start or not case.message_contains("parsing a block collection"):
        return None
    if yaml_lint.lacks_separator_space(case.remaining_line) and case.character == "-":
        return yaml_lint.diagnose_missing_space(case.text, case.failure.line, case.failure.column)
    if case.failure.column != case.failure.context_start[1]:
        return None
    message = "a list item was expected here, but there is no dash"
    hint = "begin it with '- ', or indent it like the lines of the item above"
    return _diagnose_first_word(case, case.failure.line, "bad-indentation", message, hint)


def _check_indentation(case: _FailureContext) -> Diagnostic | None:
    if case.is_at_line_start and case.message_contains("while parsing a block", "document start"):
        return _diagnose_indentation(case, case.failure.line)
    return None


def _diagnose_indentation(case: _FailureContext, line: int) -> Diagnostic:
    spaces = measure_indent(case.text.lines[line])
    begins = (
        f"is indented by {spaces} space{'s' * (spaces != 1)}" if spaces else "begins at the left"
    )
    message = f"this line {begins}, which does not fit the lines above it"
    hint = "begin it in the same column as the other keys or dashes it belongs with"
    return _diagnose_first_word(case, line, "bad-indentation", message, hint)


def _diagnose_first_word(case: _FailureContext, line: int, *said: str) -> Diagnostic:
    """A Problem with the first word of a line, or with its key."""
    typed = case.text.lines[line]
    width = len(re.split(r":(?:\s|$)|\s", typed.lstrip(), maxsplit=1)[0])
    return case.diagnostic_at(line, measure_indent(typed), width, *said)


def _check_escape(case: _FailureContext) -> Diagnostic | None:
    if not case.message_contains("escape", "hexdecimal"):
        return None
    column = max(0, case.line.rfind("\\", 0, case.failure.column + 1))
    found = _ESCAPE.match(case.line, column)
    typed = found[0] if found else "\\"
    hint = "write the backslash twice, or put the text in single quotes"
    if typed[1:2] in {"x", "u", "U"}:
        hint = "type the character itself, or write the backslash twice"
    message = f"'{typed}' does not stand for a character inside double quotes"
    return case.diagnostic_at(
        case.failure.line, column, len(typed), "unknown-escape", message, hint
    )


def _diagnose_unknown(case: _FailureContext) -> Diagnostic:
    number = min(case.failure.line, len(case.text.lines) - 1)
    while number and not case.text.lines[number].strip():
        number -= 1
    line = case.text.lines[number]
    column = case.failure.column if number == case.failure.line else len(line)
    message = "from here on this cannot be read as YAML"
    hint = "compare it with an entry that works: indentation, dashes, colons, quotes"
    return case.diagnostic_at(
        number, column, len(strip_comment(line[column:])), "yaml-syntax", message, hint
    )


_CHECKS: tuple[Callable[[_FailureContext], Diagnostic | None], ...] = (
    _check_tag,
    _check_escape,
    _check_unclosed_quote,
    _check_text_after_quote,
    _check_text_after_bracket,
    _check_mismatched_bracket,
    _check_unclosed_bracket,
    _check_empty_flow_item,
    _check_reserved_start,
    _check_missing_comma,
    _check_missing_colon,
    _check_colon_in_text,
    _check_stray_dash,
    _check_multiple_documents,
    _check_missing_key,
    _check_missing_dash,
    _check_indentation,
    _diagnose_unknown,
)
_END_OF_FILE_CHECKS = (
    _check_tag,
    _check_unclosed_quote,
    _check_bracket_open_at_end,
    _check_missing_colon,
    _diagnose_unknown,
)


def _suggest_quotes(typed: str) -> str:
    """`typed` in the quotes that an editor should put around it."""
    if "'" in typed and not {'"', "\\"} & {*typed}:
        return f'"{shorten_text(typed)}"'
    return "'" + shorten_text(typed.replace("'", "''")) + "'"
