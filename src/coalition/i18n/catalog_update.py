"""Update a catalog from the messages of the templates, as `msgmerge` does.

The header is generated from the language, without the dates and versions of tools, which would
change with every update.
"""

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
"""Header fields that follow from the language of the catalog."""

VOLATILE_HEADERS = {
    "pot-creation-date",
    "po-revision-date",
    "project-id-version",
    "report-msgid-bugs-to",
    "generated-by",
}
"""Header fields that tools write and that would change with every update."""


def update_catalog(template: Catalog, file: Path, code: str, display_path: str = "") -> bool:
    """Update, or create, the catalog `file` of a language from `template`.

    Diagnostics show `display_path` as `parse_catalog` does.

    Translations are kept, new messages are empty, and obsolete ones move to the end, commented out
    (`#~`). Returns whether the file has changed. Raises DataError if part of the file cannot be
    parsed, because it would be lost.
    """
    before = file.read_bytes() if file.is_file() else b""
    catalog = parse_catalog(before, code, display_path)
    if catalog.parse_diagnostics:
        raise DataError(catalog.parse_diagnostics)
    messages = catalog.babel_catalog
    _restore_obsolete(messages, template)
    messages.update(template, no_fuzzy_matching=True)
    messages.obsolete = {k: m for k, m in messages.obsolete.items() if _is_worth_keeping(m)}
    body = BytesIO()
    write_po(body, messages, width=PO_LINE_WIDTH, omit_header=True, include_lineno=False)
    after = "\n".join([*_format_header(catalog), "", body.getvalue().decode()]).encode()
    if after != before:
        replace_file(file, after)
    return after != before


def _restore_obsolete(catalog: Catalog, template: Catalog) -> None:
    """Restore obsolete messages that are used again; mark those with another plural as fuzzy."""
    for message in template:
        key = get_message_key(message)
        existing = catalog.get(message.id, message.context)
        if existing is None and key in catalog.obsolete:
            existing = catalog.obsolete.pop(key)
            catalog[existing.id] = existing
        if existing and existing.id != message.id:
            existing.flags.add("fuzzy")


def _is_worth_keeping(message: Message) -> bool:
    """Return whether an obsolete message has a translation that is not fuzzy."""
    strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return not message.fuzzy and any(strings)


def _format_header(catalog: MessageCatalog) -> Iterator[str]:
    """Yield the lines of the header entry, with the comments above it."""
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
    """Return whether a person wrote this field, such as the name of the last translator."""
    is_filled_in = value and not value.startswith("FULL NAME") and "LL@li.org" not in value
    return bool(is_filled_in) and key not in DERIVED_HEADERS | VOLATILE_HEADERS
