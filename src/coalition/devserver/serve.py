"""Serve, watch, make: an editor sees each saved file in the browser.

The main thread makes one edition after the other; another one watches the files, one proves in
quiet moments that the pages which nobody looks at can be made as well, and the server has one for
each visitor. What is saved while an edition is made leads to the next one.
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
from pathlib import Path

from coalition.devserver import handover, python_errors, smoke_test
from coalition.devserver.background_render import BackgroundRenderer
from coalition.devserver.builder import IncrementalBuilder
from coalition.devserver.connections import open_listener
from coalition.devserver.console import print_preview_diagnostics, print_status
from coalition.devserver.server import PreviewServer
from coalition.devserver.state import PreviewState
from coalition.devserver.watcher import ProjectWatcher, SourceState
from coalition.diagnostics import CommandError, DataError, Diagnostic

MAX_PORT_ATTEMPTS = 20
DRAIN_TIMEOUT_SECONDS = 5.0
"""How long a restart waits for answers that are being sent."""

WRITE_GRACE_SECONDS = 0.15
"""Seconds in which a file that seems wrong may still be written to its end."""


class PreviewError(CommandError):
    """The preview cannot start; the text says why, in one line."""


def serve_preview(root: Path, host: str, port: int, open_browser: bool) -> bool:
    """Show the site of `root` until Ctrl-C or SIGTERM, or until the program itself has changed.

    Listens at `host` and at `port` or the next free one. True if the caller should start the
    program anew: then all sockets stay open, and the environment names them (`handover.py`). Raises
    PreviewError.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    is_restart = handover.has_inherited_sockets()
    server = _inherit_server() or _create_server(host, port)
    preview = Preview(root.resolve(), server, "localhost" if host == "0.0.0.0" else host)
    try:
        preview.start()
        print_status(f"preview: {preview.url} (Ctrl-C stops it)")
        if open_browser and not is_restart and _has_display():
            show = threading.Thread(target=webbrowser.open, args=[preview.url], daemon=True)
            show.start()  # some browsers come back only when they are closed
        preview.run()
        preview.hand_over()
    except KeyboardInterrupt:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # we are stopping, and soon
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        print_status("\npreview stopped")
        return False
    finally:
        preview.stop()
    return True


def _create_server(host: str, port: int) -> PreviewServer:
    if not 0 <= port <= 65535:
        raise PreviewError(f"port {port} does not exist: use 1024 to 65535")
    for candidate in range(port, min(port + MAX_PORT_ATTEMPTS, 65536)):
        try:
            server = PreviewServer(open_listener(host, candidate), PreviewState())
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                continue
            reason = error.strerror or error
            raise PreviewError(f"cannot listen at {host}:{candidate}: {reason}") from None
        if candidate != port:
            print(f"port {port} is taken, so this is {candidate}", file=sys.stderr)
        return server
    raise PreviewError(f"port {port} and the {MAX_PORT_ATTEMPTS - 1} after it are taken")


def _inherit_server() -> PreviewServer | None:
    """A server for the sockets of the process before this one, if it has passed them on."""
    sockets = handover.take_over_sockets()
    return PreviewServer(sockets[0], PreviewState(), sockets[1]) if sockets else None


def _has_display() -> bool:
    """Whether a browser would open in a window; in a bare terminal it would take that over."""
    on_screen = sys.platform in ("win32", "darwin")
    on_screen |= bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return on_screen and sys.stdout.isatty()


class Preview:
    """A project, its server, and the changes that it follows."""

    def __init__(self, root: Path, server: PreviewServer, host: str) -> None:
        self.url = f"http://{host}:{server.port}/"
        self.server, self.state = server, server.state
        self.watcher, self._source_state = ProjectWatcher(root), SourceState(root)
        self._root = root
        self._builder: IncrementalBuilder | None = None
        self._program_errors: tuple[Diagnostic, ...] = ()
        self._renderer = BackgroundRenderer(self.state, root)

    def start(self) -> None:
        """Watch the files, make the first edition, then serve: earlier requests wait."""
        self.watcher.start()
        self._renderer.start()
        self.refresh(is_first=True)
        self.server.start()
        gc.collect()
        gc.freeze()  # what has been read stays, so nobody need look at it again
        gc.disable()  # `BackgroundRenderer` collects when it is quiet

    def run(self) -> None:
        """Show what the files say after every change; return when the program has changed."""
        while True:
            self.watcher.wait()
            if self._source_state.has_changed() and self._should_restart():
                print_status("the program has changed and starts anew")
                return
            if not self._source_state.has_changed():
                self._program_errors = ()
            self.refresh()

    def refresh(self, *, is_first: bool = False) -> None:
        """Show what the files say now; where that is wrong say why, and leave what was shown."""
        started = time.monotonic()
        self._renderer.pause()
        problems = self._rebuild()
        if problems and self.watcher.has_changes(WRITE_GRACE_SECONDS):
            return  # what comes may mend it, or be another program: `follow` looks
        if problems or self._program_errors:
            self._show_diagnostics((*self._program_errors, *problems))
            return
        if not is_first:  # then the address says that it is there
            print_status(f"shown after {(time.monotonic() - started) * 1000:.0f} ms")
        self._renderer.resume()

    def hand_over(self) -> None:
        """Finish what is being answered, and leave everything else to the next process."""
        self._renderer.stop()
        self.watcher.stop()
        self.server.stop()
        self.state.close()  # ends the event streams; the pages connect again
        self.server.drain(DRAIN_TIMEOUT_SECONDS)
        handover.pass_sockets(self.server.listener, self.server.waiting_connections())

    def stop(self) -> None:
        """Let go of everything."""
        self._renderer.stop()
        self.watcher.stop()
        self.state.close()
        self.server.stop()
        self.server.server_close()

    def _rebuild(self) -> tuple[Diagnostic, ...]:
        """Make an edition and show it, or tell what is wrong."""
        try:
            self._builder = self._builder or IncrementalBuilder(self._root, self.url)
            self.state.publish(self._builder.build_snapshot())
        except DataError as error:
            return error.diagnostics
        except OSError as error:  # a file went while it was read; its going is a change as well
            return (python_errors.diagnose_os_error(error, self._root),)
        except Exception as error:  # a slip in the program is no reason to end
            traceback.print_exc()
            return (python_errors.diagnose_exception(error, self._root),)
        return ()

    def _should_restart(self) -> bool:
        """Whether the changed program works; where it does not, the one that runs goes on."""
        is_new = self._source_state.has_changed_again()
        if self._program_errors and not is_new:
            return False  # this one has been tried
        tried = smoke_test.run_smoke_test(self._root, self.watcher.has_changes)
        self._program_errors = (tried.diagnostic,) if tried.diagnostic else ()
        if tried.diagnostic or self.watcher.has_changes():
            return False  # it is broken, or has changed again
        return tried.passed

    def _show_diagnostics(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.state.show_diagnostics(diagnostics)
        print_preview_diagnostics(diagnostics, has_page=self.state.version.snapshot is not None)
