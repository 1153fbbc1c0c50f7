"""The model and the coalition's ids -> JSON Schemas, one for each file of `data/`.

Programs that edit YAML read them: they complete keys, ids and codes, and underline what is wrong.
The schemas are kept beside the data, in `data/schema/`, since they hold its ids.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from coalition.project.loader import FILES
from coalition.schema.allowed_values import Allowed, allowed
from coalition.schema.definitions import OF_DATA, Definitions
from coalition.schema.kinds import Schema

FOLDER = "data/schema"


@dataclass(frozen=True)
class Made:
    """The schema of one file, and the files of `data/` that its ids come from."""

    schema: Schema
    follows: frozenset[str]

    @property
    def text(self) -> str:
        """The schema as it stands in its file."""
        return json.dumps(self.schema, ensure_ascii=False, indent=2) + "\n"


def schemas(found: Allowed) -> dict[str, Made]:
    """The schemas of the five files, by the files' names without their endings."""
    made = {}
    for file in FILES:
        definitions = Definitions(found)
        schema = definitions.schema(file)
        made[file] = Made(schema, frozenset(definitions.follows))
    return made


def structure(schema: Schema) -> Schema:
    """The schema without what follows from the data."""
    definitions = {
        name: {OF_DATA: inner[OF_DATA]} if OF_DATA in inner else inner
        for name, inner in schema["definitions"].items()
    }
    return schema | {"definitions": definitions}


def shown(file: str) -> str:
    """The name of the schema of one of the five files, as an editor would type it."""
    return f"{FOLDER}/{file}.schema.json"


def stale(project: Path) -> list[str]:
    """The names of the schemas in the folder `project` that are not what they should be.

    A file of data that cannot be read leaves those that hold its ids as they are, so they are not
    among them. Never raises.
    """
    return [name for name, text in _texts(project).items() if _read(project / name) != text]


def there_are_any(project: Path) -> bool:
    """Whether the project keeps schemas at all; one without them wants none."""
    return (project / "data" / "schema").is_dir()


def follow(project: Path) -> None:
    """Bring the schemas up to date, where there are any; the check tells of what stayed behind."""
    if there_are_any(project):
        with suppress(OSError):
            update(project)


def update(project: Path) -> list[str]:
    """Write the schemas that are stale, and answer with their names.

    Raises OSError where one cannot be written. None is ever half written.
    """
    texts = _texts(project)
    changed = [name for name, text in texts.items() if _read(project / name) != text]
    for name in changed:
        file = project / name
        file.parent.mkdir(exist_ok=True)
        new = file.with_name(f".{file.name}.new")
        try:
            new.write_text(texts[name], encoding="utf-8", newline="\n")
            new.replace(file)
        finally:
            new.unlink(missing_ok=True)
    return changed


def left(project: Path) -> dict[str, list[str]]:
    """The schemas that cannot be made now, each with the files that have to be mended for it."""
    found = allowed(project / "data")
    unread = {file: sorted(made.follows & found.unread) for file, made in schemas(found).items()}
    return {shown(file): files for file, files in unread.items() if files}


def _texts(project: Path) -> dict[str, str]:
    """The text of each schema that can be made, by its name."""
    found = allowed(project / "data")
    return {
        shown(file): made.text
        for file, made in schemas(found).items()
        if not made.follows & found.unread
    }


def _read(file: Path) -> str:
    """The text of a schema, in which line ends do not count; empty where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
