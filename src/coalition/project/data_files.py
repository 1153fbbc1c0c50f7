"""The files of `data/`: their names, and how to read one that a project need not have."""

from __future__ import annotations

from pathlib import Path

from coalition.sources import Cache, YamlDocument, parse_yaml, read_yaml_cached

REQUIRED_DATA_FILES = ("coalition", "action_areas", "sdgs", "organisations", "members")
OPTIONAL_DATA_FILES = ("working_groups", "events", "documents", "conditions")
DATA_FILES = (*REQUIRED_DATA_FILES, *OPTIONAL_DATA_FILES)
"""The names of the files without folder and suffix, in the order in which they are read."""

EMPTY_DATA_FILE = b"[]\n"
"""What a file without entries contains, and an optional file that does not exist."""


def read_data_file(
    folder: Path, name: str, display_path: str = "data", cache: Cache | None = None
) -> YamlDocument:
    """Read a file of the data folder; diagnostics name it below `display_path`.

    An optional file that does not exist is read as one without entries. Never raises.
    """
    path, display_name = folder / f"{name}.yaml", f"{display_path}/{name}.yaml"
    if name in OPTIONAL_DATA_FILES and not path.exists() and not path.is_symlink():
        return parse_yaml(EMPTY_DATA_FILE, display_name)
    return read_yaml_cached(path, display_name, cache or Cache())
