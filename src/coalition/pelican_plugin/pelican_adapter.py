"""Pelican at hand, without a run of it and without files: for a preview.

It reads `content/`, and makes environments for templates, as a build does, as often as it is asked.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator, StaticGenerator
from pelican.settings import read_settings

from coalition.diagnostics import DataError, Diagnostic, Location
from coalition.model import ContentIndex
from coalition.pelican_plugin import generator
from coalition.pelican_plugin.sites import (
    PROJECT_SETTING,
    collect_content,
    create_sites,
    ensure_allowed_static_files,
    ensure_valid_redirects,
)
from coalition.project import Project, ensure_settings
from coalition.site import Asset, compile_templates, install_filters, map_asset_paths


class PelicanAdapter:
    """Does what a preview needs of Pelican, in the folder `root` of a project.

    It has the settings of a build there. `site_url` is where the pages are shown.
    """

    def __init__(self, root: Path, site_url: str) -> None:
        generator.register()
        _disable_log_filters()
        settings = read_settings(str(root / "pelicanconf.py"))
        settings["SITEURL"] = site_url
        compiled = TemplateBytecodeCache()
        settings["JINJA_ENVIRONMENT"] = settings["JINJA_ENVIRONMENT"] | {"bytecode_cache": compiled}
        self._settings, self._root = settings, root.resolve()

    def read_content(self, project: Project) -> tuple[ContentIndex, dict[str, Path]]:
        """All texts; and the pictures: where each lies on the site, and its file.

        Raises DataError for what Pelican warns of: a build would stop at it.
        """
        settings = self._settings
        settings["DEFAULT_LANG"] = project.coalition.default_language
        settings[PROJECT_SETTING] = project
        context = settings.copy()
        context.update(generated_content={}, static_links=set(), static_content={})
        context["localsiteurl"] = settings["SITEURL"]
        with self._raise_warnings("content"):
            for kind in (ArticlesGenerator, PagesGenerator, StaticGenerator):
                self._create_generator(kind, context).generate_context()
        ensure_allowed_static_files(context)
        texts = collect_content(context)
        for shelf in (texts.pages, texts.news):
            for text in chain.from_iterable(written.values() for written in shelf.values()):
                with self._raise_warnings(text.file):
                    text.html("")  # resolves the links
        pictures = {file.save_as: Path(file.source_path) for file in context["staticfiles"]}
        return texts, pictures

    def create_environment(self, assets: Iterable[Asset]) -> Environment:
        """A new environment for the templates as they are now, all of them compiled.

        Raises DataError with every template that cannot be.
        """
        generator = self._create_generator(Generator, self._settings.copy())
        install_filters(generator.env, map_asset_paths(assets))
        compile_templates(generator.env, Path(generator.theme))
        environment: Environment = generator.env
        return environment

    @contextmanager
    def _raise_warnings(self, file: str) -> Iterator[None]:
        """Turn what Pelican warns of meanwhile into a DataError about the file that is `file`."""
        said = _MessageCollector(logging.WARNING)
        log = logging.getLogger("pelican")
        log.addHandler(said)
        log.propagate, propagated = False, log.propagate
        try:
            yield
        finally:
            log.removeHandler(said)
            log.propagate = propagated
        if said.messages:
            hint = "correct the text: a build stops at this"
            messages = (message.replace(f"{self._root}/", "") for message in said.messages)
            raise DataError(
                Diagnostic(Location(file), "pelican-warning", message, hint) for message in messages
            )

    def _create_generator(self, kind: type[Generator], context: dict[str, Any]) -> Generator:
        settings = self._settings
        return kind(
            context, settings, path=settings["PATH"], theme=settings["THEME"], output_path=None
        )


def check_content(root: Path, project: Project) -> None:
    """Check what shows only when Pelican reads `content/`, and whether redirects lead somewhere.

    `project` is the one in the folder `root`. Raises DataError with what a build would stop at.
    """
    ensure_settings(root, ["pelicanconf.py"])
    texts, _ = PelicanAdapter(root, "").read_content(project)
    ensure_valid_redirects(create_sites(project, texts, "")[0], root)


class TemplateBytecodeCache(BytecodeCache):
    """Keeps compiled templates by their text, so that a new environment need not compile them."""

    _bytecode: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give back what was compiled from the same text."""
        if (kept := self._bytecode.get(bucket.key)) is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._bytecode[bucket.key] = bucket.bytecode_to_string()


class _MessageCollector(logging.Handler):
    """Collects messages."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def _disable_log_filters() -> None:
    """Pelican keeps a warning to itself that it has given before, in however many runs ago."""
    for name, log in logging.root.manager.loggerDict.items():
        if name.startswith("pelican") and hasattr(log, "disable_filter"):
            log.disable_filter()
