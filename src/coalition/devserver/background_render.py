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

    def __init__(self, state: PreviewState, root: Path) -> None:
        self._shown, self._project = state, root
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

    def _prove(self, snapshot: Snapshot) -> None:
        found = list(self._problems(snapshot))
        if self._resting.is_set() or self._shown.moment.edition is not snapshot:
            return
        if found:
            self._tell(DataError(found).problems, snapshot)
        else:
            self._shown.proven(snapshot)
            self._update_schemas(snapshot)
            gc.collect()  # else it would run while somebody waits for a page

    def _tell(self, diagnostics: Sequence[Diagnostic], snapshot: Snapshot) -> None:
        self._shown.refuse(diagnostics, snapshot=snapshot)
        print_preview_diagnostics(diagnostics, has_page=True)

    def _update_schemas(self, snapshot: Snapshot) -> None:
        """Let editors' programs know the ids that there are now, if others than before."""
        coalition = snapshot.sites[0].coalition
        places = coalition.organisations, coalition.action_areas, coalition.goals
        named = coalition.groups, coalition.languages, *places
        if named != self._named:
            refresh_schemas(self._project)
            self._named = named

    def _problems(self, snapshot: Snapshot) -> Iterator[Diagnostic]:
        """What is wrong with pages that are not known to be made as well as before."""
        for site in snapshot.sites:
            frame = _shared_inputs(snapshot, site)
            for page in build_pages(site):  # one by one, to leave off at any of them
                if self._resting.is_set():
                    return
                key = (site.language.code, page.address.file)
                if key in self._known and self._known[key] == (frame, page):
                    continue
                self._known.pop(key, None)
                try:
                    snapshot.prove(site, page)
                except DataError as error:
                    yield from error.problems
                except Exception as error:
                    yield python_errors.diagnose_exception(error, self._project)
                else:
                    self._known[key] = frame, page


def _shared_inputs(snapshot: Snapshot, site: Site) -> object:
    """All that pages show besides what is their own; equal only where it is the same."""
    said = tuple(getattr(site.coalition, key) for key in CoalitionFile.model_fields)
    same = (
        IdentityKey(snapshot.environment),
        IdentityKey(site.language.words),
        IdentityKey(site.texts),
    )
    return same, said, site.menu, site.footer, site.index.dots
