"""What is published is read from a sitemap or from a commit, and nothing else is taken for one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from coalition.addresses import git_files, published_version
from coalition.addresses.git_files import find_commit, write_commit_files
from coalition.addresses.lost import check_lost_addresses
from coalition.addresses.published_version import read_published_version
from coalition.audit.published_urls import SITEMAP_TAG_PREFIX
from coalition.diagnostics.errors import DataError
from coalition.diagnostics.text import format_diagnostics
from support.git import git
from support.lost_addresses import EXAMPLES, LANTERN

pytestmark = pytest.mark.integration

JOIN = "content/pages/join.en.md"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the invented coalition in its first commit, which has the tag 'v1'."""
    root = shutil.copytree(LANTERN, tmp_path / "lantern")
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "Begin")
    git(root, "tag", "v1")
    monkeypatch.chdir(root)
    return root


def commit(root: Path) -> None:
    git(root, "add", "--all", ".")
    git(root, "commit", "--quiet", "-m", "Change")


def read_error(root: Path, against: str) -> str:
    with pytest.raises(DataError) as raised:
        read_published_version(root, against)
    return format_diagnostics(raised.value.diagnostics)


def test_a_commit_stands_for_the_addresses_that_the_project_had_there(repository: Path):
    (repository / JOIN).unlink()
    commit(repository)

    for name in ("v1", "main~1", git(repository, "rev-parse", "v1"), "HEAD^"):
        version = read_published_version(repository, name)
        (diagnostic,) = check_lost_addresses(repository, version)

        assert diagnostic.message.startswith(f"'/join/' is an address of '{name}', in 2 languages")
    assert [] == check_lost_addresses(repository, read_published_version(repository, "main"))


def test_a_change_is_compared_before_it_is_committed(repository: Path):
    (repository / JOIN).unlink()

    assert 1 == len(check_lost_addresses(repository, read_published_version(repository, "HEAD")))


def test_the_project_may_be_a_folder_of_the_repository(tmp_path: Path):
    root = shutil.copytree(LANTERN, tmp_path / "all/sites/lantern")
    git(tmp_path / "all", "init", "--quiet", "--initial-branch=main")
    commit(tmp_path / "all")
    (root / JOIN).unlink()

    (diagnostic,) = check_lost_addresses(root, read_published_version(root, "main"))

    assert diagnostic.message.startswith("'/join/' is an address of 'main'")


def test_a_name_that_is_no_commit_gives_the_expected_report(repository: Path):
    report = read_error(repository, "origin/mian") + "\n"

    expected = EXAMPLES / "unknown-version" / "expected.txt"
    if os.environ.get("WRITE_EXPECTED"):
        expected.write_text(report, encoding="utf-8")
    assert expected.read_text("utf-8") == report


@pytest.mark.parametrize(
    "name", ["--all", "-h", "--output=x", "v2", "HEAD:data", "v1..main", "v1 "]
)
def test_only_a_commit_is_taken_for_one(repository: Path, name: str):
    before = sorted(repository.rglob("*"))

    assert "is no commit of git here" in read_error(repository, name)
    assert before == sorted(repository.rglob("*"))


def test_a_name_of_both_a_file_and_a_branch_has_to_be_made_clear(repository: Path):
    sitemap = f'<urlset xmlns="{SITEMAP_TAG_PREFIX[1:-1]}"><url><loc>https://a.example/</loc></url></urlset>'
    git(repository, "branch", "site")
    (repository / "site").write_text(sitemap, "utf-8")

    report = read_error(repository, "site")

    assert "'site' is a file here and also a commit of git" in report
    assert "write './site' for the file, or 'refs/heads/site' for the branch" in report
    assert ("",) == read_published_version(repository, "./site").site.paths
    assert "join/" in read_published_version(repository, "refs/heads/site").site.paths


def test_without_a_repository_a_file_is_read_and_nothing_else(tmp_path: Path):
    root = shutil.copytree(LANTERN, tmp_path / "lantern")

    assert "is no commit of git here" in read_error(root, "main")
    assert "[unreadable-sitemap]" in read_error(root, "last.xml")
    assert "[unreadable-sitemap]" in read_error(root, "./last")


def test_a_commit_without_the_project_is_reported(repository: Path):
    git(repository, "rm", "-r", "--quiet", "data")
    commit(repository)

    assert "there is no folder data/ in 'HEAD'" in read_error(repository, "HEAD")


def test_a_commit_whose_data_cannot_be_read_loses_nothing_and_says_so(repository: Path):
    (repository / "data/members.yaml").write_text("- name: Zoë: a lamp\n", "utf-8")
    commit(repository)

    version = read_published_version(repository, "HEAD")

    assert not version.paths
    assert "'HEAD' has an error, so no address is compared: data/members.yaml" in version.site.note


def test_neither_links_nor_attributes_of_a_commit_have_an_effect(repository: Path, tmp_path: Path):
    secret = tmp_path / "secret.md"
    secret.write_text("Title: Secret\n\nSecret.\n", "utf-8")
    (repository / "content/pages/secret.en.md").symlink_to(secret)
    (repository / ".gitattributes").write_text("*.md export-ignore\n*.yaml filter=evil\n", "utf-8")
    git(repository, "config", "filter.evil.smudge", f"touch {tmp_path / 'run'}; cat")
    commit(repository)

    version = read_published_version(repository, "HEAD")

    assert "join/" in version.site.paths
    assert "secret/" not in version.site.paths
    assert not (tmp_path / "run").exists()


def make_tree(root: Path, *lines: str) -> str:
    """Return the hash of a tree with these lines, as `git mktree` reads them."""
    command = ["git", "-C", str(root), "mktree"]
    text = "".join(f"{line}\n" for line in lines)
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_no_path_of_a_commit_leads_out_of_the_folder(repository: Path, tmp_path: Path):
    """Git refuses to make such trees by its usual commands, but does store them."""
    blob = git(repository, "hash-object", "-w", "data/members.yaml")
    inner = make_tree(repository, f"100644 blob {blob}\tx.yaml")
    data = make_tree(
        repository, f"040000 tree {inner}\t..", f"100644 blob {blob}\tc:x.yaml",
        f"100644 blob {blob}\tmembers.yaml", f"120000 blob {blob}\tlink.yaml",
    )  # fmt: skip
    tree = make_tree(repository, f"040000 tree {data}\tdata")
    hash = git(repository, "commit-tree", "-m", "Evil", tree)
    folder = tmp_path / "out/in"
    folder.mkdir(parents=True)

    write_commit_files(repository, hash, ("data",), folder)

    assert ["data", "data/members.yaml"] == sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*")
    )
    assert [folder] == list(folder.parent.iterdir())


def test_a_shallow_clone_lacks_older_commits(repository: Path, tmp_path: Path):
    (repository / JOIN).unlink()
    commit(repository)
    git(tmp_path, "clone", "--quiet", "--depth=1", repository.as_uri(), "shallow")

    report = read_error(tmp_path / "shallow", "HEAD^")

    assert find_commit(tmp_path / "shallow", "HEAD")
    assert "a shallow clone has few of them" in report


def test_files_of_a_commit_that_are_missing_are_reported(repository: Path):
    hash = git(repository, "rev-parse", "HEAD:data/members.yaml")
    (repository / ".git/objects" / hash[:2] / hash[2:]).unlink()

    report = read_error(repository, "v1")

    assert "the files of 'v1' cannot be read: some of its files are missing in this clone" in report


def test_no_file_is_left_in_the_temporary_folder(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(published_version.tempfile, "tempdir", str(temporary))

    read_published_version(repository, "v1")

    assert [] == list(temporary.iterdir())


def test_git_never_gets_a_name_that_it_could_take_for_an_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    calls: list[object] = []
    monkeypatch.setattr(git_files, "_run_git", lambda *arguments: calls.append(arguments) or b"1")

    assert "" == find_commit(tmp_path, "--since=now")
    assert [] == calls
