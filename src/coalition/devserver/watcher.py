"""Watch the sources of the site, and the source code of the program, for changes."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

WATCHED_FOLDERS = ("content", "data", "theme", "src")
PROGRAM_FILES = ("pelicanconf.py", "publishconf.py", "tasks.py", "requirements.lock")
"""Files in the root folder that, like `src/`, make up the program."""

STEP_MS = 5
"""Quiet time in milliseconds after which a batch of changes is reported."""

DEBOUNCE_MS = 60
"""Longest time in milliseconds to collect a batch, for example while a branch is switched."""

READY_TIMEOUT_MS = 200
"""Milliseconds after which a watch without changes reports that it is active."""

WATCH_RETRY_SECONDS = 0.2
"""Seconds before watching is retried after an error."""

FileStamp = tuple[int, int]
"""Modification time of a file in nanoseconds, and its size in bytes."""

WatchFilter = Callable[[Change, str], bool]


class SourceFilter(DefaultFilter):
    """Ignores caches and temporary files of text editors in the watched folders."""

    ignore_entity_patterns = (
        *DefaultFilter.ignore_entity_patterns,
        r"^4913$",  # vim creates it to test whether the folder is writable
        r"^\.goutputstream-",
        r"\.tmp$",
        r"\.egg-info$",
        r"\.schema\.json$",  # written by the preview itself when ids have changed
    )


class ProjectWatcher:
    """Watches the files of a project.

    WATCHED_FOLDERS are watched recursively. The root folder is watched separately and not
    recursively: it holds the PROGRAM_FILES, and a watched folder that is removed and comes back (as
    when a branch is switched) needs a new watch.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._is_polling = False
        self._changed, self._stopped, self._restart = (threading.Event() for _ in range(3))
        self._threads = [
            threading.Thread(target=target, daemon=True)
            for target in (self._watch_folders, self._watch_root)
        ]

    def start(self) -> None:
        """Start watching."""
        for thread in self._threads:
            thread.start()

    def wait(self) -> None:
        """Block until something has changed since the last call."""
        while not self._changed.wait(0.5):  # on Windows, Ctrl-C interrupts only between two waits
            pass
        self._changed.clear()

    def has_changes(self, seconds: float = 0) -> bool:
        """Return whether something has changed since the last `wait` or does within `seconds`."""
        return self._changed.wait(seconds)

    def stop(self) -> None:
        """Stop watching."""
        self._stopped.set()
        self._restart.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(2)

    def _watch_folders(self) -> None:
        while not self._stopped.is_set():
            self._restart.clear()
            folders = [self.root / name for name in WATCHED_FOLDERS if (self.root / name).is_dir()]
            if not folders:
                self._restart.wait(WATCH_RETRY_SECONDS)
                continue
            for _ in self._iter_changes(folders, SourceFilter(), self._restart, recursive=True):
                self._changed.set()

    def _watch_root(self) -> None:
        while not self._stopped.is_set():
            paths = [self.root]
            for changes in self._iter_changes(
                paths, self._is_relevant, self._stopped, recursive=False
            ):
                if any(Path(changed_path).name in WATCHED_FOLDERS for _, changed_path in changes):
                    self._restart.set()
                self._changed.set()

    def _iter_changes(
        self, paths: list[Path], accept: WatchFilter, stop: threading.Event, recursive: bool
    ) -> Iterator[set[tuple[Change, str]]]:
        """Yield batches of changes in `paths` until `stop`, or until watching fails.

        The first batch may be empty: it means that the watch is active, and something may have
        changed before. If the system cannot notify of changes, later calls poll.
        """
        batches = watch(
            *paths,
            watch_filter=accept,
            stop_event=stop,
            recursive=recursive,
            step=STEP_MS,
            debounce=DEBOUNCE_MS,
            rust_timeout=READY_TIMEOUT_MS,
            yield_on_timeout=True,
            force_polling=self._is_polling or None,
            raise_interrupt=False,
        )
        is_first = True
        try:
            for changes in batches:
                if changes or is_first:
                    yield changes
                is_first = False
        except FileNotFoundError:  # a folder was removed just now; the caller starts over
            self._stopped.wait(WATCH_RETRY_SECONDS)
        except OSError as error:
            print(f"note: watching for changes by polling ({error})", file=sys.stderr)
            self._is_polling = True
        except RuntimeError:  # e.g. a file name that is not valid UTF-8
            self._stopped.wait(WATCH_RETRY_SECONDS)

    def _is_relevant(self, change: Change, path: str) -> bool:
        name, is_top = Path(path).name, Path(path).parent == self.root
        return is_top and (
            name in PROGRAM_FILES or (name in WATCHED_FOLDERS and change != Change.modified)
        )


class SourceState:
    """Stamps of the program's source files, as of its start."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._initial = self._last = self._current_stamps()

    def has_changed(self) -> bool:
        """Return whether a source file has changed since the program started."""
        return self._current_stamps() != self._initial

    def has_changed_again(self) -> bool:
        """Return whether a source file has changed since the last call."""
        self._last, previous = self._current_stamps(), self._last
        return self._last != previous

    def _current_stamps(self) -> dict[str, FileStamp]:
        stamps = {name: get_stamp(self._root / name) for name in PROGRAM_FILES}
        return collect_stamps(self._root / "src") | {
            name: stamp for name, stamp in stamps.items() if stamp
        }


def collect_stamps(folder: Path) -> dict[str, FileStamp]:
    """Return the stamp of every file below a folder, without `__pycache__`."""
    stamps: dict[str, FileStamp] = {}
    for parent, folders, names in os.walk(folder):  # skips what disappears meanwhile
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            file = f"{parent}/{name}"
            if stamp := get_stamp(file):
                stamps[file] = stamp
    return stamps


def get_stamp(file: str | Path) -> FileStamp | None:
    """Return the stamp of a file; None if it cannot be found."""
    try:
        status = os.stat(file)  # noqa: PTH116 - faster, for whole trees
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
