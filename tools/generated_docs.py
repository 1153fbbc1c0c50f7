"""The pages of docs/ that are made from the program itself, kept as they should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from coalition.atomic_write import replace_file
from coalition.diagnostics import CommandError
from tools import data_format, problems_page
from tools.problems_page import PageError

PAGE_RENDERERS: dict[str, Callable[[Path], str]] = {
    "data-format.md": lambda _: data_format.render_data_format(),
    "problems.md": lambda project: problems_page.render_problems_page(project / "tests" / "data"),
}
"""The files in docs/, each with what makes it; that is given the folder of the project."""


class DocsError(CommandError):
    """Some pages cannot be made; the message has a line on each."""


def write_docs(root: Path) -> Iterator[str]:
    """Write each page that is not as it should be. Says of each what was done.

    Raises DocsError at the end where a page cannot be made: it stays as it is. Raises DataError
    where what it is made from has a slip.
    """
    failed = []
    for name, make in PAGE_RENDERERS.items():
        try:
            changed = _write_if_changed(root / "docs" / name, make(root))
            yield f"docs/{name}: {'written' if changed else 'up to date'}"
        except PageError as error:
            failed.append(f"docs/{name} stays as it is: {error}")
    if failed:
        raise DocsError("\n".join(failed))


def _write_if_changed(file: Path, page: str) -> bool:
    """Let `file` say what `page` says; the ends of its lines may be those of Windows."""
    if file.is_file() and file.read_text("utf-8", errors="replace") == page:
        return False
    replace_file(file, page.encode())
    return True
