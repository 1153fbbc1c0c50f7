"""Check that Pelican's settings files exist and can be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from coalition.diagnostics import DataError, Message
from coalition.sources import YamlDocument, read_source_bytes


def ensure_settings(root: Path, names: Iterable[str]) -> None:
    """Raise DataError if a settings file in the project's folder is missing or unreadable.

    Pelican would end in a traceback.
    """
    diagnostics = []
    for name in sorted(names):
        document = read_source_bytes(root / name, name, max_bytes=0)
        if isinstance(document, YamlDocument):
            hint = Message(
                "restore it with 'git restore %(name)s', and check its permissions", name=name
            )
            diagnostics += [replace(diagnostic, hint=hint) for diagnostic in document.diagnostics]
    if diagnostics:
        raise DataError(diagnostics)
