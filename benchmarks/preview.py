"""Measure the time from saving a member's field to the new page on screen.

The preview runs, Chromium has the member's page open, and one line of members.yaml is
saved again and again. The clock starts before the file is written and stops when the browser has
painted the new words. The time of a whole build in the same run is shown for comparison.

The last measurement saves while the preview checks the whole project in the background. On Linux
only, as it looks for the process of that check in /proc.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

import invented
import measuring
from measuring import PROJECT
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(PROJECT / "tests"))
from support import chromium

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
AT_MOST = {"real data": 100.0, "invented": 500.0}
"""The target, in milliseconds."""

PAINTED = """
new Promise((done) => {
  const seen = () => document.body && document.body.innerText.includes("WORDS");
  const look = () => {
    if (!seen()) return false;
    requestAnimationFrame(() => setTimeout(() => done(Date.now()))); // after the next frame
    return true;
  };
  if (look()) return;
  const watch = new MutationObserver(() => { if (look()) watch.disconnect(); });
  watch.observe(document, { childList: true, subtree: true });
})
"""


@dataclass
class Site:
    """A site to measure, with its times in milliseconds."""

    name: str
    folder: Path
    waits: dict[str, list[float]] = field(default_factory=dict)
    builds: list[float] = field(default_factory=list)


def main() -> None:
    """Run the measurements that the command line selects, and print the results."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--members", type=int, default=1000, help="how many to invent (1000)")
    parser.add_argument("--repeat", type=int, default=20, help="how often to save (20)")
    parser.add_argument("--only", choices=("real", "invented"), help="leave out the other site")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every wait there as well")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sites = list(_sites(Path(folder), asked))
        for site in sites:
            _measure(site, asked.repeat)
    if asked.json:
        asked.json.write_text(json.dumps([_record(site) for site in sites], indent=2) + "\n")
    print(measuring.format_report(map(_table, sites)))


def _sites(folder: Path, asked: argparse.Namespace) -> Iterator[Site]:
    if asked.only != "invented":
        measuring.copy_project(folder / "real", content=measuring.REAL_CONTENT)
        shutil.copytree(PROJECT / "data", folder / "real" / "data")
        yield Site("real data", folder / "real")
    if asked.only != "real":
        measuring.copy_project(folder / "invented")
        invented.write(folder / "invented" / "data", asked.members, LANGUAGES)
        yield Site(measuring.members_invented(asked.members), folder / "invented")


def _measure(site: Site, repeat: int) -> None:
    for _ in range(min(3, repeat)):
        site.builds.append(measuring.build(site.name, site.folder, site.folder / "output").wall)
    with _preview(site.folder) as (address, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.ARGUMENTS
        )
        page = browser.new_page()
        for kind in ("member", "directory"):
            site.waits[kind] = list(_waits(site, page, address, kind, repeat))
        if sys.platform == "linux":
            during = partial(_wait_for_check, process)
            waits = _waits(site, page, address, "member", min(repeat, 5), during)
            site.waits["during check"] = list(waits)
        browser.close()


def _read_as_an_editor() -> None:
    time.sleep(0.7)


def _wait_for_check(process: int) -> None:
    """Wait until the preview has been checking the whole project for a moment."""
    children = [f"/proc/{process}/task/{task.name}/children"
                for task in Path(f"/proc/{process}/task").iterdir()]  # fmt: skip
    while not any(Path(file).read_text() for file in children if Path(file).exists()):
        time.sleep(0.01)
    time.sleep(1)


def _waits(
    site: Site,
    page: Page,
    address: str,
    kind: str,
    repeat: int,
    pause: Callable[[], None] = _read_as_an_editor,
) -> Iterator[float]:
    """Return the milliseconds of each save, without the first one, which warms the caches."""
    file = site.folder / "data" / "members.yaml"
    original = file.read_text("utf-8")
    start = re.search(r"^- (?:id: .*\n  )?name: (.*)$", original, re.M)
    assert start
    for number in range(repeat + 1):
        name = (
            f"Measured {kind.capitalize()} {'abcdefghijklmnopqrstuvwxyz'[number % 26] * 3} {number}"
        )
        text = (
            original[: start.start()] + f"- id: measured\n  name: {name}" + original[start.end() :]
        )
        if number == 0:
            file.write_text(text, "utf-8")
            page.goto(f"{address}members/" + ("measured/" if kind == "member" else ""))
            page.wait_for_function("words => document.body.innerText.includes(words)", arg=name)
            continue
        pause()
        saved = time.time() * 1000
        file.write_text(text, "utf-8")
        yield _painted(page, name) - saved
    file.write_text(original, "utf-8")


def _painted(page: Page, words: str) -> float:
    """Return when the browser painted a page with these words, in milliseconds since 1970."""
    while True:
        try:
            return float(page.evaluate(PAINTED.replace("WORDS", words)))
        except Exception as error:  # the page was reloaded during the call
            if "context" not in str(error).lower() and "navigat" not in str(error).lower():
                raise


@contextmanager
def _preview(project: Path) -> Iterator[tuple[str, int]]:
    """Run the preview of a project; yields its address and the id of its process."""
    code = (
        "import sys; from pathlib import Path; from coalition.devserver import serve;"
        "serve.serve_preview(Path(sys.argv[1]), 'localhost', 8600, False)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(project)],
        env=measuring.environment(project),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        for line in process.stdout:
            if line.startswith("preview: "):
                yield line.split()[1], process.pid
                break
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(10)


def _record(site: Site) -> dict[str, object]:
    return {"site": site.name, "milliseconds": site.waits, "build seconds": site.builds}


def _table(site: Site) -> str:
    """Format the measurements as a text table."""
    build = median(site.builds) * 1000
    target = AT_MOST["real data" if site.name == "real data" else "invented"]
    lines = [f"{site.name}: a whole build takes {build:.0f} ms; from save to screen:"]
    for kind, waits in site.waits.items():
        middle = median(waits)
        kept = "holds" if middle <= target else "does not hold"
        lines.append(
            f"  {kind:12}{middle:7.0f} ms, {min(waits):.0f} to {max(waits):.0f}, median of"
            f" {len(waits)}; a build takes {build / middle:.0f} times as long;"
            f" at most {target:.0f} ms {kept}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
