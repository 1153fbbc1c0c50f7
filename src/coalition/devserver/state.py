"""What the preview shows now: the last good edition, and what is wrong with the files since.

The main thread changes it, the server's threads read it and wait for it to change.
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
"""Stands where there is no page yet; if something is wrong, the overlay says what."""


@dataclass(frozen=True)
class PreviewVersion:
    """What is shown at one time. `edition` is None before the first good one.

    `fallback` is an older one whose pages could all be made, for those that this one cannot make.
    """

    snapshot: Snapshot | None = None
    fallback: Snapshot | None = None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def diagnostics_digest(self) -> str:
        """Another one for other problems, empty for none."""
        return _digest(repr(self.diagnostics).encode()) if self.diagnostics else ""


@dataclass(frozen=True)
class ServedFile:
    """What stands at an address: a file's path on the site, and what is in it.

    `missing` where this is the page for unknown addresses. `folder` where the address lacks the
    slash at its end.
    """

    path: str
    body: bytes
    is_not_found: bool = False
    needs_slash: bool = False


@dataclass
class PreviewState:
    """The moment that is shown, until the next one."""

    version: PreviewVersion = field(default_factory=PreviewVersion)
    closed: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _open_pages: Counter[str] = field(default_factory=Counter)

    def publish(self, snapshot: Snapshot) -> None:
        """Show a new edition, if it can make the pages that are open now; else say why not.

        Raises DataError, and what was shown stays.
        """
        with self._changed:
            open_now = list(self._open_pages)
        for path in open_now:
            _find_in_snapshot(snapshot, path)
        with self._changed:
            fallback = self.version.fallback or self.version.snapshot
            self._set_version(PreviewVersion(snapshot, fallback))

    def show_diagnostics(
        self, diagnostics: Sequence[Diagnostic], snapshot: Snapshot | None = None
    ) -> None:
        """Show over the pages what is wrong, be it `snapshot` one edition, if that is still shown."""
        with self._changed:
            if snapshot is None or self.version.snapshot is snapshot:
                self._set_version(
                    PreviewVersion(self.version.snapshot, self.version.fallback, tuple(diagnostics))
                )

    def mark_verified(self, snapshot: Snapshot) -> None:
        """Note that every page of an edition could be made."""
        with self._changed:
            if self.version.snapshot is snapshot:
                self.version = PreviewVersion(snapshot, snapshot, self.version.diagnostics)

    def close(self) -> None:
        """End all waiting."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    @contextmanager
    def track_open_page(self, path: str) -> Iterator[None]:
        """Count a page as open: the next edition has to be able to make it."""
        with self._changed:
            self._open_pages[path] += 1
        try:
            yield
        finally:
            with self._changed:
                self._open_pages[path] -= 1
                self._open_pages += Counter()  # drops those at zero

    def wait_for_change(self, seen: PreviewVersion | None, seconds: float) -> PreviewVersion:
        """The present moment, at once if it is not the one `seen`, else after a change."""
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self.version is not seen, seconds)
            return self.version

    def look_up(self, path: str) -> tuple[ServedFile, dict[str, str]]:
        """What stands at `path`, as an address has it; and what an open page compares.

        That is itself, its style sheet, its pictures, and the problems. All is of one moment.
        """
        moment = self.version
        found, problems = self._find_file(moment, path)
        if problems and not moment.diagnostics:
            self.show_diagnostics(problems, snapshot=moment.snapshot)
            moment = PreviewVersion(moment.snapshot, moment.fallback, problems)
        styles = moment.snapshot.stylesheet if moment.snapshot else ""
        pictures = moment.snapshot.get_media_stamps(found.body) if moment.snapshot else b""
        page = _digest(found.body.replace(styles.encode(), b"") if styles else found.body)
        told = {"page": page, "styles": styles, "pictures": _digest(pictures)}
        return found, {**told, "problems": moment.diagnostics_digest}

    def render_overlay(self, path: str) -> str:
        """The HTML that says what is wrong, in the language of the page at `path`."""
        moment = self.version
        site = moment.snapshot.find_site(unquote(path).lstrip("/")) if moment.snapshot else None
        return render_overlay(moment.diagnostics, site.language if site else None)

    def _find_file(
        self, moment: PreviewVersion, path: str
    ) -> tuple[ServedFile, tuple[Diagnostic, ...]]:
        """The page, or an older one with the reason why the present one cannot be made."""
        found, problems = ServedFile("index.html", PLACEHOLDER_PAGE), tuple[Diagnostic, ...]()
        for edition in filter(None, (moment.snapshot, moment.fallback)):
            try:
                found = _find_in_snapshot(edition, path)
            except DataError as error:
                problems = problems or error.diagnostics
                continue
            # An older page may still be open, and asks for its own style sheet
            if not found.is_not_found or edition is moment.fallback or not _is_asset(path):
                return found, problems
        return found, problems

    def _set_version(self, moment: PreviewVersion) -> None:
        self.version = moment
        self._changed.notify_all()


def _find_in_snapshot(snapshot: Snapshot, url_path: str) -> ServedFile:
    """The file at an address. Raises DataError where it is a page that cannot be made."""
    path = unquote(url_path).lstrip("/")
    file = f"{path}index.html" if path.endswith("/") or not path else path
    body = snapshot.render_file(file)
    if body is not None:
        return ServedFile(file, body)
    if snapshot.render_file(f"{path}/index.html") is not None:
        return ServedFile(f"{path}/", b"", needs_slash=True)
    home = snapshot.find_site(path).get_address("home").path
    missing = snapshot.render_file(f"{home}404.html") or b""
    return ServedFile("404.html", missing, is_not_found=True)


def _is_asset(path: str) -> bool:
    return path.startswith(f"/{ASSETS_FOLDER}/")


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]
