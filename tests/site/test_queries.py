"""Who an entry names, and which page is about them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from coalition.model import Coalition, Name, TermHolder
from coalition.project.loader import load_coalition
from coalition.site.queries import CoalitionIndex
from support.projects import INVENTED

MEMBERS = """\
- {name: Ada Example, organisation: north-shore, group: libraries}
- {organisation: radio-qamar, group: broadcasters}
- {organisation: boat-library, group: libraries, until: 2020}
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> CoalitionIndex:
    """The index of `lantern` with a person and two organisations as members."""
    return CoalitionIndex(load_with_members(tmp_path_factory.mktemp("data")), date(2024, 5, 2))


def load_with_members(folder: Path) -> Coalition:
    for file in (INVENTED / "lantern" / "data").glob("*.yaml"):
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "members.yaml").write_text(MEMBERS, "utf-8")
    return load_coalition(folder)


def resolve(index: CoalitionIndex, **keys: object) -> tuple[str, str | None, str | None, str]:
    """Return name, kind and id of the page, and the id of the organisation."""
    party = index.resolve_party(TermHolder.model_construct(**keys))  # type: ignore[arg-type]
    organisation = party.organisation.id if party.organisation else ""
    return party.name.default_text, party.kind, party.id, organisation


def make_name(text: str) -> Name:
    name = Name.model_construct(root={"en": text})
    name._default = "en"
    return name


def test_a_person_who_is_a_member_has_their_page_and_organisation(index: CoalitionIndex):
    assert ("Ada Example", "member", "ada-example", "north-shore") == resolve(
        index, member="ada-example"
    )


def test_an_organisation_that_is_a_member_has_the_page_of_the_organisation(index: CoalitionIndex):
    assert ("Radio Qamar", "organisation", "radio-qamar", "") == resolve(
        index, member="radio-qamar"
    )
    assert ("Boat Library", "organisation", "boat-library", "") == resolve(
        index, member="boat-library"
    )


def test_an_organisation_alone_has_its_page(index: CoalitionIndex):
    assert ("夜晚图书馆", "organisation", "yewan", "") == resolve(index, organisation="yewan")


def test_somebody_else_has_no_page_but_perhaps_an_organisation(index: CoalitionIndex):
    owl = make_name("Night Owl")

    assert ("Night Owl", None, None, "") == resolve(index, name=owl)
    assert ("Night Owl", None, None, "yewan") == resolve(index, name=owl, organisation="yewan")


def test_a_role_is_over_with_the_membership(index: CoalitionIndex):
    holders = [TermHolder.model_construct(member=id) for id in ("ada-example", "boat-library")]

    assert [False, True] == [index.is_former(holder) for holder in holders]
