"""The errors and warnings that the preview knows of, and which of them a page shows.

They come from three sources: what keeps the site from being built or a page from being rendered,
the audit of each open page, and the check of the whole project, which follows some seconds later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from coalition.devserver.excerpts import Excerpts, read_excerpts
from coalition.devserver.watcher import FileStamp, get_stamp
from coalition.diagnostics import Diagnostic


@dataclass(frozen=True)
class Findings:
    """Diagnostics with the lines of their files, and the stamps of these files.

    `is_current` is false if the files have been saved since: then a new check is due.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    excerpts: Excerpts = field(default_factory=dict)
    stamps: Mapping[str, FileStamp | None] = field(default_factory=dict, compare=False)
    is_current: bool = True

    @classmethod
    def collect(cls, root: Path, diagnostics: Iterable[Diagnostic]) -> Findings:
        """Return diagnostics together with what their files contain now."""
        listed = tuple(diagnostics)
        files = {diagnostic.location.file for diagnostic in listed}
        stamps = {file: _get_stamp(root, file) for file in files}
        return cls(listed, read_excerpts(root, listed), stamps)

    def expire(self, root: Path) -> Findings:
        """Return the findings in files that have not changed since, as not current."""
        changed = {file for file, stamp in self.stamps.items() if _get_stamp(root, file) != stamp}
        kept = tuple(item for item in self.diagnostics if item.location.file not in changed)
        return Findings(kept, self.excerpts, self.stamps, is_current=False)


@dataclass(frozen=True)
class Problems:
    """All findings at one moment.

    `blocking` are those because of which the pages are older than the files. `audits` are those of
    open pages, by the paths of their files. `report` is that of the check of the whole project.
    """

    blocking: Findings = field(default_factory=Findings)
    audits: Mapping[str, Findings] = field(default_factory=dict)
    report: Findings = field(default_factory=lambda: Findings(is_current=False))

    @property
    def is_checking(self) -> bool:
        """Whether the check of the whole project has yet to look at the current files."""
        return not self.blocking.diagnostics and not self.report.is_current

    def expire(self, root: Path, open_files: Collection[str]) -> Problems:
        """Return what may still be true after files of the project in `root` have been saved.

        The audits of open pages stay until these have been audited again, a moment later.
        """
        audits = {path: found for path, found in self.audits.items() if path in open_files}
        return Problems(audits=audits, report=self.report.expire(root))

    def select(self, path: str) -> Findings:
        """Return the findings to show on the page in the file `path`, those of the page first."""
        if self.blocking.diagnostics:
            return self.blocking
        audit = self.audits.get(path, Findings())
        known = {(item.location, item.rule) for item in audit.diagnostics}
        others = tuple(
            item for item in self.report.diagnostics if (item.location, item.rule) not in known
        )
        excerpts = {**self.report.excerpts, **audit.excerpts}
        return Findings((*audit.diagnostics, *others), excerpts)

    def digest(self, path: str) -> str:
        """Return what identifies the findings on a page; empty if there are none."""
        findings = self.select(path)
        if not findings.diagnostics:
            return ""
        items = [(item, findings.excerpts.get(item)) for item in findings.diagnostics]
        state = items, bool(self.blocking.diagnostics), self.is_checking
        return sha256(repr(state).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _get_stamp(root: Path, file: str) -> FileStamp | None:
    try:
        return get_stamp(root / file)
    except ValueError:  # no name that the system accepts
        return None
