"""Pass the listening socket and the open connections of a preview to the process that replaces it.

`exec` keeps inheritable file descriptors; environment variables name them. On Windows, which has no
`exec`, the new process is a child that inherits the handles. Its parent keeps copies of them while
it waits for the child, so a connection ends for its client when it is shut down, not when it is
closed (`connections.py` does so).
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable

LISTENER_VARIABLE = "COALITION_PREVIEW_SOCKET"
"""Environment variable with the file descriptor of the listening socket."""

CONNECTIONS_VARIABLE = "COALITION_PREVIEW_CONNECTIONS"
"""Environment variable with the file descriptors of waiting connections, comma-separated."""


def has_inherited_sockets() -> bool:
    """Return whether a previous preview process has passed on its sockets."""
    return LISTENER_VARIABLE in os.environ


def pass_sockets(listener: socket.socket, connections: Iterable[socket.socket]) -> None:
    """Let the next process inherit copies of these sockets, named by environment variables."""
    os.environ[CONNECTIONS_VARIABLE] = ",".join(map(_make_inheritable, connections))
    os.environ[LISTENER_VARIABLE] = _make_inheritable(listener)


def take_over_sockets() -> tuple[socket.socket, list[socket.socket]] | None:
    """Return the inherited listener and connections; None if no listener was passed on."""
    descriptors = os.environ.pop(CONNECTIONS_VARIABLE, "").split(",")
    connections = list(filter(None, map(_open_inherited, filter(None, descriptors))))
    listener = _open_inherited(os.environ.pop(LISTENER_VARIABLE, ""))
    return (listener, connections) if listener else None


def _make_inheritable(original: socket.socket) -> str:
    copy = original.dup()
    copy.set_inheritable(True)
    return str(copy.detach())


def _open_inherited(descriptor: str) -> socket.socket | None:
    try:
        inherited = socket.socket(fileno=int(descriptor))
    except (OSError, ValueError):  # not a socket of this process
        return None
    inherited.set_inheritable(False)
    return inherited
