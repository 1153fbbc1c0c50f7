"""Measure the search in a browser whose processor is slowed down, with invented members.

Each key press of some questions is one search with all its results drawn into the page. Loading is
measured apart: it happens once, when a visitor reaches for the search.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "tests")]

import invented  # noqa: E402 - next to this file

from coalition.project import load_coalition  # noqa: E402
from coalition.site import map_generated_files  # noqa: E402

SLOWER = 6
QUESTIONS = ("chaicha university", "group of", "head of bauba", "xyzzy", "univresity")
SCRIPTS = ("normalize.js", "vendor/minisearch.js", "search.js")

LOAD = """async () => {
  const load = (src) => new Promise((resolve, reject) => {
    const script = document.createElement('script');
    Object.assign(script, { src, onload: resolve, onerror: reject, async: false });
    document.head.append(script);
  });
  const scripts = ['normalize.js', 'minisearch.js', 'search/titles.js', 'search.js'];
  const start = performance.now();
  await Promise.all(scripts.map(load));
  const titles = performance.now() - start;
  await load('search/words.js');
  await coalition.search.addWords();
  return [titles, performance.now() - start];
}"""

TYPE = """(question) => {
  coalition.search.open();
  const field = document.querySelector('dialog input');
  return Array.from(question, (_, index) => {
    field.value = question.slice(0, index + 1);
    const start = performance.now();
    field.dispatchEvent(new Event('input'));
    document.querySelector('dialog').getBoundingClientRect(); // lays out the results
    return performance.now() - start;
  });
}"""


def write_site(folder: Path, members: int) -> None:
    """Write an empty page, the scripts of the theme, and the index of invented members."""
    from support.site_objects import make_sites  # noqa: PLC0415 - of the tests

    invented.write(folder / "data", members)
    (site,) = make_sites(load_coalition(folder / "data")).values()
    (folder / "search").mkdir()
    for name in ("titles", "words"):
        content = map_generated_files(site)[f"search/{name}.js"].content
        (folder / "search" / f"{name}.js").write_bytes(content)
        size = len(gzip.compress(content, 9)) / 1000
        print(f"{name}: {len(content) / 1000:.1f} kB, {size:.1f} kB compressed")
    for script in SCRIPTS:
        shutil.copy(ROOT / "theme" / "static" / "js" / script, folder)
    (folder / "index.html").write_text("<!doctype html><html lang=en><meta charset=utf-8>", "utf-8")


def measure(folder: Path, slower: int) -> None:
    """Print how long loading and each key press take."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only when it runs

    from support import chromium  # noqa: PLC0415

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", *chromium.ARGUMENTS]
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=arguments)
        page = browser.new_page()
        page.goto((folder / "index.html").as_uri())
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        titles, words = page.evaluate(LOAD)
        print(f"loading, {slower} times slower: titles {titles:.0f} ms, words {words:.0f} ms")
        for question in QUESTIONS:
            times = page.evaluate(TYPE, question)
            print(f"{question}: median {statistics.median(times):.0f}, most {max(times):.0f} ms")
        browser.close()


def main() -> None:
    """Measure as the options say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1000)
    parser.add_argument("--slower", type=int, default=SLOWER)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_site(Path(folder), options.members)
        measure(Path(folder), options.slower)


if __name__ == "__main__":
    main()
