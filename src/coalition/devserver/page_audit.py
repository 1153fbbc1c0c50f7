"""Audit single pages of a snapshot, as publishing would audit the whole site."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from coalition.audit import SiteAuditor
from coalition.devserver import python_errors
from coalition.devserver.snapshot import Snapshot
from coalition.diagnostics import DataError, Diagnostic


class PageAuditor:
    """Audits pages of one snapshot of the project in `root`.

    A page is audited as it would be published. Problems of a draft are warnings, as they prevent
    nothing yet.
    """

    def __init__(self, snapshot: Snapshot, root: Path) -> None:
        self._snapshot, self._root = snapshot, root
        self._lock = threading.Lock()

    def audit_page(self, path: str) -> tuple[Diagnostic, ...]:
        """Return the problems of the page in the file `path`; none for other files."""
        with self._lock:
            published = self._snapshot.published
            try:
                if path in published.pages(published.find_site(path)):
                    return _audit(self._auditor, path)
                if path in self._snapshot.pages(self._snapshot.find_site(path)):
                    found = _audit(self._draft_auditor, path)
                    return tuple(replace(item, severity="warning") for item in found)
            except (DataError, OSError):
                return ()  # it was reported when the page was requested
            except Exception as error:  # an error in the source code must not end the thread
                return (python_errors.diagnose_exception(error, self._root),)
            return ()

    @cached_property
    def _auditor(self) -> SiteAuditor:
        return _create_auditor(self._snapshot.published, self._root)

    @cached_property
    def _draft_auditor(self) -> SiteAuditor:
        return _create_auditor(self._snapshot, self._root)


def _create_auditor(snapshot: Snapshot, root: Path) -> SiteAuditor:
    published_url = os.environ.get("SITE_URL", "").strip() or snapshot.sites[0].coalition.url or ""
    return SiteAuditor(snapshot.as_built_site(root, published_url))


def _audit(auditor: SiteAuditor, path: str) -> tuple[Diagnostic, ...]:
    diagnostics: Iterable[Diagnostic] = auditor.locate_diagnostics([auditor.audit_page(path)])
    return tuple(diagnostics)
