"""What is wrong with a row, in words for people who see a table and no files.

The messages of the check are written for files: their hints name lines to add. This table has other
words for these rules; all others say in a table what they say of a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from coalition.diagnostics import Diagnostic, quote_value
from coalition.editing.form.problems import Wording


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with a cell, or with a whole row if the `heading` of its column is empty."""

    heading: str
    message: str
    hint: str = ""

    def format(self, file: str, row: int) -> str:
        """Return the file, the row, the column and the message, as the check has file and line."""
        column = f", column {quote_value(self.heading)}" if self.heading else ""
        return f"{file}, row {row}{column}: error: {self.message}"


class CellError(Exception):
    """A cell that gives no value; `message` and `hint` are shown with its row and column."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


_OTHER_ID = "give the row another one in a column 'ID', in small letters a to z, with hyphens"
_OWN_ID = "add a column 'ID' with the last part of the page's address, as in given-name-family-name"
_TWICE = "delete the row; if it is another one of this name, add it with 'python3 tasks.py new'"

WORDINGS: Mapping[str, Wording] = {
    "conflicting-keys": Wording("{message}", "fill in only one of the two columns"),
    "missing-default-language": Wording(
        "{message}", "import it in a table of that language first, or add a column for it"
    ),
    "wrong-script": Wording(
        "the letters of this text are not those of the language of the table",
        "name the language with --language, or in the heading, as in 'Summary (ar)'",
    ),
    "missing-id": Wording("the page's address cannot be made from this name", _OWN_ID),
    "duplicate-name": Wording("another entry has this name, on the site or in this table", _TWICE),
    "duplicate-orcid": Wording(
        "another member has this ORCID iD, on the site or in this table", "correct one of the two"
    ),
    "duplicate-id": Wording("another page has the address of this one", _OTHER_ID),
    "id-collision": Wording("another page has the address that this name gives", _OTHER_ID),
    "wrong-type": Wording("{message}", "write one text"),
    "empty-value": Wording("there is no text in this cell", "write one, or empty the cell"),
}
"""What rules mean in a table whose messages or hints are about lines of a file."""


_NEW_LINE = re.compile(r"add a line '(\w+): ?([^']*)'")
_NO_LINE = re.compile("delete this line|leave the line out")


def explain_in_table(
    diagnostic: Diagnostic, heading: str, labels: Mapping[str, str]
) -> CellProblem:
    """Return the problem of a diagnostic about the cell in the column of this heading.

    `labels` are the headings of columns by the paths of their keys.
    """
    wording = WORDINGS.get(diagnostic.rule, Wording("{message}", "{hint}"))
    values = {"message": diagnostic.message, "hint": _reword_hint(diagnostic.hint, labels)}
    message, hint = (text.format_map(values) for text in (wording.message, wording.hint))
    return CellProblem(heading, message, hint)


def _reword_hint(hint: str, labels: Mapping[str, str]) -> str:
    """Return a hint with columns and cells instead of lines."""

    def name_column(match: re.Match[str]) -> str:
        column = f"the column {quote_value(labels.get(match[1], match[1]))}"
        if match[2] in ("", "..."):
            return f"fill in {column}"
        return f"write {quote_value(match[2])} into {column}"

    return _NO_LINE.sub("empty the cell", _NEW_LINE.sub(name_column, hint))
