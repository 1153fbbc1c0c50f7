"""Build a snapshot of the site from the project's files, incrementally.

Every build checks the time and size of all files but reads only those that have changed
(`sources/cache.py`). It does not rely on which events the watcher reports, so it also stays correct
when a branch is switched or the operating system drops an event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

from jinja2 import Environment

from coalition.devserver.snapshot import Snapshot
from coalition.devserver.watcher import FileStamp, collect_stamps
from coalition.diagnostics import DataError
from coalition.model import ContentIndex
from coalition.pelican_plugin import (
    PelicanAdapter,
    PelicanTexts,
    create_sites,
    ensure_existing_pages,
)
from coalition.project import Project, load_project
from coalition.site import Asset, build_assets, render_goal_css
from coalition.sources import Cache, decode_text

MAX_READ_ATTEMPTS = 3
"""How often the files are read if one of them is saved while they are being read."""


class IncrementalBuilder:
    """Builds snapshots of the project in `root`, with absolute URLs that begin with `site_url`.

    With `get_date`, which returns the current date, the snapshots show drafts, and mark them and
    texts with a date in the future. Otherwise they are what a build makes.
    """

    def __init__(
        self, root: Path, site_url: str, get_date: Callable[[], date] | None = None
    ) -> None:
        self._root, self._site_url = root, site_url.rstrip("/")
        self._get_date, self._theme = get_date, root / "theme"
        self._cache = Cache()
        self._pelican = PelicanAdapter(root, self._site_url)
        self._content: tuple[object, PelicanTexts] | None = None
        self._environment: tuple[object, Environment] | None = None

    def build_snapshot(self) -> Snapshot:
        """Build the site from the current files.

        Catalogs may be incomplete, so that translators can preview their work: an untranslated
        message appears in the source language. Raises DataError with all diagnostics, and OSError
        if a file disappears while it is read.
        """
        for _ in range(MAX_READ_ATTEMPTS):
            before = self._collect_stamps()
            snapshot = self._build()
            if before == self._collect_stamps():
                return snapshot
        # Some files may have been read before a save and others after it: cache nothing
        self._content = self._environment = None
        return snapshot

    def _build(self) -> Snapshot:
        project = load_project(self._root, allow_incomplete=True, cache=self._cache)
        texts = self._read_content(project)
        templates = self._read_theme_files("templates", ".html")
        self._read_theme_files("static", ".css")
        assets = build_assets(self._theme / "static", render_goal_css(project.coalition.goals))
        environment = self._get_environment(templates, assets)
        sites = create_sites(project, texts.content, self._site_url)
        ensure_existing_pages(sites[0], self._root)
        self._cache.evict_unused()
        published = Snapshot(sites, environment, self._theme, assets, texts.media_files)
        today = self._get_date() if self._get_date else None
        if today is None or not _has_unpublished(texts.with_drafts, today):
            return published
        shown = [
            replace(site, preview_date=today)
            for site in create_sites(project, texts.with_drafts, self._site_url)
        ]
        return Snapshot(shown, environment, self._theme, assets, texts.media_files, published)

    def _read_content(self, project: Project) -> PelicanTexts:
        """Read `content/` through Pelican, or return the cached result if nothing has changed."""
        coalition = project.coalition
        stamped_paths = sorted(collect_stamps(self._root / "content"))
        state = coalition.languages, dict(project.markdown_files), stamped_paths
        if self._content is None or self._content[0] != state:
            self._content = state, self._pelican.read_content(project)
        return self._content[1]

    def _get_environment(self, templates: object, assets: tuple[Asset, ...]) -> Environment:
        """Return the Jinja environment; a new one if a template or an asset's name has changed."""
        state = templates, [(asset.name, asset.path) for asset in assets]
        if self._environment is None or self._environment[0] != state:
            self._environment = state, self._pelican.create_environment(assets)
        return self._environment[1]

    def _read_theme_files(self, folder: str, text_suffix: str) -> dict[str, bytes]:
        """Read a folder of the theme. Raises DataError if a text file is not UTF-8."""
        contents = {
            name: Path(name).read_bytes() for name in sorted(collect_stamps(self._theme / folder))
        }
        prefix = self._root.as_posix()
        decoded = (
            decode_text(data, name.removeprefix(f"{prefix}/"))
            for name, data in contents.items()
            if name.endswith(text_suffix)
        )
        if diagnostics := [diagnostic for _, diagnostic in decoded if diagnostic]:
            raise DataError(diagnostics)
        return contents

    def _collect_stamps(self) -> list[dict[str, FileStamp]]:
        return [collect_stamps(self._root / "content"), collect_stamps(self._theme)]


def _has_unpublished(content: ContentIndex, today: date) -> bool:
    """Return whether there is a draft, or a text with a date in the future."""
    texts = chain(*(by_language.values() for by_language in content.pages.values()))
    news = chain(*(by_language.values() for by_language in content.news.values()))
    return any(text.draft or (text.date and text.date > today) for text in chain(texts, news))
