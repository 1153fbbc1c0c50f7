"""The sitemap: every page that search engines should know, in several files if it is long.

See sitemaps.org, protocol 0.9. A site below the limits has one file; above them, this file is an
index of the others, so that its name stays the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.etree import ElementTree

from coalition.site.urls import build_absolute_url
from coalition.site.xml_output import add_element, serialize_xml

SITEMAP_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

SITEMAP_NAME = "sitemap.xml"
"""The path of the sitemap, or of the index of its parts."""

MAX_SITEMAP_URLS = 50_000
"""Maximum number of URLs in one file."""

MAX_PART_BYTES = 50 * 1024 * 1024
"""Maximum size of one file."""

_ENTRY_BYTES = 64
"""At least the bytes of an entry besides its URL, and of the file besides its entries."""

_ESCAPED_BYTES = 5
"""Maximum number of bytes of a character of a URL once it is escaped: `&amp;`."""


def render_sitemaps(
    site_url: str,
    paths: Iterable[str],
    *,
    max_urls: int = MAX_SITEMAP_URLS,
    max_bytes: int = MAX_PART_BYTES,
) -> Mapping[str, str]:
    """Return the files of the sitemap of the pages at `paths`, by their own paths."""
    parts = list(_split_paths(site_url, sorted(paths), max_urls, max_bytes))
    if len(parts) < 2:
        return {SITEMAP_NAME: render_sitemap(site_url, parts[0] if parts else ())}
    files = {
        _name_part(number): render_sitemap(site_url, part)
        for number, part in enumerate(parts, start=1)
    }
    return {SITEMAP_NAME: _render_list(site_url, "sitemapindex", "sitemap", files), **files}


def render_sitemap(site_url: str, paths: Iterable[str]) -> str:
    """Return a sitemap of the pages at `paths` in one file."""
    return _render_list(site_url, "urlset", "url", sorted(paths))


def _split_paths(
    site_url: str, paths: Sequence[str], max_urls: int, max_bytes: int
) -> Iterator[list[str]]:
    """Yield the paths in parts, none of which makes a file above a limit."""
    part: list[str] = []
    size = 2 * _ENTRY_BYTES
    for path in paths:
        url = build_absolute_url(site_url, path)
        entry_size = _ENTRY_BYTES + _ESCAPED_BYTES * len(url.encode())
        if part and (len(part) == max_urls or size + entry_size > max_bytes):
            yield part
            part, size = [], 2 * _ENTRY_BYTES
        part.append(path)
        size += entry_size
    if part:
        yield part


def _name_part(number: int) -> str:
    return f"sitemap-{number}.xml"


def _render_list(site_url: str, root_tag: str, entry_tag: str, paths: Iterable[str]) -> str:
    root = ElementTree.Element(root_tag, xmlns=SITEMAP_NAMESPACE)
    for path in paths:
        add_element(add_element(root, entry_tag), "loc", build_absolute_url(site_url, path))
    return serialize_xml(root)
