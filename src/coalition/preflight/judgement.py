"""The judgement of a project: every error for which publishing would be refused, every warning.

`tasks.py check` and the preview both call `judge_project`, so they cannot disagree.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from coalition import parallel
from coalition.diagnostics import DataError, Diagnostic
from coalition.preflight.page_check import check_pages, precompile_templates
from coalition.project import Project, load_project
from coalition.rules import collect_warnings

_Prepared = tuple[dict[str, bytes], tuple[Diagnostic, ...]]
"""The bytecode of the templates, and warnings that need no loaded project."""


@dataclass(frozen=True)
class Judgement:
    """The errors and warnings of a project; `project` is None if its files have errors."""

    errors: tuple[Diagnostic, ...]
    warnings: tuple[Diagnostic, ...] = ()
    project: Project | None = None


def judge_project(
    root: Path,
    site_url: str,
    today: datetime.date,
    find_more_warnings: Callable[[], Iterable[Diagnostic]] | None = None,
) -> Judgement:
    """Read all files of the project in the folder `root`, and audit every page in memory.

    `site_url` is the URL of the published site, or empty for the one in the data. `today` is the
    date to judge by. `find_more_warnings` runs in another process while the files are read, and so
    does the compilation of the templates; without it, everything runs in this process.
    """
    in_parallel = find_more_warnings is not None
    preparation: AbstractContextManager[Callable[[], _Prepared]] = nullcontext(lambda: ({}, ()))
    if find_more_warnings:
        preparation = parallel.run_concurrently(partial(_prepare, root, find_more_warnings))
    try:
        with preparation as get_prepared:
            project = load_project(root, thorough=True, in_parallel=in_parallel)
            bytecode, more_warnings = get_prepared()
    except DataError as error:
        return Judgement(error.diagnostics)
    warnings = (*collect_warnings(project, today), *more_warnings)
    try:
        check_pages(root, project, site_url, bytecode)
    except DataError as error:
        return Judgement(error.diagnostics, warnings, project)
    return Judgement((), warnings, project)


def _prepare(root: Path, find_more_warnings: Callable[[], Iterable[Diagnostic]]) -> _Prepared:
    return precompile_templates(root), tuple(find_more_warnings())
