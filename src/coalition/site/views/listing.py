"""Long lists, divided into pages: what members, organisations, events and documents share.

A list with few rows is one page, in sections that its template chooses. A long one is a sequence of
sections, such as the letters of the alphabet or years, which is cut into pages of equal length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar
from unicodedata import combining

from coalition.i18n import IndexLetter, Language
from coalition.site.queries import MemberRow, get_sort_name, group_by
from coalition.site.urls import Address

R = TypeVar("R")

RowKind = Literal[
    "members", "organisations", "organisation-names", "events", "documents", "holders", "people",
]  # fmt: skip
"""What the rows of a section are, by which the template chooses their form."""

MAX_ROWS = 150
"""Number of rows of a page from which on a list is divided: with a map and a filter, it weighs less
than 30 kB (compressed HTML and CSS); see decision 62."""

MAX_PREFIX_LENGTH = 12
"""Characters of a name that the label of a page has at most."""

SHOWN_NEIGHBOURS = 2
"""Number of pages before and after the current one that a page links to by number."""


@dataclass(frozen=True)
class ListSection(Generic[R]):
    """A part of a list: what its rows are, the id and the words of its heading, and the rows.

    `names` are those by which the rows are sorted, for the labels of pages; they are empty where
    the heading is used instead, such as that of a year. `script` is that of a letter's
    names; None for a section that is no letter.
    """

    kind: RowKind
    id: str
    heading: str
    rows: tuple[R, ...]
    names: tuple[str, ...] = ()
    script: str | None = None


@dataclass(frozen=True)
class ListPart(Generic[R]):
    """The rows of a section that are on one page; `continued` if others are on the page before."""

    section: ListSection[R]
    rows: tuple[R, ...]
    continued: bool


@dataclass(frozen=True)
class PagedView:
    """What a page shows of which the list may be divided; `list_page` is None if it is not."""

    list_page: ListPage[Any] | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class PageLink:
    """A page of a list, as a link: its number and the range of its rows, such as "Be – Do"."""

    number: int
    range: str


@dataclass(frozen=True)
class IndexEntry:
    """An entry of the index of a list: the section, and the number of the page where it begins."""

    id: str
    heading: str
    script: str | None
    page: int


@dataclass(frozen=True)
class Listing(Generic[R]):
    """A list that is divided into pages.

    `address` is that of its first page. `rows_file` is the address of the script with all rows for
    the filter, and `scope` the values by which the filter selects the rows of this list from those
    of the file; `rows_file` is None if the list has no filter.
    """

    address: Address
    sections: tuple[ListSection[R], ...]
    rows_file: Address | None = None
    scope: tuple[tuple[str, str], ...] = ()

    @cached_property
    def total(self) -> int:
        """The number of rows."""
        return sum(len(section.rows) for section in self.sections)

    @cached_property
    def page_count(self) -> int:
        """The number of pages."""
        return -(-self.total // MAX_ROWS)

    @cached_property
    def _rows_per_page(self) -> int:
        """The number of rows of each page: none but the last has fewer, and it hardly any."""
        return -(-self.total // self.page_count)

    @cached_property
    def pages(self) -> tuple[ListPage[R], ...]:
        """All pages."""
        return tuple(ListPage(self, number) for number in range(1, self.page_count + 1))

    @cached_property
    def links(self) -> tuple[PageLink, ...]:
        """All pages as links."""
        return tuple(PageLink(page.number, page.range) for page in self.pages)

    @cached_property
    def index(self) -> tuple[IndexEntry, ...]:
        """All sections, each with the page where it begins."""
        entries, start = [], 0
        for section in self.sections:
            page = start // self._rows_per_page + 1
            entries.append(IndexEntry(section.id, section.heading, section.script, page))
            start += len(section.rows)
        return tuple(entries)

    @cached_property
    def index_groups(self) -> tuple[tuple[IndexEntry, ...], ...]:
        """The index by alphabet: letters of one script, then those of another, then the rest."""
        return tuple(group_by(self.index, lambda entry: (entry.script or "",)).values())

    @property
    def filtered_total(self) -> int:
        """The number of rows that the filter can find: those of the kind that comes first."""
        kind = self.sections[0].kind
        return sum(len(section.rows) for section in self.sections if section.kind == kind)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name by which each row is sorted, in the order of the list; empty if by none."""
        return tuple(
            name for section in self.sections for name in section.names or ("",) * len(section.rows)
        )

    def get_bounds(self, number: int) -> tuple[int, int]:
        """Return the positions of the first row of a page, and of the one after its last."""
        start = (number - 1) * self._rows_per_page
        return start, min(start + self._rows_per_page, self.total)

    def get_address(self, number: int) -> Address | None:
        """Return the address of a page; None if there is no page of that number."""
        return self.address.get_page(number) if 1 <= number <= self.page_count else None


@dataclass(frozen=True)
class ListPage(Generic[R]):
    """One page of a divided list, and what leads to the others."""

    listing: Listing[R]
    number: int

    @cached_property
    def parts(self) -> tuple[ListPart[R], ...]:
        """The sections of which rows are on this page."""
        return tuple(self._iter_parts())

    def _iter_parts(self) -> Iterator[ListPart[R]]:
        first, end = self.listing.get_bounds(self.number)
        start = 0
        for section in self.listing.sections:
            rows = section.rows[max(first - start, 0) : max(end - start, 0)]
            if rows:
                yield ListPart(section, rows, continued=start < first)
            start += len(section.rows)

    @cached_property
    def range(self) -> str:
        """What the page has, from the first to the last row: "Be – Do", or "2024 – 2021".

        Names are as short as they can be without being those of a neighbouring page.
        """
        names = ("", *self.listing.names, "")
        first, end = self.listing.get_bounds(self.number)
        begin = self._label(self.parts[0], _shorten(names[first + 1], names[first]))
        last = self._label(self.parts[-1], _shorten(names[end], names[end + 1]))
        return begin if begin == last else f"{begin} – {last}"

    def _label(self, part: ListPart[R], name: str) -> str:
        """Return a row's name, or the heading of its section where names would not be clear."""
        is_clear = part.section.script or len(self.parts) == 1
        return name if name and is_clear else part.section.heading

    @property
    def previous(self) -> Address | None:
        """The page before this one."""
        return self.listing.get_address(self.number - 1)

    @property
    def next(self) -> Address | None:
        """The page after this one."""
        return self.listing.get_address(self.number + 1)

    @property
    def nearby(self) -> tuple[PageLink | None, ...]:
        """The first page, those around this one, and the last; None where some are left out."""
        shown = [
            link
            for link in self.listing.links
            if link.number in {1, self.listing.page_count}
            or abs(link.number - self.number) <= SHOWN_NEIGHBOURS
        ]
        links: list[PageLink | None] = []
        for link in shown:
            if links and links[-1] and link.number > links[-1].number + 1:
                links.append(None)
            links.append(link)
        return tuple(links)


def divide(
    address: Address,
    sections: Iterable[ListSection[R]],
    rows_file: Address | None = None,
    scope: tuple[tuple[str, str], ...] = (),
) -> ListPage[R] | None:
    """Return the first page of a long list; None if all rows fit on one page.

    Arguments as for `Listing`; sections without rows are left out.
    """
    filled = tuple(section for section in sections if section.rows)
    listing = Listing(address, filled, rows_file, scope)
    return listing.pages[0] if listing.total > MAX_ROWS else None


def divide_by_letter(
    kind: RowKind, rows: Iterable[R], get_name: Callable[[R], str], language: Language
) -> Iterator[ListSection[R]]:
    """Sort rows by name as `language` does, and yield a section for each letter that has some."""
    named = sorted(
        ((get_name(row), row) for row in rows), key=lambda pair: language.sort_key(pair[0])
    )
    letters = group_by(named, lambda pair: (language.index_letter(pair[0]),))
    for letter, pairs in letters.items():
        yield ListSection(
            kind,
            make_letter_id(letter),
            title_letter(letter, language),
            tuple(row for _, row in pairs),
            list_labels((name for name, _ in pairs), language),
            letter.script,
        )


def list_labels(names: Iterable[str], language: Language) -> tuple[str, ...]:
    """Return names for labels in `language`; empty for those in a script that it does not use."""
    return tuple("" if language.index_letter(name).script == "other" else name for name in names)


def make_letter_id(letter: IndexLetter) -> str:
    """Return the id of a letter's heading; a letter beyond ASCII is named by its code points."""
    names = [one if one.isascii() else f"{ord(one):x}" for one in letter.letter.lower()]
    prefix = "letter" if letter.script == "own" else letter.script
    return "-".join([prefix, *(names or ["none"])])


def title_letter(letter: IndexLetter, language: Language) -> str:
    """Return the heading of a letter in an index."""
    if letter.letter:
        return letter.letter
    return language.translations.gettext("Other scripts") if letter.script == "other" else "#"


def divide_members(
    rows: Iterable[MemberRow], former: Sequence[MemberRow], language: Language
) -> Iterator[ListSection[MemberRow]]:
    """Yield the sections of a long list of members: letters, former members, those who died."""

    def get_name(row: MemberRow) -> str:
        return get_sort_name(row, row.name.localize(language.code).text)

    yield from divide_by_letter("members", rows, get_name, language)
    yield from divide_former_members(former, language)


def divide_former_members(
    former: Sequence[MemberRow], language: Language
) -> Iterator[ListSection[MemberRow]]:
    """Yield a section with those who have left, and one with those who have died."""
    _ = language.translations.gettext
    left = [row for row in former if not row.deceased]
    deceased = [row for row in former if row.deceased]
    yield make_member_section("former", _("Former members"), left, language)
    yield make_member_section("in-memory", _("In memory"), deceased, language)


def make_member_section(
    id: str, heading: str, rows: Iterable[MemberRow], language: Language
) -> ListSection[MemberRow]:
    """Return a section with members in the order in which they are given."""
    listed = tuple(rows)
    names = (get_sort_name(row, row.name.default_text) for row in listed)
    return ListSection("members", id, heading, listed, list_labels(names, language))


def divide_by_year(
    kind: RowKind, rows: Iterable[R], get_year: Callable[[R], int | None], language: Language
) -> Iterator[ListSection[R]]:
    """Yield a section for each year, in the order of the rows; None is the year of no date."""
    undated = language.translations.gettext("Without a date")
    years = group_by(rows, lambda row: (get_year(row) or 0,))
    for year, listed in years.items():
        yield ListSection(kind, f"year-{year or 'none'}", str(year or undated), listed)


def _shorten(label: str, neighbour: str) -> str:
    """Return the shortest beginning of a label that is not the beginning of a neighbour's.

    The whole label if both are equal, up to MAX_PREFIX_LENGTH; marks stay with their letter.
    """
    if label == neighbour and len(label) <= MAX_PREFIX_LENGTH:
        return label
    pairs = zip(label.casefold(), neighbour.casefold(), strict=False)
    shared = next((position for position, (one, other) in enumerate(pairs) if one != other), None)
    end = min(len(neighbour) if shared is None else shared, MAX_PREFIX_LENGTH - 1) + 1
    while end < len(label) and combining(label[end]):
        end += 1
    return label[:end].rstrip(" ,")
