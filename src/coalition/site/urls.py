"""Addresses and links: the only module that knows the path of a page of some kind, id and language.

Every link between pages is relative, so that the output folder works at any path of any host; only
what standards require to be absolute (canonical, feed, sitemap) is joined to the site's URL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

PageKind = Literal[
    "home", "page", "area", "goal", "member", "organisation", "group", "country",
    "working-group", "event", "document", "bibtex", "ris", "article", "calendar", "event-calendar",
    "feed", "json-feed", "events-feed", "events-json-feed", "documents-feed", "documents-json-feed",
    "area-feed", "area-json-feed", "changes-feed", "changes-json-feed", "feed-list", "not-found",
    "table", "figure-table", "workbook", "collection", "data-schema", "linked-data", "data-package",
    "history", "member-data", "organisation-data", "area-data", "goal-data", "working-group-data",
    "event-data", "document-data", "list-rows", "search-titles", "search-words",
    "robots", "favicon", "touch-icon", "icon", "manifest", "security", "humans",
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
    "working-group": "working-groups/{id}/",
    "event": "events/{id}/",
    "document": "documents/{id}/",
    "bibtex": "documents/{id}.bib",
    "ris": "documents/{id}.ris",
    "article": "news/{id}/",
    "calendar": "events.ics",  # not in the folder, where an event may have any id
    "event-calendar": "events/{id}.ics",
    "feed": "news/atom.xml",
    "json-feed": "news/feed.json",
    "events-feed": "events/atom.xml",
    "events-json-feed": "events/feed.json",
    "documents-feed": "documents/atom.xml",
    "documents-json-feed": "documents/feed.json",
    "area-feed": "action-plan/{id}/atom.xml",
    "area-json-feed": "action-plan/{id}/feed.json",
    "changes-feed": "data/atom.xml",
    "changes-json-feed": "data/feed.json",
    "feed-list": "feeds.opml",
    "not-found": "404.html",
    "table": "data/{id}.csv",
    "figure-table": "figures/{id}.csv",
    "workbook": "data/coalition.xlsx",
    "collection": "data/{id}.json",
    "data-schema": "data/{id}.schema.json",
    "linked-data": "data/coalition.{id}",
    "data-package": "data/datapackage.json",
    "history": "data/changes.json",
    "member-data": "members/{id}/data.json",
    "organisation-data": "organisations/{id}/data.json",
    "area-data": "action-plan/{id}/data.json",
    "goal-data": "sdgs/{id}/data.json",
    "working-group-data": "working-groups/{id}/data.json",
    "event-data": "events/{id}/data.json",
    "document-data": "documents/{id}/data.json",
    "list-rows": "{id}/rows.js",  # ids of entries have no dot
    "robots": "robots.txt",
    "favicon": "favicon.ico",
    "touch-icon": "apple-touch-icon.png",
    "icon": "icon-{id}.png",
    "manifest": "manifest.webmanifest",
    "security": ".well-known/security.txt",
    "humans": "humans.txt",
    "search-titles": "search/titles.js",
    "search-words": "search/words.js",
}

LIST_PAGE_TEMPLATE = "page/{number}/"
"""What follows the path of a list on the second page of it and on later ones.

An entry may have the id "page": its own page is one folder above.
"""

_LIST_PAGE = re.compile("[^/]+/(?:.*/)?page/(?:[2-9]|[1-9][0-9]+)/")


_WEB_URL = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Address:
    """The address of one page: its `path` below the site's root, `""` for the home page.

    `kind` and `id` identify the page; `language` is the code of the language it is in. `number` is
    that of a page of a long list, which has several.
    """

    kind: PageKind
    id: str
    language: str
    path: str
    number: int = 1

    @property
    def file(self) -> str:
        """The file that holds the page, relative to the output folder."""
        return get_output_file(self.path)

    def get_page(self, number: int) -> Address:
        """Return the address of a page of the same list, which may be the first one."""
        own_suffix = LIST_PAGE_TEMPLATE.format(number=self.number) if self.number > 1 else ""
        suffix = LIST_PAGE_TEMPLATE.format(number=number) if number > 1 else ""
        return replace(self, path=self.path.removesuffix(own_suffix) + suffix, number=number)


@dataclass(frozen=True)
class AddressBuilder:
    """Builds addresses: the default language is at the root, each other one in its own folder."""

    default_language: str

    def build(self, kind: PageKind, language: str, id: str = "", number: int = 1) -> Address:
        """Return the address of the page of `kind` about `id`, in `language`.

        `number` counts the pages of a long list; the first one has the address of the list.
        """
        folder = "" if language == self.default_language else f"{language.replace('_', '-')}/"
        path = folder + PATH_TEMPLATES[kind].format(id=id.lower())
        return Address(kind, id, language, path).get_page(number)


def is_list_page(path: str) -> bool:
    """Return whether a path is that of the second page of a list, or of a later one.

    No other page has such a path: that of an entry ends with its id, below the folder of its kind.
    """
    return bool(_LIST_PAGE.fullmatch(path))


def get_output_file(path: str) -> str:
    """Return the file that a server sends for `path`, relative to the output folder."""
    return f"{path}index.html" if path.endswith("/") or not path else path


def build_relative_url(source: str, target: str) -> str:
    """Return the relative link from path `source` to path `target`, both below the site's root."""
    start, end = _split_path(source), _split_path(target)
    common = 0
    for source_folder, target_folder in zip(start[:-1], end[:-1], strict=False):
        if source_folder != target_folder:
            break
        common += 1
    return "../" * (len(start) - 1 - common) + "/".join(end[common:]) or "./"


@lru_cache(4096)
def _split_path(path: str) -> tuple[str, ...]:
    """Split a path into its folders and its file, which is empty for a folder's own page."""
    return tuple(path.split("/"))


def resolve_relative_path(source: str, link: str) -> str | None:
    """Return the path below the site's root that a relative link on the page at `source` means.

    None if the link leads out of the site.
    """
    steps = list(_split_path(source)[:-1])
    *folders, name = link.split("/")
    if name in {".", ".."}:
        folders, name = [*folders, name], ""
    for step in folders:
        if step == "..":
            if not steps:
                return None
            steps.pop()
        elif step not in {"", "."}:
            steps.append(step)
    return "/".join([*steps, name])


def build_link(
    page_address: Address, target_path: str, site_url: str, *, link_to_files: bool = False
) -> str:
    """Return the link on the page at `page_address` to `target_path`.

    The 404 page is shown at any depth, so its links are root-relative. With `link_to_files`, links
    to a folder name its `index.html`, for use without a server.
    """
    if page_address.kind == "not-found":
        return f"{urlsplit(site_url).path.rstrip('/')}/{target_path}"
    return build_relative_url(
        page_address.path, get_output_file(target_path) if link_to_files else target_path
    )


def build_root_link(page_address: Address, site_url: str) -> str:
    """Return the link from a page to the site's root, without a trailing slash."""
    return build_link(page_address, "", site_url).rstrip("/")


def is_web_url(text: str) -> bool:
    """Return whether a text, such as a source in the data, is a URL on the web and not words."""
    return bool(_WEB_URL.fullmatch(text))


def build_absolute_url(site_url: str, path: str) -> str:
    """Return the absolute URL of `path` on the site published at `site_url`."""
    return f"{site_url.rstrip('/')}/{path}"
