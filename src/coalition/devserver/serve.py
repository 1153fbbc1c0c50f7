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
from coalition.devserver.server import PreviewServer
from coalition.devserver.state import PreviewState
from coalition.devserver.telling import print_preview_diagnostics, print_status
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
        print_status(f"preview: {preview.address} (Ctrl-C stops it)")
        if open_browser and not is_restart and _has_display():
            show = threading.Thread(target=webbrowser.open, args=[preview.address], daemon=True)
            show.start()  # some browsers come back only when they are closed
        preview.follow()
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
        self.address = f"http://{host}:{server.port}/"
        self.server, self.shown = server, server.shown
        self.changes, self._program = ProjectWatcher(root), SourceState(root)
        self._project = root
        self._live: IncrementalBuilder | None = None
        self._broken: tuple[Diagnostic, ...] = ()
        self._prover = BackgroundRenderer(self.shown, root)

    def start(self) -> None:
        """Watch the files, make the first edition, then serve: earlier requests wait."""
        self.changes.start()
        self._prover.start()
        self.refresh(is_first=True)
        self.server.start()
        gc.collect()
        gc.freeze()  # what has been read stays, so nobody need look at it again
        gc.disable()  # `BackgroundRenderer` collects when it is quiet

    def follow(self) -> None:
        """Show what the files say after every change; return when the program has changed."""
        while True:
            self.changes.wait()
            if self._program.changed() and self._can_start():
                print_status("the program has changed and starts anew")
                return
            if not self._program.changed():
                self._broken = ()
            self.refresh()

    def refresh(self, *, is_first: bool = False) -> None:
        """Show what the files say now; where that is wrong say why, and leave what was shown."""
        started = time.monotonic()
        self._prover.rest()
        problems = self._try()
        if problems and self.changes.comes(WRITE_GRACE_SECONDS):
            return  # what comes may mend it, or be another program: `follow` looks
        if problems or self._broken:
            self._refuse((*self._broken, *problems))
            return
        if not is_first:  # then the address says that it is there
            print_status(f"shown after {(time.monotonic() - started) * 1000:.0f} ms")
        self._prover.prove()

    def hand_over(self) -> None:
        """Finish what is being answered, and leave everything else to the next process."""
        self._prover.stop()
        self.changes.stop()
        self.server.stop()
        self.shown.close()  # ends the event streams; the pages connect again
        self.server.drain(DRAIN_TIMEOUT_SECONDS)
        handover.pass_sockets(self.server.listener, self.server.waiting())

    def stop(self) -> None:
        """Let go of everything."""
        self._prover.stop()
        self.changes.stop()
        self.shown.close()
        self.server.stop()
        self.server.server_close()

    def _try(self) -> tuple[Diagnostic, ...]:
        """Make an edition and show it, or tell what is wrong."""
        try:
            self._live = self._live or IncrementalBuilder(self._project, self.address)
            self.shown.publish(self._live.edition())
        except DataError as error:
            return error.problems
        except OSError as error:  # a file went while it was read; its going is a change as well
            return (python_errors.diagnose_os_error(error, self._project),)
        except Exception as error:  # a slip in the program is no reason to end
            traceback.print_exc()
            return (python_errors.diagnose_exception(error, self._project),)
        return ()

    def _can_start(self) -> bool:
        """Whether the changed program works; where it does not, the one that runs goes on."""
        is_new = self._program.is_new()
        if self._broken and not is_new:
            return False  # this one has been tried
        tried = smoke_test.run_smoke_test(self._project, self.changes.comes)
        self._broken = (tried.problem,) if tried.problem else ()
        if tried.problem or self.changes.comes():
            return False  # it is broken, or has changed again
        return tried.works

    def _refuse(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.shown.refuse(diagnostics)
        print_preview_diagnostics(diagnostics, has_page=self.shown.moment.edition is not None)
