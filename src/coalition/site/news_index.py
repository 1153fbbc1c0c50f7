"""Which news are about an entry of the data: indexes over the articles in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from coalition.model import Content
from coalition.site.queries import group_by


@dataclass(frozen=True)
class NewsIndex:
    """The articles as one language shows them, newest first, and those that refer to an entry."""

    articles: tuple[Content, ...]

    @cached_property
    def by_area(self) -> Mapping[str, tuple[Content, ...]]:
        """Articles by the areas of action that they are about."""
        return group_by(self.articles, lambda article: article.references.areas)

    @cached_property
    def by_member(self) -> Mapping[str, tuple[Content, ...]]:
        """Articles by the members that they are about, or that wrote them."""
        return group_by(self.articles, lambda article: article.references.members)

    @cached_property
    def by_event(self) -> Mapping[str, tuple[Content, ...]]:
        """Articles by the events that they are about."""
        return group_by(self.articles, lambda article: article.references.events)

    @cached_property
    def by_document(self) -> Mapping[str, tuple[Content, ...]]:
        """Articles by the documents that they are about."""
        return group_by(self.articles, lambda article: article.references.documents)

    @cached_property
    def by_working_group(self) -> Mapping[str, tuple[Content, ...]]:
        """Articles by the working groups that they are about."""
        return group_by(self.articles, lambda article: article.references.working_groups)
