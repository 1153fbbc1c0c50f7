"""`unwritten-text` and `untranslated-copy`: texts that were begun and are not written yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coalition.diagnostics.diagnostic import Place, Problem
from coalition.project.markdown_files import PLACEHOLDER
from coalition.project.markdown_links import LINK
from coalition.project.translated_files import TextFile
from coalition.sources import front_matter


def warnings(files: Iterable[TextFile]) -> Iterator[Problem]:
    """Every warning about what is still as the command `new` has made it."""
    for file in files:
        if file.published:
            yield from _unwritten(file)
            yield from _copied(file)


def _unwritten(file: TextFile) -> Iterator[Problem]:
    for number, line in enumerate(file.lines, start=1):
        if line.strip() == PLACEHOLDER:
            place = Place(file.name, number, 1, len(line))
            message = "the text is not written yet"
            hint = "write it, or add the line 'Status: draft' to the head: then no page shows it"
            yield Problem(place, "unwritten-text", message, hint, line, severity="warning")


def _words(file: TextFile) -> str:
    """The text, whichever language its links lead to."""
    lines = (LINK.sub("", line) for line in file.lines)
    return front_matter.fingerprint(list(lines))


def _copied(file: TextFile) -> Iterator[Problem]:
    """That a translation says word for word what its original says; a title alone may."""
    if file.original and _words(file) == _words(file.original):
        entry = next(front_matter.entries(file.lines))
        message = f"this is still the text of {file.original.name}, word for word"
        hint = "translate it; until then add 'Status: draft', and visitors read the original"
        place = Place(file.name, entry.line, 1, len(entry.text))
        yield Problem(place, "untranslated-copy", message, hint, entry.text, severity="warning")
