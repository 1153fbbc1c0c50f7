"""`tasks.py check` as a command: what it prints where, in each format, and how it ends."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from coalition.cli.check import get_current_date, run_check
from coalition.cli.reports import CheckError
from coalition.schema import schemas
from support.projects import PROJECT

COALITIONS = PROJECT / "tests" / "data" / "coalitions"
OF_2024 = "1717200000"
"""The first of June 2024, in seconds."""

HEARING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
"""Who was started in a shell's background ignores Ctrl-C, and so do all that it starts."""

CODE = "import sys; sys.path[:0] = ['.', 'src']; import tasks; tasks.main()"
PROGRAMS = ("gitlab", "sarif")


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
    for name in ("templates", "static", "locale/ar"):  # the other catalogues would only take time
        shutil.copytree(PROJECT / "theme" / name, folder / "theme" / name)
    return folder


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Path:
    return shutil.copytree(template, tmp_path / "projéct", symlinks=True)


@dataclass(frozen=True)
class Done:
    """How a check ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


Check = Callable[..., Done]


@pytest.fixture
def check(project: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """A function: the options of the command and the environment in, what came of it out."""

    def run(format: str = "text", links: bool = False, **variables: str) -> Done:
        code = run_check(project, format, links, {"SOURCE_DATE_EPOCH": OF_2024} | variables)
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return run


def test_a_schema_that_stayed_behind_is_told_as_the_example_says(project: Path, check: Check):
    schemas.write_schemas(project)
    assert "stale-schema" not in check().stderr
    file = project / "data" / "schema" / "members.schema.json"
    file.write_text(file.read_text("utf-8").replace('"radio-qamar"', '"radio-kamar"'), "utf-8")

    example = PROJECT / "tests/data/schema_warnings/stale-schema/expected.txt"
    assert example.read_text("utf-8").strip() in check().stderr


def spoil(project: Path) -> None:
    file = project / "data/members.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("organisation: radio-qamar", "organisation: radio-kamar"), "utf-8")


def test_warnings_are_told_like_problems_but_end_well(check: Check):
    done = check()

    assert 0 == done.returncode
    assert done.stderr.startswith(
        "data/sdgs.yaml:6:11: warning: no area of action names the goal 7"
    )
    assert done.stdout.endswith(" languages: no problems, 1 warning\n")


def test_the_day_is_the_one_that_the_environment_says(check: Check):
    later = check(SOURCE_DATE_EPOCH="1800000000")

    assert 0 == later.returncode
    assert "more than 6 months ago [not-confirmed]" in later.stderr


def test_a_day_that_is_none_is_said_in_one_line(project: Path):
    done = subprocess.run(
        [sys.executable, "-c", CODE, "check"],
        cwd=project,
        env=os.environ | {"SOURCE_DATE_EPOCH": "yesterday"},
        capture_output=True,
        text=True,
        check=False,
    )

    expected = "SOURCE_DATE_EPOCH is 'yesterday', but should be a number of seconds\n"
    assert (1, "", expected) == (done.returncode, done.stdout, done.stderr)


def test_today_is_today():
    before = datetime.date.today()

    assert before <= get_current_date({}) <= datetime.date.today()
    assert datetime.date(2024, 6, 1) == get_current_date({"SOURCE_DATE_EPOCH": OF_2024})
    for nonsense in ("1e9", "9" * 30, "-"):
        with pytest.raises(CheckError):
            get_current_date({"SOURCE_DATE_EPOCH": nonsense})


@pytest.mark.parametrize("format", PROGRAMS)
@pytest.mark.parametrize("spoilt", [False, True])
def test_a_program_reads_nothing_but_its_report_on_stdout(
    project: Path, check: Check, format: str, spoilt: bool
):
    if spoilt:
        spoil(project)

    done, text = check(format), check()

    found = json.loads(done.stdout)
    assert spoilt == done.returncode
    assert done.stderr == f"{text.stderr}\n{text.stdout}"
    results = found if format == "gitlab" else found["runs"][0]["results"]
    assert (2 if spoilt else 1) == len(results)


@pytest.mark.parametrize("format", ["text", "github", *PROGRAMS])
def test_data_that_cannot_be_read_at_all_are_told_in_every_format(
    project: Path, check: Check, format: str
):
    (project / "data/members.yaml").write_bytes(b"\xff\xfe- \x00[")
    (project / "data/sdgs.yaml").unlink()

    done = check(format)

    assert 1 == done.returncode
    for name in ("members.yaml", "sdgs.yaml"):
        assert f"data/{name}" in (done.stdout if format in PROGRAMS else done.stderr)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("format", ["github", "text"])
def test_the_summary_of_a_step_is_written_for_github_alone(
    project: Path, check: Check, format: str
):
    spoil(project)
    summary = project / "summary.md"
    summary.write_text("what an earlier command wrote\n")

    done = check(format, GITHUB_STEP_SUMMARY=str(summary))

    text = summary.read_text(encoding="utf-8")
    assert text.startswith("what an earlier command wrote\n")
    assert (2 if format == "github" else 0) == text.count("<pre>")
    assert done.stderr.startswith("::error file=data/members.yaml,") == (format == "github")


def test_a_summary_that_cannot_be_written_is_a_note_and_loses_nothing(project: Path, check: Check):
    done = check("github", GITHUB_STEP_SUMMARY=str(project / "no/where"))

    assert done.stderr.startswith("note: the summary could not be written: ")
    assert (0, 1) == (done.returncode, done.stderr.count("::warning "))


def test_links_are_asked_only_when_nothing_else_is_wrong(project: Path, check: Check):
    spoil(project)

    done = check(links=True)

    assert 1 == done.returncode
    assert done.stderr.endswith("note: addresses outside are asked when nothing else is wrong\n")
    assert not (project / ".links.json").exists()


def only_link(project: Path, address: str) -> None:
    """Leave the project with one address outside."""
    shutil.rmtree(project / "data")
    shutil.rmtree(project / "content")
    (project / "content").mkdir()
    shutil.copytree(COALITIONS / "minimal" / "data", project / "data")
    file = project / "data/coalition.yaml"
    licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    file.write_text(
        file.read_text("utf-8").replace(licence, address).replace("[fr]", "[en]"), "utf-8"
    )


def test_the_check_never_asks_this_machine_and_never_fails_for_a_link(project: Path, check: Check):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        only_link(project, address)

        done = check("sarif", links=True)

        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert 0 == done.returncode
    assert f"note: {address} could not be looked at: it leads into a private network" in done.stderr
    assert "addresses outside: 0 good, 0 moved, 0 dead, 1 could not be looked at" in done.stderr
    assert [] == json.loads(done.stdout)["runs"][0]["results"]
    assert (project / ".links.json").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has another Ctrl-C")
def test_ctrl_c_ends_the_asking_in_one_line(project: Path):
    with socket.create_server(("127.0.0.1", 0)) as proxy:  # takes the call and never answers
        only_link(project, "http://slow.example/")
        variables = {"http_proxy": f"http://127.0.0.1:{proxy.getsockname()[1]}", "no_proxy": ""}
        process = subprocess.Popen(
            [sys.executable, "-c", HEARING + CODE, "check", "--links"],
            cwd=project,
            env=os.environ | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        proxy.settimeout(60)
        try:
            call, _ = proxy.accept()
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
            call.close()
        finally:
            process.kill()

    assert (130, "", "stopped; the answers so far are kept\n") == (process.returncode, out, err)
    assert {} == json.loads((project / ".links.json").read_text())


@pytest.mark.skipif(os.name == "nt", reason="Windows ends pipes in another way")
def test_a_reader_who_hangs_up_is_no_error(project: Path):
    reader, writer = os.pipe()
    os.close(reader)

    done = subprocess.run(
        [sys.executable, "-c", CODE, "check", "--format", "sarif"],
        cwd=project,
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )

    os.close(writer)
    assert 0 == done.returncode
    assert "BrokenPipe" not in done.stderr
