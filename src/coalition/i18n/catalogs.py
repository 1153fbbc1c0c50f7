"""Read and check the gettext catalogs (.po files) in `theme/locale/`, one per language.

All errors of a catalog are reported at once, each as a Diagnostic with its line. Catalogs are
compiled in memory, so there are no .mo files that could be out of date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as CatalogMessage
from babel.messages.mofile import write_mo

from coalition.diagnostics import (
    Diagnostic,
    Location,
    Message,
    join_words,
    plural_message,
    quote_value,
)
from coalition.i18n.coverage import Ratio
from coalition.i18n.locale import (
    get_language_codes,
    get_plural_samples,
    make_plural_header,
    matches_plural_rules,
)
from coalition.i18n.po import PoEntry, diagnose_line, parse_po
from coalition.sources import (
    Cache,
    SourceText,
    YamlDocument,
    decode_text,
    find_forbidden_characters,
    find_merge_conflicts,
    glob_paths,
    read_source_bytes,
)
from coalition.writing_systems import is_letter_of

LOCALE_FOLDER = "theme/locale"
UPDATE_COMMAND = "python3 tasks.py i18n-update"

PLACEHOLDER_PATTERN = re.compile(r"%(?:%|\((\w+)\)s)?")
"""A placeholder, an escaped percent sign (%%), or a stray % that is neither."""

COUNT_PLACEHOLDER = "shown"
"""Name of the placeholder for the number in plural messages."""

TAG_PATTERN = re.compile(r"<[^<>]*>?")


def get_catalog_path(locale_folder: Path, code: str) -> Path:
    """Return the path of a language's catalog below `locale_folder`."""
    return locale_folder / code / "LC_MESSAGES" / "messages.po"


def get_catalog_display_path(code: str) -> str:
    """Return the path of a language's catalog as diagnostics name it."""
    return f"{LOCALE_FOLDER}/{code}/LC_MESSAGES/messages.po"


@dataclass(frozen=True)
class MessageCatalog:
    """The messages of one language, read from its .po file.

    `source` is the text of the file, `babel_catalog` has the entries that could be parsed.
    `header` maps each key of the header entry to its line and value; `header_comment` are the
    comment lines above it. `parse_diagnostics` are about text that could not be parsed and would
    be lost if the catalog were written again; `lint_diagnostics` are all other errors.
    """

    code: str
    source: SourceText
    babel_catalog: Catalog
    header: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    header_comment: tuple[str, ...] = ()
    parse_diagnostics: tuple[Diagnostic, ...] = ()
    lint_diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All errors in the catalog."""
        return (*self.parse_diagnostics, *self.lint_diagnostics)

    @cached_property
    def messages(self) -> list[CatalogMessage]:
        """All messages, without the header entry."""
        return [message for message in self.babel_catalog if message.id]

    @cached_property
    def untranslated(self) -> list[CatalogMessage]:
        """The messages whose translation is missing, incomplete or marked fuzzy."""
        return [m for m in self.messages if m.fuzzy or not all(_get_strings(m))]

    @property
    def coverage(self) -> Ratio:
        """How many of the messages are translated."""
        return Ratio(len(self.messages) - len(self.untranslated), len(self.messages))

    @cached_property
    def translations(self) -> NullTranslations:
        """The compiled catalog, as Python's gettext reads it."""
        compiled = BytesIO()
        write_mo(compiled, self.babel_catalog)
        compiled.seek(0)
        return GNUTranslations(compiled)

    def check_completeness(self) -> Iterator[Diagnostic]:
        """Report untranslated messages, as one diagnostic at the first of them.

        A catalog with parse errors is not reported as incomplete too.
        """
        if self.parse_diagnostics or not self.untranslated:
            return
        first, count, total = self.untranslated[0], len(self.untranslated), len(self.messages)
        message = Message(
            "%(count)s of %(total)s messages are not translated yet; this is the first",
            count=count,
            total=total,
        )
        if count == 1:
            message = Message("this one of %(total)s messages is not translated yet", total=total)
        hint = Message(
            "translate what is missing, or take '%(code)s' out of 'languages' in"
            " data/coalition.yaml",
            code=self.code,
        )
        if first.fuzzy and all(_get_strings(first)):
            hint = Message(
                "if the translation is right, take the word 'fuzzy' out of the line above it"
            )
        yield diagnose_line(self.source, first.lineno or 1, "incomplete-catalog", message, hint)

    def check_freshness(self, template: Catalog) -> Iterator[Diagnostic]:
        """Report messages that `template` has and the catalog lacks, and the other way round."""
        catalog_keys = {_get_identity(message) for message in self.messages}
        template_keys = {_get_identity(message) for message in template if message.id}
        location = Location(self.source.file)
        if missing := template_keys - catalog_keys:
            message = plural_message(
                "%(count)s message is missing, such as %(msgid)s",
                "%(count)s messages are missing, such as %(msgid)s",
                len(missing),
                msgid=quote_value(min(missing)[0]),
            )
            hint = Message("run '%(command)s', then translate what is new", command=UPDATE_COMMAND)
            yield Diagnostic(location, "stale-catalog", message, hint)
        if unused := catalog_keys - template_keys:
            message = plural_message(
                "%(count)s message is no longer used, such as %(msgid)s",
                "%(count)s messages are no longer used, such as %(msgid)s",
                len(unused),
                msgid=quote_value(min(unused)[0]),
            )
            hint = Message("run '%(command)s'", command=UPDATE_COMMAND)
            yield Diagnostic(location, "stale-catalog", message, hint)


def read_catalog(file: Path, code: str, display_path: str = "") -> MessageCatalog:
    """Read the catalog in `file`; errors are in its `diagnostics`."""
    return parse_catalog(file.read_bytes(), code, display_path)


def parse_catalog(data: bytes, code: str, display_path: str = "") -> MessageCatalog:
    """Parse `data`, the bytes of a .po file, as the catalog of the language `code`.

    Diagnostics show `display_path`, or the path of the language's catalog in the theme.
    """
    text, decode_error = decode_text(data, display_path or get_catalog_display_path(code))
    babel_catalog = make_empty_catalog(code)
    if decode_error:
        return MessageCatalog(code, text, babel_catalog, parse_diagnostics=(decode_error,))
    parse_diagnostics, skipped_lines = find_merge_conflicts(text)
    parse_diagnostics += find_forbidden_characters(text)
    entries = list(
        _get_valid_entries(
            list(parse_po(text, skipped_lines, parse_diagnostics)), text, code, parse_diagnostics
        )
    )
    header_entries = (
        entry for entry in entries if not entry.get_text("msgid") and not entry.obsolete
    )
    header_entry = next(header_entries, PoEntry())
    header = _parse_header(header_entry)
    header_comment = tuple(line for line in header_entry.comment_lines if line[1:2] != ",")
    lint_diagnostics = (
        list(_check_header(text, code, header)) if header or not parse_diagnostics else []
    )
    for entry in entries:
        if entry.get_text("msgid"):
            _add_message(babel_catalog, entry)
            lint_diagnostics += _check_translation(text, code, entry)
    return MessageCatalog(
        code,
        text,
        babel_catalog,
        header,
        header_comment,
        tuple(parse_diagnostics),
        tuple(lint_diagnostics),
    )


def make_empty_catalog(code: str) -> Catalog:
    """Create a catalog without messages, with the plural forms of its language."""
    catalog = Catalog(code, charset="utf-8")
    catalog.mime_headers = [("Plural-Forms", make_plural_header(code))]
    return catalog


def read_catalogs(locale_folder: Path, cache: Cache | None = None) -> dict[str, MessageCatalog]:
    """Read all catalogs below `locale_folder`, by language code."""
    cache = cache or Cache()
    folder_names = (path.name for path in glob_paths(locale_folder, "*"))
    codes = [name for name in folder_names if name in get_language_codes()]
    files = {code: get_catalog_path(locale_folder, code) for code in codes}
    catalogs = {}
    for code, file in files.items():
        data = read_source_bytes(file, get_catalog_display_path(code), max_bytes=-1)
        if not isinstance(data, YamlDocument):
            catalogs[code] = cache.call(parse_catalog, data, code)
        elif data.diagnostics[0].rule != "missing-file":
            catalogs[code] = MessageCatalog(
                code,
                SourceText(get_catalog_display_path(code), ()),
                make_empty_catalog(code),
                parse_diagnostics=data.diagnostics,
            )
    return catalogs


def diagnose_missing_catalog(code: str) -> Diagnostic:
    """Return the diagnostic for a language that has no catalog at all."""
    message = Message(
        "there is no catalog for '%(code)s', so menus and buttons have no words in this language",
        code=code,
    )
    hint = Message(
        "run '%(command)s', which creates the file, and translate it",
        command=UPDATE_COMMAND,
    )
    return Diagnostic(Location(get_catalog_display_path(code)), "missing-catalog", message, hint)


def _get_valid_entries(
    entries: Sequence[PoEntry], text: SourceText, code: str, diagnostics: list[Diagnostic]
) -> Iterator[PoEntry]:
    """Yield the well-formed, unique entries; add what is wrong with the others to `diagnostics`."""
    first_lines: dict[tuple[str, str, bool], int] = {}
    for entry in entries:
        if entry.damaged:
            continue
        line = entry.get_line("msgid")
        first_line = first_lines.setdefault(
            (entry.get_text("msgctxt"), entry.get_text("msgid"), entry.obsolete), line
        )
        if diagnostic := _check_entry(entry, text, code):
            diagnostics.append(diagnostic)
        elif first_line == line:
            yield entry
        else:
            message = Message(
                "this message is a duplicate of the one on line %(first_line)s",
                first_line=first_line,
            )
            hint = Message("delete one of the two")
            diagnostics.append(diagnose_line(text, line, "duplicate-key", message, hint))


def _check_entry(entry: PoEntry, text: SourceText, code: str) -> Diagnostic | None:
    """Check which keywords an entry has; return the first error."""
    line, keywords, rule = entry.get_line("msgid"), entry.msgstr_keywords, "invalid-catalog"
    message = hint = ""
    if "msgid" not in entry.parts:
        message = Message("this line belongs to no message")
        hint = Message('write the line msgid "..." above it, or delete it')
    elif not keywords:
        message = Message("this message has no msgstr line")
        hint = Message('write a line msgstr "" below it, with the translation between the quotes')
    elif not entry.get_text("msgid") and set(entry.parts) != {"msgid", "msgstr"}:
        message = Message(
            "only the header at the top may have an empty msgid, and it has neither context"
            " nor plural"
        )
        hint = Message("write the original between the quotes")
    elif "msgid_plural" in entry.parts:
        rule = "wrong-plural-forms"
        message, hint = _check_plural_forms(keywords, code)
    elif keywords != ["msgstr"]:
        message = Message("numbered translations belong to a message with a line msgid_plural")
        hint = Message("write msgstr in place of msgstr[0]")
    return diagnose_line(text, line, rule, message, hint) if message else None


def _check_plural_forms(keywords: Sequence[str], code: str) -> tuple[str, str]:
    """Check number and numbering of an entry's plural forms.

    Returns message and hint, both empty if nothing is wrong.
    """
    nplurals = len(get_plural_samples(code))
    if list(keywords) == [f"msgstr[{number}]" for number in range(nplurals)]:
        return "", ""
    count = sum(keyword != "msgstr" for keyword in keywords)
    message = plural_message(
        "this message has %(count)s plural form, '%(code)s' needs %(nplurals)s",
        "this message has %(count)s plural forms, '%(code)s' needs %(nplurals)s",
        count,
        code=code,
        nplurals=nplurals,
    )
    if count == nplurals:
        message = Message("the plural forms of this message are not numbered one after the other")
    hint = Message("write msgstr[0] alone")
    if nplurals > 1:
        hint = Message("write msgstr[0] to [%(last)s]", last=nplurals - 1)
    return message, hint


def _add_message(catalog: Catalog, entry: PoEntry) -> None:
    """Add an entry to the catalog's current or obsolete messages."""
    singular, plural = entry.get_text("msgid"), entry.get_text("msgid_plural")
    strings = tuple(entry.get_text(form) for form in entry.msgstr_keywords)
    context = entry.get_text("msgctxt") or None
    is_plural = "msgid_plural" in entry.parts
    message = CatalogMessage(
        (singular, plural) if is_plural else singular,
        strings if is_plural else strings[0],
        flags=entry.flags,
        user_comments=entry.translator_comments,
        lineno=entry.get_line("msgid"),
        context=context,
    )
    if entry.obsolete:
        catalog.obsolete[get_message_key(message)] = message
    else:
        catalog[message.id] = message


def get_message_key(message: CatalogMessage) -> str | tuple[str, str]:
    """Return the key of a message in Babel's `Catalog`: its singular, with any context."""
    singular = message.id if isinstance(message.id, str) else message.id[0]
    return (singular, message.context) if message.context else singular


def _parse_header(entry: PoEntry) -> dict[str, tuple[int, str]]:
    """Return the fields of the header entry: each key with its line and value."""
    lines: list[tuple[int, str]] = []
    for number, piece in entry.parts.get("msgstr", ()):
        for part in piece.splitlines(keepends=True):
            if lines and not lines[-1][1].endswith("\n"):  # tools wrap long lines
                lines[-1] = (lines[-1][0], lines[-1][1] + part)
            else:
                lines.append((number, part))
    parts = ((line, *text.partition(":")[::2]) for line, text in lines)
    return {key.strip(): (line, value.strip()) for line, key, value in parts}


def _check_header(
    text: SourceText, code: str, header: Mapping[str, tuple[int, str]]
) -> Iterator[Diagnostic]:
    """Check that `Language` and `Plural-Forms` match the language of the folder."""
    fields = {key.title(): value for key, value in header.items()}
    line, language = fields.get("Language", (1, ""))
    if language and language.replace("-", "_") != code:
        message = Message(
            "the header of this catalog names the language '%(language)s', but the folder is"
            " '%(code)s'",
            language=language,
            code=code,
        )
        hint = Message('write "Language: %(code)s\\n", or move the file', code=code)
        yield diagnose_line(text, line, "wrong-language", message, hint)
    line, plural_forms = fields.get("Plural-Forms", (1, ""))
    if not matches_plural_rules(plural_forms, code):
        message = plural_message(
            "the plural forms in the header do not match '%(code)s', which has %(count)s plural"
            " form",
            "the plural forms in the header do not match '%(code)s', which has %(count)s plural"
            " forms",
            len(get_plural_samples(code)),
            code=code,
        )
        hint = Message(
            'write "Plural-Forms: %(plural_forms)s\\n"', plural_forms=make_plural_header(code)
        )
        yield diagnose_line(text, line, "wrong-plural-forms", message, hint)


def _check_translation(text: SourceText, code: str, entry: PoEntry) -> Iterator[Diagnostic]:
    """Check a translation against its original. Obsolete and fuzzy entries are not checked."""
    if entry.obsolete or "fuzzy" in entry.flags:
        return
    is_plural = "msgid_plural" in entry.parts
    form_numbers = list(get_plural_samples(code).values()) if is_plural else [[]]
    original = entry.get_text("msgid_plural" if is_plural else "msgid")
    for form, numbers in zip(entry.msgstr_keywords, form_numbers, strict=True):
        if translation := entry.get_text(form):
            mistakes = (
                *_check_placeholders_and_tags(
                    original, translation, is_single_number=len(numbers) == 1
                ),
                *_check_blanks_and_script(original, translation, code),
            )
            for mistake in mistakes:
                yield diagnose_line(text, entry.get_line(form), *mistake)


def _check_placeholders_and_tags(
    original: str, translation: str, *, is_single_number: bool
) -> Iterator[tuple[str, str, str]]:
    """Check placeholders and tags of a translation; yield rule, message and hint of each mistake.

    `is_single_number` is true for a plural form that only one number takes: it may spell the
    number out instead of using the placeholder.
    """
    expected, actual = _find_placeholders(original), _find_placeholders(translation)
    expected_list = join_words([f"%({name})s" for name in sorted(expected - {""})])
    for name in sorted(actual - expected - {""}):
        message = Message("the original has no placeholder %%(%(name)s)s", name=name)
        hint = Message(
            "correct it or leave it out: the original has %(placeholders)s",
            placeholders=expected_list or Message("none"),
        )
        yield "placeholder-mismatch", message, hint
    for name in sorted(expected - actual - {"", COUNT_PLACEHOLDER if is_single_number else ""}):
        message = Message(
            "the placeholder %%(%(name)s)s of the original is missing here", name=name
        )
        hint = Message("the site replaces it with a value: write it where the value belongs")
        yield "placeholder-mismatch", message, hint
    if "" in actual - expected:
        message = Message("this % does not begin a placeholder")
        hint = Message("write %% for the sign, or %(name)s for a placeholder")
        yield "placeholder-mismatch", message, hint
    tags, expected_tags = TAG_PATTERN.findall(translation), TAG_PATTERN.findall(original)
    is_complete = sorted(tags) == sorted(expected_tags) or (is_single_number and not tags)
    if not is_complete or (_are_tags_nested(expected_tags) and not _are_tags_nested(tags)):
        message = Message(
            "the original has %(tags)s around its words",
            tags=join_words(expected_tags, " ") or Message("no tags"),
        )
        hint = Message("put the same tags around the same words")
        if not expected_tags:
            hint = Message("take out the signs < and >")
        yield "tag-mismatch", message, hint


def _are_tags_nested(tags: Sequence[str]) -> bool:
    """Return whether each end tag closes the start tag that was opened last."""
    open_elements: list[str] = []
    for tag in tags:
        name = tag.strip("</>").partition(" ")[0]
        if not tag.startswith("</"):
            open_elements.append(name)
        elif not open_elements or open_elements.pop() != name:
            return False
    return not open_elements


def _check_blanks_and_script(
    original: str, translation: str, code: str
) -> Iterator[tuple[str, str, str]]:
    """Check surrounding whitespace and script of a translation.

    Yields rule, message and hint, as `_check_placeholders_and_tags` does.
    """
    if translation != translation.strip():
        message = Message("the translation begins or ends with a space or a line break")
        hint = Message("delete it: the templates add spaces where they are needed")
        yield "stray-blank", message, hint
    bare_text = TAG_PATTERN.sub(" ", PLACEHOLDER_PATTERN.sub(" ", translation))
    letters = [character for character in bare_text if character.isalpha()]
    has_lowercase = any(
        character.islower()
        for character in TAG_PATTERN.sub(" ", PLACEHOLDER_PATTERN.sub(" ", original))
    )
    if (
        letters
        and has_lowercase
        and not any(is_letter_of(character, code) for character in letters)
    ):
        message = Message("no letter of this translation is one of '%(code)s'", code=code)
        hint = Message("translate it, or leave it empty until somebody does")
        yield "wrong-script", message, hint


def _find_placeholders(text: str) -> set[str]:
    """Return the names of the placeholders in a text; a stray % gives an empty name."""
    return {match[1] or "" for match in PLACEHOLDER_PATTERN.finditer(text) if match[0] != "%%"}


def _get_strings(message: CatalogMessage) -> Sequence[str]:
    return message.string if isinstance(message.string, (list, tuple)) else (message.string or "",)


def _get_identity(message: CatalogMessage) -> tuple[str, str, str]:
    """Return what identifies a message: singular, plural and context."""
    ids = message.id if isinstance(message.id, (list, tuple)) else (message.id, "")
    return ids[0], ids[1], message.context or ""
