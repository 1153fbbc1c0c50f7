"""Tells when a file was saved that the site is made of, or the program that makes it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

WATCHED_FOLDERS = ("content", "data", "theme", "src")
PROGRAM_FILES = ("pelicanconf.py", "publishconf.py", "tasks.py", "requirements.lock")
"""Files at the top that make another program when they change."""

STEP_MS = 5
"""Milliseconds without a change after which a change is told."""

DEBOUNCE_MS = 60
"""Milliseconds after which it is told in any case, as when a branch is switched."""

READY_TIMEOUT_MS = 200
"""Milliseconds after which a watch without changes says that it stands."""

WATCH_RETRY_SECONDS = 0.2
"""Seconds before something that cannot be watched is tried again."""

FileStamp = tuple[int, int]
"""When a file was saved, in nanoseconds, and its size in bytes."""

WatchFilter = Callable[[Change, str], bool]


class SourceFilter(DefaultFilter):
    """What counts as a change below the folders: no caches, and nothing that editors keep there."""

    ignore_entity_patterns = (
        *DefaultFilter.ignore_entity_patterns,
        r"^4913$",  # vim tries whether it may write here
        r"^\.goutputstream-",
        r"\.tmp$",
        r"\.egg-info$",
        r"\.schema\.json$",  # written here, when ids have changed
    )


class ProjectWatcher:
    """Watches a project.

    Folders are watched with all below them. The project's own folder is watched without: settings
    files lie there, and a folder that is removed and comes back (another branch) has to be watched
    afresh.
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
        """Begin to watch."""
        for thread in self._threads:
            thread.start()

    def wait(self) -> None:
        """Return when something has changed since the last return."""
        while not self._changed.wait(0.5):  # Windows hears Ctrl-C only between two waits
            pass
        self._changed.clear()

    def has_changes(self, seconds: float = 0) -> bool:
        """Whether something has changed since the last `wait`, or does so within `seconds`."""
        return self._changed.wait(seconds)

    def stop(self) -> None:
        """End the watching."""
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
            top = [self.root]
            for changes in self._iter_changes(
                top, self._is_relevant, self._stopped, recursive=False
            ):
                if any(Path(path).name in WATCHED_FOLDERS for _, path in changes):
                    self._restart.set()
                self._changed.set()

    def _iter_changes(
        self, paths: list[Path], accept: WatchFilter, stop: threading.Event, recursive: bool
    ) -> Iterator[set[tuple[Change, str]]]:
        """The changes below `paths` until `stop`, or until they cannot be watched any longer.

        The first are told without any, once they are watched: something may have changed before.
        Changes are found by comparing where the system tells nothing.
        """
        watched = watch(
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
            for changes in watched:
                if changes or is_first:
                    yield changes
                is_first = False
        except FileNotFoundError:  # a folder went just now; whoever calls looks again
            self._stopped.wait(WATCH_RETRY_SECONDS)
        except OSError as error:
            print(f"note: looking for changes the slow way ({error})", file=sys.stderr)
            self._is_polling = True
        except RuntimeError:  # a name that is no text, say, which the library cannot tell
            self._stopped.wait(WATCH_RETRY_SECONDS)

    def _is_relevant(self, change: Change, path: str) -> bool:
        name, is_top = Path(path).name, Path(path).parent == self.root
        return is_top and (
            name in PROGRAM_FILES or (name in WATCHED_FOLDERS and change != Change.modified)
        )


class SourceState:
    """The files that the running program was made from, as they were when it started."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._initial = self._last = self._current_stamps()

    def has_changed(self) -> bool:
        """Whether the program would be another one, were it started now."""
        return self._current_stamps() != self._initial

    def has_changed_again(self) -> bool:
        """Whether it would be another one than when this was asked last."""
        self._last, before = self._current_stamps(), self._last
        return self._last != before

    def _current_stamps(self) -> dict[str, FileStamp]:
        settings = {name: get_stamp(self._root / name) for name in PROGRAM_FILES}
        return collect_stamps(self._root / "src") | {k: v for k, v in settings.items() if v}


def collect_stamps(folder: Path) -> dict[str, FileStamp]:
    """Every file below a folder, but for caches, with its stamp."""
    found: dict[str, FileStamp] = {}
    for here, folders, names in os.walk(folder):  # passes over what goes meanwhile
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            file = f"{here}/{name}"
            if stamp := get_stamp(file):
                found[file] = stamp
    return found


def get_stamp(file: str | Path) -> FileStamp | None:
    """When a file was saved, and its size; None where there is none."""
    try:
        status = os.stat(file)  # noqa: PTH116 - for a whole tree of them
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
