"""Check that the coalition's mark can be drawn: its icons are made of it, and its cards show it."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.diagnostics import Diagnostic, Location, Message
from coalition.pictures import PictureCache
from coalition.project.media_files import IMAGES_FOLDER, SVG_SUFFIX


def check_mark(name: str, content: bytes, cache: PictureCache) -> Iterator[Diagnostic]:
    """Try to draw the mark `name` if it is an SVG; other pictures have been decoded already.

    It must have passed `check_svg`.
    """
    result = cache.try_drawing(content) if name.endswith(SVG_SUFFIX) else "drawn"
    if result == "drawn":
        return
    message = Message("the icons of the site cannot be made of this mark: it is too complicated")
    hint = Message(
        "simplify it, or save it as PNG, 512 pixels wide, and write its new name after 'mark'"
    )
    if result == "invisible":
        message = Message(
            "the icons of the site cannot be made of this mark: nothing of it would be visible"
        )
        hint = Message(
            "convert its text to paths, make its page as large as what is drawn, and save it as"
            " UTF-8; or save it as PNG, 512 pixels wide, and write its new name after 'mark'"
        )
    yield Diagnostic(Location(f"content/{IMAGES_FOLDER}/{name}"), "unusable-mark", message, hint)
