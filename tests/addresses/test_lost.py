"""Lost addresses are reported where they can be repaired, and others are not reported at all."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from coalition.addresses.lost import check_lost_addresses
from coalition.addresses.published_version import make_version
from coalition.addresses.site_sources import read_site_sources
from coalition.audit.published_urls import PublishedSite
from coalition.diagnostics.text import format_diagnostics
from coalition.editing.entry_kinds import AREA_KIND, EVENT_KIND, MEMBER_KIND, EntryKind
from coalition.editing.removing import record_deleted_entry, remove_entry
from coalition.editing.workspace import Workspace
from coalition.project.removed_addresses import hash_address
from support import lost_addresses as examples

LOST = sorted(examples.EXAMPLES.glob("lost-url*"))
MEMBERS = "data/members.yaml"


@pytest.mark.parametrize("example", LOST, ids=lambda example: example.name)
def test_each_example_gives_exactly_the_expected_report(example: Path, tmp_path: Path):
    report = format_diagnostics(examples.find(example, tmp_path)) + "\n"

    expected = example / "expected.txt"
    if os.environ.get("WRITE_EXPECTED"):
        expected.write_text(report, encoding="utf-8")
    assert expected.read_text(encoding="utf-8") == report


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The invented coalition, to be changed."""
    return shutil.copytree(examples.LANTERN, tmp_path / "lantern")


def edit(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def delete(root: Path, entry: str, next_entry: str) -> None:
    """Delete the lines of a member, up to those of the next one."""
    text = (root / MEMBERS).read_text("utf-8")
    start, end = text.index(entry), text.index(next_entry)
    (root / MEMBERS).write_text(text[:start] + text[end:], "utf-8")


def find(root: Path) -> list[str]:
    """Return location, message and hint of the addresses that the coalition's change loses."""
    published = make_version("'v1'", read_site_sources(examples.LANTERN))
    return [
        f"{diagnostic.location}: {diagnostic.message}; {diagnostic.hint}"
        for diagnostic in check_lost_addresses(root, published)
    ]


def test_an_unchanged_project_loses_nothing(root: Path):
    assert [] == find(root)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- name: Zoë", "- name: Zoë Lamp\n  id: zoe"),
        ("- name: Zoë", "- name: Zoë Lamp\n  former_ids: [zoe]"),
        ("until: 2020\n", "until: 2021\n"),
        ("role: Mayor for the night\n", ""),
    ],
)
def test_what_the_hints_advise_keeps_the_address(root: Path, old: str, new: str):
    edit(root, MEMBERS, old, new)

    assert [] == find(root)


def test_a_redirect_keeps_the_address_of_a_deleted_text(root: Path):
    (root / "content/pages/join.en.md").unlink()
    assert 1 == len(find(root))

    edit(
        root, "data/coalition.yaml", "redirects:\n", "redirects:\n  - {from: /join/, to: /about/}\n"
    )

    assert [] == find(root)


def test_a_translation_may_be_deleted_since_its_page_stays(root: Path):
    (root / "content/pages/about.ar.md").unlink()

    assert [] == find(root)


def test_a_new_colleague_does_not_get_the_address_of_a_deleted_one(root: Path):
    colleague = (
        "- name: Bea Birch\n  organisation: boat-library\n  country: NO\n  group: libraries\n"
    )
    text = (root / MEMBERS).read_text("utf-8")
    start, end = text.index("- id: sam-sample-boat"), text.index("- id: sam-sample-radio")
    (root / MEMBERS).write_text(text[:start] + colleague + text[end:], "utf-8")

    (message,) = find(root)

    assert message.startswith("data/members.yaml:1:1: '/members/sam-sample-boat/' is an address")
    assert "; restore the entry, and run 'python3 tasks.py retire sam-sample-boat'" in message
    assert "bea" not in message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- id: lamp-lighting\n", "- id: lamps\n  former_ids: [lamp-lighting]\n"),
        ("    en: Lighting of the lamps\n", "    en: Another title\n"),
    ],
)
def test_an_event_may_get_another_id_or_title(old: str, new: str, root: Path):
    edit(root, "data/events.yaml", old, new)

    assert [] == find(root)


@pytest.mark.parametrize(
    ("kind", "id", "address"),
    [
        (EVENT_KIND, "lamp-lighting", "/events/lamp-lighting/"),
        (AREA_KIND, "quiet-light", "/action-plan/quiet-light/"),
    ],
)
def test_a_removed_entry_may_disappear(kind: EntryKind, id: str, address: str, root: Path):
    removal = remove_entry(Workspace.open(root), kind, id)
    by_hand = removal.workspace.changes()

    for change in by_hand:
        if change.path.stem == kind.file:
            change.path.write_bytes(change.after or b"")
    assert any(f"'{address}' is an address" in message for message in find(root))
    assert any(f"remove {kind.name} {id} --deleted" in message for message in find(root))

    for change in by_hand:
        change.path.write_bytes(change.after or b"")
    assert [] == find(root)


def test_a_member_whose_whole_name_changes_is_known_by_the_orcid_id(root: Path):
    edit(root, MEMBERS, "- name: Ingrid Prøve\n", "- name: Q. Xu\n")
    edit(root, MEMBERS, "  former_ids: [ingrid-sample]\n", "")

    hints = [message.partition("; ")[2] for message in find(root)]

    same = "if this is the same member, add a line"
    assert hints[0].startswith(f"{same} 'id: ingrid-prove', which keeps the address; if not, ")
    assert hints[1].startswith(f"{same} 'former_ids: [ingrid-sample]'; if not")


def test_an_entry_with_former_ids_gets_another_one(root: Path):
    edit(root, "data/organisations.yaml", "- id: north-shore\n", "- id: north-shores\n")

    (message,) = find(root)

    assert message.startswith("data/organisations.yaml:1:7: '/organisations/north-shore/' is")
    assert "add 'north-shore' to its 'former_ids'" in message


def test_the_default_language_cannot_change_its_place_unnoticed(root: Path):
    edit(root, "data/coalition.yaml", "languages: [en, ar]", "languages: [ar, en]")

    (message,) = find(root)

    assert message.startswith("data/coalition.yaml:14:1: 'v1' has addresses below '/ar/', which")
    assert message.endswith(
        "restore the order of 'languages': the addresses of the first one are short"
    )


def test_a_page_that_was_removed_on_purpose_may_get_lost_in_every_language(root: Path):
    delete(root, "- id: sam-sample-boat", "- id: sam-sample-radio")
    edit(root, MEMBERS, "- name: Zoë\n", "- name: Q. Xu\n")
    path = root / "data/removed.yaml"
    hash = hash_address("members/sam-sample-boat/", "ab" * 16)
    path.write_text(f"- {{hash: {hash}, date: 2024-05-02}}\n")

    (message,) = find(root)

    assert "'/members/zoe/' is an address" in message
    path.unlink()
    assert 2 == len(find(root))


def test_a_former_address_that_was_forgotten_on_purpose_may_get_lost(root: Path):
    edit(root, MEMBERS, "  former_ids: [ingrid-sample]\n", "")
    (message,) = find(root)
    assert "'/members/ingrid-sample/'" in message

    hash = hash_address("members/ingrid-sample/", "ab" * 16)
    (root / "data/removed.yaml").write_text(f"- {{hash: {hash}, date: 2024-05-02}}\n")

    assert [] == find(root)


def test_the_hint_says_how_to_let_a_page_disappear(root: Path):
    delete(root, "- id: sam-sample-boat", "- id: sam-sample-radio")

    (message,) = find(root)

    command = "python3 tasks.py remove member sam-sample-boat --deleted"
    assert f"if the address should disappear, run '{command}'" in message
    kind, id = MEMBER_KIND, "sam-sample-boat"
    changes = record_deleted_entry(Workspace.open(root), kind, id).workspace.changes()
    for change in changes:
        assert change.after is not None
        change.path.write_bytes(change.after)
    assert [] == find(root)


def test_further_pages_of_a_list_come_and_go_with_its_rows(root: Path):
    version = make_version("'v1'", read_site_sources(root))
    paths = ("members/page/3/", "ar/members/group/keepers/page/2/", "members/page/")
    site = PublishedSite(paths)

    lost = check_lost_addresses(root, replace(version, site=site))

    assert ["/members/page/"] == [diagnostic.message.split("'")[1] for diagnostic in lost]


def test_a_list_of_a_country_ends_with_its_last_entry(root: Path):
    version = make_version("'v1'", read_site_sources(root))
    paths = ("members/country/no/", "members/country/zz/", "ar/members/country/zz/")
    site = PublishedSite((*paths, "members/group/a/"))

    lost = check_lost_addresses(root, replace(version, site=site))

    assert ["/members/group/a/"] == [diagnostic.message.split("'")[1] for diagnostic in lost]


def test_nothing_is_compared_while_the_removed_addresses_cannot_be_read(root: Path):
    (root / "content/pages/join.en.md").unlink()
    (root / "data/removed.yaml").write_text("- hash\n")

    assert [] == find(root)


def test_nothing_is_compared_while_the_data_cannot_be_read(root: Path):
    edit(root, MEMBERS, "- name: Zoë\n", "- name: Zoë: a lamp\n")
    (root / "content/pages/join.en.md").unlink()

    assert [] == find(root)


def test_an_invalid_entry_is_compared_all_the_same(root: Path):
    edit(root, MEMBERS, "- name: Zoë\n  country: CN\n", "- name: Zoë Lampe\n  country: Chinaa\n")

    (message,) = find(root)

    assert "add a line 'id: zoe'" in message


def test_a_symbolic_link_is_not_followed(root: Path, tmp_path: Path):
    secret = tmp_path / "secret"
    (root / MEMBERS).rename(secret)
    (root / MEMBERS).symlink_to(secret)
    (root / "content/pages/join.en.md").unlink()

    assert [] == find(root)


def test_an_older_version_with_an_error_does_not_stop_its_correction(root: Path, tmp_path: Path):
    old = shutil.copytree(examples.LANTERN, tmp_path / "old")
    edit(old, MEMBERS, "- name: Zoë\n", "- name: Zoë: a lamp\n")

    version = make_version("'v1'", read_site_sources(old))

    assert [] == check_lost_addresses(root, version)
    assert version.site.note.startswith(
        "'v1' has an error, so no address is compared: data/members.yaml, line 81: "
    )
