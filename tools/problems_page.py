"""Generate docs/problems.md: the meaning of each diagnostic, with the tests' data as examples.

The folder of examples holds `meanings.yaml` (headings of the index, rules below each, and a few
sentences on each rule) and one folder per example, named after its rule, optionally with
`.variant` appended. An example has `expected.txt`, the report as the check prints it, and the files
that the report is about, as far as they can be committed.
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
"""Headings of the index, with the rules below each and their meanings."""

EXAMPLES_PATH = "tests/data"
"""Path of the examples for messages."""

MAX_WHOLE_FILE_LINES = 8
"""Longest file to show whole; of longer ones, only the entries that messages are about."""

CONTEXT_LINES = 4
"""Lines of an entry to show before and after the line of a message."""

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
    """The page cannot be generated: examples are missing or do not match the meanings."""


@dataclass(frozen=True)
class ExampleMessage:
    """One diagnostic as the check prints it, from the folder `example`.

    `name` is that of its rule; `file` and `line` are its location.
    """

    name: str
    file: str
    line: int
    text: str
    example: Path

    @property
    def source_file(self) -> Path:
        """The example's copy of the file, which may not exist."""
        return self.example / self.file.partition("/")[2]

    @property
    def pattern(self) -> str:
        """The message and hint without values; equal for messages that differ in values only."""
        first_line, hint = _FIRST_LINE_PATTERN.match(self.text), _HELP_PATTERN.search(self.text)
        return _VALUE_PATTERN.sub("", f"{first_line and first_line['message']}\n{hint and hint[1]}")

    @property
    def line_numbers(self) -> Iterator[int]:
        """The lines of the file that the message mentions."""
        yield self.line
        for first, last in _LINE_NUMBERS_PATTERN.findall(self.text.split("\n")[0]):
            yield from range(int(first), int(last or first) + 1)


def render_problems_page(examples: Path) -> str:
    """Render the page from the folder `examples`.

    Raises PageError if that folder is missing or a rule lacks its example or its meaning, and
    DataError if the meanings cannot be read.
    """
    if not examples.is_dir():
        raise PageError(
            f"the examples that it is made from, {EXAMPLES_PATH}/, are not in this project"
        )
    meanings_by_heading, messages = read_meanings(examples), read_example_messages(examples)
    meanings = {
        name: text for group in meanings_by_heading.values() for name, text in group.items()
    }
    if missing := messages.keys() - meanings.keys():
        raise PageError(
            f"{EXAMPLES_PATH}/meanings.yaml does not tell the meaning of {_join_names(missing)}"
        )
    if missing := meanings.keys() - messages.keys():
        raise PageError(f"there is no example in {EXAMPLES_PATH}/ of {_join_names(missing)}")
    entries = (_render_entry(name, meanings[name], messages[name]) for name in sorted(meanings))
    return "\n".join([_INTRODUCTION, *_render_index(meanings_by_heading), *entries])


def read_meanings(examples: Path) -> MeaningsByHeading:
    """Read the meaning of each rule. Raises DataError if that fails."""
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
    """Read the messages of all examples, by rule, in the order of the page.

    Messages of other rules in a report, which follow from the same error, are left out.
    """
    messages: dict[str, list[ExampleMessage]] = {}
    for report in sorted(examples.glob("*/*/expected.txt"), key=_sort_key):
        name = report.parent.name.partition(".")[0]
        own_messages = [message for message in _parse_report(report) if message.name == name]
        files = [message.file for message in own_messages]
        messages.setdefault(name, []).extend(
            sorted(own_messages, key=lambda message: -files.count(message.file))
        )
    return {
        name: _unique_by_pattern(own_messages)
        for name, own_messages in messages.items()
        if own_messages
    }


def _iter_entries(node: YamlNode) -> Iterable[tuple[YamlScalar, YamlNode]]:
    return node.entries if isinstance(node, YamlMapping) else ()


def _sort_key(report: Path) -> tuple[str, bool, str, str]:
    """Sort by rule; then those of the check before others, and those without a variant first."""
    name, _, variant = report.parent.name.partition(".")
    kind = report.parents[1].name
    return name, kind != "problems", kind, variant


def _parse_report(report: Path) -> Iterator[ExampleMessage]:
    """Parse the messages of a report, which are separated by empty lines."""
    for text in report.read_text("utf-8").strip("\n").split("\n\n"):
        if match := _FIRST_LINE_PATTERN.match(text):
            yield ExampleMessage(
                match["name"], match["file"], int(match["line"]), text, report.parent
            )


def _unique_by_pattern(messages: Iterable[ExampleMessage]) -> list[ExampleMessage]:
    """Return the first message of each pattern."""
    first_by_pattern: dict[str, ExampleMessage] = {}
    for message in messages:
        first_by_pattern.setdefault(message.pattern, message)
    return list(first_by_pattern.values())


def _join_names(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))


def _render_index(meanings: MeaningsByHeading) -> Iterator[str]:
    for heading, names in meanings.items():
        links = _wrap(" · ".join(f"[{name}](#{name})" for name in sorted(names)))
        yield f"**{heading}**\\\n{links}\n"


def _render_entry(name: str, meaning: str, messages: Sequence[ExampleMessage]) -> str:
    """Render one rule: its meaning, its first message, and further ones in a disclosure."""
    parts = [f"## {name}", _wrap(meaning), *_render_example(messages[:1])]
    if others := messages[1:]:
        summary = f"{len(others)} more example{'s' * (len(others) > 1)}"
        parts += ["<details>", f"<summary>{summary}</summary>"]
        for _, group in groupby(others, key=lambda message: (message.example, message.file)):
            parts += (part for part in _render_example(list(group)) if part not in parts[:4])
        parts += ["</details>"]
    return "\n\n".join(parts) + "\n"


def _render_example(messages: Sequence[ExampleMessage]) -> Iterator[str]:
    """Render an excerpt of one file, if it can be shown, and the messages about it."""
    first = messages[0]
    if excerpt := _render_excerpt(
        first.source_file, [line for message in messages for line in message.line_numbers]
    ):
        yield f"In **{first.file}** stands:\n\n{_fence(excerpt)}"
    report = "\n\n".join(message.text for message in messages)
    yield f"The check says:\n\n{_fence(report)}"


def _render_excerpt(source: Path, line_numbers: Iterable[int]) -> str:
    """Return the entries around some lines of a file; empty if the file cannot be shown."""
    text, diagnostics = decode_text(source.read_bytes() if source.is_file() else b"", source.name)
    lines = [_make_visible(line) for line in text.lines]
    if diagnostics or not any(lines):
        return ""
    if lines[-1] == "":
        lines.pop()
    shown_numbers = set(range(1, len(lines) + 1))
    if len(lines) > MAX_WHOLE_FILE_LINES:
        shown_numbers &= {
            number for line in line_numbers for number in _surrounding_lines(lines, line)
        }
    return _join_lines(lines, shown_numbers)


def _join_lines(lines: Sequence[str], numbers: Set[int]) -> str:
    """Join the lines with these numbers, counted from 1, with an ellipsis for each gap."""
    excerpt: list[str] = []
    for number, line in enumerate(lines, start=1):
        if number in numbers:
            excerpt.append(line)
        elif excerpt[-1:] != [ELLIPSIS]:
            excerpt.append(ELLIPSIS)
    return "\n".join(excerpt)


def _surrounding_lines(lines: Sequence[str], number: int) -> range:
    """Return the line numbers of the entry around a line, up to CONTEXT_LINES each way."""
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
    """Return whether a line begins an entry of a list or ends the one above."""
    return not line or line.startswith("- ")


def _make_visible(line: str) -> str:
    """Replace tabs and invisible characters by visible signs."""
    return "⇥   ".join(escape_invisible(part) for part in line.split("\t")).rstrip()


def _wrap(text: str) -> str:
    return fill(text, 100, break_long_words=False, break_on_hyphens=False)


def _fence(text: str) -> str:
    """Wrap a text in a fenced code block that no backticks in it can end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
