"""Headings are found however they are written."""

from __future__ import annotations

import pytest

from coalition.sources.headings import find_heading_lines


@pytest.mark.parametrize(
    "source",
    [
        "## At *night*",
        "##At night",
        "  ## At night ##",
        "## At night {#night}",
        "## At [night](https://a.example/b_(c)) {: #night }",
        "At night\n---",
        "<h2>At <em>night</em></h2>",
    ],
)
def test_a_heading_is_found_in_each_way_to_write_it(source: str):
    lines = ["# At night", "### At night", "At night", "", *source.split("\n")]

    assert [(4, True)] == find_heading_lines(lines, 2, "At night")


def test_headings_with_the_text_come_first_and_code_is_no_heading():
    lines = ["## Other", "```", "## At night", "```", "## At night"]

    assert [(4, True), (0, False)] == find_heading_lines(lines, 2, "At night")
