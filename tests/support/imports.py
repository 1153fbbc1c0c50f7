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
    """Map the dotted name of each module, without the package's, to its file."""
    files = PACKAGE.rglob("*.py")
    return {".".join(file.relative_to(PACKAGE).with_suffix("").parts): file for file in files}


@cache
def imported(file: Path) -> list[str]:
    """Return the full name of everything that a file imports, at its top or in a function."""
    return list(_imported(file))


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name}: use absolute imports"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def ours(file: Path) -> set[str]:
    """Return the modules of the package that a file imports."""
    names = {
        name.removeprefix("coalition.") for name in imported(file) if name.startswith("coalition.")
    }
    module_names = modules().keys()
    return {
        name if name in module_names else name.rpartition(".")[0] for name in names
    } & module_names
