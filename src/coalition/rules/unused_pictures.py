"""Rule `unused-picture`: pictures in `content/images/` that no entry and no text shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from coalition.diagnostics import Diagnostic, Location
from coalition.model import Coalition
from coalition.project import MarkdownFile

_MENTION_PATTERN = re.compile(r"images/([^\s()\[\]<>\"'#?|]+)")
"""The path of a picture in a text, however the link is written."""


def check_unused_pictures(
    pictures: Iterable[str], coalition: Coalition, files: Iterable[MarkdownFile]
) -> Iterator[Diagnostic]:
    """Yield warnings about unused pictures, given as paths in `content/images/`.

    A draft counts as a use: its author needs the picture later.
    """
    used = {coalition.mark, *(member.photo for member in coalition.members)}
    for file in files:
        for line in file.lines:
            used |= {unquote(name) for name in _MENTION_PATTERN.findall(line)}
    for name in sorted(set(pictures) - used):
        message = "no entry and no text shows this picture, but it is published"
        hint = f"delete it, or show it, as in '![what it shows]({{static}}/images/{name})'"
        location = Location(f"content/images/{name}")
        yield Diagnostic(location, "unused-picture", message, hint, severity="warning")
