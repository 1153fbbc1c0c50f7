"""What YAML would take, though the editor surely meant something else: it is refused here.

Keys that stand twice, signs with a hidden meaning (tags, anchors, aliases), entries that lack a
space and so become text, entries that an open quote swallows. Lines and columns count from 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from coalition.diagnostics import Diagnostic, Location
from coalition.sources.text import SourceText

_KEY = re.compile(r"\s*(?:- +)*(?:'[^']*'|\"[^\"]*\"|[^\s'\"#:,\[\]{}-][^:#]*):(?=\s|$)")
_ITEM = re.compile(r"\s*-(?:\s|$)")
_UNSPACED_KEY = re.compile(r"(?:- +)*([^\W\d][\w-]*):(?!//)[^\s:]")
_UNSPACED_ITEM = re.compile(r"-[^\W\d]")
_COMMENT = re.compile(r"\s#")
_INDICATOR_WORD = re.compile(r"[^\s,\]}]*")
_INDICATORS = {
    "!": ("tag", "a tag, a sign for programs", "leave it out"),
    "&": ("anchor", "an anchor, a label for repeating a value", "leave it out"),
    "*": ("alias", "an alias, a value repeated from elsewhere", "write the value itself here"),
}


@dataclass(frozen=True)
class SuspectScalar:
    """A plain text, from `line` to `end_line`, that may have been meant as an entry.

    `sure` where nothing but an entry makes sense: at the top of a file, or as a key in braces.
    """

    line: int
    end_line: int
    column: int
    value: str
    in_flow: bool
    is_certain: bool


def looks_like_entry(line: str) -> bool:
    """Whether a line begins like a list item or like a key with its colon."""
    return bool(_ITEM.match(line) or _KEY.match(line))


def looks_like_item(line: str) -> bool:
    """Whether a line begins like a list item."""
    return bool(_ITEM.match(line))


def measure_indent(line: str) -> int:
    """How many blanks stand before the text of a line."""
    return len(line) - len(line.lstrip())


def strip_comment(line: str) -> str:
    """`line` without the blanks and the comment at its end."""
    comment = _COMMENT.search(line)
    return line[: comment.start()].rstrip() if comment else line.rstrip()


def shorten_text(typed: str) -> str:
    """`typed`, cut so that it fits into a message."""
    return typed if len(typed) <= 40 else f"{typed[:39]}…"


def lacks_separator_space(typed: str) -> bool:
    """Whether `typed` begins like a `key:value` or a `-item`, without the space after the sign."""
    return bool(_UNSPACED_KEY.match(typed) or _UNSPACED_ITEM.match(typed))


def diagnose_missing_space(text: SourceText, line: int, column: int, typed: str = "") -> Diagnostic:
    """The Problem that what is `typed` there (all of the rest of the line) lacks a space."""
    typed = typed or strip_comment(text.lines[line][column:])
    sign, meant = "colon", typed.replace(":", ": ", 1)
    if _UNSPACED_ITEM.match(typed):
        sign, meant = "dash", f"- {typed[1:]}"
    message = f"there is no space after the {sign} here, so this is read as plain text"
    hint = f"write '{shorten_text(meant)}', or put it in quotes if it really is a text"
    return text.diagnostic_at(
        text.location_at(line, column, len(typed)), "missing-space", message, hint
    )


def find_misread_entry(
    text: SourceText, suspect: SuspectScalar, keys: set[str]
) -> Diagnostic | None:
    """The Problem with a `key:value` or a `-item` that became a text, where that is certain.

    A word before a colon is certainly meant as a key where it is one elsewhere in the file.
    """
    if suspect.in_flow:
        is_meant = _is_misread_key(suspect.value, suspect, keys)
        place = text, suspect.line, suspect.column, suspect.value
        return diagnose_missing_space(*place) if is_meant else None
    for number in range(suspect.line, suspect.end_line + 1):
        line = text.lines[number]
        column = suspect.column if number == suspect.line else measure_indent(line)
        if line[:column].replace("-", " ").strip():
            continue
        is_item = number == suspect.line and _UNSPACED_ITEM.match(line[column:])
        if is_item or _is_misread_key(line[column:], suspect, keys):
            return diagnose_missing_space(text, number, column)
    return None


def _is_misread_key(typed: str, suspect: SuspectScalar, keys: set[str]) -> bool:
    found = _UNSPACED_KEY.match(typed)
    return found is not None and (suspect.is_certain or found[1] in keys)


def swallows_entry(text: SourceText, line: int, end_line: int, outside: int) -> bool:
    """Whether a text from `line` to `end_line` runs over a line that looks like an entry.

    Only lines indented by no more than `outside` count.
    """
    lines = text.lines[line + 1 : end_line + 1]
    return any(looks_like_entry(typed) and measure_indent(typed) <= outside for typed in lines)


def find_swallowed_item(text: SourceText, line: int, end_line: int) -> Diagnostic | None:
    """The Problem with the first list item that the plain text from `line` to `end_line` eats."""
    for number in range(line + 1, end_line + 1):
        if _ITEM.match(text.lines[number]):
            place = text.location_at(number, measure_indent(text.lines[number]))
            message = "this dash is read as part of the text above, not as a list item"
            hint = "begin it in the same column as the other dashes, or put the text in quotes"
            return text.diagnostic_at(place, "stray-dash", message, hint)
    return None


def diagnose_unclosed_quote(text: SourceText, line: int, column: int) -> Diagnostic:
    """The Problem with a quote that opens there and is not closed."""
    quote = text.lines[line][column : column + 1]
    hint = f"end the text with {quote}"
    if quote == "'":
        hint += "; if this is an apostrophe, put the whole text in double quotes"
    message = f"the quote {quote} that opens here is not closed"
    return text.diagnostic_at(text.location_at(line, column), "unclosed-quote", message, hint)


def diagnose_indicator(text: SourceText, line: int, column: int) -> Diagnostic:
    """The Problem with a tag (`!word`), an anchor (`&word`) or an alias (`*word`)."""
    found = _INDICATOR_WORD.match(text.lines[line], column)
    typed = found[0] if found else ""
    name, what, instead = _INDICATORS.get(typed[:1], _INDICATORS["!"])
    message = f"'{shorten_text(typed)}' is read as {what}, and is not allowed here"
    hint = f"{instead}; if it is part of a text, put the whole text in quotes"
    return text.diagnostic_at(text.location_at(line, column, len(typed)), name, message, hint)


def diagnose_duplicate_key(
    text: SourceText, location: Location, key: str, first_line: int
) -> Diagnostic:
    """The Problem with a `key` that already stands on `first_line`, which counts from 1."""
    message = f"the key '{shorten_text(key)}' stands twice: it is already on line {first_line}"
    hint = "delete one of the two; if a new entry begins here, put '- ' before its first key"
    return text.diagnostic_at(location, "duplicate-key", message, hint)


def diagnose_complex_key(text: SourceText, location: Location) -> Diagnostic:
    """The Problem with a list or a mapping in the place of a key."""
    opening = text.lines[location.line - 1][location.column - 1 : location.column]
    hint = "write a word as the key"
    if opening in {"[", "{"}:
        hint = f"if it is a text that begins with {opening}, put the whole text in quotes"
    return text.diagnostic_at(location, "wrong-type", "only a text can be a key", hint)


def diagnose_second_document(text: SourceText, line: int, column: int) -> Diagnostic:
    """The Problem with a line `---` after the first document."""
    message = "a second document begins here, and a file can hold only one"
    hint = "delete this line; move what follows it, if anything, in among the entries above"
    return text.diagnostic_at(text.location_at(line, column, 3), "several-documents", message, hint)


def diagnose_deep_nesting(text: SourceText, line: int, column: int, max_depth: int) -> Diagnostic:
    """The Problem with lists and mappings that stand inside each other more than `max_depth` times."""
    message = f"lists and keys stand inside each other more than {max_depth} times here"
    hint = "count the brackets and dashes up to here: no entry needs so many"
    return text.diagnostic_at(text.location_at(line, column), "too-deep", message, hint)


def diagnose_empty_file(text: SourceText) -> Diagnostic:
    """The Problem with a file that holds blanks and comments at most."""
    hint = "write [] in it if there is nothing to list yet"
    return text.diagnostic_at(
        text.location_at(0, 0), "empty-file", "there is nothing in this file", hint
    )
