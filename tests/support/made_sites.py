"""Sites in memory for unit tests: no page is rendered, no process is started."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from gettext import NullTranslations
from typing import Any

from coalition.i18n import Language
from coalition.model import Coalition, Content, ContentIndex, Event
from coalition.model.field_types import ValidationContext
from coalition.site import CoalitionIndex, Site
from support.projects import ADDRESS

DAY = date(2024, 5, 2)
"""The day of the data of these sites, as in `orchard`."""


def make_site(
    data: Coalition,
    *,
    language: str = "en",
    site_url: str = ADDRESS.rstrip("/"),
    news: Sequence[Content] = (),
    day: date | None = DAY,
    **changes: object,
) -> Site:
    """Return the site of a coalition in one language; `changes` replace fields of its data.

    Words of the interface are not translated.
    """
    languages = {code: Language(code, NullTranslations()) for code in data.languages}
    return Site(
        CoalitionIndex(data.model_copy(update=changes), day),
        ContentIndex.from_contents((), news),
        languages[language],
        tuple(languages.values()),
        site_url,
    )


def make_timed_event(start: str, end: str = "", zone: str = "", **fields: Any) -> Event:  # noqa: ANN401 - any key
    """Return an event with these times, and other keys as they are in YAML."""
    event: dict[str, object] = {"id": "meeting", "title": "Meeting", "kind": "meeting"}
    event |= {"start": start, **({"end": end} if end else {})}
    event |= {"timezone": zone} if zone else {}
    return Event.model_validate({**event, **fields}, context=ValidationContext("en"))
