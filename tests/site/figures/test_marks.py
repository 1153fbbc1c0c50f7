"""The geometry of figures: marks are within their space, in proportion, and on the right side."""

from __future__ import annotations

import itertools
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from coalition.model import LocalizedText
from coalition.site.figures import group_years, make_bars, make_columns, make_matrix
from coalition.site.figures.marks import CELL_SIZE, MATRIX_LINE
from coalition.site.figures.periods import MAX_LISTED_YEARS, MAX_PERIODS, list_years

LABEL = LocalizedText("Label", "en")
COUNTS = st.lists(st.integers(0, 20_000), min_size=1, max_size=40)
DIRECTIONS = st.sampled_from(["ltr", "rtl"])
YEARS = st.integers(1, 9999)
Direction = Literal["ltr", "rtl"]


@given(COUNTS, DIRECTIONS)
def test_bars_are_in_their_space_and_in_proportion(counts: list[int], direction: Direction):
    bars = make_bars([(LABEL, count, False) for count in counts], direction)

    assert counts == [bar.count for bar in bars]
    for bar in bars:
        assert 0 <= bar.x <= 100
        assert 0 <= bar.width <= 100
        assert (bar.count > 0) == (bar.width > 0)
        beginning = bar.x if direction == "ltr" else round(100 - bar.x - bar.width, 6)
        assert 0 == beginning
        exact = 100 * bar.count / max(*counts, 1)
        assert abs(exact - bar.width) <= 0.5
    assert max(counts) == 0 or 100 == max(bar.width for bar in bars)


@given(COUNTS)
def test_a_larger_number_never_has_a_smaller_mark(counts: list[int]):
    columns = make_columns([("2024", count) for count in counts])
    by_count = sorted(columns, key=lambda column: column.count)
    heights = [column.height for column in by_count]

    assert sorted(heights) == heights
    assert all(100 == round(column.y + column.height, 6) for column in columns)


@given(YEARS, YEARS)
def test_any_span_of_years_has_few_periods_that_cover_each_year_once(one: int, other: int):
    first, last = sorted((one, other))
    periods = group_years(first, last)

    assert 1 <= len(periods) <= MAX_PERIODS
    assert (first, last) == (periods[0].first, periods[-1].last)
    for before, after in itertools.pairwise(periods):
        assert before.last + 1 == after.first
    assert len({period.last - period.first for period in periods[1:-1]}) <= 1


def test_few_years_have_a_column_each_and_sixty_are_grouped():
    assert [str(year) for year in range(2018, 2025)] == [p.label for p in group_years(2018, 2024)]
    assert ["1965–1969", "1970–1979", "1980–1989", "1990–1999", "2000–2009", "2010–2019"] == [
        period.label for period in group_years(1965, 2024)
    ][:6]
    assert "2020–2024" == group_years(1965, 2024)[-1].label


def test_a_table_lists_years_without_entries_unless_there_are_too_many():
    assert (2019, 2020, 2021) == list_years([2021, 2019])
    assert (1, 2024) == list_years([1, 2024])
    assert MAX_LISTED_YEARS == len(list_years([1925, 2024]))


@given(
    st.lists(st.sets(st.integers(1, 40)), min_size=1, max_size=5),
    st.lists(st.integers(1, 40), unique=True, max_size=40),
    DIRECTIONS,
)
def test_cells_of_a_matrix_have_a_place_each_and_the_same_in_all_rows(
    rows: list[set[int]], numbers: list[int], direction: Direction
):
    matrix = make_matrix([(LABEL, row) for row in rows], numbers, direction)

    assert matrix.width <= MATRIX_LINE * CELL_SIZE
    assert 1 == len({tuple((c.x, c.y, c.number) for c in row.cells) for row in matrix.rows})
    for row, filled in zip(matrix.rows, rows, strict=True):
        assert numbers == [cell.number for cell in row.cells]
        assert filled & {*numbers} == {cell.number for cell in row.cells if cell.is_filled}
        assert len(numbers) == len({(cell.x, cell.y) for cell in row.cells})
        for cell in row.cells:
            assert 0 <= cell.x <= matrix.width - matrix.cell_size
            assert 0 <= cell.y <= matrix.height - matrix.cell_size


def test_lines_of_a_matrix_are_equally_long_and_begin_where_the_language_does():
    left, right = (
        make_matrix([(LABEL, set())], range(1, 11), direction) for direction in ("ltr", "rtl")
    )

    assert 5 * CELL_SIZE == left.width
    assert left.rows[0].cells[0].x < left.rows[0].cells[1].x
    assert right.rows[0].cells[0].x > right.rows[0].cells[1].x
