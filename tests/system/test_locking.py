"""The message of a waiting command names the holder of the lock; workers never hold one."""

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


def hold(code: str, path: Path) -> subprocess.Popen[str]:
    """A process that holds the lock `path`."""
    command = [sys.executable, "-c", code, str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert "held\n" == process.stdout.readline()
    return process


def test_who_waits_is_told_for_which_process_and_how_long_it_has_been_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "output.lock"
    monkeypatch.setattr(locking, "MESSAGE_INTERVAL_SECONDS", 0.3)
    with hold(WAIT, path) as holder:
        started = time.time() - 100.5
        os.utime(path, (started, started))
        threading.Timer(1.2, holder.kill).start()
        with locking.hold_lock(path, "waiting"):
            said = capsys.readouterr().err.splitlines()

    assert f"waiting (process {holder.pid}, `publish`, running for 100 s)" == said[0]
    assert f"waiting (process {holder.pid}, `publish`, running for 101 s)" in said[1:]
    assert 2 <= len(said) <= 5
    assert not path.exists()


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-5, "0 s"), (35.9, "35 s"), (119, "119 s"), (120, "2 min"), (7300, "2 h")],
)
def test_an_age_is_said_in_the_unit_that_fits(seconds: float, expected: str):
    assert expected == locking._format_duration(seconds)


@pytest.mark.parametrize("content", ["", "x", "4711", "4711 \x1b[2J", "\n\n"])
def test_a_lock_that_does_not_name_its_holder_says_nothing_of_it(content: str, tmp_path: Path):
    path = tmp_path / "output.lock"
    path.write_text(content)

    assert "" == locking._describe_holder(path)
    assert "" == locking._describe_holder(tmp_path / "nowhere")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_forked_child_does_not_hold_the_lock_of_its_parent(tmp_path: Path):
    path = tmp_path / "output.lock"
    with hold(FORK, path) as holder:
        child = int(holder.stdout.readline())
        holder.kill()
    try:
        started = time.monotonic()
        with locking.hold_lock(path, "waiting"):
            pass
        assert time.monotonic() - started < 10
    finally:
        os.kill(child, 9)


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
