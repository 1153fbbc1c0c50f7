"""Deployments to real targets: folders, an rsync daemon, a git repository."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalition.cli import deploy as deploy_command
from coalition.deploy import rsync, targets
from coalition.deploy.errors import DeployError
from coalition.deploy.progress import DeployProgress
from support.deployments import find_missing_files, read_files, write_site

pytestmark = pytest.mark.slow
UNIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="rsync runs on Unix only")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the first version of a site."""
    write_site(tmp_path / "project/output", 1)
    return tmp_path / "project"


def build_second(project: Path) -> dict[str, bytes]:
    """Replace the first version of the site with the second; return its files."""
    shutil.rmtree(project / "output")
    return read_files(write_site(project / "output", 2))


def deploy(
    project: Path, kind: str, target: object, *, dry: bool = False, first: bool = False
) -> str:
    return deploy_command.run_deploy(
        project, kind, str(target), {}, dry_run=dry, allow_foreign_files=first
    )


class Target:
    """A target of one kind; `folder` is where its files are."""

    def __init__(self, top: Path, kind: str, prefix: str) -> None:
        self.kind, self.folder = kind, top / "www"
        self.address = f"{prefix}{self.folder if not prefix.endswith('/') else 'www'}"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder that an rsync daemon on this machine serves, and its address."""
    folder = tmp_path_factory.mktemp("daemon")
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    settings = folder / "rsyncd.conf"
    settings.write_text(
        f"use chroot = no\nuid = {os.getuid()}\ngid = {os.getgid()}\n"
        f"[site]\npath = {folder}\nread only = no\n"
    )
    command = ["rsync", "--daemon", "--no-detach", "--address=127.0.0.1", f"--port={port}"]
    process = subprocess.Popen([*command, f"--config={settings}"])
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.02)
    yield folder, f"rsync://127.0.0.1:{port}/site/"
    process.terminate()
    process.wait()


def write_remote_shell(folder: Path, command: str) -> str:
    """Write a substitute for ssh that runs rsync's remote command by means of `command`."""
    program = folder / "shell"
    program.write_text(f'#!/bin/sh\nwhile [ "$1" != rsync ]; do shift; done\n{command}\n')
    program.chmod(0o755)
    return str(program)


@pytest.fixture(params=["folder", "rsync", "daemon", "shell", "rrsync"])
def folder_target(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Target:
    """Each way to a folder; the last two are remote shells, one of them restricted to rsync."""
    if request.param == "daemon":
        folder, address = request.getfixturevalue("daemon")
        shutil.rmtree(folder / "www", ignore_errors=True)
        return Target(folder, "rsync", address)
    if request.param == "shell":
        monkeypatch.setenv("RSYNC_RSH", write_remote_shell(tmp_path, 'exec "$@"'))
        return Target(tmp_path, "rsync", "me@host:")
    if request.param == "rrsync":
        if not shutil.which("rrsync"):
            pytest.skip("this rsync comes without rrsync")
        (tmp_path / "www").mkdir()
        command = f'export SSH_ORIGINAL_COMMAND="$*"\nexec rrsync {tmp_path}'
        monkeypatch.setenv("RSYNC_RSH", write_remote_shell(tmp_path, command))
        return Target(tmp_path, "rsync", "me@host:/")
    return Target(tmp_path, request.param, "")


@UNIX_ONLY
def test_a_deployment_makes_the_target_equal_to_the_site_and_leaves_other_files_alone(
    project: Path, folder_target: Target, capsys: pytest.CaptureFixture[str]
):
    assert "48 added" in deploy(project, folder_target.kind, folder_target.address)
    assert read_files(project / "output") == read_files(folder_target.folder)

    host_files = {".well-known/x": b"x", ".htaccess": b"y"}
    for name, content in host_files.items():
        (folder_target.folder / name).parent.mkdir(exist_ok=True)
        (folder_target.folder / name).write_bytes(content)
    (folder_target.folder / "p0/a [b] *.html").write_text("gone")
    (folder_target.folder / ".index.html.a1b2c3").write_text("left by an interrupted deployment")
    mtimes = {
        path: (folder_target.folder / path).stat().st_mtime_ns
        for path in read_files(folder_target.folder)
    }
    before, new = read_files(folder_target.folder), build_second(project)
    capsys.readouterr()

    dry_run = deploy(project, folder_target.kind, folder_target.address, dry=True)
    rows = [line.split(maxsplit=3) for line in capsys.readouterr().out.splitlines()]

    assert before == read_files(folder_target.folder)
    assert dry_run.startswith("would add 22 files (")
    assert {"added", "changed", "removed"} == {kind for kind, *_ in rows}
    assert ["removed", "4", "B", "p0/a [b] *.html"] in rows

    summary = deploy(project, folder_target.kind, folder_target.address)
    after = read_files(folder_target.folder)

    former = {path: before[path] for path in before if path.startswith("assets/")}
    assert new | host_files | former == after
    assert "22 added, 25 changed, 22 removed" in summary
    assert summary.endswith("; 1 file unchanged, 2 files of former sites kept in assets/")
    assert not (folder_target.folder / "p0").exists()
    untouched = ["images/map.svg", ".htaccess"]
    assert [mtimes[path] for path in untouched] == [
        (folder_target.folder / path).stat().st_mtime_ns for path in untouched
    ]
    assert deploy(project, folder_target.kind, folder_target.address).startswith("nothing to do: ")


def deploy_and_kill(project: Path, kind: str, target: Path, seconds: float) -> dict[str, bytes]:
    """Deploy, and kill all processes that long after the first phase has begun."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.setsid()  # rsync starts child processes
        deployer = targets.create_deployer(kind, str(target), project / "output", project)
        plan = deployer.plan()
        with os.fdopen(writer, "w") as stream:
            deployer.apply(plan, DeployProgress(plan, stream))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        stream.readline()
        time.sleep(seconds)
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return read_files(target)


@UNIX_ONLY
@pytest.mark.slow(5)
@pytest.mark.parametrize(("kind", "longest"), [("folder", 0.02), ("rsync", 0.8)])
def test_a_deployment_that_is_killed_leaves_a_whole_site_and_the_next_one_finishes(
    project: Path, tmp_path: Path, kind: str, longest: float
):
    first, target = read_files(project / "output"), tmp_path / "www"
    new, chance = build_second(project), random.Random(kind)

    for _ in range(6):
        shutil.rmtree(target, ignore_errors=True)
        write_site(target, 1)

        assert [] == find_missing_files(
            deploy_and_kill(project, kind, target, chance.uniform(0, longest))
        )

    deploy(project, kind, target)

    former = {path: first[path] for path in first if path.startswith("assets/")}
    assert new | former == read_files(target)


@UNIX_ONLY
def test_a_machine_without_rsync_says_what_to_install(
    project: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", "")

    with pytest.raises(
        DeployError, match="rsync is not installed on this computer\n = help: install it"
    ):
        deploy(project, "rsync", "/srv/www")


@UNIX_ONLY
def test_an_old_rsync_is_refused(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program = tmp_path / "rsync"
    program.write_text("#!/bin/sh\necho 'openrsync: protocol version 29, rsync version 2.6.9.'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(DeployError, match=r"this rsync is older than 3\.1: openrsync"):
        deploy(project, "rsync", "/srv/www")


@UNIX_ONLY
@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("rsync://127.0.0.1:1/site/", "code 10: .*refused.*\n = help: is the address right"),
        ("{tmp}/none/www", "there is no folder {tmp}/none\n = help: make it first"),
    ],
)
def test_a_server_that_cannot_be_reached_or_written_says_what_to_do(
    project: Path, tmp_path: Path, target: str, expected: str
):
    for dry in (True, False):
        with pytest.raises(DeployError, match=expected.format(tmp=tmp_path)):
            deploy(project, "rsync", target.format(tmp=tmp_path), dry=dry)


def test_a_folder_that_has_a_link_in_it_is_refused(project: Path, tmp_path: Path):
    (tmp_path / "www").mkdir()
    (tmp_path / "www/assets").symlink_to(tmp_path)

    with pytest.raises(DeployError, match="assets is a link to another place"):
        deploy(project, "folder", tmp_path / "www")


@UNIX_ONLY
def test_servers_can_read_a_folder_whatever_the_umask(project: Path, tmp_path: Path):
    umask = os.umask(0o077)
    try:
        deploy(project, "folder", tmp_path / "a/www")
    finally:
        os.umask(umask)

    paths = [tmp_path / "a", tmp_path / "a/www", *(tmp_path / "a/www").rglob("*")]
    assert {(True, 0o755), (False, 0o644)} == {  # the umask still decides who may write
        (path.is_dir(), path.stat().st_mode & 0o777) for path in paths
    }


def test_a_file_in_the_place_of_a_folder_has_to_go(project: Path, tmp_path: Path):
    deploy(project, "folder", tmp_path / "www")
    shutil.rmtree(tmp_path / "www/p3")
    (tmp_path / "www/p3").touch()

    with pytest.raises(DeployError, match=r"p3: .*\n = help: remove this file: a folder is needed"):
        deploy(project, "folder", tmp_path / "www")


CLOSED = "rsync: connection unexpectedly closed (0 bytes received so far) [Receiver]\n"
ENDED = "rsync error: unexplained error (code 255) at io.c(285) [Receiver=3.2.7]"


@pytest.mark.parametrize(
    ("stderr", "reason"),
    [
        ("@@@@@@@@\n@ WARNING @\nHost key verification failed.\n", "Host key verification failed."),
        ("Only for staff!\n\nme@a.example: Permission denied (publickey).\n", "me@a.example: Perm"),
        ("Warning: Permanently added 'a'.\nsh: 1: rsync: not found\n", "sh: 1: rsync: not found"),
        ("rsync: [Receiver] mkdir failed (2)\nsh: gone\n", "rsync: [Receiver] mkdir failed (2)"),
        ("", "rsync: connection unexpectedly closed"),
    ],
)
def test_the_reason_is_found_among_greetings_and_warnings(stderr: str, reason: str):
    assert reason in str(rsync.RsyncError(255, f"{stderr}{CLOSED}{ENDED}"))


def test_a_server_that_says_nothing_gives_no_reason():
    assert "code 12: no reason given" in str(rsync.RsyncError(12, "\n"))


def test_names_are_read_as_rsync_writes_them():
    assert "a\nb\\#c" == rsync._unescape_name("a\\#012b\\#134#c")


# A branch


def git(*arguments: str, cwd: Path) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=cwd, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.fixture
def remote(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bare repository that is `origin` of the project, which has one commit and an author."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    bare = tmp_path / "remote.git"
    git("init", "--quiet", "--bare", str(bare), cwd=tmp_path)
    git("init", "--quiet", "--initial-branch=main", cwd=project)
    git("config", "user.name", "Ada", cwd=project)
    git("config", "user.email", "ada@coalition.example", cwd=project)
    git("commit", "--quiet", "--allow-empty", "--message=Sources", cwd=project)
    git("remote", "add", "origin", str(bare), cwd=project)
    return bare


def read_branch(remote: Path, folder: Path, name: str = "gh-pages") -> dict[str, bytes]:
    shutil.rmtree(folder, ignore_errors=True)
    git("clone", "--quiet", "--branch", name, str(remote), str(folder), cwd=remote)
    shutil.rmtree(folder / ".git")
    return read_files(folder)


def test_a_deployment_is_one_commit_that_names_its_source(
    project: Path, remote: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (project / "output/build.json").write_text('{"commit": "c0ffee", "changed": true}')
    first = read_files(project / "output")

    assert "49 added" in deploy(project, "branch", "")
    assert first | {".nojekyll": b""} == read_branch(remote, tmp_path / "clone")
    repeated = deploy(project, "branch", "")
    new = build_second(project)
    dry_run = deploy(project, "branch", "", dry=True)
    message = git("log", "--format=%an <%ae>%n%B", "gh-pages", cwd=remote).splitlines()

    assert repeated.startswith("nothing to do: origin#gh-pages already has this site")
    assert dry_run.startswith("would add 22 files")
    assert "removed" in capsys.readouterr().out
    assert ["Ada <ada@coalition.example>", "Deliver the site made from c0ffee", ""] == message[:3]
    assert ["Files had been edited since that commit."] == message[3:]

    deploy(project, "branch", "origin")

    former = {path: first[path] for path in first if path.startswith("assets/")}
    expected = new | former | {".nojekyll": b""}
    assert expected == read_branch(remote, tmp_path / "clone")
    assert "2" == git("rev-list", "--count", "gh-pages", cwd=remote)
    assert ["main"] == git("branch", "--format=%(refname:short)", cwd=project).split()
    assert "?? output/" == git("status", "--porcelain", cwd=project)


def test_what_a_branch_holds_for_its_host_stays(project: Path, remote: Path, tmp_path: Path):
    (project / "output/CNAME").write_text("coalition.example\n")
    deploy(project, "branch", f"{remote}#site")
    build_second(project)

    deploy(project, "branch", f"{remote}#site")

    assert b"coalition.example\n" == read_branch(remote, tmp_path / "clone", "site")["CNAME"]


def test_a_push_that_is_refused_says_why_and_leaves_no_branch(project: Path, remote: Path):
    hook = remote / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho 'no pages on Sundays'\nexit 1\n")
    hook.chmod(0o755)

    with pytest.raises(DeployError) as caught:
        deploy(project, "branch", "")

    assert "refuses the commit: remote rejected (pre-receive hook declined)" in str(caught.value)
    assert caught.value.hint.endswith("It says: no pages on Sundays")
    assert ["main"] == git("branch", "--format=%(refname:short)", cwd=project).split()
    assert "" == git("branch", "--list", cwd=remote)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("nowhere", "'nowhere' does not appear to be a git repository"),
        ("origin#main", "'main' is the branch that is checked out"),
        ("origin#a..b", "'a..b' is not a valid branch name"),
    ],
)
@pytest.mark.usefixtures("remote")
def test_a_target_that_is_no_branch_is_refused(project: Path, target: str, expected: str):
    with pytest.raises(DeployError, match=expected):
        deploy(project, "branch", target)


def test_git_has_to_know_who_commits(project: Path, remote: Path):
    git("config", "--unset", "user.email", cwd=project)

    with pytest.raises(DeployError, match="git does not know who makes the commit"):
        deploy(project, "branch", str(remote))
