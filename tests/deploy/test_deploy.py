"""The command `deploy`: its options, the targets it rejects, and the build it waits for."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from coalition import locking
from coalition.cli import deploy as deploy_command
from coalition.deploy.errors import DeployError
from support.deployments import read_files, write_site
from support.projects import PROJECT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a finished site."""
    write_site(tmp_path / "project/output", 1, pages=2)
    return tmp_path / "project"


def deploy(project: Path, kind: str, target: str = "", **variables: str) -> str:
    return deploy_command.run_deploy(
        project, kind, target, variables, dry_run=False, allow_foreign_files=False
    )


def run_command(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `tasks.py deploy` in a project."""
    shutil.copy(PROJECT / "tasks.py", project)
    if not (project / "src").exists():
        (project / "src").symlink_to(PROJECT / "src")
        (project / "tools").symlink_to(PROJECT / "tools")
    return subprocess.run(
        [sys.executable, "-c", "import tasks; tasks.main()", "deploy", *arguments],
        cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.integration
@pytest.mark.parametrize("option", ["--dry-run", "--dry"])  # the second is Invoke's own
def test_a_dry_run_lists_what_would_change_and_changes_nothing(project: Path, option: str):
    result = run_command(project, "--to", "folder", "--target", "www", option)

    lines = result.stdout.splitlines()
    assert (0, "") == (result.returncode, result.stderr)
    assert "added          3 B  data/members.json" in lines
    assert "would add 10 files (" in lines[-1]
    assert lines[-1].endswith(" at www")
    assert 11 == len(lines)
    assert not (project / "www").exists()


@pytest.mark.integration
def test_a_deployment_ends_with_a_line_of_figures(project: Path):
    result = run_command(project, "--to", "folder", "--target", "www")

    assert 0 == result.returncode
    assert result.stdout.startswith("the site is at www: 10 added (")
    assert result.stderr.startswith("what pages load and offer: 6 files, ")
    assert read_files(project / "output") == read_files(project / "www")


@pytest.mark.integration
def test_foreign_files_are_replaced_only_with_the_option_first(project: Path):
    (project / "www").mkdir()
    (project / "www/diary.txt").write_text("dear diary")

    refused = run_command(project, "--to", "folder", "--target", "www")

    assert (1, "") == (refused.returncode, refused.stdout)
    assert refused.stderr.startswith("www contains files that are not a site of this project; 1 f")
    assert ["diary.txt"] == list(read_files(project / "www"))

    forced = run_command(project, "--to", "folder", "--target", "www", "--first")

    assert "10 added, 1 removed" in forced.stdout
    assert read_files(project / "output") == read_files(project / "www")


def test_the_target_can_come_from_the_environment(project: Path, tmp_path: Path):
    summary = deploy(project, "folder", DEPLOY_TARGET=str(tmp_path / "www"))

    assert summary.startswith(f"the site is at {tmp_path}/www: ")


@pytest.mark.parametrize(
    ("kind", "target", "expected"),
    [
        (
            "ftp",
            "x",
            "unknown kind of target 'ftp'\n = help: use 'rsync', 'branch', 's3' or 'folder'",
        ),
        ("rsync", "", "no target is given\n = help: add '--target', user@host:/folder/"),
        ("rsync", "me:secret@host:/www", "the target contains a user name or a password"),
        ("rsync", "rsync://me:secret@host/www", "the target contains a user name or a password"),
        ("branch", "https://token@github.com/a/b", "the target contains a user name or a password"),
        ("s3", "s3://key:secret@bucket/", "the target contains a user name or a password"),
        ("rsync", "-e touch:", "'-e touch:' is not a valid target"),
        ("rsync", "me@-oProxyCommand=x:/www", "'me@-oProxyCommand=x:/www' is not a valid target"),
        (
            "folder",
            "s3://bucket/",
            "'s3://bucket/' is not a valid target\n = help: it should be the path",
        ),
        (
            "folder",
            "me@host:/www/",
            "'me@host:/www/' is not a valid target\n = help: it should be the path",
        ),
        (
            "rsync",
            "me@host/srv/www/",
            "'me@host/srv/www/' is not a valid target\n = help: it should be user@",
        ),
        ("s3", "bucket", "'bucket' is not a valid target\n = help: it should be s3://bucket or"),
        ("folder", "{project}", "is the project's own folder or contains it"),
        ("folder", "{project}/content", "is the project's own folder or contains it"),
        ("rsync", "{project}/.git/www", "is the project's own folder or contains it"),
        ("folder", "{project}/..", "is the project's own folder or contains it"),
        ("folder", "{project}/output/www", "is the project's own folder or contains it"),
        ("rsync", "{project}/output", "is the project's own folder or contains it"),
    ],
)
def test_an_invalid_target_is_refused(project: Path, kind: str, target: str, expected: str):
    with pytest.raises(DeployError) as caught:
        deploy(project, kind, target.format(project=project))

    assert expected in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("index.html", "there is no finished site in output/\n = help: make it with"),
        ("sitemap.xml", "output/ was built without the address of the site\n = help: make it"),
    ],
)
def test_a_site_that_was_not_built_for_publication_is_refused(
    project: Path, missing: str, expected: str
):
    (project / "output" / missing).unlink()

    with pytest.raises(DeployError, match=expected):
        deploy(project, "folder", str(project / "www"))


def test_what_a_killed_build_left_is_put_right_first(project: Path, tmp_path: Path):
    (project / "output").rename(project / "output.swapped")

    assert "10 added" in deploy(project, "folder", str(tmp_path / "www"))


def test_it_waits_for_a_running_build(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    summaries = []
    thread = threading.Thread(
        target=lambda: summaries.append(deploy(project, "folder", str(tmp_path / "www")))
    )

    with locking.hold_lock(project / "output.lock", ""):
        thread.start()
        time.sleep(0.3)

        assert not (tmp_path / "www").exists()
        (project / "output/new.txt").write_text("as if built just now")
    thread.join()

    assert "11 added" in summaries[0]
    assert (
        "waiting for another command that builds or deploys output/ (process"
        in capsys.readouterr().err
    )
