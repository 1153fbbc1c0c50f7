"""Decode source files; report encodings other than UTF-8 and forbidden characters.

Runs before YAML is parsed, so that the whole file is checked whatever the parser makes of it;
`replace_forbidden_characters` then makes text that the parser can read.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from coalition.diagnostics import Diagnostic, Location, Message
from coalition.invisible_characters import (
    CONTROLS,
    FORBIDDEN,
    INVISIBLES,
    JOINERS,
    NONCHARACTERS,
    SUPPLEMENTARY_NONCHARACTERS,
    SURROGATES,
    is_needed_joiner,
)

MAX_CHARACTER_DIAGNOSTICS = 100
"""Number of forbidden characters to report for one file."""

SUBSTITUTE_CHARACTER = "\ufdd0"
"""Replaces a forbidden character while the rest is parsed; a noncharacter, so forbidden itself."""

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_UNDISPLAYABLES = f"{CONTROLS}{SURROGATES}{NONCHARACTERS}"
_SUSPICIOUS = re.compile(f"[{_UNDISPLAYABLES}{INVISIBLES}{JOINERS}\U00010000-\U0010ffff]")
"""A quick test: most files have none of these, and only the others need an exact search."""

_FORBIDDEN_RUN = re.compile(f"([{FORBIDDEN}])\\1*")
_CONTROL_CHARACTER = re.compile(f"[{_UNDISPLAYABLES}{SUPPLEMENTARY_NONCHARACTERS}]")
_CONFLICT_MARKERS = frozenset(sign * 7 for sign in "<|=>")
_SAVE_AS_UTF8_HINT = Message(
    "save it again as UTF-8: 'Save as' in most editors asks for the encoding"
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "UTF-8", "utf-8"),
    (codecs.BOM_UTF32_LE, "UTF-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "UTF-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "UTF-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "UTF-16", "utf-16-be"),
)


@dataclass(frozen=True)
class SourceText:
    """The decoded text of one file as lines, without line breaks.

    Lines end at CR LF, LF or CR, as in editors. libyaml also ends lines at U+0085, U+2028 and
    U+2029, but these are reported and replaced before, so line numbers agree.
    """

    file: str
    lines: tuple[str, ...]

    def location_at(self, line: int, column: int, width: int = 1) -> Location:
        """Return the location of `line` and `column`, both from 0, clamped to the file."""
        line = max(0, min(line, len(self.lines) - 1))
        column = min(column, len(self.lines[line])) if self.lines else 0
        return Location(self.file, line + 1, column + 1, max(1, width))

    def diagnostic_at(
        self, location: Location, rule: str, message: str, hint: str = ""
    ) -> Diagnostic:
        """Return a diagnostic at `location`, with its line as the excerpt."""
        excerpt = self.lines[location.line - 1] if self.lines else ""
        return Diagnostic(location, rule, message, hint, excerpt)


def decode_text(data: bytes, file: str) -> tuple[SourceText, Diagnostic | None]:
    """Decode `data`; if it is not UTF-8, the text is only good for showing it in the diagnostic."""
    encoding, codec, start = _detect_encoding(data)
    raw = data[start:]
    try:
        text = SourceText(file, tuple(_LINE_BREAK.split(raw.decode(codec))))
    except UnicodeDecodeError as error:
        text = SourceText(file, tuple(_LINE_BREAK.split(raw.decode(codec, "replace"))))
        if encoding == "UTF-8":
            return text, _diagnose_invalid_byte(text, raw, error.start)
    if encoding == "UTF-8":
        return text, None
    message = Message("this file is saved as %(encoding)s, not as UTF-8", encoding=encoding)
    return text, text.diagnostic_at(text.location_at(0, 0), "not-utf8", message, _SAVE_AS_UTF8_HINT)


def find_forbidden_characters(text: SourceText) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each run of a control character or of an invisible character."""
    if not _SUSPICIOUS.search("\n".join(text.lines)):
        return
    matches = list(_find_forbidden_runs(text))
    for number, match, count in matches[:MAX_CHARACTER_DIAGNOSTICS]:
        location = text.location_at(number, match.start(), len(match[0]))
        diagnostic = diagnose_forbidden_character(text, location, match[1])
        if count > 1:
            message = Message(
                "%(message)s, %(count)s times on this line", message=diagnostic.message, count=count
            )
            diagnostic = replace(diagnostic, message=message)
        yield diagnostic
    if more := matches[MAX_CHARACTER_DIAGNOSTICS:]:
        location = text.location_at(more[0][0], more[0][1].start())
        message = Message(
            "%(count)s more control or invisible characters follow from here on", count=len(more)
        )
        hint = Message("is this file really text?")
        yield text.diagnostic_at(location, "control-character", message, hint)


def _find_forbidden_runs(text: SourceText) -> Iterator[tuple[int, re.Match[str], int]]:
    """Yield the first run of each forbidden character on each line: line, run, number of runs."""
    for number, line in enumerate(text.lines):
        first: dict[str, re.Match[str]] = {}
        counts: Counter[str] = Counter()
        for match in _FORBIDDEN_RUN.finditer(line):
            if not _is_needed_joiner(line, match):
                first.setdefault(match[1], match)
                counts[match[1]] += 1
        for character, match in first.items():
            yield number, match, counts[character]


def diagnose_forbidden_character(
    text: SourceText, location: Location, character: str
) -> Diagnostic:
    """Return a diagnostic for `character` at `location`, typed as it is or as an escape."""
    code = f"U+{ord(character):04X}"
    if _CONTROL_CHARACTER.match(character):
        message = Message(
            "this is a control character (%(code)s), which no page can show", code=code
        )
        return text.diagnostic_at(location, "control-character", message, Message("delete it"))
    name = unicodedata.name(character, "") or Message("a character without a name")
    message = Message("this is an invisible character: %(name)s (%(code)s)", name=name, code=code)
    hint = Message("delete it, and type the word again if it still looks wrong")
    return text.diagnostic_at(location, "invisible-character", message, hint)


def has_forbidden_characters(value: str) -> bool:
    """Return whether a value contains a control character or an invisible character."""
    if not _SUSPICIOUS.search(value):
        return False
    return any(not _is_needed_joiner(value, match) for match in _FORBIDDEN_RUN.finditer(value))


def find_merge_conflicts(text: SourceText) -> tuple[list[Diagnostic], set[int]]:
    """Return a diagnostic for each unresolved merge conflict, and the indices of lines to skip.

    Without these lines, the file is as it was before the merge.
    """
    diagnostics, skipped_lines = [], set[int]()
    for conflict in _find_conflict_markers(text.lines):
        numbers = [number for number, _ in conflict]
        first, last = numbers[0] + 1, numbers[-1] + 1
        message = Message("a merge of two versions was not finished on line %(line)s", line=first)
        if last > first:
            message = Message(
                "a merge of two versions was not finished on lines %(first)s to %(last)s",
                first=first,
                last=last,
            )
        hint = Message(
            "keep the version that is right; delete the other and the lines of <, = and > signs"
        )
        location = text.location_at(numbers[0], 0, len(text.lines[numbers[0]]))
        diagnostics.append(text.diagnostic_at(location, "merge-conflict", message, hint))
        other = next((number for number, sign in conflict if sign in "|="), numbers[-1])
        skipped_lines |= {*numbers, *range(other, numbers[-1])}
    return diagnostics, skipped_lines


def replace_forbidden_characters(line: str) -> str:
    """Replace each forbidden character by SUBSTITUTE_CHARACTER, so that columns stay the same."""
    return _FORBIDDEN_RUN.sub(
        lambda match: (
            match[0] if _is_needed_joiner(line, match) else SUBSTITUTE_CHARACTER * len(match[0])
        ),
        line,
    )


def _find_conflict_markers(lines: tuple[str, ...]) -> list[list[tuple[int, str]]]:
    """Return the markers of each merge conflict in file order, as (line from 0, sign)."""
    conflicts: list[list[tuple[int, str]]] = [[]]
    for number, line in enumerate(lines):
        if line[:7] not in _CONFLICT_MARKERS or line[7:8].strip():
            continue
        if line[0] == "<" or (conflicts[-1] and conflicts[-1][-1][1] == ">"):
            conflicts.append([])
        conflicts[-1].append((number, line[0]))
    # A row of equals signs alone underlines a heading in a text
    return [markers for markers in conflicts if any(sign in "<>" for _, sign in markers)]


def _detect_encoding(data: bytes) -> tuple[str, str, int]:
    """Return the encoding's name, its codec and the offset of the text; UTF-8 by default.

    Detects byte order marks, and UTF-16 without one by the position of NUL bytes.
    """
    for mark, encoding, codec in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding, codec, len(mark)
    sample = data[:2000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if min(even, odd) == 0 and max(even, odd) >= max(4, len(sample) * 0.15):
        return "UTF-16", "utf-16-be" if even else "utf-16-le", 0
    return "UTF-8", "utf-8", 0


def _diagnose_invalid_byte(text: SourceText, raw: bytes, offset: int) -> Diagnostic:
    before = _LINE_BREAK.split(raw[:offset].decode("utf-8"))
    message = Message(
        "this file is not saved as UTF-8: the byte 0x%(byte)s here is not valid in it",
        byte=format(raw[offset], "02X"),
    )
    run = re.match(rb"[\x80-\xff]+", raw[offset:])
    # One or two such bytes are nearly always Western European; a longer run could be any alphabet
    letter = raw[offset : offset + 1].decode("cp1252", "ignore")
    if run and len(run[0]) < 3 and letter.isprintable():
        message = Message(
            "%(message)s; it looks like Windows-1252, in which it is '%(letter)s'",
            message=message,
            letter=letter,
        )
    return text.diagnostic_at(
        text.location_at(len(before) - 1, len(before[-1])), "not-utf8", message, _SAVE_AS_UTF8_HINT
    )


def _is_needed_joiner(text: str, match: re.Match[str]) -> bool:
    before = text[match.start() - 1] if match.start() else ""
    return is_needed_joiner(match[0], before, text[match.end() : match.end() + 1])
