"""Views of the action plan, its areas and the goals."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.i18n import Language
from coalition.model import ActionArea, Content, Document, Goal
from coalition.site.queries import CoalitionIndex, MemberRow
from coalition.site.views.base import ContentView, get_neighbours


@dataclass(frozen=True)
class ActionPlanView(ContentView):
    """The coalition's areas of action; `context` has those that its instrument leaves to others.

    `other_languages` are the codes of the languages, other than the page's, in which the official
    wording of an area is shown.
    """

    areas: tuple[ActionArea, ...]
    context: tuple[ActionArea, ...]
    other_languages: frozenset[str]


@dataclass(frozen=True)
class AreaView:
    """One area of action; `number` is its position in the plan, from 1."""

    area: ActionArea
    number: int
    goals: tuple[Goal, ...]
    rows: tuple[MemberRow, ...]
    documents: tuple[Document, ...]
    previous: ActionArea | None
    next: ActionArea | None


@dataclass(frozen=True)
class GoalsView(ContentView):
    """The goals that the coalition contributes to."""

    goals: tuple[Goal, ...]


@dataclass(frozen=True)
class GoalView:
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
        frozenset(shown_languages - {language.code}),
    )


def build_area_view(index: CoalitionIndex, area: ActionArea) -> AreaView:
    """Return the view of one area of action, with its neighbours in the plan."""
    areas = tuple(index.areas.values())
    position = areas.index(area)
    goals = tuple(index.goals[id] for id in area.goals)
    rows = index.members_by_area.get(area.id, ())
    documents = index.documents_by_area.get(area.id, ())
    return AreaView(area, position + 1, goals, rows, documents, *get_neighbours(areas, position))


def build_goal_view(index: CoalitionIndex, goal: Goal) -> GoalView:
    """Return the view of one goal, with its neighbours by number."""
    all_goals = tuple(index.goals.values())
    neighbours = get_neighbours(all_goals, all_goals.index(goal))
    documents = index.documents_by_goal.get(goal.id, ())
    return GoalView(goal, index.areas_by_goal.get(goal.id, ()), documents, *neighbours)
