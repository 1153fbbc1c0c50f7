"""Texts of pages and news in `content/`, each in one language, as Pelican has read them.

The Markdown reader is in `pelican_plugin`; here are only the records that it makes.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from coalition.model.text_types import LocalizedText


@dataclass(frozen=True)
class ArticleAuthor:
    """Who wrote an article: the id of a member, or the `name` of somebody who is none."""

    member: str = ""
    name: LocalizedText | None = None


@dataclass(frozen=True)
class ArticleImage:
    """The picture above an article: its name in `content/images/`, its description, its credit."""

    name: str
    alt: LocalizedText
    credit: LocalizedText | None = None


@dataclass(frozen=True)
class ArticleReferences:
    """What the front matter of an article refers to, mostly by id."""

    authors: tuple[ArticleAuthor, ...] = ()
    areas: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    working_groups: tuple[str, ...] = ()
    image: ArticleImage | None = None

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of the members that wrote the article, or that it is about."""
        authors = (author.member for author in self.authors if author.member)
        return tuple(dict.fromkeys((*authors, *self.people)))


@dataclass(frozen=True)
class Content:
    """One text of a page or a news item in one language.

    `html(root)` returns the body with links to other pages relative to `root`, the relative path
    from the page to the site's root. `file` is the path of the Markdown file in the project. A
    translation is `reviewed` once a native speaker has read it, and `outdated` if the original has
    changed since. A `draft` is not part of any built site; only the preview shows it. Only news
    have `references`.
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
    draft: bool = False
    references: ArticleReferences = ArticleReferences()


@dataclass(frozen=True)
class ContentIndex:
    """All texts: slug -> language -> text, for pages and for news, with the newest news first."""

    pages: Mapping[str, Mapping[str, Content]]
    news: Mapping[str, Mapping[str, Content]]

    @classmethod
    def from_contents(cls, pages: Iterable[Content], news: Iterable[Content]) -> ContentIndex:
        """Index texts that come in any order."""
        by_date = sorted(
            news, key=lambda text: (-(text.date or datetime.date.min).toordinal(), text.slug)
        )
        return cls(_group_by_slug(pages), _group_by_slug(by_date))


def _group_by_slug(texts: Iterable[Content]) -> dict[str, dict[str, Content]]:
    by_slug: dict[str, dict[str, Content]] = {}
    for text in texts:
        by_slug.setdefault(text.slug, {})[text.language] = text
    return by_slug
