"""Views of the working groups."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.model import Document, WorkingGroup
from coalition.site.views.base import ContentView


@dataclass(frozen=True)
class WorkingGroupsView(ContentView):
    """All working groups."""

    working_groups: tuple[WorkingGroup, ...]


@dataclass(frozen=True)
class WorkingGroupView:
    """One working group."""

    working_group: WorkingGroup
    documents: tuple[Document, ...]
