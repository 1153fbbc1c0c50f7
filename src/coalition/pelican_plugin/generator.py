"""The Pelican plugin: a generator that writes every page.

Pelican reads `content/` and copies its images. All pages, also those from Markdown, are written
here, because each one exists in every language, whether or not its text has been translated.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from pelican import Pelican, signals
from pelican.contents import Article, Page
from pelican.generators import Generator
from pelican.writers import Writer

from coalition import parallel, processes
from coalition.cards import Card, CardPainter
from coalition.diagnostics import (
    DataError,
    Diagnostic,
    Location,
    Message,
    format_diagnostics,
    summarize_diagnostics,
)
from coalition.model import Coalition
from coalition.output import add_to_manifest, list_folder_files
from coalition.parallel import WorkerKilledError
from coalition.pelican_plugin.page_references import ensure_existing_pages
from coalition.pelican_plugin.sites import (
    PROJECT_SETTING,
    PelicanContent,
    collect_content,
    create_sites,
    ensure_valid_site_url,
    fail_on_untranslated,
    get_project_root,
    select_static_files,
)
from coalition.pictures import Picture, PictureCache, Variant, group_by_picture
from coalition.project import Project, load_project
from coalition.site import (
    README_FILE,
    AddressBuilder,
    PageKind,
    Site,
    build_assets,
    build_card,
    build_history,
    compile_templates,
    embed_mark,
    get_redirect_target,
    install_filters,
    load_published_data,
    map_asset_paths,
    map_generated_files,
    map_row_files,
    render_goal_css,
    render_host_files,
    render_listed_files,
    render_offline_readme,
    render_pages,
    render_sitemaps,
)

PREVIOUS_FILES_SETTING = "FILES_BEFORE"
"""The setting for what the output folder contained before Pelican wrote anything."""


def register() -> None:
    """Connect to Pelican's signals. What can fail happens later, where Pelican handles errors."""
    processes.exit_with_launcher()
    signals.initialized.connect(load_project_data)
    signals.get_generators.connect(get_generators)
    signals.content_object_init.connect(set_content_url)
    signals.article_generator_finalized.connect(clear_drafts)
    signals.finalized.connect(record_output_files)


def load_project_data(pelican: Pelican) -> None:
    """Load the project before anything is written; exit if there are errors in it."""
    settings = pelican.settings
    root = get_project_root(settings)
    try:
        project = load_project(root)
        coalition = project.coalition
        offline, site_url = settings["OFFLINE"], _resolve_site_url(settings, coalition)
    except DataError as error:
        _exit_with_diagnostics(error)
    # Offline pages have no URL of their own; they only link to the live site
    settings["SITEURL"], settings["LIVE_URL"] = ("", site_url) if offline else (site_url, "")
    settings["DEFAULT_LANG"] = coalition.default_language
    settings[PROJECT_SETTING] = project
    settings[PREVIOUS_FILES_SETTING] = list_folder_files(Path(settings["OUTPUT_PATH"]))


def record_output_files(pelican: Pelican) -> None:
    """Add what Pelican wrote into `output/` to the manifest, so that the next build may replace it.

    Pelican only writes there if a user runs it by hand; our commands swap folders.
    """
    output = Path(pelican.settings["OUTPUT_PATH"])
    if output.resolve() == (get_project_root(pelican.settings) / "output").resolve():
        add_to_manifest(
            output,
            list_folder_files(output) - pelican.settings[PREVIOUS_FILES_SETTING],
        )


def set_content_url(content: PelicanContent) -> None:
    """Set the URL of a text, which Pelican needs for links from other texts."""
    if not isinstance(content, Page | Article) or not hasattr(content, "slug"):
        return  # an image, or a text that Pelican will skip
    settings = content.settings
    kind: PageKind = "page" if isinstance(content, Page) else "article"
    if kind == "page" and content.slug == "home":
        kind = "home"
    address = AddressBuilder(settings["DEFAULT_LANG"]).build(kind, content.lang, content.slug)
    content.override_url = address.file if settings["OFFLINE"] else address.path


def clear_drafts(articles: Generator) -> None:
    """Keep Pelican from writing drafts: it expects a category, which texts here do not have."""
    articles.drafts = articles.drafts_translations = []


def get_generators(pelican: Pelican) -> type[Generator]:
    """Return the generator for Pelican to run."""
    return SiteGenerator


class WrittenPage(NamedTuple):
    """A page that was written: its file, its path, and whether the sitemap lists it.

    For a redirect, `redirect_target` is the path of the other page. `sources` are the files that
    editors change, and `template` renders them.
    """

    file: str
    path: str
    in_sitemap: bool
    redirect_target: str | None
    sources: tuple[str, ...]
    template: str


class WrittenSite(NamedTuple):
    """What was written of the site in one language: its pages, and the pictures that they name."""

    pages: list[WrittenPage]
    variants: frozenset[Variant]
    cards: frozenset[Card]


class SiteGenerator(Generator):  # type: ignore[misc]  # Pelican has no type annotations
    """Writes the pages in all languages, and the files that they load."""

    def generate_output(self, writer: Writer) -> None:
        """Write everything; languages are written in parallel processes."""
        try:
            select_static_files(self.context)  # Pelican copies them after this
        except DataError as error:
            _exit_with_diagnostics(error)
        theme = Path(self.theme)
        assets = build_assets(theme / "static", render_goal_css(self._project.coalition.goals))
        install_filters(self.env, map_asset_paths(assets))
        sites = create_sites(
            self._project,
            collect_content(self.context),
            self.settings["SITEURL"],
            offline=self.settings["OFFLINE"],
            live_url=self.settings["LIVE_URL"],
            offline_copy=self.settings["OFFLINE_COPY"],
        )
        if published_file := self.settings["PUBLISHED_DATA"]:
            published = load_published_data(Path(published_file).read_bytes())
            changes = build_history(sites[0], published)
            sites = [replace(site, changes=changes) for site in sites]
        fail_on_untranslated(sites)
        try:
            ensure_existing_pages(sites[0], get_project_root(self.settings))
            compile_templates(self.env, theme)
            render_listed_files(sites[0])
            written = parallel.map_parallel(self._write_site, sites)
            pages = list(chain.from_iterable(site.pages for site in written))
            variants = frozenset[Variant]().union(*(site.variants for site in written))
            parallel.map_parallel(self._write_variants, group_by_picture(variants))
            cards = frozenset[Card]().union(*(site.cards for site in written))
            self._write_cards(cards, embed_mark(sites[0]))
        except DataError as error:
            _exit_with_diagnostics(error)
        except WorkerKilledError as error:
            print(f"the site was not built: {error}")
            raise SystemExit(1) from None
        for asset in assets:
            self._write_file(asset.path, asset.content)
        self._write_host_files(sites, pages)
        if site_url := self.settings["SITEURL"]:
            sitemap_paths = (page.path for page in pages if page.in_sitemap)
            for name, text in render_sitemaps(site_url, sitemap_paths).items():
                self._write_file(name, text.encode())
        if sources_file := self.settings["SOURCES_FILE"]:
            sources = {page.file: (page.sources, page.template) for page in pages}
            Path(sources_file).write_text(json.dumps(sources), "utf-8")

    def _write_host_files(self, sites: Sequence[Site], pages: Sequence[WrittenPage]) -> None:
        """Write the files about the site as a whole: for its host, or for readers offline."""
        if self.settings["OFFLINE"]:
            self._write_file(README_FILE, render_offline_readme(sites).encode())
            return
        redirects = [
            (page.path, page.redirect_target) for page in pages if page.redirect_target is not None
        ]
        for name, content in render_host_files(self.settings["SITEURL"], redirects):
            self._write_file(name, content.encode())

    @property
    def _project(self) -> Project:
        project: Project = self.settings[PROJECT_SETTING]
        return project

    def _write_site(self, site: Site) -> WrittenSite:
        """Write the pages of one language and return them."""
        pages: list[WrittenPage] = []
        variants: set[Variant] = set()
        cards: set[Card] = set()
        files = dict(map_generated_files(site))
        for page, html in render_pages(self.env, site, Path(self.theme)):
            address = page.address
            files.update(map_row_files(self.env, site, [page], Path(self.theme)))
            self._write_file(address.file, html.encode())
            variants.update(site.pictures.find_variants(html))
            if card := build_card(site, page):
                cards.add(card)
            pages.append(
                WrittenPage(
                    address.file,
                    address.path,
                    page.in_sitemap,
                    get_redirect_target(page),
                    page.files,
                    page.template,
                )
            )
        for path, file in files.items():
            content = file.content
            self._write_file(path, content)
            if file.shows_pictures:
                variants.update(site.pictures.find_variants(content.decode()))
        return WrittenSite(pages, frozenset(variants), frozenset(cards))

    def _write_variants(self, group: tuple[Picture, list[Variant]]) -> None:
        """Write the variants of one picture."""
        cache = PictureCache(get_project_root(self.settings))
        for path, content in cache.render(*group):
            self._write_file(path, content)

    def _write_cards(self, cards: Iterable[Card], mark: str) -> None:
        """Write cards in parallel processes; those that look alike behind their words in turn."""
        root = get_project_root(self.settings)
        painter = CardPainter(self.env, root, Path(self.theme), mark)

        def write(part: Sequence[Card]) -> None:
            for card in part:
                self._write_file(card.path, painter.paint(card))

        def get_look(card: Card) -> tuple[str, str, str]:
            return card.direction, card.background, card.path

        by_look = sorted(cards, key=get_look)
        parallel.map_parallel(write, [by_look[i : i + 20] for i in range(0, len(by_look), 20)])

    def _write_file(self, path: str, content: bytes) -> None:
        file = Path(self.output_path) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _resolve_site_url(settings: dict[str, Any], coalition: Coalition) -> str:
    """Return the URL of the published site, without a trailing slash; empty if unknown."""
    data_url = coalition.url if settings["PUBLISHED"] or settings["OFFLINE"] else ""
    url: str = settings["SITEURL"] or data_url or ""
    if settings["PUBLISHED"] and not url:
        hint = Message("add 'url: https://...' here, or set SITE_URL in the environment")
        message = Message("the address of the published site is not known")
        raise DataError(
            [Diagnostic(Location("data/coalition.yaml"), "missing-site-address", message, hint)]
        )
    return ensure_valid_site_url(url)


def _exit_with_diagnostics(error: DataError) -> NoReturn:
    """Print diagnostics and exit: SystemExit is what Pelican passes on without a traceback."""
    print(format_diagnostics(error.diagnostics), file=sys.stderr)
    print(summarize_diagnostics(error.diagnostics))
    raise SystemExit(1)
