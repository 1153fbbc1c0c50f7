"""Views of the conditions that a body sets for the coalition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from coalition.model import Condition, ConditionSet, LocalizedText
from coalition.site.urls import Address
from coalition.site.views.base import ContentView

ConditionStatus = Literal["met", "not-met", "unknown"]
"""Whether a condition is met; `unknown` if the data cannot tell."""


@dataclass(frozen=True)
class Evidence:
    """What in the data shows that a condition is met or not.

    It leads to the page at `address`, or to a `url` on another site, if there is one.
    """

    text: LocalizedText
    address: Address | None = None
    url: str = ""


@dataclass(frozen=True)
class ConditionResult:
    """A condition, whether it is met, and what shows that.

    `year` is the one that a yearly report is asked for; None for other conditions.
    """

    condition: Condition
    status: ConditionStatus
    evidence: tuple[Evidence, ...] = ()
    year: int | None = None


@dataclass(frozen=True)
class ConditionSetResult:
    """The conditions of one set, compared with the data."""

    conditions: ConditionSet
    results: tuple[ConditionResult, ...]

    def count(self, status: ConditionStatus) -> int:
        """Return how many conditions have a status."""
        return sum(result.status == status for result in self.results)


@dataclass(frozen=True)
class ConditionsView(ContentView):
    """The sets of conditions that visitors see, in the order of the file."""

    sets: tuple[ConditionSetResult, ...]
