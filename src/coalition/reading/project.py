"""Everything that can be wrong before a build: the data, and the heads of the Markdown files."""

from __future__ import annotations

from pathlib import Path

from coalition.model import Coalition
from coalition.problems import DataError
from coalition.reading import markdown_files
from coalition.reading.load import load


def checked(root: Path) -> Coalition:
    """The coalition of the project in the folder `root`.

    Raises DataError with all problems of `data/` and `content/`. Where the data cannot be read, the
    languages in the names of Markdown files are taken as they are.
    """
    content = root / "content"
    try:
        coalition = load(root / "data", images=content / "images")
    except DataError as error:
        raise DataError([*error.problems, *markdown_files.problems(content)]) from None
    if found := markdown_files.problems(content, coalition.languages):
        raise DataError(found)
    return coalition
