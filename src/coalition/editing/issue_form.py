"""Parse and apply the GitHub issue form 'Add, correct or remove a member'.

Anybody who can open an issue controls its whole text, so it is untrusted input and nothing is
guessed: a body that differs from what the form produces is rejected, and an answer can only become
the value of its own key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from coalition.diagnostics import DataError
from coalition.editing import options, values
from coalition.editing.entry_kinds import MEMBER_KIND
from coalition.editing.errors import EditError
from coalition.editing.lookup import FoundEntry, find_entry
from coalition.editing.references import TextLine, find_mentions, list_telling_texts
from coalition.editing.removed_file import add_entry
from coalition.editing.removing import remove_entry
from coalition.editing.renaming import rename_entry
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.edit_keys import set_key, set_text
from coalition.editing.yaml.file import YamlEdit
from coalition.project import PlainData, get_child, to_plain_data
from coalition.sources import YamlMapping

KEYS_BY_LABEL = {
    "Name": "name",
    "Role": "role",
    "Organisation": "organisation",
    "Country": "country",
    "Stakeholder group": "group",
    "Web page": "url",
    "ORCID iD": "orcid",
    "Areas of action": "action_areas",
    "Languages": "languages",
    "About the person": "bio",
    "Member since": "since",
    "Source": "source",
}
"""The keys that the form may set, by field label. Ids, photos and `until` are for maintainers."""

TASK_LABEL, CONSENT_LABEL = "What should be done?", "Consent"
MEMBER_LABEL = "Member to correct or remove"
ADD_OPTION, CORRECT_OPTION = "Add a new member", "Correct an existing member"
REMOVE_OPTION = "Remove a member"
TASK_OPTIONS = (ADD_OPTION, CORRECT_OPTION, REMOVE_OPTION)
FORM_LABELS = (TASK_LABEL, MEMBER_LABEL, *KEYS_BY_LABEL, CONSENT_LABEL)
"""The labels of the form's fields, in their order."""

EMPTY_ANSWERS = {"", "_No response_", "None"}
"""Answers that GitHub writes for an empty field."""

MAX_FORM_LENGTH = 40_000
MAX_SHORT_ANSWER_LENGTH = 300
MAX_LONG_ANSWER_LENGTH = 2_000
"""Limits in characters: the whole body, a one-line answer, and the text about the person."""

_HEADING = re.compile(r"^### (.+?)[ \t]*$", re.M)
_CHECKED_BOX = re.compile(r"^- \[[xX]\] \S", re.M)


@dataclass(frozen=True)
class IssueForm:
    """A filled-in form: `values` by a member's keys.

    `member` is the id or name of the member to correct or to remove, empty for a new member.
    """

    member: str
    values: Mapping[str, str]
    is_removal: bool = False


def parse_issue_form(body: str) -> IssueForm:
    """Parse the body of an issue. Raises EditError if it is not exactly a filled-in form."""
    answers = _parse_answers(body)
    if not _CHECKED_BOX.search(answers[CONSENT_LABEL]) or "- [ ]" in answers[CONSENT_LABEL]:
        message = "the box under 'Consent' is not ticked"
        raise EditError(message, "only what the person agrees to is published")
    values = {key: answers[label] for label, key in KEYS_BY_LABEL.items() if answers[label]}
    for label, key in KEYS_BY_LABEL.items():
        _ensure_length(
            label,
            values.get(key, ""),
            MAX_LONG_ANSWER_LENGTH if key == "bio" else MAX_SHORT_ANSWER_LENGTH,
        )
    _ensure_length(MEMBER_LABEL, answers[MEMBER_LABEL], MAX_SHORT_ANSWER_LENGTH)
    _ensure_consistent_task(answers[TASK_LABEL], answers[MEMBER_LABEL], values)
    return IssueForm(answers[MEMBER_LABEL], values, answers[TASK_LABEL] == REMOVE_OPTION)


def apply_issue_form(workspace: Workspace, form: IssueForm) -> Workspace:
    """Return the workspace with the form's changes. Raises EditError or DataError."""
    if form.is_removal:
        return remove_entry(workspace, MEMBER_KIND, form.member).workspace
    if form.member:
        return _correct_member(workspace, form)
    entry = options.build_entry(workspace, MEMBER_KIND, form.values)
    if missing_labels := [
        label
        for label, key in KEYS_BY_LABEL.items()
        if key in _required_keys() and key not in entry
    ]:
        raise EditError(f"a new member needs {' and '.join(missing_labels)}", "fill that in")
    entry = options.with_defaults(workspace, MEMBER_KIND, entry)
    options.ensure_valid_entry(workspace, MEMBER_KIND, entry)
    return add_entry(workspace, MEMBER_KIND, entry)


def find_outdated_translations(workspace: Workspace, form: IssueForm) -> list[str]:
    """Return the corrected keys that also have translations, which the form cannot update."""
    if not form.member or form.is_removal:
        return []
    node = find_entry(workspace, form.member, [MEMBER_KIND]).raw_entry.node
    values = {key: get_child(node, key) for key in form.values if key != "name"}
    return [
        key
        for key, value in values.items()
        if isinstance(value, YamlMapping) and len(value.entries) > 1
    ]


def find_remaining_mentions(before: Workspace, after: Workspace, form: IssueForm) -> list[TextLine]:
    """Return the lines that still name a removed member."""
    if not form.is_removal:
        return []
    target = find_entry(before, form.member, [MEMBER_KIND])
    return list(find_mentions(after, list_telling_texts(target)))


def _ensure_consistent_task(task: str, member: str, values: Mapping[str, str]) -> None:
    """Raise EditError if the other answers do not fit what should be done."""
    if task not in TASK_OPTIONS:
        options = " or ".join(f"'{option}'" for option in TASK_OPTIONS)
        raise EditError(f"'{TASK_LABEL}' has no answer of the form", f"choose {options}")
    if task != ADD_OPTION and not member:
        raise EditError(f"'{MEMBER_LABEL}' is empty", "give the name or the id of the member")
    if task == ADD_OPTION and member:
        message = f"'{MEMBER_LABEL}' is filled in, but a new member is to be added"
        raise EditError(message, f"empty it, or choose '{CORRECT_OPTION}'")
    labels = [label for label, key in KEYS_BY_LABEL.items() if key in values and key != "source"]
    if task == REMOVE_OPTION and labels:
        message = f"'{labels[0]}' is filled in, but the member is to be removed"
        raise EditError(message, f"empty it, or choose '{CORRECT_OPTION}'")


def _parse_answers(body: str) -> dict[str, str]:
    """Return the answer below each label of the form."""
    if len(body) > MAX_FORM_LENGTH:
        message = f"this is longer than a form can be ({len(body)} characters)"
        raise EditError(message, f"use {MAX_FORM_LENGTH} characters at most")
    text = re.sub(r"\r\n?", "\n", body)
    headings = [match for match in _HEADING.finditer(text) if match[1] in FORM_LABELS]
    if [match[1] for match in headings] != list(FORM_LABELS) or text[: headings[0].start()].strip():
        hint = "leave its headings as they are: '### ...' for each field, once and in their order"
        raise EditError("this is not the form as it was filled in", hint)
    ends = [*(match.start() for match in headings[1:]), len(text)]
    return {
        match[1]: _normalize_answer(text[match.end() : end])
        for match, end in zip(headings, ends, strict=True)
    }


def _normalize_answer(text: str) -> str:
    answer = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    return "" if answer in EMPTY_ANSWERS else answer


def _ensure_length(label: str, answer: str, limit: int) -> None:
    if len(answer) > limit:
        raise EditError(f"'{label}' is too long", f"use {limit} characters at most")
    if "\n" in answer and limit == MAX_SHORT_ANSWER_LENGTH:
        raise EditError(f"'{label}' has more than one line", "write it on one line")


def _required_keys() -> list[str]:
    return [key.removeprefix("--") for key in options.list_missing_options(MEMBER_KIND, {})]


def _correct_member(workspace: Workspace, form: IssueForm) -> Workspace:
    """Set the filled-in keys of an existing member; empty answers leave their keys alone."""
    target = find_entry(workspace, form.member, [MEMBER_KIND])
    entry = options.with_defaults(
        workspace, MEMBER_KIND, options.build_entry(workspace, MEMBER_KIND, form.values)
    )
    before = to_plain_data(target.raw_entry.node)
    assert isinstance(before, dict)
    if diagnostics := values.validate_entry_alone(
        workspace, MEMBER_KIND, {**before, **entry}, list(entry)
    ):
        raise DataError(diagnostics)
    entry = {key: value for key, value in entry.items() if value != before.get(key)}
    name = entry.pop("name", "")
    edits = [_edit_key(workspace, target, key, value) for key, value in entry.items()]
    if edits:
        workspace = workspace.with_edits(MEMBER_KIND.file, edits)
    if not name or form.values["name"] == target.name:
        return workspace
    return rename_entry(workspace, target.raw_entry.id, form.values["name"])


def _edit_key(workspace: Workspace, target: FoundEntry, key: str, value: PlainData) -> YamlEdit:
    """Set one key; in a text with translations, only the one in the default language."""
    file, node = workspace.files[MEMBER_KIND.file], get_child(target.raw_entry.node, key)
    if isinstance(value, str) and isinstance(node, YamlMapping):
        if get_child(node, workspace.default_language) is not None:
            return set_text(file, (*target.node_path, key, workspace.default_language), value)
        order = [*(name.text for name, _ in node.entries), workspace.default_language]
        return set_key(file, (*target.node_path, key), workspace.default_language, value, order)
    return set_key(file, target.node_path, key, value, MEMBER_KIND.key_order)
