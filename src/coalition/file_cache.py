"""Keep what took long to compute in `.cache/`, which may be deleted at any time.

The environment variable COALITION_CACHE names another folder, such as one that several clones of a
repository share.

Each entry is named after everything that it depends on, so none can be out of date. A cache that is
in the repository is not used: it could hold something else than what reviewers look at.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from coalition.atomic_write import replace_file

CACHE_FOLDER = ".cache"
"""The folder for caches, in the root of the project."""


@dataclass(frozen=True)
class FileCache:
    """The entries below `name` in the cache of the project in `root`.

    Without a `root` nothing is kept. A folder that cannot be read or written is no error.
    """

    root: Path | None
    name: str

    @staticmethod
    def make_key(*parts: object) -> str:
        """Return the name of the entry that depends on `parts`, which have a stable `repr`."""
        return sha256(repr(parts).encode()).hexdigest()

    def read(self, key: str) -> bytes | None:
        """Return the content of an entry; None if there is none."""
        if self._folder is None:
            return None
        with suppress(OSError):
            return (self._folder / key).read_bytes()
        return None

    def write(self, key: str, content: bytes) -> None:
        """Keep an entry; a reader never sees half of it."""
        if self._folder is not None:
            with suppress(OSError):
                replace_file(self._folder / key, content)

    @cached_property
    def _folder(self) -> Path | None:
        if shared := os.environ.get("COALITION_CACHE"):
            return Path(shared) / self.name if self.root else None
        if self.root is None or _is_tracked(self.root):
            return None
        folder = self.root / CACHE_FOLDER / self.name
        return None if folder.is_symlink() or folder.parent.is_symlink() else folder


def _is_tracked(root: Path) -> bool:
    """Return whether git's index names the cache or a file in it, or cannot be read."""
    try:
        return CACHE_FOLDER.encode() in _find_index(root).read_bytes()
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _find_index(root: Path) -> Path:
    """Return the path of git's index; in a linked worktree, `.git` is a file with a path."""
    git = root / ".git"
    if git.is_file():
        git = root / git.read_text("utf-8", "surrogateescape").removeprefix("gitdir:").strip()
    return git / "index"
