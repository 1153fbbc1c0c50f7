"""Everything that leads to an entry: references by id, redirects, links and mentions in texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coalition.diagnostics import Location
from coalition.editing.entry_kinds import ENTRY_KINDS, EntryKind
from coalition.editing.lookup import FoundEntry
from coalition.editing.new_ids import PAGE_FOLDERS
from coalition.editing.questions import iter_questions
from coalition.editing.workspace import Workspace
from coalition.project import NodePath, get_child, is_null, normalize_name
from coalition.sources import (
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
    glob_paths,
)

COALITION_FILE, REDIRECTS_KEY = "coalition", "redirects"
CONTENT_FOLDER = "content"


@dataclass(frozen=True)
class Reference:
    """A reference to an entry, from an entry of `kind`: the node and its path in the file."""

    kind: EntryKind
    node_path: NodePath
    node: YamlNode


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
    """Yield every reference to an entry from other entries, and from itself."""
    for kind in ENTRY_KINDS.values():
        keys = [q.key for q in iter_questions(kind) if q.reference_kind == target.kind.name]
        for number, raw_entry in enumerate(workspace.raw_entries(kind.collection) if keys else ()):
            entry_path: NodePath = (kind.key, number) if kind.key else (number,)
            for key in keys:
                value = get_child(raw_entry.node, key)
                if value is not None and has_text(value, target.raw_entry.id):
                    yield Reference(kind, (*entry_path, key), value)
                items = value.items if isinstance(value, YamlSequence) else ()
                for index, item in enumerate(items):
                    if has_text(item, target.raw_entry.id):
                        yield Reference(kind, (*entry_path, key, index), item)


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
    folder = rf"(?:(?<![\w-]){PAGE_FOLDERS[kind.name]}|\.\.)"
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

    An id of one word is left out: it may be an ordinary word.
    """
    raw_entry = target.raw_entry
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
    deleted = {change.path for change in workspace.image_changes if change.after is None}
    for path in sorted(glob_paths(workspace.root / CONTENT_FOLDER, "**/*")):
        if path not in deleted and mentions(path.stem):
            name = path.relative_to(workspace.root).as_posix()
            yield TextLine(Location(name), "the name of this file")


def iter_lines(workspace: Workspace) -> Iterator[TextLine]:
    """Yield all lines of the data files and of the Markdown files, as edited."""
    for file in workspace.files.values():
        yield from _number_lines(file.display_path, file.document.lines)
    changed = {change.path: change.after for change in workspace.text_changes}
    for path in sorted(glob_paths(workspace.root / CONTENT_FOLDER, "**/*.md")):
        name = path.relative_to(workspace.root).as_posix()
        yield from _number_lines(name, decode_lines(changed.get(path) or path.read_bytes()))


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
