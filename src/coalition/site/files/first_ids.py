"""The ids by which programs know entries for ever."""

from __future__ import annotations

from coalition.model import Document, Event


def get_first_id(entry: Event | Document) -> str:
    """Return the id that an entry had first.

    Renaming adds the former id to the end of `former_ids`.
    """
    return entry.former_ids[0] if entry.former_ids else entry.id
