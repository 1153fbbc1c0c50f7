"""Visits built sites in a real browser: which pages, how, and what went wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from support.sites import Built, Sites, SiteServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

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
    """A page in the browser, with all that went wrong on it and all that it asked for.

    `url` is the home page of the site that is visited.
    """

    page: Page
    url: str = ""
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


def watched(context: BrowserContext) -> Visit:
    """A page in a context, watched from its first moment."""
    page = context.new_page()
    visit = Visit(page)
    page.add_init_script(VIOLATIONS)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))

    def hear(said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            visit.errors.append(f"{said.text} ({said.location['url']})")

    page.on("console", hear)
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
def tab(browser: Browser, served: Callable[[str], str]) -> Callable[..., Visit]:
    """A function: the name of a coalition in, a tab out in which one test after the other looks.

    A window of its own for each test would cost more time than looking at the page. A test leaves
    nothing behind but the look of the screen, which is set here anew. The tab may be one without
    `scripts`.
    """
    visits: dict[bool, Visit] = {}

    def borrow(name: str, scripts: bool = True) -> Visit:
        if scripts not in visits:
            visits[scripts] = watched(browser.new_context(java_script_enabled=scripts))
        visit = visits[scripts]
        visit.url = served(name)
        visit.page.set_viewport_size({"width": 1280, "height": 800})
        visit.page.emulate_media(
            media="screen", color_scheme="light", reduced_motion="no-preference"
        )
        return visit

    return borrow
