"""Events, documents and working groups are added, renamed and removed as members are."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.addresses.lost import check_lost_addresses
from coalition.addresses.published_version import make_version
from coalition.addresses.site_sources import read_site_sources
from coalition.cli.new import run_new
from coalition.cli.remove import run_remove
from coalition.cli.rename import run_rename
from coalition.cli.undo import run_undo
from coalition.diagnostics import DataError
from coalition.editing.entry_kinds import (
    AREA_KIND,
    DOCUMENT_KIND,
    ENTRY_KINDS,
    EVENT_KIND,
    MEMBER_KIND,
    ORGANISATION_KIND,
    WORKING_GROUP_KIND,
    EntryKind,
)
from coalition.editing.errors import EditError
from coalition.editing.new_files import HEADS
from coalition.editing.new_ids import PAGE_FOLDERS, propose_id
from coalition.editing.questions import iter_questions, select_questions
from coalition.editing.references import get_page_path
from coalition.editing.removing import remove_entry
from coalition.editing.renaming import rename_entry
from coalition.editing.retiring import retire_entry
from coalition.editing.workspace import Workspace
from coalition.project.loader import load_coalition
from coalition.project.raw_entries import iter_scalars, to_plain_data
from coalition.site.urls import PATH_TEMPLATES
from support.git import git
from support.projects import ORCHARD, PROJECT, copy_project

WORKSPACE = Workspace.open(ORCHARD)
SHORT_QUESTIONS = [
    question
    for kind in ENTRY_KINDS.values()
    for question in iter_questions(kind)
    if question.short_form
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The invented coalition, with somebody in an office."""
    root = copy_project(tmp_path / "p", ORCHARD / "data", ORCHARD / "content")
    coalition = root / "data/coalition.yaml"
    text = coalition.read_text("utf-8")
    if "\noffices:\n" not in text:
        text += "\noffices:\n"
    office = "\noffices:\n  - role: chair\n    member: cherry-orchard-sample\n"
    coalition.write_text(text.replace("\noffices:\n", office, 1), "utf-8")
    return root


@pytest.fixture
def without_files(root: Path) -> Path:
    """The same without the files that a project need not have."""
    for name in HEADS:
        (root / f"data/{name}.yaml").unlink()
    return root


def write(workspace: Workspace) -> None:
    """Write the changes without a check of the whole project."""
    for change in workspace.changes():
        change.path.write_bytes(change.after or b"")


def list_ids(root: Path) -> set[str]:
    """Return all texts in the data that may be ids, without former ones."""
    return {
        node.text
        for file in Workspace.open(root).files.values()
        for key, node in iter_scalars(file.root_node)
        if key != "former_ids"
    }


def add_news(root: Path, front_matter: str) -> Path:
    path = root / "content/news/harvest.en.md"
    path.write_text(f"Title: Harvest\nDate: 2024-01-02\n{front_matter}\nApples.\n", "utf-8")
    return path


def data_of(root: Path, name: str) -> Any:  # noqa: ANN401 - a list of entries, or a mapping
    return to_plain_data(Workspace.open(root).files[name].root_node)


# New entries


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("working-group", {"title": "Apples"}),
        ("event", {"title": "Apples", "kind": "meeting", "start": "2026-03-09"}),
        ("document", {"title": "Apples", "type": "report"}),
    ],
)
def test_the_first_entry_makes_the_file_which_says_how_to_add_more(
    kind: str, values: dict[str, str], without_files: Path
):
    (without_files / "data/schema").mkdir(exist_ok=True)
    run_new(without_files, kind, values, assume_yes=True)

    name = ENTRY_KINDS[kind].file
    text = (without_files / f"data/{name}.yaml").read_text("utf-8")
    assert text.startswith(f"# yaml-language-server: $schema=schema/{name}.schema.json\n# ")
    assert f"'python3 tasks.py new {kind}'" in text
    assert text.partition("\n\n")[2].startswith("- id: apples")
    assert 1 == len(getattr(load_coalition(without_files / "data"), name))

    run_undo(without_files, assume_yes=True)
    assert not (without_files / f"data/{name}.yaml").exists()


@pytest.mark.parametrize("name", sorted(HEADS))
def test_the_example_in_a_new_file_is_an_entry_of_it(name: str, without_files: Path):
    """Somebody may copy its lines, as they say."""
    lines = [line[4:] for line in HEADS[name].splitlines() if line.startswith("#   ")]
    text = "\n".join(lines).replace("given-name-family-name", "cherry-orchard-sample")
    (without_files / f"data/{name}.yaml").write_text(f"{text}\n", "utf-8")

    assert 1 == len(getattr(load_coalition(without_files / "data"), name))


@pytest.mark.parametrize(
    ("kind", "title", "start", "expected"),
    [
        (EVENT_KIND, "Pruning day", "2025-11-08", "pruning-day-2025"),
        (EVENT_KIND, "Pruning day", "2024-11-09 10:00", "pruning-day-2024-2"),
        (EVENT_KIND, "Week of 2025", "2025-11-08", "week-of-2025"),
        (EVENT_KIND, "Word " * 12, "2025", "word-word-word-word-word-word-word-2025"),
        (EVENT_KIND, "Congress of blossoms", "", "congress-of-blossoms-2"),  # a former id
        (DOCUMENT_KIND, "Grafting: a handbook", "", "grafting-a-handbook"),
        (DOCUMENT_KIND, "x" * 80, "", "x" * 40),
        (DOCUMENT_KIND, "Con", "", ""),
        (DOCUMENT_KIND, "تقرير", "", ""),
        (WORKING_GROUP_KIND, "First seeds", "", "first-seeds-2"),
    ],
)
def test_an_id_is_proposed_from_the_title(kind: EntryKind, title: str, start: str, expected: str):
    entry = {"title": title} | ({"start": start} if start else {})

    assert expected == propose_id(WORKSPACE, kind, entry)


def test_a_title_that_gives_no_id_needs_one(root: Path):
    values = {"title": "Con", "type": "report"}
    with pytest.raises(EditError, match="no id can be made from this title: give one with --set"):
        run_new(root, "document", values, assume_yes=True)
    run_new(root, "document", values | {"id": "con-report"}, assume_yes=True)

    assert "con-report" in [document.id for document in load_coalition(root / "data").documents]


def test_a_reserved_id_is_refused(root: Path):
    values = {"title": "Con", "type": "report", "id": "con"}
    with pytest.raises(DataError) as raised:
        run_new(root, "document", values, assume_yes=True)

    assert ["invalid-id"] == [diagnostic.rule for diagnostic in raised.value.diagnostics]


def test_the_event_of_the_next_year_has_the_same_title(root: Path):
    values = {"title": "Pruning day", "kind": "workshop", "start": "2025-11-08"}
    run_new(root, "event", values, assume_yes=True)

    titles = [str(event.title.root["en"]) for event in load_coalition(root / "data").events]
    assert 2 == titles.count("Pruning day")


def dates_after(root: Path, kind: str, dates: list[str], new: str) -> list[str]:
    """Return the dates in the file, in their order, after an entry with a new one was added."""
    key, more = ("start", "  kind: meeting\n") if kind == "event" else ("date", "  type: report\n")
    file = root / f"data/{kind}s.yaml"
    file.write_text(
        "# Ours.\n\n"
        + "\n".join(
            f"- id: old-{n}\n  title: Old {n}\n{more}  {key}: {date}\n"
            for n, date in enumerate(dates)
        ),
        "utf-8",
    )
    values = {"title": "New", key: new, "kind" if kind == "event" else "type": more.split()[1]}
    run_new(root, kind, values, assume_yes=True)
    assert file.read_text("utf-8").startswith("# Ours.\n\n- id: ")
    return [entry[key] for entry in data_of(root, f"{kind}s")]


@pytest.mark.parametrize(
    ("dates", "new", "index"),
    [
        (["2021-01-01", "2022-01-01", "2023-01-01"], "2022-05-05", 2),
        (["2021-01-01", "2022-01-01"], "2024-05-05", 2),
        (["2021-01-01", "2022-01-01"], "2020-05-05", 0),
        (["2023-01-01", "2022-01-01", "2021-01-01"], "2022-05-05", 1),
        (["2023-01-01", "2022-01-01"], "2024-05-05", 0),
        (["2023-01-01", "2022-01-01"], "2020-05-05", 2),
        (["2023-01-01"], "2020-05-05", 0),
        (["2023-01-01"], "2024-05-05", 1),
    ],
)
@pytest.mark.parametrize("kind", ["event", "document"])
def test_an_entry_is_inserted_by_date_as_the_file_is_sorted(
    kind: str, dates: list[str], new: str, index: int, without_files: Path
):
    expected = [*dates[:index], new, *dates[index:]]

    result = dates_after(without_files, kind, dates, new)
    assert expected == result


@pytest.mark.integration
def test_git_merges_two_events_that_were_added_on_the_same_day(root: Path):
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "before")
    for branch, day in (("first", "2021-05-05"), ("second", "2023-05-05")):
        git(root, "switch", "--quiet", "--create", branch, "main")
        values = {"title": branch, "kind": "meeting", "start": day}
        run_new(root, "event", values, assume_yes=True)
        git(root, "commit", "--quiet", "--all", "--message", branch)

    git(root, "merge", "--quiet", "first", "--message", "both")

    ids = {event.id for event in load_coalition(root / "data").events}
    assert {"first-2021", "second-2023"} <= ids


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("event", {}, "an event needs --title, --set kind=..., --set start=...: --yes asks"),
        (
            "event",
            {"title": "X", "kind": "meeting", "start": "2026-01-01 10:00"},
            "an event needs --set timezone=...: --yes asks nothing",
        ),
        ("event", {"place": "Oslo"}, "'place' has several keys: give --set place.venue=... or"),
        ("event", {"place.town": "Oslo"}, "an event has no key 'place.town': it has id, title"),
        (
            "document",
            {"identifiers.catalogues": "1"},
            "'identifiers.catalogues' cannot be written in one line: add it to data/documents.yaml",
        ),
        (
            "document",
            {"authors": "cherry-orchard-smaple"},
            "there is no member and no organisation with the id 'cherry-orchard-smaple':"
            " did you mean 'cherry-orchard-sample'?",
        ),
        ("document", {"authors": "Ada Test (Nowhere)"}, "there is no organisation 'Nowhere'"),
        ("document", {"versions": "https://example.org"}, "'https://example.org' has no address"),
    ],
)
def test_what_cannot_be_set_is_explained(
    kind: str, values: dict[str, str], expected: str, root: Path
):
    with pytest.raises(EditError) as raised:
        run_new(root, kind, values, assume_yes=True)

    assert str(raised.value).startswith(expected)


@given(st.text(max_size=60), st.sampled_from(SHORT_QUESTIONS))
def test_a_short_form_reads_what_it_writes(answer: str, question: Any):  # noqa: ANN401 - a Question
    try:
        items = question.short_form.parse(WORKSPACE, answer)
    except EditError:
        return
    if not any(character in answer for character in ",;،؛，、；:：()（）"):
        assert items == question.short_form.parse(WORKSPACE, question.short_form.format(items))


@pytest.mark.parametrize("question", SHORT_QUESTIONS, ids=lambda question: question.key)
def test_the_example_of_a_short_form_is_read_and_written(question: Any):  # noqa: ANN401
    example = question.example.replace("given-name-family-name", "cherry-orchard-sample")
    example = example.replace("another-name", "guo-xiangyang")
    example = example.replace("example-college", "guoyuan").replace("another-college", "rumman")

    items = question.short_form.parse(WORKSPACE, example)

    assert len(items) == example.count(",") + example.count(";") + 1
    assert items == question.short_form.parse(WORKSPACE, question.short_form.format(items))


# Members: several groups, none, and organisations


def test_several_stakeholder_groups_are_given_with_one_option(root: Path):
    run_new(
        root,
        "member",
        {"name": "Ada Test", "group": "town-councils, civil-society"},
        assume_yes=True,
    )
    values = {"name": "Bea Test", "groups": "civil-society,town-councils"}
    run_new(root, "member", values, assume_yes=True)

    groups = {member.id: member.all_groups for member in load_coalition(root / "data").members}
    assert ("town-councils", "civil-society") == groups["ada-test"]
    assert ("civil-society", "town-councils") == groups["bea-test"]


def test_a_coalition_without_groups_asks_for_none(tmp_path: Path):
    minimal = PROJECT / "tests/data/coalitions/minimal"
    root = copy_project(tmp_path / "p", minimal / "data", minimal / "content")
    coalition, members = root / "data/coalition.yaml", root / "data/members.yaml"
    groups = "groups:\n  - id: gardiens\n    name: Gardiens\n"
    coalition.write_text(coalition.read_text("utf-8").replace(groups, ""), "utf-8")
    members.write_text(members.read_text("utf-8").replace("  group: gardiens\n", ""), "utf-8")

    run_new(root, "member", {"name": "Ada Test"}, assume_yes=True)

    keys = [question.key for question in select_questions(Workspace.open(root), MEMBER_KIND)]
    assert "group" not in keys and "name" == keys[0]

    assert "ada-test" in [member.id for member in load_coalition(root / "data").members]


def test_an_organisation_becomes_a_member_only_if_that_is_asked_for(root: Path):
    values = {"organisation": "four-seasons", "group": "civil-society"}
    with pytest.raises(EditError, match="if the organisation itself is the member, add --itself"):
        run_new(root, "member", values, assume_yes=True)
    with pytest.raises(EditError, match="'role' is about a person"):
        run_new(root, "member", values | {"role": "x"}, is_organisation=True, assume_yes=True)
    with pytest.raises(EditError, match="only a member can be an organisation itself"):
        run_new(root, "event", {}, is_organisation=True, assume_yes=True)

    run_new(root, "member", values, is_organisation=True, assume_yes=True)

    assert {"organisation": "four-seasons", "group": "civil-society"} in data_of(root, "members")
    with pytest.raises(DataError):
        run_new(root, "member", values, is_organisation=True, assume_yes=True)


def test_an_organisation_can_be_a_partner(root: Path):
    values = {"name": "Test Farm", "partner": "true", "kind": "school"}
    run_new(root, "organisation", values, assume_yes=True)

    farm = next(o for o in load_coalition(root / "data").organisations if o.id == "test-farm")
    assert farm.partner


# Renaming


@pytest.mark.parametrize(
    ("id", "new_id"),
    [
        ("pruning-day-2024", "pruning-2024"),
        ("grafting-handbook", "grafting"),
        ("graft-keepers", "knife-keepers"),
        ("grafting", "graft"),
    ],
)
def test_a_new_id_is_known_everywhere_and_the_old_address_redirects(
    id: str, new_id: str, root: Path
):
    kind = next(
        name
        for name, one in ENTRY_KINDS.items()
        if one.has_former_ids
        and id in [entry.id for entry in WORKSPACE.raw_entries(one.collection)]
    )
    before = read_site_sources(root)

    run_rename(root, id, "", new_id, kind=kind, assume_yes=True)

    coalition = load_coalition(root / "data")
    entries = {
        entry.id: entry
        for entry in getattr(coalition, ENTRY_KINDS[kind].file)
        if new_id == entry.id
    }
    assert id in entries[new_id].former_ids
    assert id not in list_ids(root)
    assert check_lost_addresses(root, make_version("'v1'", before)) == []


@pytest.mark.parametrize(
    ("kind", "id", "line", "expected"),
    [
        ("area", "grafting", "Areas: seeds, grafting", "Areas: seeds, new-id"),
        ("event", "pruning-day-2024", "Events: pruning-day-2024", "Events: new-id"),
        ("member", "guo-xiangyang", "Authors: guo-xiangyang,x", "Authors: new-id,x"),
        ("member", "guo-xiangyang", "Events: guo-xiangyang", "Events: guo-xiangyang"),
        ("document", "grafting-handbook", "documents: grafting-handbook", "documents: new-id"),
    ],
)
def test_news_follow_a_new_id(kind: str, id: str, line: str, expected: str, root: Path):
    news = add_news(root, f"{line}\n")
    before = news.read_text("utf-8")

    write(rename_entry(Workspace.open(root), id, id="new-id", kind_name=kind))

    assert before.replace(line, expected) == news.read_text("utf-8")


def test_an_id_that_a_member_and_an_organisation_have_means_the_member(root: Path):
    run_new(root, "member", {"name": "Ada", "id": "guoyuan", "group": "academia"}, assume_yes=True)
    news = add_news(root, "Authors: guoyuan\n")

    write(rename_entry(Workspace.open(root), "guoyuan", id="new-id", kind_name="organisation"))

    assert "Authors: guoyuan\n" in news.read_text("utf-8")


def test_the_end_of_a_working_group_comes_after_its_title(root: Path):
    path = root / "data/working_groups.yaml"
    with path.open("a", encoding="utf-8") as file:
        file.write("\n- id: short-group\n  title: Short group\n")

    write(retire_entry(Workspace.open(root), "short-group", "2024").workspace)

    expected = "- id: short-group\n  title: Short group\n  until: 2024\n"
    assert path.read_text("utf-8").endswith(expected)


def test_a_new_title_keeps_the_address(root: Path):
    run_rename(root, "Pruning day", "fr: La taille", "", assume_yes=True)

    event = load_coalition(root / "data").events[0]
    assert ("pruning-day-2024", "La taille") == (event.id, event.title.root["fr"])
    assert "Pruning day" == event.title.root["en"]


def test_a_forgotten_title_leaves_no_address(root: Path):
    run_rename(root, "night-of-owls-2023", "Night of birds", "", forget=True, assume_yes=True)

    text = (root / "data/events.yaml").read_text("utf-8")
    assert "- id: night-of-birds-2023\n  title:\n    en: Night of birds\n" in text
    assert "owls" not in text


def test_a_member_who_is_renamed_is_so_in_events_and_offices(root: Path):
    run_rename(root, "cherry-orchard-sample", "", "cherry-sample", assume_yes=True)

    coalition = load_coalition(root / "data")
    assert "cherry-orchard-sample" not in list_ids(root)
    assert "cherry-sample" == coalition.offices[0].member
    assert "cherry-sample" in [party.member for party in coalition.events[0].people]


def test_an_organisation_that_is_a_member_is_renamed_as_an_organisation(root: Path):
    values = {"organisation": "four-seasons", "group": "civil-society"}
    run_new(root, "member", values, is_organisation=True, assume_yes=True)
    text = (root / "data/events.yaml").read_text("utf-8")
    text = text.replace("- organisation: four-seasons", "- member: four-seasons")
    (root / "data/events.yaml").write_text(text, "utf-8")

    with pytest.raises(EditError, match="is an organisation, and has its name: rename the org"):
        rename_entry(Workspace.open(root), "four-seasons", id="x", kind_name="member")
    run_rename(root, "four-seasons", "", "seasons", assume_yes=True)

    assert {"organisation": "seasons", "group": "civil-society"} in data_of(root, "members")
    assert "- member: seasons" in (root / "data/events.yaml").read_text("utf-8")


# Removing


def test_a_removed_person_leaves_no_trace_of_the_name(root: Path):
    before = read_site_sources(root)

    message = run_remove(
        root, "member", "Cherry Orchard-Sample", only_record=False, assume_yes=True
    )

    texts = [path.read_text("utf-8") for path in (root / "data").glob("*.yaml")]
    assert not any("cherry" in text.lower() for text in texts)
    assert "the member is removed" in message
    assert "offices:" not in (root / "data/coalition.yaml").read_text("utf-8")
    assert check_lost_addresses(root, make_version("'v1'", before)) == []
    run_undo(root, assume_yes=True)
    assert "cherry-orchard-sample" in list_ids(root)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_news_do_not_name_who_was_removed(newline: str, root: Path):
    news = add_news(root, "Authors: cherry-orchard-sample\nPeople: x, cherry-orchard-sample\n")
    news.write_bytes(news.read_bytes().replace(b"\n", newline.encode()))

    write(remove_entry(Workspace.open(root), MEMBER_KIND, "cherry-orchard-sample").workspace)

    expected = "Title: Harvest\nDate: 2024-01-02\nPeople: x\n\nApples.\n"
    assert expected.replace("\n", newline).encode() == news.read_bytes()


@pytest.mark.parametrize(
    ("kind", "id"),
    [
        (EVENT_KIND, "blossom-congress-2022"),
        (DOCUMENT_KIND, "grafting-handbook"),
        (WORKING_GROUP_KIND, "graft-keepers"),
        (AREA_KIND, "grafting"),
    ],
)
def test_an_id_in_a_list_goes_with_the_entry(kind: EntryKind, id: str, root: Path):
    before = read_site_sources(root)

    run_remove(root, kind.name, id, only_record=False, assume_yes=True)

    load_coalition(root / "data")
    assert id not in list_ids(root)
    assert check_lost_addresses(root, make_version("'v1'", before)) == []


def test_an_organisation_is_kept_while_an_event_names_it(root: Path):
    values = {"name": "Test Farm"}
    run_new(root, "organisation", values, assume_yes=True)
    values = {"title": "X", "kind": "meeting", "start": "2026-01-01", "organisers": "Test Farm"}
    run_new(root, "event", values, assume_yes=True)

    with pytest.raises(DataError) as raised:
        remove_entry(Workspace.open(root), ORGANISATION_KIND, "test-farm")

    assert ["data/events.yaml"] == [one.location.file for one in raised.value.diagnostics]


def test_the_logo_of_an_organisation_and_the_files_of_a_document_go_with_them(root: Path):
    logo, report = root / "content/images/farm.svg", root / "content/files/report.pdf"
    shutil.copy(next((root / "content/images").glob("*.svg")), logo)
    report.parent.mkdir(exist_ok=True)
    report.write_bytes(b"%PDF-1.4\n")
    (root / "content/files/shared.pdf").write_bytes(b"%PDF-1.4\n")
    values = {"name": "Test Farm", "logo": "farm.svg"}
    run_new(root, "organisation", values, assume_yes=True)
    versions = "en: report.pdf, fr: shared.pdf"
    workspace = Workspace.open(root)
    entry = {"id": "a", "title": "A", "type": "report"}
    items = [{"language": "en", "file": "report.pdf"}, {"language": "fr", "file": "shared.pdf"}]
    workspace = workspace.with_entry(DOCUMENT_KIND, {**entry, "versions": items})
    workspace = workspace.with_entry(DOCUMENT_KIND, {**entry, "id": "b", "versions": items[1:]})
    assert items == next(iter(q for q in SHORT_QUESTIONS if q.key == "versions")).short_form.parse(
        workspace, versions
    )

    removal = remove_entry(workspace, DOCUMENT_KIND, "a")
    assert [report] == [change.path for change in removal.workspace.media_changes]
    assert ("content/files/shared.pdf",) == removal.kept_files
    removal = remove_entry(Workspace.open(root), ORGANISATION_KIND, "test-farm")
    assert [logo] == [change.path for change in removal.workspace.media_changes]


def test_an_organisation_stays_when_its_membership_is_removed(root: Path):
    values = {"organisation": "four-seasons", "group": "civil-society"}
    before = read_site_sources(root)
    run_new(root, "member", values, is_organisation=True, assume_yes=True)

    run_remove(root, "member", "four-seasons", only_record=False, assume_yes=True)

    assert not [m for m in load_coalition(root / "data").members if m.is_organisation]
    assert "four-seasons" in [o.id for o in load_coalition(root / "data").organisations]
    assert check_lost_addresses(root, make_version("'v1'", before)) == []


def test_the_folders_are_those_of_the_pages():
    for name, folder in PAGE_FOLDERS.items():
        assert f"{folder}/{{id}}/" == PATH_TEMPLATES[name]  # type: ignore[index]
        assert f"{folder}/x/" == get_page_path(ENTRY_KINDS[name], "x")
    assert "members/ada/" == get_page_path(MEMBER_KIND, "ada")
