"""Which modules import which, read from the source code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from support.projects import PROJECT

PACKAGE = PROJECT / "src" / "coalition"


@cache
def modules() -> dict[str, Path]:
    """Dotted name below the package, and file, of each module of ours."""
    files = PACKAGE.rglob("*.py")
    return {".".join(f.relative_to(PACKAGE).with_suffix("").parts): f for f in files}


@cache
def imported(file: Path) -> list[str]:
    """The full name of all that a file imports, at its top or further down."""
    return list(_imported(file))


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name}: names are imported from the package's top"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def ours(file: Path) -> set[str]:
    """The modules of ours that a file imports."""
    names = {
        name.removeprefix("coalition.") for name in imported(file) if name.startswith("coalition.")
    }
    known = modules()
    return {name if name in known else name.rpartition(".")[0] for name in names} & known.keys()
