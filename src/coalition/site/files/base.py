"""A file that a site publishes beside its pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class GeneratedFile:
    """A file at `path` below the site's root, whose content `render` returns.

    The copies of pictures that a file names are published only if it `shows_pictures`.
    """

    path: str
    render: Callable[[], bytes]
    shows_pictures: bool = False
