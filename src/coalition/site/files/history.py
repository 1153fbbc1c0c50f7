"""What changed in the data at each publication, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial

from pydantic import TypeAdapter

from coalition.site.change_sets import ChangeSet
from coalition.site.generated_file import GeneratedFile
from coalition.site.site import Site


@cache
def get_history_adapter() -> TypeAdapter[tuple[ChangeSet, ...]]:
    """Return what reads and writes the file; to make it takes longer than to use it."""
    return TypeAdapter(tuple[ChangeSet, ...])


def list_history_files(site: Site) -> Iterator[GeneratedFile]:
    """Yield the file, if it is known what changed."""
    if site.changes:
        path = site.get_shared_address("history").path
        yield GeneratedFile(path, partial(render_history, site))


def render_history(site: Site) -> bytes:
    """Return the change sets, the latest first."""
    return get_history_adapter().dump_json(site.changes, indent=1) + b"\n"
