"""Add the event or the document that a form proposes, or say everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.diagnostics import DataError, Diagnostic
from coalition.editing import new_ids, options
from coalition.editing.errors import EditError
from coalition.editing.form.answers import ensure_publishable, read_value
from coalition.editing.form.application import MAINTAINER_PROBLEM
from coalition.editing.form.fields import EVENT_FORM
from coalition.editing.form.parser import Proposal
from coalition.editing.form.problems import (
    DOCUMENT_WORDINGS,
    EVENT_WORDINGS,
    AnswerError,
    FormError,
    FormProblem,
    explain_diagnostic,
)
from coalition.editing.questions import iter_questions
from coalition.editing.removed_file import add_entry
from coalition.editing.values import make_raw_entry, validate_entry
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.file import EntryValues
from coalition.project import find_node, normalize_name

ADDRESS_LABEL = "Page address"

_ADDRESS_HINT = (
    "write some words of the title in small letters a to z, with hyphens, as in annual-report-2027"
)


@dataclass(frozen=True)
class AppliedProposal:
    """The data after a proposal, and what the pull request says about it.

    `title` is that of the new entry. `same_titles` are the ids of entries that have it already, and
    `names` are the people and organisations that are named without an id.
    """

    workspace: Workspace
    proposal: Proposal
    title: str
    same_titles: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def apply_proposal(workspace: Workspace, proposal: Proposal) -> AppliedProposal:
    """Return the workspace with the new entry. Raises FormError with all problems."""
    form, kind = proposal.form, proposal.form.kind
    entry, problems = _read_entry(workspace, proposal)
    try:
        needs_id = "title" in entry and not new_ids.propose_id(workspace, kind, entry)
        if needs_id and "id" not in proposal.values:
            problems.append(_ask_for_address())
        keys = [key for key in entry if key != "id" or "id" in proposal.values]
        complete = entry if problems else options.with_defaults(workspace, kind, entry)
        diagnostics = validate_entry(workspace, kind, complete, keys) if complete else []
        problems += [_explain(workspace, proposal, complete, one) for one in diagnostics]
        if problems:
            raise FormError(problems, labels=form.labels)
        after = add_entry(workspace, kind, complete)
    except FormError:
        raise
    except (EditError, DataError) as error:
        raise FormError([MAINTAINER_PROBLEM], str(error)) from error
    title = _get_title(workspace, proposal, complete)
    return AppliedProposal(
        after, proposal, title, _find_same_titles(workspace, proposal, title), _list_names(complete)
    )


def _read_entry(workspace: Workspace, proposal: Proposal) -> tuple[EntryValues, list[FormProblem]]:
    """Return the values of the answers, and a problem for each that has none."""
    form, problems = proposal.form, [*proposal.problems]
    questions = {question.key: question for question in iter_questions(form.kind)}
    entry: EntryValues = {}
    for key, answer in proposal.values.items():
        try:
            ensure_publishable(answer)
            value = read_value(workspace, questions[key], answer)
            if key == "versions" and isinstance(value, list):
                _ensure_addresses(value)
            options.set_value(entry, key, value)
        except AnswerError as error:
            hint = _ADDRESS_HINT if key == "id" else error.hint
            problems.append(FormProblem(form.labels_by_key[key], error.message, hint))
    return entry, problems


def _ensure_addresses(versions: list[dict[str, str]]) -> None:
    """Raise AnswerError for the name of a file: a form cannot hand one in."""
    for version in versions:
        if "file" in version:
            hint = "write the language and the whole address, as in 'en: https://example.org/a.pdf'"
            raise AnswerError(f"'{version['file']}' is not a web address", hint)


def _ask_for_address() -> FormProblem:
    message = "the page's address cannot be made from this title"
    return FormProblem(ADDRESS_LABEL, message, _ADDRESS_HINT)


def _explain(
    workspace: Workspace, proposal: Proposal, entry: EntryValues, diagnostic: Diagnostic
) -> FormProblem:
    """Return the problem of a diagnostic, with the label of the answer on its line."""
    form = proposal.form
    node = make_raw_entry(workspace, form.kind, entry).node
    lines = {}
    for key in (*proposal.values, "id"):
        name = find_node(node, tuple(key.split(".")))[0]
        if name is not None and name.text == key.rpartition(".")[2]:
            lines[name.location.line] = key
    key = lines.get(max((n for n in lines if n <= diagnostic.location.line), default=0), "")
    label, answer = form.labels_by_key.get(key, ""), proposal.values.get(key, "")
    if diagnostic.rule in ("missing-default-language", "wrong-script"):
        language = workspace.default_language
        hint = f"write the code of each language before its text, as in '{language}: ...; fr: ...'"
        return FormProblem(label, "the text is not in the first language of the site", hint)
    wordings = EVENT_WORDINGS if form is EVENT_FORM else DOCUMENT_WORDINGS
    return explain_diagnostic(diagnostic, label, answer, wordings)


def _get_title(workspace: Workspace, proposal: Proposal, entry: EntryValues) -> str:
    node = make_raw_entry(workspace, proposal.form.kind, entry).name_node
    return node.text if node else str(entry["id"])


def _find_same_titles(workspace: Workspace, proposal: Proposal, title: str) -> tuple[str, ...]:
    entries = workspace.raw_entries(proposal.form.kind.collection)
    name = normalize_name(title)
    return tuple(entry.id for entry in entries if entry.normalized_name == name)


def _list_names(entry: EntryValues) -> tuple[str, ...]:
    """Return the names of those who are no members and no organisations of the site."""
    parties = [
        item for value in entry.values() if isinstance(value, list) for item in value
        if isinstance(item, dict)
    ]  # fmt: skip
    return tuple(dict.fromkeys(party["name"] for party in parties if "name" in party))
