"""Shared state of the preview: the last good snapshot and current diagnostics.

The main thread updates it; the server's threads read it and wait for changes.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from coalition.devserver.departures import Departures
from coalition.devserver.editor_links import DEFAULT_EDITOR, EDITOR_URLS, EditorLinks
from coalition.devserver.explanations import Explanations
from coalition.devserver.overlay import OverlayLinks, render_overlay
from coalition.devserver.page_audit import PageAuditor
from coalition.devserver.problems import Findings, Problems
from coalition.devserver.snapshot import Snapshot
from coalition.diagnostics import DataError, Diagnostic
from coalition.site import ASSETS_FOLDER

PLACEHOLDER_PAGE = b"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Preview</title></head>
<body><p>The site is being built. It appears here by itself.</p></body>
</html>
"""
"""Served until the first good snapshot; the overlay shows errors on top of it."""


@dataclass(frozen=True)
class PreviewVersion:
    """One version of what the preview shows. `snapshot` is None before the first good build.

    `fallback` is an earlier snapshot, for pages that `snapshot` fails to render: the last one of
    which every page was verified, or else the first one.
    """

    snapshot: Snapshot | None = None
    fallback: Snapshot | None = None
    problems: Problems = field(default_factory=Problems)


@dataclass(frozen=True)
class ServedFile:
    """What a URL serves: a file's path on the site, and its content.

    `is_not_found`: this is the 404 page. `needs_slash`: the URL is that of a folder without the
    trailing slash, and `path` is the one to redirect to.
    """

    path: str
    body: bytes
    is_not_found: bool = False
    needs_slash: bool = False


class PreviewState:
    """Thread-safe holder of the current version, and of which pages are open in browsers.

    `root` is the folder of the project, `editor` the URL template of the text editor.
    """

    def __init__(self, root: Path, editor: str = EDITOR_URLS[DEFAULT_EDITOR]) -> None:
        self.version = PreviewVersion()
        self.closed = False
        self.explanations = Explanations(root)
        self._root = root
        self._links = OverlayLinks(EditorLinks(root, editor), self.explanations)
        self._changed = threading.Condition()
        self._open_pages = Counter[str]()
        self._departures = Departures()
        self._auditor: PageAuditor | None = None
        self._audited: set[str] = set()

    def publish(self, snapshot: Snapshot) -> None:
        """Make a snapshot the current one, if it can render all open pages.

        Raises DataError otherwise, and the current version stays.
        """
        with self._changed:
            open_paths = list(self._open_pages)
        for path in open_paths:
            _find_in_snapshot(snapshot, path, self._departures)
        self._departures.update(self.version.snapshot, snapshot)
        with self._changed:
            self._auditor, self._audited = PageAuditor(snapshot, self._root), set()
            fallback = self.version.fallback or self.version.snapshot
            open_files = set(map(_get_file, open_paths))
            problems = self.version.problems.expire(self._root, open_files)
            self._set_version(PreviewVersion(snapshot, fallback, problems))

    def show_diagnostics(
        self, diagnostics: Sequence[Diagnostic], snapshot: Snapshot | None = None
    ) -> None:
        """Show what keeps the pages from being current.

        Given a `snapshot`, only if that is still the current one.
        """
        blocking = Findings.collect(self._root, diagnostics)
        self._update_problems(lambda problems: replace(problems, blocking=blocking), snapshot)

    def show_report(self, diagnostics: Sequence[Diagnostic], snapshot: Snapshot) -> None:
        """Show what the check of the whole project found, if `snapshot` is still current."""
        report = Findings.collect(self._root, diagnostics)
        self._update_problems(lambda problems: replace(problems, report=report), snapshot)

    def audit_page(self, path: str) -> None:
        """Audit the page at a URL path and show what is wrong with it; once for each snapshot."""
        file = _get_file(path)
        with self._changed:
            version, auditor = self.version, self._auditor
            if not version.snapshot or not auditor or file in self._audited:
                return
            self._audited.add(file)
        findings = Findings.collect(self._root, auditor.audit_page(file))
        if findings != version.problems.audits.get(file, Findings()):
            self._update_problems(
                lambda problems: replace(problems, audits={**problems.audits, file: findings}),
                version.snapshot,
            )

    def mark_verified(self, snapshot: Snapshot) -> None:
        """Record that every page of a snapshot rendered, which makes it the fallback."""
        with self._changed:
            if self.version.snapshot is snapshot:
                self.version = replace(self.version, fallback=snapshot)

    def close(self) -> None:
        """Wake up all waiting threads for good."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    @contextmanager
    def track_open_page(self, path: str) -> Iterator[None]:
        """Count a page as open in a browser: the next snapshot has to be able to render it."""
        with self._changed:
            self._open_pages[path] += 1
        try:
            yield
        finally:
            with self._changed:
                self._open_pages[path] -= 1
                self._open_pages += Counter()  # drops zero counts

    def wait_for_change(self, seen: PreviewVersion | None, seconds: float) -> PreviewVersion:
        """Return the current version once it differs from `seen`, or after `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self.version is not seen, seconds)
            return self.version

    def look_up(self, path: str) -> tuple[ServedFile, dict[str, str]]:
        """Return the file at a URL path, and the versions that an open page compares.

        These identify the page, its style sheet, its images and its problems, all taken from one
        version of the state.
        """
        version = self.version
        file, diagnostics = self._find_file(version, path)
        if diagnostics and not version.problems.blocking.diagnostics:
            self.show_diagnostics(diagnostics, snapshot=version.snapshot)
            blocking = Findings.collect(self._root, diagnostics)
            version = replace(version, problems=replace(version.problems, blocking=blocking))
        stylesheet = version.snapshot.stylesheet if version.snapshot else ""
        media_stamps = version.snapshot.get_media_stamps(file.body) if version.snapshot else b""
        page_digest = _digest(
            file.body.replace(stylesheet.encode(), b"") if stylesheet else file.body
        )
        versions = {"page": page_digest, "styles": stylesheet, "pictures": _digest(media_stamps)}
        return file, {**versions, "problems": version.problems.digest(_get_file(path))}

    def render_overlay(self, path: str) -> str:
        """Render the problems to show on the page at a URL path, in the language of that page."""
        version = self.version
        problems = version.problems
        site = version.snapshot.find_site(unquote(path).lstrip("/")) if version.snapshot else None
        findings = problems.select(_get_file(path))
        return render_overlay(
            findings.diagnostics,
            findings.excerpts,
            site.language if site else None,
            self._links,
            is_stale=bool(problems.blocking.diagnostics),
            is_checking=problems.is_checking,
        )

    def _find_file(
        self, version: PreviewVersion, path: str
    ) -> tuple[ServedFile, tuple[Diagnostic, ...]]:
        """Return the file; if it fails to render, the fallback's file and the diagnostics."""
        file, diagnostics = ServedFile("index.html", PLACEHOLDER_PAGE), tuple[Diagnostic, ...]()
        for snapshot in filter(None, (version.snapshot, version.fallback)):
            try:
                file = _find_in_snapshot(snapshot, path, self._departures)
            except DataError as error:
                diagnostics = diagnostics or error.diagnostics
                continue
            # A page from the fallback may still be open and request its own style sheet
            if not file.is_not_found or snapshot is version.fallback or not _is_asset(path):
                return file, diagnostics
        return file, diagnostics

    def _update_problems(
        self, change: Callable[[Problems], Problems], snapshot: Snapshot | None
    ) -> None:
        """Change the problems; given a `snapshot`, only if that is still current."""
        with self._changed:
            if snapshot is None or self.version.snapshot is snapshot:
                self._set_version(replace(self.version, problems=change(self.version.problems)))

    def _set_version(self, version: PreviewVersion) -> None:
        self.version = version
        self._changed.notify_all()


def _find_in_snapshot(snapshot: Snapshot, url_path: str, departures: Departures) -> ServedFile:
    """Return the file at a URL path. Raises DataError if it is a page that fails to render."""
    path, file = unquote(url_path).lstrip("/"), _get_file(url_path)
    body = snapshot.render_file(file)
    if body is not None:
        return ServedFile(file, body)
    if snapshot.render_file(f"{path}/index.html") is not None:
        return ServedFile(f"{path}/", b"", needs_slash=True)
    home_path = snapshot.find_site(path).get_address("home").path
    body_404 = departures.render(snapshot, path) or snapshot.render_file(f"{home_path}404.html")
    return ServedFile("404.html", body_404 or b"", is_not_found=True)


def _get_file(url_path: str) -> str:
    """Return the file of the site that a URL path stands for."""
    path = unquote(url_path).lstrip("/")
    return f"{path}index.html" if path.endswith("/") or not path else path


def _is_asset(path: str) -> bool:
    return path.startswith(f"/{ASSETS_FOLDER}/")


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]
