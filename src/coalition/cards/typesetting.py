"""Set the words of a card: choose sizes, break lines, and shorten what does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coalition.cards.card import WIDTH, Card
from coalition.cards.fonts import BOLD, clean_line, split_by_font
from coalition.i18n import get_text_direction

MARGIN = 72
"""The margin on both sides, in pixels."""

MEASURE = WIDTH - 2 * MARGIN
"""The width of the longest line, in pixels."""

TITLE_SIZES = ((92, 2), (76, 3), (64, 3), (54, 4), (46, 5))
"""Sizes of a title in pixels, each with the number of lines for which it is small enough."""

NAME_SIZE, ACRONYM_SIZE, LABEL_SIZE, DETAILS_SIZE = 25, 38, 32, 32
"""Sizes of the other texts, in pixels."""

NAME_MEASURE = MEASURE - 104
"""The width of the coalition's name, which is next to its mark."""

REGULAR = 400

_ELLIPSIS = "…"
_RLE, _PDF = "\u202b", "\u202c"
"""Characters that embed a line that is written from right to left: resvg takes all lines as LTR."""

_WORDS = re.compile(
    r"""
    [(\[«“‘（《「『【]*                          # never last on a line
    (?:[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+)
    [)\]»”’，。、；：！？）》」』】…,.;:!?–-]*      # never first on a line
    |\s+
    """,
    re.VERBOSE,
)
"""What stays on one line: a word, or a character of a script that is written without blanks."""


@dataclass(frozen=True)
class FontRun:
    """A part of a line in one font; the `outline` makes a font bold that has no bold weight."""

    text: str
    family: str
    outline: bool


@dataclass(frozen=True)
class CardLine:
    """A line of text: its `size` in pixels and its parts in the order in which they are read."""

    size: int
    weight: int
    runs: tuple[FontRun, ...]


@dataclass(frozen=True)
class CardLayout:
    """The lines of a card; those without words are None."""

    acronym: CardLine
    name: CardLine | None
    label: CardLine | None
    title: tuple[CardLine, ...]
    details: CardLine | None


def lay_out(card: Card) -> CardLayout:
    """Set the words of a card. Nothing is wider than MEASURE."""
    is_home = card.name == card.title
    name = (card.name.text, card.name.language, NAME_SIZE, REGULAR, NAME_MEASURE)
    label = card.label
    return CardLayout(
        acronym=_set_line(card.acronym, card.name.language, ACRONYM_SIZE, BOLD, NAME_MEASURE),
        name=None if is_home else _set_line(*name),
        label=_set_line(label.text, label.language, LABEL_SIZE, BOLD, MEASURE) if label else None,
        title=_set_title(card.title.text, card.title.language),
        details=(
            _set_line(card.details, card.language, DETAILS_SIZE, REGULAR, MEASURE)
            if card.details
            else None
        ),
    )


def _set_title(text: str, language: str) -> tuple[CardLine, ...]:
    """Set a title in the largest size in which it has few enough lines."""
    for size, max_lines in TITLE_SIZES:
        lines = _break_lines(text, language, MEASURE / size)
        if len(lines) <= max_lines:
            break
    if len(lines) > max_lines:
        rest = clean_line(" ".join(lines[max_lines - 1 :]))
        lines = [*lines[: max_lines - 1], _shorten(rest, language, BOLD, MEASURE / size)]
    return tuple(_make_line(line, language, size, BOLD) for line in lines)


def _set_line(text: str, language: str, size: int, weight: int, measure: float) -> CardLine:
    return _make_line(
        _shorten(clean_line(text), language, weight, measure / size), language, size, weight
    )


def _shorten(text: str, language: str, weight: int, measure: float) -> str:
    """Return a text that is at most `measure` em wide, with an ellipsis if it was longer."""
    if _measure(text, language, weight) <= measure:
        return text
    words = _WORDS.findall(text)
    while len(words) > 1:
        words.pop()
        shorter = "".join(words).rstrip(" ,.;:，。、；：") + _ELLIPSIS
        if _measure(shorter, language, weight) <= measure:
            return shorter
    return next(iter(_cut(text, language, measure)))


def _break_lines(text: str, language: str, measure: float) -> list[str]:
    """Break a title into lines that are at most `measure` em wide."""
    lines: list[str] = []
    current = ""
    for word in _iterate_words(text, language, measure):
        if current and _measure((current + word).rstrip(), language, BOLD) > measure:
            lines.append(current.rstrip())
            current = word.lstrip()
        else:
            current += word
    return [*lines, current.rstrip()] if current.strip() else lines


def _iterate_words(text: str, language: str, measure: float) -> Iterator[str]:
    """Yield words and blanks; a word that is wider than a line is cut."""
    for word in _WORDS.findall(clean_line(text)):
        if _measure(word, language, BOLD) > measure:
            yield from _cut(word, language, measure)
        else:
            yield word


def _cut(word: str, language: str, measure: float) -> Iterator[str]:
    start = 0
    for end in range(1, len(word) + 1):
        if end - start > 1 and _measure(word[start:end], language, BOLD) > measure:
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]


def _measure(text: str, language: str, weight: int) -> float:
    return sum(font.measure(part, weight) for part, font in split_by_font(text, language))


def _make_line(text: str, language: str, size: int, weight: int) -> CardLine:
    runs = [
        FontRun(part, font.family, weight == BOLD and not font.is_variable)
        for part, font in split_by_font(text, language)
    ]
    return CardLine(
        size, weight, _embed(runs) if get_text_direction(language) == "rtl" else tuple(runs)
    )


def _embed(runs: Sequence[FontRun]) -> tuple[FontRun, ...]:
    """Return the parts of a line that is written from right to left, as resvg needs them."""
    if not runs:
        return ()
    first, last = runs[0], runs[-1]
    if len(runs) == 1:
        return (FontRun(_RLE + first.text + _PDF, first.family, first.outline),)
    return (
        FontRun(_RLE + first.text, first.family, first.outline),
        *runs[1:-1],
        FontRun(last.text + _PDF, last.family, last.outline),
    )
