"""Render all pages in the background while the preview is idle, to find errors early.

A snapshot renders a page only on request. Without this, an error in a template or in a text that
only one page shows would stay unnoticed until somebody opens that page.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from coalition.devserver import python_errors
from coalition.devserver.console import print_preview_diagnostics
from coalition.devserver.project_check import check_project
from coalition.devserver.snapshot import Snapshot
from coalition.devserver.state import PreviewState
from coalition.diagnostics import DataError, Diagnostic
from coalition.model import CoalitionFile
from coalition.schema import refresh_schemas
from coalition.site import Page, Site, build_pages
from coalition.sources import IdentityKey

QUIET_SECONDS = 1.0
"""Seconds without a new snapshot before rendering starts: the page on screen comes first."""


class BackgroundRenderer:
    """Renders every page of the current snapshot in a background thread and reports errors."""

    def __init__(self, state: PreviewState, root: Path) -> None:
        self._state, self._root = state, root
        self._requested, self._paused, self._stopped = (threading.Event() for _ in range(3))
        self._verified: dict[tuple[str, str], tuple[object, Page]] = {}
        self._schema_ids: object = None
        self._reported_errors: list[Diagnostic] = []
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Start the thread, which waits for `resume`."""
        self._thread.start()

    def resume(self) -> None:
        """Verify the current snapshot once the preview has been idle for a moment."""
        self._paused.clear()
        self._requested.set()

    def pause(self) -> None:
        """Stop rendering: another snapshot is being built."""
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
            snapshot = self._state.version.snapshot
            if snapshot and not self._paused.wait(QUIET_SECONDS):
                try:
                    self._verify(snapshot)
                except Exception as error:  # an error in the source code must not end the thread
                    self._report([python_errors.diagnose_exception(error, self._root)], snapshot)

    def _verify(self, snapshot: Snapshot) -> None:
        diagnostics = list(self._find_errors(snapshot))
        if self._paused.is_set() or self._state.version.snapshot is not snapshot:
            return
        if diagnostics:
            self._report(DataError(diagnostics).diagnostics, snapshot)
        else:
            self._state.mark_verified(snapshot)
            self._update_schemas(snapshot)
            gc.collect()  # now, as automatic collection would delay a request
            self._check_project(snapshot)

    def _check_project(self, snapshot: Snapshot) -> None:
        """Run the check of the whole project, and show what it found."""
        diagnostics = check_project(self._root, self._paused.is_set)
        if diagnostics is None:
            return
        self._state.show_report(diagnostics, snapshot)
        errors = [item for item in diagnostics if item.severity == "error"]
        if errors and errors != self._reported_errors:
            print_preview_diagnostics(errors, has_page=False)
        self._reported_errors = errors

    def _report(self, diagnostics: Sequence[Diagnostic], snapshot: Snapshot) -> None:
        self._state.show_diagnostics(diagnostics, snapshot=snapshot)
        print_preview_diagnostics(diagnostics, has_page=True)

    def _update_schemas(self, snapshot: Snapshot) -> None:
        """Update the JSON Schemas if ids have changed, so that text editors complete new ones."""
        coalition = snapshot.sites[0].coalition
        collections = coalition.organisations, coalition.action_areas, coalition.goals
        ids = coalition.groups, coalition.languages, *collections
        if ids != self._schema_ids:
            refresh_schemas(self._root)
            self._schema_ids = ids

    def _find_errors(self, snapshot: Snapshot) -> Iterator[Diagnostic]:
        """Render the pages whose inputs have changed since their last verification."""
        for site in snapshot.sites:
            shared = _shared_inputs(snapshot, site)
            for page in build_pages(site):  # lazily, so that `pause` takes effect between two pages
                if self._paused.is_set():
                    return
                key = (site.language.code, page.address.file)
                if key in self._verified and self._verified[key] == (shared, page):
                    continue
                self._verified.pop(key, None)
                try:
                    snapshot.read_bytes(page.address.file)
                except DataError as error:
                    yield from error.diagnostics
                except Exception as error:
                    yield python_errors.diagnose_exception(error, self._root)
                else:
                    self._verified[key] = shared, page


def _shared_inputs(snapshot: Snapshot, site: Site) -> object:
    """Return the inputs that all pages of a site share; equal as long as none has changed."""
    coalition_values = tuple(getattr(site.coalition, key) for key in CoalitionFile.model_fields)
    identities = (
        IdentityKey(snapshot.environment),
        IdentityKey(site.language.translations),
        IdentityKey(site.content_index),
    )
    return identities, coalition_values, site.menu, site.footer, site.index.dots
