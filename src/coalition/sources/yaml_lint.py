"""What YAML would take, though the editor surely meant something else: it is refused here.

Keys that stand twice, signs with a hidden meaning (tags, anchors, aliases), entries that lack a
space and so become text, entries that an open quote swallows. Lines and columns count from 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from coalition.diagnostics.diagnostic import Place, Problem
from coalition.sources.text import Text

_KEY = re.compile(r"\s*(?:- +)*(?:'[^']*'|\"[^\"]*\"|[^\s'\"#:,\[\]{}-][^:#]*):(?=\s|$)")
_ITEM = re.compile(r"\s*-(?:\s|$)")
_UNSPACED_KEY = re.compile(r"(?:- +)*([^\W\d][\w-]*):(?!//)[^\s:]")
_UNSPACED_ITEM = re.compile(r"-[^\W\d]")
_COMMENT = re.compile(r"\s#")
_SIGN = re.compile(r"[^\s,\]}]*")
_SIGNS = {
    "!": ("tag", "a tag, a sign for programs", "leave it out"),
    "&": ("anchor", "an anchor, a label for repeating a value", "leave it out"),
    "*": ("alias", "an alias, a value repeated from elsewhere", "write the value itself here"),
}


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


def is_entry(line: str) -> bool:
    """Whether a line begins like a list item or like a key with its colon."""
    return bool(_ITEM.match(line) or _KEY.match(line))


def is_item(line: str) -> bool:
    """Whether a line begins like a list item."""
    return bool(_ITEM.match(line))


def indent(line: str) -> int:
    """How many blanks stand before the text of a line."""
    return len(line) - len(line.lstrip())


def written(line: str) -> str:
    """`line` without the blanks and the comment at its end."""
    comment = _COMMENT.search(line)
    return line[: comment.start()].rstrip() if comment else line.rstrip()


def short(typed: str) -> str:
    """`typed`, cut so that it fits into a message."""
    return typed if len(typed) <= 40 else f"{typed[:39]}…"


def lacks_space(typed: str) -> bool:
    """Whether `typed` begins like a `key:value` or a `-item`, without the space after the sign."""
    return bool(_UNSPACED_KEY.match(typed) or _UNSPACED_ITEM.match(typed))


def missing_space(text: Text, line: int, column: int, typed: str = "") -> Problem:
    """The Problem that what is `typed` there (all of the rest of the line) lacks a space."""
    typed = typed or written(text.lines[line][column:])
    sign, meant = "colon", typed.replace(":", ": ", 1)
    if _UNSPACED_ITEM.match(typed):
        sign, meant = "dash", f"- {typed[1:]}"
    message = f"there is no space after the {sign} here, so this is read as plain text"
    hint = f"write '{short(meant)}', or put it in quotes if it really is a text"
    return text.problem(text.place(line, column, len(typed)), "missing-space", message, hint)


def misread_entry(text: Text, suspect: Suspect, keys: set[str]) -> Problem | None:
    """The Problem with a `key:value` or a `-item` that became a text, where that is certain.

    A word before a colon is certainly meant as a key where it is one elsewhere in the file.
    """
    if suspect.in_brackets:
        is_meant = _is_key(suspect.value, suspect, keys)
        place = text, suspect.line, suspect.column, suspect.value
        return missing_space(*place) if is_meant else None
    for number in range(suspect.line, suspect.end_line + 1):
        line = text.lines[number]
        column = suspect.column if number == suspect.line else indent(line)
        if line[:column].replace("-", " ").strip():
            continue
        is_item = number == suspect.line and _UNSPACED_ITEM.match(line[column:])
        if is_item or _is_key(line[column:], suspect, keys):
            return missing_space(text, number, column)
    return None


def _is_key(typed: str, suspect: Suspect, keys: set[str]) -> bool:
    found = _UNSPACED_KEY.match(typed)
    return found is not None and (suspect.sure or found[1] in keys)


def swallows_entry(text: Text, line: int, end_line: int, outside: int) -> bool:
    """Whether a text from `line` to `end_line` runs over a line that looks like an entry.

    Only lines indented by no more than `outside` count.
    """
    lines = text.lines[line + 1 : end_line + 1]
    return any(is_entry(typed) and indent(typed) <= outside for typed in lines)


def swallowed_item(text: Text, line: int, end_line: int) -> Problem | None:
    """The Problem with the first list item that the plain text from `line` to `end_line` eats."""
    for number in range(line + 1, end_line + 1):
        if _ITEM.match(text.lines[number]):
            place = text.place(number, indent(text.lines[number]))
            message = "this dash is read as part of the text above, not as a list item"
            hint = "begin it in the same column as the other dashes, or put the text in quotes"
            return text.problem(place, "stray-dash", message, hint)
    return None


def unclosed_quote(text: Text, line: int, column: int) -> Problem:
    """The Problem with a quote that opens there and is not closed."""
    quote = text.lines[line][column : column + 1]
    hint = f"end the text with {quote}"
    if quote == "'":
        hint += "; if this is an apostrophe, put the whole text in double quotes"
    message = f"the quote {quote} that opens here is not closed"
    return text.problem(text.place(line, column), "unclosed-quote", message, hint)


def refused_sign(text: Text, line: int, column: int) -> Problem:
    """The Problem with a tag (`!word`), an anchor (`&word`) or an alias (`*word`)."""
    found = _SIGN.match(text.lines[line], column)
    typed = found[0] if found else ""
    name, what, instead = _SIGNS.get(typed[:1], _SIGNS["!"])
    message = f"'{short(typed)}' is read as {what}, and is not allowed here"
    hint = f"{instead}; if it is part of a text, put the whole text in quotes"
    return text.problem(text.place(line, column, len(typed)), name, message, hint)


def second_key(text: Text, place: Place, key: str, first_line: int) -> Problem:
    """The Problem with a `key` that already stands on `first_line`, which counts from 1."""
    message = f"the key '{short(key)}' stands twice: it is already on line {first_line}"
    hint = "delete one of the two; if a new entry begins here, put '- ' before its first key"
    return text.problem(place, "duplicate-key", message, hint)


def key_in_brackets(text: Text, place: Place) -> Problem:
    """The Problem with a list or a mapping in the place of a key."""
    opening = text.lines[place.line - 1][place.column - 1 : place.column]
    hint = "write a word as the key"
    if opening in {"[", "{"}:
        hint = f"if it is a text that begins with {opening}, put the whole text in quotes"
    return text.problem(place, "wrong-kind", "only a text can be a key", hint)


def second_document(text: Text, line: int, column: int) -> Problem:
    """The Problem with a line `---` after the first document."""
    message = "a second document begins here, and a file can hold only one"
    hint = "delete this line; move what follows it, if anything, in among the entries above"
    return text.problem(text.place(line, column, 3), "several-documents", message, hint)


def too_deep(text: Text, line: int, column: int, most: int) -> Problem:
    """The Problem with lists and mappings that stand inside each other more than `most` times."""
    message = f"lists and keys stand inside each other more than {most} times here"
    hint = "count the brackets and dashes up to here: no entry needs so many"
    return text.problem(text.place(line, column), "too-deep", message, hint)


def nothing(text: Text) -> Problem:
    """The Problem with a file that holds blanks and comments at most."""
    hint = "write [] in it if there is nothing to list yet"
    return text.problem(text.place(0, 0), "empty-file", "there is nothing in this file", hint)
