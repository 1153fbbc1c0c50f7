"""Run all rules on a project that has passed validation.

Rules yield warnings, which never stop a build. The current date is a parameter, so that the result
depends on nothing but the files and that date.
"""

from __future__ import annotations

import datetime

from coalition.diagnostics import Diagnostic
from coalition.project import Project
from coalition.rules import (
    contradictions,
    countries,
    cut_text,
    expiries,
    future_dates,
    passed_ends,
    past_events,
    placeholder_text,
    relations,
    repeated_people,
    staleness,
    unused_files,
)


def collect_warnings(project: Project, today: datetime.date) -> tuple[Diagnostic, ...]:
    """Return all warnings, sorted by location. The project must be loaded with `thorough=True`."""
    assert project.data, "warnings need the locations of the records"
    files = tuple(project.markdown_files.values())
    warnings = [
        *staleness.check_staleness(project, today),
        *future_dates.check_future_dates(project.data, files, today),
        *passed_ends.check_passed_ends(project.data, project.day, today),
        *expiries.check_expiries(project.data, today),
        *past_events.check_past_events(project.data, project.day, today),
        *relations.check_relations(project.data, project.day),
        *contradictions.check_contradictions(project.data, project.day),
        *countries.check_unused_countries(project.data),
        *repeated_people.check_repeated_people(project.data),
        *placeholder_text.check_placeholder_text(files),
        *cut_text.check_cut_texts(project),
        *unused_files.check_unused_files(project.media_paths, project.coalition, files),
    ]
    return tuple(sorted(set(warnings)))
