"""What is known of pictures is kept in `.cache/`, and never out of date."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalition.pictures import cache as cache_module
from coalition.pictures.cache import PictureCache, group_by_picture
from coalition.pictures.inspection import PictureInfo, PictureProblem
from coalition.pictures.variants import Picture, Variant, get_whole_box, make_variants
from support.pictures import draw_portrait, encode, make_phone_photo
from support.systems import posix_files

DATA = make_phone_photo(draw_portrait(40, 60))


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the cache of each project, as outside of tests."""
    monkeypatch.delenv("COALITION_CACHE")


def make_variant(file: Path, fingerprint: str = "1") -> Variant:
    picture = Picture("images/a.jpg", file, fingerprint, PictureInfo(40, 60))
    return make_variants(picture, get_whole_box(picture), (20,), "WEBP")[0]


def list_entries(root: Path) -> list[Path]:
    return sorted((root / ".cache").rglob("*.*")) + sorted((root / ".cache").rglob("[0-9a-f]*"))


def test_a_picture_is_inspected_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first = PictureCache(tmp_path).inspect(DATA, "a.jpg")
    monkeypatch.setattr(cache_module, "inspect_picture", pytest.fail)

    assert PictureInfo(40, 60) == first == PictureCache(tmp_path).inspect(DATA, "b.jpg")


def test_a_problem_is_found_each_time(tmp_path: Path):
    for name in ("a.jpg", "b.jpg"):
        problem = PictureCache(tmp_path).inspect(encode(draw_portrait(4, 6), "PNG"), name)
        assert isinstance(problem, PictureProblem)
        assert f"'{name[0]}.png'" in problem.hint
    assert [] == list_entries(tmp_path)


def test_a_variant_is_rendered_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "a.jpg"
    file.write_bytes(DATA)
    variant = make_variant(file)
    first = dict(PictureCache(tmp_path).render(variant.picture, [variant]))
    monkeypatch.setattr(cache_module, "render_variants", pytest.fail)

    assert first == dict(PictureCache(tmp_path).render(variant.picture, [variant]))
    assert [variant.path] == list(first)


def test_another_version_of_pillow_renders_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    PictureCache(tmp_path).inspect(DATA, "a.jpg")
    before = list_entries(tmp_path)
    monkeypatch.setattr(cache_module, "version", lambda _: "99")
    PictureCache(tmp_path).inspect(DATA, "a.jpg")

    assert (1, 2) == (len(before), len(list_entries(tmp_path)))


def test_a_damaged_entry_is_ignored(tmp_path: Path):
    PictureCache(tmp_path).inspect(DATA, "a.jpg")
    for entry in list_entries(tmp_path):
        entry.write_bytes(b'{"wid')

    assert PictureInfo(40, 60) == PictureCache(tmp_path).inspect(DATA, "a.jpg")


def test_a_cache_in_the_repository_is_not_used(tmp_path: Path):
    """Somebody could put another picture there than the one that reviewers see."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/index").write_bytes(b"DIRC...\0.cache/pictures/0123\0data/members.yaml")

    PictureCache(tmp_path).inspect(DATA, "a.jpg")

    assert [] == list_entries(tmp_path)


def test_a_worktree_of_git_has_a_cache(tmp_path: Path):
    """There, `.git` is a file that names the folder with the index."""
    (tmp_path / "git").mkdir()
    (tmp_path / "git/index").write_bytes(b"DIRC...\0data/members.yaml")
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/.git").write_text(f"gitdir: {tmp_path}/git\n")

    PictureCache(tmp_path / "tree").inspect(DATA, "a.jpg")
    assert list_entries(tmp_path / "tree")

    (tmp_path / "git/index").write_bytes(b"DIRC...\0.cache/pictures/0123\0data/members.yaml")
    (entry,) = {path for path in list_entries(tmp_path / "tree") if path.is_file()}
    entry.write_bytes(b'{"width": 1, "height": 1}')
    assert PictureInfo(40, 60) == PictureCache(tmp_path / "tree").inspect(DATA, "a.jpg")


def test_the_environment_names_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COALITION_CACHE", str(tmp_path / "shared"))

    PictureCache(tmp_path / "project").inspect(DATA, "a.jpg")

    assert [] == list_entries(tmp_path / "project")
    assert 1 == len(list((tmp_path / "shared/pictures").iterdir()))


@posix_files
@pytest.mark.parametrize("name", [".cache", ".cache/pictures"])
def test_a_cache_that_is_a_link_is_not_used(name: str, tmp_path: Path):
    target = tmp_path / "target/pictures"
    target.mkdir(parents=True)
    link = tmp_path / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(tmp_path / "target")

    PictureCache(tmp_path).inspect(DATA, "a.jpg")

    assert [] == [path for path in (tmp_path / "target").rglob("*") if path.is_file()]


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path):
    (tmp_path / ".cache").write_bytes(b"a file")

    assert PictureInfo(40, 60) == PictureCache(tmp_path).inspect(DATA, "a.jpg")


def test_variants_are_grouped_by_picture():
    one, other = make_variant(Path("a"), "1"), make_variant(Path("a"), "2")

    groups = group_by_picture([one, other, one])

    assert [(one.picture, 2), (other.picture, 1)] == [(p, len(v)) for p, v in groups]
