"""Measure the directory of a site with few, many and very many members.

Compares a list that is divided into pages with the same rows in one page: bytes of the first view
(HTML and style sheet, compressed), and the time from a key press in the filter until the browser
has painted what it finds, by the processor of this machine and by one six times slower (Chromium's
emulation). Also the time from a first key press, before the rows of a divided list are loaded.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import invented
import measuring
from measuring import PROJECT
from playwright.sync_api import Browser, Page, sync_playwright

from coalition.audit.page_weight import compute_compressed_size

sys.path.insert(0, str(PROJECT / "tests"))
from support import chromium
from support.sites import SiteServer

MEMBERS = (28, 1_000, 10_000)
SLOWDOWNS = (1, 6)
KEYS = ("b", "ba", "bab", "ba", "b", "r", "ro", "univ", "university", "university r", "xyz", "")
"""What the search field contains after each key press; some find nearly all, one finds none."""

ROW = re.compile(r'<li class="row".*?</li>', re.DOTALL)
LIST_PAGE = re.compile(r"(<div[^>]* data-list-page>).*(?=<div[^>]* data-list-results)", re.DOTALL)
ROWS_FILE = re.compile(r' data-(?:rows|scope|total|failed)="[^"]*"')

PRESS = """async (text) => {
  const field = document.querySelector('[name=q]');
  const start = performance.now();
  field.value = text;
  field.dispatchEvent(new Event('input', {bubbles: true}));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""

PRESS_FIRST = """async () => {
  const field = document.querySelector('[name=q]');
  const start = performance.now();
  field.focus();
  field.value = 'ba';
  field.dispatchEvent(new Event('input', {bubbles: true}));
  const isShown = () => {
    const isDivided = document.querySelector('form[data-rows]');
    return !isDivided || document.querySelector('[data-list-results] li');
  };
  while (!isShown()) await new Promise((done) => setTimeout(done));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""


@dataclass(frozen=True)
class Times:
    """Times in milliseconds: of the first key press, and of each later one."""

    first: float
    keys: list[float]


@dataclass(frozen=True)
class Measurement:
    """What was measured of a page at one speed: its weight in kilobytes, and the times."""

    weight: float
    times: list[Times]

    @property
    def numbers(self) -> tuple[float, float, float, float]:
        """Weight, median of the first key press, median and longest of the later ones."""
        keys = [key for one in self.times for key in one.keys]
        return self.weight, median(one.first for one in self.times), median(keys), max(keys)

    def format(self, name: str, slowdown: int) -> str:
        """Return a line of the table."""
        weight, first, usual, longest = self.numbers
        speed = f"{slowdown}x slower" if slowdown > 1 else ""
        return (
            f"  {name:9} {speed:9}{weight:8.1f} kB{first:8.0f} ms{usual:8.0f} ms{longest:8.0f} ms"
        )

    def format_ratio(self, other: Measurement) -> str:
        """Return a line with the ratios to another page."""
        pairs = zip(self.numbers, other.numbers, strict=True)
        ratios = [f"{one / two:8.2f}   " for one, two in pairs]
        return f"  {'ratio':19}{''.join(ratios)}".rstrip()


def main() -> None:
    """Build a site for each number of members, measure it, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, nargs="+", default=MEMBERS)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--speeds", type=int, nargs="+", default=SLOWDOWNS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=list(chromium.ARGUMENTS)
        )
        tables = [
            "\n".join(measure_site(browser, Path(folder), members, options))
            for members in options.members
        ]
        browser.close()
    print(measuring.format_report(tables))


def measure_site(
    browser: Browser, folder: Path, members: int, options: argparse.Namespace
) -> Iterator[str]:
    """Build the site of so many members, and yield the lines of a table."""
    project = folder / str(members)
    measuring.copy_project(project, ("en",))
    invented.write(project / "data", members)
    output = project / "output"
    measuring.build("divided", project, output)
    pages = {"divided": "members/index.html", "one page": write_one_page(output)}
    yield f"{members} members: first view, first key press, later key presses (median, longest)"
    server = SiteServer(output)
    for slowdown in options.speeds:
        times = {name: [] for name in pages}
        for _ in range(options.repeat):
            for name, path in pages.items():
                times[name].append(measure_page(browser, server.url + path, slowdown))
        measured = [
            Measurement(measure_weight(output, path), times[name]) for name, path in pages.items()
        ]
        for name, one in zip(pages, measured, strict=True):
            yield one.format(name, slowdown)
        yield measured[0].format_ratio(measured[1])
    server.shutdown()


def write_one_page(output: Path) -> str:
    """Write a page with the rows of all pages of the directory, as it would be if not divided."""
    first = (output / "members/index.html").read_text("utf-8")
    further = sorted(
        (output / "members/page").glob("*/index.html"), key=lambda p: int(p.parent.name)
    )
    rows = [row for page in further for row in ROW.findall(page.read_text("utf-8"))]
    rows = [*ROW.findall(first), *(row.replace("../../", "") for row in rows)]
    html = first
    if further:
        html = LIST_PAGE.sub(
            lambda match: f'{match[1]}<ul class="row-list">{"".join(rows)}</ul></div>', first
        )
    html = ROWS_FILE.sub("", html)
    (output / "members/all.html").write_text(html, "utf-8")
    return "members/all.html"


def measure_weight(output: Path, path: str) -> float:
    """Return kilobytes of a page with its style sheet, compressed."""
    styles = next((output / "assets").glob("site.*.css"))
    return sum(compute_compressed_size(f.read_bytes()) for f in (output / path, styles)) / 1024


def measure_page(browser: Browser, url: str, slowdown: int) -> Times:
    """Open a page in a new window, and press keys."""
    page = browser.new_page()
    page.goto(url)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    first = page.evaluate(PRESS_FIRST)
    page.wait_for_timeout(500 * slowdown)
    keys = [press(page, text) for text in KEYS]
    page.close()
    return Times(first, keys)


def press(page: Page, text: str) -> float:
    """Return the milliseconds until what is found is painted; then let the count be announced."""
    milliseconds: float = page.evaluate(PRESS, text)
    page.wait_for_timeout(400)
    return milliseconds


if __name__ == "__main__":
    main()
