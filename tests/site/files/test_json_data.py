"""The data as JSON: described by its schema, without secrets, and of use to other sites."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from markupsafe import escape

from coalition.model import CoalitionFile, list_records
from coalition.site import map_generated_files
from coalition.site.files.json_data import DERIVED_KEYS, RECORDS
from coalition.site.files.json_schema import build_schema, render_schema
from coalition.site.files.published_keys import WITHHELD_KEYS, list_published_keys
from support.site_objects import SITE_URL, load_sites

SITES = load_sites("orchard")
OTHER_FORMS = (".schema.json", "datapackage.json", "feed.json")


def read(path: str, name: str = "orchard") -> Any:  # noqa: ANN401 - any JSON value
    """Return the content of a file of the site in its default language."""
    default = next(iter(load_sites(name).values()))
    return json.loads(map_generated_files(default)[path].content)


@pytest.mark.parametrize(
    "name", ["orchard", "lantern", "minimal", "alliance", "organisations-only"]
)
def test_every_file_is_as_the_schema_says(name: str):
    default = next(iter(load_sites(name).values()))
    schema = json.loads(render_schema(default))
    jsonschema.Draft202012Validator.check_schema(schema)
    # Strict where the schema allows new keys: what this version writes is described
    _forbid_other_keys(schema)
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    files = {
        path: file.content
        for path, file in map_generated_files(default).items()
        if path.endswith(".json")
        and not path.endswith((".schema.json", "datapackage.json", "feed.json"))
    }

    assert "data/coalition.json" in files
    for path, content in files.items():
        assert [] == [error.message for error in validator.iter_errors(json.loads(content))], path


def _forbid_other_keys(schema: Any) -> None:  # noqa: ANN401 - any part of a schema
    for part in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(part, (dict, list)):
            _forbid_other_keys(part)
    if isinstance(schema, dict) and isinstance(schema.get("properties"), dict):
        schema.setdefault("additionalProperties", False)


def test_the_schema_refuses_what_is_wrong():
    validator = jsonschema.Draft202012Validator(build_schema())

    for wrong in (
        {},
        {"version": "2.0"},
        {"version": "1.0", "members": {}},
        {"version": "1.0", "members": [{"terms": [{"since": "April 2019"}]}]},
        {"version": "1.0", "events": [{"title": "Pruning day"}]},
    ):
        assert not validator.is_valid(wrong)
    assert validator.is_valid({"version": "1.0", "members": [{"id": "x", "new_key": 1}]})


def test_an_entry_has_a_file_next_to_its_page():
    everything, alone = read("data/events.json"), read("events/pruning-day-2024/data.json")

    assert everything.keys() == alone.keys()
    assert [everything["events"][0]] == alone["events"]
    assert f"{SITE_URL}/events/pruning-day-2024/" == alone["events"][0]["page"]["en"]
    assert f"{SITE_URL}/zh/events/pruning-day-2024/" == alone["events"][0]["page"]["zh-Hans"]


def test_an_event_has_its_times_with_their_offset():
    (event,) = read("events/pruning-day-2024/data.json")["events"]

    assert ("2024-11-09 10:00", "2024-11-09T10:00:00-05:00") == (event["start"], event["starts_at"])


def test_short_forms_are_published_as_long_ones():
    (member,) = read("members/olive-grove-keeper/data.json")["members"]

    assert [{"organisation": "ladders", "role": {"en": "Mayor of the small town"}}] == (
        member["affiliations"]
    )
    assert [{"since": "2019-04", "until": "2023-05"}] == member["terms"]
    assert ["town-councils"] == member["groups"]
    assert "former" == member["standing"]


PUBLISHED = {
    "ActionArea": "number title short summary text context goals coordinators url source checked",
    "Affiliation": "organisation role since until",
    "Body": "name acronym role url source checked",
    "CatalogueNumber": "catalogue number url",
    "CoalitionFile": "name acronym mission established groups offices bodies instrument definition"
    " milestones contact contacts mailing_list licence links security source checked",
    "Contact": "name role organisation source checked",
    "Definition": "term text url source checked",
    "Document": "title subtitle type date authors publishers summary text versions licence"
    " page_count identifiers action_areas working_groups events goals url links source checked",
    "DocumentLicence": "name url",
    "DocumentVersion": "language url file format",
    "Event": "title kind start end timezone status mode place online part_of summary text"
    " organisers people languages action_areas working_groups goals url registration recording"
    " transcript report minutes links source checked",
    "Goal": "number title colour url source checked",
    "Group": "id name description",
    "Identifiers": "doi isbn catalogues",
    "Instrument": "title adopted body url source checked",
    "Licence": "name url spdx",
    "Link": "title url",
    "MailingList": "url archive source checked",
    "Member": "name pronouns affiliations country groups url links orcid action_areas languages"
    " bio terms died source checked",
    "Milestone": "date until text url source checked",
    "Office": "role title member name organisation since until as_of source checked",
    "Organisation": "name acronym former_names kind part_of city country url links ror wikidata"
    " description partner ended source checked",
    "Participant": "member name organisation role description",
    "Party": "member name organisation",
    "Place": "venue city country url",
    "ProfileLink": "kind title url",
    "SecurityContact": "url expires policy",
    "Term": "since until",
    "TermHolder": "member name organisation since until as_of",
    "WorkingGroup": "title summary text status action_areas chairs members url mailing_list links"
    " since until source checked",
}
"""What is published of each record. Before you add a key here, make sure that pages show it."""


def test_a_new_key_is_not_published_unnoticed():
    reachable = set(RECORDS.values()) | {CoalitionFile}
    while (
        more := {key.record for one in reachable for key in list_published_keys(one) if key.record}
        - reachable
    ):
        reachable |= more

    assert {name: {*keys.split()} for name, keys in PUBLISHED.items()} == {
        record.__name__: {key.name for key in list_published_keys(record)} - {"id"}
        | ({"id"} if record.__name__ == "Group" else set())
        for record in reachable
    }


def test_what_is_withheld_exists():
    for record, keys in WITHHELD_KEYS.items():
        assert record in list_records() or record is CoalitionFile
        assert keys <= record.yaml_fields().keys()


def test_no_file_has_an_email_address_or_a_comment():
    default = SITES["en"]
    contents = [file.content for file in map_generated_files(default).values()]
    for contact in default.coalition.all_contacts:
        name = contact.email.partition(" [at] ")[0]

        assert not any(f"{name} [at]".encode() in content for content in contents)
        assert not any(f"{name}@".encode() in content for content in contents)
    assert not any(b"Nobody here is real" in content for content in contents)


def test_derived_keys_are_no_keys_of_the_data():
    for record in RECORDS.values():
        assert not DERIVED_KEYS & record.yaml_fields().keys()


def test_without_the_address_of_the_site_no_address_is_made_up():
    default = load_sites("orchard", "")["en"]
    content = json.loads(map_generated_files(default)["data/coalition.json"].content)

    assert not {"site", "schema"} & content.keys()
    assert not any("page" in event for event in content["events"])
    assert "data/coalition.ttl" not in map_generated_files(default)


# A page about several coalitions, made by another site from their files alone


def render_calendar(*files: dict[str, Any]) -> str:
    """Return a list of the events of several coalitions by date, as another site would make it."""
    events = [(event, file) for file in files for event in file.get("events", [])]
    rows = []
    for event, file in sorted(events, key=lambda pair: pair[0]["start"]):
        language = file["languages"][0]
        title = event["title"].get(language) or next(iter(event["title"].values()))
        url = event["page"][language]
        rows.append(
            f'<li>{escape(event["start"][:10])} <a href="{escape(url)}">{escape(title)}</a>'
            f" ({escape(file['acronym'])})</li>"
        )
    return f"<ul>{''.join(rows)}</ul>"


def test_another_site_can_show_the_events_of_two_coalitions():
    page = render_calendar(read("data/coalition.json"), read("data/coalition.json", "lantern"))

    orchard, lantern = (
        len(next(iter(load_sites(name).values())).coalition.events)
        for name in ("orchard", "lantern")
    )
    assert orchard + lantern == page.count("<li>") > 5
    days = [row[:10] for row in page.split("<li>")[1:]]
    assert sorted(days) == days
    assert "(OC-SEED)" in page and "(LCLN)" in page
    assert f'<a href="{SITE_URL}/events/pruning-day-2024/">Pruning day</a>' in page
