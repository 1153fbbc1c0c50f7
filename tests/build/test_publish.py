"""A build replaces the output as a whole or not at all, and keeps the files of others."""

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from coalition.build import publish
from coalition.diagnostics import BuildError
from coalition.output import atomic_output, manifest
from support.projects import ORCHARD
from support.sites import project_of

pytestmark = pytest.mark.integration

ADDRESS = "https://coalition.example/"
ERROR = "data/members.yaml:1:1: error: nobody is here [no-members]"
BUILD = (
    "import sys; from pathlib import Path; from coalition.build import publish;"
    "root = Path(sys.argv[1]); publish.build_site(root, root / 'output', '')"
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("output"))


def text(site: Path, file: str = "about/index.html") -> str:
    """Return the HTML below the heading of a page."""
    html = (site / file).read_text(encoding="utf-8")
    return html.partition("</h1>")[2].partition("</body>")[0]


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < deadline, f"{path.name} did not come"
        time.sleep(0.02)


@pytest.fixture
def no_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip the audit: a tiny site has a URL and no sitemap."""
    monkeypatch.setattr(publish, "_check_site", lambda *_: None)


@pytest.fixture
def published(tiny_project: Path) -> Path:
    """The output folder of a project that was built once."""
    output = tiny_project / "output"
    publish.build_site(tiny_project, output, "")
    return output


def test_a_build_puts_the_site_in_place_and_leaves_nothing_next_to_it(published: Path):
    assert ["output", "output.files"] == names(published.parent)
    assert "<p>first words</p>" == text(published)


def test_a_page_that_is_no_longer_made_is_gone_after_the_next_build(published: Path):
    root = published.parent
    (root / "content/pages/about.md").rename(root / "content/pages/contact.md")
    (root / "content/pages/contact.md").write_text("title: Contact\n\nwrite\n")

    publish.build_site(root, published, "")

    assert [] == list(published.glob("about*"))
    assert "<p>write</p>" == text(published, "contact/index.html")


def test_a_failed_build_prints_pelicans_log_and_leaves_the_old_site(published: Path):
    root = published.parent
    (root / "data/wrong").write_text(ERROR)
    (root / "content/pages/about.md").write_text("title: About\n\nother words\n")

    with pytest.raises(BuildError) as caught:
        publish.build_site(root, published, "")

    assert (ERROR, "1 problem in 1 file") == (caught.value.details, caught.value.summary)
    assert ["output", "output.files"] == names(root)
    assert "<p>first words</p>" == text(published)


def test_a_warning_of_pelican_fails_the_build(published: Path):
    (published.parent / "content/pages/bad.md").write_text("no front matter at all\n")

    with pytest.raises(BuildError) as caught:
        publish.build_site(published.parent, published, "")

    path = published.parent / "content/pages/bad.md"
    expected = f"Skipping {path}: could not find information about 'title'"
    assert expected == caught.value.details
    assert "the site was not built" == caught.value.summary


def test_an_error_in_markdown_is_reported_with_its_cause_and_without_a_traceback(published: Path):
    file = published.parent / "content/pages/about.md"
    file.write_text("title: About\ndate: 2024-13-45\n\nwords\n")

    with pytest.raises(BuildError) as caught:
        publish.build_site(published.parent, published, "")

    cause = "ValueError: '2024-13-45' is not a valid date"
    assert f"Could not process pages/about.md\n{cause}" == caught.value.details


def test_an_error_in_a_template_keeps_its_traceback_for_the_programmer(published: Path):
    (published.parent / "theme/templates/page.html").write_text("{% if %}")

    with pytest.raises(BuildError) as caught:
        publish.build_site(published.parent, published, "")

    assert "Traceback" in caught.value.details
    assert "page.html" in caught.value.details


def test_a_build_without_a_home_page_fails(tiny_project: Path):
    (tiny_project / "pelicanconf.py").open("a").write('DIRECT_TEMPLATES = ["404"]\n')

    with pytest.raises(BuildError) as caught:
        publish.build_site(tiny_project, tiny_project / "output", "")

    assert "the build created no home page (index.html)" == caught.value.summary
    assert [] == names(tiny_project)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups to kill at once")
def test_a_killed_build_leaves_the_old_site_and_the_next_one_clears_up(published: Path):
    root = published.parent
    (root / "data/wait").touch()
    build = subprocess.Popen([sys.executable, "-c", BUILD, root], start_new_session=True)
    wait_for(root / "data/waiting")
    os.killpg(build.pid, signal.SIGKILL)
    build.wait()

    assert "<p>first words</p>" == text(published)

    (root / "output.new-1/about").mkdir(parents=True)
    (root / "output.new-1.new-1").touch()
    (root / "output.files.new").touch()
    (root / "data/wait").unlink()
    publish.build_site(root, published, "")

    assert ["output", "output.files"] == names(root)


def test_a_build_killed_between_the_two_renames_is_undone_by_the_next(published: Path):
    root = published.parent
    published.rename(root / "output.swapped")
    (root / "data/wrong").write_text(ERROR)

    with pytest.raises(BuildError):
        publish.build_site(root, published, "")

    assert ["output", "output.files"] == names(root)
    assert "<p>first words</p>" == text(published)


def test_an_old_site_left_after_a_complete_swap_does_not_come_back(published: Path):
    shutil.copytree(published, published.parent / "output.swapped")
    (published.parent / "output.swapped/about/index.html").write_text("old")

    atomic_output.recover_folder(published)

    assert ["output", "output.files"] == names(published.parent)
    assert "<p>first words</p>" == text(published)


def test_a_swap_that_fails_half_way_puts_the_old_site_back(published: Path):
    with pytest.raises(FileNotFoundError):
        atomic_output.swap_folders(published.parent / "output.new-1", published)

    assert ["output", "output.files"] == names(published.parent)
    assert "<p>first words</p>" == text(published)


@pytest.mark.usefixtures("no_audit")
def test_a_second_build_waits_for_the_first_and_says_so(
    tiny_project: Path, capsys: pytest.CaptureFixture[str]
):
    output = tiny_project / "output"
    (tiny_project / "data/wait").touch()
    first = threading.Thread(target=publish.build_site, args=(tiny_project, output, "first"))
    first.start()
    wait_for(tiny_project / "data/waiting")
    second = threading.Thread(target=publish.build_site, args=(tiny_project, output, "second"))
    second.start()
    message = ""
    deadline = time.monotonic() + 30
    while not message and time.monotonic() < deadline:
        message = capsys.readouterr().err
        time.sleep(0.02)

    expected = "waiting for another command that builds or deploys output/"
    assert message.startswith(f"{expected} (process {os.getpid()}, `")
    assert re.search(r"`, running for \d+ s\)\n$", message)
    assert ["output.lock"] == [name for name in names(tiny_project) if ".new-" not in name]

    (tiny_project / "data/wait").unlink()
    first.join()
    second.join()

    assert "<p>publishconf.py second</p>" == text(output, "index.html")
    assert ["output", "output.files"] == names(tiny_project)


@pytest.mark.usefixtures("no_audit")
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", "<p>pelicanconf.py </p>"),
        (ADDRESS, "<p>publishconf.py https://coalition.example</p>"),
    ],
)
def test_only_a_site_whose_address_is_known_is_built_to_be_published(
    tiny_project: Path, address: str, expected: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SITE_URL", "https://elsewhere.example/")

    publish.build_site(tiny_project, tiny_project / "output", address)

    assert expected == text(tiny_project / "output", "index.html")


@pytest.fixture
def only_data(tmp_path: Path) -> Path:
    """A project with nothing but data, without the site's URL."""
    shutil.copytree(ORCHARD / "data", tmp_path / "data")
    return tmp_path


def test_the_address_comes_from_the_data(only_data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SITE_URL", raising=False)
    (only_data / "data/coalition.yaml").open("a").write(f"\nurl: {ADDRESS}\n")

    assert ADDRESS == publish.find_site_url(only_data)


def test_the_address_in_the_environment_comes_first(
    only_data: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SITE_URL", "https://elsewhere.example/")
    (only_data / "data/coalition.yaml").open("a").write(f"\nurl: {ADDRESS}\n")

    assert "https://elsewhere.example/" == publish.find_site_url(only_data)
    monkeypatch.setenv("SITE_URL", " https://elsewhere.example/ \n")
    assert "https://elsewhere.example/" == publish.find_site_url(only_data)


def test_data_without_an_address_or_with_problems_have_none(
    only_data: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("SITE_URL", raising=False)

    assert "" == publish.find_site_url(only_data)

    (only_data / "data/members.yaml").write_text("- [")

    assert "" == publish.find_site_url(only_data)


def test_a_site_with_an_issue_is_not_published_and_the_issue_is_reported_with_its_line(
    published: Path,
):
    root = published.parent
    about = root / "content/pages/about.md"
    about.write_text("title: About\n\nSee the [hours](/contactt/).\n")

    with pytest.raises(BuildError) as caught:
        publish.build_site(root, published, "")

    expected = "content/pages/about.md:3:17: error: there is no page 'contactt/' on the site"
    assert caught.value.details.startswith(expected)
    assert "1 problem in 1 file" == caught.value.summary
    assert ["broken-link"] == [diagnostic.rule for diagnostic in caught.value.diagnostics]
    assert ("<p>first words</p>", ["output", "output.files"]) == (text(published), names(root))


def test_a_picture_is_no_text_in_another_language_whatever_its_name(tmp_path: Path):
    root = project_of("minimal", tmp_path / "project")
    (root / "content/images").mkdir(exist_ok=True)
    (root / "content/images/map.fr.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")

    publish.build_site(root, root / "output", ADDRESS)

    assert (root / "output/images/map.fr.svg").exists()


def test_a_folder_with_something_else_in_it_is_not_taken(tiny_project: Path):
    output = tiny_project / "output"
    output.mkdir()
    (output / "thesis.txt").write_text("years of work")

    with pytest.raises(BuildError) as caught:
        publish.build_site(tiny_project, output, ADDRESS)

    expected = (
        "the site was not built: output/ contains 1 file (thesis.txt), written by no command of"
        " this project; nothing has been changed: move what you need elsewhere, then delete output/"
    )
    assert expected == caught.value.summary
    assert ["thesis.txt"] == [path.name for path in output.iterdir()]


@pytest.mark.parametrize(
    ("files", "description"),
    [
        (["CNAME"], "1 file (CNAME)"),
        (["about/thesis.doc"], "1 file (about/thesis.doc)"),
        (
            [".git/HEAD", ".git/config", "CNAME", "a"],
            "4 files (.git/HEAD, .git/config, CNAME and 1",
        ),
        (["\x1b[2J"], "1 file (<U+001B>[2J)"),
    ],
)
def test_a_site_with_foreign_files_in_it_is_not_replaced(
    files: list[str], description: str, published: Path
):
    (published / ".nojekyll").touch()  # the manifest decides, not a file that any folder may have
    for name in files:
        (published / name).parent.mkdir(exist_ok=True)
        (published / name).write_text("years of work")
    manifest.add_to_manifest(published, [".nojekyll"])
    before = manifest.list_folder_files(published)

    with pytest.raises(BuildError, match=re.escape(f"output/ contains {description}")):
        publish.build_site(published.parent, published, "")

    assert before == manifest.list_folder_files(published)
    assert ["output", "output.files"] == names(published.parent)


def test_a_link_in_the_folder_is_not_followed_and_not_lost(published: Path, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/notes.txt").touch()
    (published / "notes").symlink_to(tmp_path / "elsewhere")
    (published / "nowhere").symlink_to(tmp_path / "nowhere")

    with pytest.raises(BuildError) as caught:
        publish.build_site(published.parent, published, "")

    assert "2 files (notes, nowhere)" in caught.value.summary
    assert (published / "notes").is_symlink()


@pytest.mark.parametrize("damage", ["", "{}", "[", "[[1], 2]", "\xff"])
def test_without_its_manifest_all_files_of_a_site_are_foreign(damage: str, published: Path):
    manifest.get_manifest_path(published).write_text(damage, "latin-1")

    with pytest.raises(BuildError, match=r"output/ contains 5 files \(404.html, about/index.html"):
        publish.build_site(published.parent, published, "")

    manifest.get_manifest_path(published).unlink()
    shutil.rmtree(published)
    publish.build_site(published.parent, published, "")

    assert [] == manifest.find_foreign_files(published)


@pytest.mark.slow
def test_a_site_that_pelican_wrote_by_hand_may_be_replaced_but_nothing_else(tmp_path: Path):
    root = project_of("minimal", tmp_path / "project")
    output = root / "output"
    output.mkdir()
    (output / "thesis.txt").touch()
    command = [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py"]
    subprocess.run(command, cwd=root, check=True)

    assert ["thesis.txt"] == manifest.find_foreign_files(output)
    assert (output / "index.html").exists()

    (output / "thesis.txt").unlink()
    publish.build_site(root, output, "")

    assert ["output", "output.files"] == names(root)


@pytest.mark.slow
def test_pelican_lists_nothing_for_a_folder_elsewhere(tmp_path: Path):
    root = project_of("minimal", tmp_path / "project")
    command = [sys.executable, "-m", "pelican", "-s", "pelicanconf.py", "-o", str(tmp_path / "www")]
    subprocess.run(command, cwd=root, check=True)

    assert ["project", "www"] == sorted(path.name for path in tmp_path.iterdir())


def test_a_file_that_comes_while_the_site_is_built_is_not_lost(
    published: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(publish, "preserve_mtimes", lambda *_: (published / "thesis.txt").touch())

    with pytest.raises(BuildError, match=r"1 file \(thesis.txt\)"):
        publish.build_site(published.parent, published, "")

    assert (published / "thesis.txt").exists()


def test_the_manifest_takes_any_name(tmp_path: Path):
    folder = tmp_path / "output"
    folder.mkdir()
    odd_names = {"two\nlines", "l'été \u200f", os.fsdecode(b"latin-\xe9"), 'sub/"quoted"'}
    (folder / "sub").mkdir()
    for name in odd_names:
        (folder / name).touch()
    manifest.add_to_manifest(folder, odd_names)

    assert odd_names == manifest.list_folder_files(folder) == manifest.read_manifest(folder)
    assert [] == manifest.find_foreign_files(folder)


def test_an_old_folder_with_foreign_files_is_not_removed(published: Path):
    (published.parent / "output.swapped").mkdir()
    (published.parent / "output.swapped/thesis.txt").touch()

    with pytest.raises(BuildError, match=r"output.swapped/ contains 1 file \(thesis.txt\)"):
        publish.build_site(published.parent, published, "")

    assert (published.parent / "output.swapped/thesis.txt").exists()


def test_what_a_dying_process_still_writes_is_removed(tmp_path: Path):
    folder, stop = tmp_path / "output.new-1", time.monotonic() + 0.4

    def write() -> None:
        while time.monotonic() < stop:
            folder.mkdir(exist_ok=True)
            (folder / str(time.monotonic())).touch()

    writer = threading.Thread(target=write)
    writer.start()
    wait_for(folder)
    with atomic_output.lock_folder(tmp_path / "output"):
        writer.join()

    assert [] == names(tmp_path)


def test_what_cannot_be_removed_is_an_error_that_names_it(
    published: Path, monkeypatch: pytest.MonkeyPatch
):
    (published.parent / "output.new-1").mkdir()

    def fail(path: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path / "inner"))

    monkeypatch.setattr(atomic_output, "REMOVAL_TIMEOUT_SECONDS", 0)
    monkeypatch.setattr(atomic_output.shutil, "rmtree", fail)
    with pytest.raises(BuildError) as caught:
        publish.build_site(published.parent, published, "")

    expected = (
        "the site was not built: output.new-1, left by a command that was interrupted, cannot be"
        " removed: Permission denied; remove it yourself"
    )
    assert expected == str(caught.value)


def test_no_page_of_the_last_site_may_get_lost(published: Path):
    root = published.parent
    sitemap = root / "last.xml"
    sitemap.write_text(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<url><loc>{ADDRESS}</loc></url><url><loc>{ADDRESS}about/</loc></url></urlset>"
    )
    about = root / "content/pages/about.md"
    options = publish.BuildOptions(against=str(sitemap))
    publish.build_site(root, published, "", options)
    about.write_text("title: Us\n\nfirst words\n")  # the tiny project makes the URL from the title

    with pytest.raises(BuildError) as caught:
        publish.build_site(root, published, "", options)

    assert "error: '/about/' was on the last published site" in caught.value.details
    assert "<p>first words</p>" == text(published)


def test_a_published_site_that_cannot_be_read_is_reported_before_anything_is_built(published: Path):
    options = publish.BuildOptions(against=str(published / "nowhere.xml"))

    with pytest.raises(BuildError) as caught:
        publish.build_site(published.parent, published, "", options)

    assert "[unreadable-sitemap]" in caught.value.details
    assert "<p>first words</p>" == text(published)


def test_other_folders_next_to_the_site_stay(published: Path):
    for name in ("output.old", "output.new-look"):
        (published.parent / name).mkdir()
    publish.build_site(published.parent, published, "")

    assert ["output", "output.files", "output.new-look", "output.old"] == names(published.parent)


def test_a_file_in_the_place_of_the_site_stays_and_is_reported(tiny_project: Path):
    output = tiny_project / "output"
    output.write_text("notes")

    with pytest.raises(BuildError) as caught:
        publish.build_site(tiny_project, output, "")

    summary = "the site was not built: Not a directory (output)"
    assert (
        f"{summary}; move the existing file away: a folder is needed in its place"
        == caught.value.summary
    )
    assert "notes" == output.read_text()
