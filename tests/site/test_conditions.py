"""Conditions of a body: what decides each, and the page that the data may publish."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from coalition.build import publish
from coalition.model import ConditionTest
from coalition.site import Site, evaluate_conditions
from support.language_sites import load, make_site
from support.projects import ADDRESS, INVENTED
from support.sites import Built, get_text, project_of, read_built_site

EMPTY = dict.fromkeys(("events", "documents", "working_groups", "conditions"), "[]\n")
SESSION = """\
- {id: talk, title: A talk, kind: session, start: 2023-03-04, people: [{member: siraj}], %s}
"""
REPORT = "- {id: report, title: %s, type: %s, date: 2024}\n"


def make_conditions(test: str, **keys: object) -> str:
    more = "".join(f", {key}: {value}" for key, value in keys.items())
    return f"""\
- id: set
  body: Body
  title: Set
  conditions: [{{id: one, text: One, {test}{more}}}]
"""


def evaluate(site: Site) -> tuple[str, list[str], list[str]]:
    """Return status, texts and addresses of the first condition."""
    result = evaluate_conditions(site)[0].results[0]
    texts = [one.text.text for one in result.evidence]
    links = [one.address.path if one.address else one.url for one in result.evidence]
    return result.status, texts, links


LINK = "'https://example.org'"
NO_AREAS = {"members": "[]", "action_areas": "[]"}
AREA = {"members": "[]", "action_areas": "- {id: a, title: A}"}
CONTEXT_AREA = {"members": "[]", "action_areas": "- {id: a, title: A, context: true}"}
MINUTES = {"documents": "- {id: d, title: D, type: minutes, events: [talk]}"}


def session(keys: str) -> dict[str, str]:
    return {"events": SESSION % keys}


def document(title: str, type: str) -> dict[str, str]:
    return {"documents": REPORT % (title, type)}


CASES: list[tuple[ConditionTest, dict[str, str], tuple[str, ...], str, list[str]]] = [
    ("mission", {}, (), "met", [""]),
    ("mission", {}, ("about",), "met", ["about/"]),
    ("contact", {}, (), "met", ["contact/"]),
    ("action-plan", AREA, (), "met", ["action-plan/"]),
    ("action-plan", NO_AREAS, (), "not-met", []),
    ("action-plan", CONTEXT_AREA, (), "not-met", []),
    ("action-plan", NO_AREAS, ("action-plan",), "met", ["action-plan/"]),
    ("join-page", {}, (), "not-met", []),
    ("join-page", {}, ("join",), "met", ["join/"]),
    ("mailing-list", {}, (), "met", ["https://lists.example.org/lantern"]),
    ("open-archive", {}, (), "met", ["https://lists.example.org/lantern/archive"]),
    ("session-report", {}, (), "not-met", []),
    ("session-report", session("mode: online"), (), "not-met", []),
    ("session-report", session(f"report: {LINK}"), (), "met", ["events/talk/"]),
    ("session-report", session(f"minutes: {LINK}"), (), "met", ["events/talk/"]),
    ("session-report", session("mode: online") | MINUTES, (), "met", ["events/talk/"]),
    ("session-report", session(f"status: cancelled, report: {LINK}"), (), "not-met", []),
    ("yearly-report", {}, ("report-2023",), "met", ["report-2023/"]),
    ("yearly-report", {}, ("report-2022", "report-2024"), "not-met", []),
    ("yearly-report", document("Of 2023", "yearly-report"), (), "met", ["documents/report/"]),
    ("yearly-report", document("Of 2023", "report"), (), "not-met", []),
    ("yearly-report", document("Of 120234", "yearly-report"), (), "not-met", []),
    ("event-people", {}, (), "not-met", []),
    ("event-people", session("mode: online"), (), "met", ["events/talk/"]),
    ("event-people", session("organisers: [{name: Zed}]"), (), "not-met", ["events/talk/"]),
    ("event-people", session("organisers: [{name: LCLN}]"), (), "met", ["events/talk/"]),
]


@pytest.mark.parametrize(("test", "files", "pages", "status", "links"), CASES)
def test_a_fact_of_the_data_decides_a_condition(
    test: ConditionTest,
    files: dict[str, str],
    pages: tuple[str, ...],
    status: str,
    links: list[str],
    tmp_path: Path,
):
    conditions = make_conditions(f"test: {test}")

    site = make_site(load(tmp_path, EMPTY | {"conditions": conditions} | files), pages=pages)

    result = evaluate(site)
    assert (status, links) == (result[0], result[2])


def test_every_test_has_a_case():
    assert {*get_args(ConditionTest)} == {case[0] for case in CASES} | {"stakeholder-groups"}


@pytest.mark.parametrize(("minimum", "status"), [(2, "met"), (3, "met"), (4, "not-met")])
def test_stakeholder_groups_are_counted_by_current_members(
    minimum: int, status: str, tmp_path: Path
):
    members = """\
- {name: Ada A, group: libraries}
- {name: Bea B, groups: [volunteers, broadcasters]}
- {name: Cy C, group: town-councils, until: 2020}
"""
    conditions = make_conditions("test: stakeholder-groups", minimum=minimum)
    files = EMPTY | {"members": members, "conditions": conditions, "action_areas": "[]"}

    site = make_site(load(tmp_path, files))

    names = ["Libraries", "Broadcasters", "Volunteers"]
    links = [f"members/group/{name.lower()}/" for name in names]
    assert (status, names, links) == evaluate(site)


def test_a_mailing_list_without_an_address_is_none(tmp_path: Path):
    text = (INVENTED / "lantern/data/coalition.yaml").read_text("utf-8")
    url = "\n  url: https://lists.example.org/lantern\n"
    files = {
        "coalition": text.replace(url, "\n"),
        "conditions": make_conditions("test: mailing-list"),
    }

    site = make_site(load(tmp_path, EMPTY | files))

    assert url in text
    assert ("not-met", [], []) == evaluate(site)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("minimum: null", ("unknown", [], [])),
        ("met: yes, source: 'https://example.org/a'",
         ("met", ["https://example.org/a"], ["https://example.org/a"])),
        ("met: no, source: Letter", ("not-met", ["Letter"], [""])),
    ],
)  # fmt: skip
def test_what_the_data_cannot_tell_is_stated_or_unknown(
    keys: str, expected: tuple[str, list[str], list[str]], tmp_path: Path
):
    conditions = make_conditions(keys).replace(", minimum: null", "")

    site = make_site(load(tmp_path, EMPTY | {"conditions": conditions}))

    assert expected == evaluate(site)


def test_conditions_for_a_year_ask_for_the_report_of_the_year_before(tmp_path: Path):
    conditions = make_conditions("test: yearly-report").replace("  title", "  year: 2021\n  title")
    site = make_site(load(tmp_path, EMPTY | {"conditions": conditions}), pages=["report-2020"])

    (result,) = evaluate_conditions(site)[0].results
    assert ("met", 2020) == (result.status, result.year)


def test_without_a_day_of_the_data_no_year_is_known(tmp_path: Path):
    files = EMPTY | {"conditions": make_conditions("test: yearly-report")}

    site = make_site(load(tmp_path, files), day=None, pages=["report-2023"])

    assert ("not-met", [], []) == evaluate(site)


def test_a_report_after_the_year_of_the_conditions_is_too_late(tmp_path: Path):
    conditions = make_conditions("test: session-report").replace("  title", "  year: 2023\n  title")
    events = SESSION % "report: 'https://example.org'"

    site = make_site(load(tmp_path, EMPTY | {"conditions": conditions, "events": events}))

    assert "not-met" == evaluate(site)[0]


def test_a_session_that_is_yet_to_come_has_no_report(tmp_path: Path):
    files = {"conditions": make_conditions("test: session-report")}
    files["events"] = SESSION % "report: 'https://example.org'"

    site = make_site(load(tmp_path, EMPTY | files), day=date(2023, 3, 3))

    assert "not-met" == evaluate(site)[0]


# The page


@pytest.mark.integration
@pytest.mark.parametrize("folder", ["", "ar/"])
def test_visitors_see_published_conditions_with_links_to_what_shows_them(
    lantern: Built, folder: str
):
    page = lantern.page(f"{folder}conditions/")

    text = get_text(page.one("main"))
    states = {"": ("Met", "Not met", "Not known"), "ar/": ("مستوفى", "غير مستوفى", "غير معروف")}
    assert all(state in text for state in states[folder])
    links = {lantern.target(page, link.get("href"))[0] for link in page.all("main//a")}
    assert f"{folder}members/group/libraries/index.html" in links
    assert "https://lists.example.org/lantern" in {a.get("href") for a in page.all("main//a")}
    assert "https://assembly.example.org/minutes" in {a.get("href") for a in page.all("main//a")}
    assert "For a hall" not in text, "that set is not published"


@pytest.mark.integration
def test_without_published_conditions_the_site_has_no_word_of_them(orchard: Built):
    assert not [path for path in orchard.documents if "conditions/" in path]
    assert not [a for a in orchard.page("").all("footer//a") if "conditions" in a.get("href", "")]


@pytest.mark.integration
def test_a_page_of_the_editors_keeps_its_address_where_no_conditions_are_published(tmp_path: Path):
    project = project_of("alliance", tmp_path / "p")
    text = "Title: Terms of use\nSummary: Terms\n\nBe kind.\n"
    (project / "content/pages/conditions.en.md").write_text(text, "utf-8")

    publish.build_site(project, project / "output", ADDRESS)

    page = read_built_site("alliance", project).page("conditions/")
    assert "Terms of use" == get_text(page.one("h1"))
