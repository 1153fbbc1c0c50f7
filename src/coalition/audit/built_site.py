"""The finished site: its folder, where it will be published, and what each page is made of."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from coalition.i18n import get_language_codes, get_language_tag

HOME_FILE = "index.html"
NOT_FOUND_FILE = "404.html"


@dataclass(frozen=True)
class PageSources:
    """What a page is made of.

    `files` are those that editors change, from the top of the project; the `template` brings them
    together.
    """

    files: tuple[str, ...] = ()
    template: str = ""


@dataclass(frozen=True)
class BuiltSite:
    """The site in `folder`, which problems call `shown_as`.

    `address` is where it will be published, without a slash at the end; empty where that is not
    known. `project` is the folder that `sources` start from; these stand by the files of pages,
    such as `fr/about/index.html`, and need not be complete.
    """

    folder: Path
    root: Path
    display_name: str = "output"
    site_url: str = ""
    sources: Mapping[str, PageSources] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def files(self) -> frozenset[str]:
        """Every file, as a path from the site's top."""
        found = []
        top = len(str(self.folder)) + 1
        for folder, _, names in os.walk(self.folder):
            below = folder[top:].replace(os.sep, "/")
            found += [f"{below}/{name}" if below else name for name in names]
        return frozenset(found)

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The files of all pages, those at the top first."""
        pages = (file for file in self.files if file.endswith(".html"))
        return tuple(sorted(pages, key=lambda file: (file.count("/"), file != HOME_FILE, file)))

    @cached_property
    def language_folders(self) -> Mapping[str, str]:
        """The folders of all languages but the first, such as `fr/`, with their tags.

        Each has a page for unknown addresses, which no other folder has.
        """
        tops = {
            file.partition("/")[0] for file in self.files if file.endswith(f"/{NOT_FOUND_FILE}")
        }
        codes = {
            name: name.replace("-", "_")
            for name in tops
            if f"{name}/{NOT_FOUND_FILE}" in self.files
        }
        known = get_language_codes()
        return {f"{name}/": get_language_tag(code) for name, code in codes.items() if code in known}

    @property
    def base_path(self) -> str:
        """The path of the site's address, without a slash at its end."""
        return urlsplit(self.site_url).path

    def get_language_folder(self, path: str) -> str:
        """The folder of the language that a path of the site lies in; empty for the first one."""
        top = path[: path.find("/") + 1]
        return top if top in self.language_folders else ""

    def get_page_url(self, file: str) -> str:
        """The whole address of a page's file."""
        return f"{self.site_url}/{get_url_path(file)}"

    def find_file(self, url: str) -> str | None:
        """The file at a whole address, whether it exists or not; None outside of the site."""
        url = url.partition("#")[0].partition("?")[0]
        if not self.site_url or not url.startswith(f"{self.site_url}/"):
            return HOME_FILE if self.site_url and url == self.site_url else None
        return get_output_file(url[len(self.site_url) + 1 :])

    def read_bytes(self, path: str) -> bytes:
        """The content of one of the site's files."""
        with open(f"{self.folder}/{path}", "rb") as file:  # noqa: PTH123 - thousands are read
            return file.read()

    def get_display_path(self, path: str) -> str:
        """The path of a file of the site as problems name it."""
        return f"{self.display_name}/{path}"

    @cached_property
    def machine_paths(self) -> tuple[str, ...]:
        """Folders of this machine that no page has reason to name, the longest first."""
        folders = {self.root, self.root.resolve(), self.folder, self.folder.resolve()}
        folders |= {Path.home(), Path(tempfile.gettempdir())}
        named = {name for folder in folders for name in (str(folder), folder.as_posix())}
        absolute = (name for name in named if len(name) > 1 and Path(name).is_absolute())
        return tuple(sorted(absolute, key=lambda name: (-len(name), name)))

    @cached_property
    def machine_path_markers(self) -> tuple[bytes, ...]:
        """What a file has to hold to name one of these: those within another one are in it."""
        names = self.machine_paths
        outer = (name for name in names if not any(name.startswith(f"{top}/") for top in names))
        return tuple(name.encode("utf-8", "surrogateescape") for name in outer)


def get_output_file(path: str) -> str:
    """The file that answers for a path below the site's top."""
    return f"{path}{HOME_FILE}" if path.endswith("/") or not path else path


def get_url_path(file: str) -> str:
    """The path below the site's top under which a file answers."""
    return (
        file.removesuffix(HOME_FILE)
        if file == HOME_FILE or file.endswith(f"/{HOME_FILE}")
        else file
    )
