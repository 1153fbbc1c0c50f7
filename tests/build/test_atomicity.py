"""Visitors see one complete site, the old or the new one, however a build ends."""

from __future__ import annotations

import errno
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from coalition.build import pelican_process, publish
from coalition.diagnostics import BuildError
from coalition.output import atomic_output, exchange, manifest
from support.projects import TINY_PAGE

pytestmark = pytest.mark.slow
KILLS = int(os.environ.get("KILLS", "12"))
"""How many times a real build is killed."""

DISK_EVENTS = {
    "open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.scandir", "os.utime",
    "shutil.rmtree", "ctypes.dlsym",
}  # fmt: skip
"""Audit events that Python raises before each step on the disk, and before the swap itself."""

BUILD = (
    "import sys; from pathlib import Path; from coalition.build import publish;"
    "project = Path(sys.argv[1]); publish.build_site(project, project / 'output', '',"
    "publish.BuildOptions(compressed=True))"
)

unix = pytest.mark.skipif(os.name == "nt", reason="kills as Unix does")


def version_in(site: Path) -> str:
    """Return the version of a site; fail if it is incomplete or a mixture of two."""
    pages = sorted(site.rglob("*.html"))
    versions = {page.read_text("utf-8").partition("version ")[2][:4] for page in pages}

    assert len(pages) == 3, f"{len(pages)} pages of 3"
    assert len(versions) == 1, f"a mixture of {versions}"
    return versions.pop()


def write_version(root: Path, version: str) -> None:
    """Put a version into every page of a project."""
    body = f"<p>version {version} of a page</p>{' ' * 500}"
    for name in ("index", "404", "page"):
        template = root / f"theme/templates/{name}.html"
        template.write_text(TINY_PAGE.format(name, body), "utf-8")


def siblings(output: Path) -> list[str]:
    return sorted(path.name for path in output.parent.iterdir() if path.name.startswith("output"))


@pytest.fixture
def published(tiny_project: Path) -> Path:
    """The output of a project whose pages all contain `version 0000`."""
    write_version(tiny_project, "0000")
    publish.build_site(tiny_project, tiny_project / "output", "")
    return tiny_project / "output"


@unix
@pytest.mark.slow(12)
def test_a_build_killed_at_any_moment_leaves_one_complete_site(published: Path):
    root, rng = published.parent, random.Random(5)
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", BUILD, root], check=True)
    duration = time.monotonic() - started
    visible = "0000"
    for turn in range(1, KILLS + 1):
        version = f"{turn:04}"
        write_version(root, version)
        build = subprocess.Popen([sys.executable, "-c", BUILD, root], start_new_session=True)
        # Every other time near the end, where files are compressed and the folders are swapped
        time.sleep(duration * (rng.uniform(0.8, 1.1) if turn % 2 else rng.random()))
        os.killpg(build.pid, signal.SIGKILL)
        build.wait()

        assert version_in(published) in (visible, version), f"killed for the {turn}. time"
        visible = version_in(published)

    publish.build_site(root, published, "")

    assert ["output", "output.files"] == siblings(published)


@unix
@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_build_killed_before_any_step_on_the_disk_leaves_one_complete_site(
    can_exchange: bool, published: Path, monkeypatch: pytest.MonkeyPatch
):
    """Pelican is replaced by a copy, so that a build takes a hundredth of a second."""
    ready = shutil.copytree(published, published.parent / "ready")
    monkeypatch.setattr(
        pelican_process, "run_pelican", lambda _, folder, *__: shutil.copytree(ready, folder)
    )
    if not can_exchange:
        monkeypatch.setattr(atomic_output, "exchange_folders", lambda *_: False)
    versions = set()
    for step in count(1):
        for page in ready.rglob("*.html"):
            html = page.read_text("utf-8")
            page.write_text(re.sub("version ....", f"version {step:04}", html), "utf-8")
        is_complete = _build_until(step, published)
        if not can_exchange and not published.exists():  # the moment between the two renames
            atomic_output.recover_folder(published)
        assert [] == manifest.find_foreign_files(published), "the list covers what is there"
        versions.add(f"{step:04}" == version_in(published))
        if is_complete:
            break

    assert {True, False} == versions, "some builds ended before the swap and some after it"
    assert step > 40
    assert ["output", "output.files"] == siblings(published)


def _build_until(step: int, output: Path) -> bool:
    """Build in a process that kills itself before its `step`th step; return whether it finished."""
    child = os.fork()
    if child == 0:
        steps = count(1)

        def kill(event: str, _: object) -> None:
            if event in DISK_EVENTS and next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(kill)
        publish.build_site(output.parent, output, "")
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB; needs the right to mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk)
    if not shutil.which("mount") or subprocess.run(mount, check=False).returncode:
        pytest.skip("no right to mount a disk")
    yield disk
    subprocess.run(("umount", disk), check=True)


def test_a_full_disk_is_reported_in_one_line_and_the_old_site_stays(
    tiny_project: Path, small_disk: Path
):
    output = small_disk / "output"
    write_version(tiny_project, "0000")
    publish.build_site(tiny_project, output, "")
    write_version(tiny_project, "0001")
    with pytest.raises(OSError, match="No space left"), (small_disk / "filler").open("wb") as file:
        while True:
            file.write(b"x" * 4096)
            file.flush()
    with pytest.raises(BuildError) as caught:
        publish.build_site(tiny_project, output, "")

    assert ("", "the site was not built: No space left on device") == (
        caught.value.details,
        caught.value.summary.partition(" (")[0].partition(";")[0],
    )
    assert ("0000", ["output", "output.files"]) == (version_in(output), siblings(output))

    (small_disk / "filler").unlink()
    publish.build_site(tiny_project, output, "")

    assert ("0001", ["output", "output.files"]) == (version_in(output), siblings(output))


@pytest.mark.parametrize("free_kilobytes", [8, 24, 40])
def test_a_disk_that_fills_up_on_the_way_leaves_the_old_site(
    free_kilobytes: int, tiny_project: Path, small_disk: Path
):
    output = small_disk / "output"
    write_version(tiny_project, "0000")
    publish.build_site(tiny_project, output, "")
    write_version(tiny_project, "0001")
    free = shutil.disk_usage(small_disk).free
    (small_disk / "filler").write_bytes(b"x" * (free - free_kilobytes * 1024))
    try:
        publish.build_site(tiny_project, output, "", publish.BuildOptions(compressed=True))
    except BuildError as error:
        assert "No space left on device" in str(error)

    assert version_in(output) in ("0000", "0001")
    assert ["output", "output.files"] == siblings(output)


def test_a_read_only_folder_is_reported_in_one_line(tiny_project: Path, small_disk: Path):
    output = small_disk / "output"
    write_version(tiny_project, "0000")
    publish.build_site(tiny_project, output, "")
    subprocess.run(("mount", "-o", "remount,ro", small_disk), check=True)

    with pytest.raises(BuildError) as caught:
        publish.build_site(tiny_project, output, "")

    summary = "the site was not built: Read-only file system (output.lock)"
    expected = f"{summary}; check that you may write there"
    assert ("", expected) == (caught.value.details, caught.value.summary)
    assert "0000" == version_in(output)


def test_a_system_error_in_pelican_is_one_line_and_others_keep_their_traceback():
    traceback = "Traceback (most recent call last):\n  File ...\n"
    no_space = f"OSError: [Errno {errno.ENOSPC}] No space left on device: '/somewhere/page.html'"
    disk_full = f"{traceback}{no_space}"
    no_permission = (
        f"{traceback}PermissionError: [Errno {errno.EACCES}] Permission denied: '/a/content/b.md'"
    )
    other = f"{traceback}FileNotFoundError: [Errno 2] No such file or directory: 'page.html'"

    expected = "the site was not built: No space left on device; free some disk space"
    assert ("", expected) == pelican_process._shorten_log(disk_full, "")
    assert (
        "Permission denied (b.md); check that you may read and write there"
        in pelican_process._shorten_log(no_permission, "")[1]
    )
    assert (other, "closing") == pelican_process._shorten_log(other, "closing")


def test_two_folders_change_places_in_one_step(tmp_path: Path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    if not exchange.exchange_folders(tmp_path / "one", tmp_path / "other"):
        pytest.skip("this system cannot")

    assert ["one/other", "other/one"] == sorted(
        path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("*/*")
    )
    assert not exchange.exchange_folders(tmp_path / "one", tmp_path / "nowhere")
    assert (tmp_path / "one").is_dir()
