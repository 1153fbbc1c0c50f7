"""The lines of a .po file -> its entries; what cannot be read there is a Problem at its line.

Babel reads such files too, but passes over much that is wrong in one: it takes a stray line for the
translation of the next message, and trusts whatever the head says of dates and encodings.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from coalition.diagnostics import Diagnostic
from coalition.sources import SourceText

PO_LINE = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[[0-9]\])?)?(.*)", re.S)
QUOTED_STRING = re.compile(r'"((?:[^"\\]|\\["\\nrt])*)"')
ESCAPE_SEQUENCE = re.compile(r"\\(.)")
ESCAPED_CHARACTERS = {"n": "\n", "r": "\r", "t": "\t"}
"""What the letter behind a \\ stands for, where not for itself."""

PREVIOUS_MSGID_PREFIXES = ("#|", "#~|")
"""How lines begin that keep the former wording of a message for some translators' tools."""


@dataclass
class PoEntry:
    """One entry: for each keyword, its pieces of text with their lines, counted from 1.

    `remarks` are the lines with a # above it. An `obsolete` entry is no longer asked for: its lines
    begin with #~. `unsure` says that some of its lines could not be read. `last` is the keyword
    that a line without one goes on with.
    """

    comment_lines: list[str] = field(default_factory=list)
    parts: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    obsolete: bool = False
    damaged: bool = False
    last_keyword: str = ""

    def get_text(self, keyword: str) -> str:
        """The text of a keyword, its pieces put together."""
        return "".join(piece for _, piece in self.parts.get(keyword, ()))

    def get_line(self, keyword: str) -> int:
        """The line of a keyword, or the entry's first where that is not there."""
        first = next(iter(self.parts.values()))
        return self.parts.get(keyword, first)[0][0]

    @property
    def msgstr_keywords(self) -> list[str]:
        """Its keywords for translations: `msgstr`, or `msgstr[0]` and so on, in this order."""
        return sorted(keyword for keyword in self.parts if keyword.startswith("msgstr"))

    @property
    def flags(self) -> set[str]:
        """What the remarks that begin with `#,` say, such as `fuzzy`."""
        found = (remark[2:].split(",") for remark in self.comment_lines if remark.startswith("#,"))
        return {flag.strip() for flags in found for flag in flags}

    @property
    def translator_comments(self) -> list[str]:
        """What people say in its remarks: programs put a sign behind the #."""
        said = (
            remark[1:].strip()
            for remark in self.comment_lines
            if remark[1:2] not in {":", ",", "."}
        )
        return [comment for comment in said if comment]


def parse_po(
    text: SourceText, skipped_lines: Container[int], diagnostics: list[Diagnostic]
) -> Iterator[PoEntry]:
    """The entries in the order of the file; what cannot be read is added to `diagnostics`.

    `skipped_lines` are lines that somebody else has found wrong, counted from 0.
    """
    entry = PoEntry()
    for number, line in enumerate(map(str.strip, text.lines), start=1):
        if not line or number - 1 in skipped_lines or line.startswith(PREVIOUS_MSGID_PREFIXES):
            continue
        obsolete = line.startswith("#~")
        remark = line.startswith("#") and not obsolete
        found = PO_LINE.fullmatch(line.removeprefix("#~").lstrip())
        assert found, "a line may say anything"
        begins = remark or obsolete != entry.obsolete or _starts_entry(found[1], entry)
        if entry.parts and begins:
            yield entry
            entry = PoEntry()
        if remark:
            entry.comment_lines.append(line)
            continue
        entry.obsolete = obsolete
        if slip := _check_line(found[1], found[2].strip(), entry):
            diagnostics.append(diagnose_line(text, number, "invalid-catalogue", *slip))
            entry.damaged = True
        entry.last_keyword = found[1] or entry.last_keyword
        if entry.last_keyword:
            piece = ESCAPE_SEQUENCE.sub(
                lambda sign: ESCAPED_CHARACTERS.get(sign[1], sign[1]), found[2].strip()[1:-1]
            )
            entry.parts.setdefault(entry.last_keyword, []).append((number, piece))
    if entry.parts:
        yield entry


def diagnose_line(
    text: SourceText, line: int, rule: str, message: str, hint: str = ""
) -> Diagnostic:
    """A Problem that takes the whole of a line, counted from 1."""
    place = text.location_at(line - 1, 0, len(text.lines[line - 1]))
    return text.diagnostic_at(place, rule, message, hint)


def _starts_entry(keyword: str | None, entry: PoEntry) -> bool:
    """Whether a keyword begins the next entry: only a context stands above its `msgid`."""
    return keyword == "msgctxt" or (keyword == "msgid" and set(entry.parts) != {"msgctxt"})


def _check_line(keyword: str | None, quoted: str, entry: PoEntry) -> tuple[str, str] | None:
    """What is wrong with a line of `entry`, and what to do about it."""
    if not QUOTED_STRING.fullmatch(quoted):
        message = "this line of the catalogue cannot be read"
        if len(re.findall(r'(?<!\\)"', quoted)) % 2:
            message = "a quote is missing on this line"
        return message, 'put the text in one pair of quotes, and a \\ before each " inside it'
    if not keyword and not entry.last_keyword:
        return "this text belongs to no message", "write msgid or msgstr before it, or delete it"
    if keyword in entry.parts and not entry.damaged:
        hint = 'delete one of the two, or begin the next message with a line msgid "..."'
        return f"'{keyword}' stands a second time in this message", hint
    return None
