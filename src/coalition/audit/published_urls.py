"""The last published site: its addresses, and which of them a new one leaves without an answer.

What was published is known from its sitemap, a file or one that a server is asked for. Nothing
is shared with `linkcheck/http_client.py`: that asks many servers whether a page is there, and
reads none.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urlsplit, urlunsplit
from urllib.request import Request, urlopen

from coalition.audit import redirects, sitemaps
from coalition.audit.built_site import HOME_FILE, BuiltSite, get_output_file
from coalition.audit.sitemaps import SitemapError
from coalition.diagnostics import DataError, Diagnostic, Location

SITEMAP_USER_AGENT = "coalition-publish"
SITEMAP_TIMEOUT_SECONDS = 30
"""Seconds until a server has to answer."""

MAX_SITEMAP_BYTES = 50 * 1024 * 1024
"""Bytes of a sitemap, as sitemaps.org allows."""

MISSING_STATUS_CODES = {404, 410}
SITEMAP_SUFFIXES = (".xml", ".gz")


@dataclass(frozen=True)
class PublishedSite:
    """What was published: the `paths` of its pages below its home page, which is an empty one.

    `former` are addresses that led to one of them, as far as the host shows `_redirects`.
    `note` says why there are no pages; it is empty where there are.
    """

    paths: tuple[str, ...] = ()
    note: str = ""
    redirected_paths: tuple[str, ...] = ()


class _SitemapUnavailableError(Exception):
    """Why a sitemap could not be fetched; the `hint` says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        self.hint = hint
        super().__init__(message)


def read_published_site(source: str) -> PublishedSite:
    """The last site, of whose sitemap `source` is the address or the file.

    An address that does not end in .xml is that of the site itself. Where a server says that there
    is no sitemap, nothing was published yet. Raises DataError where it cannot be read.
    """
    address = ""
    try:
        if _is_url(source):
            user, bare = _split_credentials(source)
            address = get_sitemap_url(bare)
            if user:
                hint = "leave it out: an address with a name and a password is not asked"
                raise _SitemapUnavailableError(
                    "there is a name or a password in this address", hint
                )
        raw = _fetch(address) if address else _read_file(Path(source))
        if raw is None:
            return _explain_missing_sitemap(address)
        listed = [url for url, _ in sitemaps.parse_sitemap(_decompress(raw))]
    except _SitemapUnavailableError as error:
        message, hint = str(error), error.hint
    except SitemapError as error:
        message = f"the last sitemap cannot be read: {error}"
        hint = "give the address of the site, of its sitemap.xml, or a file that was one"
    else:
        if not listed:
            return PublishedSite(note=f"the sitemap {address or source} lists no page")
        former = _read_redirected_paths(
            address, source, urlsplit(_get_home_url(listed, address)).path
        )
        return PublishedSite(tuple(get_paths_below_home(listed, address)), redirected_paths=former)
    raise DataError([Diagnostic(Location(address or source), "unreadable-sitemap", message, hint)])


def _explain_missing_sitemap(sitemap_url: str) -> PublishedSite:
    """What it means that there is no sitemap at an address: the first site, or a wrong address."""
    home = sitemap_url.rpartition("/")[0] + "/"
    if _fetch(home) is not None:
        hint = "give the address at which it was published; leave it out if that had no sitemap"
        raise _SitemapUnavailableError(
            f"there is a site at {home}, but no {sitemaps.SITEMAP_FILE}", hint
        )
    return PublishedSite(note=f"nothing is published at {home} yet, so no address can be gone")


def _read_redirected_paths(sitemap_url: str, source: str, base_path: str) -> tuple[str, ...]:
    """The addresses that `_redirects` beside a sitemap leads on, below the home page at `base_path`.

    Many hosts read that file and show it to nobody. Then there are none, which is no error.
    """
    content: bytes | None = None
    with suppress(OSError, _SitemapUnavailableError):
        if sitemap_url:
            content = _fetch(f"{sitemap_url.rpartition('/')[0]}/{redirects.REDIRECTS_FILE}")
        elif Path(source).is_dir():
            content = _read_file(Path(source, redirects.REDIRECTS_FILE))
    rules = (
        old for old, *_ in redirects.parse_redirects(content or b"") if old.startswith(base_path)
    )
    # Another program's rules may be patterns, which no page can answer
    return tuple(unquote(old.removeprefix(base_path)) for old in rules if not {"*", ":"} & {*old})


def _split_credentials(url: str) -> tuple[str, str]:
    """Who would log in at an address, and the address without that. Raises _UnreadableError."""
    try:
        parts = urlsplit(url)
    except ValueError:
        hint = "write the whole address, as in 'https://example.org/site/'"
        raise _SitemapUnavailableError("this is no web address", hint) from None
    user, _, host = parts.netloc.rpartition("@")
    return user, urlunsplit(parts._replace(netloc=host)) if user else url


def check_lost_urls(site: BuiltSite, published: PublishedSite) -> list[Diagnostic]:
    """A problem for each address of the last site that has neither a page nor a redirect now.

    Addresses are compared below the home page, so the site may have moved to another host. The same
    page in several languages is one problem, for one entry of `redirects` mends all of them.
    """
    redirected = {unquote(path) for path, *_ in redirects.read_redirects(site)}
    lost: dict[str, list[str]] = {}
    for path in sorted(
        {*published.paths, *published.redirected_paths}, key=lambda path: (path.count("/"), path)
    ):
        if (
            get_output_file(path) not in site.files
            and get_output_file(f"{path}/") not in site.files
            and f"{unquote(site.base_path)}/{path}" not in redirected
        ):
            lost.setdefault(path.removeprefix(site.get_language_folder(path)), []).append(path)
    return sorted(_make_lost_url_diagnostic(page, paths, published) for page, paths in lost.items())


def get_sitemap_url(url: str) -> str:
    """The address of the sitemap, from that of a site or of the sitemap itself."""
    parts = urlsplit(url)
    if parts.path.endswith(SITEMAP_SUFFIXES):
        return url
    folder = parts.path.removesuffix(HOME_FILE).rstrip("/")
    return urlunsplit(parts._replace(path=f"{folder}/{sitemaps.SITEMAP_FILE}", fragment=""))


def get_paths_below_home(urls: Sequence[str], sitemap_url: str = "") -> Iterator[str]:
    """The paths of addresses below the home page of their site.

    Pages lie below the folder of their sitemap. Where that is not known, or they do not (somebody
    asked a copy at another host), the home page is the folder that all of them have in common.
    """
    home = _get_home_url(urls, sitemap_url)
    for address in urls:
        yield unquote(address.removeprefix(home).partition("#")[0].partition("?")[0])


def _get_home_url(urls: Sequence[str], sitemap_url: str) -> str:
    home = sitemap_url.rpartition("/")[0] + "/" if sitemap_url else ""
    if not home or not all(address.startswith(home) for address in urls):
        return _get_common_folder(urls)
    return home


def _get_common_folder(urls: Sequence[str]) -> str:
    """The longest address that ends in a slash and begins all the others."""
    first, last = min(urls), max(urls)
    length = 0
    while length < len(first) and first[length : length + 1] == last[length : length + 1]:
        length += 1
    return first[: first.rfind("/", 0, length) + 1]


def _make_lost_url_diagnostic(
    page: str, paths: Sequence[str], published: PublishedSite
) -> Diagnostic:
    """The problem with a page that is gone at `paths`, in one language or more."""
    file = "data/coalition.yaml"
    hint = (
        f"write under 'redirects' in data/coalition.yaml 'from: /{page}', and behind 'to:' the page"
        " that visitors should see instead"
    )
    part, _, id = page.rstrip("/").rpartition("/")
    where = f", in {len(paths)} languages" if len(paths) > 1 else ""
    was = "led to a page of" if {*paths} <= {*published.redirected_paths} else "was on"
    message = f"'/{page}' {was} the last published site{where}, and would lead nowhere now"
    if part in ("members", "organisations") and page.endswith("/"):
        file = f"data/{part}.yaml"
        hint = f"if it has another id now, add 'former_ids: [{id}]' to its entry; if not, {hint}"
    return Diagnostic(Location(file), "lost-url", message, hint)


def _is_url(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def _read_file(file: Path) -> bytes:
    try:
        return (file / sitemaps.SITEMAP_FILE if file.is_dir() else file).read_bytes()
    except OSError as error:
        hint = "give a folder with a site, a sitemap, or an address that begins with https://"
        raise _SitemapUnavailableError(f"the file cannot be read: {error.strerror}", hint) from None


def _fetch(url: str) -> bytes | None:
    """What a server sends; None where it says that there is nothing."""
    hint = "try again when it can be reached, or give a file: a sitemap.xml that was kept"
    try:
        request = Request(_encode_url(url), headers={"User-Agent": SITEMAP_USER_AGENT})
        with urlopen(request, timeout=SITEMAP_TIMEOUT_SECONDS) as response:
            raw: bytes = response.read(MAX_SITEMAP_BYTES + 1)
    except HTTPError as error:
        if error.code in MISSING_STATUS_CODES:
            return None
        message = f"the server of the last published site answers {error.code} {error.reason}"
        raise _SitemapUnavailableError(message, hint) from None
    except (OSError, HTTPException, ValueError) as error:
        said = getattr(error, "reason", None) or error
        message = f"the last published site cannot be reached: {said}"
        raise _SitemapUnavailableError(message, hint) from None
    return raw


def _encode_url(url: str) -> str:
    """The address in the letters that a request may have. Raises ValueError."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    path = quote(parts.path, "%/:@!$&'()*+,;=~")
    return urlunsplit((parts.scheme, host + port, path, parts.query, ""))


def _decompress(raw: bytes) -> bytes:
    """The sitemap, out of its package where it is in one. Raises SitemapError."""
    if len(raw) > MAX_SITEMAP_BYTES:
        raise SitemapError("it is larger than a sitemap may be")
    if raw.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise SitemapError("this is a page; perhaps visitors have to log in there")
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, zlib.error):
        raise SitemapError("it is packed, and the package is broken") from None
