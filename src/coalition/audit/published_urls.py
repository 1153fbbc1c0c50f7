"""The published site: its paths, and which of them a new one would lose.

What is published is known from the sitemap, in a file or fetched from a server. The package
`addresses` says why an address is lost, and where in the sources that can be repaired.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urlsplit, urlunsplit
from urllib.request import Request, urlopen

from coalition.audit.built_site import HOME_FILE, BuiltSite, get_url_path
from coalition.audit.html import XmlError, parse_xml
from coalition.diagnostics import DataError, Diagnostic, Location, Message

REDIRECTS_FILE = "_redirects"
SITEMAP_FILE = "sitemap.xml"
SITEMAP_TAG_PREFIX = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITEMAP_USER_AGENT = "coalition-publish"
SITEMAP_TIMEOUT_SECONDS = 30
"""Seconds until the server has to answer."""

MAX_SITEMAP_BYTES = 50 * 1024 * 1024
"""Maximum size of a sitemap, as defined by sitemaps.org."""

_PART_NAME = re.compile(r"sitemap-[0-9]{1,5}\.xml")
"""The names of the parts of our own sitemaps; no other file is read."""

MISSING_STATUS_CODES = {404, 410}
SITEMAP_SUFFIXES = (".xml", ".gz")
"""How the names of sitemaps end."""


@dataclass(frozen=True)
class PublishedSite:
    """What is published: the `paths` of pages, relative to the home page, whose own path is empty.

    `redirected_paths` are former URLs that lead to one of them, if the host shows `_redirects`.
    `note` says why there are no pages; it is empty if there are.
    """

    paths: tuple[str, ...] = ()
    note: str = ""
    redirected_paths: tuple[str, ...] = ()


class SitemapError(Exception):
    """A sitemap that cannot be read; the message says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message)


class _SitemapUnavailableError(Exception):
    """A sitemap that could not be fetched; `hint` says what to do."""

    def __init__(self, message: Message, hint: Message) -> None:
        self.message, self.hint = message, hint
        super().__init__(message)


def read_published_site(source: str) -> PublishedSite:
    """Read the published site from its sitemap; `source` is a URL or a file.

    A URL that does not end in .xml is that of the site itself. If a server answers that there is no
    sitemap, nothing has been published yet. Raises DataError if it cannot be read.
    """
    sitemap_url = ""
    try:
        if is_url(source):
            credentials, url_without_credentials = _split_credentials(source)
            sitemap_url = get_sitemap_url(url_without_credentials)
            if credentials:
                hint = Message("leave it out: an address with a name and a password is not asked")
                message = Message("there is a name or a password in this address")
                raise _SitemapUnavailableError(message, hint)
        raw = _fetch(sitemap_url) if sitemap_url else _read_file(Path(source))
        if raw is None:
            return _explain_missing_sitemap(sitemap_url)
        urls = list(_list_urls(raw, sitemap_url or source))
    except _SitemapUnavailableError as error:
        message, hint = error.message, error.hint
    except SitemapError as error:
        message = Message("the last sitemap cannot be read: %(error)s", error=error.message)
        hint = Message("give the address of the site, of its sitemap.xml, or a file that was one")
    else:
        if not urls:
            return PublishedSite(note=f"the sitemap {sitemap_url or source} lists no page")
        redirected_paths = _read_redirected_paths(
            sitemap_url, source, urlsplit(_get_home_url(urls, sitemap_url)).path
        )
        return PublishedSite(
            tuple(get_paths_below_home(urls, sitemap_url)), redirected_paths=redirected_paths
        )
    raise DataError(
        [Diagnostic(Location(sitemap_url or source), "unreadable-sitemap", message, hint)]
    )


def parse_sitemap(raw: bytes) -> list[str]:
    """Return the URLs in a sitemap. Raises SitemapError."""
    try:
        root = parse_xml(raw)
    except XmlError as error:
        raise SitemapError(error.message) from None
    if root.tag == f"{SITEMAP_TAG_PREFIX}sitemapindex":
        raise SitemapError(Message("it lists other sitemaps and no pages"))
    if root.tag != f"{SITEMAP_TAG_PREFIX}urlset":
        raise SitemapError(Message("it does not begin with the <urlset> of sitemaps.org"))
    locations = root.iterfind(f"{SITEMAP_TAG_PREFIX}url/{SITEMAP_TAG_PREFIX}loc")
    return [(location.text or "").strip() for location in locations]


def _list_urls(raw: bytes, source: str) -> Iterator[str]:
    """Yield the URLs in a sitemap, or in all sitemaps of an index that was read from `source`.

    Parts are read next to their index, wherever that is: it may be a copy. Raises SitemapError and
    _SitemapUnavailableError.
    """
    content = _decompress(raw)
    names = parse_sitemap_index(content)
    if not names:
        yield from parse_sitemap(content)
    for name in names:
        part = _read_part(source, name)
        if part is None:
            raise SitemapError(Message("its part %(name)s is missing", name=name))
        yield from parse_sitemap(_decompress(part))


def parse_sitemap_index(raw: bytes) -> list[str]:
    """Return the names of the parts of a sitemap; empty if it is no index. Raises SitemapError."""
    try:
        root = parse_xml(raw)
    except XmlError as error:
        raise SitemapError(error.message) from None
    if root.tag != f"{SITEMAP_TAG_PREFIX}sitemapindex":
        return []
    locations = root.iterfind(f"{SITEMAP_TAG_PREFIX}sitemap/{SITEMAP_TAG_PREFIX}loc")
    names = [(location.text or "").strip().rpartition("/")[2] for location in locations]
    return [name for name in names if _PART_NAME.fullmatch(name)]


def _read_part(source: str, name: str) -> bytes | None:
    if is_url(source):
        return _fetch(f"{source.rpartition('/')[0]}/{name}")
    folder = Path(source) if Path(source).is_dir() else Path(source).parent
    part = folder / name
    return _read_file(part) if part.is_file() else None


def parse_redirects(content: bytes) -> Iterator[str]:
    """Yield the paths that the rules in a `_redirects` file redirect.

    Lines of other formats are skipped: a server may send a page instead of the file.
    """
    for line in content.decode("utf-8", "replace").splitlines():
        fields = line.split()
        if len(fields) > 1 and fields[0].startswith("/"):
            yield fields[0]


def _explain_missing_sitemap(sitemap_url: str) -> PublishedSite:
    """Return what a missing sitemap means: nothing is published yet.

    Raises _SitemapUnavailableError if there is a site, so the URL is wrong.
    """
    home_url = sitemap_url.rpartition("/")[0] + "/"
    if _fetch(home_url) is not None:
        hint = Message(
            "give the address at which it was published; leave it out if that had no sitemap"
        )
        message = Message(
            "there is a site at %(url)s, but no %(file)s", url=home_url, file=SITEMAP_FILE
        )
        raise _SitemapUnavailableError(message, hint)
    return PublishedSite(note=f"nothing is published at {home_url} yet, so no address can be gone")


def _read_redirected_paths(sitemap_url: str, source: str, base_path: str) -> tuple[str, ...]:
    """Return the paths that `_redirects` next to a sitemap redirects, relative to `base_path`.

    Many hosts read that file without serving it. Then there are none, which is no error.
    """
    content = read_published_file(sitemap_url or source, REDIRECTS_FILE)
    sources = (path for path in parse_redirects(content or b"") if path.startswith(base_path))
    # Rules that another program wrote may be patterns, which no page can match
    return tuple(
        unquote(path.removeprefix(base_path)) for path in sources if not {"*", ":"} & {*path}
    )


def read_published_file(source: str, path: str) -> bytes | None:
    """Return a file of a published site, given its path; None if it cannot be read.

    `source` is the URL or the folder of the site, or the URL of its sitemap.
    """
    with suppress(OSError, _SitemapUnavailableError):
        if is_url(source):
            return _fetch(f"{get_sitemap_url(source).rpartition('/')[0]}/{path}")
        if Path(source).is_dir():
            return _read_file(Path(source, path))
    return None


def _split_credentials(url: str) -> tuple[str, str]:
    """Return the user and password in a URL, and the URL without them.

    Raises _SitemapUnavailableError for what is no URL.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        hint = Message("write the whole address, as in 'https://example.org/site/'")
        raise _SitemapUnavailableError(Message("this is no web address"), hint) from None
    credentials, _, host = parts.netloc.rpartition("@")
    return credentials, urlunsplit(parts._replace(netloc=host)) if credentials else url


def list_addresses(site: BuiltSite) -> frozenset[str]:
    """Return the paths at which a finished site has a file or redirects to one.

    Paths are relative to the home page, as those of a PublishedSite are.
    """
    content = site.read_bytes(REDIRECTS_FILE) if REDIRECTS_FILE in site.files else b""
    base_path = f"{unquote(site.base_path)}/"
    redirected = (unquote(path) for path in parse_redirects(content))
    return frozenset(map(get_url_path, site.files)) | {
        path.removeprefix(base_path) for path in redirected if path.startswith(base_path)
    }


def find_lost_paths(published: Iterable[str], current: Set[str]) -> list[str]:
    """Return the published paths at which there would be nothing, those at the top first.

    Both are relative to the home page, as the site may have moved to another host.
    """
    lost = (path for path in {*published} if not {get_url_path(path), path, f"{path}/"} & current)
    return sorted(lost, key=lambda path: (path.count("/"), path))


def get_sitemap_url(url: str) -> str:
    """Return the URL of the sitemap, from that of a site or of the sitemap itself."""
    parts = urlsplit(url)
    if parts.path.endswith(SITEMAP_SUFFIXES):
        return url
    folder = parts.path.removesuffix(HOME_FILE).rstrip("/")
    return urlunsplit(parts._replace(path=f"{folder}/{SITEMAP_FILE}", fragment=""))


def get_paths_below_home(urls: Sequence[str], sitemap_url: str = "") -> Iterator[str]:
    """Yield the paths of URLs, relative to the home page of their site.

    Pages are below the folder of their sitemap. If that is unknown, or they are not (the sitemap is
    that of a copy at another host), the home page is the longest folder that all URLs share.
    """
    home_url = _get_home_url(urls, sitemap_url)
    for url in urls:
        yield unquote(url.removeprefix(home_url).partition("#")[0].partition("?")[0])


def _get_home_url(urls: Sequence[str], sitemap_url: str) -> str:
    home_url = sitemap_url.rpartition("/")[0] + "/" if sitemap_url else ""
    if not home_url or not all(url.startswith(home_url) for url in urls):
        return _get_common_folder(urls)
    return home_url


def _get_common_folder(urls: Sequence[str]) -> str:
    """Return the longest common prefix of the URLs that ends in a slash."""
    first, last = min(urls), max(urls)
    length = 0
    while length < len(first) and first[length : length + 1] == last[length : length + 1]:
        length += 1
    return first[: first.rfind("/", 0, length) + 1]


def is_url(source: str) -> bool:
    """Return whether the text is the URL of a published site or sitemap, and not a file."""
    return source.lower().startswith(("http://", "https://"))


def _read_file(file: Path) -> bytes:
    try:
        return (file / SITEMAP_FILE if file.is_dir() else file).read_bytes()
    except OSError as error:
        hint = Message(
            "give a folder with a site, a sitemap, or an address that begins with https://"
        )
        message = Message("the file cannot be read: %(reason)s", reason=error.strerror)
        raise _SitemapUnavailableError(message, hint) from None


def _fetch(url: str) -> bytes | None:
    """Return what a server sends; None if it answers that there is nothing."""
    hint = Message("try again when it can be reached, or give a file: a sitemap.xml that was kept")
    try:
        request = Request(_encode_url(url), headers={"User-Agent": SITEMAP_USER_AGENT})
        with urlopen(request, timeout=SITEMAP_TIMEOUT_SECONDS) as response:
            raw: bytes = response.read(MAX_SITEMAP_BYTES + 1)
    except HTTPError as error:
        if error.code in MISSING_STATUS_CODES:
            return None
        message = Message(
            "the server of the last published site answers %(code)s %(reason)s",
            code=error.code,
            reason=error.reason,
        )
        raise _SitemapUnavailableError(message, hint) from None
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        message = Message("the last published site cannot be reached: %(reason)s", reason=reason)
        raise _SitemapUnavailableError(message, hint) from None
    return raw


def _encode_url(url: str) -> str:
    """Return the URL with only the characters that a request may have. Raises ValueError."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    path = quote(parts.path, "%/:@!$&'()*+,;=~")
    return urlunsplit((parts.scheme, host + port, path, parts.query, ""))


def _decompress(raw: bytes) -> bytes:
    """Return the sitemap, unpacked if it is gzipped. Raises SitemapError."""
    if len(raw) > MAX_SITEMAP_BYTES:
        raise SitemapError(Message("it is larger than a sitemap may be"))
    if raw.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise SitemapError(Message("this is a page; perhaps visitors have to log in there"))
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, zlib.error):
        raise SitemapError(Message("it is packed, and the package is broken")) from None
