"""Find what has probably replaced an entry or a text that is no longer there.

Only a likeness of the names or of values that belong to one entry counts. Colleagues share an
organisation, a group and a country: a new one must not get the address of one who was deleted.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import TypeVar

from coalition.project import MarkdownFile, RawEntry, get_child, normalize_name, to_plain_data
from coalition.sources import extract_body

T = TypeVar("T")

DISTINCTIVE_KEYS = (
    "orcid", "ror", "wikidata", "photo", "logo", "bio", "description", "url", "text",
)  # fmt: skip
"""Keys whose values seldom are the same in two entries."""

MIN_NAME_LIKENESS = 0.65
"""Minimum likeness of two names, 0 to 1, as difflib measures it."""

MIN_TEXT_LIKENESS = 0.5
"""Minimum likeness of two texts, by their lines."""

MAX_COMPARED_LENGTH = 100
"""Number of characters of a name that are compared."""

MAX_COMPARED_LINES = 400
"""Number of lines of a text that are compared."""

MAX_CANDIDATES = 200
"""Number of new entries or texts that are compared with each lost one."""


def find_successor_entry(
    id: str, old: RawEntry | None, candidates: Iterable[RawEntry]
) -> RawEntry | None:
    """Return the entry that has probably replaced the one with this id; None if none is alike.

    `old` is the entry as it was, if known.
    """
    return _find_best((candidate, _rate_entry(id, old, candidate)) for candidate in candidates)


def find_successor_text(
    slug: str, old: MarkdownFile | None, candidates: Iterable[MarkdownFile]
) -> MarkdownFile | None:
    """Return the text that has probably replaced the one with this slug; None if none is alike."""
    return _find_best((candidate, _rate_text(slug, old, candidate)) for candidate in candidates)


def _find_best(rated: Iterable[tuple[T, float]]) -> T | None:
    best, best_rating = None, 0.0
    for number, (candidate, rating) in enumerate(rated):
        if number >= MAX_CANDIDATES:
            break
        if rating > best_rating:
            best, best_rating = candidate, rating
    return best


def _rate_entry(id: str, old: RawEntry | None, candidate: RawEntry) -> float:
    """Return how alike two entries are; 0 if not enough."""
    if old is not None and any(_has_same_value(old, candidate, key) for key in DISTINCTIVE_KEYS):
        return 1.0 + _compare(old.normalized_name, candidate.normalized_name)
    likenesses = [_compare(id, candidate.id)]
    if old is not None:
        likenesses.append(_compare(old.normalized_name, candidate.normalized_name))
    elif candidate.name_node:
        likenesses.append(_compare(id.replace("-", " "), normalize_name(candidate.name_node.text)))
    return _cut(max(likenesses), MIN_NAME_LIKENESS)


def _has_same_value(old: RawEntry, candidate: RawEntry, key: str) -> bool:
    first, second = get_child(old.node, key), get_child(candidate.node, key)
    return (
        first is not None
        and second is not None
        and to_plain_data(first) == to_plain_data(second) != ""
    )


def _rate_text(slug: str, old: MarkdownFile | None, candidate: MarkdownFile) -> float:
    likeness = _cut(_compare(slug, candidate.id.slug), MIN_NAME_LIKENESS)
    if old is None or old.language != candidate.language:
        return likeness
    first, second = (
        extract_body(file.lines).split("\n")[:MAX_COMPARED_LINES] for file in (old, candidate)
    )
    body_likeness = SequenceMatcher(None, first, second, autojunk=False).ratio()
    return max(likeness, 2 * _cut(body_likeness, MIN_TEXT_LIKENESS))


def _compare(first: str, second: str) -> float:
    """Return the likeness of two names, 0 to 1; 1 if one has all words of the other."""
    words, other_words = ({*text.replace("-", " ").split()} for text in (first, second))
    if not words or not other_words:
        return 0.0
    if words <= other_words or other_words <= words:
        return 1.0
    matcher = SequenceMatcher(
        None, first[:MAX_COMPARED_LENGTH], second[:MAX_COMPARED_LENGTH], autojunk=False
    )
    return matcher.ratio()


def _cut(likeness: float, minimum: float) -> float:
    return likeness if likeness >= minimum else 0.0
