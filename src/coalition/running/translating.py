"""What translators' commands write: catalogues brought up to date with the site's words."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from coalition.languages import plural_header
from coalition.reading.messages import messages

LINE_WIDTH = 88
OURS = {"language", "mime-version", "content-type", "content-transfer-encoding", "plural-forms"}
"""The lines of a catalogue's head that follow from its language."""

PASSING = {"pot-creation-date", "po-revision-date", "project-id-version", "report-msgid-bugs-to"}
"""Lines of a head that programs write and that would change with each of them."""


def update(templates: Path, file: Path, code: str) -> bool:
    """Bring the catalogue `file` of the language `code` up to date; begin it if there is none.

    New messages are empty, what is no longer asked for goes to the end as a remark, translations
    stay. The head says what follows from the language. True if the file has changed.
    """
    locale = Locale.parse(code)
    before = file.read_bytes() if file.is_file() else b""
    catalogue = Catalog(locale)
    if before:
        with file.open("rb") as po:
            catalogue = read_po(po, locale)
    others = list(_other_lines(catalogue)) if before else []
    catalogue.mime_headers = [("Plural-Forms", plural_header(code))]
    comment = catalogue.header_comment if before else f"# The site's words: {locale.english_name}."
    catalogue.update(messages(templates), no_fuzzy_matching=True)
    body = BytesIO()
    write_po(body, catalogue, width=LINE_WIDTH, omit_header=True, include_lineno=False)
    head = "\n".join([comment.strip(), 'msgid ""', 'msgstr ""', *_head(locale, others)])
    after = f"{head}\n\n{body.getvalue().decode()}".encode()
    if after != before:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(after)
    return after != before


def _head(locale: Locale, others: list[str]) -> Iterator[str]:
    yield f'"Language: {locale}\\n"'
    yield '"MIME-Version: 1.0\\n"'
    yield '"Content-Type: text/plain; charset=utf-8\\n"'
    yield '"Content-Transfer-Encoding: 8bit\\n"'
    yield f'"Plural-Forms: {plural_header(str(locale))}\\n"'
    yield from (f'"{line}\\n"' for line in others)


def _other_lines(catalogue: Catalog) -> Iterator[str]:
    """What people wrote into the head, such as the last translator's name."""
    for name, value in catalogue.mime_headers:
        filled_in = value and not value.startswith("FULL NAME") and "LL@li.org" not in value
        if filled_in and name.lower() not in OURS | PASSING | {"generated-by"}:
            yield f"{name}: {value}"
