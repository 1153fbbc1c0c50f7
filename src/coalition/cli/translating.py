"""The translators' commands: catalogues brought up to date, and how far each language is."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import escape, write_po

from coalition.atomic_write import replace_file
from coalition.diagnostics import DataError, Diagnostic, Location
from coalition.i18n import (
    LOCALE_FOLDER,
    ContentId,
    LanguageCoverage,
    MessageCatalog,
    extract_messages,
    get_catalog_display_path,
    get_catalog_path,
    get_language_codes,
    get_message_key,
    is_source_language,
    make_plural_header,
    parse_catalog,
    read_catalog,
    read_catalogs,
)
from coalition.project import MarkdownFile, load_coalition, load_project, read_markdown_files
from coalition.sources import parse_front_matter

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


STATUS_COLUMNS = (
    "language", "interface", "facts", "official", "pages", "news", "behind",
    "read by a native speaker",
)  # fmt: skip


def run_i18n_update(root: Path, new_language: str = "") -> Iterator[str]:
    """Bring every catalogue up to date, and begin the one of the language `new_language`.

    A language of the site that has none gets one. Says of each what was done and what is left.
    Raises DataError where a catalogue or a template cannot be read; nothing is written then.
    """
    templates, locale = root / "theme" / "templates", root / "theme" / "locale"
    asked, read = extract_messages(templates), read_catalogs(locale)
    codes = {
        *read,
        *_catalog_languages(root),
        *([_ensure_known_language(new_language)] if new_language else []),
    }
    if broken := [
        problem for catalogue in read.values() for problem in catalogue.parse_diagnostics
    ]:
        raise DataError(broken)
    for code in sorted(codes):
        file = get_catalog_path(locale, code)
        done = "updated" if file.is_file() else "begun"
        changed = update_catalog(asked, file, code)
        share = read_catalog(file, code).coverage
        state = done if changed else "up to date"
        yield f"{get_catalog_display_path(code)}: {state}, {share.done} of {share.total} translated"


def mark_translation_current(root: Path, file: Path) -> str:
    """Write into the head of a translation that it says what its original says now.

    `file` may be given from the project's top or from anywhere. Says what was written. Raises
    DataError where it is no translation.
    """
    inside = file.is_file() and file.resolve().is_relative_to(root.resolve())
    name = (file.resolve().relative_to(root.resolve()) if inside else file).as_posix()
    texts = {text.display_path: text for text in _list_text_files(root)}
    text = texts.get(name)
    if text is None or text.original is None:
        message = "this is no translation of a text that there is"
        hint = "name a file such as 'content/pages/about.fr.md'"
        raise DataError([Diagnostic(Location(name), "missing-original", message, hint)])
    mark, path = text.original.fingerprint, root / name
    lines, head = list(text.lines), list(parse_front_matter(text.lines))
    place = next((entry.line for entry in head if entry.key.lower() == "original"), None)
    if place is None:
        lines.insert(head[-1].line if head else 0, f"Original: {mark}")
    else:
        lines[place - 1] = f"Original: {mark}"
    ending = "\r\n" if b"\r\n" in path.read_bytes() else "\n"
    replace_file(path, ending.join(lines).encode())
    return (
        f"{name} is marked as a translation of {text.original.display_path} as it stands ({mark})"
    )


def format_translation_status(root: Path) -> str:
    """A table of how far each language is, and below it what is left to do. Raises DataError."""
    progress = load_project(root, allow_incomplete=True).progress
    rows = [STATUS_COLUMNS, *(_format_row(language) for language in progress)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows]
    for language in progress:
        for label, texts in (
            ("behind", language.outdated),
            ("not read by a native speaker", language.unreviewed),
            ("not translated", language.missing),
            ("facts not translated", language.untranslated_facts),
        ):
            if texts and language.published:
                names = ", ".join(map(_format_text_name, texts))
                lines.append(f"\n{language.language}, {label}: {names}")
    return "\n".join(line.rstrip() for line in lines)


def _format_text_name(text: ContentId | str) -> str:
    return text if isinstance(text, str) else f"{text.folder}/{text.slug}"


def _format_row(language: LanguageCoverage) -> tuple[str, ...]:
    state = "" if language.published else " (in preparation)"
    if language.interface.is_complete and not language.published:
        state = " (not in 'languages')"
    shares = (language.interface, language.facts, language.official, language.pages, language.news)
    said = [f"{share.done} of {share.total}" for share in shares]
    if language.original:
        return f"{language.language} (original)", *said, "", ""
    read = f"{language.reviewed.done} of {language.reviewed.total}"
    return f"{language.language}{state}", *said, str(len(language.outdated)), read


def _catalog_languages(root: Path) -> tuple[str, ...]:
    """The languages of the site that need a catalogue."""
    languages = load_coalition(root / "data").languages
    return tuple(code for code in languages if not is_source_language(code))


def _ensure_known_language(code: str) -> str:
    if code not in get_language_codes():
        message = f"'{code}' is not the code of a language"
        hint = "use a code such as 'pt' or 'pt_BR'"
        raise DataError([Diagnostic(Location(LOCALE_FOLDER), "unknown-language", message, hint)])
    if is_source_language(code):
        message = f"'{code}' needs no catalogue: the words of the site are in it already"
        raise DataError([Diagnostic(Location(LOCALE_FOLDER), "unknown-language", message)])
    return code


def _list_text_files(root: Path) -> list[MarkdownFile]:
    return read_markdown_files(root / "content", load_coalition(root / "data").default_language)


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
