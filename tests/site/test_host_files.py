"""Configuration files for hosts, and the policy in the pages for hosts that read none."""

from __future__ import annotations

from pathlib import Path

import pytest
from markupsafe import escape

from coalition.devserver.builder import IncrementalBuilder
from coalition.model.field_types import is_site_url
from coalition.site import host_files
from support.sites import Built, Sites, project_of

REDIRECTS = """\
/site/members/ingrid-sample/ /site/members/ingrid-prove/ 301
/site/organisations/northern-library/ /site/organisations/north-shore/ 301
/site/news/lamps/ /site/news/lamps-for-all/ 301
/site/hours/ /site/opening-hours/ 301
/site/ar/members/ingrid-sample/ /site/ar/members/ingrid-prove/ 301
/site/ar/organisations/northern-library/ /site/ar/organisations/north-shore/ 301
/site/ar/news/lamps/ /site/ar/news/lamps-for-all/ 301
/site/ar/hours/ /site/ar/opening-hours/ 301
"""


def test_every_former_address_has_a_line_for_hosts_below_the_path_of_the_site(sites: Sites):
    assert REDIRECTS == (sites["lantern"].root / "_redirects").read_text("utf-8")


def test_every_redirect_leads_to_a_page(site: Built):
    for line in (site.root / "_redirects").read_text("utf-8").splitlines():
        _, target, _ = line.split()

        assert site.target(site.page(""), target)[0] in site.documents, line


def test_a_site_without_former_addresses_has_none(sites: Sites):
    assert b"" == (sites["minimal"].root / "_redirects").read_bytes()


def test_github_pages_is_asked_to_serve_the_site_unprocessed(site: Built):
    assert b"" == (site.root / ".nojekyll").read_bytes()


def test_headers_say_the_same_of_every_address_and_more_of_what_never_changes(site: Built):
    lines = (site.root / "_headers").read_text("utf-8").splitlines()

    assert ["/*", "/assets/*"] == [line for line in lines if not line.startswith(" ")]
    headers = dict(line.strip().split(": ", 1) for line in lines if line.startswith(" "))
    assert host_files.RESPONSE_HEADERS | {"Cache-Control": host_files.CACHE_IMMUTABLE} == headers


def test_each_page_states_the_policy_before_it_loads_anything(site: Built):
    head_start = (
        '<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(host_files.PAGE_CSP)}">\n'
        '<meta name="referrer" content="no-referrer">\n'
    )

    assert [] == [page.path for page in site.pages() if head_start not in page.source]


def test_a_header_allows_no_more_than_the_pages_do():
    assert host_files.RESPONSE_HEADERS["Content-Security-Policy"].startswith(host_files.PAGE_CSP)
    assert "unsafe" not in host_files.PAGE_CSP
    assert {"'none'", "'self'"} == {
        value for part in host_files.PAGE_CSP.split("; ") for value in part.split()[1:]
    }


@pytest.mark.parametrize("kind", ["connect", "img", "manifest", "script", "style"])
def test_what_pages_load_from_their_own_site_is_allowed(kind: str):
    assert f"{kind}-src 'self'" in host_files.PAGE_CSP.split("; ")


@pytest.mark.parametrize(
    ("address", "is_valid"),
    [
        ("https://example.org", True),
        ("http://localhost:8080/a/b-c/", True),
        ("https://example.org/%C3%A9/", True),
        ("https://example.org/é/", False),
        ("https://example.org/%zz/", False),
        ("https://example.org/a/../b/", False),
        ("https://example.org/a/index.html", False),
        ("https://example.org/a?b", False),
        ("https://example.org/#a", False),
        ("https://ada:secret@example.org/", False),
        ("example.org", False),
    ],
)
def test_a_site_is_published_only_at_a_url_that_a_sitemap_can_name(address: str, is_valid: bool):
    assert is_valid is is_site_url(address)


def test_redirects_have_the_path_of_the_site_encoded_as_in_its_url(tmp_path: Path):
    builder = IncrementalBuilder(
        project_of("lantern", tmp_path / "lantern"), "https://example.org/%C3%A9/"
    )
    redirects = builder.build_snapshot().render_file("_redirects") or b""

    assert redirects.startswith(b"/%C3%A9/members/ingrid-sample/ /%C3%A9/members/ingrid-prove/ 301")
