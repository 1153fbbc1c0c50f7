"""`unwritten-text` and `untranslated-copy`: texts that were begun and are not written yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coalition.diagnostics import Diagnostic, Location
from coalition.project import INTRASITE_LINK_PATTERN, PLACEHOLDER_TEXT, MarkdownFile
from coalition.sources import compute_text_fingerprint, parse_front_matter


def check_placeholder_text(files: Iterable[MarkdownFile]) -> Iterator[Diagnostic]:
    """Every warning about what is still as the command `new` has made it."""
    for file in files:
        if file.published:
            yield from _check_unwritten(file)
            yield from _check_untranslated_copy(file)


def _check_unwritten(file: MarkdownFile) -> Iterator[Diagnostic]:
    for number, line in enumerate(file.lines, start=1):
        if line.strip() == PLACEHOLDER_TEXT:
            place = Location(file.display_path, number, 1, len(line))
            message = "the text is not written yet"
            hint = "write it, or add the line 'Status: draft' to the head: then no page shows it"
            yield Diagnostic(place, "unwritten-text", message, hint, line, severity="warning")


def _fingerprint_without_links(file: MarkdownFile) -> str:
    """The text, whichever language its links lead to."""
    lines = (INTRASITE_LINK_PATTERN.sub("", line) for line in file.lines)
    return compute_text_fingerprint(list(lines))


def _check_untranslated_copy(file: MarkdownFile) -> Iterator[Diagnostic]:
    """That a translation says word for word what its original says; a title alone may."""
    if file.original and _fingerprint_without_links(file) == _fingerprint_without_links(
        file.original
    ):
        entry = next(parse_front_matter(file.lines))
        message = f"this is still the text of {file.original.display_path}, word for word"
        hint = "translate it; until then add 'Status: draft', and visitors read the original"
        place = Location(file.display_path, entry.line, 1, len(entry.source_line))
        yield Diagnostic(
            place, "untranslated-copy", message, hint, entry.source_line, severity="warning"
        )
