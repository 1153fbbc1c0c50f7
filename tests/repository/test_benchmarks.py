"""The benchmarks run and print ratios; the size of these is not tested."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from support.projects import PROJECT

BENCHMARKS = PROJECT / "benchmarks"
RATIO = re.compile(
    r"^  ((?:build|check|import|inspection|on \w+), \w+) .* s +[\d.]+ s +([\d.]+) ", re.MULTILINE
)
CLOCKS = (("clock", "wall"), ("processor", "cpu"))


@pytest.mark.slow
def test_a_small_benchmark_prints_and_writes_the_ratios_of_both_clocks(tmp_path: Path):
    """Five invented members are built on both sides; every ratio is printed and written."""
    options = ("--only", "invented", "--members", "5", "--repeat", "1")

    output = benchmark("whole_build.py", *options, "--json", str(tmp_path / "runs.json"))

    (site,) = json.loads((tmp_path / "runs.json").read_text("utf-8"))["sites"]
    ratios = {
        f"{job}, {label}": f"{site[key][clock]:.2f}"
        for job, key in (("build", "ours_to_stock"), ("check", "check_to_build"))
        for label, clock in CLOCKS
    }
    assert ratios == dict(RATIO.findall(output))
    assert all(float(ratio) > 0 for ratio in ratios.values())


@pytest.mark.slow(8)
@pytest.mark.browser
def test_the_time_from_saving_to_the_screen_is_measured_and_compared_with_a_build(tmp_path: Path):
    """A member of a small site is saved while a real browser shows the page."""
    options = ("--only", "invented", "--members", "3", "--repeat", "1")

    output = benchmark("preview.py", *options, "--json", str(tmp_path / "waits.json"))

    (site,) = json.loads((tmp_path / "waits.json").read_text("utf-8"))
    kinds = {"member": 1, "directory": 1}
    if sys.platform == "linux":
        kinds["during check"] = 1
    assert kinds == {kind: len(waits) for kind, waits in site["milliseconds"].items()}
    for kind, (wait,) in site["milliseconds"].items():
        assert wait > 0
        assert f"  {kind:12}{wait:7.0f} ms" in output


@pytest.mark.slow(15)
@pytest.mark.browser
def test_the_filter_of_a_divided_list_is_compared_with_one_page():
    output = benchmark("filtering.py", "--members", "160", "--repeat", "1", "--speeds", "1")

    lines = re.findall(r"^  (divided|one page) +([\d.]+) kB +\d+ ms +\d+ ms +\d+ ms$", output, re.M)
    assert ["divided", "one page"] == [name for name, _ in lines]
    assert all(float(weight) > 0 for _, weight in lines)


@pytest.mark.slow(10)
@pytest.mark.browser
def test_the_search_is_measured_and_compared_with_the_simplest(tmp_path: Path):
    """A small site is searched in a real browser."""
    options = ("--members", "3", "--repeat", "1")

    output = benchmark("search.py", *options, "--json", str(tmp_path / "waits.json"))

    record = json.loads((tmp_path / "waits.json").read_text("utf-8"))
    assert set(record["bytes"]) == set(record["loading"]) == {"titles", "words"}
    assert f"{record['bytes']['titles']} bytes of titles" in output
    for query, (wait,) in record["answers"].items():
        assert wait > 0
        assert f"  {query:10}{wait:.1f}, " in output
    assert len(record["scans"]) == len(record["answers"])


@pytest.mark.slow(10)
def test_the_audit_is_measured_and_compared_with_the_build(tmp_path: Path):
    """A small site is built and audited."""
    options = ("--only", "invented", "--members", "2", "--repeat", "1")

    output = benchmark("finished.py", *options, "--json", str(tmp_path / "runs.json"))

    (site,) = json.loads((tmp_path / "runs.json").read_text("utf-8"))["sites"]
    assert {
        f"inspection, {label}": f"{site['inspection_to_build'][clock]:.2f}"
        for label, clock in CLOCKS
    } == dict(RATIO.findall(output))
    assert ("   holds" in output) == site["holds"]


@pytest.mark.slow(10)
def test_the_check_is_measured_and_compared_with_publishing(tmp_path: Path):
    """A small site is checked and published."""
    options = ("--only", "invented", "--members", "2", "--repeat", "1")

    output = benchmark("check.py", *options, "--json", str(tmp_path / "runs.json"))

    (site,) = json.loads((tmp_path / "runs.json").read_text("utf-8"))["sites"]
    assert {
        f"check, {label}": f"{site['check_to_publish'][clock]:.2f}" for label, clock in CLOCKS
    } == dict(RATIO.findall(output))
    assert ("   holds" in output) == site["holds"]


@pytest.mark.slow(10)
def test_an_import_is_measured_and_compared_with_the_check(tmp_path: Path):
    """A table of two members is imported into a site of two."""
    options = ("--only", "invented", "--members", "2", "--repeat", "1")

    output = benchmark("importing.py", *options, "--json", str(tmp_path / "runs.json"))

    (site,) = json.loads((tmp_path / "runs.json").read_text("utf-8"))["sites"]
    assert {
        f"import, {label}": f"{site['import_to_check'][clock]:.2f}" for label, clock in CLOCKS
    } == dict(RATIO.findall(output))
    assert ("   holds" in output) == site["holds"]


@pytest.mark.slow(10)
def test_drawing_the_cards_is_measured_and_compared_with_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A small site is built without and with the cards in its cache."""
    monkeypatch.delenv("COALITION_CACHE")
    options = ("--only", "invented", "--members", "2", "--repeat", "1")

    output = benchmark("cards.py", *options, "--json", str(tmp_path / "runs.json"))

    (site,) = json.loads((tmp_path / "runs.json").read_text("utf-8"))["sites"]
    assert {
        f"build, {label}": f"{site['drawn_to_cached'][clock]:.2f}" for label, clock in CLOCKS
    } == dict(RATIO.findall(output))
    assert f"{site['cards']} cards of " in output
    assert site["bytes"] > 10_000 * site["cards"] > 0


two_processors = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2,
    reason="builds are held to two processors and to one",
)


@pytest.mark.slow(10)
@two_processors
def test_six_languages_are_measured_on_two_processors_and_on_one(tmp_path: Path):
    """A small site is built in English and in six languages, and every ratio is printed."""
    options = ("--only", "invented", "--members", "2", "--repeat", "1")

    output = benchmark("languages.py", *options, "--json", str(tmp_path / "runs.json"))

    sites = json.loads((tmp_path / "runs.json").read_text("utf-8"))["sites"]
    assert ["2 invented members"] == [site["name"] for site in sites]
    assert RATIO.findall(output) == [
        (f"{processors}, {label}", f"{site['six_to_english'][processors][clock]:.2f}")
        for site in sites
        for processors in ("on two", "on one")
        for label, clock in CLOCKS
    ]
    for site in sites:
        counts = f"{site['pages']['English']} pages in English, {site['pages']['six']} in six"
        assert f"{site['name']}: {counts} languages" in output
        assert 6 * site["pages"]["English"] <= site["pages"]["six"]


@pytest.fixture
def languages(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark of languages, as on a machine with two processors."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    module = importlib.import_module("languages")
    monkeypatch.setattr(module, "PROCESSORS", {"on two": {0, 1}, "on one": {0}})
    return module


@pytest.mark.parametrize(
    ("six", "verdict"),
    [
        ((2.4, 2.5, 2.6), "holds"),
        ((2.4, 2.5, 3.2), "holds, but not in every round"),
        ((2.9, 3.1, 3.2), "does not hold, but not in every round"),
        ((3.1, 3.2, 3.3), "does not hold"),
    ],
)
def test_the_target_is_compared_with_the_median(
    languages: ModuleType, six: tuple[float, ...], verdict: str
):
    assert languages._verdict([measured(languages, six)]).endswith(f"   {verdict}")


def test_a_result_is_not_valid_if_others_used_the_processors(languages: ModuleType):
    site = measured(languages, (2.0, 2.0, 2.0), others=0.5)

    assert "not valid: other programs used 25% of the" in languages._verdict([site])


def test_nothing_is_promised_on_a_machine_with_one_processor(
    languages: ModuleType, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(languages, "PROCESSORS", {"on one": {0}})
    site = measured(languages, (2.0, 2.0, 2.0))

    assert languages._verdict([site]).endswith(
        "not measured, as this takes Linux and two processors"
    )
    assert site.holds is None


def measured(languages: ModuleType, six: tuple[float, ...], others: float = 0.0):
    """Return a site after runs of these durations; English alone took one second each time."""
    site = languages.Site("real data", Path(), len(six))
    site.runs["on two, six"] = [languages.Run(wall, wall) for wall in six]
    site.runs["on two, English"] = [languages.Run(1.0, 1.0, others) for _ in six]
    return site


def benchmark(script: str, *options: str) -> str:
    """Run a script in `benchmarks/` and return what it prints; fail if it fails."""
    command = [sys.executable, str(BENCHMARKS / script), *options]
    completed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (0, "") == (completed.returncode, completed.stderr)
    return completed.stdout
