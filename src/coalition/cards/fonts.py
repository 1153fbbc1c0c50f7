"""The fonts of cards: which of them has a character, and how wide a text is in it.

They come from packages of their own, so that a card has the same bytes on every machine. All have
the SIL Open Font License.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uharfbuzz

BOLD = 700
"""The weight of titles. Fonts that have only one weight are drawn with an outline."""


@dataclass(frozen=True)
class CardFont:
    """A font: `family` as resvg finds it, and its file, in which `face` is its number."""

    family: str
    package: str
    file: str
    face: int = 0
    is_variable: bool = True

    @property
    def path(self) -> Path:
        """The file of the font."""
        return Path(str(files(self.package) / self.file))

    @cached_property
    def characters(self) -> frozenset[int]:
        """The code points that the font has a glyph for."""
        return frozenset(_load_face(self).unicodes)

    def measure(self, text: str, weight: int) -> float:
        """Return the width of a text in em: letters may be joined, and overlap."""
        return _measure(self, text, weight)


_SANS = CardFont("Noto Sans", "fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf")
_ARABIC = CardFont(
    "Noto Sans Arabic", "fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf"
)


def _make_han_font(region: str, face: int) -> CardFont:
    family = f"Noto Sans CJK {region}"
    return CardFont(family, "noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc", face, is_variable=False)


_HAN_FONTS = {
    "ja": _make_han_font("JP", 0),
    "ko": _make_han_font("KR", 1),
    "zh": _make_han_font("SC", 2),
    "zh_Hant": _make_han_font("TC", 3),
}
"""One character may be written differently in each of these languages."""


def list_font_files(svg: str) -> tuple[Path, ...]:
    """Return the files of the fonts that a drawing names: the large ones only where needed."""
    fonts = (_SANS, _ARABIC, *_HAN_FONTS.values())
    return tuple(dict.fromkeys(font.path for font in fonts if f'"{font.family}"' in svg))


@lru_cache
def list_fonts(language: str) -> tuple[CardFont, ...]:
    """Return the fonts for a text in a language, the best first."""
    han = _HAN_FONTS.get(language) or _HAN_FONTS.get(language.partition("_")[0])
    if han:
        return han, _SANS, _ARABIC
    latin_or_arabic = (_ARABIC, _SANS) if language in {"ar", "fa", "ur"} else (_SANS, _ARABIC)
    return *latin_or_arabic, _HAN_FONTS["zh"]


def can_draw(text: str, language: str) -> bool:
    """Return whether the fonts have every character of a text."""
    return all(_choose_font(letter, list_fonts(language)) for letter in clean_line(text))


def clean_line(text: str) -> str:
    """Return a text on one line, without invisible characters such as marks of direction."""
    line = " ".join(text.split())
    return "".join(letter for letter in line if unicodedata.category(letter) not in {"Cf", "Cc"})


def split_by_font(text: str, language: str) -> Iterator[tuple[str, CardFont]]:
    """Yield parts of a text, each with its font; blanks and digits stay with their neighbours.

    The text is one that `can_draw` accepts.
    """
    part, font = "", None
    for letter in clean_line(text):
        next_font = font if font and ord(letter) in font.characters else None
        next_font = next_font or _choose_font(letter, list_fonts(language))
        if next_font is not font and part and font:
            yield part, font
            part = ""
        part, font = part + letter, next_font
    if part and font:
        yield part, font


def _choose_font(letter: str, fonts: tuple[CardFont, ...]) -> CardFont | None:
    return next((font for font in fonts if ord(letter) in font.characters), None)


@cache
def _load_face(font: CardFont) -> uharfbuzz.Face:
    import uharfbuzz  # noqa: PLC0415 - only commands that draw cards need it

    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font.path)), font.face)


@cache
def _load_font(font: CardFont, weight: int) -> uharfbuzz.Font:
    import uharfbuzz  # noqa: PLC0415

    loaded = uharfbuzz.Font(_load_face(font))
    if font.is_variable:
        loaded.set_variations({"wght": weight})
    return loaded


@lru_cache(4096)
def _measure(font: CardFont, text: str, weight: int) -> float:
    import uharfbuzz  # noqa: PLC0415

    face = _load_face(font)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(_load_font(font, weight), buffer)
    width: int = sum(position.x_advance for position in buffer.glyph_positions)
    return width / int(face.upem)
