"""Generate a JSON Schema for each file of `data/`, from the model and from the ids in the data.

Text editors with YAML support use them to complete keys, ids and codes, and to underline errors.
The schemas are committed with the data, in `data/schema/`, since they contain its ids.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from coalition.atomic_write import replace_file
from coalition.model import JsonSchema
from coalition.project import DATA_FILES, REMOVED_FILE
from coalition.schema.allowed_values import AllowedValues, collect_allowed_values
from coalition.schema.generator import DEPENDENCY_KEY, generate_schema

SCHEMA_FOLDER = "data/schema"
FILES_WITH_SCHEMAS = (*DATA_FILES, REMOVED_FILE)


def build_schemas(allowed_values: AllowedValues) -> dict[str, JsonSchema]:
    """Build the schemas of all files in `data/`, by the names of these without extension."""
    return {file: generate_schema(file, allowed_values) for file in FILES_WITH_SCHEMAS}


def get_schema_path(file: str) -> str:
    """Return the path of the schema of a data file, relative to the project."""
    return f"{SCHEMA_FOLDER}/{file}.schema.json"


def find_stale_schemas(root: Path) -> list[str]:
    """Return the paths of the schemas that differ from what would be generated now.

    A schema that takes ids from an unreadable data file stays as it is, so it is never stale. Never
    raises.
    """
    return list(_render_stale_schemas(root))


def has_schemas(root: Path) -> bool:
    """Return whether the project uses schemas: if it has none, none are created unasked."""
    return (root / "data" / "schema").is_dir()


def refresh_schemas(root: Path) -> None:
    """Update existing schemas; ignore write errors, as the check reports stale schemas."""
    if has_schemas(root):
        with suppress(OSError):
            write_schemas(root)


def write_schemas(root: Path) -> list[str]:
    """Write the stale schemas, each atomically, and return their paths.

    Raises OSError if one cannot be written.
    """
    texts = _render_stale_schemas(root)
    for path, text in texts.items():
        replace_file(root / path, text.encode())
    return list(texts)


def find_blocked_schemas(root: Path) -> dict[str, list[str]]:
    """Return the schemas that cannot be generated, each with the unreadable files it needs."""
    allowed_values = collect_allowed_values(root / "data")
    blocking_files = {
        get_schema_path(file): sorted(_list_data_files(schema) & allowed_values.unreadable_files)
        for file, schema in build_schemas(allowed_values).items()
    }
    return {path: files for path, files in blocking_files.items() if files}


def _render_stale_schemas(root: Path) -> dict[str, str]:
    """Return the text of each schema that can be generated and would change, by its path."""
    if not (root / "data").is_dir():
        return {}
    allowed_values = collect_allowed_values(root / "data")
    texts = {
        get_schema_path(file): json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for file, schema in build_schemas(allowed_values).items()
        if not _list_data_files(schema) & allowed_values.unreadable_files
    }
    return {path: text for path, text in texts.items() if _read_schema(root / path) != text}


def _list_data_files(schema: JsonSchema) -> set[str]:
    """Return the files in `data/` that a schema takes ids or languages from."""
    definitions = schema["definitions"].values()
    return {one[DEPENDENCY_KEY] for one in definitions if DEPENDENCY_KEY in one}


def _read_schema(file: Path) -> str:
    """Read a schema with normalised line endings; return an empty text if it is unreadable."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
