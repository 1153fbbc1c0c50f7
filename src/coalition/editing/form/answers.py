"""The value of each answer in the form, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from coalition.diagnostics import quote_value
from coalition.editing.choices import Choices
from coalition.editing.entry_kinds import MEMBER_KIND
from coalition.editing.errors import EditError
from coalition.editing.form.fields import LABELS_BY_KEY, LONG_KEYS
from coalition.editing.form.organisations import FoundOrganisation, find_organisation
from coalition.editing.form.problems import AnswerError, FormProblem
from coalition.editing.form.texts import parse_text
from coalition.editing.questions import Question, iter_questions
from coalition.editing.short_forms import Item, ShortForm
from coalition.editing.values import parse_answer
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.file import EntryValues
from coalition.i18n import get_language_codes
from coalition.markup import explain_contact_detail, find_contact_details
from coalition.model import MAX_ID_LENGTH
from coalition.project import (
    PlainData,
    find_similar_codes,
    normalize_name,
    slugify,
    split_names,
    transliterate,
)
from coalition.sources import SourceText, find_forbidden_characters

TEXT_KEYS = frozenset(one.key for one in iter_questions(MEMBER_KIND) if one.is_translatable)
"""The keys whose answers may be in several languages."""

MAX_LISTED_NAMES = 8
"""Upper limit for a list of possible answers."""

_SEPARATOR = re.compile("[,،，、;؛；\n]")
_GROUP_SEPARATOR = re.compile(r"[(),،，/;|]|\bor\b|\band\b")
_NOUNS = {
    "group": "stakeholder group", "action area": "area of action",
    "country": "country", "language": "language", "event": "event",
}  # fmt: skip


@dataclass
class ReadAnswers:
    """The values by key, the organisation, and the problems of a form's answers."""

    entry: EntryValues = field(default_factory=dict)
    organisation: FoundOrganisation | None = None
    problems: list[FormProblem] = field(default_factory=list)


def read_answers(workspace: Workspace, answers: Mapping[str, str]) -> ReadAnswers:
    """Return the value of each answer, and a problem for each that has none."""
    read = ReadAnswers()
    questions = {question.key: question for question in iter_questions(MEMBER_KIND)}
    for key, answer in answers.items():
        try:
            ensure_publishable(answer)
            if key == "organisation":
                read.organisation = find_organisation(workspace, answer)
                read.entry[key] = read.organisation.id
            else:
                read.entry[key] = read_value(workspace, questions[key], answer)
        except AnswerError as error:
            read.problems.append(FormProblem(LABELS_BY_KEY[key], error.message, error.hint))
    return read


def list_group_names(workspace: Workspace) -> str:
    """Return the names of the groups, for a hint."""
    return ", ".join(Choices("group", workspace).names_by_id.values())


def ensure_publishable(answer: str) -> None:
    """Raise AnswerError for characters that nobody sees, and for contact details."""
    lines = SourceText("", tuple(answer.split("\n")))
    for diagnostic in find_forbidden_characters(lines):
        raise AnswerError(diagnostic.message, "delete it, or type the text again")
    for detail in find_contact_details(answer):
        if detail.rule == "raw-email":
            hint = f"leave it out, or write '{detail.masked}'"
            raise AnswerError("programs would collect this e-mail address from the site", hint)
        raise AnswerError(*explain_contact_detail(detail))


def read_value(workspace: Workspace, question: Question, answer: str) -> PlainData:
    """Return the value of an answer. Raises AnswerError."""
    if question.short_form:
        return _read_records(workspace, question.short_form, answer)
    if question.key in ("id", "group"):
        return (
            _read_page_address(answer) if question.key == "id" else _find_group(workspace, answer)
        )
    if question.reference_kind:
        choices = Choices(question.reference_kind, workspace)
        ids = _find_ids(choices, answer, is_list=question.is_list)
        return ids if question.is_list else ids[0]
    if question.is_translatable:
        languages = get_language_codes() if question.key == "name" else workspace.languages
        is_long = question.key in LONG_KEYS
        return parse_text(answer, languages, workspace.default_language, is_long=is_long)
    value = parse_answer(question, answer, workspace)
    return slugify(str(value)) or value if question.choices else value


def _read_records(workspace: Workspace, short_form: ShortForm, answer: str) -> list[Item]:
    """Return the records of an answer, each on a line of its own or after a comma."""
    lines = [line.strip(" \t,;") for line in answer.split("\n") if line.strip(" \t,;")]
    try:
        return [item for line in lines for item in short_form.parse(workspace, line)]
    except EditError as error:
        raise AnswerError(error.message, error.hint) from None


def _read_page_address(answer: str) -> str:
    """Return the id in a page's address, or the one that a name in Latin letters gives."""
    part = answer.rstrip("/").rpartition("/")[2]
    if id := slugify(part):
        return id
    hint = "write the name in small letters a to z, with hyphens, as in given-name-family-name"
    if len(transliterate(part)) > MAX_ID_LENGTH:
        hint = f"use {MAX_ID_LENGTH} letters at most"
    raise AnswerError(f"{quote_value(answer)} cannot be the address of a page", hint)


def _find_group(workspace: Workspace, answer: str) -> str:
    """Return the only group that an answer names, also with small differences in spelling."""
    choices = Choices("group", workspace)
    index = dict(choices.search_terms)
    if id := _match_group(choices, index, answer):
        return id
    parts = [part for part in _GROUP_SEPARATOR.split(answer) if part.strip()]
    ids = {_match_group(choices, index, part) for part in parts}
    if len(ids) == 1 and (id := ids.pop()):
        return id
    message = f"{quote_value(answer)} is no stakeholder group of this site"
    raise AnswerError(message, f"write one of: {list_group_names(workspace)}")


def _match_group(choices: Choices, index: Mapping[str, str], answer: str) -> str:
    name = normalize_name(answer)
    if id := choices.match(answer) or choices.match(name.removesuffix("s")):
        return id
    similar = find_similar_codes(name, index) if name else ()
    return similar[0] if len(similar) == 1 else ""


def _find_ids(choices: Choices, answer: str, *, is_list: bool) -> list[str]:
    """Return the ids or codes that an answer names. Raises AnswerError with all unknown names."""
    if id := choices.match(answer):
        return [id]
    parts = [part.strip() for part in _SEPARATOR.split(answer)] if is_list else [answer]
    ids: list[str] = []
    unknown: list[str] = []
    while parts:
        # the names of some areas contain commas
        length = next((n for n in range(len(parts), 0, -1) if choices.match(_join(parts, n))), 1)
        name, parts = _join(parts, length), parts[length:]
        if id := choices.match(name):
            ids.append(id)
            continue
        for one in split_names(name) if choices.kind == "language" else [name]:
            id = choices.match(one)
            (ids if id else unknown).append(id or one)
    if unknown or not ids:
        raise _unknown_names(choices, unknown or [answer])
    return list(dict.fromkeys(ids))


def _join(parts: list[str], number: int) -> str:
    return ", ".join(parts[:number])


def _unknown_names(choices: Choices, names: list[str]) -> AnswerError:
    noun = _NOUNS[choices.kind]
    if len(names) > 1:
        listed = ", ".join(map(quote_value, names[:MAX_LISTED_NAMES]))
        return AnswerError(f"{listed} are unknown", _hint_names(choices, ""))
    message = f"{quote_value(names[0])} is no {noun} that this site knows"
    return AnswerError(message, _hint_names(choices, names[0]))


def _hint_names(choices: Choices, name: str) -> str:
    """Return what to write instead of an unknown name, if any is given."""
    suggestions = choices.workspace.reader.suggestions
    if choices.kind in ("country", "language"):
        if codes := suggestions.find_codes(choices.kind, name) if name else ():
            names = " or ".join(
                f"'{suggestions.get_english_name(choices.kind, code)}'" for code in codes
            )
            return f"did you mean {names}?"
        return _CODE_HINTS[choices.kind]
    titles = choices.names_by_id
    if name and (similar := find_similar_codes(normalize_name(name), dict(choices.search_terms))):
        return "did you mean " + " or ".join(f"'{titles[id]}'" for id in similar) + "?"
    if len(titles) <= MAX_LISTED_NAMES:
        return f"write one of: {'; '.join(titles.values())}"
    return "copy the title from the site"


_CODE_HINTS = {
    "country": "write the name of one country in English, as in 'Norway'",
    "language": "write the names in English, as in 'English, French'",
}
