"""The commands explain themselves, fail in one line, and set themselves up."""

import hashlib
import importlib
import importlib.util
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterable
from contextlib import nullcontext
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import ModuleType

import pytest
from invoke import Collection, Context, Exit
from packaging.requirements import Requirement

from coalition.build import offline
from coalition.cli import commands, extras
from coalition.cli.extras import EXTRAS, MissingExtraError
from coalition.cli.program import run_command_line
from coalition.output import manifest
from support.projects import PROJECT, copy_project
from tools import bootstrap, checks, lockfile

COMMANDS = [
    "apply-form", "build", "check", "clean", "conditions", "deploy", "docs", "i18n-status",
    "i18n-update", "import", "lint", "lock", "new", "offline", "publish", "remove", "rename",
    "report", "retire", "schema", "serve", "sheet", "test", "undo",
]  # fmt: skip
BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)
ENTER_SCRIPT = (
    "import sys; sys.path.insert(0, 'src'); from pathlib import Path;"
    "from tools import bootstrap; script = 'import sys, coalition; print(sys.prefix)';"
    "bootstrap.enter_environment(Path.cwd(), ['-c', script, *sys.argv[1:]])"
)


def run(*words: str, cwd: Path = PROJECT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run this Python in `cwd`."""
    command = [sys.executable, *words]
    environment = os.environ | variables
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def invoke(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command without entering `.venv`, which the test environment may not have."""
    return run("-c", "import tasks; tasks.main()", *words, cwd=cwd)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the commands and nothing that they could read or write."""
    folder = tmp_path_factory.mktemp("program")
    shutil.copy(PROJECT / "tasks.py", folder)
    for name in ("src", "tools"):
        (folder / name).symlink_to(PROJECT / name)
    return folder


@pytest.fixture(scope="module")
def tasks() -> ModuleType:
    """tasks.py and the commands of the site, both loaded again: Invoke shows a help text once."""
    importlib.reload(commands)
    spec = importlib.util.spec_from_file_location("tasks", PROJECT / "tasks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the whole project, without an environment."""
    folder = copy_project(tmp_path / "prøject")
    for name in ("tasks.py", "pyproject.toml", "requirements.lock"):
        shutil.copy(PROJECT / name, folder)
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("src", "tools"):
        shutil.copytree(PROJECT / name, folder / name, ignore=ignore)
    return folder


def test_every_command_and_every_option_says_what_it_is_for(tasks: ModuleType):
    by_name = Collection.from_module(tasks).tasks

    assert COMMANDS == sorted(by_name)
    for name, task in by_name.items():
        assert task.__doc__, name
        for option in task.get_arguments():
            assert option.help, f"{name} --{option.name}"


@pytest.mark.integration
@pytest.mark.parametrize("words", [(), ("--list",), ("-l",)])
def test_no_command_lists_the_commands(words: tuple[str, ...], program: Path):
    result = invoke(*words, cwd=program)

    assert 0 == result.returncode
    assert COMMANDS == re.findall(r"^  ([\w-]+)  ", result.stdout, re.MULTILINE)


@pytest.mark.integration
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("bild",), "No idea what 'bild' is! 'python3 tasks.py' lists the commands."),
        (("serve", "--prt"), "No idea what '--prt' is! 'python3 tasks.py' lists the commands."),
        (("serve", "--port", "abc"), "a number is needed here, not 'abc'"),
        (
            ("publish", "--against="),
            "'--against' needs the address of the site, a folder, a file or a commit; in a"
            " workflow, the variable that it names may be unset",
        ),
        (
            ("check", "--against="),
            "'--against' needs the address of the site, a folder, a file or a commit; in a"
            " workflow, the variable that it names may be unset",
        ),
        (("serve", "--port", "70000"), "port 70000 does not exist: use 1024 to 65535"),
        (
            ("check", "--format", "xml"),
            "unknown format 'xml': use 'text', 'github', 'gitlab' or 'sarif'",
        ),
    ],
)
def test_a_wrong_word_is_one_line(words: tuple[str, ...], expected: str, program: Path):
    result = invoke(*words, cwd=program)

    assert 0 != result.returncode
    assert ("", f"{expected}\n") == (result.stdout, result.stderr)


@pytest.mark.integration
def test_invokes_own_command_works_too(program: Path):
    result = run("-m", "invoke", "--list", cwd=program)

    assert COMMANDS == re.findall(r"^  ([\w-]+)  ", result.stdout, re.MULTILINE)


@pytest.mark.integration
def test_right_data_are_counted_in_one_line(project: Path):
    result = invoke("check", cwd=project)

    assert 0 == result.returncode
    assert ": error: " not in result.stderr
    pattern = (
        r"\d+ members, \d+ organisations, \d+ action areas, \d+ goals, (?:\d+ [a-z ]+, )*"
        r"\d+ languages: no problems(, \d+ warnings?)?\n"
    )
    assert re.fullmatch(pattern, result.stdout), result.stdout


@pytest.mark.integration
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), "data/members.yaml:1:3: error: "),
        (("--format", "github"), "::error file=data/members.yaml,line=1,col=3,"),
    ],
)
def test_wrong_data_are_reported_on_stderr_and_counted_on_stdout(
    project: Path, words: tuple[str, ...], expected: str
):
    (project / "data/members.yaml").write_text("- nmae: Ada\n")

    result = invoke("check", *words, cwd=project)

    assert 1 == result.returncode
    assert re.fullmatch(r"\d+ problems? in \d+ files?\n", result.stdout)
    assert result.stderr.startswith(expected), result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.integration
def test_wrong_data_end_a_build_as_they_end_a_check(project: Path):
    (project / "data/members.yaml").write_text("- nmae: Ada\n")

    check, build = invoke("check", cwd=project), invoke("build", cwd=project)

    assert (1, check.stdout, check.stderr) == (build.returncode, build.stdout, build.stderr)
    assert not (project / "output").exists()


def touch_all(project: Path, *names: str) -> None:
    for name in names:
        (project / name).parent.mkdir(exist_ok=True, parents=True)
        (project / name).touch()


def clean(project: Path) -> subprocess.CompletedProcess[str]:
    return run("-B", "-c", "import tasks; tasks.main()", "clean", cwd=project)


@pytest.mark.integration
def test_clean_removes_what_commands_made_and_nothing_else(project: Path):
    before = sorted(project.rglob("*"))
    offline_name = offline.get_offline_name(project)
    touch_all(
        project, "output/index.html", "output/fr/about/index.html", "output.lock", ".links.json",
        "..links.json.0a1b2c3d.new",
        f"output.offline/{offline_name}.zip",
        f"output.offline/{offline_name}.zip.new",
        "output.form/title.txt", "output.form/body.md", "output.form/comment.md",
        "output.new-12/index.html", "output.new-12.new-12", "output.swapped/index.html",
        "src/coalition/__pycache__/model.pyc", ".ruff_cache/x",
    )  # fmt: skip
    manifest.add_to_manifest(project / "output", ["index.html", "fr/about/index.html"])

    result = clean(project)

    assert (0, "") == (result.returncode, result.stdout), result.stderr
    assert before == sorted(project.rglob("*"))


@pytest.mark.integration
def test_clean_leaves_what_somebody_else_wrote_and_names_it(project: Path):
    others = [
        ".links.json.bak", "output.form/notes.txt", "output.offline/other.zip", "output.old/a",
        "output.txt", "output/.git/HEAD", "output/thesis.doc",
    ]  # fmt: skip
    touch_all(project, *others, "output/index.html")
    (project / "output/.git/refs").mkdir()  # git needs this empty folder
    manifest.add_to_manifest(project / "output", ["index.html"])

    result = clean(project)

    assert 0 == result.returncode
    assert [
        "output/ is kept: no command of this project wrote 2 files (.git/HEAD, thesis.doc)",
        "output.form/ is kept: no command of this project wrote 1 file (notes.txt)",
        "output.offline/ is kept: no command of this project wrote 1 file (other.zip)",
        "output.old/ is kept: no command of this project wrote 1 file (a)",
        "output.txt is kept: no command of this project wrote it",
    ] == result.stdout.splitlines()
    assert all((project / name).exists() for name in [*others, "output/.git/refs"])
    assert not (project / "output/index.html").exists()
    assert not (project / "output.files").exists()


@pytest.mark.integration
def test_clean_follows_no_link(project: Path, tmp_path: Path):
    touch_all(tmp_path, "elsewhere/about/index.html")
    touch_all(project, "output/index.html")
    (project / "output/fr").symlink_to(tmp_path / "elsewhere")
    manifest.add_to_manifest(project / "output", ["index.html", "fr/about/index.html"])

    clean(project)

    assert (tmp_path / "elsewhere/about/index.html").exists()


def read_lock_file() -> str:
    return (PROJECT / "requirements.lock").read_text(encoding="utf-8")


UNIT, INTEGRATION, SLOW = checks.TEST_STAGES.values()
COVERAGE = ["--cov", "--cov-report="]


@pytest.mark.parametrize(
    ("options", "failing", "expected"),
    [
        (
            {},
            None,
            ["lint", [*COVERAGE, "-m", UNIT], ["-m", INTEGRATION], "a browser", ["-m", SLOW]],
        ),
        ({}, "lint", ["lint"]),
        ({}, UNIT, ["lint", [*COVERAGE, "-m", UNIT]]),
        ({"fast": True}, None, ["lint", ["-m", UNIT]]),
        ({"stage": "integration"}, None, [["-m", INTEGRATION]]),
        ({"stage": "slow"}, None, ["a browser", ["-m", SLOW]]),
        ({"k": "map"}, None, ["a browser", ["-k", "map"]]),
        ({"fast": True, "args": "-x --pdb"}, None, [["-x", "--pdb", "-m", UNIT]]),
    ],
)
def test_a_stage_of_the_tests_runs_only_if_the_former_passed(
    tasks: ModuleType,
    options: dict[str, object],
    failing: str | None,
    expected: list[object],
    monkeypatch: pytest.MonkeyPatch,
):
    steps: list[object] = []

    def run_pytest(*command: str, env: dict[str, str]) -> None:
        steps.append(list(command[command.index("worksteal") + 1 :]))
        if command[-1] == failing:
            raise Exit(code=1)

    def run_linters(names: Iterable[str]) -> None:
        assert list(checks.LINTERS) == list(names)
        steps.append("lint")
        if failing == "lint":
            raise Exit(code=1)

    monkeypatch.setattr(tasks, "_run", run_pytest)
    monkeypatch.setattr(tasks, "_run_linters", run_linters)
    monkeypatch.setattr(tasks, "_prepare_browser", lambda: steps.append("a browser") or {})

    with pytest.raises(Exit) if failing else nullcontext():
        tasks.test(Context(), **options)

    assert expected == steps


def test_each_stage_is_announced_and_timed(
    tasks: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def fail_unit_tests(name: str, complete: bool) -> None:
        assert not complete
        if name == "unit":
            raise Exit(code=1)

    monkeypatch.setattr(tasks, "_run_stage", fail_unit_tests)

    with pytest.raises(Exit):
        tasks.test(Context(), fast=True)

    assert [
        "stage 1 of 2: lint (style, format, types, layers)",
        "stage lint passed after 0 s",
        "stage 2 of 2: unit (tests that start no process)",
        "stage unit failed after 0 s",
    ] == capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("name", "options"), [("test", {"stage": "units"}), ("lint", {"only": "pylint"})]
)
def test_an_unknown_stage_or_linter_is_one_line_with_the_known_ones(
    tasks: ModuleType, name: str, options: dict[str, str]
):
    with pytest.raises(Exit) as caught:
        getattr(tasks, name)(Context(), **options)

    (value,), known = options.values(), checks.STAGES if name == "test" else checks.LINTERS
    assert caught.value.message.endswith(f" '{value}': use {', '.join(known)}")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"fast": True, "stage": "slow"}, "use either --fast or --stage"),
        ({"stage": "lint", "k": "map"}, "-k and --args select tests, "),
        ({"stage": "lint", "args": "-x"}, "-k and --args select tests, "),
    ],
)
def test_options_of_which_one_would_be_ignored_are_an_error(
    tasks: ModuleType, options: dict[str, object], message: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tasks, "_call", lambda *_, **__: 0)

    with pytest.raises(Exit, match=message) as caught:
        tasks.test(Context(), **options)

    assert 2 == caught.value.code


def locked_packages(text: str | None = None) -> dict[str, str]:
    """Return the entry of each package in a lock file, including its hashes."""
    text = re.sub(r"^ *#.*\n", "", text or read_lock_file(), flags=re.MULTILINE)
    entries = re.split(r"\n(?=[a-z])", text)
    return {entry.partition("==")[0]: entry for entry in entries}


def test_every_package_is_locked_with_hashes():
    for name, entry in locked_packages().items():
        assert re.search(r"==\S+", entry), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), name


def test_the_lock_file_names_no_place_to_fetch_from():
    text = read_lock_file()

    assert [] == re.findall(r".*(?:://|--(?:extra-)?index|--find-links).*", text)


def read_requirements() -> dict[str, list[Requirement]]:
    """Return what pyproject.toml asks for, by the section of the lock file that has it."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = {"site": project["dependencies"], **project["optional-dependencies"]}
    return {section: list(map(Requirement, names)) for section, names in lines.items()}


def test_the_lock_file_has_what_the_project_asks_for():
    entries = locked_packages()

    for requirement in itertools.chain(*read_requirements().values()):
        entry = entries[requirement.name.lower()]
        assert requirement.specifier.contains(re.search(r"==([^ ;\\]+)", entry)[1]), entry


def test_each_section_of_the_lock_file_has_what_its_extra_asks_for():
    sections = lockfile.split_sections(read_lock_file())
    requirements = read_requirements()

    assert list(requirements) == list(sections)
    packages = {name: set(locked_packages(text)) for name, text in sections.items()}
    for name, names in requirements.items():
        assert {requirement.name.lower() for requirement in names} <= packages[name]
        others = set().union(*(packages[other] for other in packages if other != name))
        assert set() == packages[name] & others


def test_every_extra_is_known_to_the_commands():
    requirements = read_requirements()
    assert set(requirements) - {"site", "dev"} == set(EXTRAS)
    for name, (package, versions) in EXTRAS.items():
        assert [Requirement(f"{package}{versions}")] == requirements[name]


def test_a_lock_file_is_sorted_into_sections_by_package():
    hashes = "    --hash=sha256:00 \\\n    --hash=sha256:11\n"
    ada, bea, cid, dan, eve = (
        f"{name}==1 ; os_name == 'nt' \\\n{hashes}    # via x\n" for name in "abcde"
    )
    packages = {"site": {"a", "c"}, "x": {"a", "c", "b", "d"}, "y": {"a", "c", "d"}}

    lock = lockfile.sort_into_sections(f"{ada}{bea}{cid}{dan}{eve}", packages)

    assert lock == (f"{ada}{cid}# Section: x\n{bea}{dan}# Section: y\n{dan}# Section: dev\n{eve}")
    assert f"{ada}{cid}{bea}{dan}" == lockfile.join_sections(lock, ["site", "x", "y"])
    assert f"{ada}{cid}" == lockfile.join_sections(lock, ["site"])
    assert ada == lockfile.sort_into_sections(ada, {"site": {"a"}})
    assert {"site": "anything\n"} == lockfile.split_sections("anything\n")


@pytest.mark.parametrize("failing_call", [1, 2, 3, None])
def test_the_lock_file_is_replaced_only_if_every_call_of_uv_succeeds(
    failing_call: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    lock = tmp_path / "requirements.lock"
    lock.write_text("a==1\n# Section: dev\nb==1\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        "[project]\noptional-dependencies = {x = [], dev = []}\n", encoding="utf-8"
    )
    calls: list[tuple[str, ...]] = []

    def compile_requirements(_: Path, *arguments: str) -> str:
        calls.append(arguments)
        if len(calls) == failing_call:
            raise lockfile.LockFileError("")
        if "--output-file" not in arguments:
            return "a==2\nc==2\n" if "--extra" in arguments else "a==2\n"
        output = Path(arguments[arguments.index("--output-file") + 1])
        assert lock.read_text(encoding="utf-8") == output.read_text(encoding="utf-8")
        output.write_text("a==2\nb==2\nc==2\n", encoding="utf-8")
        return ""

    monkeypatch.setattr(lockfile, "_run_uv_compile", compile_requirements)

    with pytest.raises(lockfile.LockFileError) if failing_call else nullcontext():
        lockfile.write_lock_file(tmp_path, upgrade=False)

    old, new = "a==1\n# Section: dev\nb==1\n", "a==2\n# Section: x\nc==2\n# Section: dev\nb==2\n"
    assert (old if failing_call else new) == lock.read_text(encoding="utf-8")
    names = {file.name for file in tmp_path.iterdir()}
    assert {"pyproject.toml", "requirements.lock"} == names


BOOTSTRAP_FILES = (
    "src/coalition/__init__.py", "src/coalition/atomic_write.py", "src/coalition/locking.py",
    "src/coalition/processes.py", "tools/__init__.py", "tools/bootstrap.py", "tools/lockfile.py",
)  # fmt: skip
"""The source files that run before any package is installed."""


@pytest.fixture
def bare_project(tmp_path: Path) -> Path:
    """A project without dependencies, so that its environment is made without network access."""
    folder = tmp_path / "bäre"
    for name in BOOTSTRAP_FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, folder / name)
    (folder / "requirements.lock").write_text("# nothing\n")
    return folder


WITHOUT_ENSUREPIP = (
    "import importlib.util; find = importlib.util.find_spec;"
    "importlib.util.find_spec = lambda name, *more: find(name, *more)"
    " if name != 'ensurepip' or not find('pip') else None;"
)
"""Hides ensurepip from a Python with pip, so that an environment is made in the second way.

That is several times as fast; `test_a_fresh_copy_sets_itself_up_from_the_lock_file` covers the
first way.
"""


def enter_environment(
    project: Path, *words: str, with_base_python: bool = True
) -> subprocess.CompletedProcess[str]:
    """Enter the environment from the base Python, or else from the project's own."""
    command = [BASE_PYTHON, "-c", WITHOUT_ENSUREPIP + ENTER_SCRIPT]
    if not with_base_python:
        command = [str(project / ".venv/bin/python"), "-c", ENTER_SCRIPT]
    return subprocess.run(
        [*command, *words], cwd=project, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_two_first_starts_at_once_make_one_environment_and_the_next_enters_it(bare_project: Path):
    processes = [
        subprocess.Popen(
            [BASE_PYTHON, "-c", WITHOUT_ENSUREPIP + ENTER_SCRIPT],
            cwd=bare_project,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    outputs = [process.communicate() for process in processes]
    entered = f"{bare_project / '.venv'}\n"

    assert [entered, entered] == [out for out, _ in outputs]
    assert 1 == sum(err.startswith("setting up .venv;") for _, err in outputs)
    assert 1 == sum("setting up .venv" in err for _, err in outputs)
    assert [0, 0] == [process.returncode for process in processes]
    assert not (bare_project / ".venv.lock").exists()

    third = enter_environment(bare_project)

    assert (0, "", entered) == (third.returncode, third.stderr, third.stdout)


@pytest.mark.slow(10)
def test_a_changed_lock_file_or_path_recreates_the_environment(bare_project: Path):
    enter_environment(bare_project)
    (bare_project / "requirements.lock").write_text("# still nothing\n")

    assert enter_environment(bare_project, with_base_python=False).stderr.startswith(
        "setting up .venv;"
    )

    moved = bare_project.rename(bare_project.with_name("moved"))

    assert enter_environment(moved).stderr.startswith("setting up .venv;")
    assert "" == enter_environment(moved).stderr


EMPTY_SECTIONS = "# nothing\n# Section: s3\n# Section: dev\n"
EXTRA_SCRIPT = (
    "import sys; sys.path.insert(0, 'src'); from pathlib import Path;"
    "from tools import bootstrap; bootstrap.install_extra(Path.cwd(), 's3')"
)


def read_stamp(project: Path) -> str:
    """Return the sections that an environment has, by its stamp."""
    return (project / ".venv/made-of.txt").read_text().splitlines()[-1]


def install_extra(project: Path, *, search_path: str | None = None) -> tuple[int, list[str]]:
    """Install an extra from inside the environment; return the exit code and stderr."""
    environment = os.environ | ({} if search_path is None else {"PATH": search_path})
    result = subprocess.run(
        [project / ".venv/bin/python", "-c", EXTRA_SCRIPT],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return result.returncode, result.stderr.splitlines()


@pytest.mark.slow(8)
def test_an_extra_is_added_once_and_a_new_environment_has_it_too(bare_project: Path):
    (bare_project / "requirements.lock").write_text(EMPTY_SECTIONS)
    enter_environment(bare_project, "serve")

    first, second = install_extra(bare_project), install_extra(bare_project)

    assert (0, ["adding to .venv what the extra 's3' needs; this happens once"]) == first
    assert (0, []) == second
    assert "s3 site" == read_stamp(bare_project)
    assert "" == enter_environment(bare_project, "serve").stderr

    (bare_project / "requirements.lock").write_text(EMPTY_SECTIONS + "# changed\n")
    changed = "requirements.lock has changed: run the command again"
    assert (1, f"tools.bootstrap.SetupError: {changed}") == (
        (failed := install_extra(bare_project))[0], failed[1][-1]
    )  # fmt: skip
    assert enter_environment(bare_project, "serve").stderr.startswith("setting up .venv;")
    assert "s3 site" == read_stamp(bare_project)


@pytest.mark.slow(8)
def test_an_extra_that_cannot_be_installed_leaves_the_environment_usable(bare_project: Path):
    unknown = f"no-such-package==1 --hash=sha256:{64 * '0'}\n"
    (bare_project / "requirements.lock").write_text(
        f"# nothing\n# Section: s3\n{unknown}# Section: dev\n"
    )
    enter_environment(bare_project, "serve")
    script = f"import os; os.environ |= {{'PIP_NO_INDEX': '1', 'UV_OFFLINE': '1'}}; {EXTRA_SCRIPT}"

    failed = subprocess.run(
        [bare_project / ".venv/bin/python", "-c", script],
        cwd=bare_project,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 1 == failed.returncode
    assert "tools.bootstrap.SetupError: " in failed.stderr
    assert "no-such-package" in failed.stderr
    assert "site" == read_stamp(bare_project)
    assert (0, "") == (
        (again := enter_environment(bare_project, "serve")).returncode, again.stderr
    )  # fmt: skip


@pytest.mark.slow(8)
@pytest.mark.skipif(os.name == "nt", reason="uses the path of Python in an environment of POSIX")
def test_an_environment_without_pip_gets_an_extra_when_uv_is_gone(bare_project: Path):
    (bare_project / "requirements.lock").write_text(EMPTY_SECTIONS)
    enter_environment(bare_project, "serve")  # with pip from outside, as uv makes it
    assert not list((bare_project / ".venv").rglob("site-packages/pip"))

    code, lines = install_extra(bare_project, search_path="")

    assert (0, 1) == (code, len(lines)), lines
    assert "s3 site" == read_stamp(bare_project)


@pytest.mark.parametrize(
    ("modules", "expected"),
    [
        ({("python", "pip"), ("base", "pip")}, "python -m pip install"),
        ({("base", "pip"), ("python", "ensurepip")}, "base -m pip --python python install"),
        ({("python", "ensurepip")}, "python -m pip install"),
        (set(), None),
    ],
)
def test_what_installs_into_an_environment_without_uv(
    modules: set[tuple[str, str]], expected: str | None, monkeypatch: pytest.MonkeyPatch
):
    commands: list[list[str]] = []
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(bootstrap, "locate_python", lambda _: "python")
    monkeypatch.setattr(bootstrap, "_base_python", lambda: "base")
    monkeypatch.setattr(bootstrap, "_has_module", lambda *names: names in modules)
    monkeypatch.setattr(bootstrap, "_run_installer", commands.append)

    if expected is None:
        with pytest.raises(bootstrap.SetupError, match="it has no pip, and there is no uv"):
            bootstrap._choose_install_command(Path(".venv"))
    else:
        command = bootstrap._choose_install_command(Path(".venv"))
        assert " ".join(command).startswith(f"{expected} --quiet --require-hashes ")
    only_ensurepip = modules == {("python", "ensurepip")}
    assert ([["python", "-m", "ensurepip"]] if only_ensurepip else []) == commands


def test_an_extra_is_not_installed_into_another_environment(bare_project: Path):
    bootstrap.install_extra(bare_project, "s3")

    assert not (bare_project / ".venv").exists()


def simulate_environment(project: Path, sections: set[str]) -> None:
    """Make a `.venv` whose stamp names some sections of the lock file, without their packages."""
    python = bootstrap.locate_python(project / ".venv")
    python.parent.mkdir(parents=True)
    python.touch()
    stamp = bootstrap.format_stamp(project, sections)
    (project / ".venv/made-of.txt").write_text(stamp, encoding="utf-8")


def simulate_installers(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Replace what starts processes; return the list of commands that would have been run."""
    commands: list[list[str]] = []

    def run_installer(command: list[str]) -> None:
        commands.append(command)
        if command == ["create"]:
            python = bootstrap.locate_python(project / ".venv")
            python.parent.mkdir(parents=True)
            python.touch()

    monkeypatch.setattr(bootstrap, "_choose_create_command", lambda _: ["create"])
    monkeypatch.setattr(bootstrap, "_choose_install_command", lambda _: ["install"])
    monkeypatch.setattr(bootstrap, "_run_installer", run_installer)
    monkeypatch.setattr(bootstrap, "_add_source_path", lambda _: None)
    monkeypatch.setattr(bootstrap, "_exec_python", lambda *_: None)
    return commands


@pytest.mark.parametrize("lock", ["# changed\n", EMPTY_SECTIONS + "# changed\n"])
def test_a_running_command_does_not_replace_its_environment(
    lock: str, bare_project: Path, monkeypatch: pytest.MonkeyPatch
):
    (bare_project / "requirements.lock").write_text(EMPTY_SECTIONS)
    simulate_environment(bare_project, {"site", "s3"})
    commands = simulate_installers(bare_project, monkeypatch)
    monkeypatch.setattr(bootstrap, "_runs_in_environment", lambda _: True)
    bootstrap.install_extra(bare_project, "s3")
    (bare_project / "requirements.lock").write_text(lock)

    with pytest.raises(bootstrap.SetupError, match=r"^requirements\.lock has changed: run the com"):
        bootstrap.install_extra(bare_project, "s3")

    assert [] == commands
    assert "s3 site" == read_stamp(bare_project)


def test_an_outdated_environment_is_made_again_with_the_sections_that_it_had(
    bare_project: Path, monkeypatch: pytest.MonkeyPatch
):
    lock = bare_project / "requirements.lock"
    lock.write_text(EMPTY_SECTIONS + "# Section: removed\n")
    simulate_environment(bare_project, {"site", "dev", "removed"})
    lock.write_text(EMPTY_SECTIONS)
    commands = simulate_installers(bare_project, monkeypatch)

    bootstrap.enter_environment(bare_project, ["tasks.py", "docs"])

    assert [["create"], ["install"]] == commands
    assert {"dev", "site"} == bootstrap.read_installed_sections(bare_project)


def test_a_lock_file_that_changes_during_the_installation_makes_it_outdated(
    bare_project: Path, monkeypatch: pytest.MonkeyPatch
):
    simulate_installers(bare_project, monkeypatch)
    lock = bare_project / "requirements.lock"
    monkeypatch.setattr(bootstrap, "_add_source_path", lambda _: lock.write_text("# changed\n"))

    bootstrap.ensure_sections(bare_project, {"site"}, "")

    assert set() == bootstrap.read_installed_sections(bare_project)


@pytest.mark.skipif(os.name == "nt", reason="making a symbolic link may need a privilege there")
@pytest.mark.parametrize("exists", [True, False])
def test_an_environment_that_is_a_symbolic_link_is_not_replaced(
    exists: bool, bare_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    simulate_installers(bare_project, monkeypatch)
    (bare_project / ".venv").symlink_to(tmp_path / "elsewhere")
    if exists:
        (tmp_path / "elsewhere").mkdir()

    with pytest.raises(bootstrap.SetupError, match=r"\.venv is a symbolic link: remove it and run"):
        bootstrap.ensure_sections(bare_project, {"site"}, "")

    assert (bare_project / ".venv").is_symlink()
    assert exists == (tmp_path / "elsewhere").exists()


def test_an_environment_that_cannot_be_removed_is_an_error(
    bare_project: Path, monkeypatch: pytest.MonkeyPatch
):
    simulate_installers(bare_project, monkeypatch)
    (bare_project / ".venv").write_text("a file")

    with pytest.raises(bootstrap.SetupError, match=r"\.venv cannot be removed: "):
        bootstrap.ensure_sections(bare_project, {"site"}, "")


@pytest.mark.parametrize("has_threads", [False, True])
def test_an_installer_is_started_without_preexec_fn_while_other_threads_run(
    has_threads: bool, monkeypatch: pytest.MonkeyPatch
):
    functions: list[object] = []

    def run_command(
        command: list[str], *, preexec_fn: object, **_: object
    ) -> subprocess.CompletedProcess[str]:
        functions.append(preexec_fn)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(bootstrap.subprocess, "run", run_command)
    monkeypatch.setattr(bootstrap.sys, "platform", "linux")
    monkeypatch.setattr(bootstrap.threading, "active_count", lambda: 2 if has_threads else 1)

    bootstrap._run_installer(["install"])

    assert [has_threads] == [function is None for function in functions]


@pytest.mark.parametrize("name", list(EXTRAS))
def test_a_missing_extra_is_an_error_that_says_how_to_install_it(
    name: str, monkeypatch: pytest.MonkeyPatch
):
    def find(package: str) -> None:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(extras, "distribution", find)
    requested: list[str] = []
    advice = re.escape(f"run pip install '{''.join(EXTRAS[name])}'")

    for install in (None, requested.append):
        with pytest.raises(MissingExtraError, match=advice):
            extras.require_extra(name, install)
    assert [name] == requested


@pytest.mark.parametrize(
    ("target", "has_site", "expected"),
    [
        ("s3://site/", False, "there is no finished site in output/"),
        ("", True, "no target is given"),
        ("site/", True, "'site/' is not a valid target"),
        ("s3:///x", True, "'s3:///x' is not a valid target"),
        ("s3://site/", True, "boto3 cannot be downloaded"),
    ],
)
def test_boto3_is_installed_only_to_deploy_a_site_to_a_valid_target(
    target: str, has_site: bool, expected: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
):  # fmt: skip
    def install(name: str) -> None:
        assert "s3" == name
        raise MissingExtraError("boto3 cannot be downloaded")

    monkeypatch.delenv("DEPLOY_TARGET", raising=False)
    if has_site:
        touch_all(tmp_path, "output/index.html", "output/sitemap.xml")
    words = ["x", "deploy", "--to", "s3", *(["--target", target] if target else [])]

    with pytest.raises(SystemExit) as error:
        run_command_line(commands.make_collection(tmp_path, install), words)

    assert 1 == error.value.code
    assert capsys.readouterr().err.startswith(expected)


@pytest.mark.slow(5)
def test_what_only_tests_need_is_added_by_the_first_command_that_needs_it(bare_project: Path):
    (bare_project / "requirements.lock").write_text(EMPTY_SECTIONS)
    first = enter_environment(bare_project, "serve")
    sections = read_stamp(bare_project)
    (bare_project / ".venv/mark").touch()

    second = enter_environment(bare_project, "test", "--fast")

    assert ("site", "setting up") == (sections, first.stderr[:10])
    assert "dev s3 site" == read_stamp(bare_project)
    assert "adding to .venv what tests need; this happens once\n" == second.stderr
    assert (bare_project / ".venv/mark").exists()
    assert ["", ""] == [enter_environment(bare_project, word).stderr for word in ("lint", "serve")]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups to kill at once")
def test_a_set_up_that_was_killed_is_done_again(bare_project: Path):
    process = subprocess.Popen(
        [BASE_PYTHON, "-c", WITHOUT_ENSUREPIP + ENTER_SCRIPT],
        cwd=bare_project,
        start_new_session=True,
    )
    while process.poll() is None and not (bare_project / ".venv").exists():
        time.sleep(0.001)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()

    again = enter_environment(bare_project)

    assert again.stderr.startswith("setting up .venv;")
    assert (0, f"{bare_project / '.venv'}\n") == (again.returncode, again.stdout)


@pytest.mark.integration
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends the installer there")
def test_an_installer_ends_with_a_set_up_that_is_killed():
    code = "import sys; from tools import bootstrap;bootstrap._run_installer(['sleep', '60'])"
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        deadline = time.monotonic() + 20
        while not (children := children_of(process.pid)) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.kill()
    (installer,) = children
    while Path(f"/proc/{installer}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)

    assert not Path(f"/proc/{installer}").exists()


def children_of(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()


@pytest.mark.integration
@pytest.mark.skipif(os.name == "nt", reason="a shell script replaces the Python")
@pytest.mark.parametrize("has_pip", [True, False])
def test_inside_an_environment_the_base_python_is_checked_for_pip(
    has_pip: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    base = tmp_path / "python"
    base.write_text(f"#!/bin/sh\nexit {0 if has_pip else 1}\n")
    base.chmod(0o755)
    monkeypatch.setattr(sys, "_base_executable", str(base))
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setenv("PATH", "")
    venv = tmp_path / ".venv"

    if has_pip:
        assert ["-m", "venv", "--without-pip"] == bootstrap._choose_create_command(venv)[1:4]
    else:
        with pytest.raises(bootstrap.SetupError):
            bootstrap._choose_create_command(venv)


@pytest.mark.integration
def test_a_python_that_cannot_make_environments_says_what_to_install(bare_project: Path):
    script = (
        "import importlib.util, sys; sys.path.insert(0, 'src'); from pathlib import Path;"
        "importlib.util.find_spec = lambda name: None;"
        "from tools import bootstrap;"
        "bootstrap.ensure_sections(Path.cwd(), {'site'}, '')"
    )
    environment = os.environ | {"PATH": ""}
    result = subprocess.run(
        [BASE_PYTHON, "-c", script],
        cwd=bare_project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    expected = (
        "tools.bootstrap.SetupError: this Python cannot make an environment:"
        " run 'apt-get update' and 'apt-get install python3-venv' as root, or install uv"
    )
    assert expected == result.stderr.splitlines()[-1]
    assert not (bare_project / ".venv").exists()


INSTALLER_OUTPUTS = [
    (  # pip
        "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<pip>:"
        " Failed to establish a new connection: Temporary failure in name resolution')'\n"
        "ERROR: Could not find a version that satisfies the requirement anyio",
        bootstrap.NO_NETWORK_MESSAGE,
    ),
    (  # uv
        "error: Request failed after 3 retries\n  Caused by: Failed to fetch: `https://index/anyio`\n"
        "  Caused by: error sending request for url\n  Caused by: client error (Connect)\n"
        "  Caused by: dns error\n",
        bootstrap.NO_NETWORK_MESSAGE,
    ),
    ("OSError: [Errno 28] No space left on device", bootstrap.DISK_FULL_MESSAGE),
    (
        "ERROR: No matching distribution found for anyio==0\n",
        "pip install failed:\nERROR: No matching distribution found for anyio==0",
    ),
]


@pytest.mark.integration
@pytest.mark.parametrize(("output", "expected"), INSTALLER_OUTPUTS)
def test_a_common_cause_of_a_failed_installation_is_named_in_one_line(output: str, expected: str):
    script = f"import sys; print({output!r}, file=sys.stderr); sys.exit(1)"
    pip = [sys.executable, "-c", script]

    with pytest.raises(bootstrap.SetupError) as caught:
        bootstrap._run_installer(pip)

    message = str(caught.value).replace(" ".join(pip), "pip install")
    assert expected == message


@pytest.mark.slow(30)
def test_a_fresh_copy_sets_itself_up_from_the_lock_file(project: Path):
    before = hashlib.sha256((project / "requirements.lock").read_bytes()).hexdigest()

    result = subprocess.run(
        [BASE_PYTHON, "tasks.py", "check"], cwd=project, capture_output=True, text=True, check=False
    )

    assert 0 == result.returncode, result.stderr
    assert ": no problems" in result.stdout
    assert (project / ".venv/made-of.txt").read_text().startswith(before)
    everything = (
        "import importlib, pkgutil, coalition\n"
        "for module in pkgutil.walk_packages(coalition.__path__, 'coalition.'):\n"
        "    if module.name != 'coalition.deploy.s3':\n"
        "        importlib.import_module(module.name)\n"
    )
    imported = subprocess.run([project / ".venv/bin/python", "-c", everything], check=False)
    assert 0 == imported.returncode
    for name in ("pytest", "boto3", "lychee*"):
        assert not list((project / ".venv").rglob(name))
