"""The sitemap: every page that search engines should know."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from coalition.site.urls import build_absolute_url
from coalition.site.xml_output import add_element, serialize_xml

SITEMAP_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def render_sitemap(site_url: str, paths: Iterable[str]) -> str:
    """Return a sitemap of the pages at `paths` (sitemaps.org, protocol 0.9)."""
    root = ElementTree.Element("urlset", xmlns=SITEMAP_NAMESPACE)
    for path in sorted(paths):
        add_element(add_element(root, "url"), "loc", build_absolute_url(site_url, path))
    return serialize_xml(root)
