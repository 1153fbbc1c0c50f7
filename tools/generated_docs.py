"""The pages of docs/ that are made from the program itself, kept as they should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from coalition.atomic_write import replace_file
from coalition.diagnostics.diagnostic import CommandError
from tools import data_format, problems_page
from tools.problems_page import PageError

PAGES: dict[str, Callable[[Path], str]] = {
    "data-format.md": lambda _: data_format.page(),
    "problems.md": lambda project: problems_page.page(project / "tests" / "data"),
}
"""The files in docs/, each with what makes it; that is given the folder of the project."""


class DocumentError(CommandError):
    """Some pages cannot be made; the message has a line on each."""


def write_all(project: Path) -> Iterator[str]:
    """Write each page that is not as it should be. Says of each what was done.

    Raises DocumentError at the end where a page cannot be made: it stays as it is. Raises DataError
    where what it is made from has a slip.
    """
    failed = []
    for name, make in PAGES.items():
        try:
            changed = _write(project / "docs" / name, make(project))
            yield f"docs/{name}: {'written' if changed else 'up to date'}"
        except PageError as error:
            failed.append(f"docs/{name} stays as it is: {error}")
    if failed:
        raise DocumentError("\n".join(failed))


def _write(file: Path, page: str) -> bool:
    """Let `file` say what `page` says; the ends of its lines may be those of Windows."""
    if file.is_file() and file.read_text("utf-8", errors="replace") == page:
        return False
    replace_file(file, page.encode())
    return True
