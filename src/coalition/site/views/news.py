"""Views of the news."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.model import ActionArea, Content, Document, Event, LocalizedText, WorkingGroup
from coalition.site.queries import CoalitionIndex, MemberRow
from coalition.site.views.base import ContentView


@dataclass(frozen=True)
class NewsView(ContentView):
    """All articles, newest first, each in the page's language or the one it was written in."""

    articles: tuple[Content, ...]


@dataclass(frozen=True)
class ArticleView:
    """One article, with the next newer and the next older one, and what it refers to.

    An author is a member, or the name of somebody who is none.
    """

    article: Content
    newer: Content | None
    older: Content | None
    authors: tuple[MemberRow | LocalizedText, ...] = ()
    areas: tuple[ActionArea, ...] = ()
    people: tuple[MemberRow, ...] = ()
    events: tuple[Event, ...] = ()
    documents: tuple[Document, ...] = ()
    working_groups: tuple[WorkingGroup, ...] = ()


def build_article_view(
    index: CoalitionIndex, article: Content, newer: Content | None, older: Content | None
) -> ArticleView:
    """Return the view of one article."""
    references = article.references
    return ArticleView(
        article,
        newer,
        older,
        tuple(author.name or index.members_by_id[author.member] for author in references.authors),
        tuple(index.areas[id] for id in references.areas),
        tuple(index.members_by_id[id] for id in references.people),
        tuple(index.events[id] for id in references.events),
        tuple(index.documents[id] for id in references.documents),
        tuple(index.working_groups[id] for id in references.working_groups),
    )
