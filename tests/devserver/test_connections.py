"""Connections of the preview: slow and silent clients, and handover to the next server."""

from __future__ import annotations

import http.server
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import ClassVar

import pytest

from coalition.devserver import connections, handover, server
from coalition.devserver.connections import ConnectionServer, open_listener
from coalition.devserver.server import EVENTS_PATH, PreviewServer
from coalition.devserver.state import PreviewState
from support.previews import (
    TIMEOUT_SECONDS,
    connect,
    exchange,
    parse_reply,
    receive_all,
    wait_until,
)
from support.projects import PROJECT

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
SHORT = 0.3
"""A timeout in seconds that a test waits for."""

Serve = Callable[..., ConnectionServer]


class Gated(http.server.BaseHTTPRequestHandler):
    """Responds with `size` bytes once `gate` is set."""

    gate, received, sent = (threading.Event() for _ in range(3))
    size: ClassVar = 10
    answers_first: ClassVar = False

    def handle(self) -> None:
        connections.receive_head(self.connection)
        self.received.set()
        if not self.answers_first:
            self.gate.wait()
        head = f"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {self.size}\r\n\r\n"
        self.wfile.write(head.encode() + b"x" * self.size)
        self.sent.set()
        self.gate.wait()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a function that starts a PreviewServer, or a server with another handler."""
    servers: list[ConnectionServer] = []

    def start(*sockets: object, handler: type[Gated] | None = None) -> ConnectionServer:
        listener, accepted = sockets or (open_listener("localhost", 0), ())
        new_server = (
            ConnectionServer(listener, handler, accepted)
            if handler
            else PreviewServer(listener, PreviewState(PROJECT), accepted)
        )
        servers.append(new_server)
        new_server.start()
        return new_server

    yield start
    Gated.gate.set()
    for new_server in servers:
        if isinstance(new_server, PreviewServer):
            new_server.state.close()
        new_server.stop()
        new_server.server_close()


@pytest.fixture(autouse=True)
def closed_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("gate", "received", "sent"):
        monkeypatch.setattr(Gated, name, threading.Event())


def url_of(running: ConnectionServer) -> str:
    return f"http://localhost:{running.port}/"


def drip(connection: socket.socket, data: bytes, pause: float = 0.02) -> None:
    for byte in data:
        connection.send(bytes([byte]))
        time.sleep(pause)


def test_a_request_that_comes_byte_by_byte_is_answered(serve: Serve):
    connection = connect(url_of(serve()))

    drip(connection, REQUEST)

    assert 200 == parse_reply(receive_all(connection)).status


def test_half_a_request_is_answered_in_time_though_more_keeps_coming(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connections, "HEAD_TIMEOUT_SECONDS", SHORT)
    monkeypatch.setattr(connections, "CLOSE_TIMEOUT_SECONDS", 60.0)
    running = serve()
    silent, dripping = (connect(url_of(running)) for _ in range(2))

    silent.sendall(REQUEST[:-2])
    drip(dripping, b"G" * 20, SHORT / 10)

    assert 408 == parse_reply(receive_all(silent)).status
    assert 408 == parse_reply(receive_all(dripping)).status
    assert [] == running.waiting_connections()


def test_unfinished_requests_hold_no_threads(serve: Serve):
    running = serve()
    before = threading.active_count()

    clients = [connect(url_of(running)) for _ in range(50)]
    for client in clients[:25]:
        client.sendall(REQUEST[:-2])
    wait_until(lambda: len(running.waiting_connections()) == len(clients))

    assert threading.active_count() <= before
    for client in clients:
        client.close()
    # Half a request is kept for HEAD_TIMEOUT_SECONDS
    wait_until(lambda: len(running.waiting_connections()) == 25)


def test_a_connection_opened_ahead_may_wait_longer_than_a_request_takes(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connections, "HEAD_TIMEOUT_SECONDS", SHORT)
    connection = connect(url_of(serve()))
    time.sleep(2 * SHORT)

    connection.sendall(REQUEST)

    assert 200 == parse_reply(receive_all(connection)).status


def test_a_connection_without_a_request_is_closed_in_the_end(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connections, "IDLE_TIMEOUT_SECONDS", SHORT)
    running = serve()

    assert b"" == receive_all(connect(url_of(running)))
    assert [] == running.waiting_connections()


def test_a_client_that_does_not_read_its_answer_is_given_up(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Gated, "timeout", SHORT)
    monkeypatch.setattr(Gated, "size", 30_000_000)  # more than the socket buffers hold
    Gated.gate.set()
    running = serve(handler=Gated)
    connection = connect(url_of(running))
    connection.sendall(REQUEST)
    assert Gated.received.wait(TIMEOUT_SECONDS)

    wait_until(lambda: running.drain(0))

    assert len(receive_all(connection)) < Gated.size


def test_an_event_stream_outlives_all_limits(serve: Serve, monkeypatch: pytest.MonkeyPatch):
    for name in ("HEAD_TIMEOUT_SECONDS", "IDLE_TIMEOUT_SECONDS", "CLOSE_TIMEOUT_SECONDS"):
        monkeypatch.setattr(connections, name, SHORT / 3)
    monkeypatch.setattr(server.PreviewRequestHandler, "timeout", SHORT / 3)
    monkeypatch.setattr(server, "HEARTBEAT_SECONDS", SHORT)
    connection = connect(url_of(serve()))
    connection.sendall(f"GET {EVENTS_PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

    beats = 0
    with connection, connection.makefile("rb") as lines:
        while beats < 3:
            line = lines.readline()
            assert line, "the stream has ended"
            beats += line == b": still here\n"


def test_nothing_is_lost_when_another_server_takes_over(serve: Serve):
    first = serve()
    address = url_of(first)
    idle, half, late = (connect(address) for _ in range(3))
    half.sendall(REQUEST[:20])
    wait_until(lambda: len(first.waiting_connections()) == 3)

    first.stop()
    in_backlog = connect(address)
    in_backlog.sendall(REQUEST)
    idle.sendall(REQUEST)
    handover.pass_sockets(first.listener, first.waiting_connections())
    first.server_close()
    assert handover.has_inherited_sockets()
    taken_over = handover.take_over_sockets()
    half.sendall(REQUEST[20:])
    assert taken_over
    serve(*taken_over)
    late.sendall(REQUEST)

    for connection in (idle, half, late, in_backlog):
        assert 200 == parse_reply(receive_all(connection)).status
    assert not handover.has_inherited_sockets()


def test_an_answer_that_has_begun_is_finished_first(serve: Serve):
    running = serve(handler=Gated)
    connection = connect(url_of(running))
    connection.sendall(REQUEST)
    assert Gated.received.wait(TIMEOUT_SECONDS)
    running.stop()

    assert not running.drain(SHORT)
    Gated.gate.set()

    assert Gated.size == len(parse_reply(receive_all(connection)).text)
    assert running.drain(10)


@pytest.mark.parametrize("name", ["", "none", "-1", "123456"])
def test_sockets_that_were_not_passed_on_are_not_taken_over(
    monkeypatch: pytest.MonkeyPatch, name: str
):
    monkeypatch.setenv(handover.LISTENER_VARIABLE, name)
    monkeypatch.setenv(handover.CONNECTIONS_VARIABLE, f"{name},{name}")

    assert handover.take_over_sockets() is None


def test_an_error_of_the_program_is_answered_and_reported(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def fail(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(server, "create_response", fail)

    assert 500 == parse_reply(exchange(url_of(serve()), REQUEST)).status
    assert "RuntimeError: out of order" in capsys.readouterr().err


@pytest.mark.parametrize("answers_first", [False, True])
def test_a_client_that_leaves_early_is_no_error(
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answers_first: bool,
):
    monkeypatch.setattr(Gated, "answers_first", answers_first)
    running = serve(handler=Gated)
    connection = connect(url_of(running))
    connection.sendall(REQUEST)
    assert (Gated.sent if answers_first else Gated.received).wait(TIMEOUT_SECONDS)

    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()  # with a reset
    Gated.gate.set()

    wait_until(lambda: running.drain(0))
    assert "" == capsys.readouterr().err
