"""Enforce the stages of the tests: a unit test starts no process and reaches no other machine.

A test that does is marked `integration`, or automatically if one of its fixtures always does. No
test of any stage, and no module of tests, reads the live data (see `live_data`).
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from collections.abc import Generator, Iterator
from contextlib import suppress

import pytest

from support import live_data

PROCESS_EVENTS = frozenset(
    {
        "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile",
        "os.system", "pty.spawn", "subprocess.Popen", "_winapi.CreateProcess",
    }
)  # fmt: skip
"""Audit events of Python that start a process; see the standard library's table of them."""

INTEGRATION_FIXTURES = frozenset(
    {"lantern", "minimal", "orchard", "preview", "shared_preview", "site", "sites", "start"}
)
"""Fixtures that build a site or start a preview."""

STARTS_PROCESS = (
    "this test starts a process ({}), so it is no unit test: mark it with"
    " @pytest.mark.integration, or call the code in this process"
)
CONNECT_EVENTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
"""Audit events with a socket and the address that it connects or sends to."""

LOOKUP_EVENTS = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
"""Audit events with the name of a host that is looked up, on another machine as a rule."""

REACHES_OUT = "this test opens a connection to another machine: {}"
LOOKS_UP = "this test looks up the name of another machine: {}"

_errors: list[str] = []
"""What the current test must not do and has done, also in a thread."""

_current: pytest.Item | None = None
_module: pytest.Collector | None = None
"""The module of tests that is imported now."""


def may_start_processes(item: pytest.Item) -> bool:
    """Return whether a test is in a later stage than the unit tests."""
    return any(item.get_closest_marker(name) for name in ("integration", "slow", "browser"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what their fixtures imply, before pytest selects tests by their markers."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "browser" in fixtures:
            item.add_marker("browser")
        if fixtures & INTEGRATION_FIXTURES:
            item.add_marker("integration")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Let the audit hook know which module is imported."""
    global _module  # noqa: PLW0603
    _module = collector if isinstance(collector, pytest.Module) else None
    try:
        return (yield)
    finally:
        _module = None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let the audit hook know which test runs, with its fixtures."""
    global _current  # noqa: PLW0603 - an audit hook gets no state and cannot be removed
    _current = item
    _errors.clear()
    try:
        return (yield)
    finally:
        _current = None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """Fail a test whose code has caught or lost the error of the audit hook."""
    result = yield
    if _errors:
        pytest.fail(_errors[0])
    return result


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if (_current is None and _module is None) or os.getpid() != _PID:
        return
    if misuse := live_data.find_misuse(event, arguments):
        _fail(misuse)
    if _current is None:
        return
    if event in PROCESS_EVENTS and not may_start_processes(_current):
        _fail(STARTS_PROCESS.format(f"{event}: {arguments[0]}" if arguments else event))
    elif event in CONNECT_EVENTS and not _is_local(arguments[1]):
        _fail(REACHES_OUT.format(arguments[1]))
    elif event in LOOKUP_EVENTS and not _needs_no_lookup(arguments[0]):
        _fail(LOOKS_UP.format(arguments[0]))


def _fail(message: str) -> None:
    _errors.append(message)
    pytest.fail(message)


def _is_local(address: object) -> bool:
    """Return whether a socket address is on this machine: loopback, or no internet address."""
    host = str(address[0]) if isinstance(address, tuple) else ""
    if host in {"", "localhost"}:
        return True
    ip_address = _parse_ip_address(host)
    return ip_address is not None and ip_address.is_loopback


def _needs_no_lookup(host: object) -> bool:
    """Return whether a host is an IP address, `localhost`, or missing: a server's own machine."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")
    return name in {"", "localhost"} or _parse_ip_address(name) is not None


def _parse_ip_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    for parse in (str, socket.inet_aton):  # the second reads other spellings, such as 0x7f.1
        with suppress(ValueError, OSError):
            return ipaddress.ip_address(parse(host))
    return None


_PID = os.getpid()
sys.addaudithook(_audit)
