"""Measure the search with many members: the size of its index, and the answer to a key press.

The site is built in English and searched in Chromium with a processor that is slowed six times. The
same browser also answers each query with the simplest search there could be, for comparison: every
word of every page is normalized in advance, and each word of the query looked for in all of them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import invented
import measuring
from measuring import PROJECT
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(PROJECT / "tests"))
from support import chromium

SLOWDOWN = 6
"""How many times slower than this machine the processor of the browser is."""

MAX_ANSWER = 50.0
"""The target for an answer, in milliseconds."""

MAX_SIZE = 40_000
"""The target for the small file, in bytes for each 1,000 members, compressed with gzip."""

QUERIES = ("me", "memb", "gro", "group of", "open", "openn", "chaip", "ba che", "norway", "zzzzz")
"""What a visitor may type: beginnings of words, several words, typos, and what nothing has."""

LOAD = """async () => {
  const start = performance.now();
  document.querySelector('[data-search-files]').click();
  await new Promise((done) => {
    const isOpen = () => document.querySelector('dialog[open] input');
    const look = () => (isOpen() ? done() : setTimeout(look, 1));
    look();
  });
  const titles = performance.now() - start;
  await new Promise((done) => {
    const look = () => (coalition.searchWords ? done() : setTimeout(look, 5));
    look();
  });
  return { titles, words: performance.now() - start };
}"""

PRESS_KEY = """(query) => {
  const field = document.querySelector('dialog input');
  field.value = query;
  const start = performance.now();
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  document.querySelector('dialog').getBoundingClientRect(); // lays the page out
  return performance.now() - start;
}"""

PREPARE_SCAN = """() => {
  const { entries } = coalition.searchTitles;
  const { texts } = coalition.searchWords;
  const list = (entry, id) => JSON.stringify([entry, texts[id]]);
  window.pages = entries.map((entry, id) => coalition.normalize(list(entry, id)));
}"""

SCAN = """(query) => {
  const start = performance.now();
  const words = coalition.normalize(query).split(' ');
  window.found = window.pages.filter((page) => words.every((word) => page.includes(word))).length;
  return performance.now() - start;
}"""


@dataclass
class Site:
    """A site to measure: bytes of the compressed files, and milliseconds."""

    name: str
    folder: Path
    members: int
    sizes: dict[str, int] = field(default_factory=dict)
    loading: dict[str, list[float]] = field(default_factory=dict)
    answers: dict[str, list[float]] = field(default_factory=dict)
    scans: list[float] = field(default_factory=list)


def main() -> None:
    """Run the measurements that the command line selects, and print the results."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--members", type=int, default=1000, help="how many to invent (1000)")
    parser.add_argument("--repeat", type=int, default=5, help="how often to ask everything (5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every wait there as well")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = _build_site(Path(folder) / "invented", asked.members)
        _measure_sizes(site)
        _measure(site, asked.repeat)
    if asked.json:
        asked.json.write_text(json.dumps(_record(site), indent=2) + "\n")
    print(measuring.format_report([_format_table(site)]))


def _build_site(folder: Path, members: int) -> Site:
    measuring.copy_project(folder, languages=("en",))
    invented.write(folder / "data", members)
    site = Site(measuring.members_invented(members), folder, members)
    measuring.build(site.name, folder, folder / "output")
    return site


def _measure_sizes(site: Site) -> None:
    for name in ("titles", "words"):
        content = (site.folder / "output" / "search" / f"{name}.js").read_bytes()
        site.sizes[name] = len(gzip.compress(content, 9, mtime=0))


def _measure(site: Site, repeat: int) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.ARGUMENTS
        )
        for _ in range(repeat):
            page = browser.new_page()
            page.goto((site.folder / "output" / "about" / "index.html").as_uri())
            _measure_visit(site, page)
            page.close()
        browser.close()


def _measure_visit(site: Site, page: Page) -> None:
    """Load the search as a visitor does, and ask everything once for each state of the index."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    for name, wait in page.evaluate(LOAD).items():
        site.loading.setdefault(name, []).append(wait)
    page.evaluate("() => coalition.search.find('a')")  # the index is built when it is needed
    page.evaluate("() => coalition.search.addWords()")  # until all words are in it
    page.evaluate(PREPARE_SCAN)
    for query in QUERIES:
        site.answers.setdefault(query, []).append(page.evaluate(PRESS_KEY, query))
        site.scans.append(page.evaluate(SCAN, query))


def _record(site: Site) -> dict[str, object]:
    return {
        "site": site.name,
        "bytes": site.sizes,
        "loading": site.loading,
        "answers": site.answers,
        "scans": site.scans,
    }


def _format_table(site: Site) -> str:
    return "\n".join(_list_lines(site))


def _list_lines(site: Site) -> Iterator[str]:
    limit = max(MAX_SIZE * site.members // 1000, MAX_SIZE)
    size = site.sizes["titles"]
    yield f"{site.name}, in milliseconds at {SLOWDOWN} times slowed processor:"
    yield (
        f"  index     {size} bytes of titles, then {site.sizes['words']} of words;"
        f" at most {limit} of titles {_judge(size, limit)}"
    )
    for name, waits in site.loading.items():
        yield f"  loading   {median(waits):.0f} until the {name} are there"
    for query, waits in site.answers.items():
        yield f"  {query:10}{median(waits):.1f}, {min(waits):.1f} to {max(waits):.1f}"
    slowest = max(map(median, site.answers.values()))
    every = median([wait for waits in site.answers.values() for wait in waits])
    yield (
        f"  slowest   {slowest:.1f}; at most {MAX_ANSWER:.0f} {_judge(slowest, MAX_ANSWER)};"
        f" median of all {every:.1f}, {every / max(median(site.scans), 0.1):.1f} times the simplest"
    )


def _judge(value: float, limit: float) -> str:
    return "holds" if value <= limit else "does not hold"


if __name__ == "__main__":
    main()
