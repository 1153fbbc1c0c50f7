"""Write the generated pages of docs/ when they are out of date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from coalition.atomic_write import replace_file
from coalition.diagnostics import CommandError
from tools import data_format, problems_page
from tools.problems_page import PageError

PAGE_RENDERERS: dict[str, Callable[[Path], str]] = {
    "data-format.md": lambda _: data_format.render_data_format(),
    "problems.md": lambda root: problems_page.render_problems_page(root / "tests" / "data"),
}
"""The generated files in docs/, each with a function from the project's folder to its text."""


class DocsError(CommandError):
    """Some pages cannot be generated; the message has one line for each."""


def write_docs(root: Path) -> Iterator[str]:
    """Write each page that is out of date; yield a status line for every page.

    Raises DocsError at the end if a page cannot be generated; its file stays as it is. Raises
    DataError if a source has errors.
    """
    errors = []
    for name, render in PAGE_RENDERERS.items():
        try:
            changed = _write_if_changed(root / "docs" / name, render(root))
            yield f"docs/{name}: {'written' if changed else 'up to date'}"
        except PageError as error:
            errors.append(f"docs/{name} stays as it is: {error}")
    if errors:
        raise DocsError("\n".join(errors))


def _write_if_changed(file: Path, page: str) -> bool:
    """Write the file unless its text is the same, apart from line endings; return if written."""
    if file.is_file() and file.read_text("utf-8", errors="replace") == page:
        return False
    replace_file(file, page.encode())
    return True
