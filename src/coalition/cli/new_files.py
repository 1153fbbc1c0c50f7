"""Write a file that a command makes for people, and never over another one."""

from __future__ import annotations

from pathlib import Path

from coalition.atomic_write import replace_file
from coalition.diagnostics import CommandError


class OutputFileError(CommandError):
    """A file cannot be written where it should be."""


def ensure_writable(path: Path, suffix: str, option: str) -> None:
    """Raise OutputFileError if a file exists already, or has another suffix than its format."""
    if path.suffix.lower() != suffix:
        raise OutputFileError(f"'{path.name}' does not end in '{suffix}': give another name")
    if path.exists() or path.is_symlink():
        raise OutputFileError(
            f"{path.name} is there already; rename or delete it, or give another name with {option}"
        )
    if not path.parent.is_dir():
        raise OutputFileError(f"there is no folder '{path.parent}' to write {path.name} into")


def write_new_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises OutputFileError."""
    try:
        replace_file(path, data, follow_symlinks=False)
    except OSError as error:
        raise OutputFileError(f"{path.name} cannot be written: {error.strerror}") from None
