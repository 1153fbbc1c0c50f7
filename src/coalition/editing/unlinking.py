"""Remove what other entries and texts say of an entry that is removed.

A person's part in an event, their office and their authorship are about the person alone, and go
with the entry; so does an id in a list, such as an area of action of a member. A key with one id,
such as the organisation of a member, says something of the other entry: an editor has to say what
it should be instead.
"""

from __future__ import annotations

from coalition.editing.entry_kinds import EntryKind
from coalition.editing.front_matter import replace_in_front_matter
from coalition.editing.lookup import FoundEntry
from coalition.editing.references import Reference, iter_references
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.remove import remove_item, remove_key
from coalition.model import Party
from coalition.project import NodePath, find_node
from coalition.sources import YamlSequence


def remove_references(workspace: Workspace, target: FoundEntry) -> Workspace:
    """Return a workspace without the references that go with the entry, which is still there.

    Its own are not touched. The last item of a list takes its key with it.
    """
    references = [
        reference
        for reference in iter_references(workspace, target)
        if is_removed_with(reference, target) and not _is_own(reference, target)
    ]
    for reference in reversed(references):  # so that the paths of those before stay right
        path = _get_item_path(reference)
        workspace = _remove_item(workspace, reference.file, path)
    return replace_in_front_matter(workspace, target.raw_entry.collection.kind, target.raw_entry.id)


def is_removed_with(reference: Reference, target: FoundEntry) -> bool:
    """Return whether a reference goes with the entry: it is the entry's own, or about it alone."""
    if _is_own(reference, target):
        return True
    if _is_about_others(target.kind):
        return False
    return reference.is_in_list or _names_party(reference)


def _is_about_others(kind: EntryKind) -> bool:
    """Return whether references to entries of a kind say something of those that refer to them."""
    return kind.name in ("organisation", "group")


def _names_party(reference: Reference) -> bool:
    return issubclass(reference.record, Party) and reference.key == "member"


def _get_item_path(reference: Reference) -> NodePath:
    """Return the path of the item of a list to remove: the id, or the record that names nobody."""
    return reference.node_path if reference.is_in_list else reference.node_path[:-1]


def _is_own(reference: Reference, target: FoundEntry) -> bool:
    is_below = reference.node_path[: len(target.node_path)] == target.node_path
    return reference.file == target.kind.file and is_below


def _remove_item(workspace: Workspace, file_name: str, path: NodePath) -> Workspace:
    file = workspace.files[file_name]
    list_path, index = path[:-1], path[-1]
    assert isinstance(index, int)
    node = find_node(file.root_node, list_path)[1]
    assert isinstance(node, YamlSequence)
    if len(node.items) > 1:
        return workspace.with_edits(file_name, [remove_item(file, list_path, index)])
    key = list_path[-1]
    assert isinstance(key, str), "records with parties are never at the top of a file"
    return workspace.with_edits(file_name, [remove_key(file, list_path[:-1], key)])
