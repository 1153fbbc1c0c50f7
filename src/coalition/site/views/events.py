"""Views of the events."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.model import ActionArea, Content, Document, Event, Goal, Participant, WorkingGroup
from coalition.site.queries import CoalitionIndex, group_by
from coalition.site.views.base import ContentView, get_neighbours

MIN_EVENTS_PER_YEAR = 3
"""Average number of past events in a year from which on each year has a heading."""


@dataclass(frozen=True)
class EventYear:
    """The past events of a year; `year` is None if the list has no headings."""

    year: int | None
    events: tuple[Event, ...]


@dataclass(frozen=True)
class EventsView(ContentView):
    """All events: those to come by the day of the data, then past ones.

    Without a day of the data, `is_dated` is false, and all are in `past`.
    """

    coming: tuple[Event, ...]
    past: tuple[EventYear, ...]
    is_dated: bool


@dataclass(frozen=True)
class EventView:
    """One event, with those before and after it.

    `coming` is false if it is over by the day of the data. `people` are sorted by what they do.
    The page lists `documents` with their versions; links to the same addresses (`document_urls`)
    are not repeated.
    """

    event: Event
    coming: bool
    people: tuple[Participant, ...]
    areas: tuple[ActionArea, ...]
    working_groups: tuple[WorkingGroup, ...]
    goals: tuple[Goal, ...]
    documents: tuple[Document, ...]
    document_urls: frozenset[str]
    previous: Event | None
    next: Event | None


ROLE_ORDER: tuple[str | None, ...] = (
    "keynote-speaker", "chair", "co-chair", "host", "organiser", "moderator", "speaker",
    "panellist", "rapporteur", "contributor", "participant", None,
)  # fmt: skip
"""The order of the people of an event; those with one role keep the order of the data."""


def build_events_view(index: CoalitionIndex, content: Content | None) -> EventsView:
    """Return the view of all events; many past ones are grouped by the year of their start."""
    past = index.past_events
    years = group_by(past, lambda event: (event.start.day.year,))
    if len(past) < MIN_EVENTS_PER_YEAR * len(years) or len(years) == 1:
        groups = [EventYear(None, past)] if past else []
    else:
        groups = [EventYear(year, events) for year, events in years.items()]
    return EventsView(content, index.coming_events, tuple(groups), index.day is not None)


def build_event_view(index: CoalitionIndex, event: Event) -> EventView:
    """Return the view of one event, with its neighbours in time."""
    events = tuple(index.events.values())[::-1]
    documents = index.documents_by_event.get(event.id, ())
    position = [other.id for other in events].index(event.id)
    return EventView(
        event,
        index.is_coming(event),
        tuple(sorted(event.people, key=lambda person: ROLE_ORDER.index(person.role))),
        tuple(index.areas[id] for id in event.action_areas),
        tuple(index.working_groups[id] for id in event.working_groups),
        tuple(index.goals[id] for id in event.goals),
        documents,
        frozenset(
            version.url for document in documents for version in document.versions if version.url
        ),
        *get_neighbours(events, position),
    )
