"""What several test files share: a browser, projects, built sites, a server for them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from support import chromium
from support.projects import TINY_FILES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytest_plugins = (
    "support.stages",
    "support.sites",
    "support.browsing",
    "support.previews",
    "support.hosted_sites",
)  # the stages; fixtures: sites of three coalitions, browsers and servers that show them

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # how long something takes is no test: machines are noisy


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the slow tests last, and of these the longest first."""
    items.sort(key=_seconds, reverse=True)
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)


def _seconds(item: pytest.Item) -> int:
    """How long a slow test takes, about, if that is much longer than others."""
    marker = item.get_closest_marker("slow")
    return int(marker.args[0]) if marker and marker.args else 0


@pytest.fixture(scope="session", autouse=True)
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let all projects of this run share a cache: else each build would draw its cards again."""
    base = tmp_path_factory.getbasetemp()
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    os.environ["COALITION_CACHE"] = str((base.parent if is_worker else base) / "cache")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium browser. If none is installed, the test fails and is not skipped."""
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
    """A separate browser context, without cookies or cache.

    After the test, its pages go to about:blank; it is closed together with the browser. Chromium
    sometimes never replies when a single context is closed, and Playwright has no timeout there.
    """
    from playwright.sync_api import Error

    context = browser.new_context()
    yield context
    for page in context.pages:
        with suppress(Error):
            page.goto("about:blank")


@pytest.fixture
def page(window: BrowserContext) -> Page:
    """A page in a separate browser context, without cookies or cache."""
    return window.new_page()


@pytest.fixture
def tiny_project(tmp_path: Path) -> Path:
    """A project of two pages that builds in a moment; `data/wrong` and `data/wait` disturb it."""
    project = tmp_path / "project"
    for name, text in TINY_FILES.items():
        file = project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return project
