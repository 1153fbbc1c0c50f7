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

    edition: Snapshot | None = None
    fallback: Snapshot | None = None
    problems: tuple[Diagnostic, ...] = ()

    @property
    def name(self) -> str:
        """Another one for other problems, empty for none."""
        return _digest(repr(self.problems).encode()) if self.problems else ""


@dataclass(frozen=True)
class ServedFile:
    """What stands at an address: a file's path on the site, and what is in it.

    `missing` where this is the page for unknown addresses. `folder` where the address lacks the
    slash at its end.
    """

    path: str
    body: bytes
    missing: bool = False
    folder: bool = False


@dataclass
class PreviewState:
    """The moment that is shown, until the next one."""

    moment: PreviewVersion = field(default_factory=PreviewVersion)
    closed: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _open: Counter[str] = field(default_factory=Counter)

    def publish(self, snapshot: Snapshot) -> None:
        """Show a new edition, if it can make the pages that are open now; else say why not.

        Raises DataError, and what was shown stays.
        """
        with self._changed:
            open_now = list(self._open)
        for path in open_now:
            _find_in_snapshot(snapshot, path)
        with self._changed:
            fallback = self.moment.fallback or self.moment.edition
            self._set(PreviewVersion(snapshot, fallback))

    def refuse(self, diagnostics: Sequence[Diagnostic], snapshot: Snapshot | None = None) -> None:
        """Show over the pages what is wrong, be it `snapshot` one edition, if that is still shown."""
        with self._changed:
            if snapshot is None or self.moment.edition is snapshot:
                self._set(
                    PreviewVersion(self.moment.edition, self.moment.fallback, tuple(diagnostics))
                )

    def proven(self, snapshot: Snapshot) -> None:
        """Note that every page of an edition could be made."""
        with self._changed:
            if self.moment.edition is snapshot:
                self.moment = PreviewVersion(snapshot, snapshot, self.moment.problems)

    def close(self) -> None:
        """End all waiting."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    @contextmanager
    def opened(self, path: str) -> Iterator[None]:
        """Count a page as open: the next edition has to be able to make it."""
        with self._changed:
            self._open[path] += 1
        try:
            yield
        finally:
            with self._changed:
                self._open[path] -= 1
                self._open += Counter()  # drops those at zero

    def wait(self, seen: PreviewVersion | None, seconds: float) -> PreviewVersion:
        """The present moment, at once if it is not the one `seen`, else after a change."""
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self.moment is not seen, seconds)
            return self.moment

    def look(self, path: str) -> tuple[ServedFile, dict[str, str]]:
        """What stands at `path`, as an address has it; and what an open page compares.

        That is itself, its style sheet, its pictures, and the problems. All is of one moment.
        """
        moment = self.moment
        found, problems = self._find(moment, path)
        if problems and not moment.problems:
            self.refuse(problems, snapshot=moment.edition)
            moment = PreviewVersion(moment.edition, moment.fallback, problems)
        styles = moment.edition.styles if moment.edition else ""
        pictures = moment.edition.pictures_on(found.body) if moment.edition else b""
        page = _digest(found.body.replace(styles.encode(), b"") if styles else found.body)
        told = {"page": page, "styles": styles, "pictures": _digest(pictures)}
        return found, {**told, "problems": moment.name}

    def overlay(self, path: str) -> str:
        """The HTML that says what is wrong, in the language of the page at `path`."""
        moment = self.moment
        site = moment.edition.site_of(unquote(path).lstrip("/")) if moment.edition else None
        return render_overlay(moment.problems, site.language if site else None)

    def _find(self, moment: PreviewVersion, path: str) -> tuple[ServedFile, tuple[Diagnostic, ...]]:
        """The page, or an older one with the reason why the present one cannot be made."""
        found, problems = ServedFile("index.html", PLACEHOLDER_PAGE), tuple[Diagnostic, ...]()
        for edition in filter(None, (moment.edition, moment.fallback)):
            try:
                found = _find_in_snapshot(edition, path)
            except DataError as error:
                problems = problems or error.problems
                continue
            # An older page may still be open, and asks for its own style sheet
            if not found.missing or edition is moment.fallback or not _is_asset(path):
                return found, problems
        return found, problems

    def _set(self, moment: PreviewVersion) -> None:
        self.moment = moment
        self._changed.notify_all()


def _find_in_snapshot(snapshot: Snapshot, url_path: str) -> ServedFile:
    """The file at an address. Raises DataError where it is a page that cannot be made."""
    path = unquote(url_path).lstrip("/")
    file = f"{path}index.html" if path.endswith("/") or not path else path
    body = snapshot.file(file)
    if body is not None:
        return ServedFile(file, body)
    if snapshot.file(f"{path}/index.html") is not None:
        return ServedFile(f"{path}/", b"", folder=True)
    home = snapshot.site_of(path).address("home").path
    missing = snapshot.file(f"{home}404.html") or b""
    return ServedFile("404.html", missing, missing=True)


def _is_asset(path: str) -> bool:
    return path.startswith(f"/{ASSETS_FOLDER}/")


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]
