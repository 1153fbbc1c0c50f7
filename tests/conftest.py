"""What several test files share: a browser, projects, built sites, a server for them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytest_plugins = (
    "site_building",
    "site_browsing",
    "preview_running",
    "hosted_sites",
)  # fixtures: sites of three coalitions, browsers and servers that show them

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # how long something takes is no test: machines are noisy

PROJECT = Path(__file__).resolve().parent.parent
ADDRESS = "https://coalition.example/site/"
"""Where the sites that tests build would be published."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser; run the slow tests last, and of these the longest first."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    items.sort(key=_seconds, reverse=True)
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)


def _seconds(item: pytest.Item) -> int:
    """How long a slow test takes, about, if that is much longer than others."""
    marker = item.get_closest_marker("slow")
    return int(marker.args[0]) if marker and marker.args else 0


def copy_project(
    folder: Path, data: Path = PROJECT / "data", content: Path = PROJECT / "content"
) -> Path:
    """Make `folder` a project with this theme and these settings, and other data and prose."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("pelicanconf.py", "publishconf.py"):
        shutil.copy(PROJECT / name, folder)
    shutil.copytree(PROJECT / "theme", folder / "theme")
    shutil.copytree(data, folder / "data")
    shutil.copytree(content, folder / "content")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium. Without one the test fails: what nobody ran has not passed."""
    from playwright.sync_api import sync_playwright

    path = chromium.find()
    if path is None:
        pytest.fail(chromium.MISSING)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A window of its own, with nothing remembered.

    Its pages are left when the test is over, but it closes with the browser alone: now and then
    Chromium never answers to a window's `close`, which nothing ends; the browser's is bounded.
    """
    from playwright.sync_api import Error

    context = browser.new_context()
    yield context
    for page in context.pages:
        with suppress(Error):
            page.goto("about:blank")


@pytest.fixture
def page(window: BrowserContext) -> Page:
    """A page of its own, with nothing remembered."""
    return window.new_page()


TINY_SETTINGS = '''\
import os
import sys
import time
from pathlib import Path

from pelican import signals

HERE = Path(__file__).parent


class reader:
    """Stands for a plugin that reads data: finds them wrong, or takes its time."""

    __name__ = "reader"

    def register(self):
        signals.initialized.connect(read)


def read(pelican):
    if (HERE / "data" / "wrong").exists():
        print((HERE / "data" / "wrong").read_text(), file=sys.stderr)
        print("1 problem in 1 file")
        raise SystemExit(1)
    while (HERE / "data" / "wait").exists():
        (HERE / "data" / "waiting").touch()
        time.sleep(0.02)


PLUGINS = [reader()]
PATH = "content"
THEME = "theme"
SITEURL = os.environ["SITE_URL"]
SETTINGS_FILE = "pelicanconf.py"
TIMEZONE = "UTC"
DIRECT_TEMPLATES = ["index", "404"]
PAGE_PATHS = ["pages"]
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
'''

TINY_PAGE = (
    '<!doctype html><html lang="en" dir="ltr"><head><title>{0}</title>'
    '<meta name="description" content="{0}, in short."></head>'
    "<body><h1>{0}</h1>{1}</body></html>"
)
"""A page as small as a finished site may have: its title, and what stands below it."""

TINY_FILES = {
    "pelicanconf.py": TINY_SETTINGS,
    "publishconf.py": (
        "import sys\n"
        "from pathlib import Path\n"
        "sys.path.append(str(Path(__file__).parent))\n"
        "from pelicanconf import *\n"
        'SETTINGS_FILE = "publishconf.py"\n'
    ),
    "theme/static/style.css": "",
    "theme/templates/index.html": TINY_PAGE.format(
        "Home", "<p>{{ SETTINGS_FILE }} {{ SITEURL }}</p>"
    ),
    "theme/templates/404.html": TINY_PAGE.format("Not found", ""),
    "theme/templates/page.html": TINY_PAGE.format("{{ page.title }}", "{{ page.content }}"),
    "content/pages/about.md": "title: About\n\nfirst words\n",
    "data/notes.txt": "",
}


@pytest.fixture
def tiny_project(tmp_path: Path) -> Path:
    """A project of two pages that builds in a moment; `data/wrong` and `data/wait` disturb it."""
    project = tmp_path / "project"
    for name, text in TINY_FILES.items():
        file = project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return project
