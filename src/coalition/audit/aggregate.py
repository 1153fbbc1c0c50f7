"""Findings -> problems: the same fault once, at the line that has to be changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from coalition.audit import leaks
from coalition.audit.built_site import Finished, Sources
from coalition.audit.findings import Fault, Finding, Written
from coalition.audit.source_map import Line, Origins
from coalition.diagnostics.diagnostic import Place, Problem

RIGHT_IN = {"absolute-link": "data/"}
"""Faults that are none where an editor wrote them in files of this folder.

In `data/` only a whole address can be written.
"""
NOWHERE = "\n"
"""What no name of a file begins with."""


@dataclass(frozen=True)
class _Seen:
    """A fault that was found on these pages, in their order."""

    fault: Fault
    pages: Sequence[str]
    first: Finding


def problems(
    site: Finished, findings: Iterable[Finding], more: Mapping[str, Sources]
) -> list[Problem]:
    """All problems, sorted by place. `more` are sources of files that are no pages.

    What an editor wrote is told there, and else where it is found, with the template's name.
    """
    origins, sources = Origins(site.project), {**site.sources, **more}
    written: defaultdict[tuple[str, Place], list[tuple[Finding, str]]] = defaultdict(list)
    made: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    looked_up: dict[tuple[tuple[Written, ...], tuple[str, ...]], tuple[Line, ...]] = {}
    for finding in findings:
        page = sources.get(finding.place.file)
        files = page.files if page else origins.texts
        if finding.fault.name == leaks.NAME and origins.hold(finding.words[0].text, files):
            continue  # no template reads what an editor wrote: it is meant to be shown
        asked = finding.words, files
        if asked not in looked_up:
            in_lists = finding.fault.name in RIGHT_IN
            looked_up[asked] = origins.places(*asked, in_lists=in_lists) if finding.words else ()
        for place, line in looked_up[asked]:
            written[finding.fault.name, place].append((finding, line))
        if not looked_up[asked]:
            fault = finding.fault
            made[fault.name, fault.key or fault.message].append(finding)
    found = [*_written(site, written), *_made(site, made, sources)]
    return sorted(set(found))


def _written(
    site: Finished, written: Mapping[tuple[str, Place], Sequence[tuple[Finding, str]]]
) -> Iterator[Problem]:
    for (name, place), found in written.items():
        if place.file.startswith(RIGHT_IN.get(name, NOWHERE)):
            continue
        seen = _seen([finding for finding, _ in found])
        message = f"{seen.fault.message}; it stands {_where(site, seen)}"
        yield Problem(place, name, message, seen.fault.hint, found[0][1])


def _made(
    site: Finished,
    made: Mapping[tuple[str, str], Sequence[Finding]],
    sources: Mapping[str, Sources],
) -> Iterator[Problem]:
    for findings in made.values():
        seen = _seen(findings)
        at = seen.first.place
        place = Place(site.shown(at.file), at.line, at.column, at.width)
        message = seen.fault.message
        alike = len({finding.fault.message for finding in findings}) - 1
        if len(seen.pages) > 1:
            message += f"; it stands {_where(site, seen)}"
        elif alike:
            message += f"; the same is true of {alike} more"
        hint = seen.fault.hint + _made_of(sources.get(at.file))
        name = seen.fault.name
        yield Problem(place, name, message, hint, seen.first.excerpt)


def _seen(findings: Sequence[Finding]) -> _Seen:
    order = sorted(findings, key=lambda found: (_rank(found.place.file), found.place))
    pages = tuple(dict.fromkeys(finding.place.file for finding in order))
    return _Seen(order[0].fault, pages, order[0])


def _rank(file: str) -> tuple[int, bool, str]:
    """Orders files as visitors come upon them: the home page, then those near it."""
    return file.count("/"), file != "index.html", file


def _where(site: Finished, seen: _Seen) -> str:
    first = site.shown(seen.pages[0])
    if len(seen.pages) == 1:
        return f"on {first}"
    what = "pages" if all(page.endswith(".html") for page in seen.pages) else "files"
    return f"on {len(seen.pages)} {what}, first on {first}"


def _made_of(sources: Sources | None) -> str:
    """From what the page was made, for the end of a hint."""
    if not sources or not (sources.template or sources.files):
        return ""
    template = f" by theme/templates/{sources.template}" if sources.template else ""
    files = f" from {' and '.join(sources.files)}" if sources.files else ""
    return f" (made{template}{files})"
