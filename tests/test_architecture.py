"""The architecture holds: layers, public names of packages, libraries behind one module."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from support.imports import imported, modules, project_imports
from support.projects import PROJECT

ONLY_IMPORTERS = {
    "yaml": {"sources.yaml_parser"},
    "pelican": {
        "pelican_plugin.generator",
        "pelican_plugin.markdown_reader",
        "pelican_plugin.pelican_adapter",
    },
    "markdown": {"markup.leftover_syntax", "markup.markdown"},
    "PIL": {
        "cards.painter",
        "pictures.icons",
        "pictures.inspection",
        "pictures.rasterizing",
        "pictures.variants",
    },
    "resvg_py": {"pictures.rasterizing"},
    "uharfbuzz": {"cards.fonts"},
    "brotli": {"output.precompress"},
    "rcssmin": {"site.assets"},
    "nh3": {"markup.html_policy"},
    "docx": {"reports.word_documents"},
    "boto3": {"deploy.s3"},
    "openpyxl": {"editing.importing.workbooks"},
    "botocore": {"deploy.s3"},
    "lxml": {"audit.html", "site.row_files"},
    "invoke": {"cli.commands", "cli.program"},
}
"""Libraries that few modules import, so that another can take their place.

A table here, since a contract of import-linter for each would take six lines.
"""


def package_of(name: str) -> str:
    """The package of a module by its dotted name; the module itself at the top of `coalition`."""
    return name.partition(".")[0]


def read_layers() -> list[list[str]]:
    """Return the layers of the contract in pyproject.toml, the top one first."""
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    return [layer.split(" | ") for layer in contract["layers"]]


@pytest.mark.integration
def test_each_layer_imports_only_from_the_layers_below_it():
    """The contract is in pyproject.toml; it names every package, so a new one has to be placed."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == done.returncode, done.stdout + done.stderr


def test_no_module_imports_itself_by_way_of_others():
    order = TopologicalSorter({name: project_imports(file) for name, file in modules().items()})

    assert set(modules()) == set(order.static_order())


@pytest.mark.parametrize("name", sorted(name for name in modules() if "__init__" not in name))
def test_other_packages_are_imported_by_their_public_names(name: str):
    """Only cli has no public names: its modules are loaded one by one, as commands need them."""
    inside = {
        other
        for other in project_imports(modules()[name])
        if "." in other and package_of(other) != package_of(name)
    }

    assert set() == {other for other in inside if not other.endswith(".__init__")}


def test_a_public_name_is_defined_once():
    defined = defaultdict(list)
    for name, file in modules().items():
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name[0] != "_":
                defined[node.name].append(name)

    assert {} == {name: where for name, where in defined.items() if len(where) > 1}


def test_the_architecture_document_lists_each_package_with_its_layer_and_where_to_start():
    document = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| (`\w+`(?:, `\w+`)*) \| .+ \| (.*)\|$", document, re.M)
    described = {name: int(layer) for layer, names, _ in rows for name in re.findall(r"\w+", names)}
    start = [file for *_, files in rows for file in re.findall(r"`(.+?)`", files)]

    assert described == {
        name: number for number, layer in enumerate(read_layers(), 1) for name in layer
    }
    assert [] == [file for file in start if not (PROJECT / "src" / "coalition" / file).is_file()]


@pytest.mark.parametrize("library", sorted(ONLY_IMPORTERS))
def test_some_libraries_are_imported_by_few_modules(library: str):
    importers = {
        name
        for name, file in modules().items()
        if any(i == library or i.startswith(f"{library}.") for i in imported(file))
    }

    assert ONLY_IMPORTERS[library] == importers


def test_bootstrap_needs_nothing_but_python():
    files = [modules()[name] for name in ("atomic_write", "processes", "locking")]
    for file in (*files, PROJECT / "tools" / "bootstrap.py", PROJECT / "tools" / "lockfile.py"):
        packages = {i.partition(".")[0] for i in imported(file)} - {"coalition", "tools"}

        assert packages <= sys.stdlib_module_names


def test_each_package_has_a_folder_of_tests_and_other_folders_say_what_they_are_for():
    packages = {file.parent.name for file in (PROJECT / "src/coalition").glob("*/__init__.py")}
    folders = {file.parent.name for file in (PROJECT / "tests").glob("*/test_*.py")}

    assert {"browser", "repository", "support", "system", "tools"} == folders - packages
    assert set() == packages - folders


def test_no_module_has_a_name_that_says_nothing():
    nameless = {"utils", "util", "helpers", "helper", "common", "misc"}

    assert set() == nameless & {part for name in modules() for part in name.split(".")}
