"""`tasks.py check`: stdout, stderr and the exit code, in each report format."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from coalition.cli.check import run_check
from coalition.cli.extras import MissingExtraError
from coalition.cli.reports import CheckError
from coalition.schema import schemas
from support.git import git
from support.projects import PROJECT

pytestmark = pytest.mark.integration

COALITIONS = PROJECT / "tests" / "data" / "coalitions"
EPOCH_2024 = "1717200000"
"""1 June 2024, in seconds since the epoch."""

RESTORE_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
"""A background job of a shell ignores SIGINT, and so do its child processes."""

CODE = "import sys; sys.path[:0] = ['.', 'src']; import tasks; tasks.main()"
MACHINE_FORMATS = ("gitlab", "sarif")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the lantern coalition's data, to be copied."""
    folder = tmp_path_factory.mktemp("project") / "projécts"
    folder.mkdir()
    for name in ("tasks.py", "pelicanconf.py"):
        shutil.copy(PROJECT / name, folder)
    shutil.copytree(COALITIONS / "lantern" / "data", folder / "data")
    shutil.copytree(COALITIONS / "lantern" / "content", folder / "content")
    (folder / "src").symlink_to(PROJECT / "src")
    (folder / "tools").symlink_to(PROJECT / "tools")
    (folder / "theme/locale").mkdir(parents=True)
    for name in ("templates", "static", "locale/ar"):  # fewer catalogs are faster
        shutil.copytree(PROJECT / "theme" / name, folder / "theme" / name)
    return folder


@pytest.fixture
def root(template: Path, tmp_path: Path) -> Path:
    return shutil.copytree(template, tmp_path / "projéct", symlinks=True)


@dataclass(frozen=True)
class Outcome:
    """The exit code and the output of a check."""

    returncode: int
    stdout: str
    stderr: str


Check = Callable[..., Outcome]


@pytest.fixture
def check(root: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """A function that runs `check` with options and environment variables."""

    def run(format: str = "text", links: bool = False, **variables: str) -> Outcome:
        code = run_check(root, format, links, {"SOURCE_DATE_EPOCH": EPOCH_2024} | variables)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


def test_a_stale_schema_is_reported_as_in_the_example(root: Path, check: Check):
    schemas.write_schemas(root)
    assert "stale-schema" not in check().stderr
    file = root / "data" / "schema" / "members.schema.json"
    file.write_text(file.read_text("utf-8").replace('"radio-qamar"', '"radio-kamar"'), "utf-8")

    example = PROJECT / "tests/data/schema_warnings/stale-schema/expected.txt"
    assert example.read_text("utf-8").strip() in check().stderr


def break_reference(root: Path) -> None:
    file = root / "data/members.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("organisation: radio-qamar", "organisation: radio-kamar"), "utf-8")


def test_warnings_are_reported_like_errors_but_the_exit_code_is_0(check: Check):
    outcome = check()

    assert 0 == outcome.returncode
    assert outcome.stderr.startswith(
        "data/sdgs.yaml:6:11: warning: no area of action names the goal 7"
    )
    assert outcome.stdout.endswith(" languages: no problems, 1 warning\n")


def test_the_summary_counts_only_what_there_is(root: Path, check: Check):
    (root / "data/documents.yaml").unlink()
    (root / "data/events.yaml").write_text(
        "- {id: a, title: A, kind: meeting, start: 2020-01-01}\n"
        "- {id: b, title: B, kind: meeting, start: 2021-01-01}\n",
        "utf-8",
    )

    summary = check().stdout.splitlines()[-1]

    assert "goals, 2 events, 2 languages: no problems" in summary
    assert "document" not in summary and "working group" not in summary


def test_a_document_that_no_page_names_is_a_warning(root: Path, check: Check):
    (root / "content/files").mkdir()
    for name in ("lonely", "linked"):
        (root / f"content/files/{name}.txt").write_text("words", "utf-8")
    about = root / "content/pages/about.en.md"
    about.write_text(about.read_text("utf-8") + "\n[x](../files/linked.txt)\n", "utf-8")

    outcome = check()

    assert 0 == outcome.returncode
    assert ["content/files/lonely.txt:1:1"] == re.findall(
        r"(?m)^(\S+): warning: .* \[unused-file\]$", outcome.stderr
    )


def test_the_date_is_that_of_source_date_epoch(check: Check):
    later = check(SOURCE_DATE_EPOCH="1800000000")

    assert 0 == later.returncode
    assert "more than 6 months ago [not-confirmed]" in later.stderr


def test_an_invalid_source_date_epoch_is_one_line(root: Path):
    outcome = subprocess.run(
        [sys.executable, "-c", CODE, "check"],
        cwd=root,
        env=os.environ | {"SOURCE_DATE_EPOCH": "yesterday"},
        capture_output=True,
        text=True,
        check=False,
    )

    expected = "SOURCE_DATE_EPOCH is 'yesterday', but should be a number of seconds\n"
    assert (1, "", expected) == (outcome.returncode, outcome.stdout, outcome.stderr)


@pytest.mark.parametrize("format", MACHINE_FORMATS)
@pytest.mark.parametrize("broken", [False, True])
def test_stdout_is_only_the_report_in_machine_readable_formats(
    root: Path, check: Check, format: str, broken: bool
):
    if broken:
        break_reference(root)

    outcome, text = check(format), check()

    report = json.loads(outcome.stdout)
    assert broken == outcome.returncode
    assert outcome.stderr == f"{text.stderr}\n{text.stdout}"
    results = report if format == "gitlab" else report["runs"][0]["results"]
    assert (2 if broken else 1) == len(results)


@pytest.mark.parametrize("format", ["text", "github", *MACHINE_FORMATS])
def test_unreadable_data_are_reported_in_every_format(root: Path, check: Check, format: str):
    (root / "data/members.yaml").write_bytes(b"\xff\xfe- \x00[")
    (root / "data/sdgs.yaml").unlink()

    outcome = check(format)

    assert 1 == outcome.returncode
    for name in ("members.yaml", "sdgs.yaml"):
        assert f"data/{name}" in (outcome.stdout if format in MACHINE_FORMATS else outcome.stderr)
    assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize("format", ["github", "text"])
def test_the_job_summary_is_only_written_for_github(root: Path, check: Check, format: str):
    break_reference(root)
    summary = root / "summary.md"
    summary.write_text("what an earlier command wrote\n")

    outcome = check(format, GITHUB_STEP_SUMMARY=str(summary))

    text = summary.read_text(encoding="utf-8")
    assert text.startswith("what an earlier command wrote\n")
    assert (2 if format == "github" else 0) == text.count("<pre>")
    assert outcome.stderr.startswith("::error file=data/members.yaml,") == (format == "github")


def test_a_summary_that_cannot_be_written_is_a_note_and_loses_nothing(root: Path, check: Check):
    outcome = check("github", GITHUB_STEP_SUMMARY=str(root / "no/where"))

    assert outcome.stderr.startswith("note: the summary could not be written: ")
    assert (0, 1) == (outcome.returncode, outcome.stderr.count("::warning "))


def test_links_are_checked_only_without_other_errors(root: Path, check: Check):
    break_reference(root)

    outcome = check(links=True)

    assert 1 == outcome.returncode
    assert outcome.stderr.endswith(
        "note: external links are checked once there are no other errors\n"
    )
    assert not (root / ".links.json").exists()


def fail_to_install(name: str) -> None:
    raise MissingExtraError(f"{name} cannot be downloaded")


@pytest.mark.parametrize("format", ["bogus", "text"])
def test_the_link_checker_is_installed_only_to_check_links(root: Path, format: str):
    break_reference(root)
    requested: list[str] = []

    with suppress(CheckError):
        run_check(root, format, True, {}, requested.append)

    assert [] == requested


def test_an_installation_that_fails_leaves_the_rest_of_the_report(
    root: Path, capsys: pytest.CaptureFixture[str]
):
    code = run_check(root, "sarif", False, {})
    without_links = capsys.readouterr()

    with pytest.raises(CheckError) as error:
        run_check(root, "sarif", True, {}, fail_to_install)

    assert (0, 1) == (code, error.value.code)
    assert "the external links were not checked: links cannot be downloaded" == str(error.value)
    assert json.loads(without_links.out) == json.loads(capsys.readouterr().out)


def only_link(root: Path, address: str) -> None:
    """Leave the project with a single external link."""
    shutil.rmtree(root / "data")
    shutil.rmtree(root / "content")
    (root / "content").mkdir()
    shutil.copytree(COALITIONS / "minimal" / "data", root / "data")
    file = root / "data/coalition.yaml"
    licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    file.write_text(
        file.read_text("utf-8").replace(licence, address).replace("[fr]", "[en]"), "utf-8"
    )


def test_check_never_requests_this_machine_and_never_fails_for_a_link(root: Path, check: Check):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        only_link(root, address)

        outcome = check("sarif", links=True)

        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert 0 == outcome.returncode
    assert (
        f"note: {address} could not be checked: its host is in a private network" in outcome.stderr
    )
    assert "external links: 0 good, 0 moved, 0 dead, 1 could not be checked" in outcome.stderr
    assert [] == json.loads(outcome.stdout)["runs"][0]["results"]
    assert (root / ".links.json").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has another Ctrl-C")
def test_ctrl_c_ends_the_link_check_in_one_line(root: Path):
    with socket.create_server(("127.0.0.1", 0)) as proxy:  # accepts and never answers
        only_link(root, "http://slow.org/")
        variables = {"http_proxy": f"http://127.0.0.1:{proxy.getsockname()[1]}", "no_proxy": ""}
        process = subprocess.Popen(
            [sys.executable, "-c", RESTORE_CTRL_C + CODE, "check", "--links"],
            cwd=root,
            env=os.environ | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        proxy.settimeout(60)
        try:
            connection, _ = proxy.accept()
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
            connection.close()
        finally:
            process.kill()

    assert (130, "", "stopped; the answers so far are kept\n") == (process.returncode, out, err)
    assert {} == json.loads((root / ".links.json").read_text())


@pytest.mark.skipif(os.name == "nt", reason="Windows ends pipes in another way")
def test_a_closed_pipe_is_not_an_error(root: Path):
    reader, writer = os.pipe()
    os.close(reader)

    outcome = subprocess.run(
        [sys.executable, "-c", CODE, "check", "--format", "sarif"],
        cwd=root,
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )

    os.close(writer)
    assert 0 == outcome.returncode
    assert "BrokenPipe" not in outcome.stderr


@pytest.fixture
def repository(root: Path) -> Path:
    """The project in a repository of git, with one commit."""
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "content", "data")
    git(root, "commit", "--quiet", "-m", "Begin")
    return root


def rename_by_hand(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_an_address_that_a_change_loses_is_reported_at_the_line(
    repository: Path, capsys: pytest.CaptureFixture[str]
):
    rename_by_hand(repository, "data/members.yaml", "- name: Zoë\n", "- name: Zoë Lamp\n")

    code = run_check(repository, "text", False, {}, against="main")

    captured = capsys.readouterr()
    assert (1, "1 problem in 1 file\n") == (code, captured.out)
    assert captured.err.startswith(
        "data/members.yaml:81:9: error: '/members/zoe/' is an address of"
    )
    assert "add a line 'id: zoe', which keeps the address" in captured.err

    rename_by_hand(repository, "data/members.yaml", "Zoë Lamp\n", "Zoë Lamp\n  id: zoe\n")

    assert 0 == run_check(repository, "text", False, {}, against="main")


def test_other_errors_are_reported_with_the_address_that_causes_them(
    repository: Path, capsys: pytest.CaptureFixture[str]
):
    """Members refer to a renamed organisation by an id that it does not have any more."""
    rename_by_hand(
        repository, "data/organisations.yaml", "- name: Boat Library", "- name: The Boat Library"
    )

    code = run_check(repository, "text", False, {}, against="main")

    report = capsys.readouterr().err
    assert 1 == code
    assert "unknown organisation 'boat-library'" in report
    assert "add a line 'id: boat-library', which keeps the address" in report


def test_an_older_version_with_an_error_is_a_note(
    repository: Path, capsys: pytest.CaptureFixture[str]
):
    rename_by_hand(repository, "data/members.yaml", "- name: Zoë\n", "- name: Zoë: Lamp\n")
    git(repository, "commit", "--quiet", "--all", "-m", "Break")
    rename_by_hand(repository, "data/members.yaml", "Zoë: Lamp", "Zoë")

    code = run_check(repository, "text", False, {}, against="main")

    assert 0 == code
    expected = "note: 'main' has an error, so no address is compared: data/members.yaml, line 81: "
    assert capsys.readouterr().err.startswith(expected)


@pytest.mark.parametrize("format", MACHINE_FORMATS)
def test_an_unknown_version_is_reported_as_other_errors_are(
    repository: Path, format: str, capsys: pytest.CaptureFixture[str]
):
    code = run_check(repository, format, False, {}, against="mian")

    captured = capsys.readouterr()
    assert 1 == code
    assert "unknown-version" in json.dumps(json.loads(captured.out))
