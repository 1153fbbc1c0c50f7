"""External links are found at their location, and checked only on request; results are cached.

No test here runs lychee: `results` are what it would have returned. See test_lychee.py.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.diagnostics.diagnostic import Diagnostic, Location
from coalition.diagnostics.text import format_diagnostics
from coalition.linkcheck import checker
from coalition.linkcheck.cache import DAY_SECONDS, LINK_CACHE_FILE, LinkCache
from coalition.linkcheck.external_links import (
    EXTERNAL_URL_PATTERN,
    ExternalLink,
    find_external_links,
)
from coalition.linkcheck.lychee import (
    HOST_LOOKUP_FAILED_MESSAGE,
    HOST_NOT_FOUND_MESSAGE,
    LinkResult,
    get_host,
)
from coalition.project.data_files import DATA_FILES
from coalition.project.loader import load_coalition_data
from coalition.project.project import Project
from coalition.project.translated_files import read_markdown_files
from support.imports import modules, project_imports
from support.projects import PROJECT

COALITIONS = PROJECT / "tests" / "data" / "coalitions"
EXAMPLES = PROJECT / "tests" / "data" / "link_warnings"

NOON = 1_800_000_000
"""The current time for the cache, in seconds since the epoch."""

GOOD, DEAD = LinkResult("good"), LinkResult("dead", "404 Not Found")
MOVED = LinkResult("moved", target="https://new.org/page")
FORBIDDEN = LinkResult("unclear", "403 Forbidden")


class FakeLychee:
    """Fake of `check_urls`: returns `results`, or GOOD, and keeps the URLs of each call."""

    def __init__(self) -> None:
        self.results: dict[str, LinkResult] = {}
        self.calls: list[list[str]] = []

    def check_urls(self, urls: Sequence[str], _: str) -> dict[str, LinkResult]:
        self.calls.append(list(urls))
        return {url: self.results.get(url, GOOD) for url in urls}

    @property
    def requested(self) -> list[str]:
        return [url for urls in self.calls for url in urls]


@pytest.fixture
def lychee(monkeypatch: pytest.MonkeyPatch) -> FakeLychee:
    fake = FakeLychee()
    monkeypatch.setattr(checker, "check_urls", fake.check_urls)
    return fake


def make_project(root: Path, *urls: str, text: str = "") -> Project:
    """Make the coalition `minimal` with links to some URLs, and with a page if it gets a text."""
    if not root.joinpath("data").exists():
        shutil.copytree(COALITIONS / "minimal" / "data", root / "data")
    file = root / "data/coalition.yaml"
    original = (COALITIONS / "minimal/data/coalition.yaml").read_text(encoding="utf-8")
    license_url = "https://creativecommons.org/publicdomain/zero/1.0/"
    entries = "".join(f"  - title: Lien\n    url: {url}\n" for url in urls[1:])
    links_key = f"links:\n{entries}" if entries else ""
    file.write_text(original.replace(license_url, urls[0]) + links_key, encoding="utf-8")
    if text:
        (root / "content/pages").mkdir(parents=True, exist_ok=True)
        (root / "content/pages/liens.fr.md").write_text(f"Title: Liens\n\n{text}\n")
    return load(root)


def load(root: Path) -> Project:
    data = load_coalition_data(root / "data")
    files = read_markdown_files(root / "content", data.coalition.default_language)
    return Project(data.coalition, {}, {file.display_path: file for file in files}, data)


def run_check(project: Project, root: Path, now: float = NOON) -> checker.LinkCheckReport:
    cache = LinkCache(root / LINK_CACHE_FILE, now)
    return checker.check_external_links(project, "link-check", cache, lambda *_: None)


def check_links(project: Project, root: Path, now: float = NOON) -> tuple[Diagnostic, ...]:
    """Return the warnings about the links of a project."""
    return run_check(project, root, now).warnings


# Warnings


@pytest.mark.parametrize(
    ("rule", "url", "result"),
    [
        (
            "dead-link",
            "https://library.example.org/people/prove",
            LinkResult("dead", "404 Not Found"),
        ),
        (
            "moved-link",
            "http://library.example.org/people/prove",
            LinkResult("moved", target="https://library.example.org/people/prove"),
        ),
    ],
)
def test_the_examples_show_the_reports_of_bad_links(rule: str, url: str, result: LinkResult):
    location = Location("data/members.yaml", 6, 8, len(url))
    link = ExternalLink(url, location, f"  url: {url}")

    report = format_diagnostics(checker._warnings([link], {url: result}))

    assert (EXAMPLES / rule / "expected.txt").read_text("utf-8").strip() == report


def test_each_mention_of_a_bad_address_is_a_warning_at_its_place(
    lychee: FakeLychee, tmp_path: Path
):
    dead, moved = "https://dead.org/", "https://old.org/page"
    lychee.results = {dead: DEAD, moved: MOVED}
    project = make_project(tmp_path, dead, moved + "#part", text=f"Voir [là]({dead}) et <{moved}>.")

    diagnostics = check_links(project, tmp_path)

    data, page = "data/coalition.yaml", "content/pages/liens.fr.md"
    width = len(dead)
    assert [
        ("dead-link", Location(data, 15, 8, width)),
        ("moved-link", Location(data, 18, 10, len(moved) + 5)),
        ("dead-link", Location(page, 3, 11, width)),
        ("moved-link", Location(page, 3, 11 + width + 6, len(moved))),
    ] == [(diagnostic.rule, diagnostic.location) for diagnostic in diagnostics]
    assert {"warning"} == {diagnostic.severity for diagnostic in diagnostics}
    assert f"'{dead}' does not work: 404 Not Found" == diagnostics[0].message
    assert "write 'https://new.org/page#part'" == diagnostics[1].hint
    assert "write 'https://new.org/page'" == diagnostics[3].hint
    assert diagnostics[2].excerpt == f"Voir [là]({dead}) et <{moved}>."


def test_an_address_is_checked_once_however_often_it_is_mentioned(
    lychee: FakeLychee, tmp_path: Path
):
    url = "https://a.org/"
    project = make_project(tmp_path, url, url + "#a", text=f"[a]({url}) [b]({url}#b) {url}.")

    check_links(project, tmp_path)

    assert [[url]] == lychee.calls


def test_all_addresses_of_a_host_are_in_one_batch(
    lychee: FakeLychee, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(checker, "HOSTS_PER_BATCH", 1)
    paths = ("a.org/1", "b.org/1", "A.org/2", "b.org/2", "c.org/", "a.org/3")
    urls = [f"https://{path}" for path in paths]

    check_links(make_project(tmp_path, *urls), tmp_path)

    batches = [[0, 2, 5], [1, 3], [4]]
    assert [[urls[index] for index in batch] for batch in batches] == lychee.calls


def test_the_report_counts_and_says_what_could_not_be_checked(lychee: FakeLychee, tmp_path: Path):
    urls = [f"https://a.org/{number}" for number in range(6)]
    hidden = LinkResult("unclear", "no\u202e\x1b[31m answer")
    results = (GOOD, DEAD, MOVED, FORBIDDEN, FORBIDDEN, hidden)
    lychee.results = dict(zip(urls, results, strict=True))

    report = run_check(make_project(tmp_path, *urls), tmp_path)

    assert [
        f"note: {urls[3]} and {urls[4]} could not be checked: 403 Forbidden",
        f"note: {urls[5]} could not be checked: no<U+202E><U+001B>[31m answer",
        "external links: 1 good, 1 moved, 1 dead, 3 could not be checked",
    ] == report.render_summary().splitlines()


def test_a_report_shows_no_control_characters_from_the_network(lychee: FakeLychee, tmp_path: Path):
    lychee.results = {
        "https://a.org/": LinkResult("dead", "\x1b[31m"),
        "https://b.org/": LinkResult("moved", target="https://\u202eb.org/"),
    }

    diagnostics = check_links(make_project(tmp_path, *lychee.results), tmp_path)

    report = format_diagnostics(diagnostics)
    assert "<U+001B>[31m" in report and "https://<U+202E>b.org/" in report
    assert "\x1b" not in report and "\u202e" not in report


@pytest.mark.parametrize("message", [HOST_NOT_FOUND_MESSAGE, HOST_LOOKUP_FAILED_MESSAGE])
def test_a_machine_without_a_network_finds_no_link_dead(
    lychee: FakeLychee, tmp_path: Path, message: str
):
    urls = ("https://a.org/", "https://b.org/")
    lychee.results = dict.fromkeys(urls, LinkResult("dead", message))

    report = run_check(make_project(tmp_path, *urls), tmp_path)

    assert () == report.warnings
    assert report.render_summary().startswith("note: no answers: no host was found, so ")
    assert {} == json.loads((tmp_path / LINK_CACHE_FILE).read_text())


def test_without_a_url_the_user_agent_has_none():
    coalition = load_coalition_data(COALITIONS / "minimal" / "data").coalition

    assert "link-check" == checker.format_user_agent(coalition)


# Finding links


def find_markdown_urls(root: Path, text: str) -> list[str]:
    """Return the external URLs in a Markdown text."""
    project = make_project(root, "https://a.example/", text=text)
    return [
        link.url
        for link in find_external_links(project)
        if link.location.file.startswith("content/")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](https://a.example/b)", ["https://a.example/b"]),
        ("[a](https://a.example/b_(c)), [d](https://d.example)[e](http://e.example)",
         ["https://a.example/b_(c)", "https://d.example", "http://e.example"]),
        ('[a](https://a.example "title")', ["https://a.example"]),
        ("[a](<https://a.example/x>)", ["https://a.example/x"]),
        ("<https://a.example>, https://b.example. **https://c.example**",
         ["https://a.example", "https://b.example", "https://c.example"]),
        ("[a]: https://a.example/?b=1&amp;c=2", ["https://a.example/?b=1&c=2"]),
        ('<a href="https://a.example/">x</a>', ["https://a.example/"]),
        ("阅读[建议书](https://a.example/建)和https://b.example。好", ["https://a.example/建", "https://b.example"]),
        ("`https://a.example` ``b ` https://b.example`` https://c.example", ["https://c.example"]),
        ("```\nhttps://a.example\n```\nhttps://b.example", ["https://b.example"]),
        ("[a](https://a.example)和[b]({filename}/pages/b.zh.md)", ["https://a.example"]),
        ("https://a.example/a(b https://b.example/(c)...",
         ["https://a.example/a", "https://b.example/(c)"]),
        ("https:// https://... https://a.example/{path} http://[::1]//", ["http://[::1]//"]),
        ("{filename}/pages/x.md mailto:a@a.example //a.example", []),
    ],
)  # fmt: skip
def test_addresses_in_markdown_end_where_their_link_ends(
    text: str, expected: list[str], tmp_path: Path
):
    assert expected == find_markdown_urls(tmp_path, text)


def test_every_url_in_the_data_is_found_at_its_location():
    project = load(COALITIONS / "lantern")

    links = [
        link for link in find_external_links(project) if link.location.file.startswith("data/")
    ]

    for link in links:
        start = link.location.column - 1
        assert link.url == link.line[start : start + link.location.width]
    lines = [
        (file, number)
        for file in DATA_FILES
        for number, line in enumerate(
            (COALITIONS / f"lantern/data/{file}.yaml").read_text("utf-8").splitlines(), start=1
        )
        for _ in range(line.count("http"))
        if "{path}" not in line
    ]
    assert sorted(lines) == sorted(
        (Path(link.location.file).stem, link.location.line) for link in links
    )


def test_a_url_that_is_a_whole_value_keeps_its_last_character(tmp_path: Path):
    url = "https://a.example/(Inc."

    assert [url] == [link.url for link in find_external_links(make_project(tmp_path, url))]


def test_a_url_in_a_comment_is_not_checked(tmp_path: Path):
    project = make_project(tmp_path, "https://a.example/ # not https://b.example/")

    assert ["https://a.example/"] == [link.url for link in find_external_links(project)]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_after_a_url_leaves_it_a_url(text: str):
    for match in EXTERNAL_URL_PATTERN.finditer(f"https://a.example/{text}"):
        assert isinstance(get_host(match[0]), str)
        assert "" == get_host(match[0].replace("//", "//me@", 1))


# Cache


@pytest.fixture
def four_results(lychee: FakeLychee) -> FakeLychee:
    names = {"good": GOOD, "dead": DEAD, "moved": MOVED, "unclear": FORBIDDEN}
    lychee.results = {f"https://{name}.org/": result for name, result in names.items()}
    return lychee


def test_a_second_check_sends_no_requests_and_reports_the_same(
    four_results: FakeLychee, tmp_path: Path
):
    project = make_project(tmp_path, *four_results.results)

    first = check_links(project, tmp_path)
    second = check_links(project, tmp_path, NOON + DAY_SECONDS - 1)

    assert (first, 4) == (second, len(four_results.requested))
    assert 2 == len(first)


def test_bad_answers_are_kept_for_a_day_and_good_ones_for_a_week(
    four_results: FakeLychee, tmp_path: Path
):
    project = make_project(tmp_path, *four_results.results)
    check_links(project, tmp_path)

    del four_results.calls[:]
    check_links(project, tmp_path, NOON + DAY_SECONDS)
    assert ["https://dead.org/", "https://unclear.org/"] == four_results.requested
    del four_results.calls[:]
    check_links(project, tmp_path, NOON + 7 * DAY_SECONDS)
    assert list(four_results.results) == four_results.requested


def test_addresses_that_are_gone_are_forgotten(lychee: FakeLychee, tmp_path: Path):
    check_links(make_project(tmp_path, "https://a.org/", "https://b.org/"), tmp_path)
    check_links(make_project(tmp_path, "https://a.org/"), tmp_path)

    assert ["https://a.org/"] == list(json.loads((tmp_path / LINK_CACHE_FILE).read_text()))
    assert [LINK_CACHE_FILE] == [file.name for file in tmp_path.glob(f"*{LINK_CACHE_FILE}*")]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "nonsense", '{"A": 1}', '{"A": {"result": {"outcome": "good"}}}', "[" * 100_000,
     '{"A": {"result": {"outcome": "fine"}, "checked_at": 1800000000}}',
     '{"A": {"result": {"outcome": "good"}, "checked_at": 1800000001}}',
     '{"A": {"result": {"outcome": "good"}, "checked_at": "now"}}',
     '{"A": {"result": {"outcome": "moved", "target": 7}, "checked_at": 1800000000}}',
     '{"A": {"result": {"outcome": "moved", "target": "http://["}, "checked_at": 1800000000}}',
     '{"A": {"result": {"outcome": "moved"}, "checked_at": 1800000000}}'],
)  # fmt: skip
def test_a_malformed_cache_is_ignored(lychee: FakeLychee, tmp_path: Path, content: str):
    url = "https://a.org/"
    (tmp_path / LINK_CACHE_FILE).write_text(content.replace("A", url))

    check_links(make_project(tmp_path, url), tmp_path)

    assert [url] == lychee.requested
    entry = json.loads((tmp_path / LINK_CACHE_FILE).read_text())[url]
    assert ("good", NOON) == (entry["result"]["outcome"], entry["checked_at"])


@pytest.mark.skipif(os.name == "nt", reason="symlinks need a privilege on Windows")
def test_a_symlink_in_place_of_the_cache_is_neither_read_nor_followed(
    lychee: FakeLychee, tmp_path: Path
):
    url, outside = "https://a.org/", tmp_path / "outside.json"
    project = make_project(tmp_path / "project", url)
    cache_file = tmp_path / "project" / LINK_CACHE_FILE
    check_links(project, tmp_path / "project")
    cache_file.rename(outside)
    cache_file.symlink_to(outside)
    content = outside.read_bytes()

    check_links(project, tmp_path / "project", NOON + 1)

    assert [[url], [url]] == lychee.calls
    assert content == outside.read_bytes()
    assert not cache_file.is_symlink()


def test_a_cache_that_cannot_be_saved_is_a_note_and_loses_nothing(
    lychee: FakeLychee, tmp_path: Path
):
    lychee.results = {"https://a.org/": DEAD}
    project = make_project(tmp_path, *lychee.results)
    (tmp_path / LINK_CACHE_FILE / "x").mkdir(parents=True)

    report = run_check(project, tmp_path)

    assert ["dead-link"] == [warning.rule for warning in report.warnings]
    note, counts = report.render_summary().splitlines()
    assert note.startswith("note: .links.json could not be saved: ")
    assert "external links: 0 good, 0 moved, 1 dead, 0 could not be checked" == counts


def test_what_was_answered_is_kept_when_somebody_stops_the_rest(
    lychee: FakeLychee, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(checker, "HOSTS_PER_BATCH", 1)
    project = make_project(tmp_path, "https://a.org/", "https://b.org/")

    def stop(done: int, _: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checker.check_external_links(
            project, "link-check", LinkCache(tmp_path / LINK_CACHE_FILE, NOON), stop
        )

    assert [["https://a.org/"]] == lychee.calls
    assert ["https://a.org/"] == list(json.loads((tmp_path / LINK_CACHE_FILE).read_text()))


# Only on request


def test_no_build_and_no_preview_can_import_the_link_checker():
    graph = {name: project_imports(file) for name, file in modules().items()}
    assert "linkcheck.__init__" in graph["cli.check"]
    start = {name for name in graph if not name.startswith("linkcheck.")} - {
        "cli.check",
        "cli.clean",  # removes the cache file
        "cli.commands",  # imports the module of a command when it runs
    }
    reached: set[str] = set()
    while start:
        reached |= start
        start = {other for name in start for other in graph[name]} - reached

    assert set() == {name for name in reached if name.startswith("linkcheck.")}


@pytest.mark.integration
def test_the_check_command_loads_no_link_checker():
    code = (
        "import sys; from coalition.cli import check;"
        "print([name for name in sys.modules if 'linkcheck' in name])"
    )

    import subprocess
    import sys

    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT / "src",
        capture_output=True,
        text=True,
        check=True,
    )

    assert "[]\n" == result.stdout
