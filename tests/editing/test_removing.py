"""Removing a member, an organisation or a former name leaves no trace but a hash."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from coalition.cli.remove import format_remains, run_remove
from coalition.diagnostics import DataError, format_diagnostics
from coalition.editing.entry_kinds import MEMBER_KIND, ORGANISATION_KIND, EntryKind
from coalition.editing.errors import EditError
from coalition.editing.references import get_page_path
from coalition.editing.removed_file import add_entry
from coalition.editing.removing import (
    Removal,
    find_doubt,
    forget_former_name,
    get_removable_kind,
    record_deleted_entry,
    remove_entry,
)
from coalition.editing.renaming import rename_entry
from coalition.editing.transaction import apply_changes
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.file import YamlFile, apply_edits
from coalition.editing.yaml.remove import remove_item, remove_key
from coalition.project import REMOVED_FILE, load_removed_addresses
from coalition.project.raw_entries import to_plain_data
from support.git import git
from support.projects import PROJECT, copy_project

LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern"
MEMBER_IDS = [entry.id for entry in Workspace.open(LANTERN).raw_entries(MEMBER_KIND.collection)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(LANTERN, tmp_path / "project")
    return tmp_path / "project"


def replace_text(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text("utf-8") + text, encoding="utf-8")


def list_data(workspace: Workspace, name: str) -> list[Any]:
    data = to_plain_data(workspace.files[name].root_node)
    assert isinstance(data, list)
    return data


def write(removal: Removal) -> None:
    """Write the changes without a check of the whole project."""
    for change in removal.workspace.changes():
        if change.after is None:
            change.path.unlink()
        else:
            change.path.write_bytes(change.after)


def remove(root: Path, id_or_name: str, kind: EntryKind = MEMBER_KIND) -> Removal:
    removal = remove_entry(Workspace.open(root), kind, id_or_name)
    write(removal)
    return removal


def may_disappear(root: Path, path: str) -> bool:
    return path in load_removed_addresses(root / "data")


# The entry


@pytest.mark.parametrize("id", MEMBER_IDS)
def test_a_removed_entry_takes_nothing_of_the_others_with_it(id: str, root: Path):
    before = Workspace.open(root)
    index = MEMBER_IDS.index(id)
    old = list_data(before, "members")

    remove(root, id)

    assert old[:index] + old[index + 1 :] == list_data(Workspace.open(root), "members")
    assert may_disappear(root, f"members/{id}/")
    lines = (root / "data" / "members.yaml").read_text("utf-8").splitlines()
    assert [] == [line for line in lines if line not in before.files["members"].document.lines]
    assert id not in (root / "data" / "removed.yaml").read_text("utf-8")


def test_every_former_address_of_an_entry_may_disappear(root: Path):
    remove(root, "ingrid-prove")

    assert may_disappear(root, "members/ingrid-prove/")
    assert may_disappear(root, "members/ingrid-sample/")
    assert not may_disappear(root, "organisations/ingrid-prove/")
    assert not may_disappear(root, "members/siraj/")


def test_the_last_entry_leaves_an_empty_list(root: Path):
    (root / "data" / "members.yaml").write_text("# Us\n\n- name: Ada Test\n  group: libraries\n")

    remove(root, "Ada Test")

    assert "# Us\n\n[]\n" == (root / "data" / "members.yaml").read_text("utf-8")


BEFORE = """\
# yaml-language-server: $schema=schema/members.schema.json
# The members.

# Libraries.

- name: A
  group: a  # of A
  # below A

# above B
- name: B
  bio: |
    # no comment

    text
  # below B
# next to B

# Broadcasters.

-
  name: C
# about D
- {name: D, group: d}
- name: E
"""


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (0, BEFORE.replace("- name: A\n  group: a  # of A\n  # below A\n\n", "")),
        (1, BEFORE.replace(BEFORE[BEFORE.index("# above B") : BEFORE.index("# Broad")], "")),
        (2, BEFORE.replace("-\n  name: C\n", "")),
        (3, BEFORE.replace("# about D\n- {name: D, group: d}\n", "")),
        (4, BEFORE.replace("- name: E\n", "")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("ends_with_newline", [True, False])
def test_the_comments_of_an_entry_go_with_it_and_no_others(
    index: int, expected: str, newline: str, ends_with_newline: bool
):
    def encode(text: str) -> bytes:
        text = text if ends_with_newline else text.removesuffix("\n")
        return b"\xef\xbb\xbf" + text.replace("\n", newline).encode()

    file = YamlFile("data/members.yaml", encode(BEFORE))

    assert encode(expected) == apply_edits(file, [remove_item(file, (), index)])


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        ("[{a: x}, {a: ']'}, {a: z}]\n", 0, "[{a: ']'}, {a: z}]\n"),
        ("[{a: x}, {a: ']'}, {a: z}]\n", 1, "[{a: x}, {a: z}]\n"),
        ("[{a: x}, {a: ']'}, {a: z}]\n", 2, "[{a: x}, {a: ']'}]\n"),
        ("[{a: x}]\n", 0, "[]\n"),
        ("[a, 'b, c', d]\n", 1, "[a, d]\n"),
        ("- a: x\n# end\n", 0, "[]\n"),
        ("# all of them\n- a: x\n- a: y\n", 0, "# all of them\n- a: y\n"),
    ],
)
def test_an_item_is_removed_from_a_list_in_any_style(text: str, index: int, expected: str):
    file = YamlFile("data/members.yaml", text.encode())

    assert expected == apply_edits(file, [remove_item(file, (), index)]).decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- k: [x]\n  # of a\n  a: 1\n", "- # of a\n  a: 1\n"),
        ("- a: 1\n  k:\n    - x\n    - y  # more\n  b: 2\n", "- a: 1\n  b: 2\n"),
        ("- a: 1\n  k: x\n", "- a: 1\n"),
        ("- {k: x, a: 1}\n", "- {a: 1}\n"),
        ("- {a: 1, k: [x, y]}\n", "- {a: 1}\n"),
    ],
)
def test_a_key_is_removed_from_an_entry_in_any_style(text: str, expected: str):
    file = YamlFile("data/members.yaml", text.encode())

    assert expected == apply_edits(file, [remove_key(file, (0,), "k")]).decode()


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (0, "- a:\n    b: [y, z]  # more\n    c: 1\n"),
        (2, "- a:\n    b: [x, y]  # more\n    c: 1\n"),
    ],
)
def test_an_item_is_removed_from_a_list_within_an_entry(index: int, expected: str):
    """The lines below are indented, but do not continue the last word of the list."""
    file = YamlFile("data/members.yaml", b"- a:\n    b: [x, y, z]  # more\n    c: 1\n")

    edit = remove_item(file, (0, "a", "b"), index)

    assert expected == apply_edits(file, [edit]).decode()


def test_an_entry_with_an_anchor_can_be_removed(root: Path):
    before = (root / "data" / "members.yaml").read_text("utf-8")
    append(root / "data" / "members.yaml", "- name: Ada Test\n  group: &g libraries\n")

    remove(root, "Ada Test")

    assert before == (root / "data" / "members.yaml").read_text("utf-8")


def test_an_entry_that_there_is_not_is_an_error(root: Path):
    with pytest.raises(EditError, match="did you mean 'siraj'"):
        remove(root, "siraaj")


# What leads to it


def test_an_organisation_that_others_name_is_kept_and_their_lines_are_reported(root: Path):
    with pytest.raises(DataError) as raised:
        remove(root, "north-shore", ORGANISATION_KIND)

    report = format_diagnostics(raised.value.diagnostics)
    assert ["data/members.yaml:3:17", "data/organisations.yaml:13:12"] == re.findall(
        r"^(data/\S+): error: this names the organisation", report, re.M
    )


def test_links_to_the_page_are_reported_at_their_lines(root: Path):
    append(
        root / "content" / "news" / "first-light.en.md",
        "\n[She](../../members/ingrid-prove/) and\n[was](/ar/members/INGRID-SAMPLE/#top),"
        " not members/ingrid-prove-2/\n",
    )
    replace_text(
        root / "data" / "members.yaml",
        "Reads one chapter",
        "See [Ingrid](../ingrid-prove/). Reads one chapter",
    )
    line_count = len((root / "content/news/first-light.en.md").read_text("utf-8").splitlines())

    with pytest.raises(DataError) as raised:
        remove(root, "Ingrid Prøve")

    assert [
        ("content/news/first-light.en.md", line_count - 1, 13),
        ("content/news/first-light.en.md", line_count, 11),
        ("data/members.yaml", 24, 22),
    ] == [
        (one.location.file, one.location.line, one.location.column)
        for one in raised.value.diagnostics
    ]


def test_redirects_to_the_page_are_removed_and_may_disappear(root: Path):
    coalition = root / "data" / "coalition.yaml"
    before = coalition.read_text("utf-8")
    replace_text(
        coalition,
        "redirects:\n",
        "redirects:\n  # her old page\n  - from: /head/\n    to: /members/siraj/\n",
    )

    remove(root, "siraj")

    assert before == coalition.read_text("utf-8").replace("  # her old page\n", "")
    assert may_disappear(root, "head/") and not may_disappear(root, "hours/")


def test_the_last_redirect_takes_its_key_with_it(root: Path):
    coalition = root / "data" / "coalition.yaml"
    text = coalition.read_text("utf-8")
    start, end = text.index("redirects:"), text.index("source: https://assembly")
    redirects = "redirects:\n  - from: /head/\n    to: /members/siraj/\n\n"
    coalition.write_text(text[:start] + redirects + text[end:], encoding="utf-8")

    remove(root, "siraj")

    assert text[:start] + text[end:] == coalition.read_text("utf-8")


def test_a_photo_goes_with_its_only_user(root: Path):
    images = root / "content" / "images"
    shutil.copy(images / "lamp.svg", images / "siraj-portrait.svg")
    replace_text(root / "data/members.yaml", "- id: siraj\n", "- id: siraj\n  photo: lamp.svg\n")
    replace_text(
        root / "data/members.yaml",
        "- id: layla-mithal\n",
        "- id: layla-mithal\n  photo: siraj-portrait.svg\n",
    )

    kept, deleted = remove(root, "siraj"), remove(root, "layla-mithal")

    assert (("content/images/lamp.svg",), ()) == (kept.kept_files, deleted.kept_files)
    assert ["lamp.svg"] == [path.name for path in images.iterdir()]
    assert ["content/images/lamp.svg stays, as something else uses it"] == format_remains(kept)[:1]


def test_a_logo_goes_with_its_only_user(root: Path):
    images, organisations = root / "content" / "images", root / "data/organisations.yaml"
    shutil.copy(images / "lamp.svg", images / "knots.svg")
    append(organisations, "- id: knots\n  name: School of Knots\n  logo: knots.svg\n")
    append(organisations, "- id: ropes\n  name: School of Ropes\n  logo: lamp.svg\n")

    deleted = remove(root, "knots", ORGANISATION_KIND)
    kept = remove(root, "ropes", ORGANISATION_KIND)

    assert ((), ("content/images/lamp.svg",)) == (deleted.kept_files, kept.kept_files)
    assert ["lamp.svg"] == [path.name for path in images.iterdir()]


def test_a_logo_that_is_named_after_a_former_id_gets_the_new_one(root: Path):
    images, organisations = root / "content" / "images", root / "data/organisations.yaml"
    shutil.copy(images / "lamp.svg", images / "knots-logo.svg")
    append(organisations, "- id: knots\n  name: School of Knots\n  logo: knots-logo.svg\n")

    write(forget_former_name(Workspace.open(root), "knots", "School of Ropes", "ropes"))

    assert "  logo: ropes-logo.svg\n" in organisations.read_text("utf-8")
    assert ["lamp.svg", "ropes-logo.svg"] == sorted(path.name for path in images.iterdir())


@pytest.mark.parametrize("name", ["../../data/sdgs.yaml", "/etc/passwd", "images", "."])
def test_a_photo_outside_of_the_folder_is_never_deleted(name: str, root: Path):
    replace_text(root / "data/members.yaml", "- id: siraj\n", f"- id: siraj\n  photo: {name}\n")

    assert () == remove_entry(Workspace.open(root), MEMBER_KIND, "siraj").workspace.media_changes


def test_a_name_that_remains_is_listed(root: Path):
    append(root / "content/news/first-light.en.md", "\nThanks to siraj\u00a0NAMUDHAJI.\n")
    replace_text(root / "data/coalition.yaml", "contact:\n", "contact:\n  # سراج النموذجي\n")
    shutil.copy(root / "content/images/lamp.svg", root / "content/images/siraj-namudhaji-2.svg")

    removal = remove(root, "siraj")

    assert ["data/coalition.yaml", "first-light.en.md", "siraj-namudhaji-2.svg"] == [
        mention.location.file.removeprefix("content/news/").removeprefix("content/images/")
        for mention in removal.mentions
    ]
    assert "the name is still in 3 places; delete it there, too:" in format_remains(removal)


def test_an_orcid_id_that_remains_is_listed(root: Path):
    append(root / "content/news/first-light.en.md", "\nhttps://orcid.org/0000-0002-1825-0097\n")

    (mention,) = remove(root, "ingrid-prove").mentions

    assert "https://orcid.org/0000-0002-1825-0097" == mention.text


def test_an_organisation_and_a_member_may_have_the_same_id(root: Path):
    append(root / "data" / "members.yaml", "- name: Café Books Night\n  group: volunteers\n")
    replace_text(root / "data/members.yaml", "  organisation: cafe-books-night\n", "")

    remove(root, "cafe-books-night", ORGANISATION_KIND)

    assert may_disappear(root, "organisations/cafe-books-night/")
    assert not may_disappear(root, "members/cafe-books-night/")
    assert "Café Books Night" in (root / "data/members.yaml").read_text("utf-8")


def test_only_what_has_a_page_can_be_removed():
    with pytest.raises(EditError, match="the first argument is one of member, organisation, area"):
        get_removable_kind("milestone")


# The file of hashes


def test_entries_are_sorted_and_share_a_salt_and_nothing_is_recorded_twice(root: Path):
    for id in ("siraj", "yang-liwen", "primer-testov", "sam-sample-boat"):
        remove(root, id)
    record_deleted_entry(Workspace.open(root), MEMBER_KIND, "siraj")

    hashes = [entry["hash"] for entry in list_data(Workspace.open(root), REMOVED_FILE)]
    assert sorted(hashes) == hashes and 4 == len(hashes)
    assert 1 == len({hash[:32] for hash in hashes})
    assert (
        () == record_deleted_entry(Workspace.open(root), MEMBER_KIND, "siraj").workspace.changes()
    )


def test_an_invalid_file_of_hashes_is_not_touched(root: Path):
    (root / "data" / "removed.yaml").write_text("- {hash: siraj, date: 2026-11-22}\n")

    with pytest.raises(EditError, match="has an invalid entry"):
        remove(root, "siraj")


@pytest.mark.parametrize("text", ["[]\n", "# Removed.\n\n[]"])
def test_an_empty_list_of_hashes_is_filled(text: str, root: Path):
    (root / "data" / "removed.yaml").write_text(text)

    remove(root, "siraj")

    assert may_disappear(root, "members/siraj/")


def test_somebody_who_is_added_again_may_not_disappear(root: Path):
    remove(root, "siraj")
    remove(root, "yang-liwen")

    entry = {"name": "Siraj", "group": "libraries"}
    after = add_entry(Workspace.open(root), MEMBER_KIND, entry)
    write(Removal(after))

    assert not may_disappear(root, "members/siraj/") and may_disappear(root, "members/yang-liwen/")
    assert may_disappear(root, "members/siraj/") is False


def test_the_address_of_an_entry_that_was_deleted_by_hand_is_recorded(root: Path):
    write(record_deleted_entry(Workspace.open(root), MEMBER_KIND, "gone-person"))

    assert may_disappear(root, "members/gone-person/")
    for id, message in (("Gone Person", "is not an id"), ("ingrid-sample", "there is a member")):
        with pytest.raises(EditError, match=message):
            record_deleted_entry(Workspace.open(root), MEMBER_KIND, id)


def make_commit(root: Path) -> None:
    git(root, "add", "data")
    git(root, "commit", "-q", "-m", "data")


@pytest.mark.integration
@pytest.mark.parametrize("is_committed", [True, False])
def test_git_knows_which_ids_were_deleted(is_committed: bool, root: Path):
    git(root, "init", "-q")
    make_commit(root)
    members = root / "data" / "members.yaml"
    former = "- id: old-lamp\n  name: Old Lamp\n- name: {en: Étoile Night}\n  former_ids: [star]\n"
    append(members, former)
    make_commit(root)
    replace_text(members, former, "")
    if is_committed:
        make_commit(root)
    workspace = Workspace.open(root)

    for id in ("old-lamp", "etoile-night", "star"):
        assert find_doubt(workspace, MEMBER_KIND, id) is None
    for id, hint in (
        ("old-lmap", "did you mean 'old-lamp'?"),
        ("ingrid-sampel", "did you mean 'ingrid-sample'?"),
        ("nobody-at-all", "compare it with the page's address after '/members/'"),
    ):
        doubt = find_doubt(workspace, MEMBER_KIND, id)
        assert doubt and (f"git knows no member with the id '{id}'", hint) == (
            doubt.message, doubt.hint,
        )  # fmt: skip


@pytest.mark.integration
def test_without_git_only_an_id_like_another_one_is_doubtful(root: Path):
    workspace = Workspace.open(root)

    assert find_doubt(workspace, MEMBER_KIND, "gone-person") is None
    doubt = find_doubt(workspace, MEMBER_KIND, "ingrid-sampel")
    assert doubt and "did you mean 'ingrid-sample'?" == doubt.hint


@pytest.mark.integration
def test_a_doubtful_id_is_not_recorded_without_a_question(root: Path):
    with pytest.raises(EditError, match=r"almost the same .* at a terminal, without --yes"):
        run_remove(root, "member", "ingrid-sampel", only_record=True, assume_yes=True)

    assert not (root / "data" / "removed.yaml").exists()


def test_a_removal_says_how_long_it_can_be_undone(root: Path):
    message = run_remove(root, "member", "siraj", only_record=False, assume_yes=True)

    assert "'python3 tasks.py undo' can bring this back" in message
    assert "'python3 tasks.py clean' deletes that" in message


# Former names


def test_a_forgotten_name_leaves_no_former_id_no_redirect_and_no_picture(root: Path):
    images, members = root / "content" / "images", root / "data" / "members.yaml"
    (images / "lamp.svg").rename(images / "ingrid-prove.svg")
    replace_text(members, "  orcid: 0000", "  photo: ingrid-prove.svg\n  orcid: 0000")
    replace_text(
        root / "data" / "coalition.yaml",
        "redirects:\n",
        "redirects:\n  - from: /ingrid-prove/\n    to: /members/ingrid-prove/\n"
        "  - from: /head/\n    to: /members/ingrid-prove/\n",
    )

    write(forget_former_name(Workspace.open(root), "ingrid-prove", "Ada Test"))

    text = members.read_text("utf-8") + (root / "data/coalition.yaml").read_text("utf-8")
    assert "ingrid" not in text.lower() and "former_ids" not in text.partition("siraj")[0]
    assert text.startswith("- name: Ada Test\n  role:")
    assert "/head/" not in text and "redirects:\n  - from: /news/lamps/\n" in text
    assert "  photo: ada-test.svg\n" in text
    assert ["ada-test.svg"] == [path.name for path in images.iterdir()]
    for path in ("members/ingrid-prove/", "members/ingrid-sample/", "ingrid-prove/", "head/"):
        assert may_disappear(root, path)
    assert not may_disappear(root, "members/ada-test/")


def test_what_still_has_a_former_name_is_listed(root: Path):
    removal = forget_former_name(Workspace.open(root), "siraj", "Ada Test", "ada-test")

    assert ["ar: سراج النموذجي" in mention.text for mention in removal.mentions] == [True]


def test_former_ids_can_be_forgotten_without_a_new_name(root: Path):
    write(forget_former_name(Workspace.open(root), "northern-library"))

    assert "northern-library" not in (root / "data/organisations.yaml").read_text("utf-8")
    assert may_disappear(root, "organisations/northern-library/")
    assert not may_disappear(root, "organisations/north-shore/")


def test_references_follow_an_organisation_whose_name_is_forgotten(root: Path):
    write(forget_former_name(Workspace.open(root), "north-shore", "South Shore"))

    members = Workspace.open(root).raw_entries(MEMBER_KIND.collection)
    assert {"organisation": "south-shore"}.items() <= to_plain_data(members[0].node).items()  # type: ignore[union-attr]


def test_a_name_that_gives_no_id_needs_one(root: Path):
    with pytest.raises(EditError, match="give the new id with --id"):
        forget_former_name(Workspace.open(root), "siraj", "ar: علي")


def test_an_invalid_id_renames_no_picture(root: Path):
    shutil.copy(root / "content/images/lamp.svg", root / "content/images/siraj.svg")
    replace_text(root / "data/members.yaml", "- id: siraj\n", "- id: siraj\n  photo: siraj.svg\n")

    removal = forget_former_name(Workspace.open(root), "siraj", id="../../siraj-n")

    assert () == removal.workspace.media_changes


def test_a_redirect_follows_a_new_id(root: Path):
    replace_text(
        root / "data" / "coalition.yaml",
        "redirects:\n",
        "redirects:\n  - from: /head/\n    to: /members/siraj/\n",
    )

    write(Removal(rename_entry(Workspace.open(root), "siraj", id="siraj-n")))

    assert "    to: /members/siraj-n/\n" in (root / "data/coalition.yaml").read_text("utf-8")


def test_an_id_of_both_kinds_needs_the_kind(root: Path):
    append(root / "data" / "members.yaml", "- name: Café Books Night\n  group: volunteers\n")
    workspace = Workspace.open(root)

    with pytest.raises(EditError, match="say which one: '--kind member' or '--kind organisation'"):
        rename_entry(workspace, "cafe-books-night", "Tea")
    after = rename_entry(workspace, "cafe-books-night", "Tea", kind_name="organisation")
    assert ["organisations"] == [change.path.stem for change in after.changes()]


# Writing


@pytest.mark.integration
def test_a_deleted_photo_is_restored_if_the_result_has_errors(tmp_path: Path):
    root = copy_project(tmp_path / "p", LANTERN / "data", LANTERN / "content")
    photo = root / "content" / "images" / "siraj.svg"
    shutil.copy(root / "content" / "images" / "lamp.svg", photo)
    replace_text(root / "data/members.yaml", "- id: siraj\n", "- id: siraj\n  photo: siraj.svg\n")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    removal = remove_entry(Workspace.open(root), MEMBER_KIND, "siraj")
    broken = removal.workspace.with_new_file("sdgs", b"- number: 99\n")

    with pytest.raises(DataError):
        apply_changes(root, broken.changes())

    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}

    apply_changes(root, removal.workspace.changes())

    assert not photo.exists() and may_disappear(root, "members/siraj/")


def test_the_paths_are_those_of_the_pages():
    assert "members/ada/" == get_page_path(MEMBER_KIND, "ada")
