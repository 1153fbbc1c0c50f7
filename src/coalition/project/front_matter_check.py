"""Check the front matter of a Markdown file: keys, values, and the syntax around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from coalition.diagnostics import Diagnostic, Location, Message, quote_value
from coalition.look_alikes import (
    SPACES,
    describe_look_alike,
    find_look_alike,
    get_plain_character,
    is_quoted_by_look_alikes,
    replace_look_alikes,
)
from coalition.model import explain_invalid_date, parse_iso_date
from coalition.project.suggestions import SuggestedKind
from coalition.sources import (
    FrontMatterField,
    SourceText,
    TitleHeading,
    check_fenced_syntax,
    find_body_start,
    find_first_heading,
    has_open_fence,
    is_continuation_line,
    parse_front_matter,
)

DATE_KEYS = frozenset({"Date", "Modified", "Checked"})
"""Front matter keys whose values are dates."""

LIST_KEYS: Mapping[str, SuggestedKind] = {
    "Authors": "member",
    "Areas": "action area",
    "People": "member",
    "Events": "event",
    "Documents": "document",
    "Working_groups": "working group",
}
"""Front matter keys of news whose values are lists of ids, and what these are the ids of."""

STATUS_VALUES = ("draft", "published")
"""Values of `Status`: a draft is not published."""

_LOOK_ALIKE_RULE = "look-alike-character"
_FOREIGN_FENCES = ("+++", ";;;", "{")
"""How front matter begins in TOML and JSON, which other generators read."""


@dataclass(frozen=True)
class _Checker:
    """The front matter of one file, with the keys that it may have."""

    text: SourceText
    allowed_keys: Sequence[str]
    fields: tuple[FrontMatterField, ...]

    @property
    def lines(self) -> Sequence[str]:
        return self.text.lines

    def guess_key(self, key: str) -> str:
        """Return the allowed key that is closest to the one typed; empty if none is close."""
        typed = replace_look_alikes(key).capitalize()
        return next(iter(get_close_matches(typed, self.allowed_keys, n=1)), "")

    def diagnostic_at(
        self, line: int, column: int, width: int, rule: str, message: str, hint: str
    ) -> Diagnostic:
        """Return a diagnostic; `line` and `column` count from 1."""
        location = Location(self.text.file, line, column, max(1, width))
        excerpt = self.lines[line - 1] if line <= len(self.lines) else ""
        return Diagnostic(location, rule, message, hint, excerpt)


def check_front_matter(text: SourceText, allowed_keys: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield all diagnostics about the front matter of a file."""
    checker = _Checker(text, allowed_keys, tuple(parse_front_matter(text.lines)))
    syntax = check_fenced_syntax(text.lines, text.file)
    yield from syntax
    if not any(diagnostic.rule != "unclosed-front-matter" for diagnostic in syntax):
        yield from _check_missing_keys(checker)
    first_lines: dict[str, int] = {}
    for field in checker.fields:
        first_line = first_lines.setdefault(field.key.lower(), field.line)
        if first_line != field.line:
            message = Message(
                "the key '%(key)s' appears twice: it is already on line %(first_line)s",
                key=field.key,
                first_line=first_line,
            )
            yield checker.diagnostic_at(
                field.line,
                1,
                len(field.key),
                "duplicate-key",
                message,
                Message("delete one of the two"),
            )
        yield from _check_key(checker, field)


def _check_missing_keys(checker: _Checker) -> Iterator[Diagnostic]:
    """Report the required keys that are missing, and what hides them; in one diagnostic."""
    intended_keys = {checker.guess_key(field.key) for field in checker.fields}
    if missing_colon := _find_key_without_colon(checker):
        key, line = missing_colon
        intended_keys.add(key)
        message = Message(
            "there is no colon after '%(key)s', so the front matter ends above this line", key=key
        )
        yield checker.diagnostic_at(
            line, 1, len(key), "missing-colon", message, Message("write '%(key)s: ...'", key=key)
        )
    required = ("Title", "Date") if "Date" in checker.allowed_keys else ("Title",)
    missing = [key for key in required if key not in intended_keys]
    if not missing:
        return
    lines: str = f"'{missing[0]}: ...'"
    message = Message("the front matter has no %(key)s", key=missing[0])
    hint = Message(
        "begin the file with a line %(line)s, and leave an empty line after the front matter",
        line=lines,
    )
    if len(missing) == 2:
        message = Message(
            "the front matter has no %(key)s and no %(other)s", key=missing[0], other=missing[1]
        )
        lines = Message("%(line)s and %(other)s", line=lines, other=f"'{missing[1]}: ...'")
        hint = Message(
            "begin the file with lines %(lines)s, and leave an empty line after the front matter",
            lines=lines,
        )
    first = checker.lines[0].strip() if checker.lines else ""
    heading = _find_title_heading(checker) if missing[0] == "Title" else None
    if heading:
        lines = f"'Title: {heading.text}'"
        if len(missing) == 2:
            lines = Message("%(line)s and %(other)s", line=lines, other=f"'{missing[1]}: ...'")
        hint = Message(
            "write %(lines)s in the first line, in place of this heading, and leave an empty line"
            " below",
            lines=lines,
        )
        if len(missing) == 2:
            hint = Message(
                "write %(lines)s in the first two lines, in place of this heading, and leave an"
                " empty line below",
                lines=lines,
            )
        if checker.fields or has_open_fence(checker.lines):
            hint = Message(
                "write %(lines)s in the front matter, in place of this heading", lines=lines
            )
        number, width = heading.line_index + 1, len(checker.lines[heading.line_index])
        yield checker.diagnostic_at(number, 1, width, "missing-key", message, hint)
        return
    if not first and (number := _find_late_front_matter(checker)):
        message = Message(
            "the front matter does not begin in the first line, so it is read as text"
        )
        hint = Message("delete the empty lines above line %(number)s", number=number)
    elif first.startswith(_FOREIGN_FENCES):
        message = Message("front matter in TOML or JSON is not read")
        hint = Message(
            "write %(lines)s instead, each on a line, without %(first)s",
            lines=lines,
            first=first[:3],
        )
    # Width 1: the first line is not wrong itself
    yield checker.diagnostic_at(1, 1, 1, "missing-key", message, hint)


def _find_title_heading(checker: _Checker) -> TitleHeading | None:
    """Return the heading at the top of the text, which was meant as its title."""
    return find_first_heading(checker.lines, find_body_start(checker.lines))


def _find_late_front_matter(checker: _Checker) -> int:
    """Return the number of the first line that is not empty, if it begins front matter; else 0."""
    for number, line in enumerate(checker.lines, start=1):
        if line.strip():
            key = line.partition(":")[0].strip().capitalize()
            return number if key in checker.allowed_keys or line.strip() == "---" else 0
    return 0


def _find_key_without_colon(checker: _Checker) -> tuple[str, int] | None:
    """Return key and line number if the first line after the front matter is a key without colon.

    A line after the closing `---` cannot be one.
    """
    index = find_body_start(checker.lines)
    if has_open_fence(checker.lines) or index >= len(checker.lines):
        return None
    word = next(iter(checker.lines[index].split()), "")
    return (word, index + 1) if word in checker.allowed_keys else None


def _check_key(checker: _Checker, field: FrontMatterField) -> Iterator[Diagnostic]:
    found = find_look_alike(field.key)
    if field.key.capitalize() in checker.allowed_keys:
        yield from _check_separator(checker, field)
        yield from _check_continuation(checker, field)
        yield from _check_value(checker, field)
    elif found and replace_look_alikes(field.key).capitalize() in checker.allowed_keys:
        hint = Message("type '%(plain)s'", plain=replace_look_alikes(field.key))
        column = field.source_line.find(field.key) + 1 + found.index
        yield checker.diagnostic_at(field.line, column, 1, _LOOK_ALIKE_RULE, found.message, hint)
    else:
        match = checker.guess_key(field.key)
        hint = Message(
            "the keys of front matter are: %(keys)s", keys=", ".join(checker.allowed_keys)
        )
        if match:
            hint = Message("did you mean '%(match)s'?", match=match)
        message = Message("unknown key '%(key)s' in the front matter", key=field.key)
        yield checker.diagnostic_at(field.line, 1, len(field.key), "unknown-key", message, hint)


def _check_separator(checker: _Checker, field: FrontMatterField) -> Iterator[Diagnostic]:
    """Report a look-alike in place of the colon, or of the blanks around it."""
    if has_open_fence(checker.lines) or field.source_line.isascii() or not field.value.strip():
        return
    separator = re.compile(rf"[\w-]+[ \t]*([^\w:\s]|[{SPACES}])|[\w-]+\s*:[ \t]*([{SPACES}])")
    if match := separator.match(field.source_line):
        group = match.lastindex or 1
        hint = Message("type ': ', a colon and a space")
        yield checker.diagnostic_at(
            field.line, match.start(group) + 1, 1, _LOOK_ALIKE_RULE,
            describe_look_alike(match[group]), hint,
        )  # fmt: skip


def _check_continuation(checker: _Checker, field: FrontMatterField) -> Iterator[Diagnostic]:
    if has_open_fence(checker.lines) or field.line >= len(checker.lines):
        return
    next_line = checker.lines[field.line]
    if is_continuation_line(next_line):
        message = Message(
            "the value of '%(key)s' continues here, but it must be on one line", key=field.key
        )
        yield checker.diagnostic_at(
            field.line + 1, 1, len(next_line), "bad-indentation", message,
            Message("write it in one line, however long"),
        )  # fmt: skip


def _check_value(checker: _Checker, field: FrontMatterField) -> Iterator[Diagnostic]:
    key, value, column = field.key.capitalize(), field.value.strip(), field.column
    width = len(field.value)
    if not field.is_text and not (field.items and key in LIST_KEYS):
        message = Message("'%(key)s' should be one text, not a list or keys", key=field.key)
        hint = Message("write it after the colon")
        if key in LIST_KEYS:
            message = Message("'%(key)s' should be a list of texts", key=field.key)
            hint = Message("write them after the colon, with commas between them")
        yield checker.diagnostic_at(field.line, 1, len(field.key), "wrong-type", message, hint)
    elif not value and not field.items:
        message, hint = (
            Message("'%(key)s' has no value", key=field.key),
            Message("write it after the colon, or delete the line"),
        )
        yield checker.diagnostic_at(field.line, len(field.key) + 1, 1, "empty-value", message, hint)
    elif is_quoted_by_look_alikes(value) and not field.is_quoted:
        plain = get_plain_character(value[0])
        hint = Message(
            "leave out the marks; if they belong to the text, write %(plain)s%(value)s%(plain)s",
            plain=plain,
            value=value,
        )
        message = describe_look_alike(value[0])
        yield checker.diagnostic_at(field.line, column, 1, _LOOK_ALIKE_RULE, message, hint)
    elif key == "Status" and value not in STATUS_VALUES:
        hint = Message(
            "write %(draft)s or %(published)s; without a status the text is published",
            draft=STATUS_VALUES[0],
            published=STATUS_VALUES[1],
        )
        message = Message("'%(value)s' is not a status", value=value)
        yield checker.diagnostic_at(field.line, column, width, "not-in-choice", message, hint)
    elif key in DATE_KEYS and not parse_iso_date(value):
        yield _explain_date(checker, field, value)


def _explain_date(checker: _Checker, field: FrontMatterField, value: str) -> Diagnostic:
    found, plain = find_look_alike(value), replace_look_alikes(value)
    if found and parse_iso_date(plain):
        column = field.column + field.value.find(value) + found.index
        return checker.diagnostic_at(
            field.line,
            column,
            1,
            _LOOK_ALIKE_RULE,
            found.message,
            Message("write %(plain)s", plain=quote_value(plain)),
        )
    message, hint = explain_invalid_date(value)
    return checker.diagnostic_at(
        field.line, field.column, len(field.value), "invalid-date", message, hint
    )
