"""Parse the GitHub issue forms: for members, events and documents.

Anybody who can open an issue controls its whole text, so it is untrusted input and nothing is
guessed: a body that differs from what the form produces is rejected, and an answer can only become
the value of its own key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coalition.editing.form.fields import (
    ADD_OPTION,
    CONSENT_LABEL,
    CORRECT_OPTION,
    FORM_LABELS,
    KEYS_BY_LABEL,
    LABELS_BY_KEY,
    LONG_KEYS,
    MAX_FORM_LENGTH,
    MAX_LONG_ANSWER_LENGTH,
    MAX_SHORT_ANSWER_LENGTH,
    MEMBER_LABEL,
    PROPOSAL_FORMS,
    REMOVE_OPTION,
    TASK_LABEL,
    TASK_OPTIONS,
    ProposalForm,
)
from coalition.editing.form.problems import FormError, FormProblem

EMPTY_ANSWERS = {"", "_No response_", "None"}
"""Answers that GitHub writes for an empty field."""

_HEADING = re.compile(r"^### (.+?)[ \t]*$", re.M)
_CHECKED_BOX = re.compile(r"^- \[[xX]\] \S", re.M)


@dataclass(frozen=True)
class IssueForm:
    """A filled-in form: `values` are the answers by a member's keys.

    `member` is the id or name of the member to correct or to remove, empty for a new member.
    `problems` are those that are visible without the data.
    """

    task: str
    member: str
    values: Mapping[str, str]
    problems: tuple[FormProblem, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A filled-in form that proposes a new entry: `values` are the answers by key.

    `problems` are those that are visible without the data.
    """

    form: ProposalForm
    values: Mapping[str, str]
    problems: tuple[FormProblem, ...] = ()


def parse_issue_form(body: str) -> IssueForm | Proposal:
    """Parse the body of an issue. Raises FormError if it is not a filled-in form."""
    for form in PROPOSAL_FORMS:
        if body.lstrip().startswith(f"### {form.labels[0]}"):
            return _parse_proposal(form, body)
    return _parse_member_form(body)


def _parse_proposal(form: ProposalForm, body: str) -> Proposal:
    answers = _parse_answers(body, form.labels)
    problems = [*_find_consent_problems(answers)]
    values = {}
    for label, key in form.keys_by_label.items():
        if not (answer := answers[label]):
            if label in form.required_labels:
                problems.append(FormProblem(label, "this is empty", "write it"))
            continue
        found = [*_find_long_answer(label, answer, is_long=key in LONG_KEYS)]
        problems += found
        if not found:
            values[key] = answer
    return Proposal(form, values, tuple(problems))


def _parse_member_form(body: str) -> IssueForm:
    answers = _parse_answers(body, FORM_LABELS)
    values = {key: answers[label] for label, key in KEYS_BY_LABEL.items() if answers[label]}
    problems = [*_find_task_problems(answers, values), *_find_long_answers(answers)]
    too_long = {problem.label for problem in problems}
    usable = {key: value for key, value in values.items() if LABELS_BY_KEY[key] not in too_long}
    return IssueForm(answers[TASK_LABEL], answers[MEMBER_LABEL], usable, tuple(problems))


def _find_task_problems(
    answers: Mapping[str, str], values: Mapping[str, str]
) -> Iterator[FormProblem]:
    """Yield what does not fit together: the task, the member, the consent and the answers."""
    task, member = answers[TASK_LABEL], answers[MEMBER_LABEL]
    yield from _find_consent_problems(answers)
    if task not in TASK_OPTIONS:
        options = " or ".join(f"'{option}'" for option in TASK_OPTIONS)
        yield FormProblem(TASK_LABEL, "this is none of the choices", f"write {options}")
        return
    if task == ADD_OPTION:
        if member:
            hint = f"delete it, or choose '{CORRECT_OPTION}'"
            yield FormProblem(MEMBER_LABEL, "a new member is to be added", hint)
        return
    if not member:
        yield FormProblem(MEMBER_LABEL, "this is empty", "write the name of the member")
    if task == REMOVE_OPTION:
        hint = f"delete it, or choose '{CORRECT_OPTION}'"
        for label in (LABELS_BY_KEY[key] for key in values if key != "source"):
            yield FormProblem(label, "the member is to be removed", hint)
    elif "id" in values:
        hint = "delete this; if the address has to change, say so in a comment"
        message = "the address of a page on the site stays the same"
        yield FormProblem(LABELS_BY_KEY["id"], message, hint)


def _find_consent_problems(answers: Mapping[str, str]) -> Iterator[FormProblem]:
    consent = answers[CONSENT_LABEL]
    if not _CHECKED_BOX.search(consent) or "- [ ]" in consent:
        hint = "only what the person agrees to is published: tick it if they do"
        yield FormProblem(CONSENT_LABEL, "the box is not ticked", hint)


def _find_long_answers(answers: Mapping[str, str]) -> Iterator[FormProblem]:
    for label in (MEMBER_LABEL, *KEYS_BY_LABEL):
        is_long = KEYS_BY_LABEL.get(label) in LONG_KEYS
        yield from _find_long_answer(label, answers[label], is_long=is_long)


def _find_long_answer(label: str, answer: str, *, is_long: bool) -> Iterator[FormProblem]:
    limit = MAX_LONG_ANSWER_LENGTH if is_long else MAX_SHORT_ANSWER_LENGTH
    if len(answer) > limit:
        message = f"this is too long ({len(answer)} characters)"
        yield FormProblem(label, message, f"use {limit} characters at most")
    elif "\n" in answer and not is_long:
        yield FormProblem(label, "this has more than one line", "write it on one line")


def _parse_answers(body: str, labels: Sequence[str]) -> dict[str, str]:
    """Return the answer below each label of a form. Raises FormError."""
    if len(body) > MAX_FORM_LENGTH:
        message = f"this is longer than a form can be ({len(body)} characters)"
        raise FormError([FormProblem("", message, f"use {MAX_FORM_LENGTH} characters at most")])
    text = re.sub(r"\r\n?", "\n", body)
    headings = [match for match in _HEADING.finditer(text) if match[1] in labels]
    if [match[1] for match in headings] != list(labels) or text[: headings[0].start()].strip():
        message = "this is not the form as it was filled in: its headings have changed"
        hint = "open a new issue with the form, or write each heading once and in its order again"
        raise FormError([FormProblem("", message, hint)])
    ends = [*(match.start() for match in headings[1:]), len(text)]
    return {
        match[1]: _normalize_answer(text[match.end() : end])
        for match, end in zip(headings, ends, strict=True)
    }


def _normalize_answer(text: str) -> str:
    answer = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    return "" if answer in EMPTY_ANSWERS else answer
