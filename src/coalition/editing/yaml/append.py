"""One more entry at the end of a list, written as the entries before it are."""

from __future__ import annotations

from coalition.editing.errors import EditError
from coalition.editing.yaml import dump
from coalition.editing.yaml.buffer import Splice
from coalition.editing.yaml.file import Edit, Entry, YamlFile, adding, setting
from coalition.editing.yaml.spans import behind_colon, end_of, in_brackets
from coalition.project.raw_entries import child, find, is_nothing
from coalition.sources import yaml_parser


def append(file: YamlFile, key: str, entry: Entry) -> Edit:
    """Add an entry to the end of the list behind `key`, or of the list that the file is.

    Raises EditError for a list in brackets that has entries.
    """
    found = child(file.root, key) if key else file.root
    if found is None:
        return _begin_list(file, key, entry)
    if isinstance(found, yaml_parser.Sequence) and not in_brackets(file.text, found):
        splice = _after_last(file, found, entry, at_end=not key)
    elif is_nothing(found) or (isinstance(found, yaml_parser.Sequence) and not found.items):
        splice = _instead_of_nothing(file, key, found, entry)
    else:
        where = f"the list '{key}' in {file.shown}" if key else f"the list in {file.shown}"
        hint = "write each entry on lines of its own behind '- ', then run this again"
        raise EditError(f"{where} stands in brackets", hint)
    return Edit(splice, adding((key,) if key else (), entry))


def _begin_list(file: YamlFile, key: str, entry: Entry) -> Edit:
    """The key with its first entry, at the end of a file that has no such key."""
    lines = ["", f"{key}:", *(f"  {line}" for line in dump.entry_lines(entry))]
    return Edit(_at_end(file, lines), setting((key,), [entry]))


def _after_last(
    file: YamlFile, found: yaml_parser.Sequence, entry: Entry, *, at_end: bool
) -> Splice:
    column = found.place.column - 1
    lines = dump.entry_lines(entry, _dash(file, found))
    lines = [" " * column + line if line else "" for line in lines]
    lines = [""] * _has_blank_lines(file, found) + lines
    if at_end:
        return _at_end(file, lines)
    start = _behind_remarks(file, end_of(file.text, found, column), column)
    newline = file.text.newline
    return Splice(start, start, newline + newline.join(lines))


def _at_end(file: YamlFile, lines: list[str]) -> Splice:
    """Lines at the end of the file, which ends in a line break afterwards if it did before."""
    text, newline = file.text, file.text.newline
    end = len(text.text)
    if not lines[0] and not text.line(len(text.starts) - text.ends_in_newline).strip():
        lines = lines[1:]
    if text.ends_in_newline:
        return Splice(end, end, newline.join([*lines, ""]))
    return Splice(end, end, newline + newline.join(lines))


def _behind_remarks(file: YamlFile, end: int, column: int) -> int:
    """The end of the line of `end`, or of the last remark below that still belongs to the entry."""
    last = number = file.text.line_of(end)
    while (line := file.text.line(number + 1)).lstrip().startswith("#"):
        if len(line) - len(line.lstrip()) <= column:
            break
        last = number = number + 1
    return file.text.line_end(file.text.starts[last - 1])


def _instead_of_nothing(file: YamlFile, key: str, found: yaml_parser.Node, entry: Entry) -> Splice:
    """The first entry of a list that is written `[]`, or not at all behind its key."""
    lines = dump.entry_lines(entry)
    newline = file.text.newline
    stop = end_of(file.text, found, 0)
    if not key:
        start = file.text.offset(found.place)
        return Splice(start, stop, newline.join(lines))
    name = find(file.root, (key,))[0]
    assert name is not None
    start = behind_colon(file.text, name)
    return Splice(start, stop, "".join(f"{newline}  {line}" for line in lines))


def _dash(file: YamlFile, found: yaml_parser.Sequence) -> str:
    """The dash of the last entry, with the blanks behind it."""
    place = found.items[-1].place
    before = file.text.line(place.line)[: place.column - 1]
    blanks = before.rpartition("-")[2]
    return f"-{blanks}" if "-" in before and blanks.isspace() else "- "


def _has_blank_lines(file: YamlFile, found: yaml_parser.Sequence) -> bool:
    """Whether the entries of a list stand apart; so does the second entry of a whole file."""
    if len(found.items) == 1:
        return found.place.column == 1
    last = found.items[-1].place.line
    previous = found.items[-2].place.line
    return any(not file.text.line(number).strip() for number in range(previous + 1, last))
