"""Unit tests cannot start processes or reach other machines, whatever they do with the error."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from support import stages
from support.projects import PROJECT

EXAMPLES = """
import os, socket, subprocess, sys, threading
from contextlib import suppress
import pytest

def start():
    subprocess.run([sys.executable, "-c", ""], check=True)

@pytest.fixture
def started():
    start()

@pytest.fixture
def site():
    start()

def test_starts(): start()
def test_starts_in_a_fixture(started): pass
def test_starts_and_catches_every_error():
    with suppress(BaseException):
        start()
def test_starts_in_a_thread():
    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
def test_forks():
    if os.fork() == 0:
        os._exit(0)
def test_connects():
    socket.socket().connect(("192.0.2.1", 80))
def test_sends():
    socket.socket(type=socket.SOCK_DGRAM).sendto(b"", ("192.0.2.1", 53))
def test_looks_up_and_catches_every_error():
    with suppress(BaseException):
        socket.getaddrinfo("host.invalid", 80)

def test_listens_on_this_machine():
    server = socket.create_server(("127.0.0.1", 0))
    socket.create_connection(server.getsockname()).close()
    server.close()
def test_sends_to_this_machine():
    socket.socket(type=socket.SOCK_DGRAM).sendto(b"", ("127.0.0.1", 9))
def test_looks_up_this_machine_and_addresses():
    for host in ("localhost", "127.0.0.1", "::1", "192.0.2.1", b"192.0.2.1", None):
        socket.getaddrinfo(host, 80)
@pytest.mark.integration
def test_starts_with_a_marker(): start()
@pytest.mark.slow
def test_starts_in_a_slow_test(): start()
def test_starts_by_a_known_fixture(site): pass
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Name of each test in EXAMPLES -> its outcome and the first line of its error."""
    folder = tmp_path_factory.mktemp("stages")
    (folder / "test_examples.py").write_text(EXAMPLES, encoding="utf-8")
    (folder / "conftest.py").write_text(
        'pytest_plugins = ["support.stages"]\n'
        "def pytest_configure(config):\n"
        "    for name in ('browser', 'integration', 'slow'):\n"
        "        config.addinivalue_line('markers', name)\n",
        encoding="utf-8",
    )
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", "--tb=no", "-q", folder],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(PROJECT / "tests"), "COLUMNS": "1000"},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.partition("test_examples.py::") for line in result.stdout.splitlines()]
    return {
        name.partition(" - ")[0]: f"{outcome.split()[0]} {name.partition(' - ')[2]}".strip()
        for outcome, _, name in lines
        if outcome.startswith(("PASSED", "FAILED", "ERROR"))
    }


@pytest.mark.integration
@pytest.mark.skipif(not hasattr(os, "fork"), reason="one example forks; Windows cannot")
def test_a_unit_test_may_not_start_a_process_or_reach_another_machine(outcomes: dict[str, str]):
    process = "this test starts a process (subprocess.Popen: "

    assert outcomes.pop("test_starts_in_a_fixture").startswith(f"ERROR Failed: {process}")
    assert outcomes.pop("test_forks").startswith("FAILED Failed: this test starts a process (os.f")
    assert "another machine: ('192.0.2.1', 80)" in outcomes.pop("test_connects")
    assert "another machine: ('192.0.2.1', 53)" in outcomes.pop("test_sends")
    outcome = outcomes.pop("test_looks_up_and_catches_every_error")
    assert "the name of another machine: host.invalid" in outcome
    for name in ("", "_and_catches_every_error", "_in_a_thread"):
        assert outcomes.pop(f"test_starts{name}").startswith(f"FAILED Failed: {process}"), name
    assert {"PASSED"} == set(outcomes.values())
    assert {
        "test_listens_on_this_machine",
        "test_sends_to_this_machine",
        "test_looks_up_this_machine_and_addresses",
        "test_starts_with_a_marker",
        "test_starts_in_a_slow_test",
        "test_starts_by_a_known_fixture",
    } == set(outcomes)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (("127.0.0.1", 80), True),
        (("127.1.2.3", 80), True),
        (("::1", 80, 0, 0), True),
        (("localhost", 80), True),
        (("", 80), True),
        ("/run/socket", True),
        (("127.example.org", 80), False),
        (("192.0.2.1", 80), False),
        (("2001:db8::1", 80, 0, 0), False),
    ],
)
def test_an_address_on_this_machine_is_a_loopback_address(address: object, expected: bool):
    assert expected == stages._is_local(address)
