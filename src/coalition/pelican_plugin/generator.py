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
from coalition.diagnostics import DataError, Diagnostic, Location, format_diagnostics
from coalition.diagnostics import summarize_diagnostics as closing_line
from coalition.model import Coalition, is_site_url
from coalition.output import add_to_manifest, list_folder_files
from coalition.parallel import WorkerKilledError
from coalition.pelican_plugin.sites import (
    PROJECT_SETTING,
    SOURCE_TRANSLATIONS,
    PelicanContent,
    collect_content,
    create_sites,
    ensure_allowed_static_files,
    ensure_valid_redirects,
    get_project_root,
)
from coalition.project import Project, load_project
from coalition.site import (
    README_FILE,
    AddressBuilder,
    PageKind,
    Site,
    StrictTranslations,
    build_assets,
    compile_templates,
    get_redirect_target,
    install_filters,
    map_asset_paths,
    render_atom_feed,
    render_goal_css,
    render_host_files,
    render_offline_readme,
    render_pages,
    render_sitemap,
)

PREVIOUS_FILES_SETTING = "FILES_BEFORE"
"""The setting that holds what the output folder contained before Pelican wrote anything."""


def register() -> None:
    """Connect to Pelican; everything that can fail happens later, where Pelican lets it."""
    processes.exit_with_launcher()
    signals.initialized.connect(load_project_data)
    signals.get_generators.connect(get_generators)
    signals.content_object_init.connect(set_content_url)
    signals.article_generator_finalized.connect(clear_drafts)
    signals.finalized.connect(record_output_files)


def load_project_data(pelican: Pelican) -> None:
    """Read `data/` before anything is written, and end the run where there are problems."""
    settings = pelican.settings
    root = get_project_root(settings)
    try:
        project = load_project(root)
        coalition = project.coalition
        offline, address = settings["OFFLINE"], _resolve_site_url(settings, coalition)
    except DataError as error:
        _exit_with_diagnostics(error)
    # Where the pages have no address of their own, they only tell where the living site is
    settings["SITEURL"], settings["LIVING_SITE"] = ("", address) if offline else (address, "")
    settings["DEFAULT_LANG"] = coalition.default_language
    settings[PROJECT_SETTING] = project
    settings[PREVIOUS_FILES_SETTING] = list_folder_files(Path(settings["OUTPUT_PATH"]))


def record_output_files(pelican: Pelican) -> None:
    """List what Pelican has written into `output/`, so that the next build may replace it.

    Only a user who runs Pelican by hand lets it write there; our commands swap folders.
    """
    output = Path(pelican.settings["OUTPUT_PATH"])
    if output.resolve() == (get_project_root(pelican.settings) / "output").resolve():
        add_to_manifest(
            output,
            list_folder_files(output) - pelican.settings[PREVIOUS_FILES_SETTING],
        )


def set_content_url(content: PelicanContent) -> None:
    """Tell Pelican where a text will stand, for the links to it in other texts."""
    if not isinstance(content, Page | Article) or not hasattr(content, "slug"):
        return  # a picture, or a text that it will refuse
    settings = content.settings
    kind: PageKind = "page" if isinstance(content, Page) else "article"
    if kind == "page" and content.slug == "home":
        kind = "home"
    address = AddressBuilder(settings["DEFAULT_LANG"]).build(kind, content.lang, content.slug)
    content.override_url = address.file if settings["OFFLINE"] else address.path


def clear_drafts(articles: Generator) -> None:
    """Keep Pelican from writing drafts: it wants a category of them, which no text here has."""
    articles.drafts = articles.drafts_translations = []


def get_generators(pelican: Pelican) -> type[Generator]:
    """The generator that Pelican is to run."""
    return SiteGenerator


class WrittenPage(NamedTuple):
    """A page that was written: its file, its path, and whether the sitemap lists it.

    Where it only leads on, `moved_to` is the path of the other page. `sources` are the files that
    an editor changes, which the `template` brings together.
    """

    file: str
    path: str
    in_sitemap: bool
    redirect_target: str | None
    sources: tuple[str, ...]
    template: str


class SiteGenerator(Generator):  # type: ignore[misc]  # Pelican carries no types
    """Writes the coalition's pages, in all its languages, and the files they load."""

    def generate_output(self, writer: Writer) -> None:
        """Write everything, each language in a process of its own where there are several."""
        try:
            ensure_allowed_static_files(self.context)  # Pelican copies them after this
        except DataError as error:
            _exit_with_diagnostics(error)
        theme = Path(self.theme)
        files = build_assets(theme / "static", render_goal_css(self._project.coalition.goals))
        install_filters(self.env, map_asset_paths(files))
        sites = create_sites(
            self._project,
            collect_content(self.context),
            self.settings["SITEURL"],
            offline=self.settings["OFFLINE"],
            live_url=self.settings["LIVING_SITE"],
            offline_copy=self.settings["OFFLINE_COPY"],
        )
        _fail_on_untranslated(sites)
        try:
            ensure_valid_redirects(sites[0], get_project_root(self.settings))
            compile_templates(self.env, theme)
            written = list(chain(*parallel.map_parallel(self._write_site, sites)))
        except DataError as error:
            _exit_with_diagnostics(error)
        except WorkerKilledError as error:
            print(f"the site was not built: {error}")
            raise SystemExit(1) from None
        for file in files:
            self._write_file(file.path, file.content)
        self._write_host_files(sites, written)
        if site_url := self.settings["SITEURL"]:
            listed = (page.path for page in written if page.in_sitemap)
            self._write_file("sitemap.xml", render_sitemap(site_url, listed).encode())
        if file := self.settings["SOURCES_FILE"]:
            sources = {page.file: (page.sources, page.template) for page in written}
            Path(file).write_text(json.dumps(sources), "utf-8")

    def _write_host_files(self, sites: Sequence[Site], written: Sequence[WrittenPage]) -> None:
        """Write what tells of the site as a whole: to its host, or to who unpacks it."""
        if self.settings["OFFLINE"]:
            self._write_file(README_FILE, render_offline_readme(sites).encode())
            return
        moves = [
            (page.path, page.redirect_target)
            for page in written
            if page.redirect_target is not None
        ]
        for name, text in render_host_files(self.settings["SITEURL"], moves):
            self._write_file(name, text.encode())

    @property
    def _project(self) -> Project:
        project: Project = self.settings[PROJECT_SETTING]
        return project

    def _write_site(self, site: Site) -> list[WrittenPage]:
        """Write one language; says which pages that were."""
        pages = []
        for page, html in render_pages(self.env, site, Path(self.theme)):
            self._write_file(page.address.file, html.encode())
            here = page.address
            moved = get_redirect_target(page)
            listed = page.in_sitemap
            pages.append(
                WrittenPage(here.file, here.path, listed, moved, page.files, page.template)
            )
        if site.site_url and site.has_feed:
            self._write_file(site.get_address("feed").path, render_atom_feed(site).encode())
        return pages

    def _write_file(self, path: str, content: bytes) -> None:
        file = Path(self.output_path) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _fail_on_untranslated(sites: Iterable[Site]) -> None:
    """Have words that a catalogue lacks stop the build."""
    for site in sites:
        if site.language.translations is not SOURCE_TRANSLATIONS:
            site.language.translations.add_fallback(StrictTranslations(site.language.code))


def _resolve_site_url(settings: dict[str, Any], coalition: Coalition) -> str:
    """Where the site is published, without a slash at the end; empty where that is not known."""
    written = coalition.url if settings["PUBLISHED"] or settings["OFFLINE"] else ""
    url: str = settings["SITEURL"] or written or ""
    if settings["PUBLISHED"] and not url:
        hint = "add 'url: https://...' here, or set SITE_URL in the environment"
        message = "the address of the published site is not known"
        raise DataError(
            [Diagnostic(Location("data/coalition.yaml"), "missing-site-address", message, hint)]
        )
    if url and not is_site_url(url):
        hint = "write the whole address, without ? and #, as in 'https://example.org/site/'"
        if "@" in url:
            hint = "leave out what stands before the '@': everybody would read it"
        elif url.endswith("/index.html"):
            hint = "leave out 'index.html': this is the address of the folder"
        message = f"the site cannot be published at '{re.sub('//[^/]*@', '//…@', url)}'"
        raise DataError([Diagnostic(Location("SITE_URL"), "invalid-address", message, hint)])
    return url.rstrip("/")


def _exit_with_diagnostics(error: DataError) -> NoReturn:
    """Report and leave: SystemExit is what Pelican passes on without a traceback."""
    print(format_diagnostics(error.diagnostics), file=sys.stderr)
    print(closing_line(error.diagnostics))
    raise SystemExit(1)
