"""Views of the news."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.model import Content
from coalition.site.views.base import ContentView


@dataclass(frozen=True)
class NewsView(ContentView):
    """All articles, newest first, each in the page's language or the one it was written in."""

    articles: tuple[Content, ...]


@dataclass(frozen=True)
class ArticleView:
    """One article, with the next newer and the next older one."""

    article: Content
    newer: Content | None
    older: Content | None
