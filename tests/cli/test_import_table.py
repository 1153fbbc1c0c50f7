"""The command `import`, as it is typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support.projects import INVENTED, copy_project

pytestmark = pytest.mark.integration

MAIN = "from coalition.cli.commands import main; main()"
HARBOUR = INVENTED / "harbour"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "p", HARBOUR / "data", HARBOUR / "content")


def run(project: Path, *arguments: str) -> tuple[int, str, str]:
    command = [sys.executable, "-c", MAIN, "import", *arguments]
    done = subprocess.run(
        command, cwd=project, capture_output=True, encoding="utf-8", check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_a_table_is_imported_with_the_options_of_the_command(project: Path):
    (project / "list.csv").write_bytes("Wer;Land\r\nJörg Muster;Österreich\r\n".encode("cp1252"))

    code, output, _ = run(
        project, "members", "list.csv", "--map", "Wer=name", "--map", "Land=country",
        "--source", "A letter", "--yes",
    )  # fmt: skip

    assert 0 == code
    assert "list.csv: 1 new, 0 changed, 0 the same, 0 wrong" == output.splitlines()[0]
    assert "1 new member in data/members.yaml" == output.splitlines()[-1]
    lines = (project / "data/members.yaml").read_text("utf-8").splitlines()
    start = lines.index("- name: Jörg Muster")
    assert ["  country: AT", "  source: A letter"] == lines[start + 1 : start + 3]


def test_a_wrong_row_ends_the_command_with_an_error_and_changes_nothing(project: Path):
    (project / "list.csv").write_text("Name,Country\nAda,Atlantis\n", "utf-8")
    before = (project / "data/members.yaml").read_bytes()

    code, output, error = run(project, "members", "list.csv", "--yes")

    assert 1 == code
    assert "list.csv, row 2, column 'Country': error: there is no country 'Atlantis'" in output
    assert error.startswith("1 row is wrong, so nothing is imported: ")
    assert "Traceback" not in output + error
    assert before == (project / "data/members.yaml").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("members",), "'import' needs an argument: a CSV file or an Excel workbook"),
        (("members", "list.ods"), "list.ods cannot be read: No such file or directory"),
        (("pages", "list.csv"), "'pages' cannot be imported: write one of members, "),
    ],
)
def test_what_cannot_be_done_is_one_line(arguments: tuple[str, ...], message: str, project: Path):
    code, output, error = run(project, *arguments)

    assert code in (1, 2)
    assert "" == output
    assert error.startswith(message)
    assert 1 == len(error.splitlines())
