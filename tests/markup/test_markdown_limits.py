"""Converting Markdown takes nearly linear time; texts that would take longer are rejected."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from coalition.linkcheck import external_links
from coalition.markup.html_policy import FIELD_POLICY, FILE_POLICY
from coalition.markup.markdown import (
    MAX_FIELD_CHARACTERS,
    MAX_FILE_CHARACTERS,
    MAX_HEADINGS,
    _convert,
    convert_markdown_field,
    convert_markdown_file,
)

SMALL, FACTOR = 6_000, 4
MAX_RATIO = 10
"""Limit for the ratio of the times: quadratic growth would give 16, and measurements vary."""

MIN_SECONDS = 0.05
"""Processor time below which a measurement is not meaningful, in seconds."""


def make_backtick_runs(length: int) -> str:
    """Make runs of backticks, each longer than the one before, so that none closes another."""
    text, count = [], 1
    while sum(map(len, text)) < length:
        text.append("`" * count + " ")
        count += 1
    return "".join(text)[:length]


def repeat(piece: str) -> Callable[[int], str]:
    return lambda length: piece * (length // len(piece))


SHAPES: dict[str, Callable[[int], str]] = {
    "runs of backticks": make_backtick_runs,
    "nested brackets": lambda length: "[" * (length // 2) + "]" * (length // 2),
    "a wide table": lambda length: "|a" * (length // 4) + "\n" + "|-" * (length // 4),
    **{
        repr(piece): repeat(piece)
        for piece in (
            "[", "![", "<a ", "<", "` ", "`a ", "*a ", "**a ", "_a ", "&", "\\", "> ", "](", "[a](",
            "[a](<", "[a][", "[^a]", "<!--", "<![CDATA[", "</", "<?", "<div>", "<div>\n", "{:",
            "<b>x", "[a\n", "# a\n", "a\n---\n", "[a]: ", "<http:", "<a@", "**_", "[a](b '",
            "a b\n\n", "a\n: b\n\n", "- a\n", "[^a]: x\n\n", "<a href='", "(", "[a](b) ",
        )
    },
}  # fmt: skip


def measure(function: Callable[[], object], enough: float = MIN_SECONDS) -> float:
    """Measure the processor time of a function, the least of three runs.

    Ends after a run that took no more than `enough` seconds: the least is not more either.
    """
    times: list[float] = []
    while len(times) < 3 and min(times, default=enough + 1) > enough:
        started = time.process_time()
        function()
        times.append(time.process_time() - started)
    return max(MIN_SECONDS, min(times))


def is_nearly_linear(small: Callable[[], object], large: Callable[[], object]) -> bool:
    """Return whether the larger input takes at most MAX_RATIO times as long as the smaller one."""
    limit = MAX_RATIO * MIN_SECONDS  # the least that a limit can be
    seconds = measure(large, limit)
    return seconds <= limit or seconds <= MAX_RATIO * measure(small)


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_a_text_is_rejected_or_takes_time_in_proportion_to_its_length(shape: str):
    small, large = SHAPES[shape](SMALL), SHAPES[shape](SMALL * FACTOR)

    assert is_nearly_linear(
        lambda: _convert(small, FILE_POLICY, MAX_FILE_CHARACTERS),  # which does not cache
        lambda: _convert(large, FILE_POLICY, MAX_FILE_CHARACTERS),
    )


def test_an_ordinary_text_with_many_links_is_accepted():
    links = "- [A page](https://example.org/) and ![x]({static}/images/x.png), see [1] and (2).\n"

    assert () == convert_markdown_file(links * 500).violations
    assert () == convert_markdown_field(links.split(" and !", maxsplit=1)[0] * 100).violations


@pytest.mark.parametrize(
    ("text", "policy", "rule"),
    [
        ("a" * (MAX_FILE_CHARACTERS + 1), FILE_POLICY, "too-large"),
        ("a" * (MAX_FIELD_CHARACTERS + 1), FIELD_POLICY, "too-large"),
        ("## a\n\n" * (MAX_HEADINGS + 1), FILE_POLICY, "too-large"),
        ("[" * 2000, FILE_POLICY, "unclosed-bracket"),
        ("[" * 2000, FIELD_POLICY, "unclosed-bracket"),
        ("<a " * 2000, FIELD_POLICY, "unclosed-bracket"),
    ],
)
def test_what_is_too_large_is_rejected_with_a_violation(text: str, policy: object, rule: str):
    converted = (
        convert_markdown_file(text) if policy is FILE_POLICY else convert_markdown_field(text)
    )

    assert ("", [rule]) == (converted.html, [violation.rule for violation in converted.violations])


def test_a_text_of_the_maximum_size_is_accepted():
    assert () == convert_markdown_file("word " * (MAX_FILE_CHARACTERS // 5)).violations


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a `b` c", "a     c"),
        ("a ``b ` c`` d", "a           d"),
        ("`open", "`open"),
        ("``a` b", "``a` b"),
        ("", ""),
    ],
)
def test_code_spans_are_blanked_out(line: str, expected: str):
    assert expected == external_links._blank_code_spans(line)


@pytest.mark.slow
def test_finding_code_spans_takes_linear_time():
    small, large = make_backtick_runs(100_000), make_backtick_runs(400_000)

    assert is_nearly_linear(
        lambda: external_links._blank_code_spans(small),
        lambda: external_links._blank_code_spans(large),
    )
