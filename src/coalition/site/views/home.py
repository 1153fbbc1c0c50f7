"""The view of the home page."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.model import ActionArea, Content, Document, Goal
from coalition.site.queries import CoalitionIndex
from coalition.site.views.base import ContentView
from coalition.site.views.directory import (
    CoalitionCounts,
    GroupSection,
    build_sections,
    count_members,
)


@dataclass(frozen=True)
class HomeView(ContentView):
    """The home page."""

    figures: CoalitionCounts
    areas: tuple[ActionArea, ...]
    goals: tuple[Goal, ...]
    sections: tuple[GroupSection, ...]
    news: tuple[Content, ...]
    latest_document: Document | None


def build_home_view(
    index: CoalitionIndex, content: Content | None, news: tuple[Content, ...]
) -> HomeView:
    """Return the view of the home page, with the three newest articles."""
    areas = tuple(area for area in index.areas.values() if not area.context)
    goals = tuple(index.goals.values())
    return HomeView(
        content,
        count_members(index),
        areas,
        goals,
        build_sections(index),
        news[:3],
        next(iter(index.documents.values()), None),
    )
