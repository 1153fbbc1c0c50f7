"""Files that programs leave next to the sources: they are neither read nor published.

Text editors write backups and lock files, git leaves conflicting versions, and file managers keep
their own notes in each folder. An editor of the site did not put them there.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

IGNORED_FILE_PATTERNS = (
    ".*", "*~", "~$*", "#*#", "*.bak", "*.orig", "*.rej", "*.swo", "*.swp", "Thumbs.db",
    "desktop.ini",
)  # fmt: skip
"""Names of ignored files and folders, as `fnmatch` compares them."""


def is_ignored(name: str) -> bool:
    """Return whether a file or folder of this name is ignored."""
    return any(fnmatchcase(name, pattern) for pattern in IGNORED_FILE_PATTERNS)
