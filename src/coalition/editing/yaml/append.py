"""One more entry at the end of a list, written as the entries before it are."""

from __future__ import annotations

from coalition.editing.errors import EditError
from coalition.editing.yaml import dump
from coalition.editing.yaml.buffer import Splice
from coalition.editing.yaml.file import EntryValues, YamlEdit, YamlFile, make_appender, make_setter
from coalition.editing.yaml.spans import find_value_end, is_flow_collection, offset_after_colon
from coalition.project import find_node, get_child, is_null
from coalition.sources import YamlNode, YamlSequence


def append_entry(file: YamlFile, key: str, entry: EntryValues) -> YamlEdit:
    """Add an entry to the end of the list behind `key`, or of the list that the file is.

    Raises EditError for a list in brackets that has entries.
    """
    found = get_child(file.root_node, key) if key else file.root_node
    if found is None:
        return _start_list(file, key, entry)
    if isinstance(found, YamlSequence) and not is_flow_collection(file.text, found):
        splice = _insert_after_last(file, found, entry, at_end=not key)
    elif is_null(found) or (isinstance(found, YamlSequence) and not found.items):
        splice = _replace_empty_list(file, key, found, entry)
    else:
        where = (
            f"the list '{key}' in {file.display_path}"
            if key
            else f"the list in {file.display_path}"
        )
        hint = "write each entry on lines of its own behind '- ', then run this again"
        raise EditError(f"{where} stands in brackets", hint)
    return YamlEdit(splice, make_appender((key,) if key else (), entry))


def _start_list(file: YamlFile, key: str, entry: EntryValues) -> YamlEdit:
    """The key with its first entry, at the end of a file that has no such key."""
    lines = ["", f"{key}:", *(f"  {line}" for line in dump.format_entry_lines(entry))]
    return YamlEdit(_insert_at_end(file, lines), make_setter((key,), [entry]))


def _insert_after_last(
    file: YamlFile, found: YamlSequence, entry: EntryValues, *, at_end: bool
) -> Splice:
    column = found.location.column - 1
    lines = dump.format_entry_lines(entry, _dash_prefix(file, found))
    lines = [" " * column + line if line else "" for line in lines]
    lines = [""] * _has_blank_lines(file, found) + lines
    if at_end:
        return _insert_at_end(file, lines)
    start = _end_after_comments(file, find_value_end(file.text, found, column), column)
    newline = file.text.newline
    return Splice(start, start, newline + newline.join(lines))


def _insert_at_end(file: YamlFile, lines: list[str]) -> Splice:
    """Lines at the end of the file, which ends in a line break afterwards if it did before."""
    text, newline = file.text, file.text.newline
    end = len(text.text)
    if not lines[0] and not text.line(len(text.line_starts) - text.has_final_newline).strip():
        lines = lines[1:]
    if text.has_final_newline:
        return Splice(end, end, newline.join([*lines, ""]))
    return Splice(end, end, newline + newline.join(lines))


def _end_after_comments(file: YamlFile, end: int, column: int) -> int:
    """The end of the line of `end`, or of the last remark below that still belongs to the entry."""
    last = number = file.text.line_number(end)
    while (line := file.text.line(number + 1)).lstrip().startswith("#"):
        if len(line) - len(line.lstrip()) <= column:
            break
        last = number = number + 1
    return file.text.line_end(file.text.line_starts[last - 1])


def _replace_empty_list(file: YamlFile, key: str, found: YamlNode, entry: EntryValues) -> Splice:
    """The first entry of a list that is written `[]`, or not at all behind its key."""
    lines = dump.format_entry_lines(entry)
    newline = file.text.newline
    stop = find_value_end(file.text, found, 0)
    if not key:
        start = file.text.offset_at(found.location)
        return Splice(start, stop, newline.join(lines))
    name = find_node(file.root_node, (key,))[0]
    assert name is not None
    start = offset_after_colon(file.text, name)
    return Splice(start, stop, "".join(f"{newline}  {line}" for line in lines))


def _dash_prefix(file: YamlFile, found: YamlSequence) -> str:
    """The dash of the last entry, with the blanks behind it."""
    place = found.items[-1].location
    before = file.text.line(place.line)[: place.column - 1]
    blanks = before.rpartition("-")[2]
    return f"-{blanks}" if "-" in before and blanks.isspace() else "- "


def _has_blank_lines(file: YamlFile, found: YamlSequence) -> bool:
    """Whether the entries of a list stand apart; so does the second entry of a whole file."""
    if len(found.items) == 1:
        return found.location.column == 1
    last = found.items[-1].location.line
    previous = found.items[-2].location.line
    return any(not file.text.line(number).strip() for number in range(previous + 1, last))
