"""Show pictures: which variants a page needs, and their HTML.

Pages never load the files of `content/images/` themselves, except drawings (SVG), but smaller
copies in the sizes that screens need. A browser chooses among them by `srcset` and `sizes`, and the
element has `width` and `height`, so that the text does not move when the picture arrives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from urllib.parse import quote, unquote

from markupsafe import Markup, escape

from coalition.model import Coalition, Member
from coalition.pictures import (
    Box,
    ImageFormat,
    Picture,
    Variant,
    compute_square_box,
    get_whole_box,
    make_variants,
)

IMAGES_FOLDER = "images"

PORTRAIT_WIDTHS = (160, 320, 480)
"""Widths of portraits in pixels: 10rem (`portrait.css`) on screens of one, two and three times."""

PORTRAIT_SIZES = "10rem"

LOGO_BOX = (192, 96)
"""Maximum width and height of logos in CSS pixels, as in `logo.css`: each fits in, none is cut."""

FIGURE_WIDTHS = (360, 720, 1080, 1440)
"""Widths of pictures in texts: a phone's width, up to twice the width of a text."""

FIGURE_SIZES = "(min-width: 48rem) 45rem, 100vw"
"""How wide texts are (`--measure`)."""

COPY_SIZE = 2400
"""Maximum width of a picture that a text links to, instead of showing it."""

SHARED_SIZE = 1200
"""Maximum width of the picture that social networks show with a link to a page."""

MARK_SIZE = 192
"""Maximum width of the mark, which is an icon next to the name of the coalition."""

_IMAGE_URL = re.compile(rf"{IMAGES_FOLDER}/[^\"\s]+")
_TAG = re.compile(r"<(a|img)((?: [\w-]+=\"[^\"]*\")*)>")
_ATTRIBUTE = re.compile(r" ([\w-]+)=\"([^\"]*)\"")
_CSS_WIDTH = re.compile(r"[1-9][0-9]{0,3}")

LinkBuilder = Callable[[str], str]
"""Returns the link from a page to a path below the site's root."""


@dataclass(frozen=True)
class PictureSet:
    """The variants of which a browser loads one; `sizes` says how wide the picture is shown.

    `fallback` is for the few browsers that do not know WebP, and for feed readers.
    """

    webp: tuple[Variant, ...]
    fallback: Variant
    sizes: str

    def render(self, link: LinkBuilder, attributes: Mapping[str, str]) -> Markup:
        """Return the HTML; `attributes` are those of the <img>, such as its `alt`."""
        largest = self.webp[-1]
        shown = {
            "src": _quote(link(self.fallback.path)),
            "width": str(largest.width),
            "height": str(largest.height),
            "decoding": "async",
        }
        source = {
            "type": self.webp[0].media_type,
            "srcset": _format_srcset(self.webp, link),
            "sizes": self.sizes,
        }
        return Markup("<picture><source{}><img{}></picture>").format(
            format_attributes(source), format_attributes({**shown, **attributes})
        )


class PictureLibrary:
    """The pictures of a site by their paths in `content/`, and all variants that pages can need."""

    def __init__(
        self,
        pictures: Mapping[str, Picture] | None = None,
        members: Iterable[Member] = (),
        logos: Iterable[str] = (),
    ) -> None:
        self._pictures = pictures or {}
        self._members = tuple(member for member in members if member.photo)
        self._logos = tuple(logos)

    def get_portrait(self, member: Member) -> PictureSet | None:
        """Return the square portrait of a member; None if there is none, or it is a drawing."""
        picture = self._pictures.get(f"{IMAGES_FOLDER}/{member.photo}")
        if picture is None:
            return None
        box = compute_square_box(picture, member.focus_point)
        return _make_set(picture, box, PORTRAIT_WIDTHS, PORTRAIT_SIZES)

    def get_logo(self, name: str) -> PictureSet | None:
        """Return the whole of a logo, scaled to fit into LOGO_BOX; None as for `get_figure`."""
        picture = self._pictures.get(f"{IMAGES_FOLDER}/{name}")
        if picture is None:
            return None
        width, _ = fit_logo(picture.info.width, picture.info.height)
        widths = (width, 2 * width, 3 * width)
        return _make_set(picture, get_whole_box(picture), widths, f"{width}px")

    def get_figure(self, path: str) -> PictureSet | None:
        """Return a picture for a text; None if it does not exist or is a drawing."""
        picture = self._pictures.get(path)
        return (
            _make_set(picture, get_whole_box(picture), FIGURE_WIDTHS, FIGURE_SIZES)
            if picture
            else None
        )

    def render_figure(self, path: str, link: LinkBuilder, attributes: Mapping[str, str]) -> Markup:
        """Return the HTML of a picture or a drawing; `attributes` are those of its <img>."""
        if picture_set := self.get_figure(path):
            return picture_set.render(link, attributes)
        return Markup("<img{}>").format(
            format_attributes({"src": _quote(link(path)), **attributes})
        )

    def get_copy(self, path: str, max_width: int = COPY_SIZE) -> Variant | None:
        """Return the one variant for places that cannot choose; None as for `get_figure`."""
        picture = self._pictures.get(path)
        if picture is None:
            return None
        box = get_whole_box(picture)
        return make_variants(picture, box, (max_width,), _choose_fallback(picture))[0]

    @cached_property
    def variants(self) -> Mapping[str, Variant]:
        """All variants that pages can name, by their paths on the site."""
        return {variant.path: variant for variant in self._list_variants()}

    def _list_variants(self) -> Iterator[Variant]:
        sets = [self.get_portrait(member) for member in self._members]
        sets += [self.get_logo(name) for name in self._logos]
        sets += [self.get_figure(path) for path in self._pictures]
        for picture_set in filter(None, sets):
            yield from (*picture_set.webp, picture_set.fallback)
        for path in self._pictures:
            for width in (COPY_SIZE, SHARED_SIZE, MARK_SIZE):
                if variant := self.get_copy(path, width):
                    yield variant

    def find_variants(self, html: str) -> Iterator[Variant]:
        """Yield the variants that a page or a feed names."""
        if self.variants:
            for url in _IMAGE_URL.findall(html):
                if variant := self.variants.get(unquote(unescape(url))):
                    yield variant


def fit_logo(width: int, height: int) -> tuple[int, int]:
    """Return the size in CSS pixels at which a logo of this many pixels is shown.

    It is the largest that fits into LOGO_BOX; a small logo is not enlarged.
    """
    scale = min(LOGO_BOX[0] / width, LOGO_BOX[1] / height, 1)
    return max(1, round(width * scale)), max(1, round(height * scale))


def list_logos(coalition: Coalition) -> Iterator[str]:
    """Yield the names of the logos of organisations and of the bodies of a coalition."""
    logos = (organisation.logo for organisation in coalition.organisations)
    yield from filter(None, (*logos, *(body.logo for body in coalition.bodies)))


def insert_pictures(html: str, root: str, library: PictureLibrary) -> str:
    """Replace the pictures in a text, whose URLs begin with `root`, by their variants.

    The first picture of a text may be seen at once; all others are loaded when they come near.
    `html` has been sanitized, so each attribute is in double quotes.
    """
    prefix = f"{root}/"
    seen: list[str] = []

    def link(path: str) -> str:
        return f"{prefix}{path}"

    def replace(match: re.Match[str]) -> str:
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[2])}
        url = attributes.get("src" if match[1] == "img" else "href", "")
        is_from_root = url.startswith(prefix) or root == "."
        path = unquote(url.removeprefix(prefix)) if is_from_root else ""
        if match[1] == "a":
            variant = library.get_copy(path)
            return _replace_href(match[0], _quote(link(variant.path))) if variant else match[0]
        picture_set = library.get_figure(path)
        if picture_set is None:
            return match[0]
        del attributes["src"]
        if seen:
            attributes.setdefault("loading", "lazy")
        seen.append(path)
        return str(_fit_width(picture_set, attributes).render(link, attributes))

    return _TAG.sub(replace, html)


def _replace_href(tag: str, url: str) -> str:
    return re.sub(r" href=\"[^\"]*\"", lambda _: f' href="{escape(url)}"', tag)


def _fit_width(picture_set: PictureSet, attributes: dict[str, str]) -> PictureSet:
    """Return the set for the `width` that an editor has given, if any; `height` follows from it."""
    attributes.pop("height", None)
    width = attributes.pop("width", "")
    largest = picture_set.webp[-1]
    if not _CSS_WIDTH.fullmatch(width):
        return picture_set
    attributes["width"] = width
    attributes["height"] = str(max(1, round(largest.height * int(width) / largest.width)))
    return PictureSet(picture_set.webp, picture_set.fallback, f"min({width}px, 100vw)")


def _make_set(picture: Picture, box: Box, widths: tuple[int, ...], sizes: str) -> PictureSet:
    format = _choose_fallback(picture)
    fallback_width = widths[1] if format == "PNG" else widths[-2]
    return PictureSet(
        make_variants(picture, box, widths, "WEBP"),
        make_variants(picture, box, (fallback_width,), format)[0],
        sizes,
    )


def _choose_fallback(picture: Picture) -> ImageFormat:
    """Return the format for browsers without WebP; JPEG has no transparency, and blurs edges."""
    return "PNG" if picture.info.has_alpha or picture.info.is_drawing else "JPEG"


def _format_srcset(variants: Iterable[Variant], link: LinkBuilder) -> str:
    return ", ".join(f"{_quote(link(variant.path))} {variant.width}w" for variant in variants)


def _quote(url: str) -> str:
    """Return a URL with all characters percent-encoded that end a URL in a `srcset`."""
    return quote(url, safe="/:.-_~%")


def format_attributes(attributes: Mapping[str, str]) -> Markup:
    """Return attributes of an element, each after a blank."""
    return Markup("").join(
        Markup(' {}="{}"').format(name, value) for name, value in attributes.items()
    )
