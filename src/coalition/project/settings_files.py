"""Pelican's settings files: whether they are there and can be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from coalition.diagnostics import DataError
from coalition.sources import YamlDocument, read_source_bytes


def ensure_settings(root: Path, names: Iterable[str]) -> None:
    """Raise DataError if a settings file in the folder `root` is missing or cannot be read.

    Pelican would end in a traceback.
    """
    found = []
    for name in sorted(names):
        document = read_source_bytes(root / name, name, max_bytes=0)
        if isinstance(document, YamlDocument):
            hint = f"put it back, as 'git restore {name}' does, and check its permissions"
            found += [replace(problem, hint=hint) for problem in document.diagnostics]
    if found:
        raise DataError(found)
