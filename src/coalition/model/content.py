"""What `content/` says: the pages and articles that people write, one text in one language each.

How the Markdown is read is Pelican's business (see `plugin`); here stands only what came of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from coalition.model.field_types import LocalizedText


@dataclass(frozen=True)
class Content:
    """One text.

    `html(root)` gives the body with its links to other pages made relative to `root`, the way from
    the page to the top of the site. `file` is the Markdown file, from the top of the project. A
    translation is `reviewed` once a native speaker has read it, and `behind` where its original has
    changed since.
    """

    slug: str
    language: str
    title: LocalizedText
    summary: LocalizedText
    html: Callable[[str], str]
    file: str
    date: datetime.date | None = None
    checked: datetime.date | None = None
    reviewed: bool = True
    outdated: bool = False


@dataclass(frozen=True)
class ContentIndex:
    """All texts: slug -> language -> text, for pages and for news. News has the newest first."""

    pages: Mapping[str, Mapping[str, Content]]
    news: Mapping[str, Mapping[str, Content]]

    @classmethod
    def from_contents(cls, pages: Iterable[Content], news: Iterable[Content]) -> ContentIndex:
        """Shelve texts in any order."""
        by_date = sorted(
            news, key=lambda text: (-(text.date or datetime.date.min).toordinal(), text.slug)
        )
        return cls(_group_by_slug(pages), _group_by_slug(by_date))


def _group_by_slug(texts: Iterable[Content]) -> dict[str, dict[str, Content]]:
    shelves: dict[str, dict[str, Content]] = {}
    for text in texts:
        shelves.setdefault(text.slug, {})[text.language] = text
    return shelves
