"""People with several organisations, terms, groups and offices, on the site of `harbour`."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.build import publish
from coalition.project.loader import load_coalition
from coalition.site.queries import CoalitionIndex
from coalition.site.views import count_members
from coalition.site.views.members import build_member_view
from support.projects import ADDRESS, INVENTED
from support.sites import Built, Document, Sites, get_text, project_of, read_built_site

DATA = load_coalition(INVENTED / "harbour" / "data")
DAY = datetime.date(2026, 6, 1)
"""The day of the data of `harbour`."""


@pytest.fixture
def harbour(sites: Sites) -> Built:
    """The site of a coalition of people."""
    return sites["harbour"]


def list_facts(page: Document) -> dict[str, list[str]]:
    """Return the facts on a page: by term, the lines of the description."""
    facts = {}
    for fact in page.all("div[@class='fact']"):
        (term,), (description,) = fact.findall("dt"), fact.findall("dd")
        lines = description.findall(".//li") or [description]
        facts[get_text(term)] = [get_text(line) for line in lines]
    return facts


def list_rows(page: Document, section: str) -> list[str]:
    """Return the texts of the member rows of a section, by the id of its heading."""
    return page.texts(f"section[@aria-labelledby='{section}']//li[@data-member]")


def read_person(page: Document) -> dict[str, Any]:
    """Return the JSON-LD entry of a member's page."""
    entry: dict[str, Any] = json.loads(page.texts("script[@type='application/ld+json']")[0])
    return entry


def test_all_pages_are_valid_html(harbour: Built):
    assert [] == [error for page in harbour.pages() for error in page.errors]


def test_a_person_has_all_organisations_the_main_one_first_and_past_ones_as_past(harbour: Built):
    page = harbour.page("members/marina-test/")
    facts = list_facts(page)

    assert ["Head of soundings"] == page.texts("p[@class='lead']")
    assert ["Chart Room of the Old Port", "Tide School Lecturer since September 2021"] == facts[
        "Organisations"
    ]
    assert ["Old Lighthouse Keeper 2015–2019"] == facts["Previously"]


def test_a_person_without_a_current_organisation_is_not_shown_with_a_past_one(harbour: Built):
    facts = list_facts(harbour.page("members/reed-elsewhere/"))

    assert "Organisation" not in facts
    assert ["Old Lighthouse until 2023"] == facts["Previously"]
    assert ["Reed Elsewhere Netherlands"] == [
        row
        for row in list_rows(harbour.page("members/"), "group-draughtspeople")
        if row.startswith("Reed")
    ]


def test_a_row_shows_all_current_organisations_and_is_found_by_their_other_names(harbour: Built):
    rows = [
        row
        for row in harbour.page("members/").all("li[@data-member='marina-test']")
        if "Old Lighthouse" not in get_text(row)
    ]

    assert 2 == len(rows)
    for row in rows:
        assert "Head of soundings Chart Room of the Old Port Tide School" in get_text(row)
        assert {"CROP", "غرفة"} <= set(row.get("data-search", "").split())


def test_profile_links_say_where_they_lead_and_that_they_are_the_same_person(harbour: Built):
    links = harbour.page("members/marina-test/").all("a[@rel='me']")

    assert [
        ("marina.example.org", "https://marina.example.org/"),
        ("0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("Mastodon", "https://social.example.org/@marina"),
        ("Google Scholar", "https://scholar.example.com/citations?user=marina"),
        ("GitHub", "https://github.example.com/marina"),
        ("Letters from the harbour", "https://letters.example.org/"),
    ] == [(get_text(link), link.get("href")) for link in links]
    arabic = harbour.page("ar/members/marina-test/").all("a[@rel='me']")
    assert ["Mastodon", "رسائل من المرفأ"] == [get_text(arabic[2]), get_text(arabic[5])]


def test_pronouns_are_next_to_the_name_and_not_part_of_the_title(harbour: Built):
    page = harbour.page("members/marina-test/")

    assert ["Marina Test she/her"] == page.texts("h1")
    assert "she/her" not in page.texts("title")[0]


def test_several_terms_are_listed(harbour: Built):
    page = harbour.page("members/marina-test/")

    assert ["March 2020 – March 2022", "since January 2025"] == [
        re.sub(r"\s+", " ", line) for line in list_facts(page)["Times of membership"]
    ]
    assert "Member since" not in list_facts(page)


def test_an_end_that_is_fixed_in_advance_leaves_a_member_a_member(harbour: Built):
    page = harbour.page("members/delta-sample/")

    assert ["Member"] == page.texts("p[@class='kicker']")
    assert ["31 December 2027"] == list_facts(page)["Member until"]


def test_the_day_on_which_a_term_ends_makes_a_former_member(harbour: Built):
    page = harbour.page("members/coral-passed/")

    assert ["Former member"] == page.texts("p[@class='kicker']")
    assert ["Coral Passed Tide School Morocco"] == list_rows(harbour.page("members/"), "former")


def test_who_has_died_is_remembered_and_never_called_a_former_member(harbour: Built):
    page, directory = harbour.page("members/stella-maris-muster/"), harbour.page("members/")

    assert ["In memory"] == page.texts("p[@class='kicker']")
    assert ["11 February 2024"] == list_facts(page)["Died on"]
    assert "March 2020" in list_facts(page)["Times of membership"][0]
    assert "former" not in page.source.lower().replace("formerly", "")
    assert "died in 2024" in (page.meta("description") or "")
    (row,) = list_rows(directory, "in-memory")
    assert row.startswith("Stella Maris-Muster Died in 2024")
    assert not [row for row in list_rows(directory, "former") if row.startswith("Stella")]


def test_only_current_members_are_counted(harbour: Built):
    assert ["4", "2", "3"] == harbour.page("").texts("ul[@class='hero-figures']//b")


def test_members_of_two_groups_are_in_both_and_those_of_none_in_a_last_section(harbour: Built):
    page = harbour.page("members/")
    sections = [get_text(heading) for heading in page.all("section[@data-member-group]/h3")]

    assert ["Pilots", "Draughtspeople", "Other members", "Former members", "In memory"] == sections
    assert ["Bay Beispiel Morocco"] == list_rows(page, "without-group")
    groups = [row.get("data-group") for row in page.all("li[@data-member='marina-test']")]
    assert ["pilots", "draughtspeople"] == groups
    assert ["Pilots", "Draughtspeople"] == list_facts(harbour.page("members/marina-test/"))[
        "Stakeholder groups"
    ]


def test_offices_are_on_about_in_the_order_of_the_file_and_past_ones_last(harbour: Built):
    page = harbour.page("about/")
    rows = [re.sub(r"\s+", " ", row) for row in page.texts("ul[@class='row-list']/li")]

    assert [
        "Delta Sample Chair Chart Room of the Old Port since March 2022",
        "Marina Test Keeper of the logbook Chart Room of the Old Port January 2025 – December 2027",
        "Chart Room of the Old Port Secretariat",
        "Ford Nonmember-Example Treasurer Tide School",
        "Marina Test Chair Chart Room of the Old Port March 2020 – March 2022",
    ] == rows
    assert "الرئاسة" in " ".join(harbour.page("ar/about/").texts("ul[@class='row-list']/li"))


def test_offices_are_on_the_pages_of_those_who_hold_them(harbour: Built):
    person = list_facts(harbour.page("members/marina-test/"))["In the coalition"]

    assert ["Keeper of the logbook", "Chair"] == [re.split(" [JM]a", one)[0] for one in person]
    organisation = list_facts(harbour.page("organisations/chart-room/"))
    assert ["Secretariat"] == organisation["In the coalition"]
    assert "In the coalition" not in list_facts(harbour.page("organisations/tide-school/"))


def test_the_directory_marks_who_holds_an_office_now(harbour: Built):
    notes = harbour.page("members/").texts("span[@class='row-note']")

    assert {"Chair", "Keeper of the logbook", "Died in 2024"} == set(notes)


def test_all_contacts_are_on_contact_and_join_with_one_hint(harbour: Built):
    for address in ("contact/", "join/"):
        page = harbour.page(address)

        assert ["Harbour Desk", "Delta Sample", "Press Office of the Harbour"] == page.texts(
            "div[@class='contact']/p[@class='card-title']"
        )
        assert 3 == len(page.all("span[@class='email']"))
        assert 1 == len(page.all("p[@class='hint']"))


def test_an_organisation_lists_people_of_all_their_positions_with_the_role_there(harbour: Built):
    school = harbour.page("organisations/tide-school/")
    lighthouse = harbour.page("organisations/old-lighthouse/")

    assert ["Marina Test Keeper of the logbook Lecturer Portugal"] == list_rows(school, "members")
    assert ["Reed Elsewhere Netherlands", "Marina Test Keeper of the logbook Keeper Portugal"] == (
        list_rows(lighthouse, "moved-on")
    )
    assert 1 == len(list_rows(lighthouse, "in-memory"))


def test_json_ld_has_every_organisation_profile_term_and_office(harbour: Built):
    person = read_person(harbour.page("members/marina-test/"))
    main, second, past = person["affiliation"]

    assert ("Organization", "Chart Room of the Old Port") == (main["@type"], main["name"])
    assert ("Tide School", "Lecturer", "2021-09") == (
        second["affiliation"]["name"], second["roleName"], second["startDate"],
    )  # fmt: skip
    assert ("Old Lighthouse", "2019") == (past["affiliation"]["name"], past["endDate"])
    assert "Head of soundings" == person["jobTitle"]
    assert "https://social.example.org/@marina" in person["sameAs"]
    roles = [
        (role.get("roleName"), role.get("startDate"), role.get("endDate"))
        for role in person["memberOf"]
    ]
    assert [
        (None, "2020-03", "2022-03"),
        (None, "2025-01", None),
        ("Keeper of the logbook", "2025-01", "2027-12"),
        ("Chair", "2020-03", "2022-03"),
    ] == roles


def test_json_ld_says_when_somebody_died_and_that_the_membership_ended_then(harbour: Built):
    person = read_person(harbour.page("members/stella-maris-muster/"))

    assert "2024-02-11" == person["deathDate"] == person["memberOf"]["endDate"]


def test_json_ld_of_the_coalition_has_those_who_hold_an_office_now(harbour: Built):
    (coalition,) = map(json.loads, harbour.page("").texts("script[@type='application/ld+json']"))

    assert [
        ("Chair", "Person", "Delta Sample"),
        ("Keeper of the logbook", "Person", "Marina Test"),
        ("Secretariat", "Organization", "Chart Room of the Old Port"),
        ("Treasurer", "Person", "Ford Nonmember-Example"),
    ] == [
        (role["roleName"], role["member"]["@type"], role["member"]["name"])
        for role in coalition["member"]
    ]


def remove_groups(project: Path) -> None:
    """Remove the stakeholder groups from the data of a project."""
    members = project / "data" / "members.yaml"
    text = members.read_text("utf-8")
    members.write_text(re.sub(r"^  groups?: .*\n", "", text, flags=re.M), "utf-8")
    coalition = project / "data" / "coalition.yaml"
    text = coalition.read_text("utf-8")
    coalition.write_text(re.sub(r"^groups:\n(?:  .*\n)+", "", text, flags=re.M), "utf-8")


@pytest.mark.integration
def test_a_coalition_without_groups_has_one_list_and_no_word_of_groups(tmp_path: Path):
    project = project_of("harbour", tmp_path / "harbour")
    remove_groups(project)
    publish.build_site(project, project / "output", ADDRESS)
    site = read_built_site("harbour", project)
    directory, home = site.page("members/"), site.page("")

    assert ["Countries", "Members", "Organisations"] == directory.texts("h2")
    assert ["Former members", "In memory"] == directory.texts("h3")
    assert 4 == len(list_rows(directory, "all")) - 2
    for page in (directory, home, site.page("join/"), site.page("members/marina-test/")):
        assert "group" not in get_text(page.one("main")).lower(), page.path
        assert [] == [item for item in page.all("ul") if not item.findall("li")], page.path


@given(st.dates(datetime.date(2019, 1, 1), datetime.date(2029, 1, 1)))
def test_the_day_of_the_data_decides_who_is_a_member(day: datetime.date):
    index = CoalitionIndex(DATA, day)
    current = {row.member.id for row in index.members}

    assert (day < datetime.date(2027, 12, 31)) == ("delta-sample" in current)
    assert (day < datetime.date(2026, 6, 1)) == ("coral-passed" in current)
    assert {"marina-test", "bay-beispiel", "reed-elsewhere"} <= current
    assert "stella-maris-muster" not in current
    assert len(current) == count_members(index).members
    assert len(current) == sum(dot.members for dot in index.dots)
    holders = index.office_holders
    assert len(DATA.offices) == len(holders)
    assert [holder.former for holder in holders] == sorted(holder.former for holder in holders)


@given(st.dates(datetime.date(2014, 1, 1), datetime.date(2029, 1, 1)))
def test_each_position_is_on_the_page_of_its_organisation_at_any_time(day: datetime.date):
    index = CoalitionIndex(DATA, day)
    for row in index.members_by_id.values():
        for position in row.positions:
            id = position.organisation.id
            lists = (
                index.members_by_organisation,
                index.members_formerly_at,
                index.former_members_by_organisation,
            )
            assert [row] == [one for by_id in lists for one in by_id.get(id, ()) if one is row]


def test_colleagues_are_the_people_of_all_current_organisations():
    index = CoalitionIndex(DATA, datetime.date(2026, 5, 1))  # before one of them leaves
    view = build_member_view(index, index.members_by_id["marina-test"])

    assert ["coral-passed", "delta-sample"] == [row.member.id for row in view.colleagues]


def test_who_has_died_holds_no_office_any_more():
    (chair, *others) = DATA.offices
    office = chair.model_copy(update={"member": "stella-maris-muster", "until": None})
    index = CoalitionIndex(DATA.model_copy(update={"offices": (office, *others)}), DAY)

    assert index.office_holders[-1].former
    assert "stella-maris-muster" == index.office_holders[-1].office.member
