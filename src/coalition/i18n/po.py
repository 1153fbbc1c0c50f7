"""Parse the lines of a .po file into entries, with a diagnostic for each malformed line.

Babel's parser is too lenient for files that people edit by hand: it takes a stray line for the
translation of the next message, and trusts the header about dates and encodings.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from coalition.diagnostics import Diagnostic, Message
from coalition.sources import SourceText

PO_LINE = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[[0-9]\])?)?(.*)", re.S)
QUOTED_STRING = re.compile(r'"((?:[^"\\]|\\["\\nrt])*)"')
ESCAPE_SEQUENCE = re.compile(r"\\(.)")
ESCAPED_CHARACTERS = {"n": "\n", "r": "\r", "t": "\t"}
"""Characters that the letter after a \\ means; any other character means itself."""

PREVIOUS_MSGID_PREFIXES = ("#|", "#~|")
"""Prefixes of lines that keep the previous msgid of a fuzzy message; they are ignored."""


@dataclass
class PoEntry:
    """One entry of a .po file.

    `parts` has the pieces of text of each keyword with their lines, counted from 1.
    `comment_lines` are the lines with a # above the entry. An `obsolete` entry is no longer used:
    its lines begin with #~. `damaged` is true if some of its lines could not be parsed.
    `last_keyword` is the keyword that a line without one continues.
    """

    comment_lines: list[str] = field(default_factory=list)
    parts: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    obsolete: bool = False
    damaged: bool = False
    last_keyword: str = ""

    def get_text(self, keyword: str) -> str:
        """Return the text of a keyword, its pieces joined."""
        return "".join(piece for _, piece in self.parts.get(keyword, ()))

    def get_line(self, keyword: str) -> int:
        """Return the line of a keyword; the entry's first line if it has no such keyword."""
        first = next(iter(self.parts.values()))
        return self.parts.get(keyword, first)[0][0]

    @property
    def msgstr_keywords(self) -> list[str]:
        """The keywords of its translations, sorted: `msgstr`, or `msgstr[0]` and so on."""
        return sorted(keyword for keyword in self.parts if keyword.startswith("msgstr"))

    @property
    def flags(self) -> set[str]:
        """The flags in its comments that begin with `#,`, such as `fuzzy`."""
        flag_lists = (line[2:].split(",") for line in self.comment_lines if line.startswith("#,"))
        return {flag.strip() for flags in flag_lists for flag in flags}

    @property
    def translator_comments(self) -> list[str]:
        """The comments by translators: those of tools have a punctuation mark after the #."""
        comments = (
            line[1:].strip() for line in self.comment_lines if line[1:2] not in {":", ",", "."}
        )
        return [comment for comment in comments if comment]


def parse_po(
    text: SourceText, skipped_lines: Container[int], diagnostics: list[Diagnostic]
) -> Iterator[PoEntry]:
    """Yield the entries in the order of the file; add malformed lines to `diagnostics`.

    `skipped_lines` are lines that have been reported already, counted from 0.
    """
    entry = PoEntry()
    for number, line in enumerate(map(str.strip, text.lines), start=1):
        if not line or number - 1 in skipped_lines or line.startswith(PREVIOUS_MSGID_PREFIXES):
            continue
        obsolete = line.startswith("#~")
        is_comment = line.startswith("#") and not obsolete
        match = PO_LINE.fullmatch(line.removeprefix("#~").lstrip())
        assert match, "the pattern matches any line"
        starts_entry = is_comment or obsolete != entry.obsolete or _starts_entry(match[1], entry)
        if entry.parts and starts_entry:
            yield entry
            entry = PoEntry()
        if is_comment:
            entry.comment_lines.append(line)
            continue
        entry.obsolete = obsolete
        if mistake := _check_line(match[1], match[2].strip(), entry):
            diagnostics.append(diagnose_line(text, number, "invalid-catalog", *mistake))
            entry.damaged = True
        entry.last_keyword = match[1] or entry.last_keyword
        if entry.last_keyword:
            piece = ESCAPE_SEQUENCE.sub(
                lambda escape: ESCAPED_CHARACTERS.get(escape[1], escape[1]), match[2].strip()[1:-1]
            )
            entry.parts.setdefault(entry.last_keyword, []).append((number, piece))
    if entry.parts:
        yield entry


def diagnose_line(
    text: SourceText, line: int, rule: str, message: str, hint: str = ""
) -> Diagnostic:
    """Return a diagnostic that spans a whole line, counted from 1."""
    location = text.location_at(line - 1, 0, len(text.lines[line - 1]))
    return text.diagnostic_at(location, rule, message, hint)


def _starts_entry(keyword: str | None, entry: PoEntry) -> bool:
    """Return whether a keyword starts a new entry: only `msgctxt` may precede `msgid` in one."""
    return keyword == "msgctxt" or (keyword == "msgid" and set(entry.parts) != {"msgctxt"})


def _check_line(keyword: str | None, quoted: str, entry: PoEntry) -> tuple[str, str] | None:
    """Check one line of `entry`; return message and hint if it is malformed."""
    if not QUOTED_STRING.fullmatch(quoted):
        message = Message("this line of the catalog cannot be read")
        if len(re.findall(r'(?<!\\)"', quoted)) % 2:
            message = Message("a quotation mark is missing on this line")
        hint = Message('put the text in one pair of quotes, and a \\ before each " inside it')
        return message, hint
    if not keyword and not entry.last_keyword:
        hint = Message("write msgid or msgstr before it, or delete it")
        return Message("this text belongs to no message"), hint
    if keyword in entry.parts and not entry.damaged:
        hint = Message('delete one of the two, or begin the next message with a line msgid "..."')
        return Message("'%(keyword)s' appears twice in this message", keyword=keyword), hint
    return None
