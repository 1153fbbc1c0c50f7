"""Exchange two folders in one step, if the system can.

Linux (`renameat2`, since 3.15) and macOS (`renamex_np`, since 10.12) can, on most file systems.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import Any

AT_FDCWD = -100
RENAME_EXCHANGE = 2
RENAME_SWAP = 2


def exchange_folders(first: Path, second: Path) -> bool:
    """Exchange two folders; return False, with nothing done, if that is impossible."""
    paths = os.fsencode(first), os.fsencode(second)
    library: Any = ctypes.CDLL(None) if sys.platform != "win32" else None
    if hasattr(library, "renameat2"):
        failed = library.renameat2(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE)
    elif hasattr(library, "renamex_np"):
        failed = library.renamex_np(*paths, RENAME_SWAP)
    else:
        return False
    return bool(failed == 0)
