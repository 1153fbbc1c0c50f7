"""Makes figures of tallies, in the language of a site."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from functools import singledispatchmethod

from coalition.model import ActionArea, Goal, LocalizedText
from coalition.site.figures.figure import Figure, FigureRow, Sentence
from coalition.site.figures.labels import (
    get_category_texts,
    get_matrix_texts,
    get_year_texts,
    name_category,
    name_unknown,
)
from coalition.site.figures.marks import (
    MAX_BARS,
    MAX_MATRIX_ROWS,
    TimeColumn,
    make_bars,
    make_columns,
    make_matrix,
)
from coalition.site.figures.periods import Period, group_years, list_years
from coalition.site.figures.sentences import describe_largest
from coalition.site.site import Site
from coalition.site.tallies import (
    CategoryTally,
    FigureId,
    GoalMatrix,
    MembershipTally,
    Tally,
    YearTally,
)

_Counts = list[tuple[LocalizedText, int]]


def build_figures(site: Site, *ids: FigureId) -> tuple[Figure, ...]:
    """Return the figures with these ids of which there is enough to show; all without any."""
    tallies = {tally.id: tally for tally in site.tallies}
    writer = _FigureWriter(site)
    return tuple(writer.write(tallies[id]) for id in ids or tallies if id in tallies)


class _FigureWriter:
    """Writes tallies as figures of a site."""

    def __init__(self, site: Site) -> None:
        self.site, self.language = site, site.language
        self.gettext = site.language.translations.gettext
        self.ngettext = site.language.translations.ngettext

    @singledispatchmethod
    def write(self, tally: Tally) -> Figure:
        raise TypeError(tally)

    def _text(self, text: str) -> LocalizedText:
        return LocalizedText(text, self.language.code)

    def _path(self, id: FigureId) -> str:
        return self.site.get_address("figure-table", id).path

    # Categories

    @write.register
    def _write_categories(self, tally: CategoryTally) -> Figure:
        texts = get_category_texts(self.site, tally.id)
        counts = self._sort(tally)
        others = self._list_others(tally)
        return Figure(
            tally.id,
            self._text(texts.title),
            describe_largest(self.site, texts, counts, tally.total),
            texts.header,
            tuple(FigureRow(*row) for row in (*counts, *others)),
            self._path(tally.id),
            tally.total,
            self._note_several(tally),
            make_bars(
                [*self._shorten(counts), *((*row, True) for row in others)],
                self.language.direction,
            ),
        )

    def _sort(self, tally: CategoryTally) -> _Counts:
        """Return the categories, the largest first; equal ones as their list or the alphabet."""
        named = [
            (name_category(self.site, tally.id, key), count) for key, count in tally.counts.items()
        ]
        if tally.id == "members-by-group":
            order = {id: number for number, id in enumerate(self.site.index.groups)}
            positions = [order[key] for key in tally.counts]
            named = [
                row for _, row in sorted(zip(positions, named, strict=True), key=lambda x: x[0])
            ]
        else:
            named.sort(key=lambda row: self.language.sort_key(row[0].text))
        return sorted(named, key=lambda row: -row[1])

    def _list_others(self, tally: CategoryTally) -> _Counts:
        """Return the entries that belong to no category, and those of which it is not known."""
        rows = [
            (self._text(self.gettext("In no regional group")), tally.outside),
            (self._text(name_unknown(self.site, tally.id)), tally.unknown),
        ]
        return [row for row in rows if row[1]]

    def _shorten(self, counts: _Counts) -> list[tuple[LocalizedText, int, bool]]:
        """Return the categories that have a bar; the smallest share one if there are too many."""
        if len(counts) <= MAX_BARS:
            return [(*row, False) for row in counts]
        shown, rest = counts[: MAX_BARS - 1], counts[MAX_BARS - 1 :]
        label = self.gettext("Others (%(shown)s)")
        text = label % {"shown": self.language.format_number(len(rest))}
        total = sum(count for _, count in rest)
        return [*((*row, False) for row in shown), (self._text(text), total, True)]

    def _note_several(self, tally: CategoryTally) -> tuple[str, ...]:
        total = sum(tally.counts.values()) + tally.outside + tally.unknown
        if total == tally.total:
            return ()
        note = self.gettext(
            "An entry can count in several lines, so the numbers can add up to more than %(total)s."
        )
        return (note % {"total": self.language.format_number(tally.total)},)

    # Years

    @write.register
    def _write_years(self, tally: YearTally) -> Figure:
        texts = get_year_texts(self.site, tally.id)
        by_year = [(self._text(str(year)), count) for year, count in tally.counts.items()]
        listed = [
            FigureRow(self._text(str(year)), tally.counts.get(year, 0))
            for year in list_years(tally.counts)
        ]
        if tally.unknown:
            label = self._text(name_unknown(self.site, tally.id))
            listed.append(FigureRow(label, tally.unknown))
        periods = group_years(min(tally.counts), max(tally.counts))
        sums = [_sum_years(tally.counts, period) for period in periods]
        return Figure(
            tally.id,
            self._text(texts.title),
            describe_largest(self.site, texts, by_year, tally.total),
            texts.header,
            tuple(listed),
            self._path(tally.id),
            tally.total,
            self._note_years(tally, periods),
            columns=_make_period_columns(periods, sums),
        )

    def _note_years(self, tally: YearTally, periods: tuple[Period, ...]) -> tuple[str, ...]:
        """Return what the columns do not show."""
        unknown = self.gettext("%(label)s: %(value)s") % {
            "label": name_unknown(self.site, tally.id),
            "value": self.language.format_number(tally.unknown),
        }
        notes = *self._note_periods(periods), *self._note_left_out(tally)
        return (*notes, unknown) if tally.unknown else notes

    def _note_periods(self, periods: tuple[Period, ...]) -> tuple[str, ...]:
        length = max(period.last - period.first + 1 for period in periods)
        if length == 1:
            return ()
        note = self.ngettext(
            "Each column covers up to %(shown)s year; the table has every year.",
            "Each column covers up to %(shown)s years; the table has every year.",
            length,
        )
        return (note % {"shown": self.language.format_number(length)},)

    def _note_left_out(self, tally: YearTally) -> tuple[str, ...]:
        if not tally.left_out:
            return ()
        note = self.ngettext(
            "%(shown)s event that was cancelled or postponed is not counted.",
            "%(shown)s events that were cancelled or postponed are not counted.",
            tally.left_out,
        )
        return (note % {"shown": self.language.format_number(tally.left_out)},)

    # Members over the years

    @write.register
    def _write_membership(self, tally: MembershipTally) -> Figure:
        _ = self.gettext
        counts = {year: _get_latest(tally.counts, year) for year in list_years(tally.counts)}
        first, last = min(counts), max(counts)
        periods = group_years(first, last)
        numbers = [_get_latest(tally.counts, min(period.last, last)) for period in periods]
        return Figure(
            tally.id,
            self._text(_("Members over the years")),
            self._describe_membership(tally, first, last),
            (_("Year"), _("Members at the end of the year")),
            tuple(FigureRow(self._text(str(year)), number) for year, number in counts.items()),
            self._path(tally.id),
            None,
            (*self._note_periods(periods), *self._note_undated(tally)),
            columns=_make_period_columns(periods, numbers),
        )

    def _describe_membership(self, tally: MembershipTally, first: int, last: int) -> Sentence:
        pattern = self.gettext(
            "The number of members was %(first)s at the end of %(year)s, and %(last)s on %(day)s."
        )
        values = {
            "first": self.language.format_number(tally.counts[first]),
            "year": str(first),
            "last": self.language.format_number(tally.counts[last]),
            "day": self.language.format_date(tally.day),
        }
        return Sentence(pattern, (), values)

    def _note_undated(self, tally: MembershipTally) -> tuple[str, ...]:
        if not tally.undated:
            return ()
        note = self.ngettext(
            "%(shown)s member is not counted, because the data do not say when they joined.",
            "%(shown)s members are not counted, because the data do not say when they joined.",
            tally.undated,
        )
        return (note % {"shown": self.language.format_number(tally.undated)},)

    # Goals by area

    @write.register
    def _write_matrix(self, tally: GoalMatrix) -> Figure:
        numbers = {goal.id: goal.number for goal in tally.goals}
        rows = [(self._name_area(area), {numbers[id] for id in area.goals}) for area in tally.areas]
        texts = get_matrix_texts(self.site)
        counts = [
            (self._name_goal(goal), count)
            for goal, count in zip(tally.goals, tally.areas_per_goal.values(), strict=True)
        ]
        return Figure(
            tally.id,
            self._text(texts.title),
            describe_largest(self.site, texts, counts, len(tally.areas)),
            texts.header,
            tuple(FigureRow(label, self._join_numbers(goals)) for label, goals in rows),
            self._path(tally.id),
            None,
            self._note_more_areas(len(rows) - MAX_MATRIX_ROWS),
            matrix=make_matrix(
                rows[:MAX_MATRIX_ROWS], sorted(numbers.values()), self.language.direction
            ),
        )

    def _name_area(self, area: ActionArea) -> LocalizedText:
        return area.localize_label(self.language.code)

    def _name_goal(self, goal: Goal) -> LocalizedText:
        title = goal.title.localize(self.language.code)
        return LocalizedText(f"{goal.number}. {title.text}", title.language)

    def _join_numbers(self, numbers: set[int]) -> str:
        return self.language.join_list(map(str, sorted(numbers)))

    def _note_more_areas(self, number: int) -> tuple[str, ...]:
        if number <= 0:
            return ()
        note = self.ngettext(
            "%(shown)s more area of action is in the table.",
            "%(shown)s more areas of action are in the table.",
            number,
        )
        return (note % {"shown": self.language.format_number(number)},)


def _sum_years(counts: Mapping[int, int], period: Period) -> int:
    return sum(count for year, count in counts.items() if period.first <= year <= period.last)


def _get_latest(counts: Mapping[int, int], year: int) -> int:
    """Return the number of the last year, until `year`, of which there is one."""
    years = list(counts)
    return counts[years[bisect_right(years, year) - 1]]


def _make_period_columns(periods: tuple[Period, ...], numbers: list[int]) -> tuple[TimeColumn, ...]:
    labels = [period.label for period in periods]
    return make_columns(list(zip(labels, numbers, strict=True)))
