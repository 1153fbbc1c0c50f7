"""The explanations of rules as pages of the preview."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coalition.devserver.explanations import EXPLANATIONS_PATH, Explanations
from support.projects import PROJECT

INDEX = (PROJECT / "docs/problems.md").read_text("utf-8").partition("\n## absolute-link")[0]
RULES = re.findall(r"\[([a-z0-9-]+)\]\(#", INDEX)
"""The rules in the index."""


@pytest.fixture(scope="module")
def explanations() -> Explanations:
    return Explanations(PROJECT)


def test_each_rule_has_a_page_with_its_example(explanations: Explanations):
    page = explanations.render(explanations.get_path("unknown-reference")) or ""

    assert "<h1><code>unknown-reference</code></h1>" in page
    assert "<code>- name:" in page
    assert "[unknown-reference]" in page


@pytest.mark.parametrize("rule", ["", *RULES])
def test_every_page_is_complete_and_its_links_lead_to_others(explanations: Explanations, rule: str):
    page = explanations.render(EXPLANATIONS_PATH + (f"{rule}/" if rule else ""))

    assert page and "<main>" in page and page.count("<p>") > 1 and ("<pre" in page or not rule)
    for link in re.findall(r'<a href="([^"]*)"', page):
        assert explanations.render(link), link


@pytest.mark.parametrize("path", ["nothing/", "../../secret/", "unknown-reference/x/", "<b>/"])
def test_what_is_no_rule_has_no_page(explanations: Explanations, path: str):
    assert explanations.render(EXPLANATIONS_PATH + path) is None
    assert "" == explanations.get_path(path.strip("/"))


def test_a_project_without_the_file_shows_that_of_the_program(tmp_path: Path):
    assert Explanations(tmp_path).get_path("unknown-reference")


def test_html_in_an_explanation_does_not_act(tmp_path: Path):
    (tmp_path / "docs").mkdir()
    text = "# Errors\n\n## a-rule\n\nBad <script>alert(1)</script> <img src=x onerror=y>\n"
    (tmp_path / "docs/problems.md").write_text(text, "utf-8")

    page = Explanations(tmp_path).render(f"{EXPLANATIONS_PATH}a-rule/") or ""

    assert "Bad" in page
    assert "<script" not in page and "onerror" not in page
