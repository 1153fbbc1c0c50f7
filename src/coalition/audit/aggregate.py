"""Findings -> problems: the same fault once, at the line that has to be changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from coalition.audit import leaks
from coalition.audit.built_site import BuiltSite, PageSources
from coalition.audit.issues import AuditDiagnostic, AuditIssue, SourcePattern
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

    issue: AuditIssue
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
    origins, sources = SourceMap(site.root), {**site.sources, **extra_sources}
    written: defaultdict[tuple[str, Location], list[tuple[AuditDiagnostic, str]]] = defaultdict(
        list
    )
    made: defaultdict[tuple[str, str], list[AuditDiagnostic]] = defaultdict(list)
    looked_up: dict[tuple[tuple[SourcePattern, ...], tuple[str, ...]], tuple[SourceLine, ...]] = {}
    for finding in diagnostics:
        page = sources.get(finding.location.file)
        files = page.files if page else origins.content_files
        if finding.issue.rule == leaks.TEMPLATE_LEAK and origins.has_text(
            finding.patterns[0].text, files
        ):
            continue  # no template reads what an editor wrote: it is meant to be shown
        asked = finding.patterns, files
        if asked not in looked_up:
            in_lists = finding.issue.rule in ALLOWED_SOURCE_FOLDERS
            looked_up[asked] = (
                origins.find_lines(*asked, include_front_matter=in_lists)
                if finding.patterns
                else ()
            )
        for place, line in looked_up[asked]:
            written[finding.issue.rule, place].append((finding, line))
        if not looked_up[asked]:
            fault = finding.issue
            made[fault.rule, fault.key or fault.message].append(finding)
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
        message = f"{seen.issue.message}; it stands {_format_pages(site, seen)}"
        yield Diagnostic(place, name, message, seen.issue.hint, found[0][1])


def _make_output_diagnostics(
    site: BuiltSite,
    made: Mapping[tuple[str, str], Sequence[AuditDiagnostic]],
    sources: Mapping[str, PageSources],
) -> Iterator[Diagnostic]:
    for findings in made.values():
        seen = _group_pages(findings)
        at = seen.first.location
        place = Location(site.get_display_path(at.file), at.line, at.column, at.width)
        message = seen.issue.message
        alike = len({finding.issue.message for finding in findings}) - 1
        if len(seen.pages) > 1:
            message += f"; it stands {_format_pages(site, seen)}"
        elif alike:
            message += f"; the same is true of {alike} more"
        hint = seen.issue.hint + _format_sources(sources.get(at.file))
        name = seen.issue.rule
        yield Diagnostic(place, name, message, hint, seen.first.excerpt)


def _group_pages(diagnostics: Sequence[AuditDiagnostic]) -> _IssueGroup:
    order = sorted(
        diagnostics, key=lambda found: (_file_sort_key(found.location.file), found.location)
    )
    pages = tuple(dict.fromkeys(finding.location.file for finding in order))
    return _IssueGroup(order[0].issue, pages, order[0])


def _file_sort_key(file: str) -> tuple[int, bool, str]:
    """Orders files as visitors come upon them: the home page, then those near it."""
    return file.count("/"), file != "index.html", file


def _format_pages(site: BuiltSite, group: _IssueGroup) -> str:
    first = site.get_display_path(group.pages[0])
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
