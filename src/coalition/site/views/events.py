"""Views of the events."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.model import Document, Event
from coalition.site.views.base import ContentView


@dataclass(frozen=True)
class EventsView(ContentView):
    """All events."""

    events: tuple[Event, ...]


@dataclass(frozen=True)
class EventView:
    """One event."""

    event: Event
    documents: tuple[Document, ...]
