"""Views of the working groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from coalition.i18n import Language
from coalition.model import ActionArea, Content, Document, TermHolder, WorkingGroup
from coalition.site.queries import CoalitionIndex
from coalition.site.views.base import ContentView
from coalition.site.views.listing import ListSection, PagedView


@dataclass(frozen=True)
class WorkingGroupSummary:
    """A working group in the list: its areas of action, and who chairs it or chaired it last."""

    working_group: WorkingGroup
    areas: tuple[ActionArea, ...]
    chairs: tuple[TermHolder, ...]


@dataclass(frozen=True)
class WorkingGroupsView(ContentView):
    """All working groups: those that have not ended, and those that have."""

    current: tuple[WorkingGroupSummary, ...]
    ended: tuple[WorkingGroupSummary, ...]


@dataclass(frozen=True)
class WorkingGroupView(PagedView):
    """One working group.

    `former_chairs` and `former_members` are empty if the group has ended: nobody has a role in it
    any more, so that all are listed together.
    """

    working_group: WorkingGroup
    is_ended: bool
    areas: tuple[ActionArea, ...]
    chairs: tuple[TermHolder, ...]
    former_chairs: tuple[TermHolder, ...]
    members: tuple[TermHolder, ...]
    former_members: tuple[TermHolder, ...]
    documents: tuple[Document, ...]


def build_working_groups_view(index: CoalitionIndex, content: Content | None) -> WorkingGroupsView:
    """Return the view of all working groups, in the order of the file."""
    return WorkingGroupsView(
        content,
        tuple(_summarize(index, group) for group in index.current_working_groups),
        tuple(_summarize(index, group) for group in index.ended_working_groups),
    )


def build_working_group_view(index: CoalitionIndex, group: WorkingGroup) -> WorkingGroupView:
    """Return the view of one working group."""
    is_ended = group.is_ended(index.day)
    chairs, former_chairs = _split_holders(index, group.chairs, is_ended=is_ended)
    members, former_members = _split_holders(index, group.members, is_ended=is_ended)
    areas = tuple(index.areas[id] for id in group.action_areas)
    documents = index.documents_by_working_group.get(group.id, ())
    return WorkingGroupView(
        group, is_ended, areas, chairs, former_chairs, members, former_members, documents
    )


def list_working_group_sections(
    index: CoalitionIndex, view: WorkingGroupView, language: Language
) -> Iterator[ListSection[Any]]:
    """Yield what the page of a working group lists, for one with more than fits on a page."""
    _ = language.translations.gettext
    holders = {
        "chairs": (_("Chairs"), view.chairs),
        "members": (_("Members"), view.members),
        "former-chairs": (_("Former chairs"), view.former_chairs),
        "former-members": (_("Former members"), view.former_members),
    }
    for id, (title, rows) in holders.items():
        yield ListSection("holders", id, title, rows)
    events = index.events_by_working_group.get(view.working_group.id, ())
    yield ListSection("events", "events", _("Events"), events)
    yield ListSection("documents", "documents", _("Documents"), view.documents)


def _summarize(index: CoalitionIndex, group: WorkingGroup) -> WorkingGroupSummary:
    is_ended = group.is_ended(index.day)
    chairs, _ = _split_holders(index, group.chairs, is_ended=is_ended)
    return WorkingGroupSummary(group, tuple(index.areas[id] for id in group.action_areas), chairs)


def _split_holders(
    index: CoalitionIndex, holders: tuple[TermHolder, ...], *, is_ended: bool
) -> tuple[tuple[TermHolder, ...], tuple[TermHolder, ...]]:
    """Return current and former holders; all of an ended group as the first."""
    if is_ended:
        return holders, ()
    return (
        tuple(holder for holder in holders if not index.is_former(holder)),
        tuple(holder for holder in holders if index.is_former(holder)),
    )
