"""What is right and may still be worth a look: every warning about a project that passed the check.

Nothing here keeps a site from being built. The day is handed in, so that the same files and the
same day always give the same warnings.
"""

from __future__ import annotations

import datetime

from coalition.checking import confirmation, relations, unwritten
from coalition.diagnostics.diagnostic import (
    Problem,
)
from coalition.project.project import (
    Project,
)


def warnings(project: Project, today: datetime.date) -> tuple[Problem, ...]:
    """All warnings about a project that was read thoroughly, sorted by place."""
    assert project.data, "advice needs to know where the records stand"
    found = [
        *confirmation.warnings(project, today),
        *relations.warnings(project.data),
        *unwritten.warnings(project.texts.values()),
    ]
    return tuple(sorted(set(found)))
