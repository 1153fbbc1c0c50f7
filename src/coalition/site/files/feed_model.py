"""A feed as every format writes it, so that Atom and JSON Feed cannot disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from coalition.model import LocalizedText
from coalition.site.urls import Address, build_absolute_url


@dataclass(frozen=True)
class FeedAuthor:
    """Who wrote or organised something; `url` is that of their page, empty if there is none."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class FeedCategory:
    """What an entry is about: an id that does not depend on the language, and a label."""

    term: str
    label: str


@dataclass(frozen=True)
class FeedAttachment:
    """A file that belongs to an entry; `size` is in bytes, None if it is not known."""

    url: str
    media_type: str
    title: str
    language: str
    size: int | None = None


@dataclass(frozen=True)
class FeedEntry:
    """One entry of a feed, in the language whose code is `language`; title and summary may differ.

    `id` is a URL that never changes and is the same in all languages, so that a reader of two feeds
    gets the entry once. `updated` is the day of the last change that is known, `published` that of
    publication. All URLs are absolute, also those in `html`.
    """

    id: str
    url: str
    language: str
    title: LocalizedText
    updated: date
    html: str
    published: date | None = None
    summary: LocalizedText | None = None
    authors: tuple[FeedAuthor, ...] = ()
    categories: tuple[FeedCategory, ...] = ()
    attachments: tuple[FeedAttachment, ...] = ()


@dataclass(frozen=True)
class Feed:
    """A feed about what the page at `page` shows, published in both formats below `site_url`.

    `title` also names the coalition, which is its `author`; `label` is what its page calls it.
    `build_entries` makes the entries, in any order.
    """

    atom: Address
    json: Address
    page: Address
    site_url: str
    title: str
    label: LocalizedText
    author: str
    build_entries: Callable[[], Iterable[FeedEntry]]

    @property
    def language(self) -> str:
        """The code of its language."""
        return self.page.language

    @cached_property
    def entries(self) -> tuple[FeedEntry, ...]:
        """The entries, those that changed last first; those of one day stay in order."""
        return tuple(sorted(self.build_entries(), key=lambda entry: entry.updated, reverse=True))

    def get_url(self, address: Address) -> str:
        """Return the absolute URL of one of its addresses."""
        return build_absolute_url(self.site_url, address.path)


def format_timestamp(day: date) -> str:
    """Return the start of a day in UTC: feeds need a time, and the data has only days."""
    return f"{day.isoformat()}T00:00:00Z"
