"""Findings -> problems: the same fault once, at the line that has to be changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from coalition.audit import leaks
from coalition.audit.built_site import BuiltSite, PageSources
from coalition.audit.findings import AuditDiagnostic, AuditIssue, SourcePattern
from coalition.audit.source_map import SourceLine, SourceMap
from coalition.diagnostics import Diagnostic, Location

ALLOWED_SOURCE_FOLDERS = {"absolute-link": "data/"}
"""Faults that are none where an editor wrote them in files of this folder.

In `data/` only a whole address can be written.
"""
NO_FOLDER = "\n"
"""What no name of a file begins with."""


@dataclass(frozen=True)
class _IssueGroup:
    """A fault that was found on these pages, in their order."""

    fault: AuditIssue
    pages: Sequence[str]
    first: AuditDiagnostic


def aggregate_diagnostics(
    site: BuiltSite,
    diagnostics: Iterable[AuditDiagnostic],
    extra_sources: Mapping[str, PageSources],
) -> list[Diagnostic]:
    """All problems, sorted by place. `extra_sources` are sources of files that are no pages.

    What an editor wrote is told there, and else where it is found, with the template's name.
    """
    origins, sources = SourceMap(site.project), {**site.sources, **extra_sources}
    written: defaultdict[tuple[str, Location], list[tuple[AuditDiagnostic, str]]] = defaultdict(
        list
    )
    made: defaultdict[tuple[str, str], list[AuditDiagnostic]] = defaultdict(list)
    looked_up: dict[tuple[tuple[SourcePattern, ...], tuple[str, ...]], tuple[SourceLine, ...]] = {}
    for finding in diagnostics:
        page = sources.get(finding.place.file)
        files = page.files if page else origins.texts
        if finding.fault.name == leaks.TEMPLATE_LEAK and origins.hold(finding.words[0].text, files):
            continue  # no template reads what an editor wrote: it is meant to be shown
        asked = finding.words, files
        if asked not in looked_up:
            in_lists = finding.fault.name in ALLOWED_SOURCE_FOLDERS
            looked_up[asked] = (
                origins.places(*asked, include_front_matter=in_lists) if finding.words else ()
            )
        for place, line in looked_up[asked]:
            written[finding.fault.name, place].append((finding, line))
        if not looked_up[asked]:
            fault = finding.fault
            made[fault.name, fault.key or fault.message].append(finding)
    found = [
        *_make_source_diagnostics(site, written),
        *_make_output_diagnostics(site, made, sources),
    ]
    return sorted(set(found))


def _make_source_diagnostics(
    site: BuiltSite, written: Mapping[tuple[str, Location], Sequence[tuple[AuditDiagnostic, str]]]
) -> Iterator[Diagnostic]:
    for (name, place), found in written.items():
        if place.file.startswith(ALLOWED_SOURCE_FOLDERS.get(name, NO_FOLDER)):
            continue
        seen = _group_pages([finding for finding, _ in found])
        message = f"{seen.fault.message}; it stands {_format_pages(site, seen)}"
        yield Diagnostic(place, name, message, seen.fault.hint, found[0][1])


def _make_output_diagnostics(
    site: BuiltSite,
    made: Mapping[tuple[str, str], Sequence[AuditDiagnostic]],
    sources: Mapping[str, PageSources],
) -> Iterator[Diagnostic]:
    for findings in made.values():
        seen = _group_pages(findings)
        at = seen.first.place
        place = Location(site.shown(at.file), at.line, at.column, at.width)
        message = seen.fault.message
        alike = len({finding.fault.message for finding in findings}) - 1
        if len(seen.pages) > 1:
            message += f"; it stands {_format_pages(site, seen)}"
        elif alike:
            message += f"; the same is true of {alike} more"
        hint = seen.fault.hint + _format_sources(sources.get(at.file))
        name = seen.fault.name
        yield Diagnostic(place, name, message, hint, seen.first.excerpt)


def _group_pages(diagnostics: Sequence[AuditDiagnostic]) -> _IssueGroup:
    order = sorted(diagnostics, key=lambda found: (_file_sort_key(found.place.file), found.place))
    pages = tuple(dict.fromkeys(finding.place.file for finding in order))
    return _IssueGroup(order[0].fault, pages, order[0])


def _file_sort_key(file: str) -> tuple[int, bool, str]:
    """Orders files as visitors come upon them: the home page, then those near it."""
    return file.count("/"), file != "index.html", file


def _format_pages(site: BuiltSite, group: _IssueGroup) -> str:
    first = site.shown(group.pages[0])
    if len(group.pages) == 1:
        return f"on {first}"
    what = "pages" if all(page.endswith(".html") for page in group.pages) else "files"
    return f"on {len(group.pages)} {what}, first on {first}"


def _format_sources(sources: PageSources | None) -> str:
    """From what the page was made, for the end of a hint."""
    if not sources or not (sources.template or sources.files):
        return ""
    template = f" by theme/templates/{sources.template}" if sources.template else ""
    files = f" from {' and '.join(sources.files)}" if sources.files else ""
    return f" (made{template}{files})"
