"""Record in `data/removed.yaml` that addresses may disappear from the site."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from coalition.editing.entry_kinds import EntryKind
from coalition.editing.errors import EditError
from coalition.editing.new_files import make_modeline
from coalition.editing.new_ids import PAGE_FOLDERS, has_page
from coalition.editing.questions import format_today
from coalition.editing.references import get_page_path
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.buffer import Splice
from coalition.editing.yaml.file import EntryValues, YamlEdit, YamlFile, make_inserter
from coalition.editing.yaml.remove import find_dash_line, remove_item
from coalition.editing.yaml.spans import find_value_end, is_flow_collection
from coalition.model import ADDRESS_HASH_PATTERN
from coalition.project import REMOVED_FILE, get_child, get_salt, hash_address
from coalition.sources import YamlScalar, YamlSequence

SALT_BYTES = 16

_HEADER = """\
# Addresses that may disappear from the published site. The file names nobody: each address is known
# only by a salted hash. 'python3 tasks.py remove' and 'rename --forget' write the entries.
# Keep each entry on one line, so that git can merge them.

"""


def record_removed_paths(workspace: Workspace, paths: Iterable[str]) -> Workspace:
    """Return a workspace in whose `removed.yaml` all these paths are. Raises EditError.

    Entries are sorted by their hashes, so the place of a new one says nothing about it, and two
    branches seldom add theirs in the same place.
    """
    for path in paths:
        workspace = _record_path(workspace, path)
    return workspace


def add_entry(workspace: Workspace, kind: EntryKind, entry: EntryValues) -> Workspace:
    """Return a workspace with one more entry, whose address may not disappear. Raises EditError."""
    return add_entries(workspace, kind, [entry])


def add_entries(workspace: Workspace, kind: EntryKind, entries: Iterable[EntryValues]) -> Workspace:
    """Return a workspace with more entries of one kind, as `add_entry` adds each of them."""
    after = workspace.with_entries(kind, entries)
    if kind.name not in PAGE_FOLDERS or REMOVED_FILE not in workspace.files:
        return after
    ids = [
        {raw_entry.id for raw_entry in one.raw_entries(kind.collection) if has_page(raw_entry)}
        for one in (workspace, after)
    ]
    return withdraw_removed_paths(
        after, [get_page_path(kind, id) for id in sorted(ids[1] - ids[0])]
    )


def withdraw_removed_paths(workspace: Workspace, paths: Sequence[str]) -> Workspace:
    """Return a workspace in whose `removed.yaml` the paths are not: there are pages again."""
    hashes = _list_hashes(workspace)
    salts = dict.fromkeys(map(get_salt, hashes))
    with ThreadPoolExecutor() as pool:  # each hash takes long, so that nobody can guess many
        found = {*pool.map(lambda one: hash_address(*one), itertools.product(paths, salts))}
    for hash in [one for one in hashes if one in found]:
        edit = remove_item(workspace.files[REMOVED_FILE], (), hashes.index(hash))
        workspace = workspace.with_edits(REMOVED_FILE, [edit])
        hashes.remove(hash)
    return workspace


def _record_path(workspace: Workspace, path: str) -> Workspace:
    hashes = _list_hashes(workspace)
    salts = list(dict.fromkeys(map(get_salt, hashes))) or [secrets.token_hex(SALT_BYTES)]
    if any(hash_address(path, salt) in hashes for salt in salts):
        return workspace
    entry = {"hash": hash_address(path, salts[0]), "date": format_today()}
    line = f"- {{hash: {entry['hash']}, date: {entry['date']}}}"
    if REMOVED_FILE not in workspace.files:
        modeline = make_modeline(workspace.root, REMOVED_FILE)
        text = f"{modeline}{_HEADER}{line}\n"
        return workspace.with_new_file(REMOVED_FILE, text.encode())
    file = workspace.files[REMOVED_FILE]
    index = sum(hash < entry["hash"] for hash in hashes)
    splice = _insert_line(file, index, line)
    return workspace.with_edits(REMOVED_FILE, [YamlEdit(splice, make_inserter((index,), entry))])


def _insert_line(file: YamlFile, index: int, line: str) -> Splice:
    """Insert an entry on a line of its own before the entry with this index, or after the last."""
    node, text = file.root_node, file.text
    if not isinstance(node, YamlSequence) or (node.items and is_flow_collection(text, node)):
        raise EditError(
            f"{file.display_path} is not a list with one entry on each line",
            "'python3 tasks.py check' reports its errors; correct them first",
        )
    if not node.items:
        start = text.offset_at(node.location)
        return Splice(start, find_value_end(text, node, 0), line)
    line = " " * (node.location.column - 1) + line
    if index < len(node.items):
        start = text.line_starts[find_dash_line(text, node, index) - 1]
        return Splice(start, start, f"{line}{text.newline}")
    end = text.line_end(find_value_end(text, node.items[-1], node.location.column - 1))
    return Splice(end, end, f"{text.newline}{line}")


def _list_hashes(workspace: Workspace) -> list[str]:
    """Return the hash of each entry, in the order of the file. Raises EditError."""
    if REMOVED_FILE not in workspace.files:
        return []
    root = workspace.files[REMOVED_FILE].root_node
    nodes = [get_child(entry, "hash") for entry in getattr(root, "items", ())]
    hashes = [node.text.strip() for node in nodes if isinstance(node, YamlScalar)]
    if len(hashes) < len(nodes) or not all(map(ADDRESS_HASH_PATTERN.fullmatch, hashes)):
        raise EditError(
            f"data/{REMOVED_FILE}.yaml has an invalid entry",
            "'python3 tasks.py check' reports it; correct it first",
        )
    return hashes
