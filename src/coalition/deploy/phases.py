"""The order in which files are deployed, chosen so that the site is whole after each step.

A published page always has its assets, and no link on a page that can be reached from the home page
is broken: link targets are added before the pages that link to them, and removed after those.
"""

from __future__ import annotations

import re
from enum import IntEnum

_PAGE = re.compile(r".*\.html(\.(br|gz))?")
_SITE_INDEX = re.compile(
    r"(build\.json|sitemap(-[0-9]+)?\.xml|(.*/)?(atom\.xml|feed\.json|feeds\.opml|events\.ics)"
    r"|([\w-]+/)?data/[\w.-]+\.(csv|json|jsonld|ttl|xlsx))(\.(br|gz))?"
)
_REDIRECTS = "_redirects"


class DeployPhase(IntEnum):
    """Steps of one phase may run in any order or in parallel; the next phase waits for them."""

    FILES = 1
    NEW_PAGES = 2
    CHANGED_PAGES = 3
    SITE_INDEXES = 4
    DELETED_PAGES = 5
    DELETED_FILES = 6


PHASE_LABELS = {
    DeployPhase.FILES: "what pages load and offer",
    DeployPhase.NEW_PAGES: "new pages",
    DeployPhase.CHANGED_PAGES: "changed pages",
    DeployPhase.SITE_INDEXES: "sitemap, feeds, data and former addresses",
    DeployPhase.DELETED_PAGES: "pages that are gone",
    DeployPhase.DELETED_FILES: "other files that are gone",
}
"""The name of each phase in progress messages."""


def determine_phase(kind: str, path: str) -> DeployPhase:
    """Return the phase of a step; `kind` is `added`, `changed` or `removed`."""
    is_page = _PAGE.fullmatch(path) is not None
    if kind == "removed":
        return DeployPhase.DELETED_PAGES if is_page else DeployPhase.DELETED_FILES
    if is_page:
        return DeployPhase.NEW_PAGES if kind == "added" else DeployPhase.CHANGED_PAGES
    # Hosts follow its redirects as soon as it is uploaded
    if path == _REDIRECTS:
        return DeployPhase.SITE_INDEXES
    # Clients of these files fetch the pages that they list; a new one has no clients yet
    is_read_by_clients = kind == "changed" and _SITE_INDEX.fullmatch(path)
    return DeployPhase.SITE_INDEXES if is_read_by_clients else DeployPhase.FILES


def get_phase_sort_key(kind: str, path: str) -> tuple[DeployPhase, str]:
    """Return the key that sorts steps by phase, then by path."""
    return determine_phase(kind, path), path
