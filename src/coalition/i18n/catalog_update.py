"""A catalogue brought up to date with the messages of the templates, as `msgmerge` does."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import escape, write_po

from coalition.atomic_write import replace_file
from coalition.diagnostics import DataError
from coalition.i18n.catalogs import MessageCatalog, get_message_key, parse_catalog
from coalition.i18n.locale import make_plural_header

PO_LINE_WIDTH = 88

DERIVED_HEADERS = {
    "language",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "plural-forms",
}
"""The lines of a catalogue's head that follow from its language."""

VOLATILE_HEADERS = {
    "pot-creation-date",
    "po-revision-date",
    "project-id-version",
    "report-msgid-bugs-to",
    "generated-by",
}
"""Lines of a head that programs write and that would change with each of them."""


def update_catalog(template: Catalog, file: Path, code: str) -> bool:
    """Bring the catalogue `file` of a language up to what is `template` for; begin it if need be.

    New messages are empty, what is no longer asked for goes to the end as a remark, translations
    stay. The head says what follows from the language. True if the file has changed. Raises
    DataError where something in the file cannot be read: it would be lost.
    """
    before = file.read_bytes() if file.is_file() else b""
    catalogue = parse_catalog(before, code)
    if catalogue.parse_diagnostics:
        raise DataError(catalogue.parse_diagnostics)
    words = catalogue.babel_catalog
    _restore_obsolete(words, template)
    words.update(template, no_fuzzy_matching=True)
    words.obsolete = {key: old for key, old in words.obsolete.items() if _is_worth_keeping(old)}
    body = BytesIO()
    write_po(body, words, width=PO_LINE_WIDTH, omit_header=True, include_lineno=False)
    after = "\n".join([*_format_header(catalogue), "", body.getvalue().decode()]).encode()
    if after != before:
        replace_file(file, after)
    return after != before


def _restore_obsolete(catalog: Catalog, template: Catalog) -> None:
    """Bring back what had moved to the end, and doubt what stood for another plural."""
    for message in template:
        key = get_message_key(message)
        old = catalog.get(message.id, message.context)
        if old is None and key in catalog.obsolete:
            old = catalog.obsolete.pop(key)
            catalog[old.id] = old
        if old and old.id != message.id:
            old.flags.add("fuzzy")


def _is_worth_keeping(message: Message) -> bool:
    """Whether a message that is no longer asked for has a translation that is sure."""
    strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return not message.fuzzy and any(strings)


def _format_header(catalog: MessageCatalog) -> Iterator[str]:
    """The lines of a catalogue's head, with the remarks above it."""
    locale = Locale.parse(catalog.code)
    yield from catalog.header_comment or [f"# The site's words: {locale.english_name}."]
    yield 'msgid ""'
    yield 'msgstr ""'
    yield f'"Language: {catalog.code}\\n"'
    yield '"MIME-Version: 1.0\\n"'
    yield '"Content-Type: text/plain; charset=utf-8\\n"'
    yield '"Content-Transfer-Encoding: 8bit\\n"'
    yield f'"Plural-Forms: {make_plural_header(catalog.code)}\\n"'
    for key, (_, value) in catalog.header.items():
        if _is_translator_header(key.lower(), value):
            yield escape(f"{key}: {value}\n")


def _is_translator_header(key: str, value: str) -> bool:
    """Whether people wrote this into the head, such as the last translator's name."""
    filled_in = value and not value.startswith("FULL NAME") and "LL@li.org" not in value
    return bool(filled_in) and key not in DERIVED_HEADERS | VOLATILE_HEADERS
