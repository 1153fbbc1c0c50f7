"""Pages from real web servers in a real browser: styles load, and nothing violates the policy."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import BrowserContext

from coalition.site.host_files import RESPONSE_HEADERS
from support import machine
from support.browsing import Visit, watched
from support.hosted_sites import PATH, Start, url_path
from support.projects import ADDRESS
from support.sites import Built, Sites, build
from support.web_servers import SERVERS, Host, SiteLocation, run_server


def list_errors(visit: Visit) -> list[str]:
    """Return errors and policy violations, without failures to load the 404 page or an icon."""
    errors = [error for error in visit.errors if "with a status of 40" not in error]
    return [*errors, *visit.page.evaluate("window.violations")]


@pytest.fixture
def visit(window: BrowserContext) -> Visit:
    """A separate page, so that pending requests to a stopped server do not fail another test."""
    return watched(window)


def assert_has_styles(visit: Visit, host: Host, missing_path: str) -> None:
    """Fail unless the 404 page at a path that does not exist has its styles."""
    visit.errors.clear()
    visit.url = host.address + host.location.path
    response = visit.page.goto(visit.url + missing_path)

    assert 404 == response.status
    language = "ar" if missing_path.startswith("ar/") else "en"
    assert 1 == visit.page.locator(f"html[lang={language}]").count()
    assert 1 == visit.page.evaluate("document.styleSheets.length")
    assert 0 < visit.page.evaluate("document.styleSheets[0].cssRules.length")
    assert [] == list_errors(visit)


@pytest.mark.parametrize("missing_path", ["a/b/c/d/", "ar/nowhere/deep/"])
@pytest.mark.parametrize("name", SERVERS)
def test_below_a_path_the_404_page_has_its_styles_at_any_depth(
    name: str, missing_path: str, hosts: Start, visit: Visit
):
    assert_has_styles(visit, hosts(name, "below"), missing_path)


def test_at_the_root_the_404_page_of_a_site_built_for_it_has_its_styles(www: Path, visit: Visit):
    machine.need("nginx")
    built = build("lantern", www / "built", ADDRESS.removesuffix(PATH.removeprefix("/")))
    location = SiteLocation(shutil.copytree(built.root, www / "top"), "/")
    with run_server("nginx", location) as host:
        for missing_path in ("a/b/c/d/", "ar/nowhere/deep/"):
            assert_has_styles(visit, host, missing_path)
            home = visit.page.locator("header a[href]").first.get_attribute("href")
            assert 200 == visit.page.goto(urljoin(visit.url, home)).status


def list_pages_to_visit(built: Built) -> list[str]:
    """List all pages of the small coalition's first language, and the main ones of all others."""
    others = [folder for folder in built.languages.values() if folder or built.name == "orchard"]
    pages = {page.path for page in built.pages() if built.folder(page) not in others}
    pages |= {f"{folder}{name}index.html" for folder in others for name in ("", "members/")}
    return [
        path
        for path in sorted(pages)
        if not built.documents[path].all("meta[@http-equiv='refresh']")
    ]


@pytest.mark.slow(5)
@pytest.mark.parametrize("name", ["lantern", "orchard"])
def test_no_page_breaks_the_policy_that_a_server_sends(
    name: str, sites: Sites, www: Path, visit: Visit
):
    machine.need("nginx")
    built = sites[name]
    location = SiteLocation(www / name, PATH)
    shutil.copytree(built.root, location.site)
    with run_server("nginx", location) as host:
        failures = {}
        for page in list_pages_to_visit(built):
            visit.errors.clear()
            response = visit.page.goto(host.address + url_path(host, page))
            assert (
                RESPONSE_HEADERS["Content-Security-Policy"]
                == response.headers["content-security-policy"]
            )
            if errors := list_errors(visit):
                failures[page] = errors

    assert {} == failures


FETCH = """async url => {
    const response = await fetch(url);
    return (await response.json()).version;
}"""


@pytest.mark.parametrize("name", SERVERS)
def test_pages_of_other_sites_can_read_the_data(name: str, hosts: Start, window: BrowserContext):
    host, other, page = hosts(name, "below"), hosts("python", "top"), window.new_page()
    page.goto(f"{other.address}/licence.txt")  # at another port, and without a policy of its own

    assert "1.0" == page.evaluate(FETCH, f"{host.address}{host.location.path}data/coalition.json")
