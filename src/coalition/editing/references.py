"""Everything that leads to an entry: references by id, redirects, links and mentions in texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coalition.diagnostics import Location
from coalition.editing.entry_kinds import EntryKind
from coalition.editing.lookup import FoundEntry
from coalition.editing.new_ids import PAGE_FOLDERS
from coalition.editing.workspace import CONTENT_FOLDER, Workspace
from coalition.model import CoalitionFile, Record, list_keys
from coalition.project import (
    MEMBERS,
    ORGANISATIONS,
    RAW_COLLECTIONS,
    NodePath,
    get_child,
    is_null,
    normalize_name,
)
from coalition.sources import (
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
    glob_paths,
)

COALITION_FILE, REDIRECTS_KEY = "coalition", "redirects"


@dataclass(frozen=True)
class Reference:
    """A reference to an entry: its node, the file in `data/` and the path in it.

    `record` is the class of the record that has it as the value of `key`, or in the list there.
    """

    file: str
    node_path: NodePath
    node: YamlNode
    record: type[Record]
    key: str

    @property
    def is_in_list(self) -> bool:
        """Whether it is an id in a list of ids."""
        return isinstance(self.node_path[-1], int)


@dataclass(frozen=True)
class ConfiguredRedirect:
    """An entry of `redirects` in `coalition.yaml`; both paths have no slashes at their ends."""

    index: int
    source: str
    target: str


@dataclass(frozen=True)
class TextLine:
    """A line of a data file or a Markdown file."""

    location: Location
    text: str


def get_page_path(kind: EntryKind, id: str) -> str:
    """Return the path of an entry's page, without a language folder."""
    return f"{PAGE_FOLDERS[kind.name]}/{id.lower()}/"


def iter_references(workspace: Workspace, target: FoundEntry) -> Iterator[Reference]:
    """Yield every reference to an entry in the data files, from other entries and from itself.

    An organisation that is itself a member may be referred to as either.
    """
    id = target.raw_entry.id
    kinds: set[str] = {target.raw_entry.collection.kind}
    if target.raw_entry.collection is ORGANISATIONS and any(
        member.is_organisation_member and member.id == id
        for member in workspace.raw_entries(MEMBERS)
    ):
        kinds.add(MEMBERS.kind)
    finder = _ReferenceFinder(frozenset(kinds), id)
    root = workspace.files[COALITION_FILE].root_node
    yield from finder.find(COALITION_FILE, CoalitionFile, root, ())
    for one in RAW_COLLECTIONS:
        if one.file != COALITION_FILE:
            for index, raw_entry in enumerate(workspace.raw_entries(one)):
                yield from finder.find(one.file, one.record, raw_entry.node, (index,))


@dataclass(frozen=True)
class _ReferenceFinder:
    """Finds references to the entry of these kinds with this id, in records at any depth."""

    kinds: frozenset[str]
    id: str

    def find(
        self, file: str, record: type[Record], node: YamlNode, path: NodePath
    ) -> Iterator[Reference]:
        """Yield the references in the node of a record, which is at this path of a file."""
        for key in list_keys(record):
            value = get_child(node, key.name)
            if value is None:
                continue
            value_path = (*path, key.name)
            items = value.items if isinstance(value, YamlSequence) else ()
            nodes = [
                (value, value_path),
                *((item, (*value_path, n)) for n, item in enumerate(items)),
            ]
            for child, child_path in nodes:
                if key.record:
                    yield from self.find(file, key.record, child, child_path)
                elif (
                    key.kind and key.kind.reference_kind in self.kinds and has_text(child, self.id)
                ):
                    yield Reference(file, child_path, child, record, key.name)


def has_text(node: YamlNode, id: str) -> bool:
    """Return whether a node is this text, apart from blanks around it."""
    return isinstance(node, YamlScalar) and node.text.strip() == id


def list_redirects(workspace: Workspace) -> list[ConfiguredRedirect]:
    """Return the redirects in `coalition.yaml` that have both addresses."""
    node = get_child(workspace.files[COALITION_FILE].root_node, REDIRECTS_KEY)
    redirects = []
    for index, item in enumerate(node.items if isinstance(node, YamlSequence) else ()):
        ends = [get_child(item, key) for key in ("from", "to")]
        paths = [end.text.strip().strip("/") for end in ends if isinstance(end, YamlScalar)]
        if len(paths) == len(ends):
            redirects.append(ConfiguredRedirect(index, *paths))
    return redirects


def find_links(
    before: Workspace, after: Workspace, kind: EntryKind, ids: Iterable[str]
) -> Iterator[TextLine]:
    """Yield the lines of `before` that link to one of an entry's addresses and are in `after`."""
    alternatives = "|".join(map(re.escape, sorted(ids)))
    folder = rf"(?:(?<![\w-]){re.escape(PAGE_FOLDERS[kind.name])}|\.\.)"
    pattern = re.compile(rf"{folder}/(?:{alternatives})(?![\w-])", re.I)
    remaining = Counter((line.location.file, line.text) for line in iter_lines(after))
    for line in iter_lines(before):
        match = pattern.search(line.text)
        if match and remaining[line.location.file, line.text]:
            remaining[line.location.file, line.text] -= 1
            location = Location(
                line.location.file, line.location.line, match.start() + 1, len(match[0])
            )
            yield TextLine(location, line.text)


def list_telling_texts(target: FoundEntry) -> list[str]:
    """Return the texts by which an entry is recognised: its names, its ids, the text to sort by.

    An id of one word is left out: it may be an ordinary word. A member that is an organisation is
    recognised by nothing, as the organisation itself stays.
    """
    raw_entry = target.raw_entry
    if raw_entry.is_organisation_member:
        return []
    names = get_child(raw_entry.node, raw_entry.collection.name_key)
    nodes = [get_child(raw_entry.node, "sort"), names]
    if isinstance(names, YamlMapping):
        nodes += [value for _, value in names.entries]
    texts = [node.text for node in nodes if isinstance(node, YamlScalar) and not is_null(node)]
    ids = [raw_entry.id, *(former.text.strip() for former in raw_entry.former_id_nodes)]
    return [*texts, *(id for id in ids if "-" in id)]


def find_mentions(
    workspace: Workspace, texts: Iterable[str], allowed_texts: Iterable[str] = ()
) -> Iterator[TextLine]:
    """Yield the lines of data and Markdown files, and the names of files, that contain a text.

    A text within an allowed one does not count. Capital letters, accents and hyphens do not matter.
    """
    allowed = _compile_search(allowed_texts)
    pattern = _compile_search(texts)

    def mentions(text: str) -> bool:
        return bool(pattern.search(allowed.sub(" / ", " ".join(_split_words(text)))))

    yield from (line for line in iter_lines(workspace) if mentions(line.text))
    deleted = {change.path for change in workspace.media_changes if change.after is None}
    for path in sorted(glob_paths(workspace.root / CONTENT_FOLDER, "**/*")):
        if path not in deleted and mentions(path.stem):
            name = path.relative_to(workspace.root).as_posix()
            yield TextLine(Location(name), "the name of this file")


def iter_lines(workspace: Workspace) -> Iterator[TextLine]:
    """Yield all lines of the data files and of the Markdown files, as edited."""
    for file in workspace.files.values():
        yield from _number_lines(file.display_path, file.document.lines)
    for path in workspace.list_texts():
        name = path.relative_to(workspace.root).as_posix()
        yield from _number_lines(name, decode_lines(workspace.read_text(path)))


def decode_lines(data: bytes) -> list[str]:
    """Return the lines of a text; bytes that are not UTF-8 are replaced."""
    return re.split(r"\r\n|\r|\n", data.decode("utf-8-sig", "replace"))


def _number_lines(name: str, lines: Iterable[str]) -> Iterator[TextLine]:
    return (TextLine(Location(name, number), line) for number, line in enumerate(lines, 1))


def _compile_search(texts: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds whole texts in joined words; one for none finds nothing."""
    words = {" ".join(_split_words(text)) for text in texts} - {""}
    alternatives = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)" if words else "(?!)")


def _split_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", normalize_name(text))
