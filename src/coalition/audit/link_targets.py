"""Resolve links: to a file of the site, to another host, or to an issue."""

from __future__ import annotations

import re
from difflib import SequenceMatcher, get_close_matches
from functools import cache, lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from coalition.audit.built_site import (
    HOME_FILE,
    NOT_FOUND_FILE,
    BuiltSite,
    get_served_file,
    get_url_path,
)
from coalition.audit.html import HtmlDocument, compile_xpath
from coalition.audit.issues import AuditIssue
from coalition.diagnostics import Message, quote_value

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_ABSOLUTE_URL = re.compile(r"(https?:)?//([^/?#]*)(.*)", re.I | re.S)
_BARE_HOST = re.compile(r"(?:www\.[^/\s]+|[^/\s@]+\.(?:com|edu|gov|int|net|org))(?:/|$)", re.I)
_MEDIA_PATH = re.compile(r"(?:^|/)((?:images|files)/[^/?#]+\.\w+)$")
"""A link to a file of `content/`, whose path on the site is the same."""

_FILE_NAME = re.compile(r"[\w-][\w.-]*\.\w+")
_WORDS = re.compile(r"[^/.#?:@]*")
"""What has nothing of an address, as in `[role](s)`."""

MIN_NAME_LIKENESS = 0.75
_EMAIL_ADDRESS = re.compile(r"[^\s/@]+@[^\s/@]+\.[^\s/@]+")

# HtmlDocument.ids indexes all attributes, which does not pay for one look at a large page
_SELECT_IDS = compile_xpath("//@id")


class LinkTarget(NamedTuple):
    """Where a link leads: to `file` of the site, or to `external_url` at another host.

    `fragment` is the part of the page that is meant; without `file`, of the page with the link.
    `is_absolute` marks a link that names the site's own URL; `issue` is what is wrong with it.
    """

    file: str = ""
    fragment: str = ""
    external_url: str = ""
    is_absolute: bool = False
    issue: AuditIssue | None = None
    is_valid_file: bool = False
    """Whether the link needs no further check: it leads to a file, as it should."""


class LinkResolver:
    """Resolves links of one site, with a cache: menus repeat them on many pages."""

    def __init__(self, site: BuiltSite) -> None:
        self.site, self.files = site, site.files
        # The origin of each URL of the site by its host, in the spelling of that URL
        urls = map(urlsplit, filter(None, (site.published_url, site.site_url)))
        self._origins = {
            _normalize_host(url.netloc): f"{url.scheme}://{url.netloc}" for url in urls
        }
        self._resolve_cached = lru_cache(65536)(self._resolve)
        self._get_ids = cache(self._read_ids)
        self._find_nearest = cache(self._search_nearest)

    def resolve(self, page: str, href: str) -> LinkTarget:
        """Return the target of `href` on a page, as a browser would resolve it."""
        folder = page[: page.rfind("/") + 1]
        return self._resolve_simple(folder, href) or self._resolve_cached(folder, href)

    def _resolve_simple(self, folder: str, href: str) -> LinkTarget | None:
        """Resolve the most common kinds of links, fast.

        Returns None for links that need a closer look.
        """
        if href.startswith(("http://", "https://")):
            return LinkTarget(external_url=href) if self._find_own_file(href) is None else None
        tail = href.lstrip("./")
        prefix = href[: len(href) - len(tail)]
        levels_up, depth = len(prefix) // 3, folder.count("/")
        if prefix != "../" * levels_up or levels_up > depth or not tail:
            return None
        base_folder = folder if not levels_up else folder.rsplit("/", levels_up + 1)[0] + "/"
        path = tail if levels_up == depth else base_folder + tail
        file = path + HOME_FILE if path[-1] == "/" else path
        return LinkTarget(file, is_valid_file=True) if file in self.files else None

    def has_fragment(self, file: str, fragment: str) -> bool:
        """Return whether a fragment leads to something on the page in `file`."""
        if not fragment or fragment == "top" or fragment.startswith(":~:") or "html" not in file:
            return True
        return unquote(fragment) in self._get_ids(file)

    def _read_ids(self, file: str) -> frozenset[str]:
        return frozenset(_SELECT_IDS(HtmlDocument(file, self.site.read_bytes(file)).root))

    def _resolve(self, folder: str, href: str) -> LinkTarget:
        href = href.strip()
        path, _, fragment = href.partition("#")
        path = path.partition("?")[0]
        own_file = self._find_own_file(href)
        if own_file is not None:
            return self._resolve_path(get_url_path(own_file), fragment, href, folder)._replace(
                is_absolute=True, is_valid_file=False
            )
        if not href:
            hint = Message("write the address between the round brackets, or take the link out")
            return LinkTarget(
                issue=AuditIssue("broken-link", Message("this link has no address"), hint)
            )
        if _SCHEME.match(href):
            return LinkTarget(external_url=href)
        if path.startswith("/"):
            return self._resolve_from_root(folder, href, path, fragment)
        if not path:
            return LinkTarget("", fragment)
        return self._resolve_from_page(folder, href, path, fragment)

    def _find_own_file(self, href: str) -> str | None:
        """Return the file for an absolute URL of this site; None for other URLs.

        Scheme, case of the host name and default ports do not matter.
        """
        match = _ABSOLUTE_URL.match(href) if self._origins else None
        origin = self._origins.get(_normalize_host(match[2])) if match else None
        return self.site.find_file(f"{origin}{match[3]}") if match and origin else None

    def _resolve_from_page(self, folder: str, href: str, path: str, fragment: str) -> LinkTarget:
        """Resolve a link relative to the folder of its page."""
        resolved = _join_path(folder, unquote(path))
        if resolved is not None:
            return self._resolve_path(resolved, fragment, href, folder)
        message = Message("%(href)s leads out of the site's top folder", href=quote_value(href))
        hint = self._suggest_media(href) or Message("take one '../' away for each folder too many")
        return LinkTarget(issue=AuditIssue("broken-link", message, hint))

    def _resolve_from_root(self, folder: str, href: str, path: str, fragment: str) -> LinkTarget:
        """Resolve a link relative to the root of the host, which is never right in a text."""
        base = self.site.base_path
        site_path = unquote(path[len(base) + 1 :] if path.startswith(f"{base}/") else path[1:])
        target = self._resolve_path(site_path, fragment, href, folder)
        if target.issue:
            return target
        message = Message(
            "%(href)s begins at the top of the host, where another site may be",
            href=quote_value(href),
        )
        hint = Message("write %(link)s", link=quote_value(self.format_link(target.file, folder)))
        issue = AuditIssue("rooted-link", message, hint)
        return target._replace(issue=issue, is_valid_file=False)

    def _resolve_path(self, path: str, fragment: str, href: str, folder: str) -> LinkTarget:
        """Resolve a path relative to the site's root."""
        file = get_served_file(path)
        if file in self.site.files:
            return LinkTarget(file, fragment, is_valid_file=not fragment)
        key = path.removeprefix(self.site.get_language_folder(path))
        if get_served_file(f"{path}/") in self.site.files:
            message = Message(
                "%(path)s is a folder, whose address ends in a slash", path=quote_value(path)
            )
            name = path.rpartition("/")[2]
            hint = Message("write %(link)s", link=quote_value(href.replace(name, f"{name}/", 1)))
            return LinkTarget(issue=AuditIssue("missing-slash", message, hint, key))
        message = Message(
            "there is no page or file %(path)s on the site to link to", path=quote_value(path)
        )
        if path.endswith("/") or not path:
            message = Message(
                "there is no page %(path)s on the site to link to", path=quote_value(path)
            )
        return LinkTarget(
            issue=AuditIssue("broken-link", message, self._suggest_link(path, href, folder), key)
        )

    def _suggest_link(self, path: str, href: str, folder: str) -> str:
        """Return the hint for a link that leads nowhere."""
        if _EMAIL_ADDRESS.fullmatch(href):
            return Message(
                "write the address without a link, as %(address)s",
                address=quote_value(href.replace("@", " [at] ")),
            )
        if _BARE_HOST.match(href):
            return Message(
                "to link to another site, write %(link)s", link=quote_value(f"https://{href}")
            )
        if hint := self._suggest_media(href):
            return hint
        nearest = self._find_nearest(path, href.strip("./"), folder)
        if not nearest and _WORDS.fullmatch(unquote(href)):
            return Message(
                "write the whole address; if no link is meant, write \\[ before the words"
            )
        if not nearest:
            return Message("correct the address, or take the link out")
        return Message(
            "did you mean %(link)s?", link=quote_value(self.format_link(nearest, folder))
        )

    def _suggest_media(self, href: str) -> Message | None:
        """Return the hint for a link that means a picture or a document in `content/`, if it does.

        A mere name means the file that has it.
        """
        match, paths = _MEDIA_PATH.search(href), list[str]()
        if match:
            paths = [match[1]]
        elif _FILE_NAME.fullmatch(href):
            content = self.site.root / "content"
            paths = [
                path for path in (f"images/{href}", f"files/{href}") if (content / path).is_file()
            ]
        return (
            Message("write %(link)s", link=quote_value("{static}/" + paths[0])) if paths else None
        )

    def _search_nearest(self, path: str, typed: str, folder: str) -> str:
        """Return the page whose URL is closest to a link; empty if none is.

        It is in the language of `folder`, that of the page with the link, and is another page.
        """
        language = self.site.get_language_folder(folder)
        files_by_url = {
            get_url_path(page): page
            for page in self.site.pages
            if self.site.get_language_folder(page) == language and not page.endswith(NOT_FOUND_FILE)
        }
        files_by_url.pop(folder, None)
        for candidate in (path, f"{language}{typed}/"):  # typed as if all pages were in one folder
            for url in get_close_matches(candidate, files_by_url, cutoff=0.75):
                # Two pages in a folder have much of their URLs in common
                if _is_like(_get_name(candidate), _get_name(url)):
                    return files_by_url[url]
        return ""

    def format_link(self, file: str, folder: str) -> str:
        """Return a link to `file` as an editor writes it: to its Markdown file if it has one."""
        slug = get_url_path(file).rstrip("/").rpartition("/")[2]
        for source in self._list_markdown_files(file):
            # Never equal for the home page, whose URL Pelican does not know
            if (
                source.startswith("content/")
                and PurePosixPath(source).name.partition(".")[0] == slug
            ):
                return "{filename}/" + source.removeprefix("content/")
        prefix = "../" * folder.count("/")
        return f"{prefix}{get_url_path(file)}" or "./"

    def _list_markdown_files(self, file: str) -> tuple[str, ...]:
        sources = self.site.sources.get(file)
        return (
            tuple(source for source in sources.files if source.endswith(".md")) if sources else ()
        )


def _get_name(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2].lower()


def _is_like(name: str, other: str) -> bool:
    return SequenceMatcher(None, name, other).ratio() >= MIN_NAME_LIKENESS


@cache
def _normalize_host(name: str) -> str:
    """Return a host name in lower case and without a default port."""
    return re.sub(r":(80|443)?$", "", name.lower())


def _join_path(folder: str, path: str) -> str | None:
    """Resolve `path` against `folder`, both relative to the site's root.

    Returns None if the result is outside of the site.
    """
    steps = folder.split("/")[:-1]
    *parents, name = path.split("/")
    if name in {".", ".."}:
        parents, name = [*parents, name], ""
    for step in parents:
        if step == "..":
            if not steps:
                return None
            steps.pop()
        elif step not in {"", "."}:
            steps.append(step)
    return "/".join([*steps, name])
