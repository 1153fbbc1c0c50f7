"""Lists are divided into pages, with an index and ranges that say what each page has."""

from __future__ import annotations

from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.i18n import Language
from coalition.site.urls import Address, AddressBuilder, is_list_page
from coalition.site.views.listing import (
    MAX_ROWS,
    SHOWN_NEIGHBOURS,
    ListPage,
    ListSection,
    divide,
    divide_by_letter,
    divide_by_year,
)

ADDRESS = AddressBuilder("en").build("page", "en", "members")
ENGLISH = Language("en", NullTranslations())

sizes = st.lists(st.integers(0, 2 * MAX_ROWS), max_size=8)
names = st.lists(st.text(min_size=1, max_size=8), max_size=3 * MAX_ROWS)


def make_sections(lengths: list[int]) -> list[ListSection[int]]:
    """Return sections with rows that are numbered through, of these lengths."""
    starts = [sum(lengths[:position]) for position in range(len(lengths))]
    return [
        ListSection("events", f"year-{number}", str(2030 - number), tuple(range(start, start + n)))
        for number, (start, n) in enumerate(zip(starts, lengths, strict=True))
    ]


def divide_names(names: list[str], code: str = "en") -> ListPage[str] | None:
    language = Language(code, NullTranslations())
    return divide(ADDRESS, divide_by_letter("members", names, lambda name: name, language))


def list_all_pages(first: ListPage[str] | None) -> tuple[ListPage[str], ...]:
    assert first
    return first.listing.pages


@pytest.mark.parametrize(("rows", "expected"), [(0, 0), (MAX_ROWS, 0), (MAX_ROWS + 1, 2)])
def test_a_list_is_divided_if_it_has_more_rows_than_a_page(rows: int, expected: int):
    first = divide(ADDRESS, make_sections([rows]))

    assert expected == (first.listing.page_count if first else 0)


@given(sizes)
def test_the_pages_have_every_row_once_in_order_and_none_has_too_many(lengths: list[int]):
    first = divide(ADDRESS, make_sections(lengths))
    pages = first.listing.pages if first else ()

    rows = [[row for part in page.parts for row in part.rows] for page in pages]
    if first:
        assert list(range(sum(lengths))) == [row for page in rows for row in page]
        assert all(0 < len(page) <= MAX_ROWS for page in rows)
        assert max(map(len, rows[:-1])) - min(map(len, rows[:-1])) == 0
    else:
        assert sum(lengths) <= MAX_ROWS


@given(sizes)
def test_the_index_leads_to_the_page_where_a_section_begins(lengths: list[int]):
    first = divide(ADDRESS, make_sections(lengths))
    for entry in first.listing.index if first else ():
        page = first.listing.pages[entry.page - 1]
        (part,) = [part for part in page.parts if part.section.id == entry.id]
        assert not part.continued


def test_a_section_that_began_on_the_page_before_is_marked_as_continued():
    first = divide(ADDRESS, make_sections([MAX_ROWS, 1, MAX_ROWS]))
    assert first

    continued = [[part.continued for part in page.parts] for page in first.listing.pages]
    assert [[False], [True, False, False], [True]] == continued


@given(names)
def test_sections_by_letter_keep_every_row_and_have_different_ids(names: list[str]):
    sections = list(divide_by_letter("members", names, lambda name: name, ENGLISH))

    assert sorted(names) == sorted(row for section in sections for row in section.rows)
    ids = [section.id for section in sections]
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize(
    ("code", "names", "expected"),
    [
        ("en", ["Ólafur", "olga", "Zoë", "Ægir"], ["A", "O", "Z"]),
        ("en", ["3D", "Иван", "王", "Anna"], ["#", "A", "Other scripts"]),
        ("es", ["Núñez", "Ñandú", "Ortega"], ["N", "Ñ", "O"]),
        ("ru", ["Ёлкин", "Йоффе", "Иванов", "Smith"], ["Е", "И", "Й", "S"]),
        ("ar", ["أحمد", "آمال", "بدر", "Smith"], ["ا", "ب", "S"]),
        ("zh", ["王小明", "安明", "Smith", "Adams"], ["A", "W", "A", "S"]),
    ],
)
def test_the_letters_are_those_of_the_language(code: str, names: list[str], expected: list[str]):
    language = Language(code, NullTranslations())
    sections = list(divide_by_letter("members", names, lambda name: name, language))

    assert expected == [section.heading for section in sections]


def test_the_index_of_another_script_has_latin_letters_apart():
    names = ["安明", "王小明", "Adams", "Smith"] * MAX_ROWS
    first = divide_names(names, "zh")
    assert first

    groups = [[entry.id for entry in group] for group in first.listing.index_groups]
    assert [["letter-a", "letter-w"], ["latin-a", "latin-s"]] == groups


def test_ranges_are_as_short_as_they_can_be():
    names = [
        f"{letter}{vowel}l{n:03}"
        for letter in "BCD"
        for vowel in "ae"
        for n in range(MAX_ROWS // 3)
    ]
    pages = list_all_pages(divide_names(names))

    assert ["B – Ca", "Ce – D"] == [pages[0].range, pages[-1].range]


def test_a_range_of_names_and_former_members_names_the_section():
    letters = list(divide_by_letter("members", ["Anna", "Bela"] * 40, lambda name: name, ENGLISH))
    names = ("Carl",) * 50 + ("Dora",) * 50
    former = ListSection("members", "former", "Former members", names, names)
    first = divide(ADDRESS, [*letters, former])

    assert ["A – Former members", "Carl – D"] == [page.range for page in list_all_pages(first)]


def test_a_range_of_years_is_not_shortened():
    years = divide_by_year("events", range(4 * MAX_ROWS), lambda n: 2030 - n // 200, ENGLISH)
    first = divide(ADDRESS, years)
    assert first

    assert ["2030", "2030 – 2029", "2029 – 2028", "2028"] == [
        page.range for page in first.listing.pages
    ]


def test_rows_without_a_year_have_a_section_of_their_own():
    sections = list(divide_by_year("documents", [2020, 0, 2020], lambda n: n or None, ENGLISH))

    assert [("year-2020", "2020"), ("year-none", "Without a date")] == [
        (section.id, section.heading) for section in sections
    ]


def test_a_page_links_to_its_neighbours_and_to_both_ends():
    first = divide(ADDRESS, make_sections([20 * MAX_ROWS]))
    assert first

    numbers = [
        [link.number if link else None for link in first.listing.pages[number - 1].nearby]
        for number in (1, 4, 10, 20)
    ]
    assert SHOWN_NEIGHBOURS == 2
    assert numbers == [
        [1, 2, 3, None, 20],
        [1, 2, 3, 4, 5, 6, None, 20],
        [1, None, 8, 9, 10, 11, 12, None, 20],
        [1, None, 18, 19, 20],
    ]


def test_the_first_page_has_the_address_of_the_list():
    pages = [ADDRESS.get_page(number) for number in (1, 2, 12)]

    assert ["members/", "members/page/2/", "members/page/12/"] == [page.path for page in pages]
    assert [ADDRESS] * 3 == [page.get_page(1) for page in pages]
    assert Address("page", "members", "en", "members/page/3/", 3) == pages[2].get_page(3)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("members/page/2/", True),
        ("members/group/page/page/12/", True),
        ("members/page/", False),
        ("members/page/1/", False),
        ("members/page/02/", False),
        ("members/page/2/x/", False),
        ("page/2/", False),
        ("members/group/page/", False),
    ],
)
def test_only_further_pages_of_lists_have_such_paths(path: str, expected: bool):
    assert expected == is_list_page(path)
