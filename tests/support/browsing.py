"""Open pages of built sites in a real browser; record errors and requests."""

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
    "documents": "{documents}/",
    "document": "documents/{document}/",
    "events": "events/",
    "event": "events/{event}/",
    "news": "news/",
    "article": "news/{article}/",
    "join": "join/",
    "contact": "contact/",
    "data": "data/",
    "figures": "{figures}/",
    "prose": "{prose}/",
    "translations": "translations/",
    "not found": "no/such/page/",
    "working groups": "{working_groups}/",
    "working group": "{working_groups}/{working_group}/",
    "conditions": "{conditions}/",
}
"""Each kind of page, and the path of an example."""

SITE_LANGUAGES = (("orchard", ""), ("lantern", ""), ("lantern", "ar/"))
"""Pairs of a site and the folder of one of its languages."""

OTHER_LANGUAGES = ("ar/", "zh/", "ru/", "fr/", "es/")
"""Folders of the orchard's other languages, which take turns on the kinds of page."""

EXAMPLES = [
    (name, folder, kind) for name, folder in (("orchard", ""), ("lantern", "ar/")) for kind in KINDS
]
EXAMPLES += [
    ("orchard", OTHER_LANGUAGES[index % len(OTHER_LANGUAGES)], kind)
    for index, kind in enumerate(KINDS)
]

VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
});
"""


def find_example(site: Built, kind: str) -> str | None:
    """Return the path of a page of this kind; None if the site has none."""
    data = site.coalition
    articles = sorted(path for path in site.documents if path.startswith("news/"))[:-1]
    prose = sorted(set(site.documents) & {"accessibility/index.html", "opening-hours/index.html"})
    ids = {
        "area": [area.id for area in data.action_areas],
        "goal": [goal.id for goal in data.goals],
        "member": [member.id for member in data.members],
        "former": [member.id for member in data.members if member.is_former(None)],
        "organisation": [organisation.id for organisation in data.organisations],
        "group": [group.id for group in data.groups],
        "event": [event.id for event in data.events],
        "country": [member.country.lower() for member in data.members if member.country],
        "documents": ["documents"] if data.documents else [],
        "document": [document.id for document in data.documents],
        "article": [path.split("/")[1] for path in articles],
        "prose": [path.split("/")[0] for path in prose],
        "working_groups": ["working-groups"] if data.working_groups else [],
        "working_group": [group.id for group in data.working_groups],
        "figures": ["figures"] if "figures/index.html" in site.documents else [],
        "conditions": ["conditions"] if any(one.published for one in data.conditions) else [],
    }
    first_ids = {name: values[0] for name, values in ids.items() if values}
    try:
        return KINDS[kind].format(**first_ids)
    except KeyError:
        return None


@dataclass
class Visit:
    """A page in the browser, with the errors and warnings on it and the requests it made.

    `url` is the home page of the visited site.
    """

    page: Page
    url: str = ""
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open the page at a path below the site's URL, and return it."""
        self.errors.clear()
        self.requests.clear()
        self.page.goto(self.url + path)
        return self.page

    @property
    def foreign(self) -> list[str]:
        """The requests to other hosts."""
        host = urlsplit(self.url).netloc
        return [url for url in self.requests if urlsplit(url).netloc not in ("", host)]


def watched(context: BrowserContext) -> Visit:
    """Open a page in a context and record what happens on it from the start."""
    page = context.new_page()
    visit = Visit(page)
    page.add_init_script(VIOLATIONS)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))

    def record(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            visit.errors.append(f"{message.text} ({message.location['url']})")

    page.on("console", record)
    page.on("request", lambda request: visit.requests.append(request.url))
    return visit


@pytest.fixture(scope="session")
def serve_site(sites: Sites) -> Iterator[Callable[[str], str]]:
    """A function that serves the site of a coalition, given by name, and returns its URL."""
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
def tab(browser: Browser, serve_site: Callable[[str], str]) -> Callable[..., Visit]:
    """A function that returns a browser tab for the site of a coalition, given by name.

    Tests share a tab, because a new window takes longer than most of them. The screen's size and
    media are the only state that a test changes, and are reset here. With `scripts=False`, the tab
    does not run JavaScript.
    """
    visits: dict[bool, Visit] = {}

    def open_tab(name: str, scripts: bool = True) -> Visit:
        if scripts not in visits:
            visits[scripts] = watched(browser.new_context(java_script_enabled=scripts))
        visit = visits[scripts]
        visit.url = serve_site(name)
        visit.page.set_viewport_size({"width": 1280, "height": 800})
        visit.page.emulate_media(
            media="screen", color_scheme="light", reduced_motion="no-preference"
        )
        return visit

    return open_tab
