"""The catalogues in `theme/locale/`: the interface's words in one language each.

A catalogue is a .po file of GNU gettext. What is wrong in one is a Problem with its line, all of it
at once. It is compiled in memory, so nothing compiled is stale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo

from coalition.diagnostics import Diagnostic, Location, join_words, pluralize, quote_value
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
"""A placeholder, a sign %% that stands for one %, or a % that is neither."""

COUNT_PLACEHOLDER = "shown"
"""The placeholder for the number in messages that count."""

TAG_PATTERN = re.compile(r"<[^<>]*>?")


def get_catalog_path(locale_folder: Path, code: str) -> Path:
    """Where the catalogue of a language lies below the folder `locale_folder`."""
    return locale_folder / code / "LC_MESSAGES" / "messages.po"


def get_catalog_display_path(code: str) -> str:
    """The same as problems name it."""
    return f"{LOCALE_FOLDER}/{code}/LC_MESSAGES/messages.po"


@dataclass(frozen=True)
class MessageCatalog:
    """The words of one language: `text` is its file, `entries` what could be read there.

    `head` has what the head says, by its keys, with the lines; `comment` are the lines with a #
    above it. `broken` is what could not be read, and would be lost if the entries were written
    again; `wrong` is what else is wrong.
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
        """All that is wrong with it."""
        return (*self.parse_diagnostics, *self.lint_diagnostics)

    @cached_property
    def messages(self) -> list[Message]:
        """All messages, without the head."""
        return [message for message in self.babel_catalog if message.id]

    @cached_property
    def untranslated(self) -> list[Message]:
        """The messages that lack a translation, or of which it is only guessed ("fuzzy")."""
        return [m for m in self.messages if m.fuzzy or not all(_get_strings(m))]

    @property
    def coverage(self) -> Ratio:
        """How many messages are translated."""
        return Ratio(len(self.messages) - len(self.untranslated), len(self.messages))

    @cached_property
    def translations(self) -> NullTranslations:
        """The translations, for gettext."""
        compiled = BytesIO()
        write_mo(compiled, self.babel_catalog)
        compiled.seek(0)
        return GNUTranslations(compiled)

    def check_completeness(self) -> Iterator[Diagnostic]:
        """That something is not translated yet, at the first such message."""
        if self.parse_diagnostics or not self.untranslated:
            return
        first, count, all_of = self.untranslated[0], len(self.untranslated), len(self.messages)
        message = f"{count} of {all_of} messages are not translated yet, the first here"
        if count == 1:
            message = f"this one of {all_of} messages is not translated yet"
        way_out = f"take '{self.code}' out of 'languages' in data/coalition.yaml"
        hint = f"translate what is missing, or {way_out}"
        if first.fuzzy and all(_get_strings(first)):
            hint = "if the translation is right, take the word 'fuzzy' out of the line above it"
        yield diagnose_line(self.source, first.lineno or 1, "incomplete-catalogue", message, hint)

    def check_freshness(self, template: Catalog) -> Iterator[Diagnostic]:
        """Where its messages are not the ones that are `template` for."""
        ours = {_get_identity(message) for message in self.messages}
        theirs = {_get_identity(message) for message in template if message.id}
        for keys, what, then in (
            (theirs - ours, "missing", ", then translate what is new"),
            (ours - theirs, "no longer asked for", ""),
        ):
            if keys:
                first, *_ = min(keys)
                number = (
                    f"{len(keys)} message is" if len(keys) == 1 else f"{len(keys)} messages are"
                )
                message = f"{number} {what}, such as {quote_value(first)}"
                hint = f"run '{UPDATE_COMMAND}'{then}"
                yield Diagnostic(Location(self.source.file), "stale-catalogue", message, hint)


def read_catalog(file: Path, code: str) -> MessageCatalog:
    """The catalogue in `file`; what is wrong with it is in its `problems`."""
    return parse_catalog(file.read_bytes(), code)


def parse_catalog(data: bytes, code: str) -> MessageCatalog:
    """The catalogue of the language `code` that says `data`."""
    text, unreadable = decode_text(data, get_catalog_display_path(code))
    words = make_empty_catalog(code)
    if unreadable:
        return MessageCatalog(code, text, words, parse_diagnostics=(unreadable,))
    broken, left_out = find_merge_conflicts(text)
    broken += find_forbidden_characters(text)
    entries = list(_get_valid_entries(list(parse_po(text, left_out, broken)), text, code, broken))
    heads = (entry for entry in entries if not entry.get_text("msgid") and not entry.obsolete)
    top = next(heads, PoEntry())
    head, comment = (
        _parse_header(top),
        tuple(line for line in top.comment_lines if line[1:2] != ","),
    )
    wrong = list(_check_header(text, code, head)) if head or not broken else []
    for entry in entries:
        if entry.get_text("msgid"):
            _add_message(words, entry)
            wrong += _check_translation(text, code, entry)
    return MessageCatalog(code, text, words, head, comment, tuple(broken), tuple(wrong))


def make_empty_catalog(code: str) -> Catalog:
    """A catalogue of a language, without messages."""
    catalog = Catalog(code, charset="utf-8")
    catalog.mime_headers = [("Plural-Forms", make_plural_header(code))]
    return catalog


def read_catalogs(locale_folder: Path, cache: Cache | None = None) -> dict[str, MessageCatalog]:
    """Every catalogue below the folder `locale_folder`, by the code of its language."""
    cache = cache or Cache()
    names = (path.name for path in glob_paths(locale_folder, "*"))
    folders = [name for name in names if name in get_language_codes()]
    files = {code: get_catalog_path(locale_folder, code) for code in folders}
    found = {}
    for code, file in files.items():
        data = read_source_bytes(file, get_catalog_display_path(code), max_bytes=-1)
        if not isinstance(data, YamlDocument):
            found[code] = cache.call(parse_catalog, data, code)
        elif data.diagnostics[0].rule != "missing-file":
            found[code] = MessageCatalog(
                code,
                SourceText(get_catalog_display_path(code), ()),
                make_empty_catalog(code),
                parse_diagnostics=data.diagnostics,
            )
    return found


def diagnose_missing_catalog(code: str) -> Diagnostic:
    """That a language has no catalogue at all."""
    message = f"there is no catalogue for '{code}', so menus and buttons have no words in it"
    hint = f"run '{UPDATE_COMMAND}', which begins the file, and translate it"
    return Diagnostic(Location(get_catalog_display_path(code)), "missing-catalogue", message, hint)


def _get_valid_entries(
    entries: Sequence[PoEntry], text: SourceText, code: str, diagnostics: list[Diagnostic]
) -> Iterator[PoEntry]:
    """The entries that are whole; what is wrong with the others is added to `diagnostics`."""
    first: dict[tuple[str, str, bool], int] = {}
    for entry in entries:
        if entry.damaged:
            continue
        line = entry.get_line("msgid")
        above = first.setdefault(
            (entry.get_text("msgctxt"), entry.get_text("msgid"), entry.obsolete), line
        )
        if problem := _check_entry(entry, text, code):
            diagnostics.append(problem)
        elif above == line:
            yield entry
        else:
            message = f"this message stands a second time, first on line {above}"
            hint = "delete one of the two"
            diagnostics.append(diagnose_line(text, line, "duplicate-key", message, hint))


def _check_entry(entry: PoEntry, text: SourceText, code: str) -> Diagnostic | None:
    """What is wrong with the parts of an entry."""
    line, given, name = entry.get_line("msgid"), entry.msgstr_keywords, "invalid-catalogue"
    message = hint = ""
    if "msgid" not in entry.parts:
        message = "this line belongs to no message"
        hint = 'write the line msgid "..." above it, or delete it'
    elif not given:
        message = "this message has no msgstr line"
        hint = 'write a line msgstr "" below it, with the translation between the quotes'
    elif not entry.get_text("msgid") and set(entry.parts) != {"msgid", "msgstr"}:
        message = "only the head at the top has an empty msgid, and neither context nor plural"
        hint = "write the original between the quotes"
    elif "msgid_plural" in entry.parts:
        name = "wrong-plural-forms"
        message, hint = _check_plural_forms(given, code)
    elif given != ["msgstr"]:
        message = "numbered translations belong to a message with a line msgid_plural"
        hint = "write msgstr in place of msgstr[0]"
    return diagnose_line(text, line, name, message, hint) if message else None


def _check_plural_forms(given: Sequence[str], code: str) -> tuple[str, str]:
    """What is wrong with the numbers of plural forms, and what to do about it; empty if nothing."""
    forms = len(get_plural_samples(code))
    if list(given) == [f"msgstr[{number}]" for number in range(forms)]:
        return "", ""
    count = sum(keyword != "msgstr" for keyword in given)
    message = f"this message has {pluralize(count, 'plural form')}, '{code}' needs {forms}"
    if count == forms:
        message = "the plural forms of this message are not numbered one after the other"
    return message, f"write msgstr{f'[0] to [{forms - 1}]' if forms > 1 else '[0] alone'}"


def _add_message(words: Catalog, entry: PoEntry) -> None:
    """Put an entry into the catalogue, among what is asked for or what no longer is."""
    one, many = entry.get_text("msgid"), entry.get_text("msgid_plural")
    strings = tuple(entry.get_text(form) for form in entry.msgstr_keywords)
    context = entry.get_text("msgctxt") or None
    plural = "msgid_plural" in entry.parts
    message = Message(
        (one, many) if plural else one,
        strings if plural else strings[0],
        flags=entry.flags,
        user_comments=entry.translator_comments,
        lineno=entry.get_line("msgid"),
        context=context,
    )
    if entry.obsolete:
        words.obsolete[get_message_key(message)] = message
    else:
        words[message.id] = message


def get_message_key(message: Message) -> str | tuple[str, str]:
    """By what a `Catalog` knows a message: its singular, with the context if it has one."""
    one = message.id if isinstance(message.id, str) else message.id[0]
    return (one, message.context) if message.context else one


def _parse_header(entry: PoEntry) -> dict[str, tuple[int, str]]:
    """What the head says: its keys, with the line and the value of each."""
    said: list[tuple[int, str]] = []
    for number, piece in entry.parts.get("msgstr", ()):
        for part in piece.splitlines(keepends=True):
            if said and not said[-1][1].endswith("\n"):  # tools break long lines
                said[-1] = (said[-1][0], said[-1][1] + part)
            else:
                said.append((number, part))
    parts = ((line, *text.partition(":")[::2]) for line, text in said)
    return {key.strip(): (line, value.strip()) for line, key, value in parts}


def _check_header(
    text: SourceText, code: str, head: Mapping[str, tuple[int, str]]
) -> Iterator[Diagnostic]:
    """The head says the language and how it counts; both follow from the folder's name."""
    said = {key.title(): value for key, value in head.items()}
    line, language = said.get("Language", (1, ""))
    if language and language.replace("-", "_") != code:
        message = (
            f"this catalogue says that it is in '{language}', but it lies in the folder '{code}'"
        )
        hint = f'write "Language: {code}\\n", or move the file'
        yield diagnose_line(text, line, "wrong-language", message, hint)
    line, plural = said.get("Plural-Forms", (1, ""))
    if not matches_plural_rules(plural, code):
        forms = pluralize(len(get_plural_samples(code)), "plural form")
        message = f"the head does not count as '{code}' does, which has {forms}"
        hint = f'write "Plural-Forms: {make_plural_header(code)}\\n"'
        yield diagnose_line(text, line, "wrong-plural-forms", message, hint)


def _check_translation(text: SourceText, code: str, entry: PoEntry) -> Iterator[Diagnostic]:
    """Where a translation does not fit its original. A guess ("fuzzy") need not."""
    if entry.obsolete or "fuzzy" in entry.flags:
        return
    plural = "msgid_plural" in entry.parts
    numbers = list(get_plural_samples(code).values()) if plural else [[]]
    original = entry.get_text("msgid_plural" if plural else "msgid")
    for form, takes in zip(entry.msgstr_keywords, numbers, strict=True):
        if translation := entry.get_text(form):
            slips = (
                *_check_placeholders_and_tags(
                    original, translation, is_single_number=len(takes) == 1
                ),
                *_check_blanks_and_script(original, translation, code),
            )
            for slip in slips:
                yield diagnose_line(text, entry.get_line(form), *slip)


def _check_placeholders_and_tags(
    original: str, translation: str, *, is_single_number: bool
) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a translation: name, message and hint.

    `is_single_number` is true for a plural form of one number only, which need not be written in it.
    """
    wanted, given = _find_placeholders(original), _find_placeholders(translation)
    known = join_words([f"%({name})s" for name in sorted(wanted - {""})])
    for name in sorted(given - wanted - {""}):
        message = f"the original has no placeholder %({name})s"
        hint = f"correct it or leave it out: the original has {known or 'none'}"
        yield "placeholder-mismatch", message, hint
    for name in sorted(wanted - given - {"", COUNT_PLACEHOLDER if is_single_number else ""}):
        message = f"the placeholder %({name})s of the original is missing here"
        hint = "the site puts something in its place: write it where that belongs"
        yield "placeholder-mismatch", message, hint
    if "" in given - wanted:
        message = "a single % stands here that begins no placeholder"
        hint = "write %% for the sign, or %(name)s for a placeholder"
        yield "placeholder-mismatch", message, hint
    tags, wanted_tags = TAG_PATTERN.findall(translation), TAG_PATTERN.findall(original)
    if sorted(tags) != sorted(wanted_tags) and not (is_single_number and not tags):
        message = f"the original has {join_words(wanted_tags, ' ') or 'no tags'} around its words"
        hint = "put the same tags around the same words"
        yield "tag-mismatch", message, hint if wanted_tags else "take out the signs < and >"


def _check_blanks_and_script(
    original: str, translation: str, code: str
) -> Iterator[tuple[str, str, str]]:
    """What is wrong with how a translation is written, as `_check_placeholders_and_tags` tells it."""
    if translation != translation.strip():
        message = "the translation begins or ends with a blank or a new line"
        yield "stray-blank", message, "take it away: the page puts blanks where they belong"
    words = TAG_PATTERN.sub(" ", PLACEHOLDER_PATTERN.sub(" ", translation))
    letters = [sign for sign in words if sign.isalpha()]
    lower = any(
        sign.islower() for sign in TAG_PATTERN.sub(" ", PLACEHOLDER_PATTERN.sub(" ", original))
    )
    if letters and lower and not any(is_letter_of(sign, code) for sign in letters):
        message = f"no letter of this translation is one of '{code}'"
        yield "wrong-script", message, "translate it, or leave it empty until somebody does"


def _find_placeholders(text: str) -> set[str]:
    """The names of the placeholders in a text; an empty one is a % that begins none."""
    return {found[1] or "" for found in PLACEHOLDER_PATTERN.finditer(text) if found[0] != "%%"}


def _get_strings(message: Message) -> Sequence[str]:
    return message.string if isinstance(message.string, (list, tuple)) else (message.string or "",)


def _get_identity(message: Message) -> tuple[str, str, str]:
    """What makes two messages the same: singular, plural, context."""
    ids = message.id if isinstance(message.id, (list, tuple)) else (message.id, "")
    return ids[0], ids[1], message.context or ""
