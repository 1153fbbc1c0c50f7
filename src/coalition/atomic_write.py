"""A file is replaced as a whole, so that a full disk never leaves half of it. Imports nothing."""

from __future__ import annotations

import shutil
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` into `path`; the old file stays until the new one is complete.

    Raises OSError, and leaves nothing behind.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(data)
        if path.exists():
            shutil.copymode(path, fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
