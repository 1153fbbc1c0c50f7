"""Shared state of the preview: the last good snapshot and current diagnostics.

The main thread updates it; the server's threads read it and wait for changes.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import unquote

from coalition.devserver.overlay import render_overlay
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
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def diagnostics_digest(self) -> str:
        """Hash that identifies the diagnostics; empty if there are none."""
        return _digest(repr(self.diagnostics).encode()) if self.diagnostics else ""


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


@dataclass
class PreviewState:
    """Thread-safe holder of the current version, and of which pages are open in browsers."""

    version: PreviewVersion = field(default_factory=PreviewVersion)
    closed: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _open_pages: Counter[str] = field(default_factory=Counter)

    def publish(self, snapshot: Snapshot) -> None:
        """Make a snapshot the current one, if it can render all open pages.

        Raises DataError otherwise, and the current version stays.
        """
        with self._changed:
            open_paths = list(self._open_pages)
        for path in open_paths:
            _find_in_snapshot(snapshot, path)
        with self._changed:
            fallback = self.version.fallback or self.version.snapshot
            self._set_version(PreviewVersion(snapshot, fallback))

    def show_diagnostics(
        self, diagnostics: Sequence[Diagnostic], snapshot: Snapshot | None = None
    ) -> None:
        """Show diagnostics over the pages; given a `snapshot`, only if that is still current."""
        with self._changed:
            if snapshot is None or self.version.snapshot is snapshot:
                self._set_version(
                    PreviewVersion(self.version.snapshot, self.version.fallback, tuple(diagnostics))
                )

    def mark_verified(self, snapshot: Snapshot) -> None:
        """Record that every page of a snapshot rendered, which makes it the fallback."""
        with self._changed:
            if self.version.snapshot is snapshot:
                self.version = PreviewVersion(snapshot, snapshot, self.version.diagnostics)

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

        These identify the page, its style sheet, its images and the diagnostics, all taken from one
        version of the state.
        """
        version = self.version
        file, diagnostics = self._find_file(version, path)
        if diagnostics and not version.diagnostics:
            self.show_diagnostics(diagnostics, snapshot=version.snapshot)
            version = PreviewVersion(version.snapshot, version.fallback, diagnostics)
        stylesheet = version.snapshot.stylesheet if version.snapshot else ""
        media_stamps = version.snapshot.get_media_stamps(file.body) if version.snapshot else b""
        page_digest = _digest(
            file.body.replace(stylesheet.encode(), b"") if stylesheet else file.body
        )
        versions = {"page": page_digest, "styles": stylesheet, "pictures": _digest(media_stamps)}
        return file, {**versions, "problems": version.diagnostics_digest}

    def render_overlay(self, path: str) -> str:
        """Render current diagnostics as HTML in the language of the page at a URL path."""
        version = self.version
        site = version.snapshot.find_site(unquote(path).lstrip("/")) if version.snapshot else None
        return render_overlay(version.diagnostics, site.language if site else None)

    def _find_file(
        self, version: PreviewVersion, path: str
    ) -> tuple[ServedFile, tuple[Diagnostic, ...]]:
        """Return the file; if it fails to render, the fallback's file and the diagnostics."""
        file, diagnostics = ServedFile("index.html", PLACEHOLDER_PAGE), tuple[Diagnostic, ...]()
        for snapshot in filter(None, (version.snapshot, version.fallback)):
            try:
                file = _find_in_snapshot(snapshot, path)
            except DataError as error:
                diagnostics = diagnostics or error.diagnostics
                continue
            # A page from the fallback may still be open and request its own style sheet
            if not file.is_not_found or snapshot is version.fallback or not _is_asset(path):
                return file, diagnostics
        return file, diagnostics

    def _set_version(self, version: PreviewVersion) -> None:
        self.version = version
        self._changed.notify_all()


def _find_in_snapshot(snapshot: Snapshot, url_path: str) -> ServedFile:
    """Return the file at a URL path. Raises DataError if it is a page that fails to render."""
    path = unquote(url_path).lstrip("/")
    file = f"{path}index.html" if path.endswith("/") or not path else path
    body = snapshot.render_file(file)
    if body is not None:
        return ServedFile(file, body)
    if snapshot.render_file(f"{path}/index.html") is not None:
        return ServedFile(f"{path}/", b"", needs_slash=True)
    home_path = snapshot.find_site(path).get_address("home").path
    body_404 = snapshot.render_file(f"{home_path}404.html") or b""
    return ServedFile("404.html", body_404, is_not_found=True)


def _is_asset(path: str) -> bool:
    return path.startswith(f"/{ASSETS_FOLDER}/")


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]
