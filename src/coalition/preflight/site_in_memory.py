"""The whole site in memory as of one moment, with files rendered on request.

Nothing is written, and two of these share only parsed sources. So a page is always what a build
would make of the same files.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from jinja2 import Environment

from coalition.audit import BuiltSite, PageSources
from coalition.cards import CARDS_FOLDER, Card, CardPainter
from coalition.pictures import PictureCache, Variant
from coalition.site import (
    HOST_FILES,
    MAX_SITEMAP_URLS,
    SITEMAP_NAME,
    Asset,
    GeneratedFile,
    Page,
    Site,
    embed_mark,
    get_redirect_target,
    list_pages,
    map_cards,
    map_generated_files,
    map_row_files,
    render_host_files,
    render_page,
    render_sitemaps,
)

_SITEMAP_FILE = re.compile(r"sitemap(-[0-9]+)?\.xml")

MAX_CACHED_FILES = 64
"""How many rendered files to keep; enough for the pages that are open."""


class SiteInMemory:
    """The site in one state of its sources.

    `sites` holds the site in each language, the default language first. `assets` are the files of
    the theme that pages load, `media_files` the files of `content/` by their paths on the site. The
    audit reads it as the files of a finished site (`SiteFiles`).
    """

    folders: tuple[Path, ...] = ()
    """No folder contains the site."""

    def __init__(
        self,
        sites: Sequence[Site],
        environment: Environment,
        theme: Path,
        assets: Sequence[Asset],
        media_files: Mapping[str, Path],
    ) -> None:
        self.sites, self.environment, self.media_files = tuple(sites), environment, media_files
        self.assets = {asset.path: asset for asset in assets}
        self.theme = theme
        self._picture_cache = PictureCache(theme.parent)
        self._painter = CardPainter(environment, theme.parent, theme, embed_mark(sites[0]))
        self._cards: dict[str, Card] = {}
        self._pages: dict[str, dict[str, Page]] = {}
        self._cache: dict[str, bytes] = {}
        self._lock = threading.RLock()  # rendering Markdown in data is not thread-safe

    def render_file(self, path: str) -> bytes | None:
        """Return the content of a file by its path from the root of the site; None if unknown.

        Raises DataError if it cannot be rendered.
        """
        with self._lock:
            if path not in self._cache:
                content = self.render_uncached(path)
                if content is None:
                    return None
                self._cache[path] = content
                while len(self._cache) > MAX_CACHED_FILES:
                    del self._cache[next(iter(self._cache))]
            return self._cache[path]

    def read_bytes(self, path: str) -> bytes:
        """Return the content of a file, which has to exist; keeps no more than was kept before.

        Raises DataError if it cannot be rendered, and FileNotFoundError.
        """
        with self._lock:
            content = self._cache.get(path)
            if content is None:
                content = self.render_uncached(path)
        if content is None:
            raise FileNotFoundError(path)
        return content

    def paths(self) -> Iterator[str]:
        """Yield the path of every file of the site, and of copies of pictures that none shows.

        Cards are left out: no page loads them, and all pages would have to be built.
        """
        addresses = [page.address for page in self.pages(self.sites[0]).values()]
        for site in self.sites:  # each page exists in every language
            for address in addresses:
                own = site.get_address(address.kind, address.id).get_page(address.number)
                yield own.file
            yield from map_generated_files(site)
            yield from self._row_files(site)
        yield from self._list_sitemap_names(len(addresses) * len(self.sites))
        yield from HOST_FILES
        yield from self.assets
        yield from self.media_files
        yield from self.sites[0].pictures.variants

    def pages(self, site: Site) -> Mapping[str, Page]:
        """Return the pages in one language by the paths of their files."""
        with self._lock:
            code = site.language.code
            if code not in self._pages:
                pages = list_pages(site, self.theme)
                self._pages[code] = {page.address.file: page for page in pages}
            return self._pages[code]

    def find_site(self, path: str) -> Site:
        """Return the site (language) that a path belongs to."""
        folder = path.partition("/")[0] + "/"
        return next(
            (site for site in self.sites[1:] if site.get_address("home").path == folder),
            self.sites[0],
        )

    def render_uncached(self, path: str) -> bytes | None:
        """Render a file; None if unknown. Called by one thread at a time. Raises DataError."""
        if path in self.assets:
            return self.assets[path].content
        if path in self.media_files:
            return _read_bytes(self.media_files[path])
        if variant := self.sites[0].pictures.variants.get(path):
            return self._render_variant(variant)
        site = self.find_site(path)
        if page := self.pages(site).get(path):
            return render_page(self.environment, site, page, self.theme).encode()
        if file := map_generated_files(site).get(path) or self._row_files(site).get(path):
            return file.content
        is_card = path.startswith(f"{CARDS_FOLDER}/")
        return self._render_card(path) if is_card else self._render_host_file(path, site)

    def _row_files(self, site: Site) -> Mapping[str, GeneratedFile]:
        """Return the files with the rows of long lists in one language by their paths."""
        return map_row_files(self.environment, site, self.pages(site).values(), self.theme)

    def as_built_site(self, root: Path, published_url: str = "") -> BuiltSite:
        """Return this site for the audit, as if a build had written it into `output/`.

        `root` is the folder of the project. `published_url` is where the site will be published, if
        its pages have another URL.
        """
        return BuiltSite(
            self, root, "output", self.sites[0].site_url, _PageSources(self), published_url
        )

    def _render_variant(self, variant: Variant) -> bytes | None:
        try:
            return dict(self._picture_cache.render(variant.picture, [variant]))[variant.path]
        except OSError:  # deleted since; the next snapshot will not list it
            return None

    def _render_card(self, path: str) -> bytes | None:
        """Draw a card. Its name does not say the language, so all are asked."""
        if not self._cards:
            for site in self.sites:
                self._cards |= map_cards(site, self.pages(site).values())
        card = self._cards.get(path)
        return self._painter.paint(card) if card else None

    def _render_host_file(self, path: str, site: Site) -> bytes | None:
        """Render a file about the site as a whole: the sitemap, or a file for the web host."""
        if site.site_url and _SITEMAP_FILE.fullmatch(path):
            text = render_sitemaps(site.site_url, self._sitemap_paths()).get(path)
            return None if text is None else text.encode()
        if path in HOST_FILES:
            return dict(render_host_files(site.site_url, self._redirects()))[path].encode()
        return None

    def _list_sitemap_names(self, page_count: int) -> Iterable[str]:
        """Return the names of the files of the sitemap; few sites need more than one."""
        site_url = self.sites[0].site_url
        if site_url and page_count > MAX_SITEMAP_URLS:
            return render_sitemaps(site_url, self._sitemap_paths())
        return (SITEMAP_NAME,) if site_url else ()

    def _redirects(self) -> Iterator[tuple[str, str]]:
        """Yield redirects as pairs of a former path and the current target."""
        for site in self.sites:
            for page in self.pages(site).values():
                if (target := get_redirect_target(page)) is not None:
                    yield page.address.path, target

    def _sitemap_paths(self) -> Iterator[str]:
        """Yield the paths of the pages for search engines."""
        for site in self.sites:
            for page in self.pages(site).values():
                if page.in_sitemap:
                    yield page.address.path


def _read_bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:  # deleted since; the next snapshot will not list it
        return None


class _PageSources(Mapping[str, PageSources]):
    """The sources of each page; its views are built when they are asked for."""

    def __init__(self, site: SiteInMemory) -> None:
        self._site = site

    def __getitem__(self, path: str) -> PageSources:
        page = self._site.pages(self._site.find_site(path))[path]
        return PageSources(page.files, page.template)

    def __iter__(self) -> Iterator[str]:
        return (path for site in self._site.sites for path in self._site.pages(site))

    def __len__(self) -> int:
        return sum(1 for _ in self)
