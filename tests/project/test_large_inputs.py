"""However many errors a file has, the check takes time in proportion to its size.

Each input is checked at two sizes and their processor times are compared: no test depends on how
fast a machine is. What does not grow with the input is taken off by checking a sound project.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from coalition.diagnostics.diagnostic import MAX_DIAGNOSTICS_PER_FILE, Diagnostic, Location
from coalition.diagnostics.errors import DataError
from coalition.diagnostics.text import format_diagnostics
from coalition.model.field_types import Email, ValidationContext
from coalition.project.project import load_project
from support.projects import PROJECT

LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern"
SIZE, FACTOR, RUNS = 400, 8, 8
MOST = 16
"""How much longer FACTOR times the input may take: 8 is linear, 64 quadratic."""

LEAST = 0.1
"""Seconds of processor time below which nothing can be compared."""

COALITION, MEMBERS, ORGANISATIONS = (
    f"data/{name}.yaml" for name in ("coalition", "members", "organisations")
)
CATALOG = "theme/locale/fr/LC_MESSAGES/messages.po"
PAGE, STYLE, TEMPLATE = "content/pages/x.en.md", "theme/static/x.css", "theme/templates/x.html"


def member(number: int, **keys: str) -> str:
    """An entry that has nothing wrong but what `keys` say."""
    values = {"name": f"Person {number}", "group": "keepers", "country": "BR"} | keys
    return "- " + "\n  ".join(f"{key}: {value}" for key, value in values.items()) + "\n"


def members(**keys: str) -> Callable[[int], str]:
    return lambda n: "".join(
        member(i, **{key: value.format(i) for key, value in keys.items()}) for i in range(n)
    )


def organisation(number: int, of: int) -> str:
    return f"- name: Society {number}\n  part_of: society-{(number + 1) % of}\n"


def lines(line: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """Many lines, or many pieces of one."""
    return lambda n: before + "".join(line.replace("#", str(i)) for i in range(n)) + after


HEAD = "Title: x\nSummary: y\n"
INPUTS: dict[str, tuple[str, Callable[[int], str]]] = {
    "unknown keys in one entry": (MEMBERS, lines("  key#: x\n", member(0))),
    "unknown keys in a file": (COALITION, lines("key#: x\n")),
    "unknown keys in entries": (MEMBERS, members(keys="x")),
    "unknown organisations": (MEMBERS, members(organisation="unknown-{}")),
    "unknown countries": (MEMBERS, members(country="Wonderland {}")),
    "unknown languages": (MEMBERS, lines("    key#: x\n", member(0) + "  bio:\n")),
    "forbidden HTML": (MEMBERS, members(bio="a <script>")),
    "missing pictures": (MEMBERS, members(photo="picture-{}.jpg")),
    "ids twice": (MEMBERS, members(id="same")),
    "names twice": (MEMBERS, members(name="Same")),
    "keys twice": (MEMBERS, lines("  role: x\n", member(0))),
    "entries without names": (MEMBERS, lines("- country: BR\n")),
    "texts as entries": (MEMBERS, lines("- x\n")),
    "one long list": (MEMBERS, lines("same, ", member(0) + "  former_ids: [", "]\n")),
    "one long text": (MEMBERS, lines("word # ", member(0) + "  role: ", "\n")),
    "deep brackets": (MEMBERS, lines("[", member(0) + "  role: ")),
    "deep dashes": (MEMBERS, lines("- ")),
    "tags": (MEMBERS, members(country="!x BR")),
    "aliases": (MEMBERS, lines("*a#, ", member(0) + "  former_ids: [", "]\n")),
    "colons without spaces": (MEMBERS, lines("- name:Person #\n")),
    "quotes that do not end": (MEMBERS, lines("- name: 'x\n")),
    "a long circle": (
        ORGANISATIONS,
        lambda n: "".join(organisation(i, of=n) for i in range(n)),
    ),
    "merges": (MEMBERS, lines("<<<<<<< a\n=======\n>>>>>>> b\n")),
    "a merge of many parts": (MEMBERS, lines("=======\n", "<<<<<<< a\n", ">>>>>>> b\n")),
    "control characters": (MEMBERS, lines("- \x01\n")),
    "catalog without messages": (CATALOG, lines("word\n")),
    "catalog with wrong messages": (CATALOG, lines('msgid "# %(x)s"\nmsgstr "%(y)s <b>"\n\n')),
    "catalog with a message twice": (CATALOG, lines('msgid "a"\nmsgstr "b"\n\n')),
    "unknown placeholders": (
        CATALOG,
        lambda n: lines("%(a#)s", '\nmsgid "', '"\n')(n) + lines("%(b#)s", 'msgstr "', '"\n')(n),
    ),
    "unknown keys in a head": (PAGE, lines("key#: x\n", HEAD)),
    "keys twice in a head": (PAGE, lines("Summary: x\n", HEAD)),
    "blanks in a head": (PAGE, lines("   ", f"{HEAD}Checked: x", "y\n")),
    "pictures that do not end": (PAGE, lines("![](", f"{HEAD}\n")),
    "quotes in a style sheet": (STYLE, lines("'a\\")),
    "blocks in a style sheet": (STYLE, lines("a{")),
    "texts in a template": (TEMPLATE, lines("{{ a.mission }}\n")),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("project")
    shutil.copytree(LANTERN, project, dirs_exist_ok=True)
    shutil.copytree(PROJECT / "theme", project / "theme")
    return project


def seconds(project: Path) -> float:
    """The processor time that a check of the project and its report take."""
    started = time.process_time()
    try:
        load_project(project, thorough=True)
    except DataError as error:
        format_diagnostics(error.diagnostics)
    return time.process_time() - started


def is_linear(small: Callable[[], float], large: Callable[[], float]) -> bool:
    """Whether the large input takes at most MOST times what the small one takes.

    Each is measured until it is so, RUNS times at most: noise can only make a run longer.
    """
    least_small = least_large = float("inf")
    for _ in range(RUNS):
        least_small = min(least_small, small())
        least_large = min(least_large, large())
        if least_large <= MOST * max(least_small, LEAST):
            return True
    return False


@pytest.fixture(scope="module")
def usual(sound: Path) -> float:
    """What the check of a sound project takes."""
    return min(seconds(sound) for _ in range(3))


@pytest.mark.slow(60)
@pytest.mark.parametrize("name", INPUTS)
def test_the_check_takes_time_in_proportion_to_the_input(name: str, sound: Path, usual: float):
    path, make = INPUTS[name]
    file = sound / path
    before = file.read_text("utf-8") if file.exists() else ""

    def took(size: int) -> float:
        file.write_text(before + make(size), encoding="utf-8")
        return seconds(sound) - usual

    try:
        assert is_linear(lambda: took(SIZE), lambda: took(FACTOR * SIZE))
    finally:
        file.write_text(before, encoding="utf-8") if before else file.unlink()


@pytest.mark.slow(30)
def test_suggestions_are_bounded_for_many_errors_and_many_known_names(sound: Path):
    """Each of 2,000 unknown organisations would be compared with each of 2,000 known ones."""
    members_file, organisations_file = sound / MEMBERS, sound / ORGANISATIONS
    before = members_file.read_text("utf-8"), organisations_file.read_text("utf-8")

    def took(size: int) -> float:
        organisations = "".join(f"- name: Society {number}\n" for number in range(size))
        organisations_file.write_text(before[1] + organisations, encoding="utf-8")
        unknown = members(organisation="societe-{}x")(size)
        members_file.write_text(before[0] + unknown, encoding="utf-8")
        return seconds(sound)

    try:
        assert is_linear(lambda: took(2000 // FACTOR), lambda: took(2000))
    finally:
        members_file.write_text(before[0], encoding="utf-8")
        organisations_file.write_text(before[1], encoding="utf-8")


def test_a_file_with_very_many_problems_has_the_first_and_a_count_of_the_others():
    found = [Diagnostic(Location("f", number), "name", "message") for number in range(1, 3001)]

    problems = DataError([*found, Diagnostic(Location("g"), "name", "message")]).diagnostics

    assert found[:MAX_DIAGNOSTICS_PER_FILE] == list(problems[:MAX_DIAGNOSTICS_PER_FILE])
    more = problems[MAX_DIAGNOSTICS_PER_FILE]
    assert ("f:1001:1", "too-many-problems") == (str(more.location), more.rule)
    assert "this file has 2000 more problems from here on" == more.message
    assert ["g"] == [problem.location.file for problem in problems[MAX_DIAGNOSTICS_PER_FILE + 1 :]]
    assert problems == DataError(problems).diagnostics


def test_an_address_of_many_blanks_is_refused_in_proportion_to_its_length():
    adapter, context = TypeAdapter(Email), ValidationContext("en")

    def took(size: int) -> float:
        started = time.process_time()
        with pytest.raises(ValidationError):
            adapter.validate_python(f"x{' ' * size}y", context=context)
        return time.process_time() - started

    assert is_linear(lambda: took(50_000), lambda: took(200_000))
