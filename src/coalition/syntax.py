"""Why a file could not be read as YAML, in an editor's words, at the place that has to change.

The parser stops where it is at a loss, which is often lines after the cause (an open quote is only
noticed at the end of the file). Each rule here knows one kind of slip, looks at the text around
the place where reading stopped and answers with a Problem, or with None where it was not that.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from coalition.problems import Problem
from coalition.text import Text

_KEY = re.compile(r"\s*(?:- +)*(?:'[^']*'|\"[^\"]*\"|[^\s'\"#:,\[\]{}-][^:#]*):(?=\s|$)")
_ITEM = re.compile(r"\s*-(?:\s|$)")
_UNSPACED = re.compile(r"(?:- +)*([^\W\d][\w-]*):(?!//)[^\s:]")
_UNSPACED_ITEM = re.compile(r"-[^\W\d]")
_VALUE = re.compile(r"\s*(?:- +)*[^\s'\"#][^:]*:\s+(?=\S)")
_COMMENT = re.compile(r"\s+#.*$|\s+$")
_TAB_INDENT = re.compile(r" *\t")
_CLOSING = {"[": "]", "{": "}"}


@dataclass(frozen=True)
class Typed:
    """A stretch of the file that was read well; lines and columns count from 0, `end` is past it."""

    kind: Literal["plain", "quoted", "brackets"]
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Failure:
    """Where and why the parser stopped; lines and columns count from 0.

    `words` and `context` are the parser's own, never shown. `since` is where what it was reading
    began. `last` is the last value that it read well, `brackets` what is open, innermost last.
    """

    words: str
    context: str
    line: int
    column: int
    since: tuple[int, int]
    last: Typed | None
    brackets: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Suspect:
    """A plain text, from `line` to `end_line`, that may have been meant as an entry.

    `sure` where nothing but an entry makes sense: at the top of a file, or as a key in braces.
    """

    line: int
    end_line: int
    column: int
    value: str
    in_brackets: bool
    sure: bool


@dataclass(frozen=True)
class _Case:
    """A Failure with the text around it."""

    text: Text
    failure: Failure

    @property
    def rest(self) -> str:
        """What stands where reading stopped, to the end of the line."""
        return self.text.lines[self.failure.line][self.failure.column :]

    @property
    def starts_line(self) -> bool:
        """Whether nothing but blanks stands before the place where reading stopped."""
        return not self.text.lines[self.failure.line][: self.failure.column].strip()

    @property
    def follows_last(self) -> bool:
        """Whether reading stopped behind the last value, on the same line."""
        last, failure = self.failure.last, self.failure
        if last is None or last.end_line != failure.line or last.end_column > failure.column:
            return False
        return not self.text.lines[failure.line][last.end_column : failure.column].strip()

    def says(self, words: str) -> bool:
        return words in self.failure.words or words in self.failure.context

    def problem(  # noqa: PLR0913 - a place and four texts
        self, line: int, column: int, width: int, name: str, message: str, hint: str
    ) -> Problem:
        return self.text.problem(self.text.place(line, column, width), name, message, hint)

    def here(self, name: str, message: str, hint: str) -> Problem:
        """A Problem from where reading stopped to the end of the line."""
        failure = self.failure
        return self.problem(
            failure.line, failure.column, len(written(self.rest)), name, message, hint
        )


_Rule = Callable[[_Case], Problem | None]


def diagnose(text: Text, failure: Failure) -> list[Problem]:
    """What the editor has to mend: one Problem, or one for each stretch of tabs."""
    # The parser may stop on the empty line after the last one: there is nothing to show there.
    case = _Case(text, failure)
    if failure.line < len(text.lines) and (case.rest.startswith("\t") or case.says("a tab char")):
        return _tabs(case)
    at_end = failure.line >= len(text.lines) or not "".join(text.lines[failure.line :]).strip()
    rules = _AT_END if at_end else _RULES
    return [next(filter(None, (rule(case) for rule in rules)))]


def is_entry(line: str) -> bool:
    """Whether a line begins like a list item or like a key with its colon."""
    return bool(_ITEM.match(line) or _KEY.match(line))


def key_without_space(line: str) -> str | None:
    """The key of a `key:value` at the start of `line`, where the space after the colon is missing."""
    found = _UNSPACED.match(line)
    return found[1] if found else None


def written(text: str) -> str:
    """`text` without the blanks and the comment at its end."""
    return _COMMENT.sub("", text)


def missing_space(text: Text, line: int, column: int, typed: str = "") -> Problem:
    """The Problem that a `-item` or a `key:value` stands at `line` and `column`, both from 0.

    It is what is `typed` there: if that is left out, all up to the end of the line.
    """
    typed = typed or written(text.lines[line][column:])
    sign, meant = "colon", typed.replace(":", ": ", 1)
    if typed.startswith("-") and not typed.startswith("- "):
        sign, meant = "dash", f"- {typed[1:]}"
    message = f"there is no space after the {sign} here, so this is read as plain text"
    hint = f"write '{_short(meant)}', or put it in quotes if it really is a text"
    return text.problem(text.place(line, column, len(typed)), "missing-space", message, hint)


def unclosed_quote(text: Text, line: int, column: int) -> Problem:
    """The Problem that the quote at `line` and `column`, both from 0, is not closed."""
    quote = text.lines[line][column : column + 1]
    message = f"the quote {quote} that opens here is not closed"
    hint = f"end the text with {quote}"
    if quote == "'":
        hint += "; if this is an apostrophe, put the whole text in double quotes"
    return text.problem(text.place(line, column), "unclosed-quote", message, hint)


def swallowed_entry(text: Text, line: int, end_line: int, outside: int) -> bool:
    """Whether a text from `line` to `end_line` runs over a line that looks like an entry.

    Only lines indented by no more than `outside` count; all lines count from 0.
    """
    lines = text.lines[line + 1 : end_line + 1]
    return any(is_entry(typed) and _indent(typed) <= outside for typed in lines)


def swallowed_item(text: Text, numbers: range) -> list[Problem]:
    """The Problem that a plain text runs over a list item on one of the lines `numbers`."""
    for number in numbers:
        if _ITEM.match(text.lines[number]):
            place = text.place(number, _indent(text.lines[number]))
            message = "this dash is read as part of the text above, not as a list item"
            hint = "begin it in the same column as the other dashes, or put the text in quotes"
            return [text.problem(place, "stray-dash", message, hint)]
    return []


def misread_entry(text: Text, suspect: Suspect, keys: set[str]) -> list[Problem]:
    """The Problem that a `key:value` or a `-item` lacks its space, where that must be the reason.

    A word before a colon counts as a key where the file has that key elsewhere, in `keys`.
    """
    if suspect.in_brackets:
        key = key_without_space(suspect.value)
        is_meant = key and (suspect.sure or key in keys)
        return (
            [missing_space(text, suspect.line, suspect.column, suspect.value)] if is_meant else []
        )
    for number in range(suspect.line, suspect.end_line + 1):
        line = text.lines[number]
        column = suspect.column if number == suspect.line else _indent(line)
        if line[:column].replace("-", " ").strip():
            continue
        key = key_without_space(line[column:])
        is_item = number == suspect.line and _UNSPACED_ITEM.match(line[column:])
        if is_item or (key and (suspect.sure or key in keys)):
            return [missing_space(text, number, column)]
    return []


def _tabs(case: _Case) -> list[Problem]:
    """A Problem for each run of lines that are indented with tabs, all over the file."""
    problems: list[Problem] = []
    lines, last = case.text.lines, -2
    for number, line in enumerate(lines):
        if number != case.failure.line and not (_TAB_INDENT.match(line) and is_entry(line)):
            continue
        if number != last + 1:
            column = line.index("\t")
            width = len(line[column:]) - len(line[column:].lstrip("\t"))
            message = "a tab stands where only spaces can"
            hint = "indent with spaces; most editors can change all tabs to spaces at once"
            problems.append(case.problem(number, column, width, "tab-indentation", message, hint))
        last = number
    return problems


def _quote_to_the_end(case: _Case) -> Problem | None:
    if case.says("quoted scalar") and (case.says("end of stream") or case.says("indicator")):
        return unclosed_quote(case.text, *case.failure.since)
    return None


def _text_after_quote(case: _Case) -> Problem | None:
    last = case.failure.last
    if last is None or last.kind != "quoted" or not case.follows_last or case.rest[0] == ":":
        return None
    if swallowed_entry(case.text, last.line, last.end_line, sys.maxsize):
        return unclosed_quote(case.text, last.line, last.column)
    quote = case.text.lines[last.end_line][last.end_column - 1]
    if case.failure.brackets and last.end_column < case.failure.column:
        return None
    hint = f"put the closing {quote} at the very end, or leave out both quotes"
    if quote == "'" and case.rest[0].isalpha():
        hint = "put the whole text in double quotes, or write the apostrophe twice: 'it''s'"
    return case.here("unclosed-quote", f"the text goes on after its closing quote {quote}", hint)


def _text_after_bracket(case: _Case) -> Problem | None:
    last = case.failure.last
    if last is None or last.kind != "brackets" or case.failure.brackets or not case.follows_last:
        return None
    if case.rest[0] in "]}":
        message = f"this {case.rest[0]} closes nothing"
        return _one(case, "unclosed-bracket", message, "delete it, or open it before")
    if case.rest[0] == ":":
        return None
    return _reserved(case, last.line, last.column)


def _unclosed_bracket(case: _Case) -> Problem | None:
    if not case.failure.brackets:
        return None
    line, column = case.failure.brackets[-1]
    opening = case.text.lines[line][column]
    if case.rest[:1] and case.rest[0] in "]}" and case.rest[0] != _CLOSING.get(opening):
        message = f"this {case.rest[0]} does not close the {opening} of line {line + 1}"
        return _one(case, "unclosed-bracket", message, f"write {_CLOSING.get(opening)} here")
    if _closes(case, line, column):
        return None
    return _never_closed(case)


def _never_closed(case: _Case) -> Problem | None:
    if not case.failure.brackets:
        return None
    line, column = case.failure.brackets[-1]
    opening = case.text.lines[line][column]
    closing = _CLOSING[opening]
    message = f"the bracket {opening} that opens here is not closed"
    hint = f"end it with {closing}, or put the text in quotes if it only begins with {opening}"
    return case.problem(line, column, 1, "unclosed-bracket", message, hint)


def _closes(case: _Case, line: int, column: int) -> bool:
    """Whether the bracket opened there is closed after the failure, before the next entry."""
    closing = _CLOSING[case.text.lines[line][column]]
    outside = _indent(case.text.lines[line]) if case.text.lines[line][:column].strip() else -1
    for number in range(case.failure.line, len(case.text.lines)):
        typed = case.text.lines[number]
        is_outside = number > line and is_entry(typed) and _indent(typed) <= outside
        if is_outside:
            return False
        if closing in typed[case.failure.column if number == case.failure.line else 0 :]:
            return True
    return False


def _nothing_between(case: _Case) -> Problem | None:
    if case.failure.brackets and case.says("node content"):
        message = f"there is nothing before this {case.rest[0]}"
        return _one(case, "yaml-syntax", message, "write what is missing, or delete one sign")
    return None


def _missing_comma(case: _Case) -> Problem | None:
    if not case.failure.brackets or not case.says("while parsing a flow"):
        return None
    last, message = case.failure.last, "a comma is missing between two items in brackets"
    hint = "separate them by commas, as in [one, two]"
    if last and last.kind == "plain" and last.line < last.end_line:
        column = len(written(case.text.lines[last.line]))
        return case.problem(last.line, column, 1, "missing-comma", message, hint)
    return case.here("missing-comma", message, hint)


def _reserved_start(case: _Case) -> Problem | None:
    failure = case.failure
    contexts = ("an alias", "an anchor", "a block scalar", "directive")
    if any(f"while scanning {context}" in failure.context for context in contexts) or (
        case.says("% directive") or "directive" in failure.context
    ):
        return _reserved(case, *failure.since)
    if case.says("cannot start any token") or case.says("mapping keys are not"):
        return _reserved(case, failure.line, failure.column)
    if case.says("node content") and not failure.brackets and case.rest[0] in ",]}":
        return _reserved(case, failure.line, failure.column)
    return None


def _reserved(case: _Case, line: int, column: int) -> Problem:
    typed = written(case.text.lines[line][column:])
    message = f"a text that begins with {typed[:1]} has a meaning of its own in YAML"
    hint = f"put the whole text in quotes: {_quoted(typed)}"
    if typed[:1] in {"|", ">"}:
        hint += f", or write only {typed[:1]} here and the text on the next lines, indented"
    if typed.startswith("* "):
        hint = "begin a list item with '- ', or put the whole text in quotes"
    return case.problem(line, column, len(typed), "reserved-start", message, hint)


def _tag(case: _Case) -> Problem | None:
    if case.says("a tag") or case.says("undefined tag"):
        return refused_tag(case.text, *case.failure.since)
    return None


def refused_tag(text: Text, line: int, column: int) -> Problem:
    """The Problem that a tag (`!word`) stands at `line` and `column`, both from 0."""
    return _refused(text, line, column, "tag", "a tag, which is not used here")


def refused_anchor(text: Text, line: int, column: int) -> Problem:
    """The Problem that an anchor (`&word`) stands at `line` and `column`, both from 0."""
    return _refused(text, line, column, "anchor", "an anchor, which is not used here")


def refused_alias(text: Text, line: int, column: int) -> Problem:
    """The Problem that an alias (`*word`) stands at `line` and `column`, both from 0."""
    return _refused(text, line, column, "alias", "an alias, which is not used here")


def _refused(text: Text, line: int, column: int, name: str, what: str) -> Problem:
    typed = re.match(r"\S*", text.lines[line][column:])
    word = typed[0].rstrip(",]}") if typed else ""
    instead = "write the value itself here" if name == "alias" else "leave it out"
    hint = f"{instead}; if it belongs to the text, put the whole text in quotes"
    return text.problem(
        text.place(line, column, len(word)), name, f"'{_short(word)}' is {what}", hint
    )


def _stray_dash(case: _Case) -> Problem | None:
    if not _ITEM.match(case.rest) or case.rest[0] != "-":
        return None
    if not case.starts_line:
        message = "a list cannot begin behind a key on the same line"
        return _one(case, "stray-dash", message, "put each item on a line of its own below the key")
    message = "this list item stands among keys"
    hint = "indent it below the key it belongs to, or put it at the left if it begins a new entry"
    return _one(case, "stray-dash", message, hint)


def _no_colon(case: _Case) -> Problem | None:
    if not case.says("expected ':'"):
        return None
    return _without_colon(case, *case.failure.since)


def _without_colon(case: _Case, line: int, column: int) -> Problem:
    typed = written(case.text.lines[line][column:])
    if key_without_space(typed) or _UNSPACED_ITEM.match(typed):
        return missing_space(case.text, line, column)
    message = "there is no colon on this line, so it is neither a key nor a value"
    hint = "write 'key: value'; if it continues the text above, indent it further than that key"
    return case.problem(line, column, len(typed), "missing-colon", message, hint)


def _colon(case: _Case) -> Problem | None:
    last, failure = case.failure.last, case.failure
    if not case.says("mapping values are not allowed"):
        return None
    if last and case.follows_last and last.line < failure.line:
        before = case.text.lines[last.line][: last.column]
        if before.replace("-", "").strip():
            return _bad_indentation(case, failure.line)
        return _without_colon(case, last.line, last.column)
    line = case.text.lines[failure.line]
    value = _VALUE.match(line)
    if value is None or value.end() > failure.column:
        return None
    typed = written(line[value.end() :])
    message = "the text after the first colon has a second colon in it"
    hint = f"put the text in quotes: {_quoted(typed)}"
    return case.problem(failure.line, value.end(), len(typed), "colon-in-text", message, hint)


def _several_documents(case: _Case) -> Problem | None:
    above = [line for line in case.text.lines[: case.failure.line + 1] if line.startswith("...")]
    if not case.says("document start") or not above:
        return None
    message = "this stands after the line '...', which ends the file's data"
    return case.here("several-documents", message, "delete the line '...'")


def _no_key(case: _Case) -> Problem | None:
    if re.match(r":(\s|$)", case.rest):
        return _one(case, "yaml-syntax", "there is no key before this colon", "write the key")
    return None


def _indentation(case: _Case) -> Problem | None:
    if case.starts_line and (case.says("while parsing a block") or case.says("document start")):
        return _bad_indentation(case, case.failure.line)
    return None


def _bad_indentation(case: _Case, line: int) -> Problem:
    typed = case.text.lines[line]
    indent = _indent(typed)
    width = len(re.split(r":(?:\s|$)|\s", typed[indent:], maxsplit=1)[0])
    spaces = "1 space" if indent == 1 else f"{indent} spaces"
    message = f"this line is indented by {spaces}, which does not fit the lines above it"
    hint = "begin it in the same column as the other keys or dashes it belongs with"
    return case.problem(line, indent, width, "bad-indentation", message, hint)


def _escape(case: _Case) -> Problem | None:
    if not case.says("escape") and not case.says("hex"):
        return None
    line = case.text.lines[case.failure.line]
    column = max(0, line.rfind("\\", 0, case.failure.column + 1))
    message = f"'{line[column : column + 2]}' means nothing inside double quotes"
    hint = "write the backslash twice, or put the text in single quotes"
    return case.problem(case.failure.line, column, 2, "unknown-escape", message, hint)


def _anything(case: _Case) -> Problem:
    number = min(case.failure.line, len(case.text.lines) - 1)
    while number and not case.text.lines[number].strip():
        number -= 1
    column = case.failure.column if number == case.failure.line else len(case.text.lines[number])
    message = "from here on this cannot be read as YAML"
    hint = "compare it with an entry that works: indentation, dashes, colons, quotes"
    width = len(written(case.text.lines[number][column:]))
    return case.problem(number, column, width, "yaml-syntax", message, hint)


_RULES: tuple[_Rule, ...] = (
    _escape,
    _quote_to_the_end,
    _text_after_quote,
    _text_after_bracket,
    _tag,
    _unclosed_bracket,
    _reserved_start,
    _nothing_between,
    _missing_comma,
    _no_colon,
    _colon,
    _stray_dash,
    _several_documents,
    _no_key,
    _indentation,
    _anything,
)
_AT_END: tuple[_Rule, ...] = (_quote_to_the_end, _tag, _no_colon, _never_closed, _anything)


def _one(case: _Case, name: str, message: str, hint: str) -> Problem:
    """A Problem with the one character where reading stopped."""
    return case.problem(case.failure.line, case.failure.column, 1, name, message, hint)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _short(typed: str) -> str:
    return typed if len(typed) <= 40 else f"{typed[:39]}…"


def _quoted(typed: str) -> str:
    """`typed` in the quotes that an editor should put around it."""
    return f"'{_short(typed)}'" if "'" not in typed else f'"{_short(typed)}"'
