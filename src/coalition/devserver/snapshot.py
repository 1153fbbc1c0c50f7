"""One state of the whole site: any of its files, made when somebody asks for it.

Nothing is written and nothing is kept between two editions but what has been read. So a page can
only be what a build would make of the same files now.
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
"""Files that are kept once they are made: those of the pages that are open now."""


class Snapshot:
    """The site as it is at one moment.

    `sites` is the coalition's site in each language, the first one first; `assets` are the files
    that pages load, `pictures` the files of `content/` by their paths on the site.
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
        self._pages: dict[str, dict[str, Page]] = {}
        self._cache: dict[str, bytes] = {}
        self._lock = threading.RLock()  # what reads Markdown in data serves one at a time

    @cached_property
    def stylesheet(self) -> str:
        """The path of the style sheet."""
        return next((path for path in self.assets if path.endswith(".css")), "")

    def render_file(self, path: str) -> bytes | None:
        """What stands at `path`, a file's path from the top of the site; None if nothing does.

        Raises DataError where it cannot be made.
        """
        with self._lock:
            if path not in self._cache:
                made = self._render_or_diagnose(path)
                if made is None:
                    return None
                self._cache[path] = made
                while len(self._cache) > MAX_CACHED_FILES:
                    del self._cache[next(iter(self._cache))]
            return self._cache[path]

    def get_media_stamps(self, page: bytes) -> bytes:
        """When each picture on a page was saved: it may change and keep its name."""
        names = (unquote(name.decode("utf-8", "replace")) for name in _MEDIA_URL.findall(page))
        files = filter(None, map(self.media_files.get, names))
        return repr([get_stamp(file) for file in files]).encode()

    def paths(self) -> Iterator[str]:
        """The path of every file of the site."""
        for site in self.sites:
            yield from self.pages(site)
            if site.site_url and site.has_feed:
                yield site.get_address("feed").path
        if self.sites[0].site_url:
            yield "sitemap.xml"
        yield from HOST_FILES
        yield from self.assets
        yield from self.media_files

    def pages(self, site: Site) -> Mapping[str, Page]:
        """The pages in one language by the paths of their files."""
        with self._lock:
            code = site.language.code
            if code not in self._pages:
                self._pages[code] = {page.address.file: page for page in build_pages(site)}
            return self._pages[code]

    def verify_page(self, site: Site, page: Page) -> None:
        """See that a page can be made. Raises DataError where it cannot."""
        with self._lock:
            render_page(self.environment, site, page, self._theme)

    def find_site(self, path: str) -> Site:
        """The site whose folder a path lies in."""
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
        except Exception as error:  # a slip in the program is told like any other
            raise DataError(
                [python_errors.diagnose_exception(error, self._theme.parent)]
            ) from error

    def _render(self, path: str) -> bytes | None:
        if path in self.assets:
            return self.assets[path].content
        if path in self.media_files:
            return _read_bytes(self.media_files[path])
        site = self.find_site(path)
        if page := self.pages(site).get(path):
            return render_page(self.environment, site, page, self._theme).encode()
        text = self._render_host_file(path, site)
        return None if text is None else text.encode()

    def _render_host_file(self, path: str, site: Site) -> str | None:
        """What programs and hosts read of the site, and no visitor."""
        if site.site_url and site.has_feed and path == site.get_address("feed").path:
            return render_atom_feed(site)
        if site.site_url and path == "sitemap.xml":
            return render_sitemap(site.site_url, self._sitemap_paths())
        if path in HOST_FILES:
            return dict(render_host_files(site.site_url, self._redirects()))[path]
        return None

    def _redirects(self) -> Iterator[tuple[str, str]]:
        """The former addresses, each with that of its page now."""
        for site in self.sites:
            for page in self.pages(site).values():
                if (now := get_redirect_target(page)) is not None:
                    yield page.address.path, now

    def _sitemap_paths(self) -> Iterator[str]:
        """The pages that search engines should know."""
        for site in self.sites:
            for page in self.pages(site).values():
                if page.in_sitemap:
                    yield page.address.path


def _read_bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:  # gone since; the next edition does not have it
        return None
