"""Whatever ends a build, what visitors see is one complete site: the old one or the new one."""

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
MOMENTS = int(os.environ.get("KILLS", "12"))
"""How often a real build is killed."""

ON_DISK = {
    "open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.scandir", "os.utime",
    "shutil.rmtree", "ctypes.dlsym",
}  # fmt: skip
"""What Python tells of before it does it: all that a build does to files, and the swap itself."""

BUILD = (
    "import sys; from pathlib import Path; from coalition.build import publish;"
    "project = Path(sys.argv[1]); publish.build_site(project, project / 'output', '',"
    "publish.BuildOptions(packed=True))"
)

unix = pytest.mark.skipif(os.name == "nt", reason="kills as Unix does")


def version_in(site: Path) -> str:
    """Which version a site is, all of it; fails where it is none or two."""
    pages = sorted(site.rglob("*.html"))
    found = {page.read_text("utf-8").partition("version ")[2][:4] for page in pages}

    assert len(pages) == 3, f"{len(pages)} pages of 3"
    assert len(found) == 1, f"a mixture of {found}"
    return found.pop()


def write_version(project: Path, version: str) -> None:
    """Let every page of a project say which version it is."""
    words = f"<p>version {version} of a page</p>{' ' * 500}"
    for name in ("index", "404", "page"):
        template = project / f"theme/templates/{name}.html"
        template.write_text(TINY_PAGE.format(name, words), "utf-8")


def beside(output: Path) -> list[str]:
    return sorted(path.name for path in output.parent.iterdir() if path.name.startswith("output"))


@pytest.fixture
def published(tiny_project: Path) -> Path:
    """The output of a project whose pages all say `version 0000`."""
    write_version(tiny_project, "0000")
    publish.build_site(tiny_project, tiny_project / "output", "")
    return tiny_project / "output"


@unix
@pytest.mark.slow(12)
def test_a_build_killed_at_any_moment_leaves_one_complete_site(published: Path):
    project, chance = published.parent, random.Random(5)
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", BUILD, project], check=True)
    usual = time.monotonic() - started
    shown = "0000"
    for turn in range(1, MOMENTS + 1):
        fresh = f"{turn:04}"
        write_version(project, fresh)
        build = subprocess.Popen([sys.executable, "-c", BUILD, project], start_new_session=True)
        # Every other time near the end, where files are packed and the folders change places
        time.sleep(usual * (chance.uniform(0.8, 1.1) if turn % 2 else chance.random()))
        os.killpg(build.pid, signal.SIGKILL)
        build.wait()

        assert version_in(published) in (shown, fresh), f"killed for the {turn}. time"
        shown = version_in(published)

    publish.build_site(project, published, "")

    assert ["output", "output.files"] == beside(published)


@unix
@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_build_killed_before_any_step_on_the_disk_leaves_one_complete_site(
    can_exchange: bool, published: Path, monkeypatch: pytest.MonkeyPatch
):
    """Pelican's part is a copy here, so that a build takes a hundredth of a second."""
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
        ended = _build_until(step, published)
        if not can_exchange and not published.exists():  # the moment between the two renames
            atomic_output.recover_folder(published)
        assert [] == manifest.find_foreign_files(published), "the list covers what is there"
        versions.add(f"{step:04}" == version_in(published))
        if ended:
            break

    assert {True, False} == versions, "some builds ended before the swap and some after it"
    assert step > 40
    assert ["output", "output.files"] == beside(published)


def _build_until(step: int, output: Path) -> bool:
    """Build in a process that kills itself before its `step`th step; whether it came to its end."""
    child = os.fork()
    if child == 0:
        steps = count(1)

        def kill(event: str, _: object) -> None:
            if event in ON_DISK and next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(kill)
        publish.build_site(output.parent, output, "")
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB; only an administrator can have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk)
    if not shutil.which("mount") or subprocess.run(mount, check=False).returncode:
        pytest.skip("no right to mount a disk")
    yield disk
    subprocess.run(("umount", disk), check=True)


def test_a_full_disk_is_told_in_one_line_and_the_old_site_stays(
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
    assert ("0000", ["output", "output.files"]) == (version_in(output), beside(output))

    (small_disk / "filler").unlink()
    publish.build_site(tiny_project, output, "")

    assert ("0001", ["output", "output.files"]) == (version_in(output), beside(output))


@pytest.mark.parametrize("room", [8, 24, 40])
def test_a_disk_that_fills_up_on_the_way_leaves_the_old_site(
    room: int, tiny_project: Path, small_disk: Path
):
    output = small_disk / "output"
    write_version(tiny_project, "0000")
    publish.build_site(tiny_project, output, "")
    write_version(tiny_project, "0001")
    free = shutil.disk_usage(small_disk).free
    (small_disk / "filler").write_bytes(b"x" * (free - room * 1024))
    try:
        publish.build_site(tiny_project, output, "", publish.BuildOptions(compressed=True))
    except BuildError as error:
        assert "No space left on device" in str(error)

    assert version_in(output) in ("0000", "0001")
    assert ["output", "output.files"] == beside(output)


def test_a_folder_that_may_not_be_written_is_told_in_one_line(tiny_project: Path, small_disk: Path):
    output = small_disk / "output"
    write_version(tiny_project, "0000")
    publish.build_site(tiny_project, output, "")
    subprocess.run(("mount", "-o", "remount,ro", small_disk), check=True)

    with pytest.raises(BuildError) as caught:
        publish.build_site(tiny_project, output, "")

    what = "the site was not built: Read-only file system (output.lock)"
    expected = f"{what}; see to it that you may write there"
    assert ("", expected) == (caught.value.details, caught.value.summary)
    assert "0000" == version_in(output)


def test_an_error_of_the_system_in_pelican_is_one_line_and_others_keep_their_traceback():
    said = "Traceback (most recent call last):\n  File ...\n"
    full = f"{said}OSError: [Errno {errno.ENOSPC}] No space left on device: '/somewhere/page.html'"
    shut = f"{said}PermissionError: [Errno {errno.EACCES}] Permission denied: '/a/content/b.md'"
    other = f"{said}FileNotFoundError: [Errno 2] No such file or directory: 'page.html'"

    expected = "the site was not built: No space left on device; make room on the disk"
    assert ("", expected) == pelican_process._shorten_log(full, "")
    assert (
        "Permission denied (b.md); see to it that you may read"
        in pelican_process._shorten_log(shut, "")[1]
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
