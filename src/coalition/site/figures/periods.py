"""Years as periods of equal length, so that a figure of 60 years is as wide as one of five."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MAX_PERIODS = 7
"""Columns whose labels and numbers fit next to each other on a phone of 320 pixels."""

PERIOD_LENGTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
"""Years in a period: the shortest that gives few enough periods is taken."""

MAX_LISTED_YEARS = 100
"""Years between the first and the last one that a table lists without gaps."""


@dataclass(frozen=True)
class Period:
    """The years from `first` to `last`."""

    first: int
    last: int

    @property
    def label(self) -> str:
        """The year, or the first and the last one."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def group_years(first: int, last: int) -> tuple[Period, ...]:
    """Return the periods from the one of the year `first` to the one of `last`.

    Periods of several years begin at a multiple of their length, as decades do; the first and the
    last one have only the years that are asked for.
    """
    for length in PERIOD_LENGTHS:
        begins = range(first - first % length, last + 1, length)
        if len(begins) <= MAX_PERIODS:
            break
    return tuple(Period(max(begin, first), min(begin + length - 1, last)) for begin in begins)


def list_years(years: Iterable[int]) -> tuple[int, ...]:
    """Return the years from the first to the last one; only the given ones if these are many."""
    given = sorted(years)
    if given and given[-1] - given[0] < MAX_LISTED_YEARS:
        return tuple(range(given[0], given[-1] + 1))
    return tuple(given)
