"""Bytes -> lines of text that a page can show. Names what is not UTF-8 and what cannot be seen.

Stands between the file and YAML: what it refuses is found in the whole file at once, whatever
YAML makes of the rest, and `replace_forbidden_characters` hands on text that YAML can go on reading.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from coalition.diagnostics import Diagnostic, Location

MAX_CHARACTER_DIAGNOSTICS = 100
"""How many refused characters of one file are reported one by one."""

SUBSTITUTE_CHARACTER = "\ufdd0"
"""Takes the place of a refused character while the rest is read; it is refused itself."""

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
# Each in two parts, because looking for characters beyond U+FFFF is slow: most files have none.
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_SUPPLEMENTARY_CONTROL = "".join(
    chr(plane + last) for plane in range(0x10000, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb"
)
_SUPPLEMENTARY_INVISIBLE = "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
_SUSPICIOUS = re.compile(f"[{_CONTROL}{_INVISIBLE}\U00010000-\U0010ffff]")
_FORBIDDEN_RUN = re.compile(
    f"([{_CONTROL}{_SUPPLEMENTARY_CONTROL}{_INVISIBLE}{_SUPPLEMENTARY_INVISIBLE}])\\1*"
)
_CONTROL_CHARACTER = re.compile(f"[{_CONTROL}{_SUPPLEMENTARY_CONTROL}]")
_CONFLICT_MARKERS = frozenset(sign * 7 for sign in "<|=>")
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_JOINING_SCRIPTS = re.compile(
    "(ADLAM|ARABIC|BALINESE|BENGALI|DEVANAGARI|GUJARATI|GURMUKHI|JAVANESE|KANNADA|KHMER|MALAYALAM|"
    "MANDAIC|MONGOLIAN|MYANMAR|NKO|ORIYA|SINHALA|SYRIAC|TAMIL|TELUGU|TIBETAN) "
)
"""Scripts whose spelling needs the joiners, as the names of their characters begin."""

_VIRAMA_CLASS = 9
"""The combining class of the sign after which a joiner chooses a letter's form, even at the end."""

_SAVE_AS_UTF8_HINT = "save it again as UTF-8: 'Save as' in most editors asks for the encoding"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "UTF-8", "utf-8"),
    (codecs.BOM_UTF32_LE, "UTF-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "UTF-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "UTF-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "UTF-16", "utf-16-be"),
)


@dataclass(frozen=True)
class SourceText:
    """The text of one file, line by line.

    Lines end at CR LF, LF or CR, as editors count them. libyaml also counts U+0085, U+2028 and
    U+2029, but these are refused here before it reads them, so both agree on every line.
    """

    file: str
    lines: tuple[str, ...]

    def location_at(self, line: int, column: int, width: int = 1) -> Location:
        """The place at `line` and `column`, both from 0, brought back inside the file."""
        line = max(0, min(line, len(self.lines) - 1))
        column = min(column, len(self.lines[line])) if self.lines else 0
        return Location(self.file, line + 1, column + 1, max(1, width))

    def diagnostic_at(
        self, location: Location, rule: str, message: str, hint: str = ""
    ) -> Diagnostic:
        """A Problem at `location`, with its line as the excerpt."""
        excerpt = self.lines[location.line - 1] if self.lines else ""
        return Diagnostic(location, rule, message, hint, excerpt)


def decode_text(data: bytes, file: str) -> tuple[SourceText, Diagnostic | None]:
    """The text in `data`, and what keeps it from being UTF-8: then the text is only to be shown."""
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
    message = f"this file is saved as {encoding}, not as UTF-8"
    return text, text.diagnostic_at(text.location_at(0, 0), "not-utf8", message, _SAVE_AS_UTF8_HINT)


def find_forbidden_characters(text: SourceText) -> Iterator[Diagnostic]:
    """A Problem for each control character and each character that hides itself in the text."""
    if not _SUSPICIOUS.search("\n".join(text.lines)):
        return
    found = [
        (number, match)
        for number, line in enumerate(text.lines)
        for match in _FORBIDDEN_RUN.finditer(line)
        if not _is_needed_joiner(line, match)
    ]
    for number, match in found[:MAX_CHARACTER_DIAGNOSTICS]:
        place = text.location_at(number, match.start(), len(match[0]))
        yield diagnose_forbidden_character(text, place, match[1])
    if more := found[MAX_CHARACTER_DIAGNOSTICS:]:
        place = text.location_at(more[0][0], more[0][1].start())
        message = f"{len(more)} more control or invisible characters stand from here on"
        yield text.diagnostic_at(place, "control-character", message, "is this file really text?")


def diagnose_forbidden_character(
    text: SourceText, location: Location, character: str
) -> Diagnostic:
    """The Problem that `character`, typed or written as an escape, stands at `location`."""
    code = f"U+{ord(character):04X}"
    if _CONTROL_CHARACTER.match(character):
        message = f"a control character ({code}) stands here, which no page can show"
        return text.diagnostic_at(location, "control-character", message, "delete it")
    known = unicodedata.name(character, "a character without a name")
    message = f"an invisible character stands here: {known} ({code})"
    hint = "delete it, and type the word again if it still looks wrong"
    return text.diagnostic_at(location, "invisible-character", message, hint)


def has_forbidden_characters(value: str) -> bool:
    """Whether a value holds a character that no page should show."""
    if not _SUSPICIOUS.search(value):
        return False
    return any(not _is_needed_joiner(value, match) for match in _FORBIDDEN_RUN.finditer(value))


def find_merge_conflicts(text: SourceText) -> tuple[list[Diagnostic], set[int]]:
    """A Problem for each merge conflict left in the file, and the lines to leave out of reading.

    What is left is the file as it was before the merge; lines are numbered from 0.
    """
    problems, left_out = [], set[int]()
    for conflict in _find_conflict_markers(text.lines):
        numbers = [number for number, _ in conflict]
        first, last = numbers[0] + 1, numbers[-1] + 1
        where = f"lines {first} to {last}" if last > first else f"line {first}"
        message = f"a merge of two versions was not finished on {where}"
        hint = "keep the version that is right; delete the other and the lines of <, = and > signs"
        place = text.location_at(numbers[0], 0, len(text.lines[numbers[0]]))
        problems.append(text.diagnostic_at(place, "merge-conflict", message, hint))
        other = next((number for number, sign in conflict if sign in "|="), numbers[-1])
        left_out |= {*numbers, *range(other, numbers[-1])}
    return problems, left_out


def replace_forbidden_characters(line: str) -> str:
    """`line` at the same length, each refused character changed to the SUBSTITUTE_CHARACTER."""
    return _FORBIDDEN_RUN.sub(
        lambda match: (
            match[0] if _is_needed_joiner(line, match) else SUBSTITUTE_CHARACTER * len(match[0])
        ),
        line,
    )


def _find_conflict_markers(lines: tuple[str, ...]) -> list[list[tuple[int, str]]]:
    """The markers of each merge conflict, as (line from 0, sign), in the order of the file."""
    found: list[list[tuple[int, str]]] = [[]]
    for number, line in enumerate(lines):
        if line[:7] not in _CONFLICT_MARKERS or line[7:8].strip():
            continue
        if line[0] == "<" or (found[-1] and found[-1][-1][1] == ">"):
            found.append([])
        found[-1].append((number, line[0]))
    # Signs of equality alone are an underlined heading in somebody's text.
    return [markers for markers in found if any(sign in "<>" for _, sign in markers)]


def _detect_encoding(data: bytes) -> tuple[str, str, int]:
    """An encoding's name, its codec and where its text begins; UTF-8 unless it shows otherwise."""
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
    message = (
        f"this file is not saved as UTF-8: the byte 0x{raw[offset]:02X} here is no letter in it"
    )
    run = re.match(rb"[\x80-\xff]+", raw[offset:])
    # A lone foreign byte is nearly always Western European; a run of them could be any alphabet.
    letter = raw[offset : offset + 1].decode("cp1252", "ignore")
    if run and len(run[0]) < 3 and letter.isprintable():
        message += f"; it looks like Windows-1252, in which it is '{letter}'"
    return text.diagnostic_at(
        text.location_at(len(before) - 1, len(before[-1])), "not-utf8", message, _SAVE_AS_UTF8_HINT
    )


def _is_needed_joiner(text: str, match: re.Match[str]) -> bool:
    """Whether a joiner is part of a word's spelling or of an emoji."""
    if match[0] not in {_JOINER, _NON_JOINER} or not match.start():
        return False
    before, after = text[match.start() - 1], text[match.end() : match.end() + 1]
    if _is_joining(before) and (
        unicodedata.combining(before) == _VIRAMA_CLASS or _is_joining(after)
    ):
        return True
    return match[0] == _JOINER and _is_emoji(before) and _is_emoji(after)


def _is_joining(character: str) -> bool:
    """Whether this is a letter or mark of a script whose spelling needs the joiners."""
    if not character or unicodedata.category(character)[0] not in "LM":
        return False
    return bool(_JOINING_SCRIPTS.match(unicodedata.name(character, "")))


def _is_emoji(character: str) -> bool:
    is_modifier = character == "\ufe0f" or "\U0001f3fb" <= character <= "\U0001f3ff"
    return bool(character) and (is_modifier or unicodedata.category(character) == "So")
