"""The house: who may import whom, so that each room can be read without the others."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from conftest import PROJECT

PACKAGE = PROJECT / "src" / "coalition"

MAY_IMPORT = {
    "__init__": "",
    # values and records
    "problems": "",
    "fields": "",
    "countries": "",
    "model": "fields",
    # YAML to records
    "text": "problems",
    "slips": "problems text",
    "syntax": "problems slips text",
    "source": "problems slips syntax text",
    "ids": "fields",
    "drafts": "fields ids model source",
    "suggestions": "countries drafts fields ids languages",
    "consistency": "drafts fields ids problems source suggestions",
    "wording": "drafts fields ids model problems source suggestions",
    "load": (
        "consistency countries drafts fields ids languages model problems source suggestions"
        " wording"
    ),
    # records to pages
    "languages": "fields",
    "worldmap": "countries",
    "addresses": "",
    "prose": "fields",
    "index": "languages model worldmap",
    "site": "addresses fields index languages model prose",
    "views": "index languages model prose worldmap",
    "pages": "addresses fields index model prose site views",
    "exports": "addresses languages model pages prose site views",
    # pages to files
    "assets": "",
    "markdown_text": "",
    "markdown_files": "fields problems",
    "templating": "addresses exports fields languages markdown_text problems",
    "plugin": (
        "assets exports fields index languages load markdown_files model pages problems prose"
        " site templating"
    ),
    # commands
    "locking": "",
    "environment": "locking",
    "publishing": "load locking problems",
    "preview_server": "",
    "preview": "preview_server publishing",
}
"""Each module of `src/coalition`, and those of ours that it may import."""

ALONE = {"yaml": {"source"}, "pelican": {"plugin"}, "rcssmin": {"assets"}, "nh3": {"markdown_text"}}
"""Libraries that a single room knows, so that another can take their place."""


def modules() -> dict[str, Path]:
    """Dotted name below the package, and file, of each module of ours."""
    files = PACKAGE.rglob("*.py")
    return {".".join(f.relative_to(PACKAGE).with_suffix("").parts): f for f in files}


def imported(file: Path) -> Iterator[str]:
    """The full name of all that a file imports, at its top or further down."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name}: names are imported from the package's top"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(file: Path) -> set[str]:
    """The modules of ours that a file imports."""
    names = {
        name.removeprefix("coalition.") for name in imported(file) if name.startswith("coalition.")
    }
    known = modules()
    return {name if name in known else name.rpartition(".")[0] for name in names} & known.keys()


def test_every_module_has_its_line_in_the_table():
    assert sorted(MAY_IMPORT) == sorted(modules())


@pytest.mark.parametrize("name", sorted(MAY_IMPORT))
def test_a_module_imports_only_what_the_table_allows(name: str):
    assert ours(modules()[name]) <= set(MAY_IMPORT[name].split())


def test_the_table_allows_nothing_that_nobody_uses():
    allowed = {name: set(line.split()) for name, line in MAY_IMPORT.items()}

    assert {} == {
        n: some - ours(modules()[n]) for n, some in allowed.items() if some - ours(modules()[n])
    }


def test_no_module_imports_itself_by_way_of_others():
    order = TopologicalSorter({name: line.split() for name, line in MAY_IMPORT.items()})

    assert len(MAY_IMPORT) == len(list(order.static_order()))


@pytest.mark.parametrize("library", sorted(ALONE))
def test_some_libraries_are_known_in_one_room_only(library: str):
    found = {
        name
        for name, file in modules().items()
        if any(i == library or i.startswith(f"{library}.") for i in imported(file))
    }

    assert ALONE[library] == found


def test_what_sets_up_a_bare_machine_needs_nothing_but_python():
    for name in ("environment", "locking"):
        found = {i.partition(".")[0] for i in imported(modules()[name])} - {"coalition"}

        assert found <= sys.stdlib_module_names


def test_no_room_is_named_after_nothing():
    nameless = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}

    assert set() == nameless & {part for name in modules() for part in name.split(".")}
