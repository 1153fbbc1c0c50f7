"""YAML text -> nodes that know their line and column. The only file that imports yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from coalition.problems import Place, Problem

LINE_BREAK = re.compile(r"\r\n|\r|\n")
Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Scalar:
    """A single value, as the text that was typed; `quoted` tells '' from nothing at all."""

    text: str
    place: Place
    quoted: bool = False


@dataclass(frozen=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True)
class Mapping:
    """Keys with their values, in the order of the file; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True)
class Document:
    """One file as it was read: `root` is None where nothing could be made of it."""

    file: str
    lines: tuple[str, ...]
    root: Node | None
    problems: tuple[Problem, ...]

    def problem(self, place: Place, name: str, message: str, hint: str = "") -> Problem:
        """A Problem at `place` of this file, with its line as the excerpt."""
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        return Problem(place, name, message, hint, line)


def read(path: Path, shown: str) -> Document:
    """Read one YAML file; `shown` is its path as problems name it. Never raises for what is in it."""
    try:
        data = path.read_bytes()
    except OSError:
        problem = Problem(Place(shown), "missing-file", "this file does not exist")
        return Document(shown, (), None, (problem,))
    return parse(data, shown)


def parse(data: bytes, shown: str) -> Document:
    """Read the YAML in `data`; `shown` is its file's path as problems name it. Never raises."""
    text = data.decode("utf-8-sig", "replace")
    lines = tuple(LINE_BREAK.split(text))
    builder = _Builder(shown, lines)
    try:
        for event in yaml.parse(text, Loader=Loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(shown, min(mark.line + 1, len(lines)), mark.column + 1)
        builder.problem(place, "yaml-syntax", "this line cannot be read")
        builder.root = None
    if builder.root is None and not builder.problems:
        builder.problem(Place(shown), "empty-file", "there is nothing in this file")
    return Document(shown, lines, builder.root, tuple(builder.problems))


@dataclass
class _Open:
    """A list or mapping whose end has not been reached."""

    place: Place
    items: list[Node] | None = None
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    key: Scalar | None = None


class _Builder:
    def __init__(self, file: str, lines: tuple[str, ...]) -> None:
        self.file, self.lines = file, lines
        self.problems: list[Problem] = []
        self.open: list[_Open] = []
        self.root: Node | None = None

    def problem(self, place: Place, name: str, message: str, hint: str = "") -> None:
        line = self.lines[place.line - 1] if self.lines else ""
        self.problems.append(Problem(place, name, message, hint, line))

    def place(self, event: yaml.Event, width: int = 1) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1, width)

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self.scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self.open.append(_Open(self.place(event), items=[]))
        elif isinstance(event, yaml.MappingStartEvent):
            self.open.append(_Open(self.place(event)))
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            done = self.open.pop()
            if done.items is not None:
                self.add(Sequence(tuple(done.items), done.place))
            else:
                self.add(Mapping(tuple(done.entries.values()), done.place))
        elif isinstance(event, yaml.AliasEvent):
            self.problem(self.place(event), "alias", "aliases are not used here")
            self.add(Scalar("", self.place(event)))

    def scalar(self, event: yaml.ScalarEvent) -> None:
        start, end = event.start_mark, event.end_mark
        same = start.line == end.line
        width = (end.column if same else len(self.lines[start.line])) - start.column
        place = self.place(event, max(1, width))
        self.add(Scalar(event.value, place, event.style in {"'", '"', "|", ">"}))

    def add(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        inside = self.open[-1]
        if inside.items is not None:
            inside.items.append(node)
        elif inside.key is None:
            key = node if isinstance(node, Scalar) else Scalar("", node.place)
            if key is not node:
                self.problem(node.place, "wrong-kind", "a list or mapping cannot be a key")
            inside.key = key
        else:
            if inside.key.text in inside.entries:
                first = inside.entries[inside.key.text][0].place.line
                message = f"the key '{inside.key.text}' is already on line {first}"
                self.problem(inside.key.place, "duplicate-key", message)
            else:
                inside.entries[inside.key.text] = (inside.key, node)
            inside.key = None
