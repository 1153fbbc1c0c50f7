"""Diagnostics for valid YAML that the editor cannot have meant.

Duplicate keys, indicators with a special meaning (tags, anchors, aliases), entries without a space
that are parsed as text, entries that an unclosed quote swallows. Lines and columns count from 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from coalition.diagnostics import Diagnostic, Location, Message
from coalition.sources import yaml_look_alikes
from coalition.sources.text import SourceText
from coalition.sources.yaml_nodes import YamlScalar

_KEY = re.compile(r"\s*(?:- +)*(?:'[^']*'|\"[^\"]*\"|[^\s'\"#:,\[\]{}-][^:#]*):(?=\s|$)")
_ITEM = re.compile(r"\s*-(?:\s|$)")
_UNSPACED_KEY = re.compile(r"(?:- +)*([^\W\d][\w-]*):(?!//)[^\s:]")
_UNSPACED_ITEM = re.compile(r"-[^\W\d]")
_COMMENT = re.compile(r"\s#")
_INDICATOR_WORD = re.compile(r"[^\s,\]}]*")
_INDICATORS = {
    "!": ("tag", Message("a tag, an instruction for programs"), Message("leave it out")),
    "&": ("anchor", Message("an anchor, a label for repeating a value"), Message("leave it out")),
    "*": (
        "alias",
        Message("an alias, a value repeated from elsewhere"),
        Message("write the value itself here"),
    ),
}


@dataclass(frozen=True)
class SuspectScalar:
    """A plain scalar, from `line` to `end_line`, that may have been meant as an entry.

    `is_certain` where only an entry makes sense: at the top level of a file, or as a key in braces.
    """

    line: int
    end_line: int
    column: int
    value: str
    in_flow: bool
    is_certain: bool


def looks_like_entry(line: str) -> bool:
    """Return whether a line begins like a list item or like a key with its colon."""
    return bool(_ITEM.match(line) or _KEY.match(line))


def looks_like_item(line: str) -> bool:
    """Return whether a line begins like a list item."""
    return bool(_ITEM.match(line))


def measure_indent(line: str) -> int:
    """Return the number of blanks at the start of a line."""
    return len(line) - len(line.lstrip())


def strip_comment(line: str) -> str:
    """Remove the comment and the blanks at the end of a line."""
    comment = _COMMENT.search(line)
    return line[: comment.start()].rstrip() if comment else line.rstrip()


def shorten_text(typed: str) -> str:
    """Cut a text so that it fits into a message."""
    return typed if len(typed) <= 40 else f"{typed[:39]}…"


def lacks_separator_space(typed: str) -> bool:
    """Return whether a text begins like `key:value` or `-item`, without the space in between."""
    return bool(_UNSPACED_KEY.match(typed) or _UNSPACED_ITEM.match(typed))


def diagnose_missing_space(text: SourceText, line: int, column: int, typed: str = "") -> Diagnostic:
    """Diagnose a missing space after a colon or a dash.

    `typed` is the text there, by default the rest of the line without its comment.
    """
    typed = typed or strip_comment(text.lines[line][column:])
    message = Message("there is no space after the colon here, so this is read as plain text")
    correction = typed.replace(":", ": ", 1)
    if _UNSPACED_ITEM.match(typed):
        message = Message("there is no space after the dash here, so this is read as plain text")
        correction = f"- {typed[1:]}"
    hint = Message(
        "write '%(correction)s', or put it in quotes if it really is a text",
        correction=shorten_text(correction),
    )
    return text.diagnostic_at(
        text.location_at(line, column, len(typed)), "missing-space", message, hint
    )


def find_misread_entry(
    text: SourceText, suspect: SuspectScalar, keys: set[str]
) -> Diagnostic | None:
    """Diagnose a `key:value` or a `-item` that was parsed as text, if the mistake is certain.

    A word before a colon is certainly meant as a key if it is one of `keys`, those of the file.
    """
    if suspect.in_flow:
        if not _is_misread_key(suspect.value, suspect, keys):
            return None
        return diagnose_missing_space(text, suspect.line, suspect.column, suspect.value)
    for number in range(suspect.line, suspect.end_line + 1):
        line = text.lines[number]
        column = suspect.column if number == suspect.line else measure_indent(line)
        if line[:column].replace("-", " ").strip():
            continue
        key = yaml_look_alikes.get_misread_key(line[column:])
        if key and (suspect.is_certain or key in keys):
            return yaml_look_alikes.find_structural_look_alike(text, [number])
        is_item = number == suspect.line and _UNSPACED_ITEM.match(line[column:])
        if is_item or _is_misread_key(line[column:], suspect, keys):
            return diagnose_missing_space(text, number, column)
    return None


def _is_misread_key(typed: str, suspect: SuspectScalar, keys: set[str]) -> bool:
    match = _UNSPACED_KEY.match(typed)
    return match is not None and (suspect.is_certain or match[1] in keys)


def swallows_entry(text: SourceText, line: int, end_line: int, outside: int) -> bool:
    """Return whether a text from `line` to `end_line` contains a line that looks like an entry.

    Only lines with an indentation of at most `outside` count.
    """
    return any(
        looks_like_entry(continuation) and measure_indent(continuation) <= outside
        for continuation in text.lines[line + 1 : end_line + 1]
    )


def find_swallowed_item(text: SourceText, line: int, end_line: int) -> Diagnostic | None:
    """Diagnose the first list item that the plain scalar from `line` to `end_line` swallows."""
    for number in range(line + 1, end_line + 1):
        if _ITEM.match(text.lines[number]):
            location = text.location_at(number, measure_indent(text.lines[number]))
            message = Message("this dash is read as part of the text above, not as a list item")
            hint = Message(
                "begin it in the same column as the other dashes, or put the text in quotes"
            )
            return text.diagnostic_at(location, "stray-dash", message, hint)
    return None


def diagnose_unclosed_quote(text: SourceText, line: int, column: int) -> Diagnostic:
    """Diagnose a quote that opens at `line` and `column` and is not closed."""
    quote = text.lines[line][column : column + 1]
    hint = Message("end the text with %(quote)s", quote=quote)
    if quote == "'":
        hint = Message(
            "end the text with '; if this is an apostrophe, put the whole text in double quotes"
        )
    message = Message("the quotation mark %(quote)s that opens here is not closed", quote=quote)
    return text.diagnostic_at(text.location_at(line, column), "unclosed-quote", message, hint)


def diagnose_indicator(text: SourceText, line: int, column: int) -> Diagnostic:
    """Diagnose a tag (`!word`), an anchor (`&word`) or an alias (`*word`)."""
    match = _INDICATOR_WORD.match(text.lines[line], column)
    typed = match[0] if match else ""
    rule, meaning, correction = _INDICATORS.get(typed[:1], _INDICATORS["!"])
    message = Message(
        "'%(typed)s' is read as %(meaning)s, and is not allowed here",
        typed=shorten_text(typed),
        meaning=meaning,
    )
    hint = Message(
        "%(correction)s; if it is part of a text, put the whole text in quotes",
        correction=correction,
    )
    return text.diagnostic_at(text.location_at(line, column, len(typed)), rule, message, hint)


def diagnose_duplicate_key(
    text: SourceText, location: Location, key: str, first_line: int
) -> Diagnostic:
    """Diagnose a `key` that is already on `first_line`, which counts from 1."""
    message = Message(
        "the key '%(key)s' appears twice: it is already on line %(first_line)s",
        key=shorten_text(key),
        first_line=first_line,
    )
    hint = Message(
        "delete one of the two; if a new entry begins here, put '- ' before its first key"
    )
    return text.diagnostic_at(location, "duplicate-key", message, hint)


def diagnose_missing_dash(text: SourceText, key: YamlScalar) -> Diagnostic:
    """Diagnose the first key of an entry that has no dash before it."""
    message = Message("an entry begins here, but there is no dash before it")
    hint = Message(
        "write '- %(key)s: ...', with the dash in the column of the others; if it is no new"
        " entry, delete the keys that are here twice",
        key=shorten_text(key.text),
    )
    return text.diagnostic_at(key.location, "missing-dash", message, hint)


def diagnose_unindented_key(text: SourceText, key: YamlScalar, owner: str) -> Diagnostic:
    """Diagnose a key that belongs to the key above it, `owner`, and begins in the same column."""
    message, hint = explain_unindented_key(key.text, owner)
    return text.diagnostic_at(key.location, "bad-indentation", message, hint)


def explain_unindented_key(key: str, owner: str) -> tuple[str, str]:
    """Return message and hint for a key that begins in the same column as its owner above it."""
    message = Message(
        "'%(key)s' seems to belong to '%(owner)s' above it, but begins in the same column",
        key=shorten_text(key),
        owner=shorten_text(owner),
    )
    hint = Message(
        "indent the lines that belong to '%(owner)s' by two more spaces", owner=shorten_text(owner)
    )
    return message, hint


def diagnose_complex_key(text: SourceText, location: Location) -> Diagnostic:
    """Diagnose a list or a mapping in place of a key."""
    opening = text.lines[location.line - 1][location.column - 1 : location.column]
    hint = Message("write a word as the key")
    if opening in {"[", "{"}:
        hint = Message(
            "if it is a text that begins with %(opening)s, put the whole text in quotes",
            opening=opening,
        )
    return text.diagnostic_at(location, "wrong-type", Message("only a text can be a key"), hint)


def diagnose_second_document(text: SourceText, line: int, column: int) -> Diagnostic:
    """Diagnose a line `---` after the first document."""
    message = Message("a second document begins here, and a file can hold only one")
    hint = Message("delete this line; move any text after it to the entries above")
    return text.diagnostic_at(text.location_at(line, column, 3), "several-documents", message, hint)


def diagnose_deep_nesting(text: SourceText, line: int, column: int, max_depth: int) -> Diagnostic:
    """Diagnose lists and mappings that are nested more than `max_depth` levels deep."""
    message = Message(
        "lists and keys are nested more than %(max_depth)s levels deep here", max_depth=max_depth
    )
    hint = Message("count the brackets and dashes up to here: no entry needs so many")
    return text.diagnostic_at(text.location_at(line, column), "too-deep", message, hint)


def diagnose_empty_file(text: SourceText) -> Diagnostic:
    """Diagnose a file with nothing but blanks and comments."""
    hint = Message("restore it with 'git restore %(file)s'", file=text.file)
    if not text.file.endswith("coalition.yaml"):
        hint = Message(
            "restore it with 'git restore %(file)s'; write [] in it if there is nothing to list"
            " yet",
            file=text.file,
        )
    return text.diagnostic_at(
        text.location_at(0, 0), "empty-file", Message("this file is empty"), hint
    )
