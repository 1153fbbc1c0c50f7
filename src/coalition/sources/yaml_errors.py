"""Turn a YAML syntax error into a diagnostic for editors, at the line that has to change.

The parser often stops many lines after the cause: an unclosed quote is only noticed at the end of
the file. Each check here knows one kind of mistake, examines the text around the point of failure,
and returns a diagnostic, or None if the mistake is another. Lines and columns count from 0.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from coalition.diagnostics import Diagnostic, Message, plural_message
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
    """A successfully parsed part of the file, which ends before `end_column` of `end_line`."""

    kind: Literal["plain", "quoted", "brackets"]
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class ParseFailure:
    """Where and why the parser stopped.

    `parser_message` is for matching and never shown. `context_start` is where the construct that
    was being parsed begins. `last_span` is the last value that was parsed, `open_brackets` are the
    positions of unclosed brackets, innermost last.
    """

    parser_message: str
    line: int
    column: int
    context_start: tuple[int, int]
    last_span: ParsedSpan | None
    open_brackets: tuple[tuple[int, int], ...]


def diagnose_parse_failure(text: SourceText, failure: ParseFailure) -> list[Diagnostic]:
    """Return one diagnostic for a failure, or one for each run of lines indented with tabs."""
    context = _FailureContext(text, failure)
    if context.remaining_line.startswith("\t") or context.message_contains("a tab character"):
        return _diagnose_tabs(context)
    is_at_end = not any(line.strip() for line in text.lines[failure.line :])
    checks = _END_OF_FILE_CHECKS if is_at_end else _CHECKS
    return [next(filter(None, (check(context) for check in checks)))]


@dataclass(frozen=True)
class _FailureContext:
    """A failure and the text around it."""

    text: SourceText
    failure: ParseFailure

    @property
    def line(self) -> str:
        """The line of the failure; empty if the parser stopped after the last line."""
        number = self.failure.line
        return self.text.lines[number] if number < len(self.text.lines) else ""

    @property
    def remaining_line(self) -> str:
        """The text from the failure to the end of the line."""
        return self.line[self.failure.column :]

    @property
    def character(self) -> str:
        return self.remaining_line[:1]

    @property
    def is_at_line_start(self) -> bool:
        return not self.line[: self.failure.column].strip()

    @property
    def preceding_span(self) -> ParsedSpan | None:
        """The span that ends before the failure on the same line, with only blanks between."""
        span, failure = self.failure.last_span, self.failure
        if span is None or span.end_line != failure.line or span.end_column > self.start_column:
            return None
        return None if self.line[span.end_column : self.start_column].strip() else span

    @property
    def start_column(self) -> int:
        """The column of the failure; of the sign itself if it begins an anchor or an alias."""
        line, column = self.failure.context_start
        is_after_sign = line == self.failure.line and self.message_contains(
            "scanning an anchor", "scanning an alias"
        )
        return column if is_after_sign else self.failure.column

    @property
    def innermost_bracket(self) -> tuple[int, int, str] | None:
        """The innermost open bracket, as its line, its column and the bracket itself."""
        if not self.failure.open_brackets:
            return None
        line, column = self.failure.open_brackets[-1]
        return line, column, self.text.lines[line][column]

    def message_contains(self, *phrases: str) -> bool:
        return any(phrase in self.failure.parser_message for phrase in phrases)

    def diagnostic_at(
        self, line: int, column: int, width: int, rule: str, message: str, hint: str
    ) -> Diagnostic:
        location = self.text.location_at(line, column, width)
        return self.text.diagnostic_at(location, rule, message, hint)

    def diagnostic_here(self, rule: str, message: str, hint: str) -> Diagnostic:
        """Return a diagnostic for the one character where the parser stopped."""
        return self.diagnostic_at(self.failure.line, self.failure.column, 1, rule, message, hint)

    def diagnostic_to_line_end(self, rule: str, message: str, hint: str) -> Diagnostic:
        """Return a diagnostic for the text from the failure to the end of the line."""
        line, column = self.failure.line, self.failure.column
        width = len(strip_comment(self.remaining_line))
        return self.diagnostic_at(line, column, width, rule, message, hint)


def _diagnose_tabs(context: _FailureContext) -> list[Diagnostic]:
    """Return a diagnostic for each run of lines indented with tabs, in the whole file."""
    runs: list[list[int]] = []
    for number, line in enumerate(context.text.lines):
        if number == context.failure.line or (_TAB_INDENT.match(line) and looks_like_entry(line)):
            if not runs or runs[-1][-1] != number - 1:
                runs.append([])
            runs[-1].append(number)
    return [_diagnose_tab_run(context, run[0], run[-1]) for run in runs]


def _diagnose_tab_run(context: _FailureContext, first: int, last: int) -> Diagnostic:
    line = context.text.lines[first]
    column = max(0, line.find("\t"))
    width = len(line) - column - len(line[column:].lstrip("\t"))
    message = Message("this is a tab, where only spaces are allowed")
    if last > first:
        message = Message(
            "lines %(first)s to %(last)s are indented with tabs, where only spaces are allowed",
            first=first + 1,
            last=last + 1,
        )
    hint = Message("indent with spaces; most editors can change all tabs to spaces at once")
    return context.diagnostic_at(first, column, width, "tab-indentation", message, hint)


def _check_unclosed_quote(context: _FailureContext) -> Diagnostic | None:
    if context.message_contains("quoted scalar") and context.message_contains(
        "end of stream", "document indicator"
    ):
        return yaml_lint.diagnose_unclosed_quote(context.text, *context.failure.context_start)
    return None


def _check_text_after_quote(context: _FailureContext) -> Diagnostic | None:
    quoted = context.preceding_span
    if quoted is None or quoted.kind != "quoted" or context.character == ":":
        return None
    if yaml_lint.swallows_entry(context.text, quoted.line, quoted.end_line, sys.maxsize):
        return yaml_lint.diagnose_unclosed_quote(context.text, quoted.line, quoted.column)
    is_next_item = context.innermost_bracket and quoted.end_column < context.failure.column
    if is_next_item or (context.innermost_bracket and context.character in {"]", "}"}):
        return None
    quote = context.line[quoted.end_column - 1]
    hint = Message(
        "put the closing %(quote)s at the very end, or leave out both quotes", quote=quote
    )
    if quote == "'" and context.character.isalpha():
        hint = Message(
            "put the whole text in double quotes, or write the apostrophe twice: 'it''s'"
        )
    message = Message("the text continues after its closing quotation mark %(quote)s", quote=quote)
    return context.diagnostic_to_line_end("unclosed-quote", message, hint)


def _check_text_after_bracket(context: _FailureContext) -> Diagnostic | None:
    closed = context.preceding_span
    if (
        closed is None
        or closed.kind != "brackets"
        or context.innermost_bracket
        or context.character == ":"
    ):
        return None
    if context.character in {"]", "}"}:
        message = Message("this %(character)s closes nothing", character=context.character)
        return context.diagnostic_here(
            "unclosed-bracket", message, Message("delete it, or open it before")
        )
    return _diagnose_reserved_start(context, closed.line, closed.column)


def _check_mismatched_bracket(context: _FailureContext) -> Diagnostic | None:
    if context.innermost_bracket is None or context.character not in {"]", "}"}:
        return None
    line, _, opening = context.innermost_bracket
    if context.character == _CLOSING_BRACKETS[opening]:
        return None
    message = Message(
        "this %(character)s does not close the %(opening)s of line %(line)s",
        character=context.character,
        opening=opening,
        line=line + 1,
    )
    return context.diagnostic_here(
        "unclosed-bracket",
        message,
        Message("write %(closing)s here", closing=_CLOSING_BRACKETS[opening]),
    )


def _check_unclosed_bracket(context: _FailureContext) -> Diagnostic | None:
    if context.innermost_bracket is None or _is_closed_later(context):
        return None
    return _check_bracket_open_at_end(context)


def _check_bracket_open_at_end(context: _FailureContext) -> Diagnostic | None:
    if context.innermost_bracket is None:
        return None
    line, column, opening = context.innermost_bracket
    closing = _CLOSING_BRACKETS[opening]
    message = Message("the bracket %(opening)s that opens here is not closed", opening=opening)
    hint = Message(
        "end it with %(closing)s, or put the text in quotes if it only begins with %(opening)s",
        closing=closing,
        opening=opening,
    )
    return context.diagnostic_at(line, column, 1, "unclosed-bracket", message, hint)


def _is_closed_later(context: _FailureContext) -> bool:
    """Return whether the bracket is closed after the failure, before the next entry outside it."""
    assert context.innermost_bracket
    line, column, opening = context.innermost_bracket
    opens_entry = context.text.lines[line][:column].strip()
    outside = measure_indent(context.text.lines[line]) if opens_entry else -1
    for number in range(context.failure.line, len(context.text.lines)):
        typed = context.text.lines[number]
        if number > line and looks_like_entry(typed) and measure_indent(typed) <= outside:
            return False
        start = context.failure.column if number == context.failure.line else 0
        if _CLOSING_BRACKETS[opening] in typed[start:]:
            return True
    return False


def _check_empty_flow_item(context: _FailureContext) -> Diagnostic | None:
    if context.innermost_bracket and context.message_contains("node content"):
        message = Message("there is nothing before this %(character)s", character=context.character)
        return context.diagnostic_here(
            "yaml-syntax", message, Message("write what is missing, or delete a sign")
        )
    return None


def _check_missing_comma(context: _FailureContext) -> Diagnostic | None:
    if not context.innermost_bracket or not context.message_contains("while parsing a flow"):
        return None
    message = Message("a comma is missing between two items in brackets")
    hint = Message("separate the items by commas, as in [one, two]")
    last = context.failure.last_span
    if last and last.kind == "plain" and last.line < last.end_line:
        column = len(strip_comment(context.text.lines[last.line]))
        return context.diagnostic_at(last.line, column, 1, "missing-comma", message, hint)
    return context.diagnostic_here("missing-comma", message, hint)


def _check_reserved_start(context: _FailureContext) -> Diagnostic | None:
    scanning = ("scanning an alias", "scanning an anchor", "scanning a block scalar", "directive")
    if context.message_contains(*scanning):
        return _diagnose_reserved_start(context, *context.failure.context_start)
    starts_nothing = context.message_contains("node content") and context.character in {
        ",",
        "]",
        "}",
    }
    if starts_nothing or context.message_contains(
        "cannot start any token", "mapping keys are not allowed"
    ):
        return _diagnose_reserved_start(context, context.failure.line, context.failure.column)
    return None


def _diagnose_reserved_start(context: _FailureContext, line: int, column: int) -> Diagnostic:
    typed = strip_comment(context.text.lines[line][column:])
    indicator = typed[:1]
    hint = Message("put the whole text in quotes: %(quoted)s", quoted=_suggest_quotes(typed))
    if indicator in {"|", ">"}:
        hint = Message(
            "put the whole text in quotes: %(quoted)s, or write only %(indicator)s here and the"
            " text on the next lines, indented",
            quoted=_suggest_quotes(typed),
            indicator=indicator,
        )
    if typed.startswith("* "):
        hint = Message("begin a list item with '- ', or put the whole text in quotes")
    message = Message(
        "a text cannot begin with %(indicator)s, which has a special meaning in YAML",
        indicator=indicator,
    )
    return context.diagnostic_at(line, column, len(typed), "reserved-start", message, hint)


def _check_tag(context: _FailureContext) -> Diagnostic | None:
    if context.message_contains(
        "scanning a tag", "undefined tag handle"
    ) and not context.message_contains("directive"):
        return yaml_lint.diagnose_indicator(context.text, *context.failure.context_start)
    return None


def _check_missing_first_dash(context: _FailureContext) -> Diagnostic | None:
    """Recognise a list whose first entry has lost its dash, by those of the entries below it."""
    lines = context.text.lines
    content = [n for n, typed in enumerate(lines) if typed.strip() and typed.strip()[0] != "#"]
    first_dash = next((n for n in content if lines[n].startswith("- ")), 0)
    if not content or not content[0] < first_dash or context.failure.line > first_dash:
        return None
    above = lines[content[content.index(first_dash) - 1]]
    is_below_key = not above.startswith(" ") and strip_comment(above).endswith(":")
    has_indented_keys = any(lines[number].startswith(" ") for number in content[:2])
    if is_below_key or not has_indented_keys or not looks_like_entry(lines[content[0]]):
        return None
    message = Message("an entry begins here, but there is no dash before it")
    hint = Message("begin it with '- ', in the column of the other dashes")
    return _diagnose_first_word(context, content[0], "missing-dash", message, hint)


def _check_stray_dash(context: _FailureContext) -> Diagnostic | None:
    if context.character != "-" or not looks_like_item(context.remaining_line):
        return None
    message = Message("this list item is among keys")
    hint = Message(
        "indent it below the key it belongs to, or put it at the left if it begins a new entry"
    )
    if not context.is_at_line_start:
        message = Message("a list cannot begin after a key on the same line")
        hint = Message("put each item on its own line below the key")
    return context.diagnostic_here("stray-dash", message, hint)


def _check_missing_colon(context: _FailureContext) -> Diagnostic | None:
    if context.message_contains("expected ':'"):
        return _diagnose_missing_colon(context, *context.failure.context_start)
    return None


def _diagnose_missing_colon(context: _FailureContext, line: int, column: int) -> Diagnostic:
    typed = strip_comment(context.text.lines[line][column:])
    if yaml_lint.lacks_separator_space(typed):
        return yaml_lint.diagnose_missing_space(context.text, line, column)
    message = Message("there is no colon on this line, so it is neither a key nor a value")
    hint = Message(
        "write 'key: value'; if it continues the text above, indent it further than that key"
    )
    return context.diagnostic_at(line, column, len(typed), "missing-colon", message, hint)


def _check_colon_in_text(context: _FailureContext) -> Diagnostic | None:
    if not context.message_contains("mapping values are not allowed"):
        return None
    span = context.preceding_span
    if span and span.line < context.failure.line:
        before = context.text.lines[span.line][: span.column]
        is_value = before.replace("-", "").strip()
        if is_value:
            return _diagnose_indentation(context, context.failure.line)
        return _diagnose_missing_colon(context, span.line, span.column)
    value = _FIRST_VALUE.match(context.line)
    if value is None or value.end() > context.failure.column:
        return None
    typed = strip_comment(context.line[value.end() :])
    message = Message("the text after the first colon has a second colon in it")
    hint = Message("put the text in quotes: %(quoted)s", quoted=_suggest_quotes(typed))
    return context.diagnostic_at(
        context.failure.line, value.end(), len(typed), "colon-in-text", message, hint
    )


def _check_multiple_documents(context: _FailureContext) -> Diagnostic | None:
    above = context.text.lines[: context.failure.line + 1]
    if context.message_contains("document start") and any(line.startswith("...") for line in above):
        message = Message("this is after the line '...', which ends the file's data")
        return context.diagnostic_to_line_end(
            "several-documents", message, Message("delete the line '...'")
        )
    return None


def _check_missing_key(context: _FailureContext) -> Diagnostic | None:
    if re.match(r":(\s|$)", context.remaining_line):
        hint = Message("write the key, or delete the colon")
        return context.diagnostic_here(
            "yaml-syntax", Message("there is no key before this colon"), hint
        )
    return None


def _check_missing_dash(context: _FailureContext) -> Diagnostic | None:
    if not context.is_at_line_start or not context.message_contains("parsing a block collection"):
        return None
    if yaml_lint.lacks_separator_space(context.remaining_line) and context.character == "-":
        return yaml_lint.diagnose_missing_space(
            context.text, context.failure.line, context.failure.column
        )
    if context.failure.column != context.failure.context_start[1]:
        return None
    message = Message("a list item was expected here, but there is no dash")
    hint = Message("begin it with '- ', or indent it like the lines of the item above")
    return _diagnose_first_word(context, context.failure.line, "bad-indentation", message, hint)


def _check_indentation(context: _FailureContext) -> Diagnostic | None:
    if context.is_at_line_start and context.message_contains(
        "while parsing a block", "document start"
    ):
        return _diagnose_indentation(context, context.failure.line)
    return None


def _diagnose_indentation(context: _FailureContext, line: int) -> Diagnostic:
    above = context.text.lines[max(0, line - 1)]
    if above.lstrip().startswith("-") and yaml_lint.lacks_separator_space(above.lstrip()):
        return yaml_lint.diagnose_missing_space(context.text, line - 1, measure_indent(above))
    spaces = measure_indent(context.text.lines[line])
    message = Message("this line begins at the left, which does not fit the lines above it")
    if spaces:
        message = plural_message(
            "this line is indented by %(count)s space, which does not fit the lines above it",
            "this line is indented by %(count)s spaces, which does not fit the lines above it",
            spaces,
        )
    hint = Message("begin it in the same column as the other keys or dashes it belongs with")
    return _diagnose_first_word(context, line, "bad-indentation", message, hint)


def _diagnose_first_word(
    context: _FailureContext, line: int, rule: str, message: str, hint: str
) -> Diagnostic:
    """Return a diagnostic for the first word of a line, or for its key."""
    typed = context.text.lines[line]
    width = len(re.split(r":(?:\s|$)|\s", typed.lstrip(), maxsplit=1)[0])
    return context.diagnostic_at(line, measure_indent(typed), width, rule, message, hint)


def _check_escape(context: _FailureContext) -> Diagnostic | None:
    if not context.message_contains("escape", "hexdecimal"):
        return None
    column = max(0, context.line.rfind("\\", 0, context.failure.column + 1))
    match = _ESCAPE.match(context.line, column)
    typed = match[0] if match else "\\"
    hint = Message("write the backslash twice, or put the text in single quotes")
    if typed[1:2] in {"x", "u", "U"}:
        hint = Message("type the character itself, or write the backslash twice")
    message = Message("'%(typed)s' is not an escape sequence in double quotes", typed=typed)
    return context.diagnostic_at(
        context.failure.line, column, len(typed), "unknown-escape", message, hint
    )


def _diagnose_unknown(context: _FailureContext) -> Diagnostic:
    number = min(context.failure.line, len(context.text.lines) - 1)
    while number and not context.text.lines[number].strip():
        number -= 1
    line = context.text.lines[number]
    column = context.failure.column if number == context.failure.line else len(line)
    message = Message("from here on this cannot be read as YAML")
    hint = Message("compare it with an entry that works: indentation, dashes, colons, quotes")
    return context.diagnostic_at(
        number, column, len(strip_comment(line[column:])), "yaml-syntax", message, hint
    )


# In order of precedence: the first check that recognises its mistake decides
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
    _check_missing_first_dash,
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
    """Return a text in the quotes that an editor should put around it, shortened."""
    if "'" in typed and not {'"', "\\"} & {*typed}:
        return f'"{shorten_text(typed)}"'
    return "'" + shorten_text(typed.replace("'", "''")) + "'"
