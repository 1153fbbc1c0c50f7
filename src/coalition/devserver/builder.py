"""The project's files -> one Edition after the other, as fast as an editor saves.

All files are looked at each time, but only what has changed is read (`sources/cache.py`), so a
branch that is switched, or an event that the system swallowed, leaves nothing behind.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment

from coalition.devserver.snapshot import Edition
from coalition.devserver.watcher import Stamp, stamps
from coalition.diagnostics.diagnostic import DataError
from coalition.model.content import Library
from coalition.pelican_plugin.environment import Workshop
from coalition.pelican_plugin.sites import check_moves, sites_of
from coalition.project.project import Project, checked
from coalition.site import exports
from coalition.site.assets import Asset, assets
from coalition.sources.cache import Memory
from coalition.sources.text import decode

Texts = tuple[Library, dict[str, Path]]

TRIES = 3
"""How often the files are read anew where they are saved meanwhile."""


class Live:
    """The project in the folder `root`, shown at `site_url`."""

    def __init__(self, root: Path, site_url: str) -> None:
        self._root, self._site_url = root, site_url.rstrip("/")
        self._theme = root / "theme"
        self._memory = Memory()
        self._workshop = Workshop(root, self._site_url)
        self._texts: tuple[object, Texts] | None = None
        self._environment: tuple[object, Environment] | None = None

    def edition(self) -> Edition:
        """The site as the files say now.

        Catalogues may lack words, which then stand as in the source: for those who translate them.
        Raises DataError with all that is wrong, and OSError where a file goes while it is read.
        """
        for _ in range(TRIES):
            before = self._stamps()
            edition = self._made()
            if before == self._stamps():
                return edition
        # Parts may have been read before a file was saved and parts after it: nothing is kept
        self._texts = self._environment = None
        return edition

    def _made(self) -> Edition:
        project = checked(self._root, unfinished=True, memory=self._memory)
        texts, pictures = self._read_texts(project)
        templates = self._readable("templates", ".html")
        self._readable("static", ".css")
        files = assets(self._theme / "static", exports.goal_styles(project.coalition.goals))
        environment = self._environment_for(templates, files)
        sites = sites_of(project, texts, self._site_url)
        check_moves(sites[0], self._root)
        self._memory.next_round()
        return Edition(sites, environment, self._theme, files, pictures)

    def _read_texts(self, project: Project) -> Texts:
        """What `content/` says, as before if nothing in it has changed."""
        coalition = project.coalition
        pictures = sorted(stamps(self._root / "content"))
        state = coalition.languages, dict(project.texts), pictures
        if self._texts is None or self._texts[0] != state:
            self._texts = state, self._workshop.texts(project)
        return self._texts[1]

    def _environment_for(self, templates: object, files: tuple[Asset, ...]) -> Environment:
        """The templates' environment, a new one where a template or a file's name has changed."""
        state = templates, [(file.name, file.path) for file in files]
        if self._environment is None or self._environment[0] != state:
            self._environment = state, self._workshop.environment(files)
        return self._environment[1]

    def _readable(self, folder: str, ending: str) -> dict[str, bytes]:
        """The files in a folder of the theme. Raises DataError where one of a kind is no text."""
        found = {name: Path(name).read_bytes() for name in sorted(stamps(self._theme / folder))}
        top = self._root.as_posix()
        decoded = (
            decode(data, name.removeprefix(f"{top}/"))
            for name, data in found.items()
            if name.endswith(ending)
        )
        if problems := [problem for _, problem in decoded if problem]:
            raise DataError(problems)
        return found

    def _stamps(self) -> list[dict[str, Stamp]]:
        return [stamps(self._root / "content"), stamps(self._theme)]
