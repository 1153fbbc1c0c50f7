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
from coalition.devserver.console import print_preview_diagnostics
from coalition.devserver.snapshot import Snapshot
from coalition.devserver.state import PreviewState
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
        self._state, self._root = state, root
        self._requested, self._paused, self._stopped = (threading.Event() for _ in range(3))
        self._verified: dict[tuple[str, str], tuple[object, Page]] = {}
        self._schema_ids: object = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin to wait for editions."""
        self._thread.start()

    def resume(self) -> None:
        """Prove what is shown now."""
        self._paused.clear()
        self._requested.set()

    def pause(self) -> None:
        """Leave off: another edition is being made."""
        self._paused.set()

    def stop(self) -> None:
        """End the thread."""
        self._stopped.set()
        self._paused.set()
        self._requested.set()
        if self._thread.is_alive():
            self._thread.join(2)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._requested.wait()
            self._requested.clear()
            edition = self._state.version.snapshot
            if edition and not self._paused.wait(QUIET_SECONDS):
                try:
                    self._verify(edition)
                except Exception as error:  # a slip in the program is no reason to end
                    self._report([python_errors.diagnose_exception(error, self._root)], edition)

    def _verify(self, snapshot: Snapshot) -> None:
        found = list(self._find_errors(snapshot))
        if self._paused.is_set() or self._state.version.snapshot is not snapshot:
            return
        if found:
            self._report(DataError(found).diagnostics, snapshot)
        else:
            self._state.mark_verified(snapshot)
            self._update_schemas(snapshot)
            gc.collect()  # else it would run while somebody waits for a page

    def _report(self, diagnostics: Sequence[Diagnostic], snapshot: Snapshot) -> None:
        self._state.show_diagnostics(diagnostics, snapshot=snapshot)
        print_preview_diagnostics(diagnostics, has_page=True)

    def _update_schemas(self, snapshot: Snapshot) -> None:
        """Let editors' programs know the ids that there are now, if others than before."""
        coalition = snapshot.sites[0].coalition
        places = coalition.organisations, coalition.action_areas, coalition.goals
        named = coalition.groups, coalition.languages, *places
        if named != self._schema_ids:
            refresh_schemas(self._root)
            self._schema_ids = named

    def _find_errors(self, snapshot: Snapshot) -> Iterator[Diagnostic]:
        """What is wrong with pages that are not known to be made as well as before."""
        for site in snapshot.sites:
            frame = _shared_inputs(snapshot, site)
            for page in build_pages(site):  # one by one, to leave off at any of them
                if self._paused.is_set():
                    return
                key = (site.language.code, page.address.file)
                if key in self._verified and self._verified[key] == (frame, page):
                    continue
                self._verified.pop(key, None)
                try:
                    snapshot.verify_page(site, page)
                except DataError as error:
                    yield from error.diagnostics
                except Exception as error:
                    yield python_errors.diagnose_exception(error, self._root)
                else:
                    self._verified[key] = frame, page


def _shared_inputs(snapshot: Snapshot, site: Site) -> object:
    """All that pages show besides what is their own; equal only where it is the same."""
    said = tuple(getattr(site.coalition, key) for key in CoalitionFile.model_fields)
    same = (
        IdentityKey(snapshot.environment),
        IdentityKey(site.language.translations),
        IdentityKey(site.content_index),
    )
    return same, said, site.menu, site.footer, site.index.dots
