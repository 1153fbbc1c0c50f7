"""The package works without this repository: a wheel, installed into an empty environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from support.projects import PROJECT
from support.sites import project_of

BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
"""Builds the wheel with setuptools as pip does, without fetching setuptools."""

PREVIEW = """
from coalition.devserver.overlay import render_overlay
from coalition.devserver.server import CLIENT_SCRIPT
assert CLIENT_SCRIPT and render_overlay
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has the wheel and its dependencies, but no `src/`."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(PROJECT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, source)
    subprocess.run([sys.executable, "-c", BUILD, folder], cwd=source, check=True)
    (wheel,) = folder.glob("coalition-*.whl")
    environment = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path(sys.executable).name
    packages = Path(
        subprocess.check_output(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
        ).strip()
    )
    # The path of the dependencies alone: a .pth file in it, such as the one for src/, is not read
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    from installer import install
    from installer.destinations import SchemeDictionaryDestination
    from installer.sources import WheelFile

    paths = {
        "purelib": str(packages), "platlib": str(packages), "scripts": str(scripts),
        "headers": str(environment / "include"), "data": str(environment),
    }  # fmt: skip
    with WheelFile.open(wheel) as source_file:
        destination = SchemeDictionaryDestination(paths, str(python), "posix")
        install(source_file, destination, {"INSTALLER": b"tests"})
    return python


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with settings, theme, data and prose, but without tasks.py, src/ and tools/."""
    return project_of("lantern", tmp_path / "project")


def run(python: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the console script, as a shell would, and nothing of this repository."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "SITE_URL")}
    return subprocess.run(
        [python.with_name("coalition"), *words],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow(20)
def test_the_installed_package_checks_and_builds_a_site(python: Path, project: Path):
    checked = run(python, "check", cwd=project / "data")
    built = run(python, "build", cwd=project)

    assert 0 == checked.returncode, checked.stderr
    assert 0 == built.returncode, built.stderr
    assert built.stdout.startswith("output/ is ready: ")
    assert (project / "output" / "index.html").is_file()


@pytest.mark.slow(5)
def test_the_installed_package_has_the_files_that_the_preview_needs(python: Path, tmp_path: Path):
    done = subprocess.run(
        [python, "-I", "-c", PREVIEW], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (0, "") == (done.returncode, done.stderr)


@pytest.mark.slow(5)
def test_outside_of_a_project_the_command_says_what_it_looks_for(python: Path, tmp_path: Path):
    done = run(python, "check", cwd=tmp_path)

    expected = "coalition: neither this folder nor one above it has a pelicanconf.py\n"
    assert (1, expected) == (done.returncode, done.stderr)


@pytest.mark.integration
def test_a_project_that_lists_its_commands_names_the_script(python: Path, project: Path):
    done = run(python, "bild", cwd=project)

    assert (2, "No idea what 'bild' is! 'coalition' lists the commands.\n") == (
        done.returncode,
        done.stderr,
    )
