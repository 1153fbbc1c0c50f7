"""Tells when a file was saved that the site is made of, or the program that makes it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

FOLDERS = ("content", "data", "theme", "src")
SETTINGS = ("pelicanconf.py", "publishconf.py", "tasks.py", "requirements.lock")
"""Files at the top that make another program when they change."""

STEP = 5
"""Milliseconds without a change after which a change is told."""

LONGEST = 60
"""Milliseconds after which it is told in any case, as when a branch is switched."""

Accept = Callable[[Change, str], bool]


class Sources(DefaultFilter):
    """What counts as a change below the folders: no caches, and nothing that editors keep there."""

    ignore_entity_patterns = (
        *DefaultFilter.ignore_entity_patterns,
        r"^4913$",  # vim tries whether it may write here
        r"^\.goutputstream-",
        r"\.tmp$",
        r"\.egg-info$",
        r"\.schema\.json$",  # written here, when ids have changed
    )


class Changes:
    """Watches a project.

    Folders are watched with all below them. The project's own folder is watched without: settings
    files lie there, and a folder that is removed and comes back (another branch) has to be watched
    afresh.
    """

    def __init__(self, project: Path) -> None:
        self.project = project
        self._changed, self._stopped, self._afresh = (threading.Event() for _ in range(3))
        self._threads = [
            threading.Thread(target=target, daemon=True)
            for target in (self._watch_folders, self._watch_top)
        ]

    def start(self) -> None:
        """Begin to watch."""
        for thread in self._threads:
            thread.start()

    def wait(self, seconds: float | None = None) -> bool:
        """Return when something has changed since the last return, or False after `seconds`."""
        if seconds is not None:
            changed = self._changed.wait(seconds)
        else:
            while not (changed := self._changed.wait(0.5)):  # Windows hears Ctrl-C in between only
                pass
        self._changed.clear()
        return changed

    @property
    def pending(self) -> bool:
        """Whether something has changed since the last `wait`."""
        return self._changed.is_set()

    def stop(self) -> None:
        """End the watching."""
        self._stopped.set()
        self._afresh.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(2)

    def _watch_folders(self) -> None:
        while True:
            self._afresh.clear()
            if self._stopped.is_set():
                return
            folders = [self.project / name for name in FOLDERS if (self.project / name).is_dir()]
            if not folders:
                self._afresh.wait()
            for _ in _watch(folders, Sources(), self._afresh, recursive=True):
                self._changed.set()

    def _watch_top(self) -> None:
        for changes in _watch([self.project], self._is_ours, self._stopped, recursive=False):
            if any(Path(path).name in FOLDERS for _, path in changes):
                self._afresh.set()
            self._changed.set()

    def _is_ours(self, change: Change, path: str) -> bool:
        name, is_top = Path(path).name, Path(path).parent == self.project
        return is_top and (name in SETTINGS or (name in FOLDERS and change != Change.modified))


class Program:
    """The files that the running program was made from, as they were when it started."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._started_from = self._state()

    def changed(self) -> bool:
        """Whether the program would be another one, were it started now."""
        return self._state() != self._started_from

    def _state(self) -> dict[str, tuple[int, int]]:
        """Each file with the time it was saved and its size."""
        files = [*(self._project / name for name in SETTINGS)]
        files += (self._project / "src").rglob("*.py")
        found = {}
        for file in files:
            try:
                status = file.stat()
            except OSError:
                continue
            found[file.as_posix()] = status.st_mtime_ns, status.st_size
        return found


def _watch(
    paths: list[Path], accept: Accept, stop: threading.Event, recursive: bool
) -> Iterator[set[tuple[Change, str]]]:
    """The changes below `paths` until `stop`; found by comparing where the system tells nothing."""
    watching = partial(
        watch,
        *paths,
        watch_filter=accept,
        stop_event=stop,
        recursive=recursive,
        step=STEP,
        debounce=LONGEST,
    )
    try:
        yield from watching()
    except OSError as error:
        print(f"note: looking for changes the slow way ({error})", file=sys.stderr)
        yield from watching(force_polling=True)
