"""Remove a member or an organisation, and former names, so that no page names them any longer.

`data/removed.yaml` then says that the addresses may disappear, in hashes that name nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coalition.diagnostics import DataError, Diagnostic
from coalition.editing.entry_kinds import MEMBER_KIND, ORGANISATION_KIND, EntryKind
from coalition.editing.errors import EditError
from coalition.editing.git_history import list_former_ids
from coalition.editing.lookup import MAX_SUGGESTED_IDS, FoundEntry, find_entry
from coalition.editing.new_ids import PAGE_FOLDERS
from coalition.editing.news_references import iter_news_references
from coalition.editing.references import (
    COALITION_FILE,
    REDIRECTS_KEY,
    ConfiguredRedirect,
    TextLine,
    find_links,
    find_mentions,
    get_page_path,
    iter_lines,
    iter_references,
    list_redirects,
    list_telling_texts,
)
from coalition.editing.removed_file import record_removed_paths
from coalition.editing.renaming import rename_entry
from coalition.editing.transaction import FileChange
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.edit_keys import set_text
from coalition.editing.yaml.remove import remove_item, remove_key
from coalition.model import ID_PATTERN, IMAGE_NAME_PATTERN
from coalition.project import RawEntry, find_similar_codes, get_child, slugify
from coalition.sources import YamlScalar

REMOVABLE_KINDS = {kind.name: kind for kind in (MEMBER_KIND, ORGANISATION_KIND)}
"""The kinds of entry that can be removed, by name."""

PICTURE_KEYS = {MEMBER_KIND.name: "photo", ORGANISATION_KIND.name: "logo"}
"""The key of an entry that names its picture, by kind."""

IMAGES_FOLDER = "content/images"


@dataclass(frozen=True)
class Removal:
    """The workspace after a removal.

    `mentions` are the lines that still contain a name or an id of what was removed.
    `kept_photo` is the name of a photo or logo that was kept, because something else uses it.
    """

    workspace: Workspace
    mentions: tuple[TextLine, ...] = ()
    kept_photo: str = ""


def get_removable_kind(name: str) -> EntryKind:
    """Return the kind of this name. Raises EditError for any other."""
    if name not in REMOVABLE_KINDS:
        message = f"'{name}' cannot be removed with this command"
        raise EditError(message, f"the first argument is {' or '.join(REMOVABLE_KINDS)}")
    return REMOVABLE_KINDS[name]


def remove_entry(workspace: Workspace, kind: EntryKind, id_or_name: str) -> Removal:
    """Remove an entry with its redirects and its picture, and record its addresses as hashes.

    Raises EditError if there is no such entry, and DataError with the lines of others that refer to
    it: only an editor can say what these should say instead.
    """
    target = find_entry(workspace, id_or_name, [kind])
    ids = list_ids(target)
    if not ids[0]:
        raise EditError("this entry has no id", "'python3 tasks.py check' says how to correct it")
    paths = [get_page_path(kind, id) for id in ids]
    redirects = [r for r in list_redirects(workspace) if f"{r.target}/" in paths]
    after = _remove_redirects(workspace, redirects)
    list_path, index = target.node_path[:-1], target.node_path[-1]
    assert isinstance(index, int)
    after = after.with_edits(kind.file, [remove_item(after.files[kind.file], list_path, index)])
    after, kept_photo = _remove_picture(after, target)
    if diagnostics := list(_find_obstacles(workspace, after, target, ids)):
        raise DataError(diagnostics)
    after = record_removed_paths(after, [*paths, *(r.source for r in redirects)])
    orcid = get_child(target.raw_entry.node, "orcid")
    texts = [*list_telling_texts(target), *([orcid.text] if isinstance(orcid, YamlScalar) else [])]
    return Removal(after, tuple(find_mentions(after, texts)), kept_photo)


def record_deleted_entry(workspace: Workspace, kind: EntryKind, id: str) -> Removal:
    """Record the address of an entry that was deleted by hand. Raises EditError."""
    id = id.strip()
    if not ID_PATTERN.fullmatch(id):
        hint = f"give the part of the page's address after '/{PAGE_FOLDERS[kind.name]}/'"
        raise EditError(f"'{id}' is not an id", hint)
    for raw_entry in workspace.raw_entries(kind.collection):
        if id in _list_entry_ids(raw_entry):
            message = f"there is {kind.name_with_article} with the id '{id}'"
            raise EditError(message, "to remove the entry, leave '--deleted' out")
    return Removal(record_removed_paths(workspace, [get_page_path(kind, id)]))


def find_doubt(workspace: Workspace, kind: EntryKind, id: str) -> EditError | None:
    """Return why an id may be a typing error; None if git knows it, or nothing speaks against it.

    If git has the whole history, each deleted entry is in it. Otherwise only an id that is almost
    the same as another one is doubtful.
    """
    id = id.strip()
    former = list_former_ids(workspace.root, f"data/{kind.file}.yaml")
    if id in former.ids:
        return None
    entries = workspace.raw_entries(kind.collection)
    current = {id for entry in entries for id in _list_entry_ids(entry) if id}
    similar = find_similar_codes(id, {one: one for one in sorted(former.ids | current)})
    if not similar and not former.is_complete:
        return None
    message = f"git knows no {kind.name} with the id '{id}'"
    if not former.is_complete:
        message = f"the id '{id}' is almost the same as another one"
    hint = f"compare it with the page's address after '/{PAGE_FOLDERS[kind.name]}/'"
    if similar:
        ids = " or ".join(f"'{one}'" for one in similar[:MAX_SUGGESTED_IDS])
        hint = f"did you mean {ids}?"
    return EditError(message, hint)


def forget_former_name(
    workspace: Workspace, id_or_name: str, name: str = "", id: str = "", kind_name: str = ""
) -> Removal:
    """Rename an entry and let all its former addresses disappear, instead of redirecting them.

    These include the redirects in `coalition.yaml`, which may contain a part of the name. Without
    `id`, the new id is made from the new `name`. Without both, only the former ids are forgotten.
    Raises EditError, and DataError with the lines that link to a former address.
    """
    target = find_entry(workspace, id_or_name, list_kinds(kind_name))
    kind, old_id = target.kind, target.raw_entry.id
    new_id = id or (_make_id(workspace, name) if name else old_id)
    after = workspace
    if name or new_id != old_id:
        changed_id = new_id if new_id != old_id else ""
        after = rename_entry(workspace, old_id, name, changed_id, kind.name)
    former_ids = list_ids(find_entry(after, new_id, [kind]))[1:]
    after = _remove_former_ids(after, kind, new_id)
    after = _rename_picture(after, find_entry(after, new_id, [kind]), old_id)
    new_path = get_page_path(kind, new_id)
    redirects = [r for r in list_redirects(after) if f"{r.target}/" == new_path]
    after = _remove_redirects(after, redirects)
    if diagnostics := list(_find_linking_lines(workspace, after, kind, former_ids)):
        raise DataError(diagnostics)
    former_paths = [get_page_path(kind, former) for former in former_ids]
    after = record_removed_paths(after, [*former_paths, *(r.source for r in redirects)])
    former_texts = [text for text in list_telling_texts(target) if name or text in former_ids]
    mentions = find_mentions(after, former_texts, (name, new_id))
    return Removal(after, tuple(mentions))


def list_ids(target: FoundEntry) -> list[str]:
    """Return the id of an entry, then its former ids."""
    return list(dict.fromkeys(_list_entry_ids(target.raw_entry)))


def _list_entry_ids(raw_entry: RawEntry) -> list[str]:
    return [raw_entry.id, *(node.text.strip() for node in raw_entry.former_id_nodes)]


def list_kinds(kind_name: str) -> list[EntryKind]:
    """Return the kind of this name, or all that can be removed for an empty one."""
    return [get_removable_kind(kind_name)] if kind_name else [*REMOVABLE_KINDS.values()]


def _make_id(workspace: Workspace, name: str) -> str:
    """Return the id made from a name, which may have the code of its language before it."""
    code, colon, text = name.partition(":")
    is_prefixed = bool(colon) and code.strip() in workspace.languages
    id = slugify(text if is_prefixed else name)
    if not id:
        raise EditError("no id can be made from this name", "give the new id with --id")
    return id


def _remove_former_ids(workspace: Workspace, kind: EntryKind, id: str) -> Workspace:
    """Remove `former_ids`, and an `id` that the name gives anyway where none has to be written."""
    target = find_entry(workspace, id, [kind])
    if get_child(target.raw_entry.node, "former_ids") is not None:
        edit = remove_key(workspace.files[kind.file], target.node_path, "former_ids")
        workspace = workspace.with_edits(kind.file, [edit])
    name_node = target.raw_entry.name_node
    is_redundant = name_node is not None and slugify(name_node.text) == id
    if is_redundant and target.raw_entry.has_id_key and not kind.has_written_ids:
        edit = remove_key(workspace.files[kind.file], target.node_path, "id")
        workspace = workspace.with_edits(kind.file, [edit])
    return workspace


def _remove_redirects(workspace: Workspace, redirects: Iterable[ConfiguredRedirect]) -> Workspace:
    """Remove entries of `redirects` in `coalition.yaml`, and the key with the last of them."""
    for redirect in sorted(redirects, key=lambda redirect: -redirect.index):
        file = workspace.files[COALITION_FILE]
        node = get_child(file.root_node, REDIRECTS_KEY)
        if len(getattr(node, "items", ())) == 1:
            edit = remove_key(file, (), REDIRECTS_KEY)
        else:
            edit = remove_item(file, (REDIRECTS_KEY,), redirect.index)
        workspace = workspace.with_edits(COALITION_FILE, [edit])
    return workspace


def _remove_picture(workspace: Workspace, target: FoundEntry) -> tuple[Workspace, str]:
    """Delete the photo or logo of a removed entry, unless something else uses it.

    Return its name then.
    """
    picture = _read_picture(workspace, target)
    if picture is None:
        return workspace, ""
    if _is_image_used(workspace, picture.path.name):
        return workspace, picture.path.name
    return workspace.with_image_changes([picture]), ""


def _rename_picture(workspace: Workspace, target: FoundEntry, old_id: str) -> Workspace:
    """Rename a photo or logo that is named after a former id, unless something else uses it."""
    picture, new_id = _read_picture(workspace, target), target.raw_entry.id
    if picture is None or new_id == old_id or old_id not in picture.path.stem:
        return workspace
    new_name = picture.path.name.replace(old_id, new_id)
    if not IMAGE_NAME_PATTERN.fullmatch(new_name):
        return workspace  # the id is invalid, which the check reports
    new_path = picture.path.with_name(new_name)
    key_path = (*target.node_path, PICTURE_KEYS[target.kind.name])
    edit = set_text(workspace.files[target.kind.file], key_path, new_path.name)
    after = workspace.with_edits(target.kind.file, [edit])
    if new_path.exists() or _is_image_used(after, picture.path.name):
        return workspace
    new = FileChange(new_path, f"{IMAGES_FOLDER}/{new_path.name}", None, picture.before)
    return after.with_image_changes([new, picture])


def _read_picture(workspace: Workspace, target: FoundEntry) -> FileChange | None:
    """Return the deletion of an entry's photo or logo; None if it has none."""
    node = get_child(target.raw_entry.node, PICTURE_KEYS.get(target.kind.name, ""))
    if not isinstance(node, YamlScalar) or not IMAGE_NAME_PATTERN.fullmatch(node.text.strip()):
        return None
    path = workspace.root / IMAGES_FOLDER / node.text.strip()
    if not path.is_file():
        return None
    return FileChange(path, f"{IMAGES_FOLDER}/{path.name}", path.read_bytes(), None)


def _is_image_used(workspace: Workspace, name: str) -> bool:
    """Return whether the name of an image is in any line of the data and of Markdown files."""
    pattern = re.compile(rf"(?<![\w.-]){re.escape(name)}(?!\w)")
    return any(pattern.search(line.text) for line in iter_lines(workspace))


def _find_obstacles(
    before: Workspace, after: Workspace, target: FoundEntry, ids: Iterable[str]
) -> Iterator[Diagnostic]:
    """Yield the references and links that would lead nowhere, at their lines in `before`."""
    for reference in iter_references(before, target):
        if reference.node_path[: len(target.node_path)] == target.node_path and (
            reference.kind is target.kind
        ):
            continue
        document = before.files[reference.kind.file].document
        message = f"this names the {target.kind.name} that is to be removed"
        hint = "name another one, or delete the line; to remove this entry too, remove it first"
        location = reference.node.location
        yield document.diagnostic_at(location, "unknown-reference", message, hint)
    for news in iter_news_references(before, target):
        message = f"this names the {target.kind.name} that is to be removed"
        hint = "delete the id from the line, or the whole line"
        yield Diagnostic(news.location, "unknown-reference", message, hint, news.line)
    yield from _find_linking_lines(before, after, target.kind, ids)


def _find_linking_lines(
    before: Workspace, after: Workspace, kind: EntryKind, ids: Iterable[str]
) -> Iterator[Diagnostic]:
    for line in find_links(before, after, kind, ids):
        message = "this links to the page that is to be removed"
        hint = "delete the link first, and perhaps the name"
        yield Diagnostic(line.location, "broken-link", message, hint, line.text)
