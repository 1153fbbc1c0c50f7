"""The check takes time linear in the size of the input, however many errors a file has.

Each input is checked at two sizes and the processor times are compared, so that no test depends on
the speed of the machine. The constant part is subtracted: the time with an input of size 0.
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
MAX_RATIO = 2 * FACTOR
"""Maximum ratio of times for FACTOR times the input: 8 is linear, 64 quadratic."""

MIN_SHARE = 0.5
"""Share of the constant part below which times are too noisy to compare.

It is not a number of seconds: a machine that does other work measures everything as slower.
"""

COALITION, MEMBERS, ORGANISATIONS = (
    f"data/{name}.yaml" for name in ("coalition", "members", "organisations")
)
CATALOG = "theme/locale/fr/LC_MESSAGES/messages.po"
PAGE, STYLE, TEMPLATE = "content/pages/x.en.md", "theme/static/x.css", "theme/templates/x.html"


def make_member(number: int, **keys: str) -> str:
    """Make an entry that is valid except for `keys`."""
    values = {"name": f"Person {number}", "group": "keepers", "country": "BR"} | keys
    return "- " + "\n  ".join(f"{key}: {value}" for key, value in values.items()) + "\n"


def make_members(**keys: str) -> Callable[[int], str]:
    return lambda n: "".join(
        make_member(i, **{key: value.format(i) for key, value in keys.items()}) for i in range(n)
    )


def make_organisation(number: int, count: int) -> str:
    return f"- name: Society {number}\n  part_of: society-{(number + 1) % count}\n"


def repeat_line(line: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """Make a function that repeats `line`, with its number for `#`, the given number of times."""
    return lambda n: before + "".join(line.replace("#", str(i)) for i in range(n)) + after


FRONT_MATTER = "Title: x\nSummary: y\n"
INPUTS: dict[str, tuple[str, Callable[[int], str]]] = {
    "unknown keys in one entry": (MEMBERS, repeat_line("  key#: x\n", make_member(0))),
    "unknown keys in a file": (COALITION, repeat_line("key#: x\n")),
    "unknown keys in entries": (MEMBERS, make_members(keys="x")),
    "unknown organisations": (MEMBERS, make_members(organisation="unknown-{}")),
    "unknown countries": (MEMBERS, make_members(country="Wonderland {}")),
    "unknown languages": (MEMBERS, repeat_line("    key#: x\n", make_member(0) + "  bio:\n")),
    "forbidden HTML": (MEMBERS, make_members(bio="a <script>")),
    "missing pictures": (MEMBERS, make_members(photo="picture-{}.jpg")),
    "ids twice": (MEMBERS, make_members(id="same")),
    "names twice": (MEMBERS, make_members(name="Same")),
    "keys twice": (MEMBERS, repeat_line("  role: x\n", make_member(0))),
    "entries without names": (MEMBERS, repeat_line("- country: BR\n")),
    "texts as entries": (MEMBERS, repeat_line("- x\n")),
    "one long list": (MEMBERS, repeat_line("same, ", make_member(0) + "  former_ids: [", "]\n")),
    "one long text": (MEMBERS, repeat_line("word # ", make_member(0) + "  role: ", "\n")),
    "deep brackets": (MEMBERS, repeat_line("[", make_member(0) + "  role: ")),
    "deep dashes": (MEMBERS, repeat_line("- ")),
    "tags": (MEMBERS, make_members(country="!x BR")),
    "aliases": (MEMBERS, repeat_line("*a#, ", make_member(0) + "  former_ids: [", "]\n")),
    "colons without spaces": (MEMBERS, repeat_line("- name:Person #\n")),
    "quotes that do not end": (MEMBERS, repeat_line("- name: 'x\n")),
    "a long circle": (
        ORGANISATIONS,
        lambda n: "".join(make_organisation(i, count=n) for i in range(n)),
    ),
    "merges": (MEMBERS, repeat_line("<<<<<<< a\n=======\n>>>>>>> b\n")),
    "a merge of many parts": (MEMBERS, repeat_line("=======\n", "<<<<<<< a\n", ">>>>>>> b\n")),
    "control characters": (MEMBERS, repeat_line("- \x01\n")),
    "catalog without messages": (CATALOG, repeat_line("word\n")),
    "catalog with wrong messages": (
        CATALOG,
        repeat_line('msgid "# %(x)s"\nmsgstr "%(y)s <b>"\n\n'),
    ),
    "catalog with a message twice": (CATALOG, repeat_line('msgid "a"\nmsgstr "b"\n\n')),
    "unknown placeholders": (
        CATALOG,
        lambda n: (
            repeat_line("%(a#)s", '\nmsgid "', '"\n')(n)
            + repeat_line("%(b#)s", 'msgstr "', '"\n')(n)
        ),
    ),
    "unknown keys in front matter": (PAGE, repeat_line("key#: x\n", FRONT_MATTER)),
    "keys twice in front matter": (PAGE, repeat_line("Summary: x\n", FRONT_MATTER)),
    "spaces in front matter": (PAGE, repeat_line("   ", f"{FRONT_MATTER}Checked: x", "y\n")),
    "pictures that do not end": (PAGE, repeat_line("![](", f"{FRONT_MATTER}\n")),
    "quotes in a style sheet": (STYLE, repeat_line("'a\\")),
    "blocks in a style sheet": (STYLE, repeat_line("a{")),
    "texts in a template": (TEMPLATE, repeat_line("{{ a.mission }}\n")),
}


@pytest.fixture(scope="module")
def valid_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(LANTERN, root, dirs_exist_ok=True)
    shutil.copytree(PROJECT / "theme", root / "theme")
    return root


def measure_check(root: Path) -> float:
    """Return the processor time of checking a project and formatting the report, in seconds."""
    started = time.process_time()
    try:
        load_project(root, thorough=True)
    except DataError as error:
        format_diagnostics(error.diagnostics)
    return time.process_time() - started


def is_linear(measure: Callable[[int], float], size: int) -> bool:
    """Return whether FACTOR times the input takes at most MAX_RATIO times as long.

    `measure` returns the seconds that an input of a given size takes. All sizes are measured up to
    RUNS times, until that is so: noise can only make a run longer.
    """
    sizes = (0, size, FACTOR * size)
    least = dict.fromkeys(sizes, float("inf"))
    for _ in range(RUNS):
        least = {size: min(least[size], measure(size)) for size in sizes}
        constant, small, large = least.values()
        if large - constant <= MAX_RATIO * max(small - constant, MIN_SHARE * constant):
            return True
    return False


@pytest.mark.slow(60)
@pytest.mark.parametrize("name", INPUTS)
def test_the_check_takes_linear_time(name: str, valid_root: Path):
    path, make_text = INPUTS[name]
    file = valid_root / path
    before = file.read_text("utf-8") if file.exists() else ""

    def measure(size: int) -> float:
        file.write_text(before + make_text(size), encoding="utf-8")
        return measure_check(valid_root)

    try:
        assert is_linear(measure, SIZE)
    finally:
        file.write_text(before, encoding="utf-8") if before else file.unlink()


@pytest.mark.slow(30)
def test_suggestions_are_bounded_for_many_errors_and_many_known_names(valid_root: Path):
    """Each of 2,000 unknown organisations would be compared with each of 2,000 known ones."""
    members_file, organisations_file = valid_root / MEMBERS, valid_root / ORGANISATIONS
    before = members_file.read_text("utf-8"), organisations_file.read_text("utf-8")

    def measure(size: int) -> float:
        organisations = "".join(f"- name: Society {number}\n" for number in range(size))
        organisations_file.write_text(before[1] + organisations, encoding="utf-8")
        unknown = make_members(organisation="societe-{}x")(size)
        members_file.write_text(before[0] + unknown, encoding="utf-8")
        return measure_check(valid_root)

    try:
        assert is_linear(measure, 2000 // FACTOR)
    finally:
        members_file.write_text(before[0], encoding="utf-8")
        organisations_file.write_text(before[1], encoding="utf-8")


def test_a_quadratic_time_is_not_linear():
    assert is_linear(lambda size: 3 + size / SIZE, SIZE)
    assert not is_linear(lambda size: 3 + (size / SIZE) ** 2, SIZE)


def test_a_file_with_very_many_problems_has_the_first_and_a_count_of_the_others():
    diagnostics = [
        Diagnostic(Location("f", number), "name", "message") for number in range(1, 3001)
    ]

    reported = DataError([*diagnostics, Diagnostic(Location("g"), "name", "message")]).diagnostics

    assert diagnostics[:MAX_DIAGNOSTICS_PER_FILE] == list(reported[:MAX_DIAGNOSTICS_PER_FILE])
    summary = reported[MAX_DIAGNOSTICS_PER_FILE]
    assert ("f:1001:1", "too-many-problems") == (str(summary.location), summary.rule)
    assert "this file has 2000 more problems from here on" == summary.message
    assert ["g"] == [
        diagnostic.location.file for diagnostic in reported[MAX_DIAGNOSTICS_PER_FILE + 1 :]
    ]
    assert reported == DataError(reported).diagnostics


def test_an_address_of_many_spaces_is_rejected_in_linear_time():
    adapter, context = TypeAdapter(Email), ValidationContext("en")

    def measure(size: int) -> float:
        started = time.process_time()
        with pytest.raises(ValidationError):
            adapter.validate_python(f"x{' ' * size}y", context=context)
        return time.process_time() - started

    assert is_linear(measure, 25_000)
