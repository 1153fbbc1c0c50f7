"""Run the preview: serve the site, watch the project's files, and rebuild after each change.

The main thread builds snapshots. Other threads watch the files, render all pages in the background
and answer requests, one thread per request. A file that is saved during a build triggers the next
build.
"""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
import threading
import time
import traceback
import webbrowser
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from coalition.devserver import handover, python_errors, smoke_test
from coalition.devserver.background_render import BackgroundRenderer
from coalition.devserver.builder import IncrementalBuilder
from coalition.devserver.connections import open_listener
from coalition.devserver.console import print_preview_diagnostics, print_status
from coalition.devserver.editor_links import DEFAULT_EDITOR, parse_editor
from coalition.devserver.server import PreviewServer
from coalition.devserver.state import PreviewState
from coalition.devserver.watcher import ProjectWatcher, SourceState
from coalition.diagnostics import CommandError, DataError, Diagnostic
from coalition.rules import get_current_date

MAX_PORT_ATTEMPTS = 20
DRAIN_TIMEOUT_SECONDS = 5.0
"""How long a restart waits for responses in progress."""

WRITE_GRACE_SECONDS = 0.15
"""How long to wait, after an error, for a file that may be only partly written."""


class PreviewError(CommandError):
    """The preview cannot start; the message gives the reason in one line."""


def serve_preview(
    root: Path, host: str, port: int, open_browser: bool, editor: str = DEFAULT_EDITOR
) -> bool:
    """Serve the site of `root` until Ctrl-C, SIGTERM or a change in the source code.

    Listens at `host` on `port` or the next free port. Returns True if the caller should restart the
    program: then all sockets stay open, and environment variables name them (`handover.py`).
    `editor` is the name or the URL template of the text editor that links open. Raises
    CommandError.
    """
    # SIGTERM ends the preview as Ctrl-C does. Background jobs of a shell ignore SIGINT by default
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    get_current_date(os.environ)  # fails now, if at all
    root, editor_url = root.resolve(), parse_editor(editor)
    is_restart = handover.has_inherited_sockets()
    state = PreviewState(root, editor_url)
    server = _inherit_server(state) or _create_server(host, port, state)
    preview = Preview(root, server, "localhost" if host == "0.0.0.0" else host)
    try:
        preview.start()
        print_status(f"preview: {preview.url} (Ctrl-C stops it)")
        if open_browser and not is_restart and _has_display():
            browser = threading.Thread(target=webbrowser.open, args=[preview.url], daemon=True)
            browser.start()  # the call blocks until some browsers are closed
        preview.run()
        preview.hand_over()
    except KeyboardInterrupt:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # already stopping: let cleanup finish
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        print_status("\npreview stopped")
        return False
    finally:
        preview.stop()
    return True


def _create_server(host: str, port: int, state: PreviewState) -> PreviewServer:
    if not 0 <= port <= 65535:
        raise PreviewError(f"port {port} does not exist: use 1024 to 65535")
    for candidate in range(port, min(port + MAX_PORT_ATTEMPTS, 65536)):
        try:
            server = PreviewServer(open_listener(host, candidate), state)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                continue
            reason = error.strerror or error
            raise PreviewError(f"cannot listen at {host}:{candidate}: {reason}") from None
        if candidate != port:
            print(f"port {port} is taken, so this is {candidate}", file=sys.stderr)
        return server
    raise PreviewError(f"port {port} and the {MAX_PORT_ATTEMPTS - 1} after it are taken")


def _inherit_server(state: PreviewState) -> PreviewServer | None:
    """Return a server for the sockets of the previous process, if it has passed them on."""
    sockets = handover.take_over_sockets()
    return PreviewServer(sockets[0], state, sockets[1]) if sockets else None


def _has_display() -> bool:
    """Return whether a browser opens in a window; a text browser would take over the terminal."""
    has_screen = sys.platform in ("win32", "darwin")
    has_screen |= bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return has_screen and sys.stdout.isatty()


class Preview:
    """A running preview: the project, its server and its file watcher."""

    def __init__(self, root: Path, server: PreviewServer, host: str) -> None:
        self.url = f"http://{host}:{server.port}/"
        self.server, self.state = server, server.state
        self.watcher, self._source_state = ProjectWatcher(root), SourceState(root)
        self._root = root
        self._builder: IncrementalBuilder | None = None
        self._program_errors: tuple[Diagnostic, ...] = ()
        self._renderer = BackgroundRenderer(self.state, root)

    def start(self) -> None:
        """Start watching, build the first snapshot, then serve; until then requests wait."""
        self.watcher.start()
        self._renderer.start()
        self.refresh(is_first=True)
        self.server.start()
        gc.collect()
        gc.freeze()  # exempt the long-lived objects from later collections
        gc.disable()  # `BackgroundRenderer` collects while the preview is idle

    def run(self) -> None:
        """Rebuild after every change; return once the source code has changed and works."""
        while True:
            self.watcher.wait()
            if self._source_state.has_changed() and self._should_restart():
                print_status("the program has changed and restarts")
                return
            if not self._source_state.has_changed():
                self._program_errors = ()
            self.refresh()

    def refresh(self, *, is_first: bool = False) -> None:
        """Rebuild and publish a snapshot; on errors show diagnostics over the last good pages."""
        started = time.monotonic()
        self._renderer.pause()
        diagnostics = self._rebuild()
        if diagnostics and self.watcher.has_changes(WRITE_GRACE_SECONDS):
            return  # the file was only partly written, or the source changed: `run` handles it
        if diagnostics or self._program_errors:
            self._show_diagnostics((*self._program_errors, *diagnostics))
            return
        if not is_first:  # the first time, `serve_preview` prints the URL
            print_status(f"shown after {(time.monotonic() - started) * 1000:.0f} ms")
        self._renderer.resume()

    def hand_over(self) -> None:
        """Finish responses in progress and pass all other connections to the next process."""
        self._renderer.stop()
        self.watcher.stop()
        self.server.stop()
        self.state.close()  # ends the event streams; open pages reconnect
        self.server.drain(DRAIN_TIMEOUT_SECONDS)
        handover.pass_sockets(self.server.listener, self.server.waiting_connections())

    def stop(self) -> None:
        """Stop all threads and close all sockets."""
        self._renderer.stop()
        self.watcher.stop()
        self.state.close()
        self.server.stop()
        self.server.server_close()

    def _rebuild(self) -> tuple[Diagnostic, ...]:
        """Build and publish a snapshot. Return the diagnostics if that fails, else ()."""
        try:
            self._builder = self._builder or IncrementalBuilder(
                self._root, self.url, partial(get_current_date, os.environ)
            )
            self.state.publish(self._builder.build_snapshot())
        except DataError as error:
            return error.diagnostics
        except OSError as error:  # a file disappeared meanwhile; that triggers a rebuild
            return (python_errors.diagnose_os_error(error, self._root),)
        except Exception as error:  # an error in the source code must not end the preview
            traceback.print_exc()
            return (python_errors.diagnose_exception(error, self._root),)
        return ()

    def _should_restart(self) -> bool:
        """Smoke-test the changed source code. Return False to keep running."""
        is_new = self._source_state.has_changed_again()
        if self._program_errors and not is_new:
            return False  # this version has failed already
        result = smoke_test.run_smoke_test(self._root, self.watcher.has_changes)
        self._program_errors = (result.diagnostic,) if result.diagnostic else ()
        if result.diagnostic or self.watcher.has_changes():
            return False  # broken, or changed again during the test
        return result.passed

    def _show_diagnostics(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.state.show_diagnostics(diagnostics)
        print_preview_diagnostics(diagnostics, has_page=self.state.version.snapshot is not None)
