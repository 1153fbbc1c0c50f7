"""Rules `unwritten-text` and `untranslated-copy`: published texts that are only placeholders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coalition.diagnostics import Diagnostic, Location, Message
from coalition.project import INTRASITE_LINK_PATTERN, PLACEHOLDER_TEXT, MarkdownFile
from coalition.sources import compute_text_fingerprint, parse_front_matter


def check_placeholder_text(files: Iterable[MarkdownFile]) -> Iterator[Diagnostic]:
    """Yield warnings about published files that are still as the command `new` created them."""
    for file in files:
        if file.published:
            yield from _check_unwritten(file)
            yield from _check_untranslated_copy(file)


def _check_unwritten(file: MarkdownFile) -> Iterator[Diagnostic]:
    for number, line in enumerate(file.lines, start=1):
        if line.strip() == PLACEHOLDER_TEXT:
            location = Location(file.display_path, number, 1, len(line))
            message = Message("the text is not written yet")
            hint = Message(
                "write it, or add the line 'Status: draft' to the front matter, which keeps"
                " the text off the site"
            )
            yield Diagnostic(location, "unwritten-text", message, hint, line, severity="warning")


def _fingerprint_without_links(file: MarkdownFile) -> str:
    """Return the fingerprint of a text without its links, as these differ between languages."""
    lines = (INTRASITE_LINK_PATTERN.sub("", line) for line in file.lines)
    return compute_text_fingerprint(list(lines))


def _check_untranslated_copy(file: MarkdownFile) -> Iterator[Diagnostic]:
    """Warn if the body of a translation equals that of its original; equal titles are fine."""
    if file.original and _fingerprint_without_links(file) == _fingerprint_without_links(
        file.original
    ):
        entry = next(parse_front_matter(file.lines))
        message = Message(
            "this is still the text of %(display_path)s, word for word",
            display_path=file.original.display_path,
        )
        hint = Message(
            "translate it; until then add 'Status: draft', and visitors read the original"
        )
        location = Location(file.display_path, entry.line, 1, len(entry.source_line))
        yield Diagnostic(
            location, "untranslated-copy", message, hint, entry.source_line, severity="warning"
        )
