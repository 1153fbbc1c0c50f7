"""A file that a site publishes beside its pages, and what several formats need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coalition.model import Document, Event


@dataclass(frozen=True)
class GeneratedFile:
    """A file at `path` below the site's root, whose content `render` returns.

    The copies of pictures that a file names are published only if it `shows_pictures`.
    """

    path: str
    render: Callable[[], bytes]
    shows_pictures: bool = False


def get_first_id(entry: Event | Document) -> str:
    """Return the id that an entry had first, by which programs know it for ever.

    Renaming adds the former id to the end of `former_ids`.
    """
    return entry.former_ids[0] if entry.former_ids else entry.id
