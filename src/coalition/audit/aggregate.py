"""Turn the diagnostics of finished pages into diagnostics of the project, each reported once.

An issue that occurs on many pages becomes one diagnostic, at the line that has to be changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from coalition.audit.built_site import BuiltSite, PageSources, get_sort_key
from coalition.audit.issues import AuditDiagnostic, AuditIssue, SourcePattern
from coalition.audit.source_map import SourceLine, SourceMap
from coalition.diagnostics import Diagnostic, Location

ALLOWED_SOURCE_FOLDERS = {"absolute-link": "data/"}
"""Rules that do not apply to what editors write in files of these folders.

In `data/` only absolute URLs can be written.
"""
NO_FOLDER = "\n"
"""A prefix that no file name has."""


@dataclass(frozen=True)
class _IssueGroup:
    """An issue and the pages that have it, in the order of visitors."""

    issue: AuditIssue
    pages: Sequence[str]
    first: AuditDiagnostic


def aggregate_diagnostics(
    site: BuiltSite, diagnostics: Iterable[AuditDiagnostic]
) -> list[Diagnostic]:
    """Return the diagnostics of the whole site, sorted by location.

    What an editor wrote is reported in the source file, anything else in the output, with the name
    of the template.
    """
    source_map = SourceMap(site.root)
    by_source_line: defaultdict[tuple[str, Location], list[tuple[AuditDiagnostic, str]]] = (
        defaultdict(list)
    )
    by_key: defaultdict[tuple[str, str], list[AuditDiagnostic]] = defaultdict(list)
    source_lines: dict[
        tuple[tuple[SourcePattern, ...], tuple[str, ...]], tuple[SourceLine, ...]
    ] = {}
    for diagnostic in diagnostics:
        page = site.sources.get(diagnostic.location.file)
        files = page.files if page else source_map.content_files
        query = diagnostic.patterns, files
        if query not in source_lines:
            include_front_matter = diagnostic.issue.rule in ALLOWED_SOURCE_FOLDERS
            source_lines[query] = (
                source_map.find_lines(*query, include_front_matter=include_front_matter)
                if diagnostic.patterns
                else ()
            )
        for location, line in source_lines[query]:
            by_source_line[diagnostic.issue.rule, location].append((diagnostic, line))
        if not source_lines[query]:
            issue = diagnostic.issue
            by_key[issue.rule, issue.key or issue.message].append(diagnostic)
    aggregated = [
        *_make_source_diagnostics(site, by_source_line),
        *_make_output_diagnostics(site, by_key),
    ]
    return sorted(set(aggregated))


def _make_source_diagnostics(
    site: BuiltSite,
    by_source_line: Mapping[tuple[str, Location], Sequence[tuple[AuditDiagnostic, str]]],
) -> Iterator[Diagnostic]:
    for (rule, location), matches in by_source_line.items():
        if location.file.startswith(ALLOWED_SOURCE_FOLDERS.get(rule, NO_FOLDER)):
            continue
        group = _group_pages([diagnostic for diagnostic, _ in matches])
        message = f"{group.issue.message}; it stands {_format_pages(site, group)}"
        yield Diagnostic(location, rule, message, group.issue.hint, matches[0][1])


def _make_output_diagnostics(
    site: BuiltSite, by_key: Mapping[tuple[str, str], Sequence[AuditDiagnostic]]
) -> Iterator[Diagnostic]:
    for diagnostics in by_key.values():
        group = _group_pages(diagnostics)
        file = group.first.location.file
        location = replace(group.first.location, file=site.get_display_path(file))
        message = group.issue.message
        if len(group.pages) > 1:
            message += f"; it stands {_format_pages(site, group)}"
        hint = group.issue.hint + _format_sources(site.sources.get(file))
        rule = group.issue.rule
        yield Diagnostic(location, rule, message, hint, group.first.excerpt)


def _group_pages(diagnostics: Sequence[AuditDiagnostic]) -> _IssueGroup:
    ordered = sorted(
        diagnostics,
        key=lambda diagnostic: (get_sort_key(diagnostic.location.file), diagnostic.location),
    )
    pages = tuple(dict.fromkeys(diagnostic.location.file for diagnostic in ordered))
    return _IssueGroup(ordered[0].issue, pages, ordered[0])


def _format_pages(site: BuiltSite, group: _IssueGroup) -> str:
    first = site.get_display_path(group.pages[0])
    if len(group.pages) == 1:
        return f"on {first}"
    noun = "pages" if all(page.endswith(".html") for page in group.pages) else "files"
    return f"on {len(group.pages)} {noun}, first on {first}"


def _format_sources(sources: PageSources | None) -> str:
    """Format the sources of a page for the end of a hint."""
    if not sources or not (sources.template or sources.files):
        return ""
    template = f" by theme/templates/{sources.template}" if sources.template else ""
    files = f" from {' and '.join(sources.files)}" if sources.files else ""
    return f" (made{template}{files})"
