"""Views of the action plan, its areas and the goals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coalition.i18n import Language
from coalition.model import ActionArea, Content, Document, Goal, TermHolder, WorkingGroup
from coalition.site.queries import CoalitionIndex, MemberRow
from coalition.site.views.base import ContentView, get_neighbours
from coalition.site.views.listing import ListSection, PagedView, make_member_section


@dataclass(frozen=True)
class AreaCounts:
    """How many entries of each kind an area of action has; members are current ones."""

    members: int
    working_groups: int
    events: int
    documents: int


@dataclass(frozen=True)
class ActionPlanView(ContentView):
    """The coalition's areas of action; `context` has those that its instrument leaves to others.

    `counts` are by the id of the area. `other_languages` are the codes of the languages, other than
    the page's, in which the official wording of an area is shown.
    """

    areas: tuple[ActionArea, ...]
    context: tuple[ActionArea, ...]
    counts: Mapping[str, AreaCounts]
    other_languages: frozenset[str]


@dataclass(frozen=True)
class AreaView(PagedView):
    """One area of action: who coordinates it, and what belongs to it, with its neighbours."""

    area: ActionArea
    goals: tuple[Goal, ...]
    coordinators: tuple[TermHolder, ...]
    former_coordinators: tuple[TermHolder, ...]
    working_groups: tuple[WorkingGroup, ...]
    rows: tuple[MemberRow, ...]
    documents: tuple[Document, ...]
    previous: ActionArea | None
    next: ActionArea | None


@dataclass(frozen=True)
class GoalsView(ContentView):
    """The goals that the coalition contributes to."""

    goals: tuple[Goal, ...]


@dataclass(frozen=True)
class GoalView(PagedView):
    """One goal, and the areas of action that contribute to it."""

    goal: Goal
    areas: tuple[ActionArea, ...]
    documents: tuple[Document, ...]
    previous: Goal | None
    next: Goal | None


def build_action_plan_view(
    index: CoalitionIndex, content: Content | None, language: Language
) -> ActionPlanView:
    """Return the view of the plan, with the areas of the instrument alone in `context`."""
    areas = tuple(index.areas.values())
    wordings = (text for area in areas for text in (area.title, area.text) if text)
    shown_languages = {text.localize(language.code).language for text in wordings}
    return ActionPlanView(
        content,
        tuple(area for area in areas if not area.context),
        tuple(area for area in areas if area.context),
        _count_by_area(index),
        frozenset(shown_languages - {language.code}),
    )


def _count_by_area(index: CoalitionIndex) -> dict[str, AreaCounts]:
    coalition = index.coalition
    entries = (
        [row.member for row in index.members],
        coalition.working_groups,
        coalition.events,
        coalition.documents,
    )
    counters = [Counter(id for entry in kind for id in entry.action_areas) for kind in entries]
    return {
        area.id: AreaCounts(*(counter[area.id] for counter in counters))
        for area in coalition.action_areas
    }


def build_area_view(index: CoalitionIndex, area: ActionArea) -> AreaView:
    """Return the view of one area of action, with its neighbours in the plan."""
    areas = tuple(index.areas.values())
    return AreaView(
        area,
        tuple(index.goals[id] for id in area.goals),
        tuple(holder for holder in area.coordinators if not index.is_former(holder)),
        tuple(holder for holder in area.coordinators if index.is_former(holder)),
        index.working_groups_by_area.get(area.id, ()),
        index.members_by_area.get(area.id, ()),
        index.documents_by_area.get(area.id, ()),
        *get_neighbours(areas, areas.index(area)),
    )


def list_area_sections(
    index: CoalitionIndex, view: AreaView, language: Language
) -> Iterator[ListSection[Any]]:
    """Yield what the page of an area of action lists, for one with more than fits on a page."""
    _ = language.translations.gettext
    yield make_member_section("members", _("Members who work in this area"), view.rows, language)
    events = index.events_by_area.get(view.area.id, ())
    yield ListSection("events", "events", _("Events"), events)
    yield ListSection("documents", "documents", _("Documents"), view.documents)


def list_goal_sections(
    index: CoalitionIndex, view: GoalView, language: Language
) -> Iterator[ListSection[Any]]:
    """Yield what the page of a goal lists, for one with more than fits on a page."""
    _ = language.translations.gettext
    yield ListSection("events", "events", _("Events"), index.events_by_goal.get(view.goal.id, ()))
    yield ListSection("documents", "documents", _("Documents"), view.documents)


def build_goal_view(index: CoalitionIndex, goal: Goal) -> GoalView:
    """Return the view of one goal, with its neighbours by number."""
    all_goals = tuple(index.goals.values())
    neighbours = get_neighbours(all_goals, all_goals.index(goal))
    documents = index.documents_by_goal.get(goal.id, ())
    return GoalView(goal, index.areas_by_goal.get(goal.id, ()), documents, *neighbours)
