"""The issue form for members: untrusted input becomes a value or is rejected, nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from coalition.cli import apply_form
from coalition.diagnostics.diagnostic import Diagnostic, Location
from coalition.editing.errors import EditError
from coalition.editing.form import fields, problems, pull_request
from coalition.editing.form.application import AppliedForm, apply_issue_form
from coalition.editing.form.parser import IssueForm, parse_issue_form
from coalition.editing.form.problems import FormError
from coalition.editing.form.texts import parse_text
from coalition.editing.workspace import Workspace
from coalition.project.raw_entries import to_plain_data
from support.projects import PROJECT, copy_project

LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern"
TEMPLATE = PROJECT / ".github" / "ISSUE_TEMPLATE" / "member.yml"
WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
WORKSPACE = Workspace.open(LANTERN)
CONSENT_GIVEN = "- [x] I am this person, or they agree that this is published."
MEMBER = fields.MEMBER_LABEL
NEW = {"Name": "Ada Test", "Stakeholder group": "Libraries"}


def body(answers: dict[str, str], task: str = fields.ADD_OPTION) -> str:
    """Return the issue body that GitHub makes of a filled-in form."""
    filled = {fields.TASK_LABEL: task, fields.CONSENT_LABEL: CONSENT_GIVEN} | answers
    return "\n\n".join(
        f"### {label}\n\n{filled.get(label, '_No response_')}" for label in fields.FORM_LABELS
    )


def parse(text: str) -> IssueForm:
    form = parse_issue_form(text)
    assert isinstance(form, IssueForm)
    return form


def apply(text: str) -> AppliedForm:
    return apply_issue_form(WORKSPACE, parse(text))


def submit(text: str) -> Workspace | str:
    """Return the workspace after applying a form, or the problems in its comment."""
    try:
        return apply(text).workspace
    except FormError as error:
        comment = pull_request.render_issue_comment(error)
        match = re.search(r"^(`{3,})text\n(.*?)\n\1$", comment, re.M | re.S)
        assert match
        return match[2].replace("\n  ", " ")  # lines are wrapped


def organisations(workspace: Workspace) -> list[Any]:
    entries = to_plain_data(workspace.files["organisations"].root_node)
    assert isinstance(entries, list)
    return entries


def members(workspace: Workspace) -> list[Any]:
    entries = to_plain_data(workspace.files["members"].root_node)
    assert isinstance(entries, list)
    return entries


def load_yaml(path: Path) -> Any:  # noqa: ANN401 - any YAML value
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)


# The form


def test_the_form_has_the_fields_that_the_parser_expects():
    form = load_yaml(TEMPLATE)
    labels = [f["attributes"]["label"] for f in form["body"] if "label" in f["attributes"]]

    assert list(fields.FORM_LABELS) == labels
    assert list(fields.TASK_OPTIONS) == form["body"][1]["attributes"]["options"]
    assert "true" == form["body"][-1]["attributes"]["options"][0]["required"]
    assert ["member-form"] == form["labels"]


@pytest.mark.parametrize("file", sorted(TEMPLATE.parent.iterdir()), ids=lambda file: file.name)
def test_the_form_names_no_coalition(file: Path):
    text = file.read_text("utf-8")

    assert not re.search(
        r"\b(DC-OER|OER|UNESCO|Lantern|coalition)\b", text.replace("coalition/", "")
    )


def added_member(after: Workspace) -> Any:  # noqa: ANN401 - a mapping of keys
    """Return the entry that the form added; the others are as before."""
    before, entries = members(WORKSPACE), members(after)
    (added,) = [entry for entry in entries if entry not in before]
    assert before == [entry for entry in entries if entry is not added]
    return added


def test_a_new_member_is_added():
    answers = NEW | {"Organisation": "LNS", "Country": "Norway", "Languages": "French, nb"}
    answers |= {"About the person": "One.\n\nTwo: *three*."}

    after = submit(body(answers).replace("\n", "\r\n"))

    assert {
        "name": "Ada Test", "organisation": "north-shore", "country": "NO", "group": "libraries",
        "languages": ["fr", "nb"], "bio": "One.\n\nTwo: *three*.",
    } == added_member(after)  # fmt: skip


def test_profile_links_are_one_on_each_line():
    links = "Mastodon: https://social.example/@ada\nLetters: https://letters.example/a,b"

    after = submit(body(NEW | {"Profile links": links, "Pronouns": "she/her"}))

    expected = [
        {"kind": "mastodon", "url": "https://social.example/@ada"},
        {"title": "Letters", "url": "https://letters.example/a,b"},
    ]
    assert isinstance(after, Workspace), after
    assert expected == added_member(after)["links"]
    assert "she/her" == added_member(after)["pronouns"]
    replaced = submit(body({MEMBER: "siraj", "Profile links": links}, fields.CORRECT_OPTION))
    assert isinstance(replaced, Workspace), replaced
    assert expected in [member.get("links") for member in members(replaced)]
    problems = submit(body(NEW | {"Profile links": "https://social.example/@ada"}))
    assert "Profile links: 'https://social.example/@ada' has no address with words" in str(problems)


def test_a_group_is_not_needed_where_a_member_may_have_none():
    data = WORKSPACE.files["coalition"].data + b"\nmembers_without_group: true\n"
    workspace = WORKSPACE.with_new_file("coalition", data)
    form = parse_issue_form(body({"Name": "Ada Test"}))
    assert isinstance(form, IssueForm)

    assert {"name": "Ada Test"} == added_member(apply_issue_form(workspace, form).workspace)


def test_a_correction_changes_what_was_filled_in_and_keeps_the_address():
    answers = {
        MEMBER: "Siraj Namudhaji",
        "Name": "Siraj N.",
        "Role": "Chief editor",
    }

    after = submit(body(answers, fields.CORRECT_OPTION))

    number = next(n for n, m in enumerate(members(WORKSPACE)) if m.get("id") == "siraj")
    expected = members(WORKSPACE)
    expected[number]["name"]["en"] = "Siraj N."
    expected[number]["role"]["en"] = "Chief editor"
    assert expected == members(after)
    applied = apply(body(answers, fields.CORRECT_OPTION))
    assert ("Role",) == applied.outdated_labels
    assert "follow the change: Role" in pull_request.render_pull_request_body(applied, 7, "")


def test_a_removal_deletes_the_entry_and_its_pull_request_names_nobody():
    answers = {MEMBER: "siraj namudhaji", "Source": "I am the person"}
    applied = apply(body(answers, fields.REMOVE_OPTION))

    assert [m for m in members(WORKSPACE) if m.get("id") != "siraj"] == members(applied.workspace)
    changed = [change.path.name for change in applied.workspace.changes()]
    assert ["members.yaml", "removed.yaml"] == changed
    text = pull_request.render_pull_request_body(applied, 7, "https://github.example/run")
    text += pull_request.format_pull_request_title(applied)
    assert "siraj" not in text.lower()
    assert "Closes #7" in text and "Anybody can fill in the form" in text


CORRECT, REMOVE = fields.CORRECT_OPTION, fields.REMOVE_OPTION
LIBRARIES = "write one of: Libraries, Broadcasters, Town councils, Volunteers"

WRONG_FORMS: list[tuple[str, str]] = [
    ("I want to be a member", "this is not the form as it was filled in"),
    ("", "this is not the form as it was filled in"),
    ("Hello\n" + body(NEW), "this is not the form as it was filled in"),
    (body(NEW) + "\n\n### Name\n\nEve", "this is not the form as it was filled in"),
    (body(NEW | {"Name": "A\n\n### Consent\n\n- [x] y"}), "this is not the form as it was"),
    (body(NEW | {"About the person": "A" * 99_999}), "this is longer than a form can be"),
    (body(NEW | {"Consent": "- [ ] I am"}), "Consent: the box is not ticked"),
    (body(NEW | {"Consent": "- [x] a\n- [ ] b"}), "Consent: the box is not ticked"),
    (body(NEW, "Delete everything"), "What should be done?: this is none of the choices"),
    (body(NEW, CORRECT), f"{MEMBER}: this is empty"),
    (body(NEW | {MEMBER: "siraj"}), f"{MEMBER}: a new member is to be added"),
    (body({MEMBER: "Sirag", "Role": "x"}, CORRECT), "did you mean 'Siraj Namudhaji' (siraj)?"),
    (body({MEMBER: "Sam Sample", "Role": "x"}, CORRECT), "'sam-sample-boat' or 'sam-sample-radio'"),
    (body({MEMBER: "siraj", "Page address": "x"}, CORRECT), "Page address: the address of a page"),
    (body({MEMBER: "siraj", "Name": "Zoë"}, CORRECT), "Name: a member of this name"),
    (body({}, REMOVE), f"{MEMBER}: this is empty"),
    (body({MEMBER: "*"}, REMOVE), f"{MEMBER}: there is no member '*'"),
    (body({MEMBER: "siraj", "Role": "x"}, REMOVE), "Role: the member is to be removed"),
    (body({"Name": "A"}), f"Stakeholder group: a new member needs this. {LIBRARIES}"),
    (body(NEW | {"Name": "A\n- name: B"}), "Name: this has more than one line"),
    (body(NEW | {"Name": "A" * 301}), "Name: this is too long (301 characters)"),
    (body(NEW | {"About the person": "A" * 2001}), "About the person: this is too long"),
    (body(NEW | {"Name": "A\u202eB"}), "Name: this is an invisible character: RIGHT-TO-LEFT"),
    (body(NEW | {"Role": "A\x07B"}), "Role: this is a control character (U+0007)"),
    (body(NEW | {"Name": "علي"}), "write the code of its language first, as in 'ar: ...'"),
    (body(NEW | {"Name": "Иван Тестов"}), "write the code of its language first, as in 'ru: ...'"),
    (body(NEW | {"Name": "علي"}), "Page address: the page's address cannot be made"),
    (body(NEW | {"Name": "zh: 样例文"}), "write the name in Latin letters with hyphens"),
    (body(NEW | {"Name": "ru: Иван; fr: Ivan Testov"}), "Page address: the page's address"),
    (body(NEW | {"Name": "ru: Иван; fr: Ivan Testov"}), "write 'ivan-testov', or another one"),
    (body(NEW | {"Name": "ru: Иван", "Web page": "https://example.org/ivan-t"}), "'ivan-t', or"),
    (body(NEW | {"Name": "ru: Иван", "Web page": "http://[x"}), "Web page: this is not a web"),
    (body(NEW | {"Name": "ar: ليلى مثال"}), "give them their own 'Page address'."),
    (body(NEW | {"Name": "A" * 70}), f"write '{'a' * 64}', or another one"),
    (body(NEW | {"Name": "Nul"}), "write 'nul-1', or another one"),
    (body(NEW | {"Name": "Zoe!"}), "Page address: another page has the address"),
    (body(NEW | {"Name": "Nobody O'Quote-Smith"}), "such as 'nobody-o-quote-smith-2'"),
    (body(NEW | {"Page address": "علي"}), "Page address: 'علي' cannot be the address of a page"),
    (body(NEW | {"Page address": "siraj"}), "Page address: this address belongs to another page"),
    (body(NEW | {"Page address": "group"}), "Page address: this address belongs to another page"),
    (body(NEW | {"Page address": "a" * 80}), "use 64 letters at most"),
    (body(NEW | {"Country": "Norwey"}), "Country: 'Norwey' is no country that this site knows. Did"
     " you mean 'Norway'?"),
    (body(NEW | {"Country": "Korea"}), "did you mean 'North Korea' or 'South Korea'?"),
    (body(NEW | {"Country": "Narnia"}), "write the name of one country in English"),
    (body(NEW | {"Languages": "Frensh and Klingonish"}), "'Frensh', 'Klingonish' are unknown"),
    (body(NEW | {"Languages": "Englsh and French"}), "'Englsh' is no language that this site"),
    (body(NEW | {"Stakeholder group": "pirates"}), f"Stakeholder group: 'pirates' is no stakeholder"
     f" group of this site. {LIBRARIES}"),
    (body(NEW | {"Areas of action": "Open door"}), "did you mean 'Open doors'?"),
    (body(NEW | {"Areas of action": "Flying"}), "write one of: Open doors; Voices on air; "),
    (body(NEW | {"Organisation": "radio qamer"}), "Organisation: there is no organisation 'radio"
     " qamer' on this site. Did you mean 'Radio Qamar'? If it is another organisation, write 'new:"
     " radio qamer'"),
    (body(NEW | {"Organisation": "n/a"}), "Organisation: 'n/a' is no name"),
    (body(NEW | {"Organisation": "https://example.org"}), "Organisation: this is an address"),
    (body(NEW | {"Organisation": "ar: جامعة"}), "Organisation: the page of this organisation"),
    (body(NEW | {"Organisation": "en: جامعة; fr: University"}), "Organisation: this is not in the"),
    (body(NEW | {"Web page": "javascript:alert(1)"}), "Web page: this is not a web address"),
    (body(NEW | {"ORCID iD": "0000-0002-1825-0098"}), "ORCID iD: '0000-0002-1825-0098' is not"),
    (body(NEW | {"ORCID iD": "0000-0002-1825-0097"}), "ORCID iD: another member has this ORCID iD"),
    (body(NEW | {"Member since": "March"}), "Member since: 'March' is not a date. Write a year"),
    (body({MEMBER: "Zoë", "Role": "محرّر"}, CORRECT), "write both, as in 'en: ...; ar: ...'"),
    (body({MEMBER: "etienne-echantillon", "Member since": "2024"}, CORRECT),
     "Member since: this is later than the date on which the member left"),
    (body(NEW | {"Role": "ar: محرّر"}), "Role: the text in English is missing"),
    (body(NEW | {"Role": "en: A; en: B"}), "Role: there are two texts in 'en'"),
    (body(NEW | {"Role": "en: A; ar: "}), "Role: there is no text after 'ar:'"),
    (body(NEW | {"Role": "en: A; ar: Б"}), "Role: the text after 'ar:' is not in the letters of"),
    (body(NEW | {"About the person": "ar: محرّر"}), "begin one paragraph with 'en:'"),
    (body(NEW | {"About the person": "![x](https://e.example/x.png)"}), "may not be used in this"),
    (body(NEW | {"About the person": "<script>x()</script>"}), "may not be used in this text"),
    (body(NEW | {"About the person": "[x](/members/)"}), "a link in this text cannot be opened"),
    (body(NEW | {"About the person": "[](https://example.org)"}), "a link in this text has no"),
    (body(NEW | {"About the person": "ask a@example.org"}), "write 'a [at] example.org'"),
    (body(NEW | {"Source": "+47 55 55 55 55"}), "Source: '+47 55 55 55 55' looks like a telephone"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WRONG_FORMS)
def test_what_is_not_the_form_or_not_valid_is_explained(text: str, expected: str):
    comment = submit(text)

    assert isinstance(comment, str)
    assert expected.casefold() in comment.casefold()


FILE_WORDS = re.compile(
    r"answer:\d|\byaml\b|quotes|\bkeys?\b|add a line|on line \d|line \d|python3|tasks\.py|data/|"
    r"(?<!ORCID )\bid:|\b(former_ids|action_areas|organisations?\.yaml)\b|\[[a-z]+-[a-z-]+\]",
    re.I,
)


@pytest.mark.parametrize("text", [text for text, _ in WRONG_FORMS])
def test_a_comment_speaks_of_fields_and_not_of_files(text: str):
    comment = submit(text)

    assert isinstance(comment, str)
    assert not FILE_WORDS.search(comment)
    labels = {line[2:].partition(": ")[0] for line in comment.split("\n")}
    assert labels <= {*fields.FORM_LABELS} or "this is" in comment.lower()


@settings(max_examples=50)
@given(st.sampled_from(sorted(fields.KEYS_BY_LABEL)), st.text(max_size=60), st.booleans())
@example("ORCID iD", "C", False)
def test_no_answer_gives_a_comment_that_speaks_of_files(label: str, text: str, correct: bool):
    task, others = (
        (fields.CORRECT_OPTION, {MEMBER: "siraj"}) if correct else (fields.ADD_OPTION, NEW)
    )

    assume(not FILE_WORDS.search(text))  # the comment quotes the answer

    comment = submit(body(others | {label: text}, task))

    assert isinstance(comment, Workspace) or not FILE_WORDS.search(comment)


def test_a_rule_without_words_gets_general_ones():
    message = "this member has no 'role'"
    diagnostic = Diagnostic(Location("answer", 1, 3), "missing-key", message, "add a line 'role:'")

    problem = problems.explain_diagnostic(diagnostic, "Role", "x")

    assert str(problem).startswith("Role: This cannot be published as it is. Write it more simply")


@pytest.mark.parametrize("task", [CORRECT, REMOVE])
def test_a_long_answer_is_not_repeated_in_the_comment(task: str):
    comment = submit(body({MEMBER: "a b " * 5000}, task))

    assert (
        f"- {MEMBER}: This is too long (19999 characters). Use 300 characters at most." == comment
    )


def test_all_problems_are_in_one_comment_in_the_order_of_the_form():
    answers = {"Consent": "- [ ] x", "Country": "Narnia", "Role": "a\nb", "Languages": "Klingonish"}

    comment = submit(body(answers | {"Name": "علي", "Organisation": "-", "Source": "a@b.example"}))

    assert isinstance(comment, str)
    assert [
        "Name", "Page address", "Role", "Organisation", "Country", "Stakeholder group", "Languages",
        "Source", "Consent",
    ] == [line[2:].partition(":")[0] for line in comment.split("\n")]  # fmt: skip


def test_every_rule_has_words_or_the_general_ones():
    rules = set(load_yaml_rules())

    assert rules >= set(problems.WORDINGS)


def load_yaml_rules() -> list[str]:
    meanings = load_yaml(PROJECT / "tests/data/meanings.yaml")
    return [rule for section in meanings.values() for rule in section]


def test_a_change_that_only_a_maintainer_can_make_blames_no_answer(tmp_path: Path):
    root = make_project(tmp_path)
    page = root / "content" / "pages" / "about.en.md"
    page.write_text(
        page.read_text("utf-8") + "\n[x](https://lantern.example.org/members/siraj/)\n", "utf-8"
    )
    form = parse_issue_form(body({MEMBER: "siraj"}, REMOVE))

    with pytest.raises(FormError) as caught:
        apply_issue_form(Workspace.open(root), form)

    comment = pull_request.render_issue_comment(caught.value)
    assert "a maintainer will look at it" in " ".join(comment.split())
    assert "edit the text" not in comment


# What a person writes


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Libraries", "libraries"), ("library", "libraries"), ("BIBLIOTHEQUE", "libraries"),
        ("المكتبات", "libraries"), ("librarys", "libraries"), ("libraries / library", "libraries"),
        ("Municipality", "town-councils"), ("local authorities", None), ("town-councils",) * 2,
        ("library or municipality", None), ("volunteer", "volunteers"), ("()", None), ("", None),
    ],
)  # fmt: skip
def test_a_group_is_found_by_what_people_call_it(answer: str, expected: str | None):
    after = submit(body(NEW | {"Stakeholder group": answer}))

    assert expected == (added_member(after)["group"] if isinstance(after, Workspace) else None)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Open doors", ["open-doors"]), ("open doors, QUIET LIGHT", ["open-doors", "quiet-light"]),
        ("Doors, large and small, open", ["open-doors"]),
        ("Quiet light, Doors, large and small, open; voices-on-air; Quiet light",
         ["quiet-light", "open-doors", "voices-on-air"]),
    ],
)  # fmt: skip
def test_titles_of_areas_may_contain_commas(answer: str, expected: list[str]):
    data = WORKSPACE.files["action_areas"].data.decode()
    title = "{en: 'Doors, large and small, open', ar: Open doors}"
    data = re.sub(r"(id: open-doors\n  title:).*(?:\n    .*)*", rf"\1 {title}", data, count=1)
    workspace = WORKSPACE.with_new_file("action_areas", data.encode())

    applied = apply_issue_form(workspace, parse(body(NEW | {"Areas of action": answer})))

    assert expected == added_member(applied.workspace)["action_areas"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("ali-mithal", "ali-mithal"), ("Ali Mithal", "ali-mithal"),
        ("https://lantern.example.org/members/ali-mithal/", "ali-mithal"),
    ],
)  # fmt: skip
def test_a_name_in_another_script_gets_the_address_of_the_form(answer: str, expected: str):
    after = submit(body(NEW | {"Name": "ar: علي", "Page address": answer}))

    assert isinstance(after, Workspace)
    assert {"id": expected, "name": {"ar": "علي"}, "group": "libraries"} == added_member(after)


def test_an_address_that_follows_from_the_name_is_not_written():
    after = submit(body(NEW | {"Page address": "ada-test"}))

    assert isinstance(after, Workspace)
    assert {"name": "Ada Test", "group": "libraries"} == added_member(after)


def test_another_person_of_the_same_name_gets_an_address_and_is_named_to_the_maintainer():
    applied = apply(body(NEW | {"Name": "Zoë", "Page address": "zoe-test"}))

    entries = [entry for entry in members(applied.workspace) if entry["name"] == "Zoë"]
    assert {"zoe", "zoe-test"} == {entry["id"] for entry in entries}
    text = pull_request.render_pull_request_body(applied, 7, "")
    assert "another person than the members of the same name:\n\n```text\nzoe\n```" in text


@pytest.mark.parametrize(
    ("answer", "is_long", "expected"),
    [
        ("Editor", False, "Editor"),
        ("en: Editor; ar: محرّر", False, {"en": "Editor", "ar": "محرّر"}),
        ("AR：محرّر؛ En : Editor", False, {"ar": "محرّر", "en": "Editor"}),
        ("Editor; ar: محرّر", False, {"en": "Editor", "ar": "محرّر"}),
        ("en: Editor", False, "Editor"),
        ("pt-BR: Editora; en: Editor", False, {"pt_BR": "Editora", "en": "Editor"}),
        ("Note: see below; it: x", False, "Note: see below; it: x"),
        ("Editor ar: x", False, "Editor ar: x"),
        ("One.\n\nar: واحد.\n\nاثنان.", True, {"en": "One.", "ar": "واحد.\n\nاثنان."}),
        ("en: One.\nar:\nواحد.", True, {"en": "One.", "ar": "واحد."}),
        ("One.\nar: not a paragraph", True, "One.\nar: not a paragraph"),
        ("Note: see\n\nfr: not a language here", True, "Note: see\n\nfr: not a language here"),
    ],
)  # fmt: skip
def test_only_languages_of_the_site_begin_a_text(
    answer: str, is_long: bool, expected: str | dict[str, str]
):
    assert expected == parse_text(answer, ("en", "ar", "pt_BR"), "en", is_long=is_long)


@given(st.text(max_size=40).map(lambda text: text.replace(";", "").strip()), st.booleans())
def test_a_text_without_a_code_stays_as_it_is(text: str, is_long: bool):
    assert f"Note: {text}" == parse_text(f"Note: {text}", ("zz", "en"), "en", is_long=is_long)


def test_a_new_member_has_texts_in_several_languages():
    answers = {"Role": "Editor; ar: محرّر", "About the person": "en: One.\n\nar: واحد."}

    after = submit(body(NEW | answers | {"Name": "ar: آدا; en: Ada Test"}))

    assert isinstance(after, Workspace)
    assert {
        "name": {"ar": "آدا", "en": "Ada Test"}, "role": {"en": "Editor", "ar": "محرّر"},
        "bio": {"en": "One.", "ar": "واحد."}, "group": "libraries",
    } == added_member(after)  # fmt: skip


@pytest.mark.parametrize(
    ("member", "answers", "expected"),
    [
        ("siraj", {"Role": "ar: كاتب"}, {"role": {"en": "Editor", "ar": "كاتب"}}),
        ("siraj", {"Role": "ar: كاتب; en: Writer"}, {"role": {"en": "Writer", "ar": "كاتب"}}),
        ("siraj", {"Name": "ar: سراج"}, {"name": {"en": "Siraj Namudhaji", "ar": "سراج"}}),
        ("Ingrid Prøve", {"About the person": "ar: تقرأ."},
         {"bio": {"en": "Lights the lamps, *reads the last page first*.", "ar": "تقرأ."}}),
        ("Zoë", {"Name": "ar: زوي"}, {"name": {"en": "Zoë", "ar": "زوي"}}),
        ("Zoë", {"Role": "en: A; ar: محرّر"}, {"role": {"en": "A", "ar": "محرّر"}}),
        ("primer-testov", {"Name": "Пример Тестова"}, {"name": {"ru": "Пример Тестова"}}),
        ("primer-testov", {"Name": "Primer"}, {"name": {"ru": "Пример Тестов", "en": "Primer"}}),
        ("https://lantern.example.org/members/zoe/", {"Name": "Zoe"}, {"name": "Zoe"}),
        ("Zoë", {"Name": "Zoa"}, {"id": "zoe", "name": "Zoa"}),
    ],
)  # fmt: skip
def test_a_correction_replaces_only_the_languages_that_it_gives(
    member: str, answers: dict[str, str], expected: dict[str, Any]
):
    after = submit(body({MEMBER: member} | answers, CORRECT))

    assert isinstance(after, Workspace), after
    changed = [
        pair for pair in zip(members(WORKSPACE), members(after), strict=True) if pair[0] != pair[1]
    ]
    assert [before | expected for before, _ in changed] == [entry for _, entry in changed]
    assert 1 == len(changed)


# Organisations


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("LNS", "north-shore"), ("northern-library", "north-shore"), ("راديو قمر", "radio-qamar"),
        ("cafe “books” night", "cafe-books-night"), ("new: Boat Library", "boat-library"),
        ("conseil de la ville d’etoile", "conseil-de-la-ville-d-etoile"),
    ],
)  # fmt: skip
def test_an_organisation_of_the_site_is_found(answer: str, expected: str):
    applied = apply(body(NEW | {"Organisation": answer}))

    assert expected == added_member(applied.workspace)["organisation"]
    assert organisations(WORKSPACE) == organisations(applied.workspace)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Library of the South Shore", {"id": "library-of-the-south-shore",
                                        "name": "Library of the South Shore"}),
        ("new: Radio Qamer", {"id": "radio-qamer", "name": "Radio Qamer"}),
        ("ar: جامعة; fr: Université", {"id": "universite", "name": {"ar": "جامعة",
                                                                  "fr": "Université"}}),
        ("Association " * 6 + "A", {"id": "association-" * 4 + "association",
                                    "name": "Association " * 6 + "A"}),
    ],
)  # fmt: skip
def test_an_unknown_organisation_is_proposed_as_a_new_one(answer: str, expected: dict[str, Any]):
    applied = apply(body(NEW | {"Organisation": answer}))

    entries = organisations(applied.workspace)
    assert [expected] == [entry for entry in entries if entry not in organisations(WORKSPACE)]
    assert expected["id"] == added_member(applied.workspace)["organisation"]
    assert "organisation is new on the site" in pull_request.render_pull_request_body(
        applied, 7, ""
    )


def test_two_long_names_of_organisations_get_two_addresses():
    name = "Association " * 6
    first = apply(body(NEW | {"Organisation": f"{name}A"})).workspace
    form = parse_issue_form(body({MEMBER: "zoe", "Organisation": f"{name}B"}, CORRECT))

    ids = [entry.get("id") for entry in organisations(apply_issue_form(first, form).workspace)]

    assert {"-".join(["association"] * 5), "-".join(["association"] * 5) + "-2"} <= {*ids}


def test_the_maintainer_sees_which_organisations_a_new_one_may_be():
    applied = apply(body(NEW | {"Organisation": "Boat Library of the Islands"}))

    text = pull_request.render_pull_request_body(applied, 7, "")
    assert "delete the new entry:\n\n```text\nBoat Library\n" in text


def test_a_correction_can_name_a_new_organisation():
    applied = apply(body({MEMBER: "zoe", "Organisation": "Night School"}, CORRECT))

    zoe = next(entry for entry in members(applied.workspace) if entry["name"] == "Zoë")
    assert "night-school" == zoe["organisation"]
    assert {"id": "night-school", "name": "Night School"} in organisations(applied.workspace)


@settings(max_examples=50)
@given(st.sampled_from(sorted(fields.KEYS_BY_LABEL)), st.text(max_size=60), st.booleans())
@example("ORCID iD", "C", False)
def test_an_answer_is_never_more_than_the_value_of_its_key(label: str, text: str, correct: bool):
    task = fields.CORRECT_OPTION if correct else fields.ADD_OPTION
    member = {MEMBER: "siraj"} if correct else {}

    after = submit(body((member or NEW) | {label: text}, task))

    if isinstance(after, Workspace):
        before, entries = members(WORKSPACE), members(after)
        assert len(before) + (not correct) == len(entries)
        assert correct or added_member(after)
        assert not correct or without_siraj(before) == without_siraj(entries)
        files = {change.path.stem for change in after.changes()}
        assert {"members", *(["organisations"] if label == "Organisation" else [])} >= files
        new = [one for one in organisations(after) if one not in organisations(WORKSPACE)]
        assert not new or ({"id", "name"} == new[0].keys() and 1 == len(new))


def without_siraj(entries: list[Any]) -> list[Any]:
    return [entry for entry in entries if entry.get("id") != "siraj"]


HOSTILE = [
    "${{ secrets.GITHUB_TOKEN }}", "$(touch pwned)", "`touch pwned`", "'; touch pwned; '",
    "@everyone #1 closes #2", "!\\[x](https://evil.example/x.png)", "<!-- hidden -->", "```` x",
    "- name: Eve", "a: b", "{a: b}", "&a *a", "!!python/object", "| >", "# no remark", "%TAG",
    "---",
    "[link](https://evil.example)", "\\", '"', "GH-1 https://github.com/a/b/issues/1",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str):
    applied = apply(body(NEW | {"Role": text, "About the person": f"x\n{text}\n```"}))

    member = added_member(applied.workspace)
    assert (text, f"x\n{text}\n```") == (member["role"], member["bio"])
    assert_only_in_fences(text, pull_request.render_pull_request_body(applied, 7, ""))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_organisation_is_only_a_name(text: str):
    applied = apply(body(NEW | {"Organisation": f"Boat Library x {text}"}))

    new = [one for one in organisations(applied.workspace) if one not in organisations(WORKSPACE)]
    assert [f"Boat Library x {text}"] == [one["name"] for one in new]
    assert_only_in_fences(text, pull_request.render_pull_request_body(applied, 7, ""))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "label",
    [
        "Page address",
        "Organisation",
        "Country",
        "Stakeholder group",
        "Languages",
        "Areas of action",
        "Member since",
        "ORCID iD",
    ],
)
def test_a_comment_quotes_hostile_text_only_in_a_fence(label: str, text: str):
    answers = NEW | {label: text, "Country": text}

    with pytest.raises(FormError) as caught:
        apply(body(answers))

    assert_only_in_fences(text, pull_request.render_issue_comment(caught.value))


def assert_only_in_fences(text: str, rendered: str) -> None:
    fences = re.findall(r"^(?:(`{3,})text\n(?:.*?)\n\1)$", rendered, re.M | re.S)
    assert fences
    outside = re.sub(r"^(`{3,})text\n(.*?)\n\1$", "", rendered, flags=re.M | re.S)
    for hostile in (text, "everyone", "evil", "pwned"):
        assert hostile not in outside or hostile in ("`", "---", "\\", '"', "a: b")


@pytest.mark.parametrize("text", ["", "```", "x\n````\n@everyone", "`" * 99])
def test_nothing_in_a_fence_closes_it(text: str):
    opening, *inside, closing = pull_request.format_code_fence(text).split("\n")

    assert (f"{closing}text", text) == (opening, "\n".join(inside))
    assert closing not in text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_title_mentions_nobody_and_closes_nothing(text: str):
    form = IssueForm(fields.ADD_OPTION, "", {})
    title = pull_request.format_pull_request_title(AppliedForm(WORKSPACE, form, f"{text}\nx" * 9))

    assert not re.search(r"[@#`<>\[\]\n!\\]|://|GH-\d", title)
    assert len(title) <= len("Correct a member: ") + pull_request.MAX_TITLE_NAME_LENGTH + 1


def test_outputs_have_delimiters_that_nobody_can_guess(tmp_path: Path):
    root = make_project(tmp_path)
    environ = {"ISSUE_NUMBER": "7", "ISSUE_BODY": body(NEW | {"Name": "A Test result<<x"})}
    environ |= {"GITHUB_OUTPUT": str(tmp_path / "out")}

    apply_form.run_apply_form(root, tmp_path / "form", environ)

    out = (tmp_path / "out").read_text("utf-8")
    assert re.fullmatch(
        r"result<<(\w{32})\nchanged\n\1\ntitle<<(\w{32})\nAdd a member: A Test result‹‹x\n\2\n", out
    )


def make_project(folder: Path) -> Path:
    """Make a project with the data of an invented coalition and one catalog, without templates."""
    for name in ("data", "content"):
        shutil.copytree(LANTERN / name, folder / "p" / name)
    shutil.copytree(PROJECT / "theme/locale/ar", folder / "p/theme/locale/ar")
    (folder / "p/theme/templates").mkdir()
    return folder / "p"


@pytest.mark.parametrize("number", ["", "x", "1; touch pwned", "1\n2"])
def test_a_form_without_the_issues_number_is_refused(number: str, tmp_path: Path):
    with pytest.raises(EditError, match="ISSUE_NUMBER"):
        apply_form.run_apply_form(tmp_path, tmp_path / "form", {"ISSUE_NUMBER": number})


# The workflows


def steps(workflow: Path) -> list[dict[str, Any]]:
    return [step for job in load_yaml(workflow)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_several_command_lines_end_with_the_first_that_fails(workflow: Path):
    commands = [step["run"] for step in steps(workflow) if "run" in step]

    assert [] == [
        command
        for command in commands
        if "\n" in command and not command.startswith("set -euo pipefail\n")
    ]


def test_the_job_that_reads_the_form_may_change_nothing():
    workflow = load_yaml(PROJECT / ".github/workflows/issue-forms.yml")
    allowed = {name: job["permissions"] for name, job in workflow["jobs"].items()}

    assert {} == load_yaml(PROJECT / ".github/workflows/issue-forms.yml")["permissions"]
    assert {
        "form": {"contents": "read"},
        "propose": {"contents": "write", "pull-requests": "write"},
        "comment": {"issues": "write"},
    } == allowed
    reading = [
        name for name, job in workflow["jobs"].items() if "issue.body" in yaml.safe_dump(job)
    ]
    assert ["form"] == reading


FAKE_GH = """#!/bin/sh
printf '%s\\n' "$*" >> "$GH_LOG"
case "$1 $2" in
  "pr list") cat "$GH_LIST" ;;
  "pr create") echo https://github.example/pull/3 ;;
esac
"""

PYTHON = f"""#!/bin/sh
shift
exec "{sys.executable}" -c "import tasks; tasks.main()" "$@"
"""
"""Runs `tasks.py` without setting up .venv, which the tests' environment does not need."""


class Runner:
    """Runs the shell steps of the workflow as GitHub does, with a fake `gh` that logs its calls."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.origin, self.work = folder / "origin.git", folder / "work"
        (folder / "bin").mkdir()
        (folder / "bin/gh").write_text(FAKE_GH)
        (folder / "bin/gh").chmod(0o755)
        (folder / "bin/python3").write_text(PYTHON)
        (folder / "bin/python3").chmod(0o755)
        (folder / "list").touch()
        copy_project(folder / "seed", LANTERN / "data", LANTERN / "content")
        shutil.copy(PROJECT / "tasks.py", folder / "seed")
        shutil.copytree(PROJECT / "tools", folder / "seed/tools")
        (folder / "seed/.gitignore").write_text("output/\noutput.*\n__pycache__/\n")
        self.git("init", "-q", "-b", "main", cwd=folder / "seed")
        self.git("add", "-A", cwd=folder / "seed")
        self.git("commit", "-q", "-m", "begin", cwd=folder / "seed")
        self.git("clone", "-q", "--bare", str(folder / "seed"), str(self.origin), cwd=folder)
        self.check_out()

    def check_out(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        self.git("clone", "-q", str(self.origin), str(self.work), cwd=self.folder)

    def git(self, *words: str, cwd: Path) -> str:
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        return subprocess.run(
            ["git", *identity, *words], cwd=cwd, check=True, capture_output=True, text=True
        ).stdout

    def run(self, job: str, name: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run one step, with its `run` unchanged."""
        workflow = load_yaml(PROJECT / ".github/workflows/issue-forms.yml")
        step = next(s for s in workflow["jobs"][job]["steps"] if s.get("name") == name)
        environment = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "HOME": str(self.folder),
            "PYTHONPATH": str(PROJECT / "src"), "RUNNER_TEMP": str(self.folder / "temp"),
            "GITHUB_OUTPUT": str(self.folder / "out"), "GH_LOG": str(self.folder / "gh.log"),
            "GH_LIST": str(self.folder / "list"), "GITHUB_REPOSITORY": "a/b",
            "BRANCH": "issue-form/issue-7", "BASE": "main", "ISSUE_NUMBER": "7",
        }  # fmt: skip
        (self.folder / "temp").mkdir(exist_ok=True)
        return subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=self.work, env=environment | variables, capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


FORM, PUSH, REQUEST, COMMENT = (
    ("form", "Change the data as the form asks"),
    ("propose", "Push the change to its branch"),
    ("propose", "Open or update the pull request"),
    ("comment", "Comment on the issue"),
)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="GitHub runs the steps with bash")
def test_the_workflow_turns_a_hostile_form_into_a_branch_and_a_pull_request(runner: Runner):
    hostile = body(NEW | {"Name": "Ada `touch pwned` $(touch pwned)", "Role": "'; touch pwned #"})

    applied = runner.run(*FORM, ISSUE_BODY=hostile)
    assert 0 == applied.returncode, applied.stderr
    runner.check_out()
    pushed, opened = runner.run(*PUSH), runner.run(*REQUEST)

    assert (0, 0) == (pushed.returncode, opened.returncode), pushed.stderr + opened.stderr
    commit = runner.git("show", "--format=%s|%ce", "issue-form/issue-7", cwd=runner.origin)
    assert commit.startswith(
        "Add a member: Ada 'touch pwned' $(touch pwned)|41898282+github-actions"
    )
    assert '+  role: "\'; touch pwned #"' in commit
    assert [] == list(runner.folder.rglob("pwned"))
    log = (runner.folder / "gh.log").read_text()
    assert "pr create --head issue-form/issue-7 --base main --title Add a member: Ada" in log
    assert "address=https://github.example/pull/3" in (runner.folder / "out").read_text()

    (runner.folder / "list").write_text(
        "https://github.example/pull/3\n"
    )  # the form was edited: run it again
    runner.check_out()
    again, updated = runner.run(*PUSH), runner.run(*REQUEST)

    assert (0, 0) == (again.returncode, updated.returncode), again.stderr + updated.stderr
    assert "pr edit https://github.example/pull/3 --title" in (runner.folder / "gh.log").read_text()

    runner.git("switch", "-q", "issue-form/issue-7", cwd=runner.work)
    runner.git("commit", "-q", "--allow-empty", "-m", "by hand", cwd=runner.work)
    runner.git("push", "-q", "origin", "HEAD", cwd=runner.work)
    runner.check_out()

    assert 1 == runner.run(*PUSH).returncode
    assert "by hand" in runner.git("log", "-1", "issue-form/issue-7", cwd=runner.origin)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="GitHub runs the steps with bash")
def test_the_workflow_removes_a_member_with_the_photo(runner: Runner):
    images = runner.work / "content" / "images"
    shutil.copy(images / "lamp.svg", images / "siraj.svg")
    data = runner.work / "data" / "members.yaml"
    data.write_text(data.read_text("utf-8").replace("siraj\n", "siraj\n  photo: siraj.svg\n", 1))
    runner.git("add", "-A", cwd=runner.work)
    runner.git("commit", "-q", "-m", "photo", cwd=runner.work)
    runner.git("push", "-q", "origin", "main", cwd=runner.work)

    answers = {MEMBER: "siraj"}
    applied = runner.run(*FORM, ISSUE_BODY=body(answers, fields.REMOVE_OPTION))
    assert 0 == applied.returncode, applied.stderr
    runner.check_out()
    pushed = runner.run(*PUSH)

    assert 0 == pushed.returncode, pushed.stderr
    commit = runner.git(
        "show", "--format=%s", "--name-status", "issue-form/issue-7", cwd=runner.origin
    )
    assert [
        "Remove a member", "", "D\tcontent/images/siraj.svg", "M\tdata/members.yaml",
        "A\tdata/removed.yaml",
    ] == commit.splitlines()  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="GitHub runs the steps with bash")
def test_the_workflow_says_in_the_issue_what_is_wrong(runner: Runner):
    wrong = runner.run(*FORM, ISSUE_BODY=body(NEW | {"Country": "@everyone"}))

    commented = runner.run(
        *COMMENT, RESULT="problems", ADDRESS="", RUN="https://github.example/run"
    )

    assert (1, 0) == (wrong.returncode, commented.returncode), commented.stderr
    assert "result<<" in (runner.folder / "out").read_text()
    assert "" == runner.git("status", "--porcelain", cwd=runner.work)
    comment = (runner.folder / "temp/comment.md").read_text("utf-8")
    assert "```text\n- Country: '@everyone' is no country" in comment
    assert (
        "issue comment 7 --repo a/b --edit-last --create-if-none --body-file"
        in (runner.folder / "gh.log").read_text()
    )
