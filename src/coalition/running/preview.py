"""Watch, rebuild, reload: an editor sees each saved file in the browser.

Three threads beside the server's: the main one builds, one watches the folders, one the settings
files above them. They meet in one event, "something changed", which is cleared before a build
begins, so that what is saved during a build leads to another.
"""

from __future__ import annotations

import errno
import html
import shutil
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

from coalition.running import publishing
from coalition.running.preview_server import Server, Site

FOLDERS = ("content", "data", "theme", "src")
SETTINGS = ("pelicanconf.py", "publishconf.py")
PORTS_TRIED = 20

Accept = Callable[[Change, str], bool]

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><pre>{text}</pre></body>
</html>
"""


class PreviewError(Exception):
    """The preview cannot start; the text says why, in one line."""


def serve(project: Path, host: str, port: int, open_browser: bool) -> None:
    """Build and show the site of `project` until Ctrl-C or SIGTERM.

    Listens at `host` and at `port` or the next free one. Raises PreviewError.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    server = _listen(host, port)
    preview = Preview(project.resolve(), server, "localhost" if host == "0.0.0.0" else host)
    try:
        preview.start()
        print(f"preview: {preview.address} (Ctrl-C stops it)", flush=True)
        if open_browser:
            webbrowser.open(preview.address)
        preview.follow()
    except KeyboardInterrupt:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # we are stopping, and soon
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        print("\npreview stopped", flush=True)
    finally:
        preview.stop()


def _listen(host: str, port: int) -> Server:
    if not 0 <= port <= 65535:
        raise PreviewError(f"port {port} does not exist: use 1024 to 65535")
    for candidate in range(port, min(port + PORTS_TRIED, 65536)):
        try:
            server = Server((host, candidate), Site(Path()))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                continue
            reason = error.strerror or error
            raise PreviewError(f"cannot listen at {host}:{candidate}: {reason}") from None
        if candidate != port:
            print(f"port {port} is taken, so this is {candidate}", file=sys.stderr)
        return server
    raise PreviewError(f"port {port} and the {PORTS_TRIED - 1} after it are taken")


class Preview:
    """A site, its server, and the changes that it follows.

    The folder carries the port, so that two previews do not write into one another's site.
    """

    def __init__(self, project: Path, server: Server, host: str) -> None:
        port = server.server_address[1]
        self.project, self.server, self.site = project, server, server.site
        self.address = f"http://{host}:{port}/"
        self.site.root = project / f"output.preview-{port}"
        self.changes = Changes(project)

    def start(self) -> None:
        """Serve, watch, and build once."""
        self._remove_site()
        self._show_instead("Building the site", "This page reloads when it is there.")
        threading.Thread(target=self.server.serve_forever, args=(0.1,), daemon=True).start()
        self.changes.start()
        self.build()

    def follow(self) -> None:
        """Build after every change, for ever."""
        while True:
            self.changes.wait()
            self.build()

    def build(self) -> None:
        """Build and show; where that fails print why, and leave what was shown before."""
        started = time.monotonic()
        try:
            publishing.build(self.project, self.site.root, self.address, unfinished=True)
        except (publishing.BuildError, OSError) as error:
            print(f"\n{error}", file=sys.stderr, flush=True)
            if self.site.instead:
                self._show_instead("The site cannot be built yet", str(error))
            else:
                print("the last good site stays up", file=sys.stderr, flush=True)
            return
        print(f"built in {time.monotonic() - started:.1f} s", flush=True)
        self.site.show()

    def stop(self) -> None:
        """Let go of everything, the built site too."""
        self.changes.stop()
        self.site.close()
        self.server.shutdown()
        self.server.server_close()
        self._remove_site()

    def _show_instead(self, title: str, text: str) -> None:
        page = PAGE.format(title=html.escape(title), text=html.escape(text))
        self.site.show(page.encode())

    def _remove_site(self) -> None:
        publishing.recover(self.site.root)
        shutil.rmtree(self.site.root, ignore_errors=True)


class Sources(DefaultFilter):
    """What counts as a change below the folders: no caches, and nothing that editors keep there."""

    ignore_entity_patterns = (
        *DefaultFilter.ignore_entity_patterns,
        r"^4913$",  # vim tries whether it may write here
        r"^\.goutputstream-",
        r"\.tmp$",
        r"\.egg-info$",
    )


class Changes:
    """Tells when one of the files was saved that the site is made of.

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

    def wait(self) -> None:
        """Return when something has changed since the last return."""
        while not self._changed.wait(0.5):  # Windows hears Ctrl-C only between two waits
            pass
        self._changed.clear()

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


def _watch(
    paths: list[Path], accept: Accept, stop: threading.Event, recursive: bool
) -> Iterator[set[tuple[Change, str]]]:
    """The changes below `paths` until `stop`; found by comparing where the system tells nothing."""
    watching = partial(watch, *paths, watch_filter=accept, stop_event=stop, recursive=recursive)
    try:
        yield from watching()
    except OSError as error:
        print(f"note: looking for changes the slow way ({error})", file=sys.stderr)
        yield from watching(force_polling=True)
