"""The icons of a site, and the web manifest in each language that names them.

Browsers ask for `favicon.ico` at the root of a host, so a site at one has it there. Everything else
is found by the links of the pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from coalition.i18n import get_language_tag, get_text_direction
from coalition.pictures import IconSource, render_favicon, render_icon
from coalition.site.generated_file import GeneratedFile
from coalition.site.site import Site
from coalition.site.urls import build_relative_url

TOUCH_ICON_SIZE = 180
"""The width of the icon for the home screen of a phone, in pixels; it is opaque."""

MANIFEST_ICON_SIZES = (192, 512)
"""The widths of the icons in the manifest, in pixels."""


def list_icon_files(site: Site) -> Iterator[GeneratedFile]:
    """Yield the icons. The offline edition has none."""
    if site.offline:
        return
    source = make_icon_source(site)
    plate = site.colours.light
    yield GeneratedFile(site.get_shared_address("favicon").path, partial(render_favicon, source))
    yield GeneratedFile(
        site.get_shared_address("touch-icon").path,
        partial(render_icon, source, TOUCH_ICON_SIZE, plate),
    )
    for size in MANIFEST_ICON_SIZES:
        path = site.get_shared_address("icon", str(size)).path
        yield GeneratedFile(path, partial(render_icon, source, size))


def list_manifest_files(site: Site) -> Iterator[GeneratedFile]:
    """Yield the web manifest in the language of a site. The offline edition has none."""
    if not site.offline:
        path = site.get_address("manifest").path
        yield GeneratedFile(path, partial(_render_manifest, site, path))


def make_icon_source(site: Site) -> IconSource:
    """Return what the icons of a site are drawn from."""
    coalition, colours = site.coalition, site.colours
    is_drawing = (coalition.mark or "").endswith(".svg")
    return IconSource(site.mark, is_drawing, coalition.acronym, colours.accent, colours.on_accent)


def _render_manifest(site: Site, path: str) -> bytes:
    """Return a web app manifest (W3C). URLs are relative to it, so it is right below any path.

    The site needs its browser: it is no app, and works without one.
    """
    code = site.language.code
    name = site.coalition.name.localize(code)
    manifest = {
        "name": name.text,
        "short_name": site.coalition.acronym,
        "lang": get_language_tag(name.language),
        "dir": get_text_direction(name.language),
        "start_url": build_relative_url(path, site.get_address("home").path),
        "display": "browser",
        "background_color": site.colours.light,
        "theme_color": site.colours.light,
        "icons": [_describe_icon(site, path, size) for size in MANIFEST_ICON_SIZES],
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()


def _describe_icon(site: Site, path: str, size: int) -> dict[str, str]:
    icon = site.get_shared_address("icon", str(size)).path
    return {"src": build_relative_url(path, icon), "sizes": f"{size}x{size}", "type": "image/png"}
