"""The preview follows files however they are saved, and survives every error."""

from __future__ import annotations

import os
import re
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
from support.previews import (
    TIMEOUT_SECONDS,
    Running,
    Start,
    copy_with_source,
    copy_without_warnings,
    get,
    wait_until,
)
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
    return re.sub(r"\bview\.", "vew.", text, count=1)


def test_a_saved_member_is_announced_to_its_open_page_and_shown(preview: Running):
    events = preview.events(FIRST)
    before = events.next()

    preview.edit(MEMBERS, renamed)

    versions = events.next()
    assert before["page"] != versions["page"]
    assert (before["styles"], "") == (versions["styles"], versions["problems"])
    assert "Head Renamed" in preview.page(FIRST)
    assert f'data-page="{versions["page"]}"' in preview.page(FIRST)


def test_an_unchanged_page_gets_no_event(preview: Running):
    other, changed = preview.events("/privacy/"), preview.events(FIRST)
    before = other.next(), changed.next()
    preview.edit(MEMBERS, renamed)
    changed.next()
    preview.edit("content/pages/about.en.md", lambda text: text + "\nMore.\n")
    preview.edit("theme/static/css/base.css", lambda text: text + "\nbody { color: red }\n")

    versions = other.next()

    assert before[0]["page"] == versions["page"]
    assert before[0]["styles"] != versions["styles"]


def test_an_error_is_announced_and_the_last_good_page_stays(preview: Running):
    events = preview.events(FIRST)
    before = events.next()
    preview.edit(MEMBERS, broken)

    versions = events.next()

    assert before["page"] == versions["page"]
    assert "" != versions["problems"]
    assert "did you mean &#39;group&#39;?" in preview.problems()
    assert "did you mean 'group'?" in preview.stderr_text()
    assert "Traceback" not in preview.stderr_text()
    assert f'data-problems="{versions["problems"]}"' in preview.page(FIRST)

    preview.edit(MEMBERS, lambda _: preview.before[MEMBERS].decode())

    assert before == events.next()


HOME, GOAL = "theme/templates/home.html", "theme/templates/goal.html"
BREAKS: dict[str, tuple[str, Callable[[str], str], str]] = {
    "data": (MEMBERS, lambda text: text + "\n- nothing", "wrong-type"),
    "front matter": (
        "content/pages/about.en.md",
        lambda text: "No front matter\n" + text,
        "missing-key",
    ),
    "template": (HOME, lambda text: text + "{% if %}", "template-error"),
    "open page": (HOME, misnamed, "&#39;vew&#39; is undefined"),
    "page that is not open": (GOAL, misnamed, "&#39;vew&#39; is undefined"),
    "catalog": (
        "theme/locale/ar/LC_MESSAGES/messages.po",
        lambda text: text + '\nmsgid "x',
        "invalid-catalog",
    ),
}
"""A file, an edit that breaks it, and a part of the expected diagnostic."""


@pytest.mark.parametrize("breakage", BREAKS)
def test_each_kind_of_breakage_is_shown_with_its_file(preview: Running, breakage: str):
    name, change, expected = BREAKS[breakage]
    events = preview.events("/")
    before = events.next()

    preview.edit(name, change)
    versions = events.until(lambda versions: versions["problems"])

    assert before["page"] == versions["page"]
    assert expected in preview.problems()
    assert f"{name}:" in preview.problems()
    assert 200 == get(preview.address, "/sdgs/4/").status


def add_broken_link(text: str) -> str:
    return text + "\nSee [there](#nowhere).\n"


def test_an_open_page_is_audited_when_it_is_requested(preview: Running):
    events = preview.events("/about/")
    events.next()
    preview.edit("content/pages/about.en.md", add_broken_link)
    events.next()  # from here on, the page shows the link
    get(preview.address, "/about/")

    events.until(lambda versions: versions["problems"])

    assert "there is no part &#39;#nowhere&#39;" in preview.problems("/about/")
    assert "content/pages/about.en.md:" in preview.problems("/about/")


def test_a_page_that_is_not_open_is_audited_in_the_background(preview: Running):
    events = preview.events("/members/")
    events.next()

    preview.edit("content/pages/about.en.md", add_broken_link)
    events.until(lambda versions: versions["problems"])

    assert "there is no part &#39;#nowhere&#39;" in preview.problems("/members/")
    assert "content/pages/about.en.md:" in preview.problems("/members/")
    wait_until(lambda: "[broken-link]" in preview.stderr_text())


def test_warnings_follow_in_the_background_and_prevent_nothing(preview: Running):
    events = preview.events("/privacy/")
    before = events.next()

    preview.edit(MEMBERS, lambda text: text.replace("checked: 2024-05-02", "checked: 2011-05-02"))
    versions = events.until(lambda versions: versions["problems"])

    assert before["page"] == versions["page"]
    assert "[not-confirmed]" not in preview.stderr_text()
    assert 'class="backdrop is-panel"' in preview.problems("/privacy/")
    assert "was last checked on 2011-05-02" in preview.problems("/privacy/")


def test_an_error_goes_when_its_file_is_saved_and_comes_back_if_it_is_still_there(
    preview: Running,
):
    events = preview.events("/members/")
    events.next()
    preview.edit("content/pages/about.en.md", add_broken_link)
    events.until(lambda versions: versions["problems"])

    preview.edit("content/pages/about.en.md", lambda text: text + "\nMore words.\n")

    events.until(lambda versions: not versions["problems"])
    events.until(lambda versions: versions["problems"])
    assert "there is no part &#39;#nowhere&#39;" in preview.problems("/members/")


def test_a_renamed_page_says_so_to_its_readers(preview: Running):
    events = preview.events(FIRST)
    before = events.next()

    preview.edit(MEMBERS, lambda text: text.replace("Ingrid Prøve", "Ingrid T. Prøve", 1))

    assert before["page"] != events.next()["page"]
    reply = get(preview.address, FIRST)
    assert 404 == reply.status
    assert '<a href="/members/ingrid-t-prove/">' in reply.text


def test_the_explanation_of_a_rule_is_served(preview: Running):
    reply = get(preview.address, "/_preview/explanations/broken-link/")

    assert (200, True) == (reply.status, "<code>broken-link</code>" in reply.text)
    assert 404 == get(preview.address, "/_preview/explanations/no-such-rule/").status


def test_the_overlay_is_in_the_language_of_the_page(preview: Running):
    events = preview.events("/ar/")
    events.next()
    preview.edit(MEMBERS, broken)
    events.next()

    overlay = preview.problems("/ar/")

    assert '<div class="preview" lang="ar" dir="rtl"' in overlay
    assert '<span lang="en" dir="ltr">a member has no key' in overlay
    assert '<div class="preview" lang="en" dir="ltr"' in preview.problems("/")


def test_nothing_that_is_saved_in_a_hurry_is_lost(preview: Running):
    for number in range(40):
        preview.edit(MEMBERS, lambda text, n=number: text.replace("night", f"night-{n}", 1))

    wait_until(lambda: "night-39-38-37" in preview.page(FIRST))


def test_a_file_that_is_replaced_or_away_for_a_moment_is_followed(preview: Running):
    file = preview.project / MEMBERS
    preview.edit(MEMBERS, renamed)
    wait_until(lambda: "Head Renamed" in preview.page(FIRST))
    text = file.read_text("utf-8")
    fresh = file.with_name("fresh")
    fresh.write_text(text.replace("Renamed", "Replaced"), "utf-8")
    fresh.replace(file)
    wait_until(lambda: "Head Replaced" in preview.page(FIRST))
    file.unlink()
    wait_until(lambda: "missing-file" in preview.problems())
    assert "Head Replaced" in preview.page(FIRST)
    file.write_text(text.replace("Renamed", "Returned"), "utf-8")

    wait_until(lambda: "Head Returned" in preview.page(FIRST) and not preview.problems())


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
    wait_until(lambda: not preview.problems())

    preview.edit("content/pages/about.en.md", lambda text: text + "\nWords after that.\n")

    wait_until(lambda: "Words after that." in preview.page("/about/"))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text_does_not_end_the_watching(preview: Running):
    strange = os.fsencode(preview.project / "content") + b"/caf\xe9.jpg"
    with open(strange, "wb"):  # noqa: PTH123 - a path of bytes
        pass
    os.unlink(strange)  # noqa: PTH108

    preview.edit(MEMBERS, renamed)

    wait_until(lambda: "Head Renamed" in preview.page(FIRST))


def test_a_switched_branch_is_followed(tmp_path: Path, start: Start):
    project = copy_without_warnings(tmp_path / "lantern")

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
    wait_until(lambda: "Head Renamed" in running.page(FIRST))

    git("checkout", "-q", "one")
    wait_until(lambda: "Head of the night shift" in running.page(FIRST))
    wait_until(lambda: 404 == get(running.address, "/extra/").status)
    git("checkout", "-q", "two")

    wait_until(lambda: "Head Renamed" in running.page(FIRST))
    wait_until(lambda: 200 == get(running.address, "/extra/").status)


def test_errors_at_the_start_are_a_page_that_recovers(tmp_path: Path, start: Start):
    project = copy_without_warnings(tmp_path / "lantern")
    members = project / MEMBERS
    good = members.read_text("utf-8")
    members.write_text(broken(good), "utf-8")

    running = start(project)
    events = running.events("/")
    versions = events.until(lambda versions: versions["problems"])

    assert "did you mean &#39;group&#39;?" in running.problems()

    members.write_text(good, "utf-8")

    assert "" == events.until(lambda now: now["page"] != versions["page"])["problems"]
    assert "Head of the night shift" in running.page(FIRST)


def test_a_taken_port_leads_to_the_next_free_one(tmp_path: Path, start: Start):
    with socket.create_server(("localhost", 0)) as taken:
        port = taken.getsockname()[1]
        running = start(project_of("minimal", tmp_path / "minimal"), port)

    assert port < urlsplit(running.address).port
    assert f"port {port} is taken, so this is " in running.stderr_text()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("stop_signal", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_and_leaves_nothing(
    tmp_path: Path, start: Start, stop_signal: signal.Signals
):
    project = project_of("minimal", tmp_path / "minimal")
    before = sorted(project.rglob("*"))
    running = start(project)
    running.events().next()

    running.process.send_signal(stop_signal)

    assert 0 == running.process.wait(TIMEOUT_SECONDS)
    assert "" == running.stderr_text()
    assert before == [path for path in sorted(project.rglob("*")) if "__pycache__" not in path.name
                      and path.suffix != ".pyc"]  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="Windows does not pass sockets on")
def test_changed_source_code_restarts_the_preview_and_broken_code_does_not(
    tmp_path: Path, start: Start
):
    project = copy_with_source(tmp_path / "project")
    running = start(project, code=project)
    views = project / "src/coalition/site/views/home.py"
    good = views.read_text("utf-8")
    pages = project / "src/coalition/site/pages/content_pages.py"
    process = running.process.pid
    assert process

    views.write_text("import os\n\ndef home(:\n", "utf-8")
    wait_until(lambda: "program-error" in running.problems())
    assert "src/coalition/site/views/home.py:3" in running.problems()
    assert 200 == get(running.address, FIRST).status
    views.write_text(good, "utf-8")
    text = pages.read_text("utf-8")
    pages.write_text(text.replace('gettext("Page not', 'gettext("No such'), "utf-8")

    wait_until(lambda: "No such found" in running.page("/nowhere/"))
    assert "" == running.problems()
    assert running.process.poll() is None


def test_an_error_in_the_source_code_is_reported_at_its_line(tmp_path: Path):
    project = copy_with_source(tmp_path / "project")
    (project / "src/coalition/site/views/home.py").write_text("import os\n\ndef home(:\n", "utf-8")
    result = subprocess.run(
        [os.sys.executable, "-c", smoke_test.SMOKE_TEST_SCRIPT, str(project)],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    expected = (EXPECTED / "program-error" / "expected.txt").read_text("utf-8").strip()
    assert expected == format_diagnostics(
        [python_errors.diagnose_exception(result.stderr, project)]
    )


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
def test_temporary_files_of_text_editors_are_no_change(tmp_path: Path, name: str, expected: bool):
    assert expected == SourceFilter()(Change.modified, str(tmp_path / name))
