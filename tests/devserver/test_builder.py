"""What a preview makes after any edit is, byte for byte, what a build makes of the same files."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pelican.generators import ArticlesGenerator

from coalition.build import publish
from coalition.devserver.builder import IncrementalBuilder
from coalition.devserver.snapshot import Snapshot
from coalition.diagnostics.errors import DataError
from coalition.diagnostics.text import format_diagnostics
from coalition.model.content import ContentIndex
from coalition.output import build_info
from coalition.project.project import Project
from support.projects import ADDRESS, PROJECT
from support.sites import COALITIONS, Built, project_of

pytestmark = pytest.mark.slow
EXPECTED = PROJECT / "tests" / "data" / "preview_problems"


def files_of(edition: Snapshot) -> dict[str, bytes]:
    """Every file of an edition by its path."""
    made = ((path, edition.render_file(path)) for path in edition.paths())
    return {path: content for path, content in made if content is not None}


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file of a site by its path, but what says that it was built."""
    files = (
        file
        for file in folder.rglob("*")
        if file.is_file() and file.name != build_info.BUILD_INFO_FILE
    )
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The paths of files that are not in both, or not the same."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


@pytest.mark.parametrize("name", COALITIONS)
def test_the_first_edition_is_what_a_build_makes(name: str, sites: dict[str, Built]):
    built = sites[name]

    assert [] == differing(
        files_in(built.root), files_of(IncrementalBuilder(built.project, ADDRESS).build_snapshot())
    )


MEMBER = "- id: someone-new\n  name: Someone New\n  group: libraries\n"
EDITS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("data/members.yaml", lambda text: text.replace("name: ", "name: Dr ", 1)),
    ("data/members.yaml", lambda text: text.replace("organisation: north-shore", "", 1)),
    ("data/members.yaml", lambda text: text.replace("  group:", "  country: NO\n  group:", 1)),
    ("data/members.yaml", lambda text: text.replace("  group:", "  until: 2026\n  group:", 1)),
    ("data/members.yaml", lambda text: text.replace("  group:", "  sort: Zzz\n  group:", 1)),
    ("data/members.yaml", lambda text: text + "\n" + MEMBER),
    ("data/members.yaml", lambda text: MEMBER + text),
    ("data/members.yaml", lambda text: "[]\n"),
    ("data/organisations.yaml", lambda text: text.replace("en: ", "en: New ", 1)),
    ("data/organisations.yaml", lambda text: text.replace("country: ", "# country: ", 1)),
    ("data/action_areas.yaml", lambda text: text.replace("title: ", "title: New ", 1)),
    ("data/action_areas.yaml", lambda text: "[]\n"),
    ("data/sdgs.yaml", lambda text: text.replace("colour: ", "colour: '#000000' # ", 1)),
    ("data/coalition.yaml", lambda text: text.replace("acronym: ", "acronym: X", 1)),
    ("data/coalition.yaml", lambda text: text.replace("languages: [en, ar]", "languages: [en]")),
    ("content/pages/about.en.md", lambda text: text.replace("Title: ", "Title: All ")),
    ("content/pages/about.en.md", lambda text: text + "\nMore words.\n"),
    ("content/pages/extra.en.md", lambda _: "Title: Extra\n\n## More\n\nWords.\n"),
    ("content/pages/extra.en.md", lambda _: ""),
    ("content/pages/opening-hours.en.md", lambda _: ""),
    ("content/images/new.svg", lambda _: "<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ("theme/templates/member.html", lambda text: text.replace("{% endblock", "!{% endblock", 1)),
    ("theme/templates/components/members.html", lambda text: text.replace("<li", "<li hidden", 1)),
    ("theme/templates/base.html", lambda text: text.replace("<main", "<main data-new", 1)),
    ("theme/static/css/base.css", lambda text: text + "\nbody { color: red }\n"),
    ("theme/static/js/directory.js", lambda text: text + "\n// more\n"),
    ("theme/locale/ar/LC_MESSAGES/messages.po", lambda text: text.replace('"الأ', '"ال أ', 1)),
)
"""Files of the invented coalition `lantern`, and what an editor may do to them; "" deletes one."""


def edit(project: Path, number: int) -> None:
    """Do one of the EDITS."""
    name, change = EDITS[number]
    file = project / name
    text = change(file.read_text("utf-8") if file.exists() else "")
    if text:
        file.write_text(text, "utf-8")
    else:
        file.unlink(missing_ok=True)


def is_state(before: dict[str, bytes], make: Callable[[], Snapshot]) -> bool:
    """The same as `before == state(make)`; makes no more files than it takes to find another."""
    try:
        edition = make()
        paths = list(edition.paths())
        same = all(before.get(path) == edition.render_file(path) for path in paths)
    except DataError:
        return before == state(make)
    return same and before.keys() <= set(paths)


def state(make: Callable[[], Snapshot]) -> dict[str, bytes]:
    """Every file of an edition; or, as one file, what is wrong."""
    try:
        return files_of(make())
    except DataError as error:
        return {"problems": format_diagnostics(error.diagnostics).encode()}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project_of("lantern", tmp_path_factory.mktemp("pristine") / "lantern")


@settings(max_examples=8)
@given(edits=st.lists(st.integers(0, len(EDITS) - 1), min_size=1, max_size=3))
def test_after_any_edits_everything_is_as_if_it_had_been_read_afresh(
    edits: list[int], pristine: Path, tmp_path_factory: pytest.TempPathFactory
):
    project = shutil.copytree(pristine, tmp_path_factory.mktemp("edited") / "lantern")
    live = IncrementalBuilder(project, ADDRESS)
    state(live.build_snapshot)
    for number in edits:
        edit(project, number)

        assert [] == differing(
            state(IncrementalBuilder(project, ADDRESS).build_snapshot), state(live.build_snapshot)
        ), EDITS[number][0]


@pytest.mark.parametrize("chosen", [(0, 5, 16, 20, 23, 24), (13, 8, 17, 3, 25, 22)])
def test_after_edits_everything_is_what_a_build_makes(
    chosen: tuple[int, ...], pristine: Path, tmp_path: Path
):
    project = shutil.copytree(pristine, tmp_path / "lantern")
    live = IncrementalBuilder(project, ADDRESS)
    for number in chosen:
        state(live.build_snapshot)
        edit(project, number)
    publish.build_site(project, project / "output", ADDRESS)

    assert [] == differing(files_in(project / "output"), files_of(live.build_snapshot()))


def test_every_edit_changes_what_is_made(pristine: Path, tmp_path: Path):
    project = shutil.copytree(pristine, tmp_path / "lantern")
    live = IncrementalBuilder(project, ADDRESS)
    before, unchanged = state(live.build_snapshot), []
    for number, (name, _) in enumerate(EDITS):
        file = project / name
        was = file.read_bytes() if file.exists() else None
        edit(project, number)
        if is_state(before, live.build_snapshot):
            unchanged.append(f"{number}: {name}")
        if was is None:
            file.unlink(missing_ok=True)
        else:
            file.write_bytes(was)

    assert ["18: content/pages/extra.en.md"] == unchanged, "that one deletes what is not there"
    assert before == state(live.build_snapshot)


@pytest.fixture
def project(pristine: Path, tmp_path: Path) -> Iterator[Path]:
    yield shutil.copytree(pristine, tmp_path / "lantern")


def test_one_saved_member_leaves_the_other_records_the_very_same(project: Path):
    live = IncrementalBuilder(project, ADDRESS)
    before = live.build_snapshot().sites[0].coalition
    edit(project, 0)
    after = live.build_snapshot().sites[0].coalition

    assert 1 == sum(
        one is not other for one, other in zip(before.members, after.members, strict=True)
    )
    assert all(
        one is other for one, other in zip(before.organisations, after.organisations, strict=True)
    )


def test_what_pelican_warns_of_is_a_problem_every_time(
    project: Path, monkeypatch: pytest.MonkeyPatch
):
    usual = ArticlesGenerator.generate_context

    def warn(generator: ArticlesGenerator) -> None:
        logging.getLogger("pelican.generators").warning("No valid files found in content.")
        usual(generator)

    monkeypatch.setattr(ArticlesGenerator, "generate_context", warn)
    live = IncrementalBuilder(project, ADDRESS)
    for _ in range(2):
        with pytest.raises(DataError) as caught:
            live.build_snapshot()

        expected = (EXPECTED / "pelican-warning" / "expected.txt").read_text("utf-8").strip()
        assert expected == format_diagnostics(caught.value.diagnostics)


def test_all_broken_templates_are_told_at_once(project: Path):
    for name in ("member.html", "goal.html"):
        (project / "theme/templates" / name).write_text("{% if %}", "utf-8")

    with pytest.raises(DataError) as caught:
        IncrementalBuilder(project, ADDRESS).build_snapshot()

    assert ["theme/templates/goal.html", "theme/templates/member.html"] == [
        problem.location.file for problem in caught.value.diagnostics
    ]


@pytest.mark.parametrize("name", ["templates/member.html", "static/css/base.css"])
def test_a_file_of_the_theme_that_is_no_text_is_named(project: Path, name: str):
    file = project / "theme" / name
    file.write_bytes(file.read_bytes() + b"<!-- caf\xe9 -->")

    with pytest.raises(DataError) as caught:
        IncrementalBuilder(project, ADDRESS).build_snapshot()

    assert [(f"theme/{name}", "not-utf8")] == [
        (problem.location.file, problem.rule) for problem in caught.value.diagnostics
    ]


def test_what_is_saved_while_it_is_read_is_read_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
):
    live = IncrementalBuilder(project, ADDRESS)
    real, saves = live._pelican.read_content, iter([16, 15])

    def texts(of: Project) -> tuple[ContentIndex, dict[str, Path]]:
        if (number := next(saves, None)) is not None:
            edit(project, number)  # Pelican reads what the check has not seen
        return real(of)

    monkeypatch.setattr(live._pelican, "texts", texts)

    assert [] == differing(
        state(live.build_snapshot), state(IncrementalBuilder(project, ADDRESS).build_snapshot)
    )
