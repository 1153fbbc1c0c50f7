"""The form 'Add or correct a member': the issue that it becomes -> what is to be changed.

Whoever can open an issue can write anything into one. So nothing is guessed here: a text that is
not just what the form makes is refused, and an answer can only be the value of its own key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from coalition.diagnostics.diagnostic import DataError
from coalition.editing import options, values
from coalition.editing.entry_kinds import MEMBER
from coalition.editing.errors import EditError
from coalition.editing.finding import Found, find_entry
from coalition.editing.renaming import renamed
from coalition.editing.workspace import Desk
from coalition.editing.yaml.file import Edit
from coalition.editing.yaml.set_key import set_key, set_text
from coalition.project.raw_entries import Plain, child, plain
from coalition.sources.yaml_parser import Mapping as Keys

KEYS = {
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
"""What a form may set, by its fields' labels. Ids, photos and leaving are left to maintainers."""

TASK, WHO, CONSENT = "What should be done?", "Member to correct", "Consent"
ADD, CORRECT = "Add a new member", "Correct an existing member"
LABELS = (TASK, WHO, *KEYS, CONSENT)
"""The labels of the form's fields in their order."""

NOTHING = {"", "_No response_", "None"}
"""What GitHub writes where nothing was filled in."""

LONGEST_FORM = 40_000
LONGEST_LINE = 300
LONGEST_TEXT = 2_000
"""Characters of the whole form, of an answer on one line, and of the text about the person."""

_HEADING = re.compile(r"^### (.+?)[ \t]*$", re.M)
_TICKED = re.compile(r"^- \[[xX]\] \S", re.M)


@dataclass(frozen=True)
class Form:
    """A filled-in form: `values` by the keys of a member; `who` is empty for a new one."""

    who: str
    values: Mapping[str, str]


def parsed(body: str) -> Form:
    """The form that an issue's text holds. Raises EditError where it is not just that form."""
    found = _answers(body)
    if not _TICKED.search(found[CONSENT]) or "- [ ]" in found[CONSENT]:
        message = "the box under 'Consent' is not ticked"
        raise EditError(message, "only what the person agrees to is published")
    values = {key: found[label] for label, key in KEYS.items() if found[label]}
    for label, key in KEYS.items():
        _refuse_length(label, values.get(key, ""), LONGEST_TEXT if key == "bio" else LONGEST_LINE)
    _refuse_length(WHO, found[WHO], LONGEST_LINE)
    if found[TASK] not in (ADD, CORRECT):
        raise EditError(f"'{TASK}' has no answer of the form", f"choose '{ADD}' or '{CORRECT}'")
    if found[TASK] == CORRECT and not found[WHO]:
        raise EditError(f"'{WHO}' is empty", "give the name or the id of the member")
    if found[TASK] == ADD and found[WHO]:
        message = f"'{WHO}' is filled in, but a new member is to be added"
        raise EditError(message, f"empty it, or choose '{CORRECT}'")
    return Form(found[WHO], values)


def applied(desk: Desk, form: Form) -> Desk:
    """The desk after what the form asks for. Raises EditError, or DataError with what is wrong."""
    if form.who:
        return _corrected(desk, form)
    entry = options.entry_of(desk, MEMBER, form.values)
    if lacking := [label for label, key in KEYS.items() if key in _needed() and key not in entry]:
        raise EditError(f"a new member needs {' and '.join(lacking)}", "fill that in")
    entry = options.completed(desk, MEMBER, entry)
    options.refuse_wrong(desk, MEMBER, entry)
    return desk.with_entry(MEMBER, entry)


def left_behind(desk: Desk, form: Form) -> list[str]:
    """The keys of the corrected entry that also stand in languages that the form does not speak."""
    if not form.who:
        return []
    node = find_entry(desk, form.who, [MEMBER]).draft.node
    values = {key: child(node, key) for key in form.values if key != "name"}
    return [k for k, value in values.items() if isinstance(value, Keys) and len(value.entries) > 1]


def _answers(body: str) -> dict[str, str]:
    """What stands below each label of the form."""
    if len(body) > LONGEST_FORM:
        message = f"this is longer than a form can be ({len(body)} characters)"
        raise EditError(message, f"use {LONGEST_FORM} characters at most")
    text = re.sub(r"\r\n?", "\n", body)
    headings = [found for found in _HEADING.finditer(text) if found[1] in LABELS]
    if [found[1] for found in headings] != list(LABELS) or text[: headings[0].start()].strip():
        hint = "leave its headings as they are: '### ...' for each field, once and in their order"
        raise EditError("this is not the form as it was filled in", hint)
    ends = [*(found.start() for found in headings[1:]), len(text)]
    return {
        found[1]: _answer(text[found.end() : end])
        for found, end in zip(headings, ends, strict=True)
    }


def _answer(text: str) -> str:
    answer = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    return "" if answer in NOTHING else answer


def _refuse_length(label: str, answer: str, most: int) -> None:
    if len(answer) > most:
        raise EditError(f"'{label}' is too long", f"use {most} characters at most")
    if "\n" in answer and most == LONGEST_LINE:
        raise EditError(f"'{label}' has more than one line", "write it on one line")


def _needed() -> list[str]:
    return [key.removeprefix("--") for key in options.missing(MEMBER, {})]


def _corrected(desk: Desk, form: Form) -> Desk:
    """The desk after a member's entry has got the new values; what was left empty stays."""
    found = find_entry(desk, form.who, [MEMBER])
    entry = options.completed(desk, MEMBER, options.entry_of(desk, MEMBER, form.values))
    before = plain(found.draft.node)
    assert isinstance(before, dict)
    if wrong := values.problems_alone(desk, MEMBER, {**before, **entry}, list(entry)):
        raise DataError(wrong)
    entry = {key: value for key, value in entry.items() if value != before.get(key)}
    name = entry.pop("name", "")
    edits = [_edit(desk, found, key, value) for key, value in entry.items()]
    if edits:
        desk = desk.edited(MEMBER.file, edits)
    if not name or form.values["name"] == found.name:
        return desk
    return renamed(desk, found.draft.id, form.values["name"])


def _edit(desk: Desk, found: Found, key: str, value: Plain) -> Edit:
    """One key set; a text that stands in several languages is changed in the first one only."""
    file, node = desk.files[MEMBER.file], child(found.draft.node, key)
    if isinstance(value, str) and isinstance(node, Keys):
        if child(node, desk.language) is not None:
            return set_text(file, (*found.steps, key, desk.language), value)
        order = [*(name.text for name, _ in node.entries), desk.language]
        return set_key(file, (*found.steps, key), desk.language, value, order)
    return set_key(file, found.steps, key, value, MEMBER.order)
