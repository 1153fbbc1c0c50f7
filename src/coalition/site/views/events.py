"""Views of the events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from coalition.i18n import Language
from coalition.model import (
    ActionArea,
    Content,
    Document,
    Event,
    EventKind,
    Goal,
    Participant,
    WorkingGroup,
)
from coalition.site.event_labels import label_event_kind
from coalition.site.queries import CoalitionIndex, group_by
from coalition.site.views.base import ContentView, get_neighbours
from coalition.site.views.listing import ListSection, PagedView, divide_by_year

V = TypeVar("V")

MIN_EVENTS_PER_YEAR = 3
"""Average number of past events in a year from which on each year has a heading."""


@dataclass(frozen=True)
class EventYear:
    """The past events of a year; `year` is None if the list has no headings."""

    year: int | None
    events: tuple[Event, ...]


@dataclass(frozen=True)
class EventsFilter:
    """What the filter of the events offers; a field with fewer than two options is empty.

    `countries` are codes.
    """

    kinds: tuple[EventKind, ...]
    countries: tuple[str, ...]
    years: tuple[int, ...]


@dataclass(frozen=True)
class EventsView(ContentView, PagedView):
    """All events: those to come by the day of the data, then past ones.

    Without a day of the data, `is_dated` is false, and all are in `past`. `filter` is that of a
    list that is divided into pages.
    """

    coming: tuple[Event, ...]
    past: tuple[EventYear, ...]
    is_dated: bool
    filter: EventsFilter


@dataclass(frozen=True)
class EventView(PagedView):
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


def build_events_view(
    index: CoalitionIndex, content: Content | None, language: Language
) -> EventsView:
    """Return the view of all events; many past ones are grouped by the year of their start."""
    past = index.past_events
    years = group_by(past, lambda event: (event.start.day.year,))
    if len(past) < MIN_EVENTS_PER_YEAR * len(years) or len(years) == 1:
        groups = [EventYear(None, past)] if past else []
    else:
        groups = [EventYear(year, events) for year, events in years.items()]
    filter = _build_filter(index, language)
    return EventsView(content, index.coming_events, tuple(groups), index.day is not None, filter)


def _build_filter(index: CoalitionIndex, language: Language) -> EventsFilter:
    events = index.events.values()
    countries = {event.place.country for event in events if event.place and event.place.country}
    return EventsFilter(
        _list_options(
            {event.kind for event in events},
            lambda kind: language.sort_key(label_event_kind(kind, language)),
        ),
        _list_options(
            countries, lambda code: language.sort_key(index.name_country(code, language).text)
        ),
        _list_options({event.start.day.year for event in events}, lambda year: -year),
    )


def _list_options(options: Iterable[V], get_key: Callable[[V], Any]) -> tuple[V, ...]:
    listed = tuple(sorted(options, key=get_key))
    return listed if len(listed) > 1 else ()


def list_events_sections(index: CoalitionIndex, language: Language) -> Iterator[ListSection[Event]]:
    """Yield the sections of a long list of events: coming ones, and the years of past ones."""
    coming = language.translations.gettext("Coming events")
    yield ListSection("events", "coming", coming, index.coming_events)
    yield from divide_by_year(
        "events", index.past_events, lambda event: event.start.day.year, language
    )


def list_event_sections(view: EventView, language: Language) -> Iterator[ListSection[Any]]:
    """Yield what the page of an event lists, for one with more than fits on a page."""
    _ = language.translations.gettext
    yield ListSection("people", "people", _("People"), view.people)
    yield ListSection("documents", "documents", _("Documents"), view.documents)


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
