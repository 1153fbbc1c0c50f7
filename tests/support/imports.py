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
def project_imports(file: Path) -> set[str]:
    """Return the modules of the package that a file imports; for a package, its `__init__`."""
    names = {
        name.removeprefix("coalition.") for name in imported(file) if name.startswith("coalition.")
    }
    module_names = modules().keys()
    candidates = (
        (name, f"{name}.__init__", name.rpartition(".")[0], f"{name.rpartition('.')[0]}.__init__")
        for name in names
    )
    return {next(name for name in options if name in module_names) for options in candidates}
