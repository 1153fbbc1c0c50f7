"""Edit the data as a filled-in form asks, or say everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from coalition.diagnostics import DataError, Diagnostic, quote_value
from coalition.editing import new_ids, options
from coalition.editing.entry_kinds import MEMBER_KIND
from coalition.editing.errors import EditError
from coalition.editing.form.answers import (
    TEXT_KEYS,
    ReadAnswers,
    list_group_names,
    read_answers,
)
from coalition.editing.form.fields import (
    CORRECT_OPTION,
    LABELS_BY_KEY,
    LONG_KEYS,
    MEMBER_LABEL,
    REMOVE_OPTION,
    REQUIRED_LABELS,
)
from coalition.editing.form.organisations import FoundOrganisation
from coalition.editing.form.parser import IssueForm
from coalition.editing.form.problems import FormError, FormProblem, explain_diagnostic
from coalition.editing.form.texts import ask_for_both, ask_for_language
from coalition.editing.lookup import FoundEntry, find_entries, suggest_entries
from coalition.editing.references import TextLine
from coalition.editing.removed_file import add_entry
from coalition.editing.removing import remove_entry
from coalition.editing.renaming import rename_entry
from coalition.editing.values import make_raw_entry, validate_entry
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.edit_keys import set_key, set_text
from coalition.editing.yaml.file import EntryValues, YamlEdit
from coalition.model import ID_PATTERN
from coalition.project import (
    PlainData,
    get_child,
    get_english_name,
    is_null,
    shorten_slug,
    slugify,
    to_plain_data,
    transliterate,
)
from coalition.sources import YamlMapping, YamlNode
from coalition.writing_systems import is_in_foreign_script

MAINTAINER_PROBLEM = FormProblem(
    "",
    "this cannot be done automatically",
    "nothing is wrong with your answers: a maintainer will look at it",
)
"""The problem of a form whose change is not possible for another reason than its answers."""


@dataclass(frozen=True)
class AppliedForm:
    """The data after a form, and what the pull request says about the change.

    `name` is that of the member. `outdated_labels` are the fields whose translations have not been
    changed, `mentions` the lines that still name a removed member, `namesake_ids` the other members
    of the same name.
    """

    workspace: Workspace
    form: IssueForm
    name: str
    organisation: FoundOrganisation | None = None
    outdated_labels: tuple[str, ...] = ()
    mentions: tuple[TextLine, ...] = ()
    namesake_ids: tuple[str, ...] = ()


def apply_issue_form(workspace: Workspace, form: IssueForm) -> AppliedForm:
    """Return the workspace with the form's changes. Raises FormError with all problems."""
    try:
        if form.task == REMOVE_OPTION:
            return _remove_member(workspace, form)
        read = read_answers(workspace, form.values)
        read.problems[:0] = form.problems
        if read.organisation:
            workspace = read.organisation.workspace
        if form.task == CORRECT_OPTION:
            return _correct_member(workspace, form, read)
        return _add_member(workspace, form, read)
    except FormError:
        raise
    except (EditError, DataError) as error:
        raise FormError([MAINTAINER_PROBLEM], str(error)) from error


def _add_member(workspace: Workspace, form: IssueForm, read: ReadAnswers) -> AppliedForm:
    problems = [*read.problems, *_find_missing_answers(workspace, form)]
    entry = options.with_defaults(workspace, MEMBER_KIND, read.entry) if read.entry else {}
    namesakes = new_ids.find_namesakes(workspace, MEMBER_KIND, entry) if entry else []
    if "id" in entry:
        workspace = new_ids.add_namesake_ids(workspace, MEMBER_KIND, entry)
    problems += _validate(workspace, form, entry, entry)
    if problems:
        raise FormError(problems)
    if entry.get("id") == _make_id(workspace, entry) and not namesakes:
        entry.pop("id")  # it follows from the name
    return AppliedForm(
        add_entry(workspace, MEMBER_KIND, entry),
        form,
        _get_name(workspace, entry["name"]),
        read.organisation,
        namesake_ids=tuple(namesake.id for namesake in namesakes),
    )


def _find_missing_answers(workspace: Workspace, form: IssueForm) -> Iterable[FormProblem]:
    wrong = {problem.label for problem in form.problems}
    given = {LABELS_BY_KEY[key] for key in form.values}
    optional = set() if workspace.reader.context.requires_group else {LABELS_BY_KEY["group"]}
    for label in REQUIRED_LABELS:
        if label not in wrong | given | optional:
            hint = f"write one of: {list_group_names(workspace)}"
            hint = hint if label == LABELS_BY_KEY["group"] else "write it as the person does"
            yield FormProblem(label, "a new member needs this", hint)


def _validate(
    workspace: Workspace,
    form: IssueForm,
    entry: EntryValues,
    answers: Iterable[str],
    target: FoundEntry | None = None,
) -> list[FormProblem]:
    """Return the problems of the answers within a whole entry."""
    keys = [*answers]
    if not keys:
        return []
    if "since" in keys:
        keys.append("until")  # they are compared
    diagnostics = validate_entry(
        workspace, MEMBER_KIND, entry, keys, target.raw_entry if target else None
    )
    node = make_raw_entry(workspace, MEMBER_KIND, entry).node
    problems = [_explain(workspace, form, entry, node, diagnostic) for diagnostic in diagnostics]
    if target is None and "id" not in entry and "name" in entry and not _make_id(workspace, entry):
        problems.append(_ask_for_address(workspace, entry, is_taken=False))  # in the same comment
    return problems


def _explain(
    workspace: Workspace,
    form: IssueForm,
    entry: EntryValues,
    node: YamlNode,
    diagnostic: Diagnostic,
) -> FormProblem:
    line = diagnostic.location.line
    lines = node.entries if isinstance(node, YamlMapping) else ()
    key = max((k for k, _ in lines if k.location.line <= line), key=lambda k: k.location.line).text
    if diagnostic.rule in ("missing-default-language", "wrong-script"):
        return _ask_for_language(workspace, key, entry[key], diagnostic.rule)
    if diagnostic.rule == "missing-id" or (diagnostic.rule == "id-collision" and key == "name"):
        return _ask_for_address(workspace, entry, is_taken=diagnostic.rule == "id-collision")
    problem = explain_diagnostic(
        diagnostic, LABELS_BY_KEY.get(key, MEMBER_LABEL), form.values.get(key, "")
    )
    if diagnostic.rule == "duplicate-name":
        hint = problem.hint
        if id := _make_id(workspace, entry):
            hint += f", such as '{new_ids.make_free_id(workspace, MEMBER_KIND, id)}'"
        if form.task == CORRECT_OPTION:
            hint = "if these are two people of the same name, say so in a comment"
        problem = replace(problem, hint=hint)
    return problem


def _ask_for_language(workspace: Workspace, key: str, value: PlainData, rule: str) -> FormProblem:
    default, is_long, label = workspace.default_language, key in LONG_KEYS, LABELS_BY_KEY[key]
    if rule == "missing-default-language":
        message = f"the text in {get_english_name('language', default)} is missing"
        return FormProblem(
            label, message, ask_for_both(default, next(iter(value)), is_long=is_long)
        )
    texts = value if isinstance(value, dict) else {default: value}
    code, text = next(one for one in texts.items() if is_in_foreign_script(str(one[1]), one[0]))
    if code != default:
        name = get_english_name("language", code)
        message = f"the text after '{code}:' is not in the letters of {name}"
        return FormProblem(label, message, "write the code of the language that it is in")
    words = ask_for_language(
        str(text), workspace.languages, default, is_long=is_long, is_name=key == "name"
    )
    return FormProblem(label, *words)


def _ask_for_address(workspace: Workspace, entry: EntryValues, *, is_taken: bool) -> FormProblem:
    message = "another page has the address that this name gives"
    if not is_taken:
        message = "the page's address cannot be made from this name"
    hint = "write the name in Latin letters with hyphens, as in given-name-family-name"
    if proposal := _propose_id(entry):
        hint = f"write '{new_ids.make_free_id(workspace, MEMBER_KIND, proposal)}', or another one"
    return FormProblem(LABELS_BY_KEY["id"], message, hint)


def _propose_id(entry: EntryValues) -> str:
    """Return an id from the name in any language, or else from the address of the web page."""
    names = entry.get("name", "")
    slugs = [shorten_slug(transliterate(str(text))) for text in _list_texts(names)]
    last = str(entry.get("url", "")).rstrip("/").rpartition("/")[2]
    if "-" in last and ID_PATTERN.fullmatch(last):
        slugs.append(last)
    return next((slugify(slug) or f"{slug}-1" for slug in slugs if slug), "")


def _make_id(workspace: Workspace, entry: Mapping[str, PlainData]) -> str:
    """Return the id that follows from the name; empty if none does."""
    return slugify(_get_name(workspace, entry.get("name", "")))


def _get_name(workspace: Workspace, name: PlainData) -> str:
    """Return the name that pages show in the default language."""
    if isinstance(name, dict):
        return str(name.get(workspace.default_language) or next(iter(name.values())))
    return str(name)


def _list_texts(value: PlainData) -> list[str]:
    return [str(text) for text in value.values()] if isinstance(value, dict) else [str(value)]


def _find_member(workspace: Workspace, form: IssueForm) -> FoundEntry | FormProblem | None:
    """Return the member to correct or to remove, or why there is none.

    None if the answer itself is one of the form's problems.
    """
    if any(problem.label == MEMBER_LABEL for problem in form.problems):
        return None
    name = form.member.rstrip("/").rpartition("/")[2] or form.member
    matches = find_entries(workspace, name, [MEMBER_KIND])
    if len(matches) == 1 and matches[0].raw_entry.id:
        return matches[0]
    ids = " or ".join(f"'{match.raw_entry.id}'" for match in matches)
    if matches:
        hint = f"write the last part of the page's address: {ids}"
        return FormProblem(MEMBER_LABEL, "several members have this name", hint)
    similar = suggest_entries(workspace, name, [MEMBER_KIND])
    names = " or ".join(f"'{entry.name}' ({entry.raw_entry.id})" for entry in similar)
    hint = f"did you mean {names}?" if names else "copy the name from the list of members"
    return FormProblem(
        MEMBER_LABEL, f"there is no member {quote_value(form.member)} on this site", hint
    )


def _remove_member(workspace: Workspace, form: IssueForm) -> AppliedForm:
    target = _find_member(workspace, form)
    if form.problems or not isinstance(target, FoundEntry):
        raise FormError([*form.problems, *([target] if isinstance(target, FormProblem) else [])])
    removal = remove_entry(workspace, MEMBER_KIND, target.raw_entry.id)
    return AppliedForm(removal.workspace, form, target.name, mentions=removal.mentions)


def _correct_member(workspace: Workspace, form: IssueForm, read: ReadAnswers) -> AppliedForm:
    """Set the filled-in keys of an existing member; empty answers leave their keys alone."""
    target = _find_member(workspace, form)
    if not isinstance(target, FoundEntry):
        raise FormError([*read.problems, *([target] if target else [])])
    before = to_plain_data(target.raw_entry.node)
    assert isinstance(before, dict)
    entry = options.with_defaults(workspace, MEMBER_KIND, read.entry) if read.entry else {}
    entry.pop("id", None)
    merged = {key: _merge(workspace, target, key, value) for key, value in entry.items()}
    whole = {"id": target.raw_entry.id, **before, **merged}
    if problems := [*read.problems, *_validate(workspace, form, whole, merged, target)]:
        raise FormError(problems)
    changed = [key for key, value in merged.items() if value != before.get(key)]
    outdated = [key for key in changed if key != "name" and _has_others(entry[key], merged[key])]
    for key in changed:
        workspace = _edit_key(workspace, target, key, entry[key], merged[key])
    labels = tuple(LABELS_BY_KEY[key] for key in outdated)
    return AppliedForm(workspace, form, target.name, read.organisation, labels)


def _merge(workspace: Workspace, target: FoundEntry, key: str, value: PlainData) -> PlainData:
    """Return the value that a key will have: an answer replaces only the languages that it has."""
    node = get_child(target.raw_entry.node, key)
    if key not in TEXT_KEYS or node is None or is_null(node):
        return value
    old, default = to_plain_data(node), workspace.default_language
    if not isinstance(old, dict) and isinstance(value, str):
        return value
    texts = dict(old) if isinstance(old, dict) else {default: old}
    if isinstance(value, dict):
        return texts | value
    language = default
    if key == "name" and is_in_foreign_script(str(value), default):
        language = next(code for code, text in texts.items() if text == target.name)
    return texts | {language: value}


def _has_others(given: PlainData, merged: PlainData) -> bool:
    """Return whether a text has translations that the answer did not give."""
    return isinstance(merged, dict) and len(merged) > len(given if isinstance(given, dict) else "1")


def _edit_key(
    workspace: Workspace, target: FoundEntry, key: str, given: PlainData, merged: PlainData
) -> Workspace:
    """Set one key; in a text with translations, only the languages that the answer has."""
    node, id = get_child(target.raw_entry.node, key), target.raw_entry.id
    texts = {}
    if isinstance(node, YamlMapping) and isinstance(merged, dict):
        before = to_plain_data(node)
        assert isinstance(before, dict)
        texts = {code: text for code, text in merged.items() if text != before.get(code)}
    if key == "name":
        return rename_entry(workspace, id, texts or merged, kind_name=MEMBER_KIND.name)
    if not texts:
        return _apply(workspace, set_key, target.node_path, key, merged, MEMBER_KIND.key_order)
    assert isinstance(node, YamlMapping)
    order = [*dict.fromkeys([*(name.text for name, _ in node.entries), *texts])]
    for code, text in texts.items():
        if get_child(node, code) is None:
            path = (*target.node_path, key)
            workspace = _apply(workspace, set_key, path, code, text, order)
        else:
            workspace = _apply(workspace, set_text, (*target.node_path, key, code), str(text))
    return workspace


def _apply(workspace: Workspace, make_edit: Callable[..., YamlEdit], *args: object) -> Workspace:
    edit = make_edit(workspace.files[MEMBER_KIND.file], *args)
    return workspace.with_edits(MEMBER_KIND.file, [edit])
