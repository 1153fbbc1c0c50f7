"""Snapshots: the whole site as of one moment, with files rendered on request.

Nothing is written, and snapshots share only parsed sources. So a page is always what a build would
make of the same files.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from jinja2 import Environment

from coalition.devserver import python_errors
from coalition.devserver.watcher import get_stamp
from coalition.diagnostics import DataError
from coalition.pictures import PictureCache, Variant
from coalition.site import (
    HOST_FILES,
    Asset,
    Page,
    Site,
    build_pages,
    get_redirect_target,
    render_atom_feed,
    render_host_files,
    render_page,
    render_sitemap,
)

_MEDIA_URL = re.compile(rb'images/[^"\s]+')

MAX_CACHED_FILES = 64
"""How many rendered files to keep; enough for the pages that are open."""


class Snapshot:
    """The site in one state of its sources.

    `sites` holds the site in each language, the default language first. `assets` are the files of
    the theme that pages load, `pictures` the files of `content/` by their paths on the site.
    """

    def __init__(
        self,
        sites: Sequence[Site],
        environment: Environment,
        theme: Path,
        assets: Sequence[Asset],
        pictures: Mapping[str, Path],
    ) -> None:
        self.sites, self.environment, self.media_files = tuple(sites), environment, pictures
        self.assets = {asset.path: asset for asset in assets}
        self._theme = theme
        self._picture_cache = PictureCache(theme.parent)
        self._pages: dict[str, dict[str, Page]] = {}
        self._cache: dict[str, bytes] = {}
        self._lock = threading.RLock()  # rendering Markdown in data is not thread-safe

    @cached_property
    def stylesheet(self) -> str:
        """Path of the style sheet; empty if there is none."""
        return next((path for path in self.assets if path.endswith(".css")), "")

    def render_file(self, path: str) -> bytes | None:
        """Return the content of a file by its path from the root of the site; None if unknown.

        Raises DataError if it cannot be rendered.
        """
        with self._lock:
            if path not in self._cache:
                content = self._render_or_diagnose(path)
                if content is None:
                    return None
                self._cache[path] = content
                while len(self._cache) > MAX_CACHED_FILES:
                    del self._cache[next(iter(self._cache))]
            return self._cache[path]

    def get_media_stamps(self, page: bytes) -> bytes:
        """Return the stamps of the images on a page: an image can change under the same name."""
        paths = (unquote(url.decode("utf-8", "replace")) for url in _MEDIA_URL.findall(page))
        files = filter(None, map(self.media_files.get, paths))
        return repr([get_stamp(file) for file in files]).encode()

    def paths(self) -> Iterator[str]:
        """Yield the path of every file of the site, and of copies of pictures that none shows."""
        for site in self.sites:
            yield from self.pages(site)
            if site.site_url and site.has_feed:
                yield site.get_address("feed").path
        if self.sites[0].site_url:
            yield "sitemap.xml"
        yield from HOST_FILES
        yield from self.assets
        yield from self.media_files
        yield from self.sites[0].pictures.variants

    def pages(self, site: Site) -> Mapping[str, Page]:
        """Return the pages in one language by the paths of their files."""
        with self._lock:
            code = site.language.code
            if code not in self._pages:
                self._pages[code] = {page.address.file: page for page in build_pages(site)}
            return self._pages[code]

    def verify_page(self, site: Site, page: Page) -> None:
        """Render a page and discard the result. Raises DataError if that fails."""
        with self._lock:
            render_page(self.environment, site, page, self._theme)

    def find_site(self, path: str) -> Site:
        """Return the site (language) that a path belongs to."""
        folder = path.partition("/")[0] + "/"
        return next(
            (site for site in self.sites[1:] if site.get_address("home").path == folder),
            self.sites[0],
        )

    def _render_or_diagnose(self, path: str) -> bytes | None:
        try:
            return self._render(path)
        except DataError:
            raise
        except Exception as error:  # errors in the source code are shown in the same way
            raise DataError(
                [python_errors.diagnose_exception(error, self._theme.parent)]
            ) from error

    def _render(self, path: str) -> bytes | None:
        if path in self.assets:
            return self.assets[path].content
        if path in self.media_files:
            return _read_bytes(self.media_files[path])
        if variant := self.sites[0].pictures.variants.get(path):
            return self._render_variant(variant)
        site = self.find_site(path)
        if page := self.pages(site).get(path):
            return render_page(self.environment, site, page, self._theme).encode()
        text = self._render_host_file(path, site)
        return None if text is None else text.encode()

    def _render_variant(self, variant: Variant) -> bytes | None:
        try:
            return dict(self._picture_cache.render(variant.picture, [variant]))[variant.path]
        except OSError:  # deleted since; the next snapshot will not list it
            return None

    def _render_host_file(self, path: str, site: Site) -> str | None:
        """Render a file for machines: feed, sitemap, or a file that the web host reads."""
        if site.site_url and site.has_feed and path == site.get_address("feed").path:
            return render_atom_feed(site)
        if site.site_url and path == "sitemap.xml":
            return render_sitemap(site.site_url, self._sitemap_paths())
        if path in HOST_FILES:
            return dict(render_host_files(site.site_url, self._redirects()))[path]
        return None

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
