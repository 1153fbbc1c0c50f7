"""A zip depends on the content of the folder, and on nothing else."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from coalition.output import zip_archive

FILES = {
    "index.html": b"<p>home</p>",
    "ar/about/index.html": "<p>\u0639\u0646</p>".encode(),
    "images/b\u00fccher \u4e66.svg": b"<svg/>",
    "images/empty.svg": b"",
}
WRITE = (
    "import sys; from pathlib import Path; from coalition.output import zip_archive;"
    "zip_archive.write_zip(Path(sys.argv[1]), Path(sys.argv[2]), 'site')"
)


def folder_of(files: dict[str, bytes], folder: Path, mtime: int, mode: int) -> Path:
    """Write `files` in their order, with an mtime in seconds and permissions."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        file.chmod(mode)
        os.utime(file, (mtime, mtime))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(FILES, tmp_path / "pages", 1_700_000_000, 0o644)


def environment_in(time_zone: str) -> dict[str, str]:
    return os.environ | {"TZ": time_zone, "PYTHONHASHSEED": str(len(time_zone)), "LC_ALL": "C"}


def test_a_zip_has_all_files_in_one_folder_and_in_order(folder: Path, tmp_path: Path):
    zip_archive.write_zip(folder, tmp_path / "site.zip", "site")

    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        assert archive.testzip() is None
        assert [f"site/{name}" for name in sorted(FILES)] == archive.namelist()
        assert FILES == {name: archive.read(f"site/{name}") for name in FILES}


def test_nothing_of_the_machine_is_in_a_zip(folder: Path, tmp_path: Path):
    zip_archive.write_zip(folder, tmp_path / "site.zip", "site")

    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        metadata = {
            (entry.date_time, entry.create_system, entry.external_attr >> 16)
            for entry in archive.infolist()
        }
    assert {((1980, 1, 1, 0, 0, 0), 3, stat.S_IFREG | 0o644)} == metadata


def test_names_are_marked_as_utf_8_where_they_are_not_ascii(folder: Path, tmp_path: Path):
    zip_archive.write_zip(folder, tmp_path / "site.zip", "site")

    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        marked = {entry.filename for entry in archive.infolist() if entry.flag_bits & 0x800}
    assert {"site/images/b\u00fccher \u4e66.svg"} == marked


@pytest.mark.integration
def test_the_same_files_make_the_same_bytes_whenever_and_wherever_they_were_written(
    folder: Path, tmp_path: Path
):
    later = dict(reversed(FILES.items()))
    other = folder_of(later, tmp_path / "somewhere" / "else", 1_800_000_000, 0o600)
    for source, name, time_zone in ((folder, "one", "Asia/Tokyo"), (other, "two", "America/Lima")):
        command = [sys.executable, "-c", WRITE, str(source), str(tmp_path / name)]
        subprocess.run(command, env=environment_in(time_zone), check=True)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="takes a file that nobody can read")
def test_an_older_zip_stays_where_a_new_one_cannot_be_made(folder: Path, tmp_path: Path):
    file = tmp_path / "made" / "site.zip"
    zip_archive.write_zip(folder, file, "site")
    before = file.read_bytes()
    (folder / "index.html").write_bytes(b"<p>other</p>")
    (folder / "no-file").symlink_to("/proc/self/mem")  # it is there, and cannot be read

    with pytest.raises(OSError, match=r"."):
        zip_archive.write_zip(folder, file, "site")

    assert before == file.read_bytes()
    assert [file] == list(file.parent.iterdir())


def test_what_a_killed_run_left_is_written_over(folder: Path, tmp_path: Path):
    (tmp_path / "site.zip.new").write_bytes(b"half a zip")

    zip_archive.write_zip(folder, tmp_path / "site.zip", "site")

    assert zipfile.is_zipfile(tmp_path / "site.zip")
    assert not (tmp_path / "site.zip.new").exists()
