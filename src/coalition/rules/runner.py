"""What is right and may still be worth a look: every warning about a project that passed the check.

Nothing here keeps a site from being built. The day is handed in, so that the same files and the
same day always give the same warnings.
"""

from __future__ import annotations

import datetime

from coalition.diagnostics import Diagnostic
from coalition.project import Project
from coalition.rules import placeholder_text, relations, staleness


def collect_warnings(project: Project, today: datetime.date) -> tuple[Diagnostic, ...]:
    """All warnings about a project that was read thoroughly, sorted by place."""
    assert project.data, "advice needs to know where the records stand"
    found = [
        *staleness.check_staleness(project, today),
        *relations.check_relations(project.data),
        *placeholder_text.check_placeholder_text(project.markdown_files.values()),
    ]
    return tuple(sorted(set(found)))
