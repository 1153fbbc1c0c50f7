"""The lock: a waiting command names the holder, and forked workers never hold it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from coalition import locking

HOLD = (
    "import sys, time; from pathlib import Path; from coalition import locking;"
    "path = Path(sys.argv[1]); sys.argv[:] = ['tasks.py', '--dry', 'publish', 'https://private/'];"
    "lock = locking.hold_lock(path, ''); lock.__enter__(); print('held', flush=True);"
)
WAIT = HOLD + "time.sleep(60)"
FORK = (
    HOLD + "import os; child = os.fork(); print(child, flush=True) if child else 0; time.sleep(60)"
)


def start_holder(code: str, path: Path) -> subprocess.Popen[str]:
    """Start a process that holds the lock `path`."""
    command = [sys.executable, "-c", code, str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=path.parent)
    assert "held\n" == process.stdout.readline()
    return process


@pytest.mark.integration
def test_the_waiting_message_names_the_holder_and_since_when_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "output.lock"
    monkeypatch.setattr(locking, "MESSAGE_INTERVAL_SECONDS", 0.3)
    with start_holder(WAIT, path) as holder:
        started = time.time() - 100.5
        os.utime(path, (started, started))
        threading.Timer(1.2, holder.kill).start()
        with locking.hold_lock(path, "waiting"):
            messages = capsys.readouterr().err.splitlines()

    assert f"waiting (process {holder.pid}, `publish`, running for 100 s)" == messages[0]
    assert f"waiting (process {holder.pid}, `publish`, running for 101 s)" in messages[1:]
    assert 2 <= len(messages) <= 5
    assert not path.exists()


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-5, "0 s"), (35.9, "35 s"), (119, "119 s"), (120, "2 min"), (7300, "2 h")],
)
def test_a_duration_is_formatted_in_a_suitable_unit(seconds: float, expected: str):
    assert expected == locking._format_duration(seconds)


@pytest.mark.parametrize("content", ["", "x", "4711", "4711 \x1b[2J", "\n\n"])
def test_a_lock_file_without_a_valid_holder_is_not_described(content: str, tmp_path: Path):
    path = tmp_path / "output.lock"
    path.write_text(content)

    assert "" == locking._describe_holder(path)
    assert "" == locking._describe_holder(tmp_path / "nowhere")


@pytest.mark.integration
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_forked_child_does_not_hold_the_lock_of_its_parent(tmp_path: Path):
    path = tmp_path / "output.lock"
    with start_holder(FORK, path) as holder:
        child = int(holder.stdout.readline())
        holder.kill()
    try:
        started = time.monotonic()
        with locking.hold_lock(path, "waiting"):
            pass
        assert time.monotonic() - started < 10
    finally:
        os.kill(child, 9)


@pytest.mark.integration
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_forked_child_does_not_remove_the_lock_of_its_parent(tmp_path: Path):
    path = tmp_path / "output.lock"
    lock = locking.hold_lock(path, "waiting")
    lock.__enter__()
    child = os.fork()
    if child == 0:
        lock.__exit__(None, None, None)
        os._exit(0)
    os.waitpid(child, 0)

    assert path.exists()
    lock.__exit__(None, None, None)
    assert not path.exists()
