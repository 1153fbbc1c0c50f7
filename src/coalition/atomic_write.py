"""Replace a file atomically, so that a full disk never leaves half of it.

Standard library only: setting up the project needs it before anything is installed.
"""

from __future__ import annotations

import glob
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path


def replace_file(path: Path, data: bytes, *, follow_symlinks: bool = True) -> None:
    """Write `data` to `path`; the old file stays until the new one is complete.

    Keeps the file mode. Without `follow_symlinks`, a symlink is replaced, not its target. Several
    processes can write the same file: the last one wins. Raises OSError, and leaves no temporary
    file then.
    """
    if follow_symlinks:
        path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        with temporary.open("xb") as file:
            file.write(data)
        if path.exists() and not path.is_symlink():
            shutil.copymode(path, temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def find_temporary_files(path: Path) -> Iterator[Path]:
    """Yield the temporary files that killed calls of `replace_file` left next to `path`."""
    return path.parent.glob(f".{glob.escape(path.name)}.*.new")
