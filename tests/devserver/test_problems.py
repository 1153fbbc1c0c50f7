"""Which errors and warnings a page of the preview shows, and for how long."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from coalition.devserver.problems import Findings, Problems
from coalition.diagnostics import Diagnostic, Location

PAGE = "about/index.html"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("text\n", "utf-8")
    return tmp_path


def diagnose(file: str, message: str = "wrong", line: int = 1) -> Diagnostic:
    return Diagnostic(Location(file, line), "rule", message)


def shown(problems: Problems, path: str = PAGE) -> list[str]:
    return [f"{it.location.file}: {it.message}" for it in problems.select(path).diagnostics]


def test_a_page_shows_its_own_problems_first_and_each_only_once(root: Path):
    problems = Problems(
        audits={PAGE: Findings.collect(root, [diagnose("b.md", "wrong here")])},
        report=Findings.collect(root, [diagnose("a.md"), diagnose("b.md", "wrong on 3 pages")]),
    )

    assert ["b.md: wrong here", "a.md: wrong"] == shown(problems)
    assert ["a.md: wrong", "b.md: wrong on 3 pages"] == shown(problems, "news/index.html")


def test_what_keeps_the_site_from_being_built_is_shown_alone(root: Path):
    problems = Problems(
        blocking=Findings.collect(root, [diagnose("a.md", "no site")]),
        report=Findings.collect(root, [diagnose("b.md")]),
    )

    assert ["a.md: no site"] == shown(problems)
    assert not problems.is_checking


def test_problems_in_a_saved_file_go_at_once_and_others_stay(root: Path):
    report = Findings.collect(root, [diagnose("a.md"), diagnose("b.md"), diagnose("gone.md")])
    (root / "a.md").write_text("another text\n", "utf-8")

    expired = Problems(report=report).expire(root, ())

    assert ["b.md: wrong", "gone.md: wrong"] == shown(expired)
    assert expired.is_checking


def test_an_open_page_keeps_its_problems_until_it_is_audited_again(root: Path):
    found = Findings.collect(root, [diagnose("a.md")])
    problems = Problems(audits={PAGE: found, "news/index.html": found})
    (root / "a.md").write_text("another text\n", "utf-8")

    assert {PAGE: found} == problems.expire(root, {PAGE}).audits


def test_a_check_that_is_due_differs_from_one_that_is_done(root: Path):
    report = Findings.collect(root, [diagnose("b.md")])
    problems = Problems(report=report)

    assert Problems().is_checking
    assert not problems.is_checking
    assert problems.digest(PAGE) != problems.expire(root, ()).digest(PAGE)


def test_a_change_in_the_lines_around_a_problem_is_noticed(root: Path):
    (root / "a.md").write_text("one\ntwo\n", "utf-8")
    problem = Diagnostic(Location("a.md", 2), "rule", "wrong", "", "two")
    before = Problems(audits={PAGE: Findings.collect(root, [problem])})
    (root / "a.md").write_text("uno\ntwo\n", "utf-8")
    after = Problems(audits={PAGE: Findings.collect(root, [problem])})

    assert before.audits != after.audits
    assert before.digest(PAGE) != after.digest(PAGE)


def test_pages_without_problems_have_no_digest(root: Path):
    problems = Problems(audits={PAGE: Findings.collect(root, [diagnose("a.md")])})

    assert "" != problems.digest(PAGE)
    assert "" == problems.digest("news/index.html")
    assert "" == Problems(report=replace(Findings(), is_current=True)).digest(PAGE)
