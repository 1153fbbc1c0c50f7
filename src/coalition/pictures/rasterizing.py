"""Draw an SVG as pixels, and find out first whether that is possible.

A drawing can be valid and yet end the process that draws it: resvg has no limit for layers within
layers, which `<use>` can multiply, nor for the time that filters take. So all but plain drawings
are tried in a process of their own. This file is also its program, so at the top it imports the
standard library only.
"""

from __future__ import annotations

import base64
import io
import subprocess
import sys
import threading
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal
from xml.parsers import expat

RASTERIZER_PACKAGE = "resvg-py"
"""The package that draws, by its name on PyPI."""

TRIAL_SIZE = 512
"""The width of the drawing that is tried, in pixels: that of the largest icon."""

MAX_TRIAL_SECONDS = 20
"""How long a trial may take. Drawings of programs take less than one second."""

TRIAL_STACK_BYTES = 2 * 1024 * 1024
"""The stack of a trial: a quarter of what a process has, so that what passes is safe everywhere."""

PLAIN_ELEMENTS = frozenset({
    "circle", "defs", "desc", "ellipse", "g", "line", "linearGradient", "path", "polygon",
    "polyline", "radialGradient", "rect", "stop", "svg", "text", "title", "tspan",
})  # fmt: skip
"""The elements of plain drawings: none has an effect that another can multiply.

Text is not drawn at all, for lack of fonts.
"""

MAX_PLAIN_DEPTH = 12
MAX_PLAIN_ELEMENTS = 1000
_COSTLY_STYLES = b"filter", b"dasharray"

TrialResult = Literal["drawn", "invisible", "failed"]

_EXIT_CODES: Final[dict[int, TrialResult]] = {0: "drawn", 3: "invisible"}
"""The results by the exit code of the process; all others mean that it failed."""


def rasterize_drawing(svg: bytes, width: int) -> bytes:
    """Return a PNG of `width` x `width` pixels, with the drawing in its middle as large as it fits.

    What cannot be read, such as an SVG without a size or not in UTF-8, leaves it empty. As a
    picture in another one, a drawing loads no files and is never larger than its place.
    """
    url = make_data_url(svg, "image/svg+xml")
    frame = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{width}">'
        f'<image width="{width}" height="{width}" href="{url}"/></svg>'
    )
    return rasterize_svg(frame)


def rasterize_svg(svg: str, font_files: Iterable[str] = ()) -> bytes:
    """Return an SVG of our own as a PNG, with text in the fonts of `font_files` and no others."""
    import resvg_py  # noqa: PLC0415 - slow to load, and most commands draw nothing

    fonts = list(font_files)
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_files=fonts, skip_system_fonts=True))


def make_data_url(picture: bytes, media_type: str) -> str:
    """Return a picture for the `href` of an image, where a drawing can load no other files."""
    return f"data:{media_type};base64,{base64.b64encode(picture).decode()}"


@lru_cache(16)
def try_drawing(svg: bytes) -> TrialResult:
    """Draw an SVG; return what came of it.

    It is "invisible" if all pixels are transparent, and "failed" if drawing it took too long or
    ended the process.
    """
    if is_plain_drawing(svg):
        return "drawn" if _is_visible(svg) else "invisible"
    return _try_in_child_process(svg)


def is_plain_drawing(svg: bytes) -> bool:
    """Return whether a drawing has so few effects that it can be drawn in any process."""
    names: list[str] = []
    depths = [0]

    def start(name: str, _: dict[str, str]) -> None:
        names.append(name)
        depths.append(depths[-1] + 1)

    def end(_: str) -> None:
        depths.append(depths[-1] - 1)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(svg, True)
    except (expat.ExpatError, LookupError, ValueError):
        return False
    is_small = len(names) <= MAX_PLAIN_ELEMENTS and max(depths) <= MAX_PLAIN_DEPTH
    return is_small and {*names} <= PLAIN_ELEMENTS and not any(s in svg for s in _COSTLY_STYLES)


def _try_in_child_process(svg: bytes) -> TrialResult:
    from coalition import processes  # noqa: PLC0415 - not for the program of the process

    try:
        process = subprocess.run(
            processes.make_child_command([sys.executable, "-I", __file__]),
            input=svg,
            env=processes.make_child_environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=MAX_TRIAL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "failed"
    return _EXIT_CODES.get(process.returncode, "failed")


def _is_visible(svg: bytes) -> bool:
    from PIL import Image  # noqa: PLC0415 - slow to load

    with Image.open(io.BytesIO(rasterize_drawing(svg, TRIAL_SIZE)), formats=["PNG"]) as image:
        return image.convert("RGBA").getchannel("A").getbbox() is not None


def _run_trial(svg: bytes) -> int:
    """Draw `svg` with a small stack; return the exit code."""
    results: list[TrialResult] = []
    threading.stack_size(TRIAL_STACK_BYTES)
    thread = threading.Thread(
        target=lambda: results.append("drawn" if _is_visible(svg) else "invisible")
    )
    thread.start()
    thread.join()
    return next((code for code, result in _EXIT_CODES.items() if [result] == results), 1)


if __name__ == "__main__":
    sys.exit(_run_trial(sys.stdin.buffer.read()))
