"""Rule `unused-file`: documents in `content/files/` that visitors cannot find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from coalition.diagnostics import Diagnostic, Location
from coalition.project import MarkdownFile


def check_unused_files(
    documents: Iterable[str], files: Iterable[MarkdownFile]
) -> Iterator[Diagnostic]:
    """Yield warnings about documents that no published text names.

    `documents` are paths in `content/`. Any mention counts, because a link can be written in
    several ways: with `{static}`, relative to the page, or as a whole address.
    """
    names = sorted(documents)
    if not names:
        return
    text = "\n".join(unquote(line) for file in files if file.published for line in file.lines)
    for name in names:
        if name not in text:
            message = "no page links to this document, so visitors cannot find it"
            hint = f"link to it, as in '[title]({{static}}/{name})', or delete the file"
            location = Location(f"content/{name}")
            yield Diagnostic(location, "unused-file", message, hint, severity="warning")
