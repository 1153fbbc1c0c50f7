"""The script of events, with a fixed clock and in several time zones, in a real browser."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from support.browsing import Visit, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EVENT = "events/pruning-day-2024/"
"""It takes place in New York on 9 November 2024, from 15:00 to 17:30 UTC."""


OpenAt = Callable[..., Visit]


@pytest.fixture
def open_at(browser: Browser, serve_site: Callable[[str], str]) -> OpenAt:
    """A function that opens a page of `orchard` at a moment in UTC, in a time zone."""

    def open_page(
        path: str, clock: str, zone: str = "UTC", *, width: int = 1280, scripts: bool = True
    ) -> Visit:
        context = browser.new_context(
            timezone_id=zone,
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
        )
        visit = watched(context)
        visit.url = serve_site("orchard")
        if scripts:
            moment = datetime.datetime.fromisoformat(clock).replace(tzinfo=datetime.UTC)
            visit.page.clock.install(time=moment)
        visit.go(path)
        return visit

    return open_page


def read(page: Page, name: str) -> str:
    """Return what the script has written about the event of the page."""
    return page.locator(f"[data-event] [data-event-{name}]").first.inner_text().strip()


@pytest.mark.parametrize(
    ("clock", "zone", "expected"),
    [
        ("2024-08-01T12:00", "Europe/Paris", "in 3 months"),
        ("2024-11-06T12:00", "Europe/Paris", "in 3 days"),
        ("2024-11-08T12:00", "Europe/Paris", "tomorrow"),
        ("2024-11-08T12:00", "Asia/Tokyo", "in 2 days"),  # 00:00 on the 10th there
        ("2024-11-08T12:00", "Pacific/Honolulu", "tomorrow"),
        ("2024-11-09T14:59", "Europe/Paris", "today"),
        ("2024-11-09T15:00", "Europe/Paris", "now"),
        ("2024-11-09T17:29", "Asia/Tokyo", "now"),
        ("2024-11-09T17:30", "Europe/Paris", "over"),
        ("2031-01-01T00:00", "Europe/Paris", "over"),
        ("2024-05-01T00:00", "Europe/Paris", "in 6 months"),  # the day before that of the data
        ("2024-04-30T00:00", "Europe/Paris", ""),  # no clock that is right can be earlier
        ("1970-01-01T00:00", "Europe/Paris", ""),
    ],
)
def test_the_distance_is_that_of_the_visitors_clock(
    open_at: OpenAt, clock: str, zone: str, expected: str
):
    visit = open_at(EVENT, clock, zone)

    assert expected == read(visit.page, "relative")
    assert [] == visit.errors
    visit.page.context.close()


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("2024-05-02T00:00", "now"),  # it began in April
        ("2024-05-31T23:59", "now"),
        ("2024-06-01T11:59", ""),  # it may be 31 May where the event is
        ("2024-06-01T12:00", "over"),
    ],
)
def test_an_event_without_times_is_over_when_its_last_day_is_over_everywhere(
    open_at: OpenAt, clock: str, expected: str
):
    visit = open_at("events/graft-survey-2024/", clock)

    assert expected == read(visit.page, "relative")
    visit.page.context.close()


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Paris", "9 November, 16:00–18:30 your time"),
        ("Asia/Kolkata", "9 November, 20:30–23:00 your time"),
        ("Asia/Tokyo", "10 November, 00:00–02:30 your time"),
        ("Asia/Dubai", "9 November, 19:00–21:30 your time"),
        ("Asia/Shanghai", "9 November, 23:00–01:30 your time"),
        ("America/New_York", ""),  # the page says it already
        ("America/Lima", ""),  # the same time, by another name
    ],
)
def test_the_time_is_that_of_the_visitors_zone(open_at: OpenAt, zone: str, expected: str):
    visit = open_at(EVENT, "2024-11-06T12:00", zone)

    assert expected == read(visit.page, "local")
    visit.page.context.close()


@pytest.mark.parametrize(
    ("folder", "distance", "local"),
    [
        ("fr/", "dans 3 jours", "9 novembre, 16:00–18:30 (votre heure)"),
        ("es/", "dentro de 3 días", "9 de noviembre, 16:00–18:30 (su hora)"),
        ("ar/", "خلال 3 أيام", "9 نوفمبر، 16:00–18:30 (بتوقيتك)"),
        ("ru/", "через 3 дня", "9 ноября, 16:00–18:30 (ваше время)"),
        ("zh/", "3天后", "您的时间：11月9日 16:00–18:30"),
    ],
)
def test_the_words_are_those_of_the_language_with_latin_digits(
    open_at: OpenAt, folder: str, distance: str, local: str
):
    visit = open_at(folder + EVENT, "2024-11-06T12:00", "Europe/Paris")

    assert distance == read(visit.page, "relative")
    assert local == read(visit.page, "local")
    visit.page.context.close()


@pytest.mark.parametrize("path", ["events/", EVENT, "", "members/cherry-orchard-sample/"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_the_script_runs(open_at: OpenAt, path: str, width: int):
    plain = open_at(path, "", width=width, scripts=False)
    height = "document.querySelector('main').getBoundingClientRect().height"
    expected = plain.page.evaluate(height)
    plain.page.context.close()
    visit = open_at(path, "2024-11-06T12:00", "Europe/Paris", width=width)

    assert "in 3 days" in visit.page.locator("[data-event-relative]").all_inner_texts() or not path
    assert expected == pytest.approx(visit.page.evaluate(height), abs=0.5)
    assert [] == visit.errors
    visit.page.context.close()


def test_without_javascript_the_page_has_the_times_and_no_empty_words(open_at: OpenAt):
    visit = open_at(EVENT, "", scripts=False)
    text = visit.page.locator("main").inner_text()

    assert "10:00–12:30 Eastern Standard Time (New York)" in text
    assert "15:00–17:30 UTC" in text
    assert "your time" not in text
    visit.page.context.close()


def test_a_cancelled_or_postponed_event_says_nothing_of_days(open_at: OpenAt):
    visit = open_at("events/", "2024-06-28T12:00", "Europe/Paris")
    row = visit.page.locator(".dated-row", has_text="Apple talks")

    assert "Postponed" in row.inner_text()
    assert 0 == row.locator("[data-event-relative], [data-event-local]").count()
    visit.page.context.close()
