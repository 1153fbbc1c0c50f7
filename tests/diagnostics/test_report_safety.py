"""No file name or text of an editor acts in a log, as a command or by control characters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coalition.devserver.editor_links import EditorLinks
from coalition.devserver.excerpts import read_excerpts
from coalition.devserver.explanations import Explanations
from coalition.devserver.overlay import OverlayLinks, render_overlay
from coalition.diagnostics import BuildError, github, reporters
from coalition.diagnostics.diagnostic import Diagnostic, Location
from coalition.diagnostics.escaping import sanitize_log
from support.projects import PROJECT, copy_project

OVERLAY_LINKS = OverlayLinks(EditorLinks(PROJECT), Explanations(PROJECT))
LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern"

PIECES = [
    "::error file=x::y", "::add-mask::a", " ::stop-commands::x", "##[error]z", "##", "[", "#", ":",
    "\n", "\r", "\0", "\x1b[2J", "\u202e", "\u2028", "\x85", "\u3000", "\udcff", "\ud800", "a", "é",
]  # fmt: skip
nasty = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
diagnostics_strategy = st.builds(
    Diagnostic,
    st.builds(Location, nasty.map(lambda name: f"content/{name}"), st.integers(1, 9)),
    st.just("name"),
    nasty,
    nasty,
    nasty.map(lambda line: line.replace("\n", "")),
    st.sampled_from(["error", "warning"]),
)


def is_harmless(line: str) -> bool:
    """Return whether GitHub's runner reads a line as text: it trims it and searches for `##[`."""
    is_command = line.lstrip().startswith("::") or "##[" in line
    categories = {unicodedata.category(character) for character in line}
    return not is_command and not categories & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(
    st.lists(diagnostics_strategy, min_size=1, max_size=12),
    st.sampled_from(reporters.REPORT_FORMATS),
)
@example([Diagnostic(Location("content/a\n::error::b"), "name", "c\n::error::d")], "github")
def test_no_format_turns_text_of_an_editor_into_a_command(
    diagnostics: list[Diagnostic], format: str
):
    report = reporters.render_report(format, diagnostics, "closing", has_step_summary=False)
    lines = f"{report.stdout}\n{report.stderr}".split("\n")
    commands = [line for line in lines if line.startswith("::")]
    expected = ("::error file=content", "::warning file=content", "::notice title=more::")

    assert all(line.startswith(expected) for line in commands)
    assert all(is_harmless(line[2:]) for line in commands)
    assert all(is_harmless(line) for line in lines if line not in commands)
    assert len(commands) <= (len(diagnostics) + 1 if format == "github" else 0)


@given(st.lists(diagnostics_strategy, min_size=1, max_size=5))
def test_a_summary_and_the_overlay_hold_no_hidden_characters(diagnostics: list[Diagnostic]):
    address = "https://github.com/a/b/blob/c"
    for text in (
        github.render_step_summary(diagnostics, "closing", address),
        render_overlay(diagnostics, read_excerpts(PROJECT, diagnostics), None, OVERLAY_LINKS),
    ):
        assert all(is_harmless(line.replace("##[", "")) for line in text.split("\n"))


@given(nasty)
def test_errors_of_pelican_that_name_a_file_are_harmless_too(name: str):
    error = BuildError(f"ERROR Could not process content/{name}", name)

    assert all(is_harmless(line) for line in f"{error.details}\n{error.summary}".split("\n"))
    assert sanitize_log(error.details) == error.details


@given(st.lists(diagnostics_strategy, min_size=1, max_size=5), st.sampled_from(["gitlab", "sarif"]))
def test_reports_for_programs_are_json_in_ascii(diagnostics: list[Diagnostic], format: str):
    out = reporters.render_report(format, diagnostics, "", has_step_summary=False).stdout

    assert out.isascii()
    assert json.loads(out)


@pytest.mark.slow(20)
@pytest.mark.skipif(sys.platform != "linux", reason="names of other systems are Unicode")
@pytest.mark.parametrize("format", reporters.REPORT_FORMATS)
@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_a_name_that_is_not_utf8_and_acts_is_reported_in_every_format(
    format: str, encoding: str, tmp_path: Path
):
    project = copy_project(tmp_path / "project", LANTERN / "data", LANTERN / "content")
    name = os.fsencode(project / "content/pages") + b"/a\n::error::\xff##[b]\xc3\xa9.md"
    with open(name, "wb") as file:  # noqa: PTH123 - a Path could not be made of these bytes
        file.write(b"Title: x\n")
    code = (
        "import sys; from pathlib import Path; from invoke import Collection, task;"
        "from coalition.cli import check as command, program\n"
        "@task\n"
        "def check(_):\n"
        "    raise SystemExit(command.run_check(Path(sys.argv[-1]), FORMAT, False, {}))\n"
        "program.run_command_line(Collection(check), ['tasks.py', 'check'])"
    ).replace("FORMAT", repr(format))
    done = subprocess.run(
        [sys.executable, "-c", code, project],
        cwd=tmp_path,
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    printed = (done.stdout + b"\n" + done.stderr).decode("utf-8")
    lines = printed.split("\n")

    assert done.returncode == 1
    assert "Traceback" not in printed
    assert "invalid-file-name" in printed
    assert all(is_harmless(line.removeprefix("::")) for line in lines)
    assert [] == [line for line in lines if line.lstrip().startswith("::") and format != "github"]
