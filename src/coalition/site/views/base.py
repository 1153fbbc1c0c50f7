"""What the views of several kinds of pages have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from coalition.i18n import Language
from coalition.model import Content
from coalition.site.urls import Address

V = TypeVar("V")


@dataclass(frozen=True)
class ContentView:
    """A page with a Markdown text; `content` is None if there is none in any language."""

    content: Content | None


def get_neighbours(items: tuple[V, ...], position: int) -> tuple[V | None, V | None]:
    """Return the items before and after the one at a position; None at the ends."""
    previous = items[position - 1] if position else None
    return previous, items[position + 1] if position + 1 < len(items) else None


@dataclass(frozen=True)
class RedirectView:
    """A page at a former address; `address` is the current one."""

    address: Address


@dataclass(frozen=True)
class OtherLanguage:
    """The message of the 404 page in another language, with a link to that language's home page."""

    language: Language
    message: str
    label: str
    home: Address


@dataclass(frozen=True)
class NotFoundView:
    """The 404 page, in all languages, because most hosts have only one per site."""

    other_languages: tuple[OtherLanguage, ...]
