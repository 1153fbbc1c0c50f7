"""Child processes end with their parent; a killed worker is reported in one line."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coalition import parallel, processes
from coalition.build import publish
from coalition.diagnostics import BuildError
from coalition.output import precompress
from coalition.parallel import WorkerKilledError
from support.projects import PROJECT
from support.sites import project_of

if sys.platform != "linux":
    pytest.skip("workers exist on Linux only", allow_module_level=True)

pytestmark = pytest.mark.integration

KILLED = "a worker process was killed, for example because memory ran out; run the command again"
DEFAULTS = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "signal.signal(signal.SIGHUP, signal.SIG_DFL);"
)
"""Code that restores signal handlers: shells in the background, and `nohup`, ignore signals."""

CHILD = """\
import os, sys, time
from coalition import processes
if sys.argv[1] == "watched":
    processes._request_death_signal = lambda: False
processes.exit_with_launcher()
print(os.getpid(), flush=True)
time.sleep(60)
"""
PARENT = """\
import subprocess, sys
from coalition import processes
subprocess.run([sys.executable, "-c", *sys.argv[1:]], env=processes.make_child_environment())
"""


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def ends(process: int, seconds: float = 10) -> bool:
    """Return whether a process ends within some seconds; kill it if not."""
    deadline = time.monotonic() + seconds
    while is_running(process):
        if time.monotonic() > deadline:
            os.kill(process, signal.SIGKILL)
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_count_processors", lambda: 2)


@pytest.mark.parametrize("mechanism", ["by the kernel", "watched"])
def test_a_child_ends_with_its_killed_parent(mechanism: str):
    command = [sys.executable, "-c", PARENT, CHILD, mechanism]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        assert is_running(child)
        parent.kill()

        assert ends(child)


def test_a_child_whose_parent_has_ended_already_ends_at_once():
    code = "from coalition import processes; processes.exit_with_parent(1 << 30); print('goes on')"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (1, "") == (done.returncode, done.stdout)


def test_a_program_that_no_command_started_is_not_affected():
    code = "from coalition import processes; processes.exit_with_launcher(); print('goes on')"
    environment = {k: v for k, v in os.environ.items() if k != processes.PARENT_VARIABLE}

    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True
    )

    assert b"goes on\n" == done.stdout


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.usefixtures("two_processors")
def test_a_killed_worker_is_reported_in_one_line(number: signal.Signals):
    before = signal.signal(number, lambda *_: sys.exit(3)) if number != signal.SIGKILL else None
    try:
        with pytest.raises(WorkerKilledError) as caught:
            parallel.map_parallel(lambda _: os.kill(os.getpid(), number), [1, 2])
    finally:
        if before is not None:
            signal.signal(number, before)

    assert KILLED == str(caught.value)


@pytest.mark.usefixtures("two_processors")
def test_without_shared_memory_one_process_does_all_the_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def make_semaphore(*_: object, **__: object) -> object:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("multiprocessing.synchronize.SemLock.__init__", make_semaphore)
    parallel._print_serial_note.cache_clear()

    assert [os.getpid()] * 2 == parallel.map_parallel(lambda _: os.getpid(), [1, 2])
    assert [1, 2] == parallel.map_parallel(abs, [-1, -2])
    note = (
        "note: only one processor is used, because /dev/shm is not usable (Read-only file system)"
    )
    assert f"{note}: mount a writable tmpfs there to use all of them\n" == capsys.readouterr().err


@pytest.mark.usefixtures("two_processors")
def test_ctrl_c_reaches_workers_too_and_only_their_parent_reacts():
    parts = [1, 2, 3]

    assert parts == parallel.map_parallel(
        lambda part: os.kill(os.getpid(), signal.SIGINT) or part, parts
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_parent_does_not_wait_for_its_workers(number: signal.Signals):
    code = DEFAULTS + (
        "import os, sys, time; from coalition import parallel;"
        "from coalition.cli import program; program._exit_on_signals();"
        "parallel._count_processors = lambda: 2;"
        "sleep = lambda _: (os.write(1, b'%d\\n' % os.getpid()), time.sleep(60));"
        "parallel.map_parallel(sleep, [1, 2])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        workers = [int(parent.stdout.readline()) for _ in range(2)]
        parent.send_signal(number)

        assert {signal.SIGINT: -2, signal.SIGTERM: 143}[number] == parent.wait(20)
        assert all(ends(worker, 1) for worker in workers)


@pytest.mark.slow
def test_an_interruption_while_workers_are_started_is_not_lost():
    code = DEFAULTS + (
        "import os, signal; from coalition import parallel; parallel._count_processors = lambda: 2;"
        "parent = os.getpid();"
        # Python ignores exceptions that a signal handler raises during this hook
        "os.register_at_fork(after_in_parent=lambda: os.kill(parent, signal.SIGINT));"
        "parallel.map_parallel(lambda _: None, [1, 2]); print('goes on')"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (-signal.SIGINT, "") == (done.returncode, done.stdout)


@pytest.mark.usefixtures("two_processors")
def test_a_worker_that_is_killed_while_it_packs_leaves_the_old_site(
    tiny_project: Path, monkeypatch: pytest.MonkeyPatch
):
    output = tiny_project / "output"
    publish.build_site(tiny_project, output, "")
    before = (output / "index.html").stat()
    monkeypatch.setattr(precompress, "MIN_SIZE_BYTES", 1)
    monkeypatch.setattr(
        precompress, "_compress_batch", lambda _: os.kill(os.getpid(), signal.SIGKILL)
    )

    with pytest.raises(BuildError) as caught:
        publish.build_site(tiny_project, output, "", publish.BuildOptions(compressed=True))

    assert f"the site was not built: {KILLED}" == str(caught.value)
    assert before == (output / "index.html").stat()


def test_a_killed_pelican_is_reported_in_one_line(tiny_project: Path):
    with (tiny_project / "pelicanconf.py").open("a") as settings:
        settings.write("os.kill(os.getpid(), 9)\n")

    with pytest.raises(BuildError) as caught:
        publish.build_site(tiny_project, tiny_project / "output", "")

    assert str(caught.value).startswith("the site was not built: Pelican was killed (k")


@pytest.mark.slow
def test_a_killed_worker_of_pelican_is_reported_in_one_line(tmp_path: Path):
    project = project_of("lantern", tmp_path / "project")
    with (project / "pelicanconf.py").open("a") as settings:
        settings.write(
            "os.sched_getaffinity = lambda _: {0, 1}\n"
            "from coalition.pelican_plugin.generator import SiteGenerator\n"
            "SiteGenerator._write_site = lambda *_: os.kill(os.getpid(), 9)\n"
        )

    with pytest.raises(BuildError) as caught:
        publish.build_site(project, project / "output", "")

    assert ("", f"the site was not built: {KILLED}") == (
        caught.value.details,
        caught.value.summary,
    )


@pytest.mark.parametrize(("ignored", "expected"), [(False, 128 + 1), (True, 0)])
def test_a_terminal_that_closes_ends_a_command_unless_nohup_runs_it(ignored: bool, expected: int):
    code = ("" if ignored else DEFAULTS) + (
        "import sys, time; from coalition.cli import program;"
        "program._exit_on_signals(); print('ready', flush=True); time.sleep(1)"
    )
    command = [*(["nohup"] if ignored else []), sys.executable, "-c", code]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=PROJECT
    ) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)

        assert expected == process.wait(20)
