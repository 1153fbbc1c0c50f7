"""How many entries there are of each kind, and when that is enough for a figure.

The numbers know no language: `figures` gives them labels. The rules are the same for every
coalition, so that nobody has to decide whether five entries are worth a picture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate
from typing import Literal

from coalition.i18n import find_regions, find_un_groups
from coalition.model import ActionArea, Coalition, Event, Goal, Member, Term
from coalition.site.queries import CoalitionIndex, MemberRow

CategoryTallyId = Literal[
    "members-by-group", "members-by-region", "members-by-un-group", "organisations-by-kind",
    "events-by-mode", "documents-by-type", "documents-by-language",
]  # fmt: skip
YearTallyId = Literal["events-by-year", "documents-by-year"]
FigureId = CategoryTallyId | YearTallyId | Literal["members-over-years", "goals-by-area"]

MINIMUM_ENTRIES = 5
"""Entries of known categories without which a figure would show less than a sentence says."""

MINIMUM_CATEGORIES = 2
"""Categories, years, areas or goals without which there is nothing to compare."""

MINIMUM_KNOWN_PERCENT = 50
"""Share of the entries whose category has to be known."""

MINIMUM_DATED_PERCENT = 75
"""Share of the members, current and former, of whom it has to be known when they joined.

A member without that date is missing in every year, so the curve needs more of them than a figure
in which unknown entries have a line of their own.
"""


@dataclass(frozen=True)
class CategoryTally:
    """How many entries each category has.

    `total` counts each entry once, while the `counts` of an entry with several categories add up to
    more. `outside` are entries that are known to have none, `unknown` all others.
    """

    id: CategoryTallyId
    counts: Mapping[str, int]
    total: int
    outside: int = 0
    unknown: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether there is enough to show."""
        return _is_enough(self.counts, self.total, self.unknown)


@dataclass(frozen=True)
class YearTally:
    """How many entries are of each year, without years that have none; the earliest year first.

    `unknown` are entries without a date; they are a part of `total`. `left_out` are entries that do
    not count.
    """

    id: YearTallyId
    counts: Mapping[int, int]
    total: int
    unknown: int = 0
    left_out: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether there is enough to show."""
        return _is_enough(self.counts, self.total, self.unknown)


@dataclass(frozen=True)
class MembershipTally:
    """How many members there were at the end of each year, from the first one that joined.

    The last year is the one of `day`, the day of the data, and counts who is a member on it. Years
    in which the number did not change may be missing between the first and the last one. `undated`
    are members, current and former, of whom it is not known when they joined; they do not count.
    """

    counts: Mapping[int, int]
    day: date
    dated: int
    undated: int
    id: Literal["members-over-years"] = field(default="members-over-years", init=False)

    @property
    def is_enough(self) -> bool:
        """Whether there is enough to show."""
        enough_dated = 100 * self.dated >= MINIMUM_DATED_PERCENT * (self.dated + self.undated)
        return (
            len(self.counts) >= MINIMUM_CATEGORIES
            and self.dated >= MINIMUM_ENTRIES
            and enough_dated
        )


@dataclass(frozen=True)
class GoalMatrix:
    """Which area of action contributes to which goal; only those that any of the others has."""

    areas: tuple[ActionArea, ...]
    goals: tuple[Goal, ...]
    id: Literal["goals-by-area"] = field(default="goals-by-area", init=False)

    @property
    def areas_per_goal(self) -> Mapping[str, int]:
        """The number of areas that contribute to each goal, by the goal's id."""
        counts = Counter(id for area in self.areas for id in set(area.goals))
        return {goal.id: counts[goal.id] for goal in self.goals}

    @property
    def is_enough(self) -> bool:
        """Whether there is enough to show."""
        smallest_side = min(len(self.areas), len(self.goals))
        pairs = sum(self.areas_per_goal.values())
        return smallest_side >= MINIMUM_CATEGORIES and pairs >= MINIMUM_ENTRIES


Tally = CategoryTally | YearTally | MembershipTally | GoalMatrix


def list_tallies(index: CoalitionIndex) -> tuple[Tally, ...]:
    """Return the tallies that have enough to show, in the order of the page with all figures."""
    return tuple(tally for tally in _iter_tallies(index) if tally.is_enough)


def _iter_tallies(index: CoalitionIndex) -> Iterator[Tally]:
    coalition = index.coalition
    yield tally_groups(index.members)
    countries = [row.country for row in index.members]
    yield tally_regions(countries)
    yield tally_un_groups(countries)
    if index.day:
        yield tally_membership(coalition.members, index.day)
    yield _tally("organisations-by-kind", ((one.kind,) for one in coalition.organisations))
    held = [event for event in coalition.events if event.status is None]
    left_out = len(coalition.events) - len(held)
    yield _tally_years("events-by-year", map(_get_start_year, held), left_out)
    yield _tally("events-by-mode", ((event.mode,) for event in held))
    yield from _iter_document_tallies(coalition)
    yield build_goal_matrix(coalition)


def _iter_document_tallies(coalition: Coalition) -> Iterator[Tally]:
    documents = coalition.documents
    years = (document.date.year if document.date else None for document in documents)
    yield _tally_years("documents-by-year", years)
    yield _tally("documents-by-type", ((document.type,) for document in documents))
    languages = ([version.language for version in document.versions] for document in documents)
    yield _tally("documents-by-language", languages)


def tally_groups(rows: Iterable[MemberRow]) -> CategoryTally:
    """Count members by the ids of their stakeholder groups."""
    return _tally("members-by-group", (row.member.all_groups for row in rows))


def tally_regions(countries: Iterable[str | None]) -> CategoryTally:
    """Count countries, one for each member, by the number of their largest region in M49."""
    return _tally("members-by-region", (find_regions(country or "")[:1] for country in countries))


def tally_un_groups(countries: Iterable[str | None]) -> CategoryTally:
    """Count countries, one for each member, by the regional group of the United Nations.

    Some countries take part in several, some in none.
    """
    all_countries = list(countries)
    groups_by_country = {one: find_un_groups(one) for one in dict.fromkeys(all_countries) if one}
    groups = [groups_by_country[country] for country in all_countries if country]
    tally = _tally("members-by-un-group", groups)
    unknown = len(all_countries) - len(groups)
    return replace(tally, total=len(all_countries), outside=tally.unknown, unknown=unknown)


def tally_membership(members: Iterable[Member], day: date) -> MembershipTally:
    """Count the members at the end of each year until `day`, by the dates of their terms.

    As `was_member` does: a month or a year counts from its first day.
    """
    changes: Counter[int] = Counter()
    dated = undated = 0
    for member in members:
        terms = member.all_terms
        if not terms or not terms[0].since:
            undated += 1
            continue
        dated += 1
        for begin, end in _iter_years(terms, day):
            changes[begin] += 1
            changes[end] -= 1
    first_year = min(changes, default=day.year)
    changes.update(dict.fromkeys((first_year, day.year), 0))
    years = sorted(year for year in changes if year <= day.year)
    counts = dict(zip(years, accumulate(changes[year] for year in years), strict=True))
    return MembershipTally(counts, day, dated, undated)


def _iter_years(terms: Iterable[Term], day: date) -> Iterator[tuple[int, int]]:
    """Yield the years at whose end terms were current: the first one, and the first one after.

    The year of `day` ends with it: a term that has begun and ended by then is in no year.
    """
    for term in terms:
        if term.since and term.since.first_day <= day:
            end = day.year + 1
            if term.until and term.until.first_day <= day:
                end = term.until.year
            yield term.since.year, max(end, term.since.year)


def build_goal_matrix(coalition: Coalition) -> GoalMatrix:
    """Return which areas contribute to which goals, areas in file order and goals by number."""
    used = {id for area in coalition.action_areas for id in area.goals}
    goals = sorted(
        (goal for goal in coalition.goals if goal.id in used), key=lambda goal: goal.number
    )
    return GoalMatrix(
        tuple(area for area in coalition.action_areas if area.goals),
        tuple(goals),
    )


def _get_start_year(event: Event) -> int:
    return event.start.day.year


def _tally(id: CategoryTallyId, keys_by_entry: Iterable[Iterable[str | None]]) -> CategoryTally:
    """Count entries by their keys, each once by the same key; None is no key."""
    counts: Counter[str] = Counter()
    total = unknown = 0
    for entry_keys in keys_by_entry:
        keys = [key for key in dict.fromkeys(entry_keys) if key is not None]
        counts.update(keys)
        total += 1
        unknown += not keys
    return CategoryTally(id, counts, total, unknown=unknown)


def _tally_years(id: YearTallyId, years: Iterable[int | None], left_out: int = 0) -> YearTally:
    counts = Counter(years)
    unknown = counts.pop(None, 0)
    by_year = {year: counts[year] for year in sorted(filter(None, counts))}
    return YearTally(id, by_year, counts.total() + unknown, unknown, left_out)


def _is_enough(counts: Mapping[str, int] | Mapping[int, int], total: int, unknown: int) -> bool:
    known = total - unknown
    return (
        len(counts) >= MINIMUM_CATEGORIES
        and known >= MINIMUM_ENTRIES
        and 100 * known >= MINIMUM_KNOWN_PERCENT * total
    )
