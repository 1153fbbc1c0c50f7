"""Report files in `data/` and `content/` that nothing reads: what they contain would be missing.

Texts are checked by `markdown_files` and pictures by `media_files`; here is all the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from coalition.diagnostics import Diagnostic, Location, Message
from coalition.project.data_files import DATA_FILES
from coalition.project.media_files import MEDIA_FOLDERS, MEDIA_SUFFIXES
from coalition.project.removed_addresses import REMOVED_FILE
from coalition.project.slugs import normalize_name
from coalition.project.suggestions import find_closest_match
from coalition.project.translated_files import MARKDOWN_FOLDERS
from coalition.sources import is_ignored

SCHEMA_FOLDER = "schema"
EDITED_DATA_FILES = frozenset(f"{name}.yaml" for name in DATA_FILES)
READ_DATA_FILES = EDITED_DATA_FILES | {f"{REMOVED_FILE}.yaml"}
SCHEMA_FILES = frozenset(f"{name}.schema.json" for name in (*DATA_FILES, REMOVED_FILE))
CONTENT_FOLDERS = (*MARKDOWN_FOLDERS, *MEDIA_FOLDERS)


def check_unread_files(root: Path) -> Iterator[Diagnostic]:
    """Report what is in `data/` and directly in `content/` and is not read. Rule: `unread-file`.

    A folder is one diagnostic, with all that it contains. Ignored files are not reported.
    """
    for path in _list_entries(root / "data"):
        if path.is_dir() and path.name == SCHEMA_FOLDER:
            names = {entry.name: entry for entry in _list_entries(path)}
            for name in sorted(names.keys() - SCHEMA_FILES):
                hint = Message("the schemas are generated: delete this file")
                yield _diagnose(names[name], f"data/{SCHEMA_FOLDER}/{name}", hint)
        elif path.is_dir() or path.name not in READ_DATA_FILES:
            yield _diagnose(path, f"data/{path.name}", _suggest_data_file(path))
    for path in _list_entries(root / "content"):
        if path.name not in CONTENT_FOLDERS:
            yield _diagnose(path, f"content/{path.name}", _suggest_content_folder(path))


def _list_entries(folder: Path) -> Iterator[Path]:
    """Yield files and folders that are neither ignored nor empty folders, which git does not keep.

    A folder that cannot be read is reported elsewhere.
    """
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return
    for path in paths:
        if not is_ignored(path.name) and (not path.is_dir() or any(_list_entries(path))):
            yield path


def _diagnose(path: Path, file: str, hint: str) -> Diagnostic:
    message = Message("nothing reads this file")
    if path.is_dir():
        message = Message("nothing reads this folder")
    return Diagnostic(Location(file), "unread-file", message, hint)


def _suggest_data_file(path: Path) -> str:
    """Return a hint with the file that was meant."""
    match = find_closest_match(path.name.partition(".")[0], _index(READ_DATA_FILES))
    if match and not path.is_dir():
        if not _exists(path.parent, match):
            return Message("did you mean '%(match)s'? rename the file", match=match)
        return Message(
            "did you mean '%(match)s'? move what is new into that file, and delete this one",
            match=match,
        )
    known = ", ".join(sorted(EDITED_DATA_FILES))
    return Message("move what is needed into one of %(known)s, and delete the rest", known=known)


def _suggest_content_folder(path: Path) -> str:
    """Return a hint with the folder in which the file or folder would be read."""
    match = find_closest_match(path.name, _index(CONTENT_FOLDERS))
    if path.is_dir():
        if match:
            return Message("did you mean 'content/%(match)s/'? move the files there", match=match)
        names = ", ".join(f"content/{name}/" for name in CONTENT_FOLDERS)
        return Message(
            "move the files that are needed into one of %(folders)s, and delete the rest",
            folders=names,
        )
    if path.suffix.lower() in {".md", ".markdown"}:
        return Message("move it to content/pages/ or content/news/")
    if path.suffix.lower() in MEDIA_SUFFIXES:
        return Message("move it to content/images/ or content/files/, or delete it")
    return Message("delete it, or move it out of content/")


def _index(names: frozenset[str] | tuple[str, ...]) -> Mapping[str, str]:
    return {normalize_name(name.partition(".")[0]): name for name in sorted(names)}


def _exists(folder: Path, name: str) -> bool:
    """Return whether a file has exactly this name, also where the file system ignores case."""
    return any(entry.name == name for entry in folder.iterdir())
