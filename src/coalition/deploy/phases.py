"""In which order a site is changed file by file, so that it is whole after each of them.

A page that is there has its assets there, and what can be reached from the home page leads nowhere
that does not exist: what is linked to comes before what links to it, and goes after it.
"""

from __future__ import annotations

import re
from enum import IntEnum

_PAGE = re.compile(r".*\.html(\.(br|gz))?")
_SITE_INDEX = re.compile(r"(build\.json|sitemap\.xml|(.*/)?atom\.xml)(\.(br|gz))?")
_REDIRECTS = "_redirects"


class DeployPhase(IntEnum):
    """What can be done in any order, or at once; the next phase waits for it."""

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
    DeployPhase.SITE_INDEXES: "sitemap, feeds and former addresses",
    DeployPhase.DELETED_PAGES: "pages that are gone",
    DeployPhase.DELETED_FILES: "other files that are gone",
}
"""How each phase is called while it runs."""


def determine_phase(kind: str, path: str) -> DeployPhase:
    """When a change has its turn; `kind` is `added`, `changed` or `removed`."""
    is_page = _PAGE.fullmatch(path) is not None
    if kind == "removed":
        return DeployPhase.DELETED_PAGES if is_page else DeployPhase.DELETED_FILES
    if is_page:
        return DeployPhase.NEW_PAGES if kind == "added" else DeployPhase.CHANGED_PAGES
    # Servers send visitors where this file says as soon as it is there
    if path == _REDIRECTS:
        return DeployPhase.SITE_INDEXES
    # Whoever reads one of these comes for the pages that it names; a new one nobody reads yet
    is_notice = kind == "changed" and _SITE_INDEX.fullmatch(path)
    return DeployPhase.SITE_INDEXES if is_notice else DeployPhase.FILES


def get_phase_sort_key(kind: str, path: str) -> tuple[DeployPhase, str]:
    """What changes are sorted by."""
    return determine_phase(kind, path), path
