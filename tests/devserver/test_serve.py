"""The preview follows what the editor saves, in whichever way, and nothing ends it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from watchfiles import Change

from coalition.devserver import python_errors, smoke_test
from coalition.devserver.watcher import SourceFilter
from coalition.diagnostics.text import format_diagnostics
from support.previews import PATIENCE, Running, Start, get, program, until
from support.projects import PROJECT
from support.sites import project_of

pytestmark = pytest.mark.slow
MEMBERS = "data/members.yaml"
FIRST = "/members/ingrid-prove/"
EXPECTED = PROJECT / "tests" / "data" / "preview_problems"


def renamed(text: str) -> str:
    return text.replace("Head of the night shift", "Head Renamed", 1)


def broken(text: str) -> str:
    return text.replace("group: ", "grup: ", 1)


def misnamed(text: str) -> str:
    return text.replace("view.", "vew.", 1)


def test_a_saved_member_is_told_to_its_open_page_and_shown(preview: Running):
    events = preview.events(FIRST)
    before = events.next()

    preview.edit(MEMBERS, renamed)

    told = events.next()
    assert before["page"] != told["page"]
    assert (before["styles"], "") == (told["styles"], told["problems"])
    assert "Head Renamed" in preview.page(FIRST)
    assert f'data-page="{told["page"]}"' in preview.page(FIRST)


def test_a_page_that_stays_as_it_was_is_told_nothing(preview: Running):
    other, changed = preview.events("/privacy/"), preview.events(FIRST)
    before = other.next(), changed.next()
    preview.edit(MEMBERS, renamed)
    changed.next()
    preview.edit("content/pages/about.en.md", lambda text: text + "\nMore.\n")
    preview.edit("theme/static/css/base.css", lambda text: text + "\nbody { color: red }\n")

    told = other.next()

    assert before[0]["page"] == told["page"]
    assert before[0]["styles"] != told["styles"]


def test_a_mistake_is_told_and_the_last_good_page_stays(preview: Running):
    events = preview.events(FIRST)
    before = events.next()
    preview.edit(MEMBERS, broken)

    told = events.next()

    assert before["page"] == told["page"]
    assert "" != told["problems"]
    assert "did you mean &#39;group&#39;?" in preview.problems()
    assert "did you mean 'group'?" in preview.said()
    assert "Traceback" not in preview.said()
    assert f'data-problems="{told["problems"]}"' in preview.page(FIRST)

    preview.edit(MEMBERS, lambda _: preview.before[MEMBERS].decode())

    assert before == events.next()


HOME, GOAL = "theme/templates/home.html", "theme/templates/goal.html"
BREAKS: dict[str, tuple[str, Callable[[str], str], str]] = {
    "data": (MEMBERS, lambda text: text + "\n- nothing", "wrong-type"),
    "head": ("content/pages/about.en.md", lambda text: "No head\n" + text, "missing-key"),
    "template": (HOME, lambda text: text + "{% if %}", "template-error"),
    "open page": (HOME, misnamed, "&#39;vew&#39; is undefined"),
    "page that is not open": (GOAL, misnamed, "&#39;vew&#39; is undefined"),
    "catalogue": (
        "theme/locale/ar/LC_MESSAGES/messages.po",
        lambda text: text + '\nmsgid "x',
        "invalid-catalogue",
    ),
}
"""A file, how it is broken, and what is then said."""


@pytest.mark.parametrize("what", BREAKS)
def test_whatever_is_broken_is_shown_with_its_file(preview: Running, what: str):
    name, change, expected = BREAKS[what]
    events = preview.events("/")
    before = events.next()

    preview.edit(name, change)
    told = events.until(lambda told: told["problems"])

    assert before["page"] == told["page"]
    assert expected in preview.problems()
    assert f"{name}:" in preview.problems()
    assert 200 == get(preview.address, "/sdgs/4/").status


def test_problems_are_told_in_the_language_of_the_page(preview: Running):
    events = preview.events("/ar/")
    events.next()
    preview.edit(MEMBERS, broken)
    events.next()

    overlay = preview.problems("/ar/")

    assert '<div class="veil" lang="ar" dir="rtl"' in overlay
    assert '<span lang="en" dir="ltr">a member has no key' in overlay
    assert '<div class="veil" lang="en" dir="ltr"' in preview.problems("/")


def test_nothing_that_is_saved_in_a_hurry_is_lost(preview: Running):
    for number in range(40):
        preview.edit(MEMBERS, lambda text, n=number: text.replace("night", f"night-{n}", 1))

    until(lambda: "night-39-38-37" in preview.page(FIRST))


def test_a_file_that_is_replaced_or_away_for_a_moment_is_followed(preview: Running):
    file = preview.project / MEMBERS
    preview.edit(MEMBERS, renamed)
    until(lambda: "Head Renamed" in preview.page(FIRST))
    text = file.read_text("utf-8")
    fresh = file.with_name("fresh")
    fresh.write_text(text.replace("Renamed", "Replaced"), "utf-8")
    fresh.replace(file)
    until(lambda: "Head Replaced" in preview.page(FIRST))
    file.unlink()
    until(lambda: "missing-file" in preview.problems())
    assert "Head Replaced" in preview.page(FIRST)
    file.write_text(text.replace("Renamed", "Returned"), "utf-8")

    until(lambda: "Head Returned" in preview.page(FIRST) and not preview.problems())


def test_a_file_that_is_half_written_is_no_mistake(preview: Running):
    events = preview.events(FIRST)
    events.next()
    preview.edit(MEMBERS, lambda text: text)
    text = renamed((preview.project / MEMBERS).read_text("utf-8"))
    with (preview.project / MEMBERS).open("w", encoding="utf-8") as file:
        for start in range(0, len(text), 400):
            file.write(text[start : start + 400])
            file.flush()
            time.sleep(0.02)

    assert "" == events.next()["problems"]
    assert "Head Renamed" in preview.page(FIRST)


def test_a_folder_that_was_away_is_followed_again(preview: Running):
    content = preview.project / "content"
    shutil.copytree(content, preview.project / "elsewhere")
    shutil.rmtree(content)
    (preview.project / "elsewhere").rename(content)
    until(lambda: not preview.problems())

    preview.edit("content/pages/about.en.md", lambda text: text + "\nWords after that.\n")

    until(lambda: "Words after that." in preview.page("/about/"))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text_does_not_end_the_watching(preview: Running):
    strange = os.fsencode(preview.project / "content") + b"/caf\xe9.jpg"
    with open(strange, "wb"):  # noqa: PTH123 - a path of bytes
        pass
    os.unlink(strange)  # noqa: PTH108

    preview.edit(MEMBERS, renamed)

    until(lambda: "Head Renamed" in preview.page(FIRST))


def test_a_switched_branch_is_followed(tmp_path: Path, start: Start):
    project = project_of("lantern", tmp_path / "lantern")

    def git(*words: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(["git", *who, *words], cwd=project, check=True, capture_output=True)

    git("init", "-q", "-b", "one")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    git("checkout", "-q", "-b", "two")
    members = project / MEMBERS
    members.write_text(renamed(members.read_text("utf-8")), "utf-8")
    (project / "content/pages/extra.en.md").write_text("Title: Extra\n\nWords.\n", "utf-8")
    git("add", ".")
    git("commit", "-q", "-m", "two")
    running = start(project)
    until(lambda: "Head Renamed" in running.page(FIRST))

    git("checkout", "-q", "one")
    until(lambda: "Head of the night shift" in running.page(FIRST))
    until(lambda: 404 == get(running.address, "/extra/").status)
    git("checkout", "-q", "two")

    until(lambda: "Head Renamed" in running.page(FIRST))
    until(lambda: 200 == get(running.address, "/extra/").status)


def test_problems_at_the_start_are_a_page_that_heals(tmp_path: Path, start: Start):
    project = project_of("lantern", tmp_path / "lantern")
    members = project / MEMBERS
    good = members.read_text("utf-8")
    members.write_text(broken(good), "utf-8")

    running = start(project)
    events = running.events("/")
    told = events.until(lambda told: told["problems"])

    assert "did you mean &#39;group&#39;?" in running.problems()

    members.write_text(good, "utf-8")

    assert "" == events.until(lambda now: now["page"] != told["page"])["problems"]
    assert "Head of the night shift" in running.page(FIRST)


def test_a_taken_port_leads_to_the_next_free_one(tmp_path: Path, start: Start):
    with socket.create_server(("localhost", 0)) as taken:
        port = taken.getsockname()[1]
        running = start(project_of("minimal", tmp_path / "minimal"), port)

    assert port < urlsplit(running.address).port
    assert f"port {port} is taken, so this is " in running.said()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_and_leaves_nothing(tmp_path: Path, start: Start, how: signal.Signals):
    project = project_of("minimal", tmp_path / "minimal")
    before = sorted(project.rglob("*"))
    running = start(project)
    running.events().next()

    running.process.send_signal(how)

    assert 0 == running.process.wait(PATIENCE)
    assert "" == running.said()
    assert before == [path for path in sorted(project.rglob("*")) if "__pycache__" not in path.name
                      and path.suffix != ".pyc"]  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="Windows hands no sockets on")
def test_a_changed_program_starts_anew_and_a_broken_one_does_not(tmp_path: Path, start: Start):
    project = program(tmp_path / "project")
    running = start(project, code=project)
    views = project / "src/coalition/site/views.py"
    good = views.read_text("utf-8")
    pages = project / "src/coalition/site/pages.py"
    process = running.process.pid
    assert process

    views.write_text("import os\n\ndef home(:\n", "utf-8")
    until(lambda: "program-error" in running.problems())
    assert "src/coalition/site/views.py:3" in running.problems()
    assert 200 == get(running.address, FIRST).status
    views.write_text(good, "utf-8")
    text = pages.read_text("utf-8")
    pages.write_text(text.replace('gettext("Page not', 'gettext("No such'), "utf-8")

    until(lambda: "No such found" in running.page("/nowhere/"))
    assert "" == running.problems()
    assert running.process.poll() is None


def test_a_slip_in_the_program_is_a_problem_at_its_line(tmp_path: Path):
    project = program(tmp_path / "project")
    (project / "src/coalition/site/views.py").write_text("import os\n\ndef home(:\n", "utf-8")
    done = subprocess.run(
        [os.sys.executable, "-c", smoke_test.SMOKE_TEST_SCRIPT, str(project)],
        env=os.environ | {"PYTHONPATH": str(project / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    expected = (EXPECTED / "program-error" / "expected.txt").read_text("utf-8").strip()
    assert expected == format_diagnostics([python_errors.diagnose_exception(done.stderr, project)])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pages/about.en.md", True),
        ("static/css/base.css", True),
        ("pages/.about.en.md.swp", False),
        ("pages/about.en.md~", False),
        ("pages/.#about.en.md", False),
        ("pages/4913", False),
        ("coalition/__pycache__/load.pyc", False),
        ("coalition.egg-info", False),
    ],
)
def test_what_editors_keep_beside_a_file_is_no_change(tmp_path: Path, name: str, expected: bool):
    assert expected == SourceFilter()(Change.modified, str(tmp_path / name))
