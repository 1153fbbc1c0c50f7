"""Makes, in quiet moments, the pages that nobody looks at, to see that they can be made.

An edition makes a page when it is asked for. A slip in a template, or a text that only one page
shows, would so be found by the next visitor of that page; here it is found at once.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from coalition.devserver import python_errors
from coalition.devserver.snapshot import Snapshot
from coalition.devserver.state import PreviewState
from coalition.devserver.telling import print_preview_diagnostics
from coalition.diagnostics import DataError, Diagnostic
from coalition.model import CoalitionFile
from coalition.schema import refresh_schemas
from coalition.site import Page, Site, build_pages
from coalition.sources import IdentityKey

QUIET_SECONDS = 1.0
"""Seconds without a new edition before it begins: the page on screen comes first."""


class BackgroundRenderer:
    """Proves the edition that is `shown`, in a thread of its own."""

    def __init__(self, shown: PreviewState, project: Path) -> None:
        self._shown, self._project = shown, project
        self._wanted, self._resting, self._stopped = (threading.Event() for _ in range(3))
        self._known: dict[tuple[str, str], tuple[object, Page]] = {}
        self._named: object = None
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Begin to wait for editions."""
        self._thread.start()

    def prove(self) -> None:
        """Prove what is shown now."""
        self._resting.clear()
        self._wanted.set()

    def rest(self) -> None:
        """Leave off: another edition is being made."""
        self._resting.set()

    def stop(self) -> None:
        """End the thread."""
        self._stopped.set()
        self._resting.set()
        self._wanted.set()
        if self._thread.is_alive():
            self._thread.join(2)

    def _work(self) -> None:
        while not self._stopped.is_set():
            self._wanted.wait()
            self._wanted.clear()
            edition = self._shown.moment.edition
            if edition and not self._resting.wait(QUIET_SECONDS):
                try:
                    self._prove(edition)
                except Exception as error:  # a slip in the program is no reason to end
                    self._tell([python_errors.diagnose_exception(error, self._project)], edition)

    def _prove(self, edition: Snapshot) -> None:
        found = list(self._problems(edition))
        if self._resting.is_set() or self._shown.moment.edition is not edition:
            return
        if found:
            self._tell(DataError(found).problems, edition)
        else:
            self._shown.proven(edition)
            self._update_schemas(edition)
            gc.collect()  # else it would run while somebody waits for a page

    def _tell(self, problems: Sequence[Diagnostic], edition: Snapshot) -> None:
        self._shown.refuse(problems, of=edition)
        print_preview_diagnostics(problems, has_page=True)

    def _update_schemas(self, edition: Snapshot) -> None:
        """Let editors' programs know the ids that there are now, if others than before."""
        coalition = edition.sites[0].coalition
        places = coalition.organisations, coalition.action_areas, coalition.goals
        named = coalition.groups, coalition.languages, *places
        if named != self._named:
            refresh_schemas(self._project)
            self._named = named

    def _problems(self, edition: Snapshot) -> Iterator[Diagnostic]:
        """What is wrong with pages that are not known to be made as well as before."""
        for site in edition.sites:
            frame = _shared_inputs(edition, site)
            for page in build_pages(site):  # one by one, to leave off at any of them
                if self._resting.is_set():
                    return
                key = (site.language.code, page.address.file)
                if key in self._known and self._known[key] == (frame, page):
                    continue
                self._known.pop(key, None)
                try:
                    edition.prove(site, page)
                except DataError as error:
                    yield from error.problems
                except Exception as error:
                    yield python_errors.diagnose_exception(error, self._project)
                else:
                    self._known[key] = frame, page


def _shared_inputs(edition: Snapshot, site: Site) -> object:
    """All that pages show besides what is their own; equal only where it is the same."""
    said = tuple(getattr(site.coalition, key) for key in CoalitionFile.model_fields)
    same = (
        IdentityKey(edition.environment),
        IdentityKey(site.language.words),
        IdentityKey(site.texts),
    )
    return same, said, site.menu, site.footer, site.index.dots
