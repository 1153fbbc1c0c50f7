"""Replace a file atomically, so that a full disk never leaves half of it.

Standard library only: setting up the project needs it before anything is installed.
"""

from __future__ import annotations

import shutil
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` to `path`; the old file stays until the new one is complete.

    Keeps the file mode. Raises OSError, and leaves no temporary file then.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.write_bytes(data)
        if path.exists():
            shutil.copymode(path, temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
