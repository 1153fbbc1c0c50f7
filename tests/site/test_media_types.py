"""The Content-Type of each file that a site may have, by its name."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from coalition.site.media_types import get_content_type


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("news/atom.xml", "application/atom+xml; charset=utf-8"),
        ("events/feed.json", "application/feed+json; charset=utf-8"),
        ("fr/feeds.opml", "text/x-opml; charset=utf-8"),
        ("events.ics", "text/calendar; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("files/REPORT.PDF", "application/pdf"),
        ("files/talk.mp3", "audio/mpeg"),
        ("documents/report.bib", "application/x-bibtex; charset=utf-8"),
        ("documents/report.ris", "application/x-research-info-systems; charset=utf-8"),
        ("LICENSE", "application/octet-stream"),
    ],
)
def test_the_type_follows_from_the_name(name: str, expected: str):
    assert expected == get_content_type(PurePath(name))
