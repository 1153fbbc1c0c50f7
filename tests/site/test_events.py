"""The pages of events: lists by the day of the data, times, people, links, JSON-LD."""

from __future__ import annotations

import json
from datetime import date
from gettext import NullTranslations
from pathlib import Path
from typing import Any, get_args

import pytest

from coalition.build import publish
from coalition.i18n import Language, catalogs
from coalition.model import Coalition, Event, EventKind, EventRole
from coalition.model.field_types import ValidationContext
from coalition.project.loader import load_coalition
from coalition.site import event_labels
from coalition.site.event_filters import build_event_clock, format_iso_time
from coalition.site.queries import CoalitionIndex
from coalition.site.views import build_event_view, build_events_view
from coalition.site.views.events import ROLE_ORDER
from support.projects import ADDRESS, ORCHARD, PROJECT, copy_project
from support.sites import Built, Document, get_text

DAY = date(2024, 5, 2)
ENGLISH = Language("en", NullTranslations())
"""The day of the data of `orchard`."""

CONGRESS = "Congress of Blossoms: a tree for every street"


@pytest.fixture(scope="module")
def data() -> Coalition:
    """The data of `orchard`."""
    return load_coalition(ORCHARD / "data")


def make_event(id: str, start: str, end: str = "", zone: str = "") -> Event:
    """Return an event with these times."""
    fields = {"id": id, "title": id, "kind": "meeting", "start": start}
    fields |= {"end": end} if end else {}
    fields |= {"timezone": zone} if zone else {}
    return Event.model_validate(fields, context=ValidationContext("en"))


def index_events(data: Coalition, day: date | None, *events: Event) -> CoalitionIndex:
    return CoalitionIndex(data.model_copy(update={"events": events}), day)


def list_ids(events: tuple[Event, ...]) -> list[str]:
    return [event.id for event in events]


def read_titles(page: Document, section: str) -> list[str]:
    """Return the titles of the events in the section that has this heading id."""
    return page.texts(f"section[@aria-labelledby='{section}']//p[@class='dated-title']")


def read_event(page: Document) -> dict[str, Any]:
    entries = [json.loads(get_text(e)) for e in page.all("script[@type='application/ld+json']")]
    return entries[0]


# Lists


def test_coming_events_come_first_by_the_day_of_the_data(orchard: Built):
    page = orchard.page("events/")

    assert ["Coming events", "Past events"] == page.texts("main//h2")[:2]
    assert ["Survey of grafts", "Apple talks", "Pruning day"] == read_titles(page, "coming")
    assert ["Night of the owls", CONGRESS] == read_titles(page, "past")


def test_the_next_event_comes_first_and_the_latest_past_one(data: Coalition):
    events = [
        make_event("today", "2024-05-02"),
        make_event("yesterday", "2024-05-01"),
        make_event("long", "2024-04-01", "2024-05-02"),
        make_event("long-ago", "2020-05-01"),
        make_event("tokyo", "2024-05-03 06:00", zone="Asia/Tokyo"),
        make_event("paris", "2024-05-02 23:30", zone="Europe/Paris"),
    ]
    index = index_events(data, DAY, *events)

    # It is 21:00 UTC in Tokyo, and 21:30 UTC in Paris
    assert ["long", "today", "tokyo", "paris"] == list_ids(index.coming_events)
    assert ["yesterday", "long-ago"] == list_ids(index.past_events)


def test_without_a_day_of_the_data_there_is_one_list(data: Coalition):
    index = index_events(data, None, *data.events)
    view = build_events_view(index, None, ENGLISH)

    assert ((), False) == (view.coming, view.is_dated)
    assert list_ids(tuple(index.events.values())) == list_ids(view.past[0].events)
    assert all(index.is_coming(event) for event in data.events), "nothing is known to be over"


def test_many_past_events_are_grouped_by_year(data: Coalition):
    events = [
        make_event(f"e-{year}-{month}", f"{year}-{month:02}-01")
        for year in (2021, 2022, 2023)
        for month in (1, 2, 3)
    ]
    many = build_events_view(index_events(data, DAY, *events), None, ENGLISH)
    few = build_events_view(index_events(data, DAY, *events[:4]), None, ENGLISH)

    assert [2023, 2022, 2021] == [group.year for group in many.past]
    assert ["e-2022-3", "e-2022-2", "e-2022-1"] == list_ids(many.past[1].events)
    assert [None] == [group.year for group in few.past]


def test_the_home_page_shows_the_next_event_that_takes_place(data: Coalition):
    cancelled = make_event("cancelled", "2024-05-03").model_copy(update={"status": "cancelled"})
    later, past = make_event("later", "2024-06-03"), make_event("a", "2023-06-03")

    assert later is index_events(data, DAY, cancelled, past, later).featured_event
    assert past is index_events(data, DAY, cancelled, past).featured_event
    assert index_events(data, DAY).featured_event is None


def test_a_site_without_events_has_no_word_of_them(minimal: Built):
    assert "events/index.html" not in minimal.documents
    assert [] == [page.path for page in minimal.pages() if "event" in page.source]


@pytest.mark.parametrize(
    ("path", "titles"),
    [
        ("members/cherry-orchard-sample/", ["Pruning day", CONGRESS]),
        ("organisations/four-seasons/", ["Pruning day"]),
        ("organisations/hedgerow/", ["Pruning day"]),
        ("action-plan/seeds/", ["Apple talks", CONGRESS]),
        ("sdgs/4/", ["Apple talks"]),
        ("working-groups/graft-keepers/", ["Pruning day"]),
    ],
)  # fmt: skip
def test_the_pages_that_an_event_refers_to_list_it(orchard: Built, path: str, titles: list[str]):
    assert titles == read_titles(orchard.page(path), "events")


def test_a_member_page_says_what_they_do_there(orchard: Built):
    facts = orchard.page("members/cherry-orchard-sample/").texts("p[@class='label dated-parts']")

    assert ["Workshop Moderator", "Congress"] == facts


def test_the_home_page_links_to_an_event_and_to_all(orchard: Built):
    page = orchard.page("")

    assert ["Survey of grafts"] == read_titles(page, "event")
    assert "All events" in page.texts("a[@class='more-link']")


# One event


def test_an_event_shows_the_time_of_its_zone_and_utc(orchard: Built):
    page = orchard.page("events/pruning-day-2024/")
    lines = page.texts("dl[@class='event-panel']/div/dd")

    assert "Saturday, 9 November 2024" == lines[0]
    assert "10:00–12:30 Eastern Standard Time (New York)" in lines
    assert "15:00–17:30 UTC" in lines
    times = [time.get("datetime") for time in page.all("dl[@class='event-panel']//time")]
    assert [
        "2024-11-09", "2024-11-09T10:00-05:00", "2024-11-09T12:30-05:00",
        "2024-11-09T15:00Z", "2024-11-09T17:30Z",
    ] == times  # fmt: skip


def test_only_a_span_within_a_day_stays_on_one_line(orchard: Built):
    def count(path: str) -> int:
        return len(orchard.page(path).all("span[@class='event-hours']"))

    assert 2 == count("events/pruning-day-2024/")
    assert 1 == count("fr/events/apple-talks/")  # in UTC, it begins and ends on one day


def test_an_arabic_page_has_latin_digits_and_arabic_names(orchard: Built):
    lines = orchard.page("ar/events/pruning-day-2024/").texts("dl[@class='event-panel']/div/dd")

    assert "السبت، 9 نوفمبر 2024" == lines[0]
    assert "10:00–12:30 التوقيت الرسمي الشرقي لأمريكا الشمالية (نيويورك)" in lines
    assert "آبل هيل، الولايات المتحدة" in lines


def test_a_span_past_midnight_has_no_days_where_it_is_within_one(lantern: Built):
    lines = lantern.page("events/night-school-2024/").texts("dl[@class='event-panel']/div/dd")

    assert lines[0].endswith("11 September 2024")
    assert "20:00–23:30 UTC" in lines
    assert any("11 September 2024, 00:30" in line for line in lines)


def test_a_time_that_the_clocks_show_twice_is_the_first_one(orchard: Built):
    page = orchard.page("events/night-of-owls-2023/")
    times = [time.get("datetime") for time in page.all("dl[@class='event-panel']//time")]

    assert ["2023-10-29", "2023-10-29T02:30+02:00", "2023-10-29T00:30Z"] == times


def test_the_status_is_written_in_words(orchard: Built):
    cancelled = orchard.page("events/night-of-owls-2023/")

    assert ["This event was cancelled."] == cancelled.texts("p[@class='notice']")
    assert "postponed" in orchard.page("events/apple-talks/").texts("p[@class='notice']")[0]
    assert ["Postponed", "Cancelled"] == orchard.page("events/").texts(
        "strong[@class='event-status']"
    )


def test_registration_is_offered_only_while_an_event_is_coming(data: Coalition, orchard: Built):
    coming = orchard.page("events/pruning-day-2024/")
    assert ["Register", "Take part online"] == [
        text for text in coming.texts("a") if text in ("Register", "Take part online")
    ]

    event = data.events[0]
    assert build_event_view(CoalitionIndex(data, DAY), event).coming
    assert not build_event_view(CoalitionIndex(data, date(2024, 11, 10)), event).coming


def test_people_are_sorted_by_what_they_do_and_linked(orchard: Built):
    rows = orchard.page("events/pruning-day-2024/").all("section[@aria-labelledby='people']//li")
    (moderator, speaker, other) = rows

    assert "Cherry Orchard-Sample Creative Commons Moderator" == get_text(moderator)
    assert "../../members/cherry-orchard-sample/" == moderator.findall(".//a")[0].get("href")
    assert get_text(speaker).endswith("Speaker")
    assert (
        "Peach Stone-Sample Pruner for forty years Hedgerow College of Winter Apples Speaker"
        == (get_text(other))
    )


def test_links_are_listed_with_their_hosts(orchard: Built):
    rows = orchard.page("events/apple-talks/").texts("section[@aria-labelledby='links']//li")

    assert [
        "Recording events.example.org", "Transcript events.example.org",
        "Minutes events.example.org", "Recipes recipes.example.org",
    ] == rows  # fmt: skip


def test_a_version_of_a_document_of_the_page_is_not_repeated_among_the_links(orchard: Built):
    page = orchard.page("events/blossom-congress-2022/")
    downloads = page.all("section[@aria-labelledby='documents']//a")

    assert ["Report events.example.org"] == page.texts("section[@aria-labelledby='links']//li")
    assert "https://documents.example.org/declaration" in [a.get("href") for a in downloads]


def test_events_lead_to_those_before_and_after_them(orchard: Built):
    page = orchard.page("events/apple-talks/")

    assert ["Previous Survey of grafts"] == page.texts("a[@class='pager-previous']")
    assert ["Next Pruning day"] == page.texts("a[@class='pager-next']")


def test_the_title_and_the_description_have_the_day(orchard: Built):
    page = orchard.page("fr/events/pruning-day-2024/")

    assert "Journée de la taille – 9 novembre 2024 – OC-SEED" == page.texts("head/title")[0]
    assert (page.meta("description") or "").startswith("Atelier · 9 novembre 2024 · Apple Hill")


@pytest.mark.integration
def test_events_of_one_day_have_descriptions_of_their_own(tmp_path: Path):
    root = copy_project(tmp_path / "project")
    with (root / "data/events.yaml").open("a", encoding="utf-8") as file:
        for id in ("first", "second"):
            file.write(f"- {{id: {id}, title: Session {id}, kind: session, start: 2023-01-02}}\n")

    publish.build_site(root, root / "output", ADDRESS)

    for id in ("first", "second"):
        html = (root / f"output/events/{id}/index.html").read_text("utf-8")
        assert f'content="Session · 2 January 2023 · Session {id}"' in html


def test_an_official_title_is_marked_with_its_language(orchard: Built):
    page = orchard.page("ru/events/pruning-day-2024/")
    (title,) = page.all("h1/span")

    assert ("en", "Pruning day") == (title.get("lang"), get_text(title))
    assert "Семинар-практикум" in (page.meta("description") or "")


def test_the_script_is_loaded_only_where_an_event_is_coming(orchard: Built):
    def loads(path: str) -> int:
        page = orchard.page(path)
        return len([s for s in page.all("script") if "events." in s.get("src", "")])

    paths = ("events/", "events/pruning-day-2024/", "members/cherry-orchard-sample/", "")
    assert [1, 1, 1, 1] == [loads(path) for path in paths]
    paths = ("events/blossom-congress-2022/", "events/apple-talks/", "members/", "about/")
    assert [0, 0, 0, 0] == [loads(path) for path in paths]


# JSON-LD


def test_json_ld_describes_an_event(orchard: Built):
    event = read_event(orchard.page("events/pruning-day-2024/"))

    assert ("EducationEvent", "Pruning day") == (event["@type"], event["name"])
    assert ("2024-11-09T10:00-05:00", "2024-11-09T12:30-05:00") == (
        event["startDate"], event["endDate"],
    )  # fmt: skip
    assert "https://schema.org/EventScheduled" == event["eventStatus"]
    assert "https://schema.org/MixedEventAttendanceMode" == event["eventAttendanceMode"]
    assert ["Place", "VirtualLocation"] == [place["@type"] for place in event["location"]]
    assert "US" == event["location"][0]["address"]["addressCountry"]
    assert ["Organization", "Organization"] == [one["@type"] for one in event["organizer"]]
    assert f"{ADDRESS}members/cherry-orchard-sample/" == event["performer"][0]["url"]
    assert "Week of the Tree 2024" == event["superEvent"]["name"]
    assert {"en", "fr"} == set(event["inLanguage"])


def test_json_ld_says_only_what_the_data_says(orchard: Built):
    congress = read_event(orchard.page("events/blossom-congress-2022/"))

    assert "eventStatus" not in congress
    assert ("2022-04-20", "2022-04-22") == (congress["startDate"], congress["endDate"])
    cancelled = read_event(orchard.page("events/night-of-owls-2023/"))
    assert "https://schema.org/EventCancelled" == cancelled["eventStatus"]
    assert not {"location", "endDate", "organizer"} & cancelled.keys()


# Words and clocks


@pytest.mark.parametrize("code", ["en", "fr", "es", "ar", "ru", "zh"])
def test_every_kind_and_role_has_a_word_in_every_language(code: str):
    language = Language("en", NullTranslations())
    if code != "en":
        file = catalogs.get_catalog_path(PROJECT / "theme" / "locale", code)
        language = Language(code, catalogs.read_catalog(file, code).translations)
    kinds = [event_labels.label_event_kind(kind, language) for kind in get_args(EventKind)]
    roles = [event_labels.label_event_role(role, language) for role in get_args(EventRole)]

    assert len(set(kinds)) == len(kinds)
    assert len(set(roles)) == len(roles)
    assert set(get_args(EventRole)) == {role for role in ROLE_ORDER if role}


@pytest.mark.parametrize(
    ("start", "end", "zone", "expected"),
    [
        ("2024-11-09", "", "", ("2024-11-09", "", "2024-11-10T12:00Z", None)),
        ("2024-11-09", "2024-11-11", "", ("2024-11-09", "2024-11-11", "2024-11-12T12:00Z", None)),
        (
            "2024-11-09 10:00", "2024-11-09 12:30", "America/New_York",
            ("2024-11-09T15:00Z", "2024-11-09T17:30Z", "2024-11-09T17:30Z", -300),
        ),
        (
            "2024-11-09 10:00", "", "Asia/Kolkata",
            ("2024-11-09T04:30Z", "", "2024-11-09T18:30Z", 330),
        ),
        ("9999-12-31", "", "", ("9999-12-31", "", "9999-12-31T23:59Z", None)),
    ],
)  # fmt: skip
def test_the_script_knows_when_an_event_is_over(
    start: str, end: str, zone: str, expected: tuple[str, str, str, int | None]
):
    clock = build_event_clock(make_event("example", start, end, zone))

    assert expected == (clock.start, clock.end, clock.over, clock.offset)


def test_an_offset_with_seconds_is_written_in_utc():
    event = make_event("old", "1960-05-01 12:00", zone="Africa/Monrovia")

    assert event.starts_at is not None
    assert "1960-05-01T12:44Z" == format_iso_time(event.starts_at)
