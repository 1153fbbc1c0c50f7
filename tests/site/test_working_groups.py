"""Working groups and areas of action: who and what belongs to them, on the pages of both sides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coalition.build import publish
from support.projects import ADDRESS
from support.sites import Built, Document, get_text, project_of, read_built_site

pytestmark = pytest.mark.integration

WORKING_GROUPS = """\
- id: old-lamps
  title: Old lamps
  status: ended
  since: 2017
  until: 2019-05
  chairs:
    - {member: ingrid-prove, since: 2018-11, until: 2019-05}
- id: lamps
  title: {en: Lamps and lights, ar: المصابيح}
  summary: Chooses lamps that spare energy
  text: Meets *at dusk*.
  status: active
  since: 2019-03
  action_areas: [quiet-light, open-doors]
  chairs:
    - {member: siraj, since: 2021-01}
    - {member: ingrid-prove, since: 2019-03, until: 2020-12}
    - {member: sam-sample-radio, since: 2019-03}
  members:
    - member: boat-library
    - name: Night Owl
      organisation: yewan
      since: 2022
    - name: Lamp <b>Lighter</b>
    - {organisation: yewan, until: 2020}
  url: https://lamps.example.org/
  mailing_list: https://lists.example.org/lamps
  links:
    - {title: Pictures of lamps, url: "https://lamps.example.org/pictures"}
  former_ids: [lights]
  source: Letter of the group
  checked: 2024-05-02
- id: sparks
  title: Sparks
  until: 2030
  chairs:
    - {member: yang-liwen, as_of: 2022-07}
"""

AREAS = """\
- id: open-doors
  number: 3
  title: Doors that stay open until the last reader has gone home
  short: {en: Open doors, ar: أبواب مفتوحة}
  summary: Reading rooms that stay open
  coordinators:
    - {member: layla-mithal, since: 2020}
    - {organisation: yewan, until: 2019}
  former_ids: [doors]
- id: voices-on-air
  title: {en: Voices on air, ar: أصوات على الهواء}
  short: Voices
- id: quiet-light
  title: Quiet light
- id: fair-pay
  number: 7
  title: Fair pay at night
  context: true
"""


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of `lantern` with working groups, and with numbers and coordinators of areas."""
    project = project_of("lantern", tmp_path_factory.mktemp("night") / "project")
    data = project / "data"
    (data / "working_groups.yaml").write_text(WORKING_GROUPS, "utf-8")
    (data / "action_areas.yaml").write_text(AREAS, "utf-8")
    append(data / "members.yaml", "- {organisation: boat-library, group: libraries}\n")
    append(data / "events.yaml", "  working_groups: [lamps]\n  action_areas: [open-doors]\n")
    publish.build_site(project, project / "output", ADDRESS)
    return read_built_site("night", project)


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def list_rows(page: Document, section: str) -> list[list[str]]:
    """Return the texts of each row in the section with this heading's id."""
    rows = page.all(f"section[@aria-labelledby='{section}']//li[@class='row']")
    return [[get_text(part) for part in row] for row in rows]


def list_targets(site: Built, page: Document, section: str) -> list[str]:
    """Return the files that the rows of a section link to."""
    links = page.all(f"section[@aria-labelledby='{section}']//li[@class='row']//a")
    return [site.target(page, link.get("href", ""))[0] for link in links]


def test_the_list_has_groups_that_work_first_and_ended_ones_apart(night: Built):
    page = night.page("working-groups/")

    assert ["Lamps and lights", "Sparks", "Ended working groups"] == page.texts("main//h2")
    assert ["Old lamps"] == page.texts("section[@aria-labelledby='ended']//h3")
    entry = page.all("li[@class='entry']")[0]
    assert "Chooses lamps that spare energy" == get_text(entry.find(".//p"))
    assert ["Siraj Namudhaji", "Quiet light", "Open doors"] == [
        get_text(link) for link in entry.findall(".//dl//a")
    ]


def test_the_page_of_a_group_has_its_facts_in_each_language(night: Built):
    assert {
        "Status": "Active",
        "Period": "since March 2019",
        "Areas of action": "Quiet light Open doors",
        "Mailing list": "Subscribe to the mailing list",
        "Web page": "lamps.example.org",
        "Source": "Letter of the group",
    } == read_facts(night.page("working-groups/lamps/"))
    arabic = night.page("ar/working-groups/lamps/")
    assert "المصابيح" == arabic.texts("h1")[0]
    assert {"الحالة": "قائم", "الفترة": "منذ مارس 2019"}.items() <= read_facts(arabic).items()


def read_facts(page: Document) -> dict[str, str]:
    return dict(zip(page.texts("dl[@class='facts']//dt"), page.texts("dl[@class='facts']//dd"),
                    strict=True))  # fmt: skip


def test_nothing_is_said_of_a_status_that_is_not_known(night: Built):
    page = night.page("working-groups/sparks/")

    assert {"Period": "until 2030"} == read_facts(page)
    assert ["Working group"] == page.texts("p[@class='kicker']")


def test_a_group_has_current_people_first_and_former_ones_as_such(night: Built):
    page = night.page("working-groups/lamps/")

    assert [
        "Siraj Namudhaji",
        "Boat Library",
        "Night Owl",
        "Lamp <b>Lighter</b>",
        "Ingrid Prøve",
        "Sam Sample",
        "夜晚图书馆",
    ] == page.texts("p[@class='row-name']")
    assert [["Siraj Namudhaji", "Radio Qamar", "since January 2021"]] == list_rows(page, "chairs")
    assert [
        ["Ingrid Prøve", "Library of the North Shore", "March 2019 – December 2020"],
        ["Sam Sample", "since March 2019"],
    ] == list_rows(page, "former-chairs")
    assert [["夜晚图书馆", "until 2020"]] == list_rows(page, "former-members")


def test_people_and_organisations_are_linked_if_they_have_a_page(night: Built):
    page = night.page("working-groups/lamps/")

    assert [
        "organisations/boat-library/index.html",
        "organisations/yewan/index.html",
    ] == list_targets(night, page, "members")
    assert [
        ["Boat Library"],
        ["Night Owl", "夜晚图书馆", "since 2022"],
        ["Lamp <b>Lighter</b>"],
    ] == (list_rows(page, "members"))


def test_an_ended_group_lists_all_its_people_together(night: Built):
    page = night.page("working-groups/old-lamps/")

    assert ["Former working group"] == page.texts("p[@class='kicker']")
    assert {"Status": "Ended", "Period": "2017 – May 2019"} == read_facts(page)
    assert ["Ingrid Prøve"] == [row[0] for row in list_rows(page, "chairs")]
    assert [] == page.all("section[@aria-labelledby='former-chairs']")


def test_a_member_page_names_the_groups_with_role_and_term(night: Built):
    assert [["Lamps and lights", "Chair", "since January 2021"]] == list_rows(
        night.page("members/siraj/"), "working-groups"
    )
    assert [
        ["Old lamps", "Former chair", "November 2018 – May 2019"],
        ["Lamps and lights", "Former chair", "March 2019 – December 2020"],
    ] == list_rows(night.page("members/ingrid-prove/"), "working-groups")


def test_a_chair_without_a_known_term_has_the_date_of_the_source(night: Built):
    rows = list_rows(night.page("members/yang-liwen/"), "working-groups")

    assert ["Sparks", "Chair", "as of July 2022"] == rows[-1]
    assert "as of July 2022" in get_text(night.page("working-groups/sparks/").one("main"))


def test_a_former_member_has_no_current_role(night: Built):
    rows = list_rows(night.page("members/sam-sample-radio/"), "working-groups")

    assert [["Lamps and lights", "Former chair", "since March 2019"]] == rows


def test_an_organisation_page_names_its_groups_and_who_is_in_them(night: Built):
    assert [
        ["Lamps and lights", "Night Owl Member", "since 2022"],
        ["Lamps and lights", "Former member", "until 2020"],
    ] == list_rows(night.page("organisations/yewan/"), "working-groups")
    assert [["Lamps and lights", "Member"]] == list_rows(
        night.page("organisations/boat-library/"), "working-groups"
    )


def test_an_area_names_its_groups_and_who_coordinates_it_on_the_pages_of_both(night: Built):
    area = night.page("action-plan/open-doors/")

    assert [["Lamps and lights", "Chooses lamps that spare energy"]] == list_rows(
        area, "working-groups"
    )
    assert [["ليلى مثال", "Radio Qamar", "since 2020"]] == list_rows(area, "coordinators")
    assert [["夜晚图书馆", "until 2019"]] == list_rows(area, "former-coordinators")
    assert [["Open doors", "Coordinator", "since 2020"]] == list_rows(
        night.page("members/layla-mithal/"), "coordination"
    )
    assert [["Open doors", "Former coordinator", "until 2019"]] == list_rows(
        night.page("organisations/yewan/"), "coordination"
    )


def test_an_area_has_the_number_of_the_data_or_none(night: Built):
    assert ["Area of action 3"] == night.page("action-plan/open-doors/").texts("p[@class='kicker']")
    assert ["Area of action"] == night.page("action-plan/quiet-light/").texts("p[@class='kicker']")
    assert ["3 Area of action 3", "7 Area of action 7"] == night.page("action-plan/").texts(
        "div[@class='area-number']"
    )
    assert ["3 Area of action 3"] == night.page("").texts("div[@class='area-number']")


def test_areas_have_their_short_title_in_lists_and_the_long_one_on_their_page(night: Built):
    page = night.page("action-plan/open-doors/")

    assert ["Doors that stay open until the last reader has gone home"] == page.texts("h1")
    assert "Open doors" == page.texts("nav[@class='breadcrumbs']//li")[-1]
    assert ["Open doors", "Voices", "Quiet light"] == night.page("").texts(
        "h3[@class='area-title']"
    )
    assert "Open doors" in night.page("members/ingrid-prove/").texts(
        "section[@aria-labelledby='areas']//a"
    )
    assert "Open doors" in night.page("action-plan/voices-on-air/").texts(
        "nav[@class='pager']//a/span"
    )


def test_a_title_in_the_language_of_the_page_comes_before_a_short_one_in_another(night: Built):
    assert ["أبواب مفتوحة", "أصوات على الهواء", "Quiet light"] == night.page("ar/").texts(
        "h3[@class='area-title']"
    )


def test_the_plan_says_how_many_entries_each_area_has(night: Built):
    counts = [
        [get_text(item) for item in area.findall(".//ul/li")]
        for area in night.page("action-plan/").all("ul[@class='plan']/li")
    ]

    assert [
        ["1 working group", "1 event", "2 members"],
        ["1 member"],
        ["1 working group", "1 member"],
    ] == counts


@pytest.mark.parametrize(
    ("former", "current"),
    [("action-plan/doors/", "open-doors"), ("working-groups/lights/", "lamps")],
)
def test_a_former_address_leads_on(night: Built, former: str, current: str):
    for folder in night.languages.values():
        page = night.page(folder + former)
        refresh = page.one("meta[@http-equiv='refresh']").get("content")
        assert f"0; url=../{current}/" == refresh


def read_json_ld(page: Document) -> dict[str, object]:
    entry: dict[str, object] = json.loads(
        get_text(page.all("script[@type='application/ld+json']")[0])
    )
    return entry


def test_json_ld_describes_a_group_as_a_part_of_the_coalition(night: Built):
    group = read_json_ld(night.page("working-groups/lamps/"))

    assert ("Organization", "Lamps and lights", "2019-03", ADDRESS + "working-groups/lamps/") == (
        group["@type"], group["name"], group["foundingDate"], group["url"],
    )  # fmt: skip
    assert group["parentOrganization"]["name"] == "Lantern Coalition for Libraries at Night"  # type: ignore[index]
    roles = [
        (role["roleName"], role["member"]["@type"], role["member"]["name"],
         role.get("startDate"), role.get("endDate"))
        for role in group["member"]  # type: ignore[attr-defined]
    ]  # fmt: skip
    assert [
        ("Chair", "Person", "Siraj Namudhaji", "2021-01", None),
        ("Chair", "Person", "Ingrid Prøve", "2019-03", "2020-12"),
        ("Chair", "Person", "Sam Sample", "2019-03", None),
        ("Member", "Organization", "Boat Library", None, None),
        ("Member", "Person", "Night Owl", "2022", None),
        ("Member", "Person", "Lamp <b>Lighter</b>", None, None),
        ("Member", "Organization", "夜晚图书馆", None, "2020"),
    ] == roles


def test_json_ld_has_the_end_of_a_group_only_when_it_has_come(night: Built):
    assert "2019-05" == read_json_ld(night.page("working-groups/old-lamps/"))["dissolutionDate"]
    assert "dissolutionDate" not in read_json_ld(night.page("working-groups/sparks/"))


def test_json_ld_of_the_coalition_names_the_groups_that_work(night: Built):
    parts = read_json_ld(night.page(""))["subOrganization"]

    assert ["Lamps and lights", "Sparks"] == [part["name"] for part in parts]  # type: ignore[attr-defined]


def test_a_coalition_without_working_groups_has_no_word_of_them(lantern: Built):
    assert [] == [page.path for page in lantern.pages() if "working-group" in page.source]
