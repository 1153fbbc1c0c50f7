"""The sentence that says what a figure shows: which is the largest, and how large it is."""

from __future__ import annotations

from collections.abc import Sequence

from coalition.model import LocalizedText
from coalition.site.figures.figure import Sentence
from coalition.site.figures.labels import FigureTexts
from coalition.site.site import Site

MAX_NAMES = 3
"""Categories with the same number that a sentence names."""


def describe_largest(
    site: Site, texts: FigureTexts, counts: Sequence[tuple[LocalizedText, int]], total: int
) -> Sentence:
    """Return the sentence about the categories with the most of all `total` entries."""
    largest = max(count for _, count in counts)
    names = tuple(label for label, count in counts if count == largest)
    language = site.language
    values = {"shown": language.format_number(largest), "total": language.format_number(total)}
    if len(names) == 1:
        return Sentence(texts.largest, names, values)
    if len(names) <= MAX_NAMES:
        return Sentence(texts.tied, names, values)
    pattern = language.translations.ngettext(
        "The largest number, %(shown)s of %(total)s, occurs %(count)s time.",
        "The largest number, %(shown)s of %(total)s, occurs %(count)s times.",
        len(names),
    )
    return Sentence(pattern, (), {**values, "count": language.format_number(len(names))})
