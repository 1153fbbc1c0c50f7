"""docs/problems.md: what each problem means and what to do, shown by the tests' own examples.

The folder of examples holds `meanings.yaml`, a few sentences on each problem below the headings of
the index, and folders of examples. An example is a folder named after a problem, with `.variant`
behind it if need be. It has `expected.txt`, the report as the check prints it, and the files that
the report is about, where they can be kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from textwrap import fill

from coalition.diagnostics import DataError, escape_invisible
from coalition.sources import YamlMapping, YamlNode, YamlScalar, decode_text, read_yaml

MeaningsByHeading = dict[str, dict[str, str]]
"""Headings of the index, with the names below each and what they mean."""

EXAMPLES_PATH = "tests/data"
"""Where the examples lie, as messages say it."""

MAX_WHOLE_FILE_LINES = 8
"""Lines of a file that is shown whole; of a longer one, the entries that messages speak of."""

CONTEXT_LINES = 4
"""Lines of an entry that are shown before and after the one that a message is about."""

ELLIPSIS = "…"

_FIRST_LINE_PATTERN = re.compile(
    r"(?P<file>.+?):(?P<line>[0-9]+):[0-9]+: [a-z]+: (?P<message>.*) \[(?P<name>[a-z0-9-]+)\]"
)
_HELP_PATTERN = re.compile(r"^ *= help: (.*)$", re.M)
_VALUE_PATTERN = re.compile(r"'[^']*'|[0-9]+(?: \w+)?")
_LINE_NUMBERS_PATTERN = re.compile(r"\blines? ([0-9]+)(?: to ([0-9]+))?")

_INTRODUCTION = """\
<!-- Made by `python3 tasks.py docs` from the examples that test each problem and from
tests/data/meanings.yaml: change it there. -->

# What a message means

The first line of each message ends with the name of the problem, in square brackets:
`[unknown-reference]`. Search this page for that name, or choose it from the list. There you read
what it means, why it matters, and what to do.

Then follows an example: what somebody wrote, and what the check says of it. The people and places
in it are invented. `…` stands for lines that are left out, `⇥` for a tab, and `<U+200B>` and the
like for characters that cannot be seen. CONTRIBUTING tells
[how to read a message](../CONTRIBUTING.md#read-an-error-message).

## All names
"""


class PageError(Exception):
    """The page cannot be made: the examples are not here, or do not go with the meanings."""


@dataclass(frozen=True)
class ExampleMessage:
    """One message as the check prints it, from the example in the folder `example`.

    `file` and `line` are the place that it names.
    """

    name: str
    file: str
    line: int
    text: str
    example: Path

    @property
    def source_file(self) -> Path:
        """The example's copy of the file, which need not be there."""
        return self.example / self.file.partition("/")[2]

    @property
    def pattern(self) -> str:
        """What it has in common with messages on other values and other lines."""
        first, hint = _FIRST_LINE_PATTERN.match(self.text), _HELP_PATTERN.search(self.text)
        return _VALUE_PATTERN.sub("", f"{first and first['message']}\n{hint and hint[1]}")

    @property
    def line_numbers(self) -> Iterator[int]:
        """The lines of the file that it speaks of."""
        yield self.line
        for first, last in _LINE_NUMBERS_PATTERN.findall(self.text.split("\n")[0]):
            yield from range(int(first), int(last or first) + 1)


def render_problems_page(examples: Path) -> str:
    """The whole page, from the folder `examples`.

    Raises PageError where that is not there, or a problem lacks its example or its meaning, and
    DataError where the meanings cannot be read.
    """
    if not examples.is_dir():
        raise PageError(
            f"the examples that it is made from, {EXAMPLES_PATH}/, are not in this project"
        )
    groups, shown = read_meanings(examples), read_example_messages(examples)
    means = {name: text for group in groups.values() for name, text in group.items()}
    if lost := shown.keys() - means.keys():
        raise PageError(
            f"{EXAMPLES_PATH}/meanings.yaml does not tell the meaning of {_join_names(lost)}"
        )
    if lost := means.keys() - shown.keys():
        raise PageError(f"there is no example in {EXAMPLES_PATH}/ of {_join_names(lost)}")
    entries = (_render_entry(name, means[name], shown[name]) for name in sorted(means))
    return "\n".join([_INTRODUCTION, *_render_index(groups), *entries])


def read_meanings(examples: Path) -> MeaningsByHeading:
    """What each problem means. Raises DataError where that cannot be read."""
    document = read_yaml(examples / "meanings.yaml", f"{EXAMPLES_PATH}/meanings.yaml")
    if document.diagnostics or document.root is None:
        raise DataError(document.diagnostics)
    return {
        heading.text: {
            name.text: text.text
            for name, text in _iter_entries(group)
            if isinstance(text, YamlScalar) and text.text
        }
        for heading, group in _iter_entries(document.root)
    }


def read_example_messages(examples: Path) -> dict[str, list[ExampleMessage]]:
    """The messages of all examples by the names that the examples show, in the page's order.

    An example's report may have other problems too, which follow from the same slip.
    """
    found: dict[str, list[ExampleMessage]] = {}
    for report in sorted(examples.glob("*/*/expected.txt"), key=_sort_key):
        name = report.parent.name.partition(".")[0]
        own = [case for case in _parse_report(report) if case.name == name]
        files = [case.file for case in own]
        found.setdefault(name, []).extend(sorted(own, key=lambda case: -files.count(case.file)))
    return {name: _unique_by_pattern(own) for name, own in found.items() if own}


def _iter_entries(node: YamlNode) -> Iterable[tuple[YamlScalar, YamlNode]]:
    return node.entries if isinstance(node, YamlMapping) else ()


def _sort_key(report: Path) -> tuple[str, bool, str, str]:
    """Where an example stands: the one without a variant first, and those of builds last."""
    name, _, variant = report.parent.name.partition(".")
    kind = report.parents[1].name
    return name, kind != "problems", kind, variant


def _parse_report(report: Path) -> Iterator[ExampleMessage]:
    """The messages of a report, between which there are empty lines."""
    for text in report.read_text("utf-8").strip("\n").split("\n\n"):
        if said := _FIRST_LINE_PATTERN.match(text):
            yield ExampleMessage(said["name"], said["file"], int(said["line"]), text, report.parent)


def _unique_by_pattern(own: Iterable[ExampleMessage]) -> list[ExampleMessage]:
    """The first message of each shape: the others say the same of other values."""
    first: dict[str, ExampleMessage] = {}
    for case in own:
        first.setdefault(case.pattern, case)
    return list(first.values())


def _join_names(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))


def _render_index(groups: MeaningsByHeading) -> Iterator[str]:
    for heading, names in groups.items():
        links = _wrap(" · ".join(f"[{name}](#{name})" for name in sorted(names)))
        yield f"**{heading}**\\\n{links}\n"


def _render_entry(name: str, meaning: str, shown: Sequence[ExampleMessage]) -> str:
    """What the page says of one problem: its first message, and the others to be opened."""
    parts = [f"## {name}", _wrap(meaning), *_render_example(shown[:1])]
    if others := shown[1:]:
        summary = f"{len(others)} more example{'s' * (len(others) > 1)}"
        parts += ["<details>", f"<summary>{summary}</summary>"]
        for _, together in groupby(others, key=lambda case: (case.example, case.file)):
            parts += (part for part in _render_example(list(together)) if part not in parts[:4])
        parts += ["</details>"]
    return "\n\n".join(parts) + "\n"


def _render_example(together: Sequence[ExampleMessage]) -> Iterator[str]:
    """What stands in one file, as far as it can be shown, and what the check says of it."""
    first = together[0]
    if typed := _render_excerpt(
        first.source_file, [line for case in together for line in case.line_numbers]
    ):
        yield f"In **{first.file}** stands:\n\n{_fence(typed)}"
    report = "\n\n".join(case.text for case in together)
    yield f"The check says:\n\n{_fence(report)}"


def _render_excerpt(source: Path, wanted: Iterable[int]) -> str:
    """The lines of a file that are `wanted`, with their entries; empty where it shows nothing."""
    text, unreadable = decode_text(source.read_bytes() if source.is_file() else b"", source.name)
    lines = [_make_visible(line) for line in text.lines]
    if unreadable or not any(lines):
        return ""
    if lines[-1] == "":
        lines.pop()
    numbers = set(range(1, len(lines) + 1))
    if len(lines) > MAX_WHOLE_FILE_LINES:
        numbers &= {number for line in wanted for number in _surrounding_lines(lines, line)}
    return _join_lines(lines, numbers)


def _join_lines(lines: Sequence[str], numbers: Set[int]) -> str:
    """The lines of these numbers, counted from 1, with a sign where others are left out."""
    shown: list[str] = []
    for number, line in enumerate(lines, start=1):
        if number in numbers:
            shown.append(line)
        elif shown[-1:] != [ELLIPSIS]:
            shown.append(ELLIPSIS)
    return "\n".join(shown)


def _surrounding_lines(lines: Sequence[str], number: int) -> range:
    """The entry that a line stands in, as far as it is near."""
    first = last = number
    while (
        first > max(1, number - CONTEXT_LINES)
        and not _starts_entry(lines[first - 1])
        and lines[first - 2]
    ):
        first -= 1
    while last < min(len(lines), number + CONTEXT_LINES) and not _starts_entry(lines[last]):
        last += 1
    return range(first, last + 1)


def _starts_entry(line: str) -> bool:
    """Whether an entry of a list begins there, or what stood above has ended."""
    return not line or line.startswith("- ")


def _make_visible(line: str) -> str:
    """A line as it was typed, with a sign for all that could not be seen."""
    return "⇥   ".join(escape_invisible(part) for part in line.split("\t")).rstrip()


def _wrap(text: str) -> str:
    return fill(text, 100, break_long_words=False, break_on_hyphens=False)


def _fence(text: str) -> str:
    """A block of text that is shown as it stands."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
