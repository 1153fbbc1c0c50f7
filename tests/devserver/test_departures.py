"""The preview says where a page went that was renamed, moved or removed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coalition.devserver.builder import IncrementalBuilder
from coalition.devserver.state import PreviewState
from support.projects import ADDRESS
from support.sites import project_of

pytestmark = pytest.mark.slow
MEMBERS = "data/members.yaml"
GONE, MOVED = "This page is gone", "This page has another address now"


class Preview:
    """A preview without a server: `save` changes a file, as an editor would."""

    def __init__(self, project: Path) -> None:
        self.project, self.state = project, PreviewState(project)
        self._builder = IncrementalBuilder(project, ADDRESS)
        self.publish()

    def publish(self) -> None:
        self.state.publish(self._builder.build_snapshot())

    def save(self, name: str, change: Callable[[str], str]) -> None:
        file = self.project / name
        file.write_text(change(file.read_text("utf-8") if file.exists() else ""), "utf-8")
        self.publish()

    def rename(self, old: str, new: str) -> None:
        (self.project / old).rename(self.project / new)
        self.publish()

    def page(self, path: str) -> str:
        file, _ = self.state.look_up(path)
        assert file.is_not_found
        return file.body.decode()


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    return Preview(project_of("lantern", tmp_path / "lantern"))


def rename_siraj(name: str) -> Callable[[str], str]:
    return lambda text: text.replace("- id: siraj\n  name:", f"- id: {name}\n  name:", 1)


def test_a_member_with_another_id_is_found(preview: Preview):
    preview.save(MEMBERS, rename_siraj("siraj-namudhaji"))

    page = preview.page("/members/siraj/")
    assert MOVED in page
    assert '<a href="/members/siraj-namudhaji/"><bdi>Siraj Namudhaji</bdi></a>' in page
    assert "was at this address until you saved <bdi>data/members.yaml</bdi>" in page
    assert 'add <code dir="ltr">former_ids: [siraj]</code> to the entry' in page


def test_the_page_is_in_the_language_of_the_address(preview: Preview):
    preview.save(MEMBERS, rename_siraj("siraj-namudhaji"))

    page = preview.page("/ar/members/siraj/")
    assert '<html lang="ar" dir="rtl">' in page
    assert '<a href="/ar/members/siraj-namudhaji/"><bdi>سراج النموذجي</bdi></a>' in page


def test_a_member_renamed_by_hand_is_found(preview: Preview):
    preview.save(MEMBERS, lambda text: text.replace("Ingrid Prøve", "Ingrid T. Prøve", 1))

    assert '<a href="/members/ingrid-t-prove/">' in preview.page("/members/ingrid-prove/")


def test_a_member_renamed_twice_is_found_at_its_last_address(preview: Preview):
    preview.save(MEMBERS, rename_siraj("siraj-n"))
    preview.save(MEMBERS, lambda text: text.replace("- id: siraj-n\n", "- id: siraj-na\n"))

    for path in ("/members/siraj/", "/members/siraj-n/"):
        assert '<a href="/members/siraj-na/">' in preview.page(path)


def test_a_member_renamed_and_then_removed_is_gone(preview: Preview):
    preview.save(MEMBERS, rename_siraj("siraj-n"))
    preview.save(MEMBERS, lambda text: remove_entry(text, "- id: siraj-n\n"))

    for path in ("/members/siraj/", "/members/siraj-n/"):
        assert GONE in preview.page(path)


def test_a_removed_member_leads_to_the_directory(preview: Preview):
    preview.save(MEMBERS, lambda text: remove_entry(text, "- id: siraj\n"))

    page = preview.page("/members/siraj/")
    assert GONE in page
    assert '<a href="/members/">' in page
    assert "If the former address" not in page


def test_the_line_that_the_page_advises_keeps_the_former_address(preview: Preview):
    preview.save(MEMBERS, rename_siraj("siraj-namudhaji"))
    preview.save(
        MEMBERS,
        lambda text: text.replace(
            "- id: siraj-namudhaji\n", "- id: siraj-namudhaji\n  former_ids: [siraj]\n"
        ),
    )

    file, _ = preview.state.look_up("/members/siraj/")
    assert "url=../siraj-namudhaji/" in file.body.decode()


def test_a_renamed_stakeholder_group_keeps_its_address_by_a_redirect(preview: Preview):
    def rename(text: str) -> str:
        return text.replace("- id: volunteers", "- id: helpers").replace(
            "group: volunteers", "group: helpers"
        )

    members = preview.project / MEMBERS
    members.write_text(rename(members.read_text("utf-8")), "utf-8")
    preview.save("data/coalition.yaml", rename)

    page = preview.page("/members/group/volunteers/")
    assert '<a href="/members/group/helpers/">' in page
    assert "add an entry to <code>redirects</code> in data/coalition.yaml" in page


GROUPS = "data/working_groups.yaml"
TWO_GROUPS = """
- id: lamps
  title: Lamps
  summary: Chooses the lamps
  chairs: [{member: siraj}]
- id: doors
  title: Doors
  summary: Oils the hinges
"""


def test_a_renamed_working_group_is_found(preview: Preview):
    preview.save(GROUPS, lambda _: TWO_GROUPS)
    preview.save(GROUPS, lambda text: text.replace("id: lamps", "id: lights"))

    page = preview.page("/working-groups/lamps/")
    assert MOVED in page
    assert '<a href="/working-groups/lights/"><bdi>Lamps</bdi></a>' in page
    assert 'add <code dir="ltr">former_ids: [lamps]</code> to the entry' in page


def test_a_removed_working_group_leads_to_the_list(preview: Preview):
    preview.save(GROUPS, lambda _: TWO_GROUPS)
    preview.save(GROUPS, lambda text: text[text.index("- id: doors") :])

    page = preview.page("/working-groups/lamps/")
    assert GONE in page
    assert '<a href="/working-groups/">' in page


def test_the_list_is_gone_with_the_last_working_group(preview: Preview):
    preview.save(GROUPS, lambda _: TWO_GROUPS)
    preview.save(GROUPS, lambda _: "[]\n")

    page = preview.page("/working-groups/lamps/")
    assert GONE in page
    assert '<a href="/">' in page


def test_another_new_member_is_not_taken_for_the_one_removed(preview: Preview):
    new = "\n- name: Quite Different\n  role: Cook\n  group: libraries\n  country: NO\n"

    preview.save(MEMBERS, lambda text: remove_entry(text, "- id: siraj\n") + new)

    assert GONE in preview.page("/members/siraj/")


def test_another_member_in_the_same_place_is_not_taken_for_the_one_before(preview: Preview):
    new = "- name: Quite Different\n  role: Cook\n  group: libraries\n\n"

    def replace_siraj(text: str) -> str:
        before, after = text.split("- id: siraj\n")
        return before + new + "- " + after.partition("\n- ")[2]

    preview.save(MEMBERS, replace_siraj)

    assert GONE in preview.page("/members/siraj/")


def test_a_page_that_is_back_is_shown(preview: Preview):
    text = (preview.project / MEMBERS).read_text("utf-8")
    preview.save(MEMBERS, lambda text: remove_entry(text, "- id: siraj\n"))
    preview.save(MEMBERS, lambda _: text)

    assert not preview.state.look_up("/members/siraj/")[0].is_not_found


def test_a_renamed_text_is_found_and_its_address_can_be_kept(preview: Preview):
    preview.rename("content/pages/join.en.md", "content/pages/take-part.en.md")

    page = preview.page("/join/")
    assert '<a href="/take-part/">' in page
    assert "add an entry to <code>redirects</code> in data/coalition.yaml" in page


def test_a_page_that_has_become_news_is_found(preview: Preview):
    page = preview.project / "content/pages/join.en.md"
    text = page.read_text("utf-8")
    page.unlink()
    preview.save("content/news/join-us.en.md", lambda _: f"Date: 2024-01-01\n{text}")

    assert '<a href="/news/join-us/">' in preview.page("/join/")


def test_an_address_that_never_was_gets_the_sites_own_page(preview: Preview):
    page = preview.page("/members/nobody/")

    assert "Page not found" in page
    assert GONE not in page


def test_a_name_in_the_data_does_not_act_in_the_page(preview: Preview):
    preview.save(MEMBERS, lambda text: text.replace("en: Siraj Namudhaji", "en: '<b>Siraj'", 1))
    preview.save(MEMBERS, lambda text: remove_entry(text, "- id: siraj\n"))

    page = preview.page("/members/siraj/")
    assert "<b>" not in page
    assert "&lt;b&gt;Siraj" in page


def remove_entry(text: str, start: str) -> str:
    before, after = text.split(start)
    return before + "- " + after.partition("\n- ")[2]
