"""The same files give the same site, wherever, whenever and by whomever it is built."""

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
    "project = Path(sys.argv[1]); publish.build_site(project, project / 'output', sys.argv[2],"
    "publish.BuildOptions(published=True, packed=True))"
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
    """The invented coalition in git."""
    project = project_of("lantern", tmp_path_factory.mktemp("here") / "project")
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-qm", "All")
    return project


@pytest.fixture(scope="module")
def here(original: Path) -> dict[str, bytes]:
    """What is built of it."""
    return build(original, HERE | {"USER": "somebody-here", "HOSTNAME": "this-machine"})


def files(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }


def build(project: Path, surroundings: dict[str, str], *before: str) -> dict[str, bytes]:
    """Build in a process with these surroundings, started by the command `before`."""
    command = [*before, sys.executable, "-c", BUILD, str(project), ADDRESS]
    subprocess.run(command, env=os.environ | surroundings, check=True)
    return files(project / "output")


@pytest.mark.slow(15)
def test_place_clock_time_zone_locale_hash_seed_and_processors_change_no_byte(
    original: Path, here: dict[str, bytes], tmp_path: Path
):
    machine.need("faketime")
    far = tmp_path / "a folder" / "far from ‘here’"
    far.parent.mkdir()
    git(tmp_path, "clone", "-q", str(original), str(far))
    one_processor = ("taskset", "--cpu-list", str(min(os.sched_getaffinity(0))))
    there = build(far, THERE, "faketime", "2031-02-03 04:05:06", *one_processor)

    assert {"index.html", "build.json", "sitemap.xml", "index.html.br"} <= here.keys()
    assert here.keys() == there.keys()
    assert [] == [name for name in here if here[name] != there[name]]


def test_a_site_says_nothing_of_the_machine_that_made_it(original: Path, here: dict[str, bytes]):
    traces = (str(original), str(Path.home()) + "/", sys.prefix, "somebody-here", "this-machine")

    for name, content in here.items():
        if not name.endswith((".br", ".gz")):
            assert [] == [trace for trace in traces if trace.encode() in content], name
