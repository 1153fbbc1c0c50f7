"""The house: who may import whom, so that each room can be read without the others."""

from __future__ import annotations

import sys
from graphlib import TopologicalSorter

import pytest

from support.imports import imported, modules, ours
from support.projects import PROJECT

FLOORS = {
    "ground": set(),
    "linkcheck": set(),
    "editing": set(),
    "deploy": set(),
    "markup": set(),
    "rules": set(),
    "sources": set(),
    "site": set(),
    "diagnostics": set(),
    "model": {"ground"},
    "audit": {"ground"},
    "pelican_plugin": {"ground"},
    "output": {"ground"},
    "devserver": {"ground"},
    "cli": {"ground"},
    "build": {"ground"},
    "i18n": {"ground"},
    "schema": {"model"},
    "project": {"model"},
}
"""Each folder of `src/coalition` (what lies beside them is the ground), and those it may import."""

LOWEST = {
    "diagnostics.diagnostic": set(),
    "writing_systems": set(),
    "markup.link_policy": set(),
    "markup.html_policy": {"markup.link_policy"},
    "markup.markdown": {"markup.html_policy"},
    "model.field_types": {"writing_systems"},
    "i18n.countries": set(),
    "site.media_types": set(),
    "processes": set(),
    "i18n.coverage": set(),
    "model.records": {"model.field_types"},
}
"""The rooms that all others stand on, and all that they import of ours."""

ALONE = {
    "yaml": {"sources.yaml_parser"},
    "pelican": {
        "pelican_plugin.markdown_reader",
        "pelican_plugin.generator",
        "pelican_plugin.pelican_adapter",
    },
    "markdown": {"markup.markdown"},
    "PIL": {"project.media_files"},
    "brotli": {"output.precompress"},
    "rcssmin": {"site.assets"},
    "nh3": {"markup.html_policy"},
    "boto3": {"deploy.s3"},
    "botocore": {"deploy.s3"},
    "lxml": {"audit.html"},
    "invoke": {"cli.program"},
}
"""Libraries that a single room knows, so that another can take their place."""


def floor(name: str) -> str:
    """The floor that a module lies on."""
    folder = name.partition(".")[0]
    return folder if folder in FLOORS else "ground"


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_module_imports_only_from_its_own_floor_and_those_below(name: str):
    allowed = {floor(name)} | FLOORS[floor(name)]

    assert set() == {other for other in ours(modules()[name]) if floor(other) not in allowed}


@pytest.mark.parametrize("name", sorted(LOWEST))
def test_the_lowest_rooms_can_be_read_alone(name: str):
    assert LOWEST[name] == ours(modules()[name])


def test_no_module_imports_itself_by_way_of_others():
    order = TopologicalSorter({name: ours(file) for name, file in modules().items()})

    assert set(modules()) == set(order.static_order())


def test_the_plan_of_the_house_names_every_room():
    plan = (PROJECT / "docs" / "architecture.md").read_text("utf-8")

    assert [] == [
        file.name
        for file in modules().values()
        if f"{file.name}`" not in plan and file.stem != "__init__"
    ]


@pytest.mark.parametrize("library", sorted(ALONE))
def test_some_libraries_are_known_in_one_room_only(library: str):
    found = {
        name
        for name, file in modules().items()
        if any(i == library or i.startswith(f"{library}.") for i in imported(file))
    }

    assert ALONE[library] == found


def test_what_sets_up_a_bare_machine_needs_nothing_but_python():
    files = [modules()[name] for name in ("atomic_write", "processes", "locking")]
    for file in (*files, PROJECT / "tools" / "bootstrap.py", PROJECT / "tools" / "lockfile.py"):
        found = {i.partition(".")[0] for i in imported(file)} - {"coalition", "tools"}

        assert found <= sys.stdlib_module_names


def test_no_room_is_named_after_nothing():
    nameless = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}

    assert set() == nameless & {part for name in modules() for part in name.split(".")}
