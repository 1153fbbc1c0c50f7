"""`robots.txt`, which names the sitemap (RFC 9309, sitemaps.org).

Crawlers read it at the root of a host only. A site below a path has one too: the administrator of
the host can copy its last line.
"""

from __future__ import annotations

from collections.abc import Iterator

from coalition.site.generated_file import GeneratedFile
from coalition.site.site import Site
from coalition.site.sitemap import SITEMAP_NAME
from coalition.site.urls import build_absolute_url


def list_robots_files(site: Site) -> Iterator[GeneratedFile]:
    """Yield `robots.txt`: crawlers may read everything. None without the URL of the site."""
    if site.site_url:
        sitemap_url = build_absolute_url(site.site_url, SITEMAP_NAME)
        content = f"User-agent: *\nDisallow:\n\nSitemap: {sitemap_url}\n".encode()
        yield GeneratedFile(site.get_shared_address("robots").path, lambda: content)
