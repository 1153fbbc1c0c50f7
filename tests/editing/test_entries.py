"""Add, retire and rename entries: only the intended lines change, and the data still load."""

from __future__ import annotations

import datetime
import os
import shutil
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.cli.new import run_new
from coalition.cli.retire import run_retire
from coalition.diagnostics.errors import DataError
from coalition.editing import options, transaction
from coalition.editing.choices import Choices
from coalition.editing.data_day import find_data_day
from coalition.editing.entry_kinds import ENTRY_KINDS, MEMBER_KIND, ORGANISATION_KIND, EntryKind
from coalition.editing.errors import EditError
from coalition.editing.new_text import TEXT_KINDS
from coalition.editing.questions import iter_questions, select_questions
from coalition.editing.renaming import rename_entry
from coalition.editing.retiring import retire_entry
from coalition.editing.values import validate_entry
from coalition.editing.workspace import Workspace
from coalition.project.data_files import DATA_FILES
from coalition.project.loader import load_coalition
from coalition.project.project import load_project
from coalition.project.raw_entries import MEMBERS, ORGANISATIONS
from support.git import git
from support.projects import ORCHARD, PROJECT, copy_project

LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern"
TODAY = datetime.date.today().isoformat()
ROOTS = {"orchard": ORCHARD, "lantern": LANTERN}
BEFORE = {name: load_coalition(folder / "data") for name, folder in ROOTS.items()}
WORKSPACES = {name: Workspace.open(folder) for name, folder in ROOTS.items()}
MEMBER_IDS = [
    (name, d.id) for name, workspace in WORKSPACES.items() for d in workspace.raw_entries(MEMBERS)
]
ORGANISATION_IDS = [
    (name, d.id)
    for name, workspace in WORKSPACES.items()
    for d in workspace.raw_entries(ORGANISATIONS)
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The data and content of an invented coalition and one catalog, without templates."""
    for name in ("data", "content"):
        shutil.copytree(LANTERN / name, tmp_path / "p" / name)
    shutil.copytree(PROJECT / "theme/locale/ar", tmp_path / "p/theme/locale/ar")
    (tmp_path / "p/theme/templates").mkdir()
    return tmp_path / "p"


def removed_and_added_lines(workspace: Workspace) -> tuple[list[str], list[str]]:
    """Return the removed and the added lines of all changed files."""
    removed, added = [], []
    for change in workspace.changes():
        for line in transaction.format_diff(change).splitlines()[1:]:
            (added if line[6] == "+" else removed).append(line[8:])
    return removed, added


def load_edited(workspace: Workspace, folder: Path):
    for name in DATA_FILES:
        (folder / f"{name}.yaml").write_bytes(workspace.files[name].data)
    return load_coalition(folder)


# Retiring


@pytest.mark.parametrize(("coalition", "id"), MEMBER_IDS)
def test_retiring_adds_one_line_and_every_file_still_loads(coalition: str, id: str, tmp_path: Path):
    workspace = WORKSPACES[coalition]
    if next(d for d in BEFORE[coalition].members if d.id == id).until:
        with pytest.raises(EditError, match="has been a former member since"):
            retire_entry(workspace, id)
        return

    after = retire_entry(workspace, id, "2024").workspace

    removed, added = removed_and_added_lines(after)
    assert ([], ["  until: 2024"]) == (removed, added)
    assert next(m for m in load_edited(after, tmp_path).members if m.id == id).is_former(None)


def test_retiring_means_this_month_and_reaches_the_day_of_the_data():
    """Or else the site, whose data is of 2024-05-02, would show them as a member."""
    retirement = retire_entry(WORKSPACES["lantern"], "siraj")
    removed, added = removed_and_added_lines(retirement.workspace)

    assert ([], [f"  until: {TODAY[:7]}", f"  checked: {TODAY}"]) == (removed, added)
    assert not retirement.is_pending


@pytest.mark.parametrize("mark_checked", [True, False])
def test_checked_is_left_alone_unless_asked(mark_checked: bool):
    retirement = retire_entry(WORKSPACES["lantern"], "siraj", "2023", mark_checked=mark_checked)
    removed, added = removed_and_added_lines(retirement.workspace)

    lines = ["  until: 2023", *([f"  checked: {TODAY}"] if mark_checked else [])]
    assert ([], lines) == (removed, added)


def test_an_end_in_the_future_leaves_the_member_in_the_list_and_the_message_says_so(root: Path):
    message = run_retire(root, "siraj", "2999-03", mark_checked=False, assume_yes=True)

    assert message == (
        "'until: 2999-03' is written; the site shows Siraj Namudhaji as a member until its data"
        " reaches that date: the latest date of a check or of news is 2024-05-02"
    )
    assert find_data_day(Workspace.open(root)) == load_project(root, allow_incomplete=True).day
    siraj = next(m for m in load_coalition(root / "data").members if m.id == "siraj")
    assert not siraj.is_former(datetime.date(2024, 5, 2))


def edit_members(tmp_path: Path, text: str) -> Workspace:
    shutil.copytree(LANTERN / "data", tmp_path / "data")
    with (tmp_path / "data/members.yaml").open("a", encoding="utf-8") as file:
        file.write(text)
    return Workspace.open(tmp_path)


def test_the_open_term_gets_the_end_and_affiliations_stay(tmp_path: Path):
    workspace = edit_members(
        tmp_path,
        "- name: Ada Test\n  group: libraries\n  affiliations:\n    - organisation: yewan\n"
        "    - organisation: radio-qamar\n      role: Editor\n"
        "  terms:\n    - since: 2015\n      until: 2019\n    - since: 2021-02\n  sort: Ada\n",
    )

    removed, added = removed_and_added_lines(retire_entry(workspace, "ada-test", "2024").workspace)
    after = retire_entry(workspace, "ada-test", "2024").workspace

    assert ([], ["      until: 2024"]) == (removed, added)
    assert "    - since: 2021-02\n      until: 2024\n" in after.files["members"].data.decode()
    with pytest.raises(EditError, match="has been a former member since 2024"):
        retire_entry(after, "ada-test")
    with pytest.raises(DataError) as raised:
        retire_entry(workspace, "ada-test", "2020")
    assert ["dates-reversed"] == [diagnostic.rule for diagnostic in raised.value.diagnostics]


def test_an_organisation_retires_as_a_member_and_somebody_who_died_does_not(tmp_path: Path):
    workspace = edit_members(
        tmp_path,
        "- organisation: yewan\n  group: libraries\n"
        "- name: Ada Test\n  group: libraries\n  died: 2024-01-02\n",
    )

    after = retire_entry(workspace, "夜晚图书馆", "2024").workspace

    added = ["  until: 2024"]
    assert ([], added) == removed_and_added_lines(after)
    assert "- organisation: yewan\n  group: libraries\n  until: 2024\n" in (
        after.files["members"].data.decode()
    )
    with pytest.raises(EditError, match="Ada Test has died"):
        retire_entry(workspace, "ada-test")


def test_a_working_group_ends(tmp_path: Path):
    after = retire_entry(WORKSPACES["orchard"], "graft-keepers", "2024-04").workspace

    removed, added = removed_and_added_lines(after)
    assert (["  status: active"], ["  status: ended", "  until: 2024-04"]) == (removed, added)
    load_edited(after, tmp_path)
    with pytest.raises(EditError, match="has been ended since 2020-01"):
        retire_entry(WORKSPACES["orchard"], "first-seeds")
    with pytest.raises(EditError, match="'2999' is in the future"):
        retire_entry(WORKSPACES["orchard"], "graft-keepers", "2999")


@pytest.mark.parametrize(
    ("id_or_name", "until", "expected"),
    [
        ("north-shore", "", "'north-shore' is an organisation, and organisations do not retire"),
        ("Sirag", "", "with the id or name 'Sirag': did you mean 'siraj'?"),
        ("quote", "", "did you mean 'nobody-o-quote-smith'?"),
        (
            "nobody at all",
            "",
            "there is no member or working group with the id or name 'nobody at all'",
        ),
    ],
)
def test_a_member_who_cannot_be_retired_is_explained(id_or_name: str, until: str, expected: str):
    with pytest.raises(EditError, match=expected.replace("?", r"\?")):
        retire_entry(WORKSPACES["lantern"], id_or_name, until)


@pytest.mark.parametrize(
    ("until", "expected"), [("2018", "dates-reversed"), ("next month", "invalid-date")]
)
def test_a_wrong_date_is_reported_as_by_check(until: str, expected: str):
    with pytest.raises(DataError) as raised:
        retire_entry(WORKSPACES["lantern"], "siraj", until)

    assert [expected] == [diagnostic.rule for diagnostic in raised.value.diagnostics]


# Renaming


@pytest.mark.parametrize(("coalition", "id"), [*MEMBER_IDS, *ORGANISATION_IDS])
def test_a_new_name_keeps_the_address(coalition: str, id: str, tmp_path: Path):
    after = rename_entry(WORKSPACES[coalition], id, name="Another: 'Name'")

    before, renamed = BEFORE[coalition], load_edited(after, tmp_path)
    assert [m.id for m in before.members] == [m.id for m in renamed.members]
    assert [o.id for o in before.organisations] == [o.id for o in renamed.organisations]
    removed, added = removed_and_added_lines(after)
    assert "\"Another: 'Name'\"" in "".join(added)
    assert len(removed) == 1
    assert len(added) - ("id: " in "".join(added)) <= 1 or f"id: {id}" in "".join(added)


@pytest.mark.parametrize(("coalition", "id"), [*MEMBER_IDS[::4], *ORGANISATION_IDS])
def test_a_new_id_is_known_everywhere_and_the_old_one_leads_to_it(
    coalition: str, id: str, tmp_path: Path
):
    after = load_edited(rename_entry(WORKSPACES[coalition], id, id="quite-new"), tmp_path)

    entry = next(e for e in (*after.members, *after.organisations) if e.id == "quite-new")
    assert id in entry.former_ids
    before = BEFORE[coalition]
    if entry in after.organisations:
        for old, new in zip(before.members, after.members, strict=True):
            assert new.organisation == ("quite-new" if old.organisation == id else old.organisation)
        for old, new in zip(before.organisations, after.organisations, strict=True):
            assert new.part_of == ("quite-new" if old.part_of == id else old.part_of)


def test_an_organisation_and_all_that_name_it_change_together_and_nothing_else(tmp_path: Path):
    shutil.copytree(LANTERN / "data", tmp_path / "data")
    with (tmp_path / "data/members.yaml").open("a", encoding="utf-8") as file:
        file.write("- {name: B, organisation: radio-qamar, group: volunteers}\n")
    workspace = Workspace.open(tmp_path)

    removed, added = removed_and_added_lines(rename_entry(workspace, "radio-qamar", id="qamar"))

    assert ["- id: radio-qamar"] == [line for line in removed if "id" in line.split()[1]]
    assert "- {name: B, organisation: qamar, group: volunteers}" in added
    assert 2 == added.count("  organisation: qamar")
    assert "  former_ids: [radio-qamar]" in added


def test_an_id_that_comes_back_is_no_former_one(tmp_path: Path):
    renamed = rename_entry(WORKSPACES["lantern"], "north-shore", id="northern-library")

    entry = load_edited(renamed, tmp_path).organisations[0]

    assert ("northern-library", ("north-shore",)) == (entry.id, entry.former_ids)


@pytest.mark.parametrize(
    ("id_or_name", "name", "id", "expected"),
    [
        ("libraries", "x", "", "'libraries' is a group, and its id never changes"),
        ("siraj", "", "", "there is nothing to change"),
        ("siraj", "", "siraj", "has the id 'siraj' already"),
    ],
)
def test_an_entry_that_cannot_be_renamed_is_explained(
    id_or_name: str, name: str, id: str, expected: str
):
    with pytest.raises(EditError, match=expected):
        rename_entry(WORKSPACES["lantern"], id_or_name, name, id)


def test_a_name_in_one_language_leaves_the_others():
    removed, added = removed_and_added_lines(
        rename_entry(WORKSPACES["lantern"], "siraj", "ar: سراج")
    )

    assert ["  name: {en: Siraj Namudhaji, ar: سراج النموذجي}"] == removed
    assert ['  name: {en: Siraj Namudhaji, ar: سراج}'.replace("'", "")] == added  # fmt: skip


def test_a_name_without_languages_stays_when_one_in_another_language_is_set(tmp_path: Path):
    shutil.copytree(LANTERN / "data", tmp_path / "data")
    with (tmp_path / "data/organisations.yaml").open("a", encoding="utf-8") as file:
        file.write("- {id: plain, name: Plain Name}\n")

    renamed = rename_entry(Workspace.open(tmp_path), "plain", "ar: اسم")

    assert "- {id: plain, name: {en: Plain Name, ar: اسم}}" in removed_and_added_lines(renamed)[1]


# Questions and choices


def test_every_key_of_a_record_can_be_asked_for():
    for kind in ENTRY_KINDS.values():
        keys = {question.top_key for question in iter_questions(kind)}
        assert set(kind.record.model_fields) == keys


def test_what_is_needed_is_asked_first():
    keys = [question.key for question in select_questions(WORKSPACES["lantern"], MEMBER_KIND)]

    assert ["name", "group"] == keys[:2]
    assert {"id", "former_ids"}.isdisjoint(keys)


@pytest.mark.parametrize(
    ("kind", "answer", "expected"),
    [
        ("organisation", "LNS", "north-shore"),
        ("organisation", "radio qamar", "radio-qamar"),
        ("organisation", "مكتبة الشاطئ الشمالي", "north-shore"),
        ("organisation", "northern-library", "north-shore"),
        ("country", "no", "NO"),
        ("country", "النرويج", "NO"),
        ("language", "Norwegian Bokmål", "nb"),
        ("group", "جهات البث", "broadcasters"),
        ("group", "Municipality", "town-councils"),
        ("group", "مكتبة", "libraries"),
        ("goal", "Quality Education", "4"),
        ("organisation", "radio", ""),
    ],
)
def test_a_choice_matches_by_id_name_and_acronym(kind: str, answer: str, expected: str):
    assert expected == Choices(kind, WORKSPACES["lantern"]).match(answer)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("quexland", "QX"), ("كويكسلاند", "QX"), ("Egypt of the lamps", "EG"), ("egypt", "EG")],
)
def test_a_country_matches_by_the_name_that_the_coalition_gives_it(
    root: Path, answer: str, expected: str
):
    with (root / "data/coalition.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "\ncountries:\n  - {code: QX, name: {en: Quexland, ar: كويكسلاند}}\n"
            "  - {code: EG, name: Egypt of the lamps}\n"
        )
    choices = Choices("country", Workspace.open(root))

    assert expected == choices.match(answer)
    assert ("Quexland", "Egypt of the lamps", "Norway") == tuple(
        choices.names_by_id[code] for code in ("QX", "EG", "NO")
    )


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("qam", "radio-qamar"), ("qamer", "radio-qamar"), ("shroe", "north-shore")],
)
def test_a_part_of_a_name_or_a_typing_error_finds_it(answer: str, expected: str):
    choices = Choices("organisation", WORKSPACES["lantern"]).search(answer)

    assert expected in [choice.id for choice in choices]


def test_a_typing_error_in_a_language_finds_the_language_before_its_varieties():
    assert "fr" == Choices("language", WORKSPACES["lantern"]).search("frensh")[0].id


def test_an_answer_that_is_no_typing_error_finds_nothing():
    """`normal` is as similar to Norway as a typing error of it, and means something else."""
    entry = {"id": "normal", "name": "Sample Normal University"}
    choices = Choices("organisation", WORKSPACES["lantern"].with_entry(ORGANISATION_KIND, entry))

    assert [] == choices.search("Norway")
    assert ["normal"] == [choice.id for choice in choices.search("Nromal")]


def test_a_value_may_be_typed_in_quotes_as_files_have_it():
    entry = options.build_entry(WORKSPACES["lantern"], ENTRY_KINDS["goal"], {"colour": "'#C5192D'"})

    assert {"colour": "#C5192D"} == entry


@settings(max_examples=50)
@given(st.text(min_size=1), st.sampled_from(sorted(ENTRY_KINDS)))
def test_no_answer_breaks_a_question(answer: str, name: str):
    workspace, kind = WORKSPACES["lantern"], ENTRY_KINDS[name]
    for question in iter_questions(kind):
        key = question.key
        try:
            entry = options.build_entry(workspace, kind, {key: answer})
        except EditError:  # a short form that names what there is not
            assert question.short_form
            continue
        validate_entry(workspace, kind, entry, [key])


# New entries


NEW: dict[str, tuple[dict[str, str], str]] = {
    "member": (
        {
            "name": "Ada Test",
            "group": "libraries",
            "languages": "French, nb",
            "source": "a: b",
        },
        f'- name: Ada Test\n  group: libraries\n  languages: [fr, nb]\n  source: "a: b"\n'
        f"  checked: {TODAY}\n",
    ),
    "organisation": (
        {"name": "fr: Une École", "country": "france"},
        "- id: une-ecole\n  name:\n    fr: Une École\n  country: FR\n",
    ),
    "area": ({"title": "New area"}, "- id: new-area\n  title: New area\n"),
    "working-group": (
        {"title": "Lamp oil", "chairs": "siraj: 2020/2023; Layla Mithal (radio-qamar)"},
        "- id: lamp-oil\n  title: Lamp oil\n  chairs:\n    - member: siraj\n      since: 2020\n"
        "      until: 2023\n    - name: Layla Mithal\n      organisation: radio-qamar\n",
    ),
    "event": (
        {
            "title": "A night without electric light in every reading room of the world",
            "kind": "workshop",
            "start": "2026-03-09 14:30",
            "timezone": "Africa/Cairo",
            "place.city.ar": "القاهرة",
            "place.city": "Cairo",
            "place.country": "egypt",
            "people": "siraj: keynote speaker, Radio Qamar, Ada Test: Moderator",
            "action_areas": "quiet light",
        },
        "- id: a-night-without-electric-light-in-2026\n"
        "  title: A night without electric light in every reading room of the world\n"
        "  kind: workshop\n  start: 2026-03-09 14:30\n  timezone: Africa/Cairo\n  place:\n"
        "    city:\n      ar: القاهرة\n      en: Cairo\n    country: EG\n  people:\n"
        "    - member: siraj\n      role: keynote-speaker\n    - organisation: radio-qamar\n"
        "    - name: Ada Test\n      role: moderator\n  action_areas: [quiet-light]\n",
    ),
    "document": (
        {
            "title": "Lamps",
            "type": "report",
            "versions": "en: https://example.org/a,b.pdf, Arabic: https://example.org/lamps",
            "identifiers.doi": "10.1000/182",
            "licence.name": "CC BY 4.0",
            "links": "Press: https://example.org/press",
        },
        "- id: lamps\n  title: Lamps\n  type: report\n  versions:\n    - language: en\n"
        '      url: "https://example.org/a,b.pdf"\n    - language: ar\n'
        "      url: https://example.org/lamps\n  licence:\n    name: CC BY 4.0\n"
        "  identifiers:\n    doi: 10.1000/182\n  links:\n    - title: Press\n"
        "      url: https://example.org/press\n",
    ),
    "goal": (
        {"number": "5", "title": "Gender Equality", "colour": "#FF3A21", "ink": "black"},
        '- number: 5\n  title: Gender Equality\n  colour: "#FF3A21"\n  ink: black\n',
    ),
    "group": ({"name": "Sea captains"}, "  - id: sea-captains\n    name: Sea captains\n"),
    "milestone": (
        {"date": "2026-11", "text": "We met", "text.ar": "التقينا"},
        "  - date: 2026-11\n    text:\n      en: We met\n      ar: التقينا\n",
    ),
}


@pytest.mark.parametrize("name", sorted(NEW))
def test_each_kind_is_added_where_it_belongs(name: str, tmp_path: Path):
    workspace, kind = WORKSPACES["lantern"], ENTRY_KINDS[name]
    values, expected = NEW[name]

    entry = options.with_defaults(workspace, kind, options.build_entry(workspace, kind, values))
    options.ensure_valid_entry(workspace, kind, entry)
    after = workspace.with_entry(kind, entry)

    assert set(NEW) == set(ENTRY_KINDS)
    assert expected in after.files[kind.file].data.decode()
    assert {*removed_and_added_lines(after)[0]} <= {"[]"}  # an empty list has no entries yet
    load_edited(after, tmp_path)


def test_all_errors_of_the_given_values_are_reported_at_once(root: Path):
    with pytest.raises(DataError) as raised:
        values = {"name": "Ada", "group": "libary", "country": "Nowhere", "orcid": "1"}
        run_new(root, "member", values, assume_yes=True)

    rules = {diagnostic.rule for diagnostic in raised.value.diagnostics}
    assert {"unknown-reference", "unknown-country", "invalid-orcid"} == rules


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("person", {}, "unknown kind 'person': the kinds are member, organisation, area"),
        ("goal", {"country": "NO"}, "a goal has no key 'country': it has number"),
        ("member", {"orcid.fr": "x"}, "a member has no key 'orcid.fr'"),
        ("member", {}, "a member needs --name, --group: --yes asks nothing"),
        ("goal", {}, "a goal needs --set number=..., --title, --set colour=..., --set ink=..."),
        ("organisation", {"name": "ar: مكتبة"}, "no id can be made from this name"),
        ("news", {"title": "لا"}, "no address can be made from this title"),
    ],
)
def test_a_missing_or_unknown_value_is_one_line(
    kind: str, values: dict[str, str], expected: str, root: Path
):
    with pytest.raises(EditError) as raised:
        run_new(root, kind, values, assume_yes=True)

    assert str(raised.value).startswith(expected)


@pytest.mark.parametrize(
    ("entry", "after", "before"),
    [
        ({"name": "Ada Qu", "group": "libraries"}, "ingrid-prove", "siraj"),
        ({"name": "Åsa Alba", "sort": "Yz", "group": "libraries"}, "yang-liwen", "primer-testov"),
        # before the first of the group
        ({"name": "Ada Alba", "group": "broadcasters"}, "siraj", "layla-mithal"),
        ({"name": "Åsa Protz", "group": "libraries"}, None, "ingrid-prove"),
    ],
)
def test_a_new_member_is_inserted_by_last_name_within_the_group(
    entry: dict[str, str], after: str | None, before: str, root: Path
):
    old = load_coalition(root / "data").members

    run_new(root, "member", entry, assume_yes=True)

    new = load_coalition(root / "data").members
    assert list(old) == [member for member in new if member in old]
    (index,) = [index for index, member in enumerate(new) if member not in old]
    ids = [None, *(member.id for member in new)]
    assert (after, before) == (ids[index], ids[index + 2])


def test_a_comment_above_an_entry_stays_with_it(root: Path):
    file = root / "data/members.yaml"
    file.write_text("# Keepers.\n" + file.read_text("utf-8"), "utf-8")

    run_new(root, "member", {"name": "Ada Alba", "group": "libraries"}, assume_yes=True)

    lines = file.read_text("utf-8").splitlines()
    assert ["# Keepers.", "- name: Ingrid Prøve"] == lines[:2]
    assert lines.index("- name: Ada Alba") == lines.index("- id: siraj") - 2


@pytest.mark.integration
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"name": "Ada Alba", "group": "libraries"}, {"name": "Ada Zulu", "group": "libraries"}),
        ({"name": "Ada Alba", "group": "libraries"}, {"name": "Ada Alba", "group": "broadcasters"}),
    ],
)
def test_git_merges_two_members_that_were_added_on_the_same_day(
    first: dict[str, str], second: dict[str, str], root: Path
):
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "before")
    for branch, values in (("first", first), ("second", second)):
        git(root, "switch", "--quiet", "--create", branch, "main")
        run_new(root, "member", values | {"id": f"ada-{branch}"}, assume_yes=True)
        git(root, "commit", "--quiet", "--all", "--message", branch)

    git(root, "merge", "--quiet", "first", "--message", "both")

    ids = {member.id for member in load_coalition(root / "data").members}
    assert {"ada-first", "ada-second"} <= ids


def test_two_people_of_one_name_get_an_id_each(root: Path):
    values = {"name": "Nobody O'Quote-Smith", "id": "another-nobody", "group": "volunteers"}

    run_new(root, "member", values, assume_yes=True)

    ids = [member.id for member in load_coalition(root / "data").members]
    assert "nobody-o-quote-smith" in ids
    assert "another-nobody" == ids[ids.index("nobody-o-quote-smith") + 1]


def test_without_a_terminal_nothing_is_written_unless_confirmed(root: Path):
    before = (root / "data/members.yaml").read_bytes()

    with pytest.raises(EditError, match="add --yes"):
        run_retire(root, "siraj", "", mark_checked=False, assume_yes=False)

    assert before == (root / "data/members.yaml").read_bytes()


def test_a_change_that_causes_a_new_error_is_rolled_back(root: Path):
    file = root / "data/members.yaml"
    before = file.read_bytes()
    workspace = Workspace.open(root).with_entry(
        MEMBER_KIND, {"name": "B", "group": "libraries", "url": "nowhere"}
    )

    with pytest.raises(DataError) as raised:
        transaction.apply_changes(root, workspace.changes())

    assert ["invalid-address"] == [diagnostic.rule for diagnostic in raised.value.diagnostics]
    assert before == file.read_bytes()
    assert [] == [path.name for path in file.parent.iterdir() if path.name.startswith(".")]


def test_existing_errors_do_not_prevent_a_change(root: Path):
    file = root / "data/organisations.yaml"
    file.write_text(file.read_text("utf-8") + "- name: X\n  country: ZZ\n", "utf-8")

    run_retire(root, "siraj", "", mark_checked=False, assume_yes=True)

    assert f"until: {TODAY[:7]}" in (root / "data/members.yaml").read_text("utf-8")


def test_broken_files_are_reported_before_anything_is_asked(root: Path):
    (root / "data/members.yaml").write_text("- name: [A\n", "utf-8")

    with pytest.raises(DataError) as raised:
        run_new(root, "member", {}, assume_yes=True)

    assert {"data/members.yaml"} == {
        diagnostic.location.file for diagnostic in raised.value.diagnostics
    }


def test_a_file_that_changed_in_the_meantime_is_left_as_it_is(root: Path):
    workspace = retire_entry(Workspace.open(root), "siraj").workspace
    file = root / "data/members.yaml"
    file.write_bytes(file.read_bytes() + b"# somebody else\n")

    with pytest.raises(EditError, match="changed by another program"):
        transaction.apply_changes(root, workspace.changes())

    assert file.read_bytes().endswith(b"# somebody else\n")


def test_all_files_are_written_or_none(root: Path, monkeypatch: pytest.MonkeyPatch):
    workspace = rename_entry(Workspace.open(root), "radio-qamar", id="qamar")
    before = {path: path.read_bytes() for path in (root / "data").iterdir()}
    replace = Path.replace

    def fail_at_members(self: Path, target: Path) -> Path:
        if target.name == "members.yaml" and b"organisation: qamar" in self.read_bytes():
            raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail_at_members)
    with pytest.raises(EditError, match="No space left"):
        transaction.apply_changes(root, workspace.changes())

    assert before == {path: path.read_bytes() for path in (root / "data").iterdir()}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_permissions_and_links_stay(root: Path):
    file = root / "data/members.yaml"
    real = root / "elsewhere.yaml"
    shutil.move(file, real)
    file.symlink_to(real)
    real.chmod(0o640)

    run_retire(root, "siraj", "", mark_checked=False, assume_yes=True)

    assert file.is_symlink()
    assert 0o640 == stat.S_IMODE(real.stat().st_mode)
    assert b"until:" in real.read_bytes()


# Texts


def test_news_name_what_they_are_about(root: Path):
    values = {
        "title": "Good News", "areas": "open-doors", "people": "siraj, layla-mithal",
        "authors": "siraj, Somebody Else", "image": "lamp.svg", "image_alt": "A lamp",
    }  # fmt: skip
    run_new(root, "news", values, assume_yes=True)

    text = (root / "content/news/good-news.en.md").read_text("utf-8")
    assert "Authors: siraj, Somebody Else\nAreas: open-doors\nPeople: siraj, layla-mithal\n" in text
    assert "Image: lamp.svg\nImage_alt: A lamp\n" in text


def test_news_about_somebody_unknown_are_refused(root: Path):
    with pytest.raises(DataError):
        run_new(root, "news", {"title": "Bad News", "people": "nobody"}, assume_yes=True)
    with pytest.raises(DataError):
        run_new(root, "news", {"title": "Bad News", "image": "lamp.svg"}, assume_yes=True)


def test_news_and_its_translation_pass_the_check(root: Path):
    run_new(root, "news", {"title": "Good News", "summary": "So: good"}, assume_yes=True)
    run_new(root, "translation", {"of": "good-news", "language": "arabic"}, assume_yes=True)

    news = (root / "content/news/good-news.en.md").read_text("utf-8")
    translation = (root / "content/news/good-news.ar.md").read_text("utf-8")
    assert news.startswith(f"Title: Good News\nDate: {TODAY}\nSummary: So: good\n\n")
    assert "\nReviewed: false\nOriginal: " in translation
    assert news.partition("\n\n")[2] == translation.partition("\n\n")[2]


def test_a_translation_begins_with_its_original_and_links_to_its_own_language(tmp_path: Path):
    root = copy_project(tmp_path / "p")
    (root / "content/pages/about.fr.md").unlink()

    run_new(
        root,
        "translation",
        {"of": "content/pages/about.en.md", "language": "fr"},
        assume_yes=True,
    )

    translation = (root / "content/pages/about.fr.md").read_text("utf-8")
    original = (root / "content/pages/about.en.md").read_text("utf-8")
    assert "{filename}/pages/action-plan.fr.md" in translation
    assert len(original.splitlines()) + 2 == len(translation.splitlines())


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"of": "abuot", "language": "ar"},
            "there is no text 'abuot' in 'en' to translate: did you",
        ),
        ({"of": "about", "language": "fr"}, "the site has no translations into 'fr': its other"),
        ({"of": "about", "language": "en"}, "the site has no translations into 'en'"),
        ({"of": "about", "language": "ar"}, "content/pages/about.ar.md is there already"),
    ],
)
def test_a_translation_that_cannot_be_made_is_explained(
    values: dict[str, str], expected: str, root: Path
):
    (root / "content/pages/about.ar.md").touch()

    with pytest.raises(EditError) as raised:
        run_new(root, "translation", values, assume_yes=True)

    assert str(raised.value).startswith(expected)


def test_the_kinds_of_text_are_asked_for_like_entries():
    kinds: list[EntryKind] = [*ENTRY_KINDS.values(), *TEXT_KINDS.values()]

    for kind in kinds:
        questions = select_questions(WORKSPACES["lantern"], kind)
        assert all(question.description for question in questions)
    assert ORGANISATION_KIND.has_written_ids


# Diffs


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (b"a\nb\n", b"a\nc\x07\n", "    2 - b\n    2 + c<U+0007>"),
        (b"a\nb\n", b"a\nb\n\nc\n", "    3 +\n    4 + c"),
        (b"a\nb\nc\n", b"x\na\nb\nd\n", "    1 + x\n    3 - c\n    4 + d"),
        (b"a", b"a\nb", "    2 + b"),
    ],
)
def test_a_change_is_shown_with_its_lines(
    before: bytes, after: bytes, expected: str, tmp_path: Path
):
    change = transaction.FileChange(tmp_path / "x", "data/x.yaml", before, after)

    assert f"data/x.yaml\n{expected}" == transaction.format_diff(change)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"since": "9999-01", "checked": "9999-01-01"},
            "'since: 9999-01' and 'checked: 9999-01-01' have not come yet",
        ),
        ({"until": "9999"}, ""),
        ({"since": "9999"}, "'since: 9999' has not come yet, and nothing on the site waits for it"),
        ({"since": "2019"}, ""),
    ],
)
def test_a_date_in_the_future_is_remarked_as_the_check_does(
    root: Path, values: dict[str, str], expected: str
):
    entry = {"name": "Zora Beispiel", "group": "volunteers"} | values
    message = run_new(root, "member", entry, assume_yes=True)

    assert message.startswith("a member is added to data/members.yaml")
    assert expected in message
    assert bool(expected) == (";" in message)
