"""Calendars: what icalendar's own parser reads is what the data says."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from unicodedata import category

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coalition.model import Coalition, Event
from coalition.project.loader import load_coalition
from coalition.site import Site, map_generated_files
from coalition.site.files import build_webcal_url
from coalition.site.files.calendar_format import build_uid, compute_sequence, render_calendar
from support.made_sites import DAY, make_site, make_timed_event
from support.projects import ADDRESS, ORCHARD
from support.sites import Built, Document, get_text

HOSTILE = 'a; b, c\\n\\ "d"\r\nEND:VEVENT\r\nBEGIN:VALARM\rTRIGGER:-PT1M\x07\x0b\x85\u2028:é'
texts = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1)
days = st.dates(date(1, 1, 1), date.max)


@pytest.fixture(scope="module")
def data() -> Coalition:
    """The data of `orchard`."""
    return load_coalition(ORCHARD / "data")


@pytest.fixture(scope="module")
def orchard_site(data: Coalition) -> Site:
    """The site of `orchard` in English."""
    return make_site(data)


def read_calendar(content: bytes) -> icalendar.Calendar:
    calendar = icalendar.Calendar.from_ical(content)
    assert [] == [error for part in calendar.walk() for error in part.errors]
    return cast("icalendar.Calendar", calendar)


def read_event(data: Coalition, event: Event, **options: Any) -> icalendar.Event:  # noqa: ANN401
    """Return the event as a program reads it from the calendar of a site that has only this one."""
    site = make_site(data, events=(event,), **options)
    (vevent,) = read_calendar(render_calendar(site, [event])).events
    return vevent


def read_events(content: bytes) -> dict[str, icalendar.Event]:
    """Map the summaries of the events in a calendar to the events."""
    return {str(event["SUMMARY"]): event for event in read_calendar(content).events}


# Which files there are


def test_there_is_a_calendar_and_a_file_for_each_event(orchard_site: Site, data: Coalition):
    files = [path for path in map_generated_files(orchard_site) if path.endswith(".ics")]

    assert {"events.ics", *(f"events/{event.id}.ics" for event in data.events)} == set(files)


def test_no_events_no_calendar(data: Coalition):
    files = map_generated_files(make_site(data, events=()))

    assert [] == [path for path in files if path.endswith(".ics")]


def test_an_event_may_have_any_id(data: Coalition):
    event = make_timed_event("2024-06-01", id="events")
    files = map_generated_files(make_site(data, events=(event,)))

    assert {"events.ics", "events/events.ics"} == {path for path in files if path.endswith(".ics")}


def test_calendars_are_the_same_bytes_each_time(data: Coalition):
    first, second = (map_generated_files(make_site(data)) for _ in range(2))

    for path in first:
        if path.endswith(".ics"):
            assert first[path].render() == second[path].render()


# Times


@pytest.mark.parametrize(
    ("start", "end", "zone", "expected"),
    [
        ("2024-11-09 10:00", "2024-11-09 12:30", "America/New_York", ("15:00", "17:30")),
        ("2024-07-09 10:00", "2024-07-09 12:30", "America/New_York", ("14:00", "16:30")),
        ("2024-03-09 10:00", "2024-03-09 12:30", "UTC", ("10:00", "12:30")),
        # Summer time ends between the first and the second time that clocks show
        ("2024-10-27 02:45", "2024-10-27 02:15", "Europe/Paris", ("00:45", "01:15")),
        ("2024-10-27 02:15", "2024-10-27 03:15", "Europe/Paris", ("00:15", "02:15")),
        # Clocks are set back in winter, and for Ramadan
        ("2024-01-09 10:00", "2024-01-09 11:00", "Europe/Dublin", ("10:00", "11:00")),
        ("2024-03-20 10:00", "2024-04-20 10:00", "Africa/Casablanca", ("10:00", "09:00")),
        ("2022-06-09 10:00", "2023-06-09 10:00", "Asia/Tehran", ("05:30", "06:30")),
    ],
)
def test_times_are_the_moments_that_the_data_means(
    start: str, end: str, zone: str, expected: tuple[str, str], data: Coalition
):
    vevent = read_event(data, make_timed_event(start, end, zone))
    moments = [vevent.DTSTART, vevent.DTEND]

    assert expected == tuple(f"{moment.astimezone(UTC):%H:%M}" for moment in moments)
    assert ("UTC" if zone == "UTC" else zone) == str(vevent.DTSTART.tzinfo)


def test_the_second_time_that_clocks_show_is_given_in_utc(data: Coalition):
    """A local time means the first one (RFC 5545, section 3.3.5)."""
    event = make_timed_event("2024-10-27 02:45", "2024-10-27 02:15", "Europe/Paris")
    content = render_calendar(make_site(data, events=(event,)), [event]).decode()

    assert "DTSTART;TZID=Europe/Paris:20241027T024500\r\n" in content
    assert "DTEND:20241027T011500Z\r\n" in content


def test_each_zone_of_a_calendar_is_described_in_it(orchard_site: Site):
    calendar = read_calendar(map_generated_files(orchard_site)["events.ics"].render())
    zones = [str(timezone["TZID"]) for timezone in calendar.timezones]

    assert ["America/New_York", "Asia/Tokyo", "Europe/Paris"] == zones
    assert [] == [*calendar.get_missing_tzids()]


@pytest.mark.parametrize("end", ["", "2024-06-01 10:00"])
def test_an_event_whose_end_is_not_known_has_none(end: str, data: Coalition):
    vevent = read_event(data, make_timed_event("2024-06-01 10:00", end, "Africa/Nairobi"))

    assert "DTEND" not in vevent
    assert "DURATION" not in vevent


@given(days, st.integers(0, 400))
@example(date.max, 0)
@example(date(2024, 2, 29), 0)
def test_the_end_of_days_is_the_day_after(start: date, length: int):
    last = start + timedelta(days=min(length, (date.max - start).days))
    vevent = read_event(load_data(), make_timed_event(start.isoformat(), last.isoformat()))

    assert start == vevent.DTSTART
    if last < date.max:
        assert last + timedelta(days=1) == vevent.DTEND
    else:
        assert "DTEND" not in vevent


_loaded: list[Coalition] = []


def load_data() -> Coalition:
    """Return the data of `orchard`; Hypothesis does not allow fixtures of functions."""
    if not _loaded:
        _loaded.append(load_coalition(ORCHARD / "data"))
    return _loaded[0]


# Texts


@given(texts, texts, texts)
@example(HOSTILE, HOSTILE, HOSTILE)
@example("苹果山" * 40, "تقليم الأشجار " * 20, "x" * 300)
@example("می\u200cخواهم", "👩\u200d🌾 \u2067نص\u2069", "soft\u00adhyphen")
def test_any_text_is_read_back_and_adds_no_property(title: str, summary: str, venue: str):
    data = load_data()
    plain = read_event(data, make_timed_event("2024-06-01", place={"venue": "a"}, summary="b"))
    event = make_timed_event("2024-06-01", place={"venue": "a"}, summary="b")
    names = {"title": title, "summary": summary}
    fields = {name: make_text(getattr(event, name), text) for name, text in names.items()}
    assert event.place
    venue_text = make_text(event.place.venue, venue)
    fields["place"] = event.place.model_copy(update={"venue": venue_text})
    vevent = read_event(data, event.model_copy(update=fields))

    assert normalize(title) == str(vevent["SUMMARY"])
    assert normalize(summary) == str(vevent["DESCRIPTION"])
    assert normalize(venue) == str(vevent["LOCATION"])
    assert plain.keys() == vevent.keys()
    assert [] == vevent.subcomponents


def make_text(text: Any, content: str) -> Any:  # noqa: ANN401 - of any type of text
    """Return a text of the data with this content in English, whatever validation would say."""
    return text.model_copy(update={"root": {"en": content}})


def normalize(text: str) -> str:
    """Return a text on one line without control characters."""
    return " ".join(
        "".join(" " if category(one) in ("Cc", "Zl", "Zp") else one for one in text).split()
    )


@given(st.lists(texts, max_size=3).map(" ".join))
@example(HOSTILE)
def test_lines_are_folded_at_75_octets(title: str):
    event = make_timed_event("2024-06-01")
    event = event.model_copy(update={"title": make_text(event.title, f"苹果 {title}")})
    content = render_calendar(make_site(load_data(), events=(event,)), [event])

    assert content.endswith(b"END:VCALENDAR\r\n")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\r" not in line
        assert b"\n" not in line


def test_an_event_says_what_its_page_says(orchard_site: Site):
    vevent = read_events(map_generated_files(orchard_site)["events.ics"].render())["Pruning day"]

    assert "Old Orchard House, Apple Hill, United States" == str(vevent["LOCATION"])
    assert ["Workshop", "Teaching people to graft"] == vevent.categories
    assert f"{ADDRESS}events/pruning-day-2024/" == str(vevent["URL"])
    assert ["https://meet.example.org/pruning"] == [one.uri for one in vevent.conferences]
    description = str(vevent["DESCRIPTION"])
    assert description.startswith("How to cut a branch so that the tree thanks you\n\n")
    assert "Organised by\nOffice of the Four Seasons" in description
    assert "Register\nhttps://events.example.org/pruning/register" in description


def test_no_mail_address_is_needed_and_nobody_is_an_attendee(orchard_site: Site):
    for path, file in map_generated_files(orchard_site).items():
        if path.endswith(".ics"):
            assert not re.search(rb"ORGANIZER|ATTENDEE|mailto:|METHOD", file.render())


def test_texts_say_which_language_they_are_in(data: Coalition):
    site = make_site(data, language="ar")
    events = read_events(map_generated_files(site)["ar/events.ics"].render())
    pruning, talks = events["Pruning day"], events["Postponed: أحاديث التفاح"]

    assert "en" == pruning["SUMMARY"].params["LANGUAGE"], "its title has no Arabic form"
    assert "ar" == pruning["DESCRIPTION"].params["LANGUAGE"]
    assert "ar" == talks["SUMMARY"].params["LANGUAGE"]
    assert "LANGUAGE" not in pruning["LOCATION"].params, "its names are in two languages"


# What became of an event, and which version is newer


def test_cancelled_and_postponed_events_say_so(orchard_site: Site):
    events = read_events(map_generated_files(orchard_site)["events.ics"].render())
    cancelled, postponed = events["Cancelled: Night of the owls"], events["Postponed: Apple talks"]

    assert ("CANCELLED", "TRANSPARENT") == (str(cancelled["STATUS"]), str(cancelled["TRANSP"]))
    assert ("TENTATIVE", "TRANSPARENT") == (str(postponed["STATUS"]), str(postponed["TRANSP"]))
    assert "This event was cancelled." in str(cancelled["DESCRIPTION"])
    assert "It does not take place on the day" in str(postponed["DESCRIPTION"])
    assert "CONFERENCE" not in cancelled
    assert ("CONFIRMED", "OPAQUE") == (
        str(events["Pruning day"]["STATUS"]), str(events["Pruning day"]["TRANSP"]),
    )  # fmt: skip


def test_the_uid_is_the_same_in_all_languages_and_on_all_hosts(data: Coalition):
    event = make_timed_event("2024-06-01")
    uids = {
        str(read_event(data, event, language=language, site_url=url)["UID"])
        for language in ("en", "ar", "zh")
        for url in ("", "https://a.example", "https://b.example/site")
    }

    assert {build_uid(data.acronym, "meeting")} == uids
    assert {"26d89832"} == {uid[:8] for uid in uids}, "programs know events by it for ever"


def test_an_event_that_is_renamed_keeps_its_uid(data: Coalition):
    before = make_timed_event("2024-06-01", id="spring-meeting")
    after = make_timed_event("2024-06-01", id="summer", former_ids=["spring-meeting", "meeting"])

    assert read_event(data, before)["UID"] == read_event(data, after)["UID"]


@given(st.from_regex("[a-z0-9-]{1,20}", fullmatch=True), st.text(min_size=1, max_size=9))
def test_a_uid_names_nobody(id: str, acronym: str):
    uid = build_uid(acronym, id)

    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", uid)
    assert uid == build_uid(f" {acronym.casefold()}-.", id)
    assert uid != build_uid(acronym, f"{id}x")


@given(days, days)
def test_the_sequence_rises_with_the_day_of_the_check(first: date, second: date):
    earlier, later = sorted((first, second))

    assert 0 <= compute_sequence(None) <= compute_sequence(earlier) <= compute_sequence(later)
    if date(2000, 1, 1) <= earlier < later:
        assert compute_sequence(earlier) < compute_sequence(later)
    assert compute_sequence(later) < 2**31


def test_the_stamps_are_days_of_the_data(data: Coalition):
    checked = read_event(data, make_timed_event("2024-06-01", checked="2024-04-30"))
    unchecked = read_event(data, make_timed_event("2024-06-01"))
    undated = read_event(data, make_timed_event("2024-06-01"), day=None)

    assert datetime(2024, 4, 30, tzinfo=UTC) == checked.DTSTAMP == checked.LAST_MODIFIED
    assert 8886 == checked["SEQUENCE"]
    assert datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC) == unchecked.DTSTAMP
    assert ("LAST-MODIFIED" in unchecked, 0) == (False, unchecked["SEQUENCE"])
    assert datetime(1970, 1, 1, tzinfo=UTC) == undated.DTSTAMP


# The calendar as a whole, and the pages that link to it


def test_a_calendar_says_its_name_and_where_and_how_often_to_read_it(orchard_site: Site):
    calendar = read_calendar(map_generated_files(orchard_site)["events.ics"].render())

    assert "OC-SEED – Events" == str(calendar["X-WR-CALNAME"]) == str(calendar["NAME"])
    assert f"{ADDRESS}events.ics" == str(calendar["SOURCE"])
    assert timedelta(days=1) == calendar["REFRESH-INTERVAL"].dt
    assert "PT1H" not in calendar.to_ical().decode()


def test_without_a_site_url_a_calendar_has_no_url_of_the_site(data: Coalition):
    site = make_site(data, site_url="")
    events = read_events(map_generated_files(site)["events.ics"].render())

    assert "" == build_webcal_url(site)
    assert "https://events.example.org/pruning" == str(events["Pruning day"]["URL"])
    assert "URL" not in events["Survey of grafts"]


def find_links(page: Document, text: str) -> list[str]:
    return [a.get("href") or "" for a in page.all("main//a") if get_text(a) == text]


def test_the_list_of_events_offers_the_calendar(orchard: Built):
    page, arabic = orchard.page("events/"), orchard.page("ar/events/")

    assert ["webcal://coalition.example/site/events.ics"] == find_links(
        page, "Subscribe to the calendar"
    )
    (link,) = find_links(page, "Calendar file (iCalendar)")
    assert "events.ics" == orchard.target(page, link)[0]
    (element,) = arabic.all("link[@type='text/calendar']")
    assert "ar/events.ics" == orchard.target(arabic, element.get("href") or "")[0]
    assert [] == orchard.page("news/").all("link[@type='text/calendar']")


def test_only_an_event_to_come_can_be_added_to_a_calendar(orchard: Built):
    page = orchard.page("events/pruning-day-2024/")
    (link,) = find_links(page, "Add to my calendar")

    assert "events/pruning-day-2024.ics" == orchard.target(page, link)[0]
    for id in ("apple-talks", "night-of-owls-2023", "blossom-congress-2022"):
        assert [] == find_links(orchard.page(f"events/{id}/"), "Add to my calendar")


def test_all_calendars_of_a_site_are_read_in_each_language(orchard: Built):
    files = [orchard.root / path for path in orchard.files() if path.endswith(".ics")]
    uids = {
        folder: [str(event["UID"]) for event in read_calendar(file.read_bytes()).events]
        for folder in orchard.languages.values()
        for file in [orchard.root / f"{folder}events.ics"]
    }

    assert 6 * (1 + len(orchard.coalition.events)) == len(files)
    assert [] == [file for file in files if not read_calendar(file.read_bytes()).events]
    assert [uids[""]] * 6 == list(uids.values())
    arabic = read_events((orchard.root / "ar/events.ics").read_bytes())
    assert "ملغاة: Night of the owls" in arabic
