"""The one place that knows where a page lives: kind + id + language -> file and address.

Every link between pages is relative, so that one folder works at any path of any host; only what
the standards want absolute (canonical, feed, sitemap) is joined to the site's own address.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

PageKind = Literal[
    "home", "page", "area", "goal", "member", "organisation", "group", "country", "article",
    "feed", "not-found",
]  # fmt: skip

PATH_TEMPLATES: dict[PageKind, str] = {
    "home": "",
    "page": "{id}/",
    "area": "action-plan/{id}/",
    "goal": "sdgs/{id}/",
    "member": "members/{id}/",
    "organisation": "organisations/{id}/",
    "group": "members/group/{id}/",
    "country": "members/country/{id}/",
    "article": "news/{id}/",
    "feed": "news/atom.xml",
    "not-found": "404.html",
}


@dataclass(frozen=True)
class Address:
    """Where one page lives: its `path` below the site's root, `""` for the home page itself.

    `kind` and `id` say what it is; `language` is the code of the language it is in.
    """

    kind: PageKind
    id: str
    language: str
    path: str

    @property
    def file(self) -> str:
        """The file that holds the page, from the top of the output folder."""
        return get_output_file(self.path)


@dataclass(frozen=True)
class AddressBuilder:
    """Makes every address; the default language stands at the root, the others in a folder each."""

    default_language: str

    def build(self, kind: PageKind, language: str, id: str = "") -> Address:
        """The address of the page of `kind` about `id`, in `language`."""
        folder = "" if language == self.default_language else f"{language.replace('_', '-')}/"
        return Address(kind, id, language, folder + PATH_TEMPLATES[kind].format(id=id.lower()))


def get_output_file(path: str) -> str:
    """The file that a server shows at `path`, from the top of the output folder."""
    return f"{path}index.html" if path.endswith("/") or not path else path


def build_relative_url(source: str, target: str) -> str:
    """The link from the page at path `source` to the one at path `target`, both below the root."""
    start, end = _split_path(source), _split_path(target)
    common = 0
    for one, other in zip(start[:-1], end[:-1], strict=False):
        if one != other:
            break
        common += 1
    return "../" * (len(start) - 1 - common) + "/".join(end[common:]) or "./"


@lru_cache(4096)
def _split_path(path: str) -> tuple[str, ...]:
    """The folders of a path and its file, which is empty for a folder's own page."""
    return tuple(path.split("/"))


def build_link(
    page_address: Address, target_path: str, site_url: str, *, link_to_files: bool = False
) -> str:
    """The link on page `page_address` to the path `target_path`.

    A page for unknown addresses is shown at any depth, so its links start at the site's root. Links
    lead `link_to_files` where no server finds the page of a folder.
    """
    if page_address.kind == "not-found":
        return f"{urlsplit(site_url).path.rstrip('/')}/{target_path}"
    return build_relative_url(
        page_address.path, get_output_file(target_path) if link_to_files else target_path
    )


def build_root_link(page_address: Address, site_url: str) -> str:
    """The way from page `page_address` to the top folder of the site, without a slash at its end."""
    return build_link(page_address, "", site_url).rstrip("/")


def build_absolute_url(site_url: str, path: str) -> str:
    """The full address of `path` on the site published at `site_url`."""
    return f"{site_url.rstrip('/')}/{path}"
