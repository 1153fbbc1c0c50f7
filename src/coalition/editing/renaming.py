"""New names that keep their address, and new ids whose old address leads on to the new one."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.editing.entry_kinds import KINDS, MEMBER, ORGANISATION, EntryKind
from coalition.editing.errors import EditError
from coalition.editing.finding import Found, find_entry
from coalition.editing.questions import every_question
from coalition.editing.values import value_of
from coalition.editing.workspace import Desk
from coalition.editing.yaml.file import Edit, YamlFile
from coalition.editing.yaml.set_key import add_item, set_key, set_text
from coalition.project.raw_entries import Steps, child, is_nothing
from coalition.project.slugs import made_id
from coalition.sources.yaml_parser import Mapping, Node, Scalar, Sequence

NAMED = (MEMBER, ORGANISATION)
"""The kinds whose addresses can change: only they have former ids."""


def renamed(desk: Desk, wanted: str, name: str = "", id: str = "") -> Desk:
    """The desk after a member or an organisation has got another name, another id, or both.

    Its page keeps its address unless a new `id` is wanted; then every entry that refers to the old
    one refers to the new one. Raises EditError where that cannot be done.
    """
    found = find_entry(desk, wanted, NAMED)
    if not name and not id:
        raise EditError("nothing is to be changed", "give --name, --id or both")
    if id and id == found.draft.id:
        raise EditError(f"{found.name} has the id '{id}' already")
    file = desk.files[found.kind.file]
    edits = list(_new_name(desk, file, found, name)) if name else []
    if id:
        edits += _new_id(file, found, id)
        others = {kind.file: list(_references(desk, kind, found, id)) for kind in KINDS.values()}
        edits += others.pop(found.kind.file)
        for other, changes in others.items():
            desk = desk.edited(other, changes) if changes else desk
    elif not found.draft.says_its_id:
        edits += _kept_id(file, found, name)
    return desk.edited(found.kind.file, edits)


def _new_name(desk: Desk, file: YamlFile, found: Found, name: str) -> Iterator[Edit]:
    """The name in the language that is said, or else in the one that pages show first."""
    question = next(one for one in every_question(found.kind) if one.key == "name")
    value, node = value_of(question, name, desk), child(found.draft.node, "name")
    if isinstance(value, dict) and not isinstance(node, Mapping):
        yield set_key(file, found.steps, "name", value, found.kind.order)
        return
    for language, text in value.items() if isinstance(value, dict) else [(None, str(value))]:
        if language is None and isinstance(node, Mapping):
            language = next(key.text for key, text in node.entries if text is found.draft.name)  # noqa: PLW2901
        if language is None or child(node, language) is not None:
            way = ("name",) if language is None else ("name", language)
            yield set_text(file, (*found.steps, *way), text)
        else:
            yield set_key(file, (*found.steps, "name"), language, text, [*_keys(node), language])


def _keys(node: Node | None) -> list[str]:
    return [key.text for key, _ in node.entries] if isinstance(node, Mapping) else []


def _kept_id(file: YamlFile, found: Found, name: str) -> Iterator[Edit]:
    """The id in a line of its own, where the new name would have given another one."""
    if made_id(name) != found.draft.id:
        yield set_key(file, found.steps, "id", found.draft.id, found.kind.order)


def _new_id(file: YamlFile, found: Found, id: str) -> Iterator[Edit]:
    """The new id, and the old one among the former ones; there the new one may have been."""
    old, steps = found.draft.id, (*found.steps, "former_ids")
    yield set_key(file, found.steps, "id", id, found.kind.order)
    former = child(found.draft.node, "former_ids")
    if former is None or is_nothing(former):
        yield set_key(file, found.steps, "former_ids", [old], found.kind.order)
    elif isinstance(former, Sequence):
        places = [n for n, item in enumerate(former.items) if _says(item, id)]
        yield set_text(file, (*steps, places[0]), old) if places else add_item(file, steps, old)


def _references(desk: Desk, kind: EntryKind, found: Found, id: str) -> Iterator[Edit]:
    """The new id in the place of each reference to the old one."""
    keys = [one.key for one in every_question(kind) if one.kind == found.kind.name]
    file = desk.files[kind.file]
    for number, draft in enumerate(desk.drafts(kind.shelf)):
        above: Steps = (kind.key, number) if kind.key else (number,)
        for key in keys:
            value = child(draft.node, key)
            items = value.items if isinstance(value, Sequence) else ()
            if value is not None and _says(value, found.draft.id):
                yield set_text(file, (*above, key), id)
            for place, item in enumerate(items):
                if _says(item, found.draft.id):
                    yield set_text(file, (*above, key, place), id)


def _says(node: Node, id: str) -> bool:
    return isinstance(node, Scalar) and node.text.strip() == id
