"""The project's files -> one Edition after the other, as fast as an editor saves.

All files are looked at each time, but only what has changed is read (`sources/cache.py`), so a
branch that is switched, or an event that the system swallowed, leaves nothing behind.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment

from coalition.devserver.snapshot import Snapshot
from coalition.devserver.watcher import FileStamp, collect_stamps
from coalition.diagnostics import DataError
from coalition.model import ContentIndex
from coalition.pelican_plugin import PelicanAdapter, create_sites, ensure_valid_redirects
from coalition.project import Project, load_project
from coalition.site import Asset, build_assets, render_goal_css
from coalition.sources import Cache, decode_text

ContentAndMedia = tuple[ContentIndex, dict[str, Path]]

MAX_READ_ATTEMPTS = 3
"""How often the files are read anew where they are saved meanwhile."""


class IncrementalBuilder:
    """The project in the folder `root`, shown at `site_url`."""

    def __init__(self, root: Path, site_url: str) -> None:
        self._root, self._site_url = root, site_url.rstrip("/")
        self._theme = root / "theme"
        self._cache = Cache()
        self._pelican = PelicanAdapter(root, self._site_url)
        self._content: tuple[object, ContentAndMedia] | None = None
        self._environment: tuple[object, Environment] | None = None

    def build_snapshot(self) -> Snapshot:
        """The site as the files say now.

        Catalogues may lack words, which then stand as in the source: for those who translate them.
        Raises DataError with all that is wrong, and OSError where a file goes while it is read.
        """
        for _ in range(MAX_READ_ATTEMPTS):
            before = self._collect_stamps()
            edition = self._build()
            if before == self._collect_stamps():
                return edition
        # Parts may have been read before a file was saved and parts after it: nothing is kept
        self._content = self._environment = None
        return edition

    def _build(self) -> Snapshot:
        project = load_project(self._root, allow_incomplete=True, cache=self._cache)
        texts, pictures = self._read_content(project)
        templates = self._read_theme_files("templates", ".html")
        self._read_theme_files("static", ".css")
        files = build_assets(self._theme / "static", render_goal_css(project.coalition.goals))
        environment = self._get_environment(templates, files)
        sites = create_sites(project, texts, self._site_url)
        ensure_valid_redirects(sites[0], self._root)
        self._cache.evict_unused()
        return Snapshot(sites, environment, self._theme, files, pictures)

    def _read_content(self, project: Project) -> ContentAndMedia:
        """What `content/` says, as before if nothing in it has changed."""
        coalition = project.coalition
        pictures = sorted(collect_stamps(self._root / "content"))
        state = coalition.languages, dict(project.markdown_files), pictures
        if self._content is None or self._content[0] != state:
            self._content = state, self._pelican.read_content(project)
        return self._content[1]

    def _get_environment(self, templates: object, files: tuple[Asset, ...]) -> Environment:
        """The templates' environment, a new one where a template or a file's name has changed."""
        state = templates, [(file.name, file.path) for file in files]
        if self._environment is None or self._environment[0] != state:
            self._environment = state, self._pelican.create_environment(files)
        return self._environment[1]

    def _read_theme_files(self, folder: str, text_suffix: str) -> dict[str, bytes]:
        """The files in a folder of the theme. Raises DataError where one of a kind is no text."""
        found = {
            name: Path(name).read_bytes() for name in sorted(collect_stamps(self._theme / folder))
        }
        top = self._root.as_posix()
        decoded = (
            decode_text(data, name.removeprefix(f"{top}/"))
            for name, data in found.items()
            if name.endswith(text_suffix)
        )
        if problems := [problem for _, problem in decoded if problem]:
            raise DataError(problems)
        return found

    def _collect_stamps(self) -> list[dict[str, FileStamp]]:
        return [collect_stamps(self._root / "content"), collect_stamps(self._theme)]
