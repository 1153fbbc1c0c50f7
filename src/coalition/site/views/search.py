"""The view of the search page: a list of all pages, by letter."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.model import LocalizedText
from coalition.site.urls import Address
from coalition.site.views.base import ContentView


@dataclass(frozen=True)
class IndexedPage:
    """A page in the list: its title, its address, and what kind of page it is."""

    title: LocalizedText
    address: Address
    kind: str


@dataclass(frozen=True)
class LetterSection:
    """The pages whose titles begin with a letter; `id` is that of the section."""

    letter: str
    id: str
    pages: tuple[IndexedPage, ...]


@dataclass(frozen=True)
class LongKind:
    """A kind with too many pages for the list: what it is called, and where they are listed."""

    label: str
    count: int
    address: Address


@dataclass(frozen=True)
class SearchView(ContentView):
    """All pages of the site by letter; pages of the `long_kinds` are left out."""

    sections: tuple[LetterSection, ...]
    long_kinds: tuple[LongKind, ...]
