"""Visits built sites in a real browser: which pages, how, and what went wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest

from site_building import Built, Sites, SiteServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

KINDS = {
    "home": "",
    "about": "about/",
    "plan": "action-plan/",
    "area": "action-plan/{area}/",
    "goals": "sdgs/",
    "goal": "sdgs/{goal}/",
    "directory": "members/",
    "member": "members/{member}/",
    "former member": "members/{former}/",
    "organisation": "organisations/{organisation}/",
    "group": "members/group/{group}/",
    "country": "members/country/{country}/",
    "news": "news/",
    "article": "news/{article}/",
    "join": "join/",
    "contact": "contact/",
    "data": "data/",
    "prose": "{prose}/",
    "translations": "translations/",
    "not found": "no/such/page/",
}
"""Each kind of page, and where to find one."""

EDITIONS = (("real", ""), ("lantern", ""), ("lantern", "ar/"))
"""The sites that are looked at, with the folder of a language."""

TRANSLATED = ("ar/", "zh/", "ru/", "fr/", "es/")
"""The real site's other languages; each is looked at on some kinds of page, together on all."""

PLACES = [
    (name, folder, kind) for name, folder in (("real", ""), ("lantern", "ar/")) for kind in KINDS
]
PLACES += [("real", TRANSLATED[place % len(TRANSLATED)], kind) for place, kind in enumerate(KINDS)]

VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
});
"""
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def address(site: Built, kind: str) -> str | None:
    """Where a site has a page of this kind; None where it has none."""
    data = site.coalition
    articles = sorted(path for path in site.documents if path.startswith("news/"))[:-1]
    prose = sorted(set(site.documents) & {"accessibility/index.html", "opening-hours/index.html"})
    firsts = {
        "area": [area.id for area in data.action_areas],
        "goal": [goal.id for goal in data.goals],
        "member": [member.id for member in data.members],
        "former": [member.id for member in data.members if member.former],
        "organisation": [organisation.id for organisation in data.organisations],
        "group": [group.id for group in data.groups],
        "country": [member.country.lower() for member in data.members if member.country],
        "article": [path.split("/")[1] for path in articles],
        "prose": [path.split("/")[0] for path in prose],
    }
    found = {name: some[0] for name, some in firsts.items() if some}
    try:
        return KINDS[kind].format(**found)
    except KeyError:
        return None


@dataclass
class Visit:
    """A page in the browser, with all that went wrong on it and all that it asked for."""

    page: Page
    url: str
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def go(self, address: str) -> Page:
        """Open the page at an address below the site's own; answers it for a short line."""
        self.errors.clear()
        self.requests.clear()
        self.page.goto(self.url + address)
        return self.page

    @property
    def foreign(self) -> list[str]:
        """The requests that went to another host."""
        host = urlsplit(self.url).netloc
        return [url for url in self.requests if urlsplit(url).netloc not in ("", host)]

    def axe(self, options: dict[str, Any]) -> dict[str, Any]:
        """What axe-core finds; the browser itself runs it, so no policy of the page stops it."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found: dict[str, Any] = self.page.evaluate("options => axe.run(document, options)", options)
        return found


def watched(context: BrowserContext, url: str) -> Visit:
    """A page in a context, watched from its first moment."""
    page = context.new_page()
    visit = Visit(page, url)
    page.add_init_script(VIOLATIONS)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on(
        "console",
        lambda said: visit.errors.append(said.text) if said.type in ("error", "warning") else None,
    )
    page.on("request", lambda request: visit.requests.append(request.url))
    return visit


@pytest.fixture(scope="session")
def served(sites: Sites) -> Iterator[Callable[[str], str]]:
    """A function: the name of a coalition in, the address where its site is served out."""
    servers: dict[str, SiteServer] = {}

    def serve(name: str) -> str:
        if name not in servers:
            servers[name] = SiteServer(sites[name].root)
        return servers[name].url

    yield serve
    for server in servers.values():
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def tab(browser: Browser, served: Callable[[str], str]) -> Callable[[str], Visit]:
    """A function: the name of a coalition in, a tab out in which one test after the other looks.

    A window of its own for each page would cost more time than looking at it. A test leaves
    nothing behind but the look of the screen, which is set here anew.
    """
    visits: dict[str, Visit] = {}

    def borrow(name: str) -> Visit:
        if name not in visits:
            visits[name] = watched(browser.new_context(), served(name))
        page = visits[name].page
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference")
        return visits[name]

    return borrow


@pytest.fixture
def visit(browser: Browser, served: Callable[[str], str]) -> Iterator[Callable[..., Visit]]:
    """A function: the name of a coalition and options of the browser in, a watched page out."""
    contexts: list[BrowserContext] = []

    def begin(name: str, **options: object) -> Visit:
        contexts.append(browser.new_context(**options))  # type: ignore[arg-type]
        return watched(contexts[-1], served(name))

    yield begin
    for context in contexts:
        context.close()
