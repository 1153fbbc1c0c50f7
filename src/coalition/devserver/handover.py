"""Pass the listening socket and the open connections of a preview to the process that follows it.

`exec` keeps inheritable file descriptors, and the environment names them. On Windows, which has no
`exec`, the next process is a child that inherits the handles. Its parent keeps copies of them while
it waits for the child, so a connection ends for its client when it is shut down, not when it is
closed (`connections.py` does so).
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable

LISTENER_VARIABLE = "COALITION_PREVIEW_SOCKET"
"""The file descriptor of the listening socket."""

CONNECTIONS_VARIABLE = "COALITION_PREVIEW_CONNECTIONS"
"""The file descriptors of connections that wait for an answer, separated by commas."""


def has_inherited_sockets() -> bool:
    """Whether a preview ran before this one and passed its sockets on."""
    return LISTENER_VARIABLE in os.environ


def pass_sockets(listener: socket.socket, connections: Iterable[socket.socket]) -> None:
    """Let the next process inherit copies of these sockets."""
    os.environ[CONNECTIONS_VARIABLE] = ",".join(map(_make_inheritable, connections))
    os.environ[LISTENER_VARIABLE] = _make_inheritable(listener)


def take_over_sockets() -> tuple[socket.socket, list[socket.socket]] | None:
    """The listening socket and the connections that were passed on; None without a listener."""
    names = os.environ.pop(CONNECTIONS_VARIABLE, "").split(",")
    connections = list(filter(None, map(_open_inherited, filter(None, names))))
    listener = _open_inherited(os.environ.pop(LISTENER_VARIABLE, ""))
    return (listener, connections) if listener else None


def _make_inheritable(original: socket.socket) -> str:
    copy = original.dup()
    copy.set_inheritable(True)
    return str(copy.detach())


def _open_inherited(descriptor: str) -> socket.socket | None:
    try:
        inherited = socket.socket(fileno=int(descriptor))
    except (OSError, ValueError):  # it was not passed on
        return None
    inherited.set_inheritable(False)
    return inherited
