"""A file that a site publishes besides its pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class GeneratedFile:
    """A file at `path` below the site's root, whose content `render` returns.

    The copies of pictures that a file names are published only if it `shows_pictures`.
    """

    path: str
    render: Callable[[], bytes]
    shows_pictures: bool = False

    @cached_property
    def content(self) -> bytes:
        """The content, rendered once: the page about the data shows how large it is."""
        return self.render()
