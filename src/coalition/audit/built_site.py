"""The finished site: its folder, its URL and the sources of each page."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

HOME_FILE = "index.html"
NOT_FOUND_FILE = "404.html"


@dataclass(frozen=True)
class PageSources:
    """The sources of a page.

    `files` are those that editors change, relative to the project; `template` renders them.
    """

    files: tuple[str, ...] = ()
    template: str = ""


@dataclass(frozen=True)
class BuiltSite:
    """A finished site in `folder`; diagnostics show the folder as `display_name`.

    `root` is the folder of the project. `site_url` is where the site will be published, without a
    trailing slash; empty if unknown. `sources` maps files of pages, such as `fr/about/index.html`,
    to their sources and need not be complete.
    """

    folder: Path
    root: Path
    display_name: str = "output"
    site_url: str = ""
    sources: Mapping[str, PageSources] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def files(self) -> frozenset[str]:
        """All files, as paths relative to the site's folder."""
        paths = []
        prefix_length = len(str(self.folder)) + 1
        for folder, _, names in os.walk(self.folder):
            relative = folder[prefix_length:].replace(os.sep, "/")
            paths += [f"{relative}/{name}" if relative else name for name in names]
        return frozenset(paths)

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
        if not self.site_url or not url.startswith(f"{self.site_url}/"):
            return HOME_FILE if self.site_url and url == self.site_url else None
        return get_served_file(url[len(self.site_url) + 1 :])

    def read_bytes(self, path: str) -> bytes:
        """Return the content of a file of the site."""
        with open(f"{self.folder}/{path}", "rb") as file:  # noqa: PTH123 - thousands are read
            return file.read()

    def get_display_path(self, path: str) -> str:
        """Return the path of a file of the site as diagnostics show it."""
        return f"{self.display_name}/{path}"

    @cached_property
    def machine_paths(self) -> tuple[str, ...]:
        """Folders of this machine that no page has reason to name, longest first."""
        folders = {self.root, self.root.resolve(), self.folder, self.folder.resolve()}
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
