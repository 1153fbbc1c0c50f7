"""Rename an entry: a new name or title keeps the URL, a new id redirects the old one."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.editing.entry_kinds import ENTRY_KINDS, EntryKind
from coalition.editing.errors import EditError
from coalition.editing.front_matter import replace_in_front_matter
from coalition.editing.lookup import FoundEntry, find_entry
from coalition.editing.questions import iter_questions
from coalition.editing.references import (
    COALITION_FILE,
    REDIRECTS_KEY,
    get_page_path,
    has_text,
    iter_references,
    list_redirects,
)
from coalition.editing.values import parse_answer
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.edit_keys import add_item, set_key, set_text
from coalition.editing.yaml.file import YamlEdit, YamlFile
from coalition.project import PlainData, get_child, is_null, slugify
from coalition.sources import YamlMapping, YamlNode, YamlSequence

RENAMABLE_KINDS = {name: kind for name, kind in ENTRY_KINDS.items() if kind.has_former_ids}
"""The kinds whose ids can change, by name: they have `former_ids`."""


def list_renamable_kinds(kind_name: str) -> list[EntryKind]:
    """Return the kind of this name, or all that can be renamed for an empty one.

    Raises EditError for any other name.
    """
    if kind_name and kind_name not in RENAMABLE_KINDS:
        hint = f"the kinds are {', '.join(RENAMABLE_KINDS)}"
        raise EditError(f"'{kind_name}' is no kind of entry that can be renamed", hint)
    return [RENAMABLE_KINDS[kind_name]] if kind_name else [*RENAMABLE_KINDS.values()]


def rename_entry(
    workspace: Workspace, id_or_name: str, name: PlainData = "", id: str = "", kind_name: str = ""
) -> Workspace:
    """Give an entry another name or title, another id, or both.

    The page keeps its URL unless a new `id` is given; then every reference to the old id is
    changed, too, in the data and in the front matter of texts, and every redirect that leads to the
    page. With a `kind_name`, only entries of this kind are searched. A `name` is an answer, or
    texts by language. Raises EditError.
    """
    target = find_entry(workspace, id_or_name, list_renamable_kinds(kind_name))
    _ensure_renamable(target)
    if not name and not id:
        raise EditError(
            "there is nothing to change", f"give --{target.kind.name_key}, --id or both"
        )
    if id and id == target.raw_entry.id:
        raise EditError(f"{target.name} has the id '{id}' already")
    file = workspace.files[target.kind.file]
    value = _parse_name(workspace, target.kind, name) if isinstance(name, str) else name
    edits = list(_edit_name(workspace, target, value)) if name else []
    if id:
        edits += _edit_id(file, target, id)
        workspace = replace_in_front_matter(
            workspace, target.raw_entry.collection.kind, target.raw_entry.id, id
        )
        edits_by_file = _edit_references(workspace, target, id)
        edits += edits_by_file.pop(target.kind.file, [])
        for file_name, reference_edits in edits_by_file.items():
            workspace = workspace.with_edits(file_name, reference_edits)
    elif not target.raw_entry.has_id_key:
        edits += _pin_id(file, target, _get_shown_name(workspace, target, value))
    return workspace.with_edits(target.kind.file, edits)


def _ensure_renamable(target: FoundEntry) -> None:
    """Raise EditError for a member that is an organisation: it has no name and no id of its own."""
    if target.raw_entry.is_organisation_member:
        id = target.raw_entry.id
        hint = f"rename the organisation: 'python3 tasks.py rename {id} --kind organisation'"
        raise EditError(f"the member '{id}' is an organisation, and has its name", hint)


def _parse_name(workspace: Workspace, kind: EntryKind, name: str) -> PlainData:
    question = next(one for one in iter_questions(kind) if one.key == kind.name_key)
    return parse_answer(question, name, workspace)


def _edit_name(workspace: Workspace, target: FoundEntry, value: PlainData) -> Iterator[YamlEdit]:
    """Set the name in the languages of the value, or else in the one that pages show.

    A name without languages is in the default one; it stays if the value is in others.
    """
    file, name_key = workspace.files[target.kind.file], target.kind.name_key
    node = get_child(target.raw_entry.node, name_key)
    if isinstance(value, dict) and not isinstance(node, YamlMapping):
        value = {workspace.default_language: target.name, **value}
        yield set_key(file, target.node_path, name_key, value, target.kind.key_order)
        return
    for language, text in value.items() if isinstance(value, dict) else [(None, str(value))]:
        if language is None and isinstance(node, YamlMapping):
            language = next(  # noqa: PLW2901
                key.text for key, text in node.entries if text is target.raw_entry.name_node
            )
        if language is None or get_child(node, language) is not None:
            keys = (name_key,) if language is None else (name_key, language)
            yield set_text(file, (*target.node_path, *keys), text)
        else:
            yield set_key(
                file,
                (*target.node_path, name_key),
                language,
                text,
                [*_mapping_keys(node), language],
            )


def _get_shown_name(workspace: Workspace, target: FoundEntry, value: PlainData) -> str:
    """Return the name from which the id of an entry without one would be made."""
    if not isinstance(value, dict):
        return str(value)
    if workspace.default_language in value:
        return str(value[workspace.default_language])
    node = get_child(target.raw_entry.node, target.kind.name_key)
    if not isinstance(node, YamlMapping):
        return str(next(iter(value.values())))
    shown = next(k.text for k, text in node.entries if text is target.raw_entry.name_node)
    return str(value.get(shown, target.name))


def _mapping_keys(node: YamlNode | None) -> list[str]:
    return [key.text for key, _ in node.entries] if isinstance(node, YamlMapping) else []


def _pin_id(file: YamlFile, target: FoundEntry, name: str) -> Iterator[YamlEdit]:
    """Write the current id into the entry if it would not follow from the new name."""
    if slugify(name) != target.raw_entry.id:
        yield set_key(file, target.node_path, "id", target.raw_entry.id, target.kind.key_order)


def _edit_id(file: YamlFile, target: FoundEntry, id: str) -> Iterator[YamlEdit]:
    """Set the new id and add the old one to `former_ids`, in place of the new one if listed."""
    old_id, list_path = target.raw_entry.id, (*target.node_path, "former_ids")
    yield set_key(file, target.node_path, "id", id, target.kind.key_order)
    former = get_child(target.raw_entry.node, "former_ids")
    if former is None or is_null(former):
        yield set_key(file, target.node_path, "former_ids", [old_id], target.kind.key_order)
    elif isinstance(former, YamlSequence):
        indexes = [index for index, item in enumerate(former.items) if has_text(item, id)]
        if indexes:
            yield set_text(file, (*list_path, indexes[0]), old_id)
        else:
            yield add_item(file, list_path, old_id)


def _edit_references(
    workspace: Workspace, target: FoundEntry, id: str
) -> dict[str, list[YamlEdit]]:
    """Replace the old id with the new one in references and redirects; return edits by file."""
    edits: dict[str, list[YamlEdit]] = {}
    for reference in iter_references(workspace, target):
        file = workspace.files[reference.file]
        edits.setdefault(reference.file, []).append(set_text(file, reference.node_path, id))
    old_path = get_page_path(target.kind, target.raw_entry.id)
    for redirect in list_redirects(workspace):
        if f"{redirect.target}/" == old_path:
            node_path = (REDIRECTS_KEY, redirect.index, "to")
            new_path = f"/{get_page_path(target.kind, id)}"
            edit = set_text(workspace.files[COALITION_FILE], node_path, new_path)
            edits.setdefault(COALITION_FILE, []).append(edit)
    return edits
