"""Use Pelican in memory, without running it or writing files, for the check and the preview.

It reads `content/` and creates template environments as a build does, any number of times.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator, StaticGenerator
from pelican.settings import read_settings

from coalition.diagnostics import DataError, Diagnostic, Location, Message
from coalition.model import ContentIndex
from coalition.pelican_plugin import generator
from coalition.pelican_plugin.sites import (
    PROJECT_SETTING,
    collect_content,
    select_static_files,
)
from coalition.project import Project
from coalition.site import Asset, compile_templates, install_filters, map_asset_paths


class PelicanTexts(NamedTuple):
    """What Pelican has read: the texts to publish, the static files, and the texts with drafts."""

    content: ContentIndex
    media_files: dict[str, Path]
    with_drafts: ContentIndex


class PelicanAdapter:
    """What a site in memory needs of Pelican, with the settings of a build of the project `root`.

    `site_url` is the URL of the site.
    """

    def __init__(self, root: Path, site_url: str) -> None:
        generator.register()
        _disable_log_filters()
        settings = read_settings(str(root / "pelicanconf.py"))
        settings["SITEURL"] = site_url
        bytecode_cache = TemplateBytecodeCache()
        settings["JINJA_ENVIRONMENT"] = settings["JINJA_ENVIRONMENT"] | {
            "bytecode_cache": bytecode_cache
        }
        self._settings, self._root = settings, root.resolve()

    def read_content(self, project: Project) -> PelicanTexts:
        """Return all texts, and the source file of each static file by its path on the site.

        Raises DataError for what Pelican warns of: a build would stop at it.
        """
        settings = self._settings
        settings["DEFAULT_LANG"] = project.coalition.default_language
        settings[PROJECT_SETTING] = project
        context = settings.copy()
        context.update(generated_content={}, static_links=set(), static_content={})
        context["localsiteurl"] = settings["SITEURL"]
        with self._raise_warnings("content"):
            for generator_class in (ArticlesGenerator, PagesGenerator, StaticGenerator):
                self._create_generator(generator_class, context).generate_context()
        select_static_files(context)
        content = collect_content(context)
        for contents_by_slug in (content.pages, content.news):
            for content_item in chain.from_iterable(
                translations.values() for translations in contents_by_slug.values()
            ):
                with self._raise_warnings(content_item.file):
                    content_item.html("")  # resolves the links
        static_files = {file.save_as: Path(file.source_path) for file in context["staticfiles"]}
        with_drafts = collect_content(context, with_drafts=True)
        return PelicanTexts(content, static_files, with_drafts)

    def create_environment(self, assets: Iterable[Asset]) -> Environment:
        """Return a new environment for the templates as they are now, with all of them compiled.

        Raises DataError with every template that cannot be compiled.
        """
        generator = self._create_generator(Generator, self._settings.copy())
        install_filters(generator.env, map_asset_paths(assets))
        compile_templates(generator.env, Path(generator.theme))
        environment: Environment = generator.env
        return environment

    def compile_templates(self) -> dict[str, bytes]:
        """Return the bytecode of all templates, for `TemplateBytecodeCache` in another process.

        Returns nothing if one cannot be compiled: `create_environment` reports that.
        """
        with suppress(DataError):
            self.create_environment(())
        return TemplateBytecodeCache.bytecode

    @contextmanager
    def _raise_warnings(self, file: str) -> Iterator[None]:
        """Turn Pelican's warnings in the `with` block into a DataError about `file`."""
        collector = _MessageCollector(logging.WARNING)
        logger = logging.getLogger("pelican")
        logger.addHandler(collector)
        logger.propagate, propagate = False, logger.propagate
        try:
            yield
        finally:
            logger.removeHandler(collector)
            logger.propagate = propagate
        if collector.messages:
            hint = Message("correct the text: a build stops at this")
            messages = (message.replace(f"{self._root}/", "") for message in collector.messages)
            raise DataError(
                Diagnostic(Location(file), "pelican-warning", message, hint) for message in messages
            )

    def _create_generator(
        self, generator_class: type[Generator], context: dict[str, Any]
    ) -> Generator:
        settings = self._settings
        return generator_class(
            context, settings, path=settings["PATH"], theme=settings["THEME"], output_path=None
        )


class TemplateBytecodeCache(BytecodeCache):
    """Caches compiled templates by their source, for all environments of the process."""

    bytecode: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load what was compiled from the same source."""
        if (bytecode := self.bytecode.get(bucket.key)) is not None:
            bucket.bytecode_from_string(bytecode)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store compiled bytecode."""
        self.bytecode[bucket.key] = bucket.bytecode_to_string()


class _MessageCollector(logging.Handler):
    """A logging handler that collects messages."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def _disable_log_filters() -> None:
    """Let Pelican's loggers repeat warnings: by default each is logged once per process."""
    for name, logger in logging.root.manager.loggerDict.items():
        if name.startswith("pelican") and hasattr(logger, "disable_filter"):
            logger.disable_filter()
