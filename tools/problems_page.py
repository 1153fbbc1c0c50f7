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

from coalition.diagnostics.diagnostic import DataError, visible
from coalition.sources.text import decode
from coalition.sources.yaml_parser import Mapping, Node, Scalar, read

Groups = dict[str, dict[str, str]]
"""Headings of the index, with the names below each and what they mean."""

SHOWN = "tests/data"
"""Where the examples lie, as messages say it."""

SHORT_FILE = 8
"""Lines of a file that is shown whole; of a longer one, the entries that messages speak of."""

REACH = 4
"""Lines of an entry that are shown before and after the one that a message is about."""

GAP = "…"

_FIRST_LINE = re.compile(
    r"(?P<file>.+?):(?P<line>[0-9]+):[0-9]+: [a-z]+: (?P<message>.*) \[(?P<name>[a-z0-9-]+)\]"
)
_HELP = re.compile(r"^ *= help: (.*)$", re.M)
_VALUE = re.compile(r"'[^']*'|[0-9]+(?: \w+)?")
_OTHER_LINES = re.compile(r"\blines? ([0-9]+)(?: to ([0-9]+))?")

_TOP = """\
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
class Case:
    """One message as the check prints it, from the example in the folder `example`.

    `file` and `line` are the place that it names.
    """

    name: str
    file: str
    line: int
    text: str
    example: Path

    @property
    def source(self) -> Path:
        """The example's copy of the file, which need not be there."""
        return self.example / self.file.partition("/")[2]

    @property
    def shape(self) -> str:
        """What it has in common with messages on other values and other lines."""
        first, hint = _FIRST_LINE.match(self.text), _HELP.search(self.text)
        return _VALUE.sub("", f"{first and first['message']}\n{hint and hint[1]}")

    @property
    def lines(self) -> Iterator[int]:
        """The lines of the file that it speaks of."""
        yield self.line
        for first, last in _OTHER_LINES.findall(self.text.split("\n")[0]):
            yield from range(int(first), int(last or first) + 1)


def page(examples: Path) -> str:
    """The whole page, from the folder `examples`.

    Raises PageError where that is not there, or a problem lacks its example or its meaning, and
    DataError where the meanings cannot be read.
    """
    if not examples.is_dir():
        raise PageError(f"the examples that it is made from, {SHOWN}/, are not in this project")
    groups, shown = meanings(examples), cases(examples)
    means = {name: text for group in groups.values() for name, text in group.items()}
    if lost := shown.keys() - means.keys():
        raise PageError(f"{SHOWN}/meanings.yaml does not tell the meaning of {_listed(lost)}")
    if lost := means.keys() - shown.keys():
        raise PageError(f"there is no example in {SHOWN}/ of {_listed(lost)}")
    entries = (_entry(name, means[name], shown[name]) for name in sorted(means))
    return "\n".join([_TOP, *_index(groups), *entries])


def meanings(examples: Path) -> Groups:
    """What each problem means. Raises DataError where that cannot be read."""
    document = read(examples / "meanings.yaml", f"{SHOWN}/meanings.yaml")
    if document.problems or document.root is None:
        raise DataError(document.problems)
    return {
        heading.text: {
            name.text: text.text
            for name, text in _entries(group)
            if isinstance(text, Scalar) and text.text
        }
        for heading, group in _entries(document.root)
    }


def cases(examples: Path) -> dict[str, list[Case]]:
    """The messages of all examples by the names that the examples show, in the page's order.

    An example's report may have other problems too, which follow from the same slip.
    """
    found: dict[str, list[Case]] = {}
    for report in sorted(examples.glob("*/*/expected.txt"), key=_rank):
        name = report.parent.name.partition(".")[0]
        own = [case for case in _cases(report) if case.name == name]
        files = [case.file for case in own]
        found.setdefault(name, []).extend(sorted(own, key=lambda case: -files.count(case.file)))
    return {name: _different(own) for name, own in found.items() if own}


def _entries(node: Node) -> Iterable[tuple[Scalar, Node]]:
    return node.entries if isinstance(node, Mapping) else ()


def _rank(report: Path) -> tuple[str, bool, str, str]:
    """Where an example stands: the one without a variant first, and those of builds last."""
    name, _, variant = report.parent.name.partition(".")
    kind = report.parents[1].name
    return name, kind != "problems", kind, variant


def _cases(report: Path) -> Iterator[Case]:
    """The messages of a report, between which there are empty lines."""
    for text in report.read_text("utf-8").strip("\n").split("\n\n"):
        if said := _FIRST_LINE.match(text):
            yield Case(said["name"], said["file"], int(said["line"]), text, report.parent)


def _different(own: Iterable[Case]) -> list[Case]:
    """The first message of each shape: the others say the same of other values."""
    first: dict[str, Case] = {}
    for case in own:
        first.setdefault(case.shape, case)
    return list(first.values())


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))


def _index(groups: Groups) -> Iterator[str]:
    for heading, names in groups.items():
        links = _wrapped(" · ".join(f"[{name}](#{name})" for name in sorted(names)))
        yield f"**{heading}**\\\n{links}\n"


def _entry(name: str, meaning: str, shown: Sequence[Case]) -> str:
    """What the page says of one problem: its first message, and the others to be opened."""
    parts = [f"## {name}", _wrapped(meaning), *_example(shown[:1])]
    if others := shown[1:]:
        summary = f"{len(others)} more example{'s' * (len(others) > 1)}"
        parts += ["<details>", f"<summary>{summary}</summary>"]
        for _, together in groupby(others, key=lambda case: (case.example, case.file)):
            parts += (part for part in _example(list(together)) if part not in parts[:4])
        parts += ["</details>"]
    return "\n\n".join(parts) + "\n"


def _example(together: Sequence[Case]) -> Iterator[str]:
    """What stands in one file, as far as it can be shown, and what the check says of it."""
    first = together[0]
    if typed := _excerpt(first.source, [line for case in together for line in case.lines]):
        yield f"In **{first.file}** stands:\n\n{_fenced(typed)}"
    report = "\n\n".join(case.text for case in together)
    yield f"The check says:\n\n{_fenced(report)}"


def _excerpt(source: Path, wanted: Iterable[int]) -> str:
    """The lines of a file that are `wanted`, with their entries; empty where it shows nothing."""
    text, unreadable = decode(source.read_bytes() if source.is_file() else b"", source.name)
    lines = [_shown(line) for line in text.lines]
    if unreadable or not any(lines):
        return ""
    if lines[-1] == "":
        lines.pop()
    numbers = set(range(1, len(lines) + 1))
    if len(lines) > SHORT_FILE:
        numbers &= {number for line in wanted for number in _around(lines, line)}
    return _joined(lines, numbers)


def _joined(lines: Sequence[str], numbers: Set[int]) -> str:
    """The lines of these numbers, counted from 1, with a sign where others are left out."""
    shown: list[str] = []
    for number, line in enumerate(lines, start=1):
        if number in numbers:
            shown.append(line)
        elif shown[-1:] != [GAP]:
            shown.append(GAP)
    return "\n".join(shown)


def _around(lines: Sequence[str], number: int) -> range:
    """The entry that a line stands in, as far as it is near."""
    first = last = number
    while first > max(1, number - REACH) and not _begins(lines[first - 1]) and lines[first - 2]:
        first -= 1
    while last < min(len(lines), number + REACH) and not _begins(lines[last]):
        last += 1
    return range(first, last + 1)


def _begins(line: str) -> bool:
    """Whether an entry of a list begins there, or what stood above has ended."""
    return not line or line.startswith("- ")


def _shown(line: str) -> str:
    """A line as it was typed, with a sign for all that could not be seen."""
    return "⇥   ".join(visible(part) for part in line.split("\t")).rstrip()


def _wrapped(text: str) -> str:
    return fill(text, 100, break_long_words=False, break_on_hyphens=False)


def _fenced(text: str) -> str:
    """A block of text that is shown as it stands."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
