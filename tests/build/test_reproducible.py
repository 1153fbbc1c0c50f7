"""The same files make the same site, on any machine, at any time, for any user."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import machine
from support.git import git
from support.projects import ADDRESS
from support.sites import project_of

pytestmark = pytest.mark.slow
BUILD = (
    "import sys; from pathlib import Path; from coalition.build import publish;"
    "root = Path(sys.argv[1]); publish.build_site(root, root / 'output', sys.argv[2],"
    "publish.BuildOptions(published=True, compressed=True))"
)

HERE = {"TZ": "America/Caracas", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
THERE = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "tr_TR.UTF-8",
    "LANGUAGE": "tr",
    "PYTHONHASHSEED": "2",
}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented coalition in a git repository."""
    root = project_of("lantern", tmp_path_factory.mktemp("here") / "project")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "All")
    return root


@pytest.fixture(scope="module")
def here(original: Path) -> dict[str, bytes]:
    """The files of a site that was built from it."""
    return build(original, HERE | {"USER": "somebody-here", "HOSTNAME": "this-machine"})


def files(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }


def build(root: Path, environment: dict[str, str], *launcher: str) -> dict[str, bytes]:
    """Build in a process with these environment variables, started by the command `launcher`."""
    command = [*launcher, sys.executable, "-c", BUILD, str(root), ADDRESS]
    subprocess.run(command, env=os.environ | environment, check=True)
    return files(root / "output")


@pytest.mark.slow(15)
def test_place_clock_time_zone_locale_hash_seed_and_processors_change_no_byte(
    original: Path, here: dict[str, bytes], tmp_path: Path
):
    machine.need("faketime")
    clone = tmp_path / "a folder" / "far from ‘here’"
    clone.parent.mkdir()
    git(tmp_path, "clone", "-q", str(original), str(clone))
    one_processor = ("taskset", "--cpu-list", str(min(os.sched_getaffinity(0))))
    there = build(clone, THERE, "faketime", "2031-02-03 04:05:06", *one_processor)

    assert {"index.html", "build.json", "sitemap.xml", "index.html.br"} <= here.keys()
    assert here.keys() == there.keys()
    assert [] == [name for name in here if here[name] != there[name]]


def test_a_site_says_nothing_of_the_machine_that_made_it(original: Path, here: dict[str, bytes]):
    traces = (str(original), str(Path.home()) + "/", sys.prefix, "somebody-here", "this-machine")

    for name, content in here.items():
        if not name.endswith((".br", ".gz")):
            assert [] == [trace for trace in traces if trace.encode() in content], name
