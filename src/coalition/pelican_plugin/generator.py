"""Hands the coalition to Pelican: a generator that writes every page.

Pelican reads `content/` and copies its images. All pages, those of Markdown too, are written
here, because each of them stands in every language, also where its text does not.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from pelican import Pelican, signals
from pelican.contents import Article, Page
from pelican.generators import Generator
from pelican.writers import Writer

from coalition import parallel, processes
from coalition.diagnostics.diagnostic import DataError, Place, Problem, report
from coalition.diagnostics.diagnostic import summary as closing_line
from coalition.model.field_types import is_site_address
from coalition.model.records import Coalition
from coalition.output import output_files
from coalition.parallel import WorkerKilledError
from coalition.pelican_plugin.sites import (
    PROJECT,
    SOURCE,
    Content,
    check_moves,
    ensure_media,
    project_folder,
    sites_of,
    texts_in,
)
from coalition.project.project import Project, checked
from coalition.site import exports, host_files, offline_readme, template_filters
from coalition.site.assets import assets, paths
from coalition.site.rendering import compile_all, rendered
from coalition.site.site import Site
from coalition.site.template_filters import Untranslated
from coalition.site.urls import Addresses, Kind

FILES_BEFORE = "FILES_BEFORE"
"""The setting that holds what the output folder contained before Pelican wrote anything."""


def register() -> None:
    """Connect to Pelican; everything that can fail happens later, where Pelican lets it."""
    processes.end_with_starter()
    signals.initialized.connect(read_data)
    signals.get_generators.connect(generators)
    signals.content_object_init.connect(place)
    signals.article_generator_finalized.connect(leave_out_drafts)
    signals.finalized.connect(list_files)


def read_data(pelican: Pelican) -> None:
    """Read `data/` before anything is written, and end the run where there are problems."""
    settings = pelican.settings
    root = project_folder(settings)
    try:
        project = checked(root)
        coalition = project.coalition
        offline, address = settings["OFFLINE"], _site_url(settings, coalition)
    except DataError as error:
        _stop(error)
    # Where the pages have no address of their own, they only tell where the living site is
    settings["SITEURL"], settings["LIVING_SITE"] = ("", address) if offline else (address, "")
    settings["DEFAULT_LANG"] = coalition.default_language
    settings[PROJECT] = project
    settings[FILES_BEFORE] = output_files.in_folder(Path(settings["OUTPUT_PATH"]))


def list_files(pelican: Pelican) -> None:
    """List what Pelican has written into `output/`, so that the next build may replace it.

    Only a user who runs Pelican by hand lets it write there; our commands swap folders.
    """
    output = Path(pelican.settings["OUTPUT_PATH"])
    if output.resolve() == (project_folder(pelican.settings) / "output").resolve():
        output_files.add(output, output_files.in_folder(output) - pelican.settings[FILES_BEFORE])


def place(content: Content) -> None:
    """Tell Pelican where a text will stand, for the links to it in other texts."""
    if not isinstance(content, Page | Article) or not hasattr(content, "slug"):
        return  # a picture, or a text that it will refuse
    settings = content.settings
    kind: Kind = "page" if isinstance(content, Page) else "article"
    if kind == "page" and content.slug == "home":
        kind = "home"
    address = Addresses(settings["DEFAULT_LANG"]).of(kind, content.lang, content.slug)
    content.override_url = address.file if settings["OFFLINE"] else address.path


def leave_out_drafts(articles: Generator) -> None:
    """Keep Pelican from writing drafts: it wants a category of them, which no text here has."""
    articles.drafts = articles.drafts_translations = []


def generators(pelican: Pelican) -> type[Generator]:
    """The generator that Pelican is to run."""
    return SiteGenerator


class Written(NamedTuple):
    """A page that was written: its file, its path, and whether the sitemap lists it.

    Where it only leads on, `moved_to` is the path of the other page. `sources` are the files that
    an editor changes, which the `template` brings together.
    """

    file: str
    path: str
    listed: bool
    moved_to: str | None
    sources: tuple[str, ...]
    template: str


class SiteGenerator(Generator):  # type: ignore[misc]  # Pelican carries no types
    """Writes the coalition's pages, in all its languages, and the files they load."""

    def generate_output(self, writer: Writer) -> None:
        """Write everything, each language in a process of its own where there are several."""
        try:
            ensure_media(self.context)  # Pelican copies them after this
        except DataError as error:
            _stop(error)
        theme = Path(self.theme)
        files = assets(theme / "static", exports.goal_styles(self._project.coalition.goals))
        template_filters.install(self.env, paths(files))
        sites = sites_of(
            self._project,
            texts_in(self.context),
            self.settings["SITEURL"],
            offline=self.settings["OFFLINE"],
            living=self.settings["LIVING_SITE"],
            offline_copy=self.settings["OFFLINE_COPY"],
        )
        _allow_no_gaps(sites)
        try:
            check_moves(sites[0], project_folder(self.settings))
            compile_all(self.env, theme)
            written = list(chain(*parallel.each(self._write, sites)))
        except DataError as error:
            _stop(error)
        except WorkerKilledError as error:
            print(f"the site was not built: {error}")
            raise SystemExit(1) from None
        for file in files:
            self._save(file.path, file.content)
        self._write_beside(sites, written)
        if site_url := self.settings["SITEURL"]:
            listed = (page.path for page in written if page.listed)
            self._save("sitemap.xml", exports.sitemap(site_url, listed).encode())
        if file := self.settings["SOURCES_FILE"]:
            sources = {page.file: (page.sources, page.template) for page in written}
            Path(file).write_text(json.dumps(sources), "utf-8")

    def _write_beside(self, sites: Sequence[Site], written: Sequence[Written]) -> None:
        """Write what tells of the site as a whole: to its host, or to who unpacks it."""
        if self.settings["OFFLINE"]:
            self._save(offline_readme.FILE, offline_readme.text(sites).encode())
            return
        moves = [(page.path, page.moved_to) for page in written if page.moved_to is not None]
        for name, text in host_files.files(self.settings["SITEURL"], moves):
            self._save(name, text.encode())

    @property
    def _project(self) -> Project:
        project: Project = self.settings[PROJECT]
        return project

    def _write(self, site: Site) -> list[Written]:
        """Write one language; says which pages that were."""
        pages = []
        for page, html in rendered(self.env, site, Path(self.theme)):
            self._save(page.address.file, html.encode())
            here = page.address
            moved = host_files.moved_to(page)
            listed = page.in_sitemap
            pages.append(Written(here.file, here.path, listed, moved, page.files, page.template))
        if site.site_url and site.has_feed:
            self._save(site.address("feed").path, exports.atom(site).encode())
        return pages

    def _save(self, path: str, content: bytes) -> None:
        file = Path(self.output_path) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _allow_no_gaps(sites: Iterable[Site]) -> None:
    """Have words that a catalogue lacks stop the build."""
    for site in sites:
        if site.language.words is not SOURCE:
            site.language.words.add_fallback(Untranslated(site.language.code))


def _site_url(settings: dict[str, Any], coalition: Coalition) -> str:
    """Where the site is published, without a slash at the end; empty where that is not known."""
    written = coalition.url if settings["PUBLISHED"] or settings["OFFLINE"] else ""
    url: str = settings["SITEURL"] or written or ""
    if settings["PUBLISHED"] and not url:
        hint = "add 'url: https://...' here, or set SITE_URL in the environment"
        message = "the address of the published site is not known"
        raise DataError(
            [Problem(Place("data/coalition.yaml"), "missing-site-address", message, hint)]
        )
    if url and not is_site_address(url):
        hint = "write the whole address, without ? and #, as in 'https://example.org/site/'"
        if "@" in url:
            hint = "leave out what stands before the '@': everybody would read it"
        elif url.endswith("/index.html"):
            hint = "leave out 'index.html': this is the address of the folder"
        message = f"the site cannot be published at '{re.sub('//[^/]*@', '//…@', url)}'"
        raise DataError([Problem(Place("SITE_URL"), "invalid-address", message, hint)])
    return url.rstrip("/")


def _stop(error: DataError) -> NoReturn:
    """Report and leave: SystemExit is what Pelican passes on without a traceback."""
    print(report(error.problems), file=sys.stderr)
    print(closing_line(error.problems))
    raise SystemExit(1)
