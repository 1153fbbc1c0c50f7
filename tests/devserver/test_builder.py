"""After any edits, a snapshot equals a build of the same files, byte for byte."""

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


def render_all_files(snapshot: Snapshot) -> dict[str, bytes]:
    """Render every file of a snapshot; return them by path."""
    contents = ((path, snapshot.render_file(path)) for path in snapshot.paths())
    return {path: content for path, content in contents if content is not None}


def add_cards(files: dict[str, bytes], snapshot: Snapshot, built: dict[str, bytes]) -> None:
    """Add the cards of a built site, which a snapshot draws but does not list."""
    for path in built:
        if path.startswith("cards/") and (content := snapshot.render_file(path)):
            files[path] = content


def read_site_files(folder: Path) -> dict[str, bytes]:
    """Read every file of a built site by path, except `build.json`."""
    files = (
        file
        for file in folder.rglob("*")
        if file.is_file() and file.name != build_info.BUILD_INFO_FILE
    )
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def differing_paths(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the paths of files that are not in both, or not equal."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


@pytest.mark.parametrize("name", COALITIONS)
def test_the_first_snapshot_is_what_a_build_makes(name: str, sites: dict[str, Built]):
    built = sites[name]
    snapshot = IncrementalBuilder(built.project, ADDRESS).build_snapshot()
    files, built_files = render_all_files(snapshot), read_site_files(built.root)
    add_cards(files, snapshot, built_files)

    assert [] == differing_paths(built_files, files)


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
    ("theme/static/css/components/card.css", lambda text: text + "\n.card { color: red }\n"),
    ("theme/static/js/directory.js", lambda text: text + "\n// more\n"),
    ("theme/locale/ar/LC_MESSAGES/messages.po", lambda text: text.replace('"الأ', '"ال أ', 1)),
)
"""Files of the invented coalition `lantern` with edits to them; an empty text deletes a file."""


def edit(project: Path, number: int) -> None:
    """Apply one of the EDITS."""
    name, change = EDITS[number]
    file = project / name
    text = change(file.read_text("utf-8") if file.exists() else "")
    if text:
        file.write_text(text, "utf-8")
    else:
        file.unlink(missing_ok=True)


def is_unchanged(before: dict[str, bytes], build_snapshot: Callable[[], Snapshot]) -> bool:
    """Return `before == outcome(build_snapshot)`, but stop rendering at the first difference."""
    try:
        snapshot = build_snapshot()
        paths = list(snapshot.paths())
        is_same = all(before.get(path) == snapshot.render_file(path) for path in paths)
    except DataError:
        return before == outcome(build_snapshot)
    return is_same and before.keys() <= set(paths)


def outcome(build_snapshot: Callable[[], Snapshot]) -> dict[str, bytes]:
    """Return every file of a snapshot; or, as one file, its diagnostics."""
    try:
        return render_all_files(build_snapshot())
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
    builder = IncrementalBuilder(project, ADDRESS)
    outcome(builder.build_snapshot)
    for number in edits:
        edit(project, number)

        assert [] == differing_paths(
            outcome(IncrementalBuilder(project, ADDRESS).build_snapshot),
            outcome(builder.build_snapshot),
        ), EDITS[number][0]


@pytest.mark.parametrize("edits", [(0, 5, 16, 20, 23, 24), (13, 8, 17, 3, 25, 22)])
def test_after_edits_everything_is_what_a_build_makes(
    edits: tuple[int, ...], pristine: Path, tmp_path: Path
):
    project = shutil.copytree(pristine, tmp_path / "lantern")
    builder = IncrementalBuilder(project, ADDRESS)
    for number in edits:
        outcome(builder.build_snapshot)
        edit(project, number)
    publish.build_site(project, project / "output", ADDRESS)

    snapshot = builder.build_snapshot()
    files, built_files = render_all_files(snapshot), read_site_files(project / "output")
    add_cards(files, snapshot, built_files)
    assert [] == differing_paths(built_files, files)


def test_every_edit_changes_what_is_made(pristine: Path, tmp_path: Path):
    project = shutil.copytree(pristine, tmp_path / "lantern")
    builder = IncrementalBuilder(project, ADDRESS)
    before, unchanged = outcome(builder.build_snapshot), []
    for number, (name, _) in enumerate(EDITS):
        file = project / name
        original = file.read_bytes() if file.exists() else None
        edit(project, number)
        if is_unchanged(before, builder.build_snapshot):
            unchanged.append(f"{number}: {name}")
        if original is None:
            file.unlink(missing_ok=True)
        else:
            file.write_bytes(original)

    assert ["18: content/pages/extra.en.md"] == unchanged, "that one deletes what is not there"
    assert before == outcome(builder.build_snapshot)


@pytest.fixture
def project(pristine: Path, tmp_path: Path) -> Iterator[Path]:
    yield shutil.copytree(pristine, tmp_path / "lantern")


def test_one_saved_member_leaves_the_other_records_the_very_same(project: Path):
    builder = IncrementalBuilder(project, ADDRESS)
    before = builder.build_snapshot().sites[0].coalition
    edit(project, 0)
    after = builder.build_snapshot().sites[0].coalition

    assert 1 == sum(
        one is not other for one, other in zip(before.members, after.members, strict=True)
    )
    assert all(
        one is other for one, other in zip(before.organisations, after.organisations, strict=True)
    )


def test_what_pelican_warns_of_is_a_problem_every_time(
    project: Path, monkeypatch: pytest.MonkeyPatch
):
    original = ArticlesGenerator.generate_context

    def warn(generator: ArticlesGenerator) -> None:
        logging.getLogger("pelican.generators").warning("No valid files found in content.")
        original(generator)

    monkeypatch.setattr(ArticlesGenerator, "generate_context", warn)
    builder = IncrementalBuilder(project, ADDRESS)
    for _ in range(2):
        with pytest.raises(DataError) as raised:
            builder.build_snapshot()

        expected = (EXPECTED / "pelican-warning" / "expected.txt").read_text("utf-8").strip()
        assert expected == format_diagnostics(raised.value.diagnostics)


def test_all_broken_templates_are_reported_at_once(project: Path):
    for name in ("member.html", "goal.html"):
        (project / "theme/templates" / name).write_text("{% if %}", "utf-8")

    with pytest.raises(DataError) as raised:
        IncrementalBuilder(project, ADDRESS).build_snapshot()

    assert ["theme/templates/goal.html", "theme/templates/member.html"] == [
        diagnostic.location.file for diagnostic in raised.value.diagnostics
    ]


@pytest.mark.parametrize("name", ["templates/member.html", "static/css/base.css"])
def test_a_file_of_the_theme_that_is_no_text_is_named(project: Path, name: str):
    file = project / "theme" / name
    file.write_bytes(file.read_bytes() + b"<!-- caf\xe9 -->")

    with pytest.raises(DataError) as raised:
        IncrementalBuilder(project, ADDRESS).build_snapshot()

    assert [(f"theme/{name}", "not-utf8")] == [
        (diagnostic.location.file, diagnostic.rule) for diagnostic in raised.value.diagnostics
    ]


def test_what_is_saved_while_it_is_read_is_read_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
):
    builder = IncrementalBuilder(project, ADDRESS)
    original, edits = builder._pelican.read_content, iter([16, 15])

    def read_content(loaded_project: Project) -> tuple[ContentIndex, dict[str, Path]]:
        if (number := next(edits, None)) is not None:
            edit(project, number)  # Pelican reads what the check has not seen
        return original(loaded_project)

    monkeypatch.setattr(builder._pelican, "read_content", read_content)

    assert [] == differing_paths(
        outcome(builder.build_snapshot),
        outcome(IncrementalBuilder(project, ADDRESS).build_snapshot),
    )
