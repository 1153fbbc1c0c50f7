"""In a real browser, what servers send is enough for a page, and no more than its policy allows."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import BrowserContext

from coalition.site.host_files import RESPONSE_HEADERS
from support import machine
from support.browsing import Visit, watched
from support.hosted_sites import PATH, Start, path_of
from support.projects import ADDRESS
from support.sites import Built, Sites, build
from support.web_servers import SERVERS, Host, Place, served


def mistakes(visit: Visit) -> list[str]:
    """What went wrong, but the page for unknown addresses and the icon at the top of the host."""
    said = [error for error in visit.errors if "with a status of 40" not in error]
    return [*said, *visit.page.evaluate("window.violations")]


@pytest.fixture
def visit(window: BrowserContext) -> Visit:
    """A page of its own: what one still asks of a server that ends is no other test's."""
    return watched(window)


def shows_its_style(visit: Visit, host: Host, astray: str) -> None:
    """Fail unless the page at an address that does not exist has its style."""
    visit.errors.clear()
    visit.url = host.address + host.place.path
    reply = visit.page.goto(visit.url + astray)

    assert 404 == reply.status
    language = "ar" if astray.startswith("ar/") else "en"
    assert 1 == visit.page.locator(f"html[lang={language}]").count()
    assert 1 == visit.page.evaluate("document.styleSheets.length")
    assert 0 < visit.page.evaluate("document.styleSheets[0].cssRules.length")
    assert [] == mistakes(visit)


@pytest.mark.parametrize("astray", ["a/b/c/d/", "ar/nowhere/deep/"])
@pytest.mark.parametrize("name", SERVERS)
def test_below_a_path_the_page_for_unknown_addresses_has_its_style_at_any_depth(
    name: str, astray: str, hosts: Start, visit: Visit
):
    shows_its_style(visit, hosts(name, "below"), astray)


def test_at_the_top_a_site_that_was_built_for_it_has_it_too(www: Path, visit: Visit):
    machine.need("nginx")
    built = build("lantern", www / "built", ADDRESS.removesuffix(PATH.removeprefix("/")))
    place = Place(shutil.copytree(built.root, www / "top"), "/")
    with served("nginx", place) as host:
        for astray in ("a/b/c/d/", "ar/nowhere/deep/"):
            shows_its_style(visit, host, astray)
            home = visit.page.locator("header a[href]").first.get_attribute("href")
            assert 200 == visit.page.goto(urljoin(visit.url, home)).status


def looked_at(built: Built) -> list[str]:
    """All pages of the small coalition's first language; of all other languages the main ones."""
    others = [folder for folder in built.languages.values() if folder or built.name == "real"]
    pages = {page.path for page in built.pages() if built.folder(page) not in others}
    pages |= {f"{folder}{name}index.html" for folder in others for name in ("", "members/")}
    return [
        path
        for path in sorted(pages)
        if not built.documents[path].all("meta[@http-equiv='refresh']")
    ]


@pytest.mark.slow(5)
@pytest.mark.parametrize("name", ["lantern", "real"])
def test_no_page_breaks_the_policy_that_a_server_sends(
    name: str, sites: Sites, www: Path, visit: Visit
):
    machine.need("nginx")
    built = sites[name]
    place = Place(www / name, PATH)
    shutil.copytree(built.root, place.site)
    with served("nginx", place) as host:
        broken = {}
        for page in looked_at(built):
            visit.errors.clear()
            reply = visit.page.goto(host.address + path_of(host, page))
            assert (
                RESPONSE_HEADERS["Content-Security-Policy"]
                == reply.headers["content-security-policy"]
            )
            if wrong := mistakes(visit):
                broken[page] = wrong

    assert {} == broken
