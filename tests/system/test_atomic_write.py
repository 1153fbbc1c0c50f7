"""Files are replaced as a whole, also by several processes at a time."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coalition.atomic_write import find_temporary_files, replace_file

NO_SYMLINKS = pytest.mark.skipif(os.name == "nt", reason="symlinks need a privilege on Windows")


@NO_SYMLINKS
@pytest.mark.parametrize("follow", [True, False])
def test_a_symlink_is_followed_or_replaced(follow: bool, tmp_path: Path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)

    replace_file(link, b"new", follow_symlinks=follow)

    assert (follow, b"new") == (link.is_symlink(), link.read_bytes())
    assert (b"new" if follow else b"old") == target.read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_the_mode_of_a_file_is_kept_and_a_new_one_has_the_usual_mode(tmp_path: Path):
    old, new, usual = (tmp_path / name for name in ("old", "new", "usual"))
    old.touch(0o640)
    usual.touch()

    for file in (old, new):
        replace_file(file, b"x")

    assert [0o640, usual.stat().st_mode & 0o777] == [
        file.stat().st_mode & 0o777 for file in (old, new)
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses to replace a file in use")
def test_concurrent_writers_do_not_disturb_each_other(tmp_path: Path):
    file = tmp_path / "file"
    contents = [bytes([65 + number]) * 10_000 for number in range(8)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda content: replace_file(file, content), contents * 20))

    assert file.read_bytes() in contents
    assert [file] == list(tmp_path.iterdir())


def test_a_failure_leaves_the_old_file_and_no_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "file"
    file.write_bytes(b"old")

    def fail(temporary: Path, _: Path) -> None:
        assert [temporary] == list(find_temporary_files(file))
        raise PermissionError

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(PermissionError):
        replace_file(file, b"new")

    assert ([file], b"old") == (list(tmp_path.iterdir()), file.read_bytes())
