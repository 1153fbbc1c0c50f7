"""The finished site: its files, its URL and the sources of each page."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Protocol
from urllib.parse import urlsplit

from coalition.diagnostics import Message

HOME_FILE = "index.html"
NOT_FOUND_FILE = "404.html"


@dataclass(frozen=True)
class PageSources:
    """The sources of a page.

    `files` are those that editors change, relative to the project; `template` renders them.
    """

    files: tuple[str, ...] = ()
    template: str = ""


class SiteFiles(Protocol):
    """The files of a finished site, by their paths relative to its root.

    They are in a folder (`SiteFolder`), or in memory and rendered on request.
    """

    @property
    def folders(self) -> Iterable[Path]:
        """The folders of this machine that contain the site; none if it is in memory."""

    def paths(self) -> Iterable[str]:
        """Return the path of every file."""

    def read_bytes(self, path: str) -> bytes:
        """Return the content of a file."""


@dataclass(frozen=True)
class SiteFolder:
    """The files of a site in a folder."""

    folder: Path

    @property
    def folders(self) -> Iterable[Path]:
        """The folder, also as it is without symbolic links."""
        return self.folder, self.folder.resolve()

    def paths(self) -> Iterator[str]:
        """Yield the path of every file."""
        prefix_length = len(str(self.folder)) + 1
        for folder, _, names in os.walk(self.folder):
            relative = folder[prefix_length:].replace(os.sep, "/")
            yield from (f"{relative}/{name}" if relative else name for name in names)

    def read_bytes(self, path: str) -> bytes:
        """Return the content of a file."""
        with open(f"{self.folder}/{path}", "rb") as file:  # noqa: PTH123 - thousands are read
            return file.read()


@dataclass(frozen=True)
class BuiltSite:
    """A finished site; diagnostics of its files name them below `display_name`.

    `root` is the folder of the project. `site_url` is the URL with which the site was built,
    without a trailing slash; empty if unknown. `sources` maps files of pages, such as
    `fr/about/index.html`, to their sources and need not be complete. `published_url` is where the
    site will be published, if that is not `site_url`, as in a preview.
    """

    content: SiteFiles
    root: Path
    display_name: str = "output"
    site_url: str = ""
    sources: Mapping[str, PageSources] = field(default_factory=lambda: MappingProxyType({}))
    published_url: str = ""

    @cached_property
    def files(self) -> frozenset[str]:
        """All files, as paths relative to the site's folder."""
        return frozenset(self.content.paths())

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The HTML files, those at the top first."""
        pages = (file for file in self.files if file.endswith(".html"))
        return tuple(sorted(pages, key=get_sort_key))

    @cached_property
    def language_folders(self) -> frozenset[str]:
        """Folders of all languages but the default one, such as `fr/`.

        Each has a 404 page of its own, which no other folder has.
        """
        suffix = f"/{NOT_FOUND_FILE}"
        return frozenset(
            file.removesuffix(NOT_FOUND_FILE) for file in self.files if file.endswith(suffix)
        )

    @property
    def base_path(self) -> str:
        """The path of the site's URL, without a trailing slash."""
        return urlsplit(self.site_url).path

    def get_language_folder(self, path: str) -> str:
        """Return the language folder of a path; empty for the default language."""
        top = path[: path.find("/") + 1]
        return top if top in self.language_folders else ""

    def get_page_url(self, file: str) -> str:
        """Return the absolute URL of a page's file."""
        return f"{self.site_url}/{get_url_path(file)}"

    def find_file(self, url: str) -> str | None:
        """Return the file for an absolute URL, existing or not; None outside of the site."""
        url = url.partition("#")[0].partition("?")[0]
        for own_url in filter(None, (self.site_url, self.published_url)):
            if url == own_url:
                return HOME_FILE
            if url.startswith(f"{own_url}/"):
                return get_served_file(url[len(own_url) + 1 :])
        return None

    def read_bytes(self, path: str) -> bytes:
        """Return the content of a file of the site."""
        return self.content.read_bytes(path)

    def get_display_path(self, path: str) -> str:
        """Return the path of a file of the site as diagnostics show it."""
        return f"{self.display_name}/{path}"

    @cached_property
    def machine_paths(self) -> tuple[str, ...]:
        """Folders of this machine that no page has reason to name, longest first."""
        folders = {self.root, self.root.resolve(), *self.content.folders}
        folders |= {Path.home(), Path(tempfile.gettempdir())}
        names = {name for folder in folders for name in (str(folder), folder.as_posix())}
        absolute = (name for name in names if len(name) > 1 and Path(name).is_absolute())
        return tuple(sorted(absolute, key=lambda name: (-len(name), name)))

    @cached_property
    def machine_path_markers(self) -> tuple[bytes, ...]:
        """Byte strings of which a file contains at least one if it names one of `machine_paths`.

        Folders inside another one are left out: their names contain that one.
        """
        names = self.machine_paths
        outer = (
            name for name in names if not any(name.startswith(f"{parent}/") for parent in names)
        )
        return tuple(name.encode("utf-8", "surrogateescape") for name in outer)


def get_sort_key(file: str) -> tuple[int, bool, str]:
    """Return a key for the order in which visitors come upon files, the home page first."""
    return file.count("/"), file != HOME_FILE, file


def get_served_file(path: str) -> str:
    """Return the file that is served for a path, relative to the site's root."""
    return f"{path}{HOME_FILE}" if path.endswith("/") or not path else path


def get_url_path(file: str) -> str:
    """Return the path, relative to the site's root, at which a file is served."""
    return (
        file.removesuffix(HOME_FILE)
        if file == HOME_FILE or file.endswith(f"/{HOME_FILE}")
        else file
    )


def format_page(file: str) -> str:
    """Return the name of a page for messages: its path on the site."""
    return f"'{get_url_path(file)}'" if file != HOME_FILE else Message("the home page")
