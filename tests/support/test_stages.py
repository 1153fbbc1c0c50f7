"""What tests may not do, whatever they do with the error.

A unit test starts no process and reaches no other machine, and no test reads the live data.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

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


READERS = """
import os, shutil, subprocess, sys, threading
from contextlib import suppress
import pytest
from support.projects import ORCHARD, PROJECT

def read():
    (PROJECT / "data" / "coalition.yaml").read_text(encoding="utf-8")

@pytest.fixture
def was_read():
    read()

def run(folder):
    command = [sys.executable, "-c", "import tasks; tasks.main()", "--list"]
    subprocess.run(command, cwd=folder, check=False, stderr=subprocess.DEVNULL)

def test_reads(): read()
def test_reads_in_a_fixture(was_read): pass
@pytest.mark.slow
def test_reads_and_catches_every_error():
    with suppress(BaseException):
        read()
def test_reads_in_a_thread():
    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
def test_reads_by_a_relative_path(monkeypatch):
    monkeypatch.chdir(PROJECT / "tests")
    os.listdir("../content/pages")
def test_copies(tmp_path): shutil.copytree(PROJECT / "content", tmp_path / "content")
@pytest.mark.slow
def test_runs_here(): run(PROJECT)

def test_copies_the_orchard(tmp_path, monkeypatch):
    shutil.copytree(ORCHARD, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    assert "OC-SEED" in open("data/coalition.yaml", encoding="utf-8").read()
def test_removes_folders_of_these_names(tmp_path, monkeypatch):
    (tmp_path / "copy/data/content").mkdir(parents=True)
    monkeypatch.chdir(PROJECT)
    shutil.rmtree(tmp_path / "copy")
@pytest.mark.slow
def test_runs_elsewhere(tmp_path): run(tmp_path)
"""
READS_ON_IMPORT = "from test_readers import read\nread()\n"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Name of each test in EXAMPLES -> its outcome and the first line of its error."""
    return run_tests(tmp_path_factory.mktemp("stages"), {"test_examples.py": EXAMPLES})


@pytest.fixture(scope="module")
def outcomes_of_readers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The same for READERS."""
    modules = {"test_readers.py": READERS, "test_reads_on_import.py": READS_ON_IMPORT}
    return run_tests(tmp_path_factory.mktemp("readers"), modules)


def run_tests(folder: Path, modules: dict[str, str]) -> dict[str, str]:
    """Run modules with tests; return the outcomes by the name of the test, or of the module."""
    for name, code in modules.items():
        (folder / name).write_text(code, encoding="utf-8")
    (folder / "conftest.py").write_text(
        'pytest_plugins = ["support.stages"]\n'
        "def pytest_configure(config):\n"
        "    for name in ('browser', 'integration', 'slow'):\n"
        "        config.addinivalue_line('markers', name)\n",
        encoding="utf-8",
    )
    options = ("-p", "no:cacheprovider", "-rA", "--tb=no", "-q", "--continue-on-collection-errors")
    result = subprocess.run(
        [sys.executable, "-m", "pytest", *options, folder],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(PROJECT / "tests"), "COLUMNS": "1000"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(
        r"^(PASSED|FAILED|ERROR) (?:\S+::)?(\S+)(?: - (.*))?$", result.stdout, re.MULTILINE
    )
    return {name: f"{outcome} {error}".strip() for outcome, name, error in found}


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


@pytest.mark.integration
def test_no_test_of_any_stage_reads_the_live_data(outcomes_of_readers: dict[str, str]):
    outcomes = outcomes_of_readers
    reads = "Failed: this reads data/coalition.yaml, which editors may change: "

    assert outcomes.pop("test_reads_on_import.py").startswith(f"ERROR {reads}")
    assert outcomes.pop("test_reads_in_a_fixture").startswith(f"ERROR {reads}")
    for name in ("", "_and_catches_every_error", "_in_a_thread"):
        assert outcomes.pop(f"test_reads{name}").startswith(f"FAILED {reads}"), name
    assert "this reads content/pages, " in outcomes.pop("test_reads_by_a_relative_path")
    assert "this reads content, " in outcomes.pop("test_copies")
    assert "this runs a command of the site in the repo" in outcomes.pop("test_runs_here")
    assert {
        "test_copies_the_orchard": "PASSED",
        "test_removes_folders_of_these_names": "PASSED",
        "test_runs_elsewhere": "PASSED",
    } == outcomes


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
