"""Turn the diagnostics of finished pages into diagnostics of the project, each reported once.

An issue that occurs on many pages becomes one diagnostic, at the line that has to be changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from coalition.audit.built_site import (
    BuiltSite,
    PageSources,
    format_page,
    get_sort_key,
)
from coalition.audit.issues import AuditDiagnostic, SourcePattern
from coalition.audit.source_map import SourceLine, SourceMap
from coalition.diagnostics import Diagnostic, Location, Message

ABSOLUTE_LINK = "absolute-link"
"""A rule that does not apply to `data/`, where only absolute URLs can be written."""


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
            include_front_matter = diagnostic.issue.rule == ABSOLUTE_LINK
            source_lines[query] = (
                source_map.find_lines(*query, include_front_matter=include_front_matter)
                if diagnostic.patterns
                else ()
            )
        matches = source_lines[query]
        if not matches and diagnostic.is_in_text and page and page.files:
            matches = ((Location(_get_text_file(page)), ""),)
        for location, line in matches:
            by_source_line[diagnostic.issue.rule, location].append((diagnostic, line))
        if not matches:
            issue = diagnostic.issue
            by_key[issue.rule, issue.key or issue.message].append(diagnostic)
    aggregated = [
        *_make_source_diagnostics(by_source_line),
        *_make_output_diagnostics(site, by_key),
    ]
    return sorted(set(aggregated))


def _make_source_diagnostics(
    by_source_line: Mapping[tuple[str, Location], Sequence[tuple[AuditDiagnostic, str]]],
) -> Iterator[Diagnostic]:
    for (rule, location), matches in by_source_line.items():
        if rule == ABSOLUTE_LINK and location.file.startswith("data/"):
            continue
        first, pages = _group_pages([diagnostic for diagnostic, _ in matches])
        message = Message(
            "%(message)s; found %(pages)s", message=first.issue.message, pages=_format_pages(pages)
        )
        yield Diagnostic(location, rule, message, first.issue.hint, matches[0][1])


def _make_output_diagnostics(
    site: BuiltSite, by_key: Mapping[tuple[str, str], Sequence[AuditDiagnostic]]
) -> Iterator[Diagnostic]:
    for diagnostics in by_key.values():
        first, pages = _group_pages(diagnostics)
        file, issue = first.location.file, first.issue
        location = replace(first.location, file=site.get_display_path(file))
        message = issue.message
        if len(pages) > 1:
            message = Message(
                "%(message)s; found %(pages)s", message=message, pages=_format_pages(pages)
            )
        hint = _add_sources(issue.hint, site.sources.get(file))
        yield Diagnostic(location, issue.rule, message, hint, first.excerpt)


def _group_pages(
    diagnostics: Sequence[AuditDiagnostic],
) -> tuple[AuditDiagnostic, tuple[str, ...]]:
    """Return the first diagnostic and all pages, in the order of visitors."""
    ordered = sorted(
        diagnostics,
        key=lambda diagnostic: (get_sort_key(diagnostic.location.file), diagnostic.location),
    )
    return ordered[0], tuple(dict.fromkeys(diagnostic.location.file for diagnostic in ordered))


def _get_text_file(page: PageSources) -> str:
    """Return the source of a page that has its text: its Markdown file, if it has one."""
    return next((file for file in page.files if file.endswith(".md")), page.files[0])


def _format_pages(pages: Sequence[str]) -> Message:
    first = format_page(pages[0])
    if len(pages) == 1:
        return Message("on %(page)s", page=first)
    if all(page.endswith(".html") for page in pages):
        return Message("on %(count)s pages, first on %(page)s", count=len(pages), page=first)
    return Message("on %(count)s files, first on %(page)s", count=len(pages), page=first)


def _add_sources(hint: str, sources: PageSources | None) -> str:
    """Return a hint with the sources of a page at its end."""
    if not sources or not (sources.template or sources.files):
        return hint
    template, files = f"theme/templates/{sources.template}", _join_files(sources.files)
    if not sources.files:
        return Message("%(hint)s (made by %(template)s)", hint=hint, template=template)
    if not sources.template:
        return Message("%(hint)s (made from %(files)s)", hint=hint, files=files)
    return Message(
        "%(hint)s (made by %(template)s from %(files)s)", hint=hint, template=template, files=files
    )


def _join_files(files: Sequence[str]) -> str:
    joined = ""
    for file in files:
        joined = Message("%(files)s and %(file)s", files=joined, file=file) if joined else file
    return joined
