"""Records of events."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from coalition.diagnostics import Message
from coalition.model.field_types import (
    ActionAreaId,
    CountryCode,
    GoalId,
    Id,
    LanguageCode,
    Url,
    WorkingGroupId,
)
from coalition.model.records.base import Entry, Link, Record
from coalition.model.records.people import Party
from coalition.model.text_types import MarkdownText, ProperName, Text, Title
from coalition.model.time_types import DayTime, IsoDayTime, TimeZoneName
from coalition.model.time_zones import join_zones, list_country_zones
from coalition.model.value_kinds import invalid

EventKind = Literal[
    "conference", "congress", "consultation", "course", "launch", "meeting", "session", "survey",
    "webinar", "workshop",
]  # fmt: skip

EventRole = Literal[
    "chair", "co-chair", "contributor", "host", "keynote-speaker", "moderator", "organiser",
    "panellist", "participant", "rapporteur", "speaker",
]  # fmt: skip


class Place(Record):
    """Where an event takes place; as much of it as is known."""

    venue: ProperName | None = Field(None, description="Building or room")
    city: Text | None = Field(None, description="City")
    country: CountryCode | None = Field(None, description="Country, ISO 3166-1")
    url: Url | None = Field(None, description="Web page about the venue, or a map")

    @model_validator(mode="after")
    def _check_place(self) -> Self:
        if not (self.venue or self.city or self.country):
            message = Message("this place has neither 'venue' nor 'city' nor 'country'")
            raise invalid("missing-key", message, Message("add what is known, or leave it out"))
        return self


class Participant(Party):
    """Somebody who takes part in an event, and what they do there."""

    role: EventRole | None = Field(None, description="What they do")
    description: Text | None = Field(
        None, description="Who they are or what they speak about, as far as that is not clear"
    )


class Event(Entry):
    """An event of the coalition, or one that matters to it: an entry of `data/events.yaml`.

    Events with a time of day have a `timezone`; their times are local times in it.
    """

    id: Id = Field(description="Part of the event's address; never changes")
    title: Title = Field(description="The event's title")
    kind: EventKind = Field(description="What it is")
    start: IsoDayTime = Field(description="Day on which it begins, or day and time")
    end: IsoDayTime | None = Field(None, description="Day on which it ends, or day and time")
    timezone: TimeZoneName | None = Field(
        None, description="Time zone of the times, needed if there is a time of day"
    )
    status: Literal["cancelled", "postponed"] | None = Field(
        None, description="What became of it, if it does not take place as announced"
    )
    mode: Literal["in-person", "online", "hybrid"] | None = Field(
        None, description="How people take part"
    )
    place: Place | None = Field(None, description="Where it takes place")
    online: Url | None = Field(None, description="Where to take part online")
    part_of: Text | None = Field(
        None, description="The larger event that it belongs to, as in 'Week of Examples 2027'"
    )
    summary: Text | None = Field(None, description="What it is about, in one or two sentences")
    text: MarkdownText | None = Field(None, description="More about it")
    organisers: tuple[Party, ...] = Field((), description="Who organises it")
    people: tuple[Participant, ...] = Field((), description="Who takes part, and how")
    languages: tuple[LanguageCode, ...] = Field((), description="Languages that are spoken")
    action_areas: tuple[ActionAreaId, ...] = Field((), description="Ids of the areas it is about")
    working_groups: tuple[WorkingGroupId, ...] = Field(
        (), description="Ids of the working groups that it concerns"
    )
    goals: tuple[GoalId, ...] = Field((), description="Numbers of the goals it contributes to")
    url: Url | None = Field(None, description="Its web page")
    registration: Url | None = Field(None, description="Where to register")
    recording: Url | None = Field(None, description="Where to watch or hear it")
    transcript: Url | None = Field(None, description="Where to read what was said")
    report: Url | None = Field(None, description="Where to read a report about it")
    minutes: Url | None = Field(None, description="Where to read its minutes")
    links: tuple[Link, ...] = Field((), description="Other pages about it")
    former_ids: tuple[Id, ...] = Field((), description="Former ids; their addresses redirect here")

    @model_validator(mode="after")
    def _check_times(self) -> Self:
        self._ensure_time_zone()
        if self.end and self.end.has_time != self.start.has_time:
            message = Message("only one of 'start' and 'end' has a time of day")
            hint = Message("write both with a time, as in '2026-03-09 14:30', or both without")
            raise invalid("dates-reversed", message, hint, key="end")
        for key, moment in (("start", self.start), ("end", self.end)):
            if moment and self.timezone:
                _ensure_not_skipped(key, moment, self.timezone)
        if self._ends_before_start():
            message = Message(
                "'%(end_key)s' (%(end)s) is earlier than '%(start_key)s' (%(start)s)",
                end_key="end",
                end=self.end,
                start_key="start",
                start=self.start,
            )
            raise invalid("dates-reversed", message, Message("correct one of the two"), key="end")
        return self

    def _ensure_time_zone(self) -> None:
        """Raise `missing-key` if one of time of day and time zone is given without the other."""
        if self.start.has_time and not self.timezone:
            message = Message("'start' has a time of day, but 'timezone' is missing")
            country = self.place.country if self.place else None
            raise invalid("missing-key", message, _suggest_zone_of(country), key="start")
        if self.timezone and not self.start.has_time:
            message = Message("'timezone' has no meaning without a time of day in 'start'")
            hint = Message("add the time, as in '2026-03-09 14:30', or delete this line")
            raise invalid("missing-key", message, hint, key="timezone")

    def _ends_before_start(self) -> bool:
        if self.starts_at and self.ends_at:
            return self.ends_at.astimezone(UTC) < self.starts_at.astimezone(UTC)
        return self.last_day < self.start.day

    @property
    def starts_at(self) -> datetime | None:
        """When it begins, with its time zone; None if only the day is known."""
        return self.start.to_datetime(self.timezone) if self.timezone else None

    @property
    def ends_at(self) -> datetime | None:
        """When it ends, with its time zone; None if that is not known.

        If the clocks show this time twice, it is the second if the first is before the start.
        """
        if not self.timezone or not self.end:
            return None
        first = self.end.to_datetime(self.timezone)
        if first.astimezone(UTC) < self.start.to_datetime(self.timezone).astimezone(UTC):
            return self.end.to_datetime(self.timezone, second=True)
        return first

    @property
    def last_day(self) -> date:
        """The last day of the event, in its time zone."""
        return (self.end or self.start).day

    def is_past(self, day: date) -> bool:
        """Return whether it is over by `day`, the day of the data: the day after its last one."""
        return self.last_day < day


def _suggest_zone_of(country: str | None) -> Message:
    """Return the hint for a missing time zone, with the zones of the country if it is known."""
    zones = list_country_zones().get(country or "", ())
    if len(zones) == 1:
        return Message("add a line 'timezone: %(zone)s'", zone=zones[0])
    if zones:
        return Message(
            "add a line 'timezone: ...' with the zone of the place, as in %(zones)s",
            zones=join_zones(zones),
        )
    return Message("add a line 'timezone: ...' with the zone of the place, as in 'Asia/Tokyo'")


def _ensure_not_skipped(key: str, moment: DayTime, zone: str) -> None:
    """Raise `invalid-date` if the clocks skip a time, when summer time begins."""
    shown = moment.find_shown_time(zone)
    if shown != moment:
        message = Message(
            "the clocks in %(zone)s skip %(time)s on that day",
            zone=zone,
            time=format(moment.time, "%H:%M"),
        )
        hint = Message("write '%(shown)s' if you mean that, or correct 'timezone'", shown=shown)
        raise invalid("invalid-date", message, hint, key=key)
