"""The organisation of an answer: one of the site, or a new one that is proposed with the member."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coalition.diagnostics import Diagnostic, quote_value
from coalition.editing.choices import Choices
from coalition.editing.entry_kinds import ORGANISATION_KIND
from coalition.editing.form.problems import AnswerError, explain_diagnostic
from coalition.editing.form.texts import ask_for_language, parse_text
from coalition.editing.new_ids import make_free_id
from coalition.editing.removed_file import add_entry
from coalition.editing.values import validate_entry
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.file import EntryValues
from coalition.i18n import get_language_codes
from coalition.project import (
    find_similar_codes,
    normalize_name,
    shorten_slug,
    slugify,
    transliterate,
)

MAX_SIMILAR_ORGANISATIONS = 5
"""Upper limit for the organisations that the pull request compares a new one with."""

_MIN_COMPARED_LENGTH = 4
_NEW_PREFIX = re.compile(r"new[ \t]*[:：][ \t]*", re.I)
_NO_NAMES = {"none", "no", "n/a", "na", "n.a.", "no organisation", "no organization"}
_URL = re.compile(r"(?:https?://|www\.)\S+", re.I)


@dataclass(frozen=True)
class FoundOrganisation:
    """The id of an organisation, in a workspace that has it.

    A new one has a `new_name`, and the names of existing ones that it may be.
    """

    id: str
    workspace: Workspace
    new_name: str = ""
    similar_names: tuple[str, ...] = ()


def find_organisation(workspace: Workspace, answer: str) -> FoundOrganisation:
    """Return the organisation that an answer names; one that is not on the site is added.

    A name that differs from an existing one only by a typing error is neither: the author is asked
    which one is meant, and confirms another one with `new: ...`. Raises AnswerError.
    """
    name = _NEW_PREFIX.sub("", answer, count=1) if _NEW_PREFIX.match(answer) else answer
    choices = Choices("organisation", workspace)
    slug = slugify(name)
    if id := choices.match(name) or (slug if slug in choices.names_by_id else ""):
        return FoundOrganisation(id, workspace)
    if id := _match_words(choices, name):
        return FoundOrganisation(id, workspace)
    _ensure_name(name)
    if name == answer and (similar := _find_mistyped(choices, name)):
        names = " or ".join(f"'{choices.names_by_id[id]}'" for id in similar)
        hint = f"did you mean {names}? If it is another organisation, write 'new: {name}'"
        raise AnswerError(f"there is no organisation {quote_value(name)} on this site", hint)
    entry = _make_entry(workspace, name)
    if diagnostics := validate_entry(workspace, ORGANISATION_KIND, entry):
        raise _reject(workspace, diagnostics[0], name)
    after = add_entry(workspace, ORGANISATION_KIND, entry)
    similar_names = tuple(choices.names_by_id[id] for id in _find_similar(choices, name))
    return FoundOrganisation(str(entry["id"]), after, name, similar_names)


def _reject(workspace: Workspace, diagnostic: Diagnostic, name: str) -> AnswerError:
    if diagnostic.rule == "wrong-script":
        languages, default = workspace.languages, workspace.default_language
        return AnswerError(*ask_for_language(name, languages, default, is_long=False, is_name=True))
    problem = explain_diagnostic(diagnostic, "", name)
    return AnswerError(problem.message, problem.hint)


def _ensure_name(name: str) -> None:
    if normalize_name(name) in _NO_NAMES or not re.search(r"[^\W\d_]", name):
        raise AnswerError(f"{quote_value(name)} is no name", "write one, or leave this empty")
    if _URL.match(name):
        raise AnswerError("this is an address", "write the name of the organisation")


def _make_entry(workspace: Workspace, name: str) -> EntryValues:
    """Return the entry of a new organisation: an id and its name, which is all that is known."""
    value = parse_text(name, get_language_codes(), workspace.default_language, is_long=False)
    texts = [value] if isinstance(value, str) else [*value.values()]
    slugs = [shorten_slug(transliterate(text)) for text in texts]
    id = next((slugify(slug) for slug in slugs if slugify(slug)), "")
    if not id:
        hint = "add its name in Latin letters after its own, as in 'ar: ...; en: ...'"
        raise AnswerError("the page of this organisation needs a name in Latin letters", hint)
    return {"id": make_free_id(workspace, ORGANISATION_KIND, id), "name": value}


def _match_words(choices: Choices, name: str) -> str:
    """Return the id of the only organisation whose name has the same words."""
    words = _list_words(name)
    ids = {id for term, id in choices.search_terms if words and _list_words(term) == words}
    return ids.pop() if len(ids) == 1 else ""


def _list_words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", normalize_name(name))


def _find_mistyped(choices: Choices, name: str) -> tuple[str, ...]:
    """Return the ids of organisations whose name differs from this one by a typing error."""
    index = dict(choices.search_terms)
    return find_similar_codes(normalize_name(name), index, max_errors=1)  # not North for South


def _find_similar(choices: Choices, name: str) -> list[str]:
    """Return the ids of the organisations that a new one may be."""
    ids = [*_find_contained(choices, name), *(choice.id for choice in choices.search(name))]
    return list(dict.fromkeys(ids))[:MAX_SIMILAR_ORGANISATIONS]


def _find_contained(choices: Choices, name: str) -> Iterator[str]:
    words = f" {normalize_name(name)} "
    for term, id in choices.search_terms:
        if len(term) >= _MIN_COMPARED_LENGTH and f" {term} " in words:
            yield id
