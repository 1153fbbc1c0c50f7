"""The project's files -> one Edition after the other, as fast as an editor saves.

All files are looked at each time, but only what has changed is read (`reading/memory.py`), so a
branch that is switched, or an event that the system swallowed, leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment

from coalition.making import sites_of
from coalition.previewing.edition import Edition
from coalition.prose import Library
from coalition.reading.memory import Memory
from coalition.reading.project import Project, checked
from coalition.showing import exports
from coalition.showing.assets import Asset, assets
from coalition.workshop import Workshop

Texts = tuple[Library, dict[str, Path]]


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
        project = checked(self._root, unfinished=True, memory=self._memory)
        texts, pictures = self._read_texts(project)
        files = assets(self._theme / "static", exports.goal_styles(project.coalition.goals))
        environment = self._environment_for(files)
        sites = sites_of(project, texts, self._site_url)
        self._memory.next_round()
        return Edition(sites, environment, self._theme, files, pictures)

    def _read_texts(self, project: Project) -> Texts:
        """What `content/` says, as before if nothing in it has changed."""
        coalition = project.coalition
        state = coalition.languages, dict(project.texts), self._names(self._root / "content")
        if self._texts is None or self._texts[0] != state:
            self._texts = state, self._workshop.texts(project)
        return self._texts[1]

    def _environment_for(self, files: tuple[Asset, ...]) -> Environment:
        """The templates' environment, a new one where a template or a file's name has changed."""
        state = self._templates(), [(file.name, file.path) for file in files]
        if self._environment is None or self._environment[0] != state:
            self._environment = state, self._workshop.environment(files)
        return self._environment[1]

    def _templates(self) -> Mapping[str, bytes]:
        folder = self._theme / "templates"
        return {file.as_posix(): file.read_bytes() for file in sorted(folder.rglob("*.html"))}

    def _names(self, folder: Path) -> list[str]:
        return sorted(file.as_posix() for file in folder.rglob("*") if file.is_file())
