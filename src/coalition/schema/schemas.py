"""The model and the coalition's ids -> JSON Schemas, one for each file of `data/`.

Programs that edit YAML read them: they complete keys, ids and codes, and underline what is wrong.
The schemas are kept beside the data, in `data/schema/`, since they hold its ids.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from coalition.project import DATA_FILES
from coalition.schema.allowed_values import AllowedValues, collect_allowed_values
from coalition.schema.definitions import DEPENDENCY_KEY, SchemaBuilder
from coalition.schema.kinds import JsonSchema

SCHEMA_FOLDER = "data/schema"


@dataclass(frozen=True)
class GeneratedSchema:
    """The schema of one file, and the files of `data/` that its ids come from."""

    schema: JsonSchema
    data_files: frozenset[str]

    @property
    def text(self) -> str:
        """The schema as it stands in its file."""
        return json.dumps(self.schema, ensure_ascii=False, indent=2) + "\n"


def build_schemas(allowed_values: AllowedValues) -> dict[str, GeneratedSchema]:
    """The schemas of the five files, by the files' names without their endings."""
    made = {}
    for file in DATA_FILES:
        definitions = SchemaBuilder(allowed_values)
        schema = definitions.build_schema(file)
        made[file] = GeneratedSchema(schema, frozenset(definitions.data_files))
    return made


def strip_data_values(schema: JsonSchema) -> JsonSchema:
    """The schema without what follows from the data."""
    definitions = {
        name: {DEPENDENCY_KEY: inner[DEPENDENCY_KEY]} if DEPENDENCY_KEY in inner else inner
        for name, inner in schema["definitions"].items()
    }
    return schema | {"definitions": definitions}


def get_schema_path(file: str) -> str:
    """The name of the schema of one of the five files, as an editor would type it."""
    return f"{SCHEMA_FOLDER}/{file}.schema.json"


def find_stale_schemas(root: Path) -> list[str]:
    """The names of the schemas in the folder `root` that are not what they should be.

    A file of data that cannot be read leaves those that hold its ids as they are, so they are not
    among them. Never raises.
    """
    return [
        name for name, text in _render_schemas(root).items() if _read_schema(root / name) != text
    ]


def has_schemas(root: Path) -> bool:
    """Whether the project keeps schemas at all; one without them wants none."""
    return (root / "data" / "schema").is_dir()


def refresh_schemas(root: Path) -> None:
    """Bring the schemas up to date, where there are any; the check tells of what stayed behind."""
    if has_schemas(root):
        with suppress(OSError):
            write_schemas(root)


def write_schemas(root: Path) -> list[str]:
    """Write the schemas that are stale, and answer with their names.

    Raises OSError where one cannot be written. None is ever half written.
    """
    texts = _render_schemas(root)
    changed = [name for name, text in texts.items() if _read_schema(root / name) != text]
    for name in changed:
        file = root / name
        file.parent.mkdir(exist_ok=True)
        new = file.with_name(f".{file.name}.new")
        try:
            new.write_text(texts[name], encoding="utf-8", newline="\n")
            new.replace(file)
        finally:
            new.unlink(missing_ok=True)
    return changed


def find_blocked_schemas(root: Path) -> dict[str, list[str]]:
    """The schemas that cannot be made now, each with the files that have to be mended for it."""
    found = collect_allowed_values(root / "data")
    unread = {
        file: sorted(made.data_files & found.unreadable_files)
        for file, made in build_schemas(found).items()
    }
    return {get_schema_path(file): files for file, files in unread.items() if files}


def _render_schemas(root: Path) -> dict[str, str]:
    """The text of each schema that can be made, by its name."""
    found = collect_allowed_values(root / "data")
    return {
        get_schema_path(file): made.text
        for file, made in build_schemas(found).items()
        if not made.data_files & found.unreadable_files
    }


def _read_schema(file: Path) -> str:
    """The text of a schema, in which line ends do not count; empty where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
