"""`tasks.py conditions`: list which conditions of a body are met, and what to enter where."""

from __future__ import annotations

import shutil
from pathlib import Path

from coalition.cli.site_reading import open_site
from coalition.reports import render_conditions
from coalition.site import evaluate_conditions


def run_conditions(root: Path, language: str = "") -> str:
    """Return the list. Raises DataError and LanguageError."""
    opened = open_site(root, language)
    assert opened.project.data, "the project was loaded with the positions of its entries"
    if not opened.site.coalition.conditions:
        return (
            "the data have no conditions; docs/data-format.md says how to write them, under"
            " 'Data in data/conditions.yaml'"
        )
    width = shutil.get_terminal_size().columns
    results = evaluate_conditions(opened.site)
    return render_conditions(opened.site, opened.project.data, results, width)
