"""The issue forms for events and documents: answers become one new entry, or problems."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.cli.apply_form import run_apply_form
from coalition.editing.form import pull_request
from coalition.editing.form.fields import (
    CONSENT_LABEL,
    DOCUMENT_FORM,
    EVENT_FORM,
    FORM_LABELS,
    PROPOSAL_FORMS,
    ProposalForm,
)
from coalition.editing.form.parser import Proposal, parse_issue_form
from coalition.editing.form.problems import DOCUMENT_WORDINGS, EVENT_WORDINGS, FormError
from coalition.editing.form.proposals import AppliedProposal, apply_proposal
from coalition.editing.questions import format_today, iter_questions
from coalition.editing.workspace import Workspace
from coalition.model.records.events import EventRole
from coalition.project.loader import load_coalition
from coalition.project.raw_entries import to_plain_data
from support.projects import ORCHARD, PROJECT, copy_project

WORKSPACE = Workspace.open(ORCHARD)
TEMPLATES = PROJECT / ".github" / "ISSUE_TEMPLATE"
EVENT = {
    "Title of the event": "Tree day",
    "Kind of event": "Workshop",
    "Start": "2027-03-09",
    "Source": "https://example.org/programme",
}
DOCUMENT = {
    "Title of the document": "Leaves",
    "Type of document": "Working paper",
    "Source": "https://example.org/leaves",
}


def body(form: ProposalForm, answers: dict[str, str]) -> str:
    """Return the issue body that GitHub makes of a filled-in form."""
    filled = {CONSENT_LABEL: "- [x] The source says all this."} | answers
    return "\n\n".join(
        f"### {label}\n\n{filled.get(label, '_No response_')}" for label in form.labels
    )


def apply(form: ProposalForm, answers: dict[str, str]) -> AppliedProposal:
    proposal = parse_issue_form(body(form, answers))
    assert isinstance(proposal, Proposal)
    return apply_proposal(WORKSPACE, proposal)


def submit(form: ProposalForm, answers: dict[str, str]) -> str:
    """Return the text in the comment about a form with problems."""
    with pytest.raises(FormError) as raised:
        apply(form, answers)
    comment = pull_request.render_issue_comment(raised.value)
    match = re.search(r"^(`{3,})text\n(.*?)\n\1$", comment, re.M | re.S)
    assert match
    return match[2].replace("\n  ", " ")  # lines are wrapped


def added_entry(applied: AppliedProposal) -> Any:  # noqa: ANN401 - a mapping of keys
    """Return the entry that the form added; the others are as before."""
    name = applied.proposal.form.kind.file
    before, after = (
        to_plain_data(workspace.files[name].root_node)
        for workspace in (WORKSPACE, applied.workspace)
    )
    (added,) = [entry for entry in after if entry not in before]
    assert before == [entry for entry in after if entry is not added]
    assert [name] == [change.path.stem for change in applied.workspace.changes()]
    return added


@pytest.mark.parametrize("form", PROPOSAL_FORMS, ids=lambda form: form.name)
def test_the_form_has_the_fields_that_the_parser_expects(form: ProposalForm):
    file = TEMPLATES / f"{form.kind.name}.yml"
    template = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)
    fields = [field for field in template["body"] if "label" in field["attributes"]]
    questions = {question.key: question for question in iter_questions(form.kind)}

    assert list(form.labels) == [field["attributes"]["label"] for field in fields]
    assert [form.name] == template["labels"]
    assert set(form.keys_by_label.values()) <= set(questions)
    assert form.labels[0] not in FORM_LABELS
    required = [f["attributes"]["label"] for f in fields if "validations" in f]
    assert list(form.required_labels) == required
    for field in fields:
        options = field["attributes"].get("options", []) if field["type"] == "dropdown" else []
        key = form.keys_by_label.get(field["attributes"]["label"], "")
        choices = questions[key].choices if key else ()
        assert [choice.replace("-", " ").capitalize() for choice in choices] == options


def test_the_roles_in_the_form_are_those_of_the_data():
    text = (TEMPLATES / "event.yml").read_text("utf-8")
    for role in get_args(EventRole):
        assert role.replace("-", " ").replace("co chair", "co-chair") in text


def test_a_proposed_event_is_added():
    answers = EVENT | {
        "Start": "2027-03-09 14:30",
        "Time zone": "Africa/Tunis",
        "How people take part": "In person",
        "City": "en: Tunis; ar: تونس",
        "Country": "tunisia",
        "What it is about": "en: Trees.\n\nar: أشجار.",
        "Organisers": "Four Seasons\nLadder Makers",
        "People": "Cherry Orchard-Sample: moderator\nAda Test (guoyuan): Keynote speaker",
        "Areas of action": "grafting",
    }

    applied = apply(EVENT_FORM, answers)

    assert {
        "id": "tree-day-2027",
        "title": "Tree day",
        "kind": "workshop",
        "start": "2027-03-09 14:30",
        "timezone": "Africa/Tunis",
        "mode": "in-person",
        "place": {"city": {"en": "Tunis", "ar": "تونس"}, "country": "TN"},
        "summary": {"en": "Trees.", "ar": "أشجار."},
        "organisers": [{"organisation": "four-seasons"}, {"name": "Ladder Makers"}],
        "people": [
            {"member": "cherry-orchard-sample", "role": "moderator"},
            {"name": "Ada Test", "organisation": "guoyuan", "role": "keynote-speaker"},
        ],
        "action_areas": ["grafting"],
        "source": "https://example.org/programme",
        "checked": format_today(),
    } == added_entry(applied)
    text = pull_request.render_pull_request_body(applied, 7, "")
    assert "publicly, or they agree:\n\n```text\nLadder Makers\nAda Test\n```" in text
    assert "Closes #7" in text
    assert "Add an event: Tree day" == pull_request.format_pull_request_title(applied)


def test_a_proposed_document_is_added():
    answers = DOCUMENT | {
        "Date": "2024",
        "Authors": "Cherry Orchard-Sample, Ada Test",
        "Versions": "en: https://example.org/a,b.pdf\nFrench: https://example.org/f.pdf",
        "Licence": "CC BY 4.0",
        "DOI": "10.1000/182",
        "ISBN": "978-0-306-40615-7",
        "Events": "Pruning day",
    }

    added = added_entry(apply(DOCUMENT_FORM, answers))

    expected = {
        "id": "leaves",
        "type": "working-paper",
        "authors": [{"member": "cherry-orchard-sample"}, {"name": "Ada Test"}],
        "versions": [
            {"language": "en", "url": "https://example.org/a,b.pdf"},
            {"language": "fr", "url": "https://example.org/f.pdf"},
        ],
        "licence": {"name": "CC BY 4.0"},
        "identifiers": {"doi": "10.1000/182", "isbn": ["978-0-306-40615-7"]},
        "events": ["pruning-day-2024"],
    }
    assert expected.items() <= added.items()


def test_another_event_of_the_same_title_is_named_to_the_maintainer():
    applied = apply(EVENT_FORM, EVENT | {"Title of the event": "Pruning DAY"})

    text = pull_request.render_pull_request_body(applied, 7, "")
    assert "another event than those with the same title:\n\n```text\npruning-day-2024\n```" in text


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"Start": "next week"}, "- Start: 'next week' is not a day. Write a day, or a day and"),
        ({"Start": ""}, "- Start: This is empty. Write it."),
        ({"Start": "2027-03-09T14:30+01:00"}, "has an offset. Write a day, or a day and the local"),
        ({"Start": "2027-03-09 14:30"}, "- Time zone: A time needs the time zone of the place."),
        ({"Start": "2027-03-09 14:30", "Time zone": "tunis"}, "Did you mean 'Africa/Tunis'?"),
        ({"End": "2026-03-09"}, "- End: The end is before the start"),
        ({"Kind of event": "Party"}, "- Kind of event: One of these words is none that"),
        ({"Country": "Norwey"}, "- Country: 'Norwey' is no country that this site knows. Did you"),
        ({"People": "cherry-orchard-smaple"}, "- People: There is no member and no organisation"),
        ({"People": "Ada Test: singer"}, "- People: One of these words is none that this site"),
        ({"Web page": "example"}, "- Web page: This is not a web address."),
        ({"What it is about": "ar: أشجار"}, "- What it is about: The text is not in the first"),
        ({"Title of the event": "شجرة"}, "- Page address: The page's address cannot be made"),
        (
            {"Page address": "con"},
            "- Page address: 'con' cannot be the address of a page. Write so",
        ),
        ({"Source": "a@b.example.org"}, "- Source: Programs would collect this e-mail address"),
        ({"City": "Oslo\nBergen"}, "- City: This has more than one line."),
        ({CONSENT_LABEL: "- [ ] The source"}, "- Consent: The box is not ticked."),
    ],
)
def test_a_wrong_answer_about_an_event_is_explained(answers: dict[str, str], expected: str):
    problems = submit(EVENT_FORM, EVENT | answers)

    assert expected in problems
    assert not re.search(r"timezone|'start'|place\.[a-z]|answer:|\.yaml", problems)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"Type of document": "Novel"}, "- Type of document: One of these words is none that"),
        ({"Date": "x"}, "- Date: 'x' is not a date."),
        ({"Versions": "en: a.pdf"}, "- Versions: 'a.pdf' is not a web address. Write the language"),
        ({"Versions": "https://example.org/a"}, "has no address with words before it. As in 'en:"),
        ({"Versions": "Klingon: https://example.org/a"}, "Unknown language 'Klingon'. Write its"),
        ({"DOI": "x"}, "- DOI: 'x' is not a DOI. Copy it from the publisher's page"),
        ({"ISBN": "1"}, "- ISBN: '1' is not an ISBN."),
        ({"Events": "Pruning"}, "- Events: 'Pruning' is no event that this site knows. Write one"),
    ],
)
def test_a_wrong_answer_about_a_document_is_explained(answers: dict[str, str], expected: str):
    problems = submit(DOCUMENT_FORM, DOCUMENT | answers)

    assert expected in problems
    assert not re.search(r"answer:|\.yaml", problems)


@settings(max_examples=60)
@given(
    st.sampled_from([(EVENT_FORM, EVENT), (DOCUMENT_FORM, DOCUMENT)]),
    st.data(),
    st.text(max_size=60).filter(lambda text: "###" not in text),
)
def test_any_answer_becomes_the_value_of_its_own_key_or_a_problem(
    filled: tuple[ProposalForm, dict[str, str]], data: st.DataObject, answer: str
):
    form, answers = filled
    label = data.draw(st.sampled_from([*form.keys_by_label]))
    try:
        applied = apply(form, answers | {label: answer})
    except FormError as error:
        assert error.problems
        return
    keys = {key.partition(".")[0] for key in form.keys_by_label.values()} | {"checked"}
    assert set(added_entry(applied)) <= keys


def test_every_wording_is_filled_in():
    values = {"message": "m", "hint": "h", "answer": "a"}
    for wording in [*EVENT_WORDINGS.values(), *DOCUMENT_WORDINGS.values()]:
        assert wording.message.format_map(values)
        assert wording.hint.format_map(values) or wording.hint == ""
        assert wording.label in {"", *FORM_LABELS, *EVENT_FORM.labels, *DOCUMENT_FORM.labels}


@pytest.mark.integration
def test_a_form_writes_the_data_and_the_texts_of_the_pull_request(tmp_path: Path):
    root = copy_project(tmp_path / "p", ORCHARD / "data", ORCHARD / "content")
    environ = {"ISSUE_NUMBER": "7", "ISSUE_BODY": body(EVENT_FORM, EVENT)}

    title = run_apply_form(root, tmp_path / "form", environ)

    assert "Add an event: Tree day" == title
    assert "tree-day-2027" in (tmp_path / "form/body.md").read_text("utf-8")
    assert "tree-day-2027" in [event.id for event in load_coalition(root / "data").events]
