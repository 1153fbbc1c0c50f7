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

from coalition.diagnostics.diagnostic import Place, Problem, counted, listed, quoted
from coalition.i18n.coverage import Share
from coalition.i18n.locale import counts_as, language_codes, plural_header, plural_numbers
from coalition.i18n.po import PoEntry, problem_at, read_entries
from coalition.sources import theme_files
from coalition.sources.cache import Memory
from coalition.sources.text import Text, decode, refused_characters, unfinished_merges
from coalition.sources.yaml_parser import Document, contents
from coalition.writing_systems import is_written_in

FOLDER = "theme/locale"
COMMAND = "python3 tasks.py messages"

PERCENT = re.compile(r"%(?:%|\((\w+)\)s)?")
"""A placeholder, a sign %% that stands for one %, or a % that is neither."""

NUMBER = "shown"
"""The placeholder for the number in messages that count."""

TAG = re.compile(r"<[^<>]*>?")


def file_of(locale: Path, code: str) -> Path:
    """Where the catalogue of a language lies below the folder `locale`."""
    return locale / code / "LC_MESSAGES" / "messages.po"


def shown(code: str) -> str:
    """The same as problems name it."""
    return f"{FOLDER}/{code}/LC_MESSAGES/messages.po"


@dataclass(frozen=True)
class Catalogue:
    """The words of one language: `text` is its file, `entries` what could be read there.

    `head` has what the head says, by its keys, with the lines; `comment` are the lines with a #
    above it. `broken` is what could not be read, and would be lost if the entries were written
    again; `wrong` is what else is wrong.
    """

    code: str
    text: Text
    entries: Catalog
    head: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    comment: tuple[str, ...] = ()
    broken: tuple[Problem, ...] = ()
    wrong: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with it."""
        return (*self.broken, *self.wrong)

    @cached_property
    def messages(self) -> list[Message]:
        """All messages, without the head."""
        return [message for message in self.entries if message.id]

    @cached_property
    def untranslated(self) -> list[Message]:
        """The messages that lack a translation, or of which it is only guessed ("fuzzy")."""
        return [m for m in self.messages if m.fuzzy or not all(_strings(m))]

    @property
    def share(self) -> Share:
        """How many messages are translated."""
        return Share(len(self.messages) - len(self.untranslated), len(self.messages))

    @cached_property
    def words(self) -> NullTranslations:
        """The translations, for gettext."""
        compiled = BytesIO()
        write_mo(compiled, self.entries)
        compiled.seek(0)
        return GNUTranslations(compiled)

    def incomplete(self) -> Iterator[Problem]:
        """That something is not translated yet, at the first such message."""
        if self.broken or not self.untranslated:
            return
        first, count, all_of = self.untranslated[0], len(self.untranslated), len(self.messages)
        message = f"{count} of {all_of} messages are not translated yet, the first here"
        if count == 1:
            message = f"this one of {all_of} messages is not translated yet"
        way_out = f"take '{self.code}' out of 'languages' in data/coalition.yaml"
        hint = f"translate what is missing, or {way_out}"
        if first.fuzzy and all(_strings(first)):
            hint = "if the translation is right, take the word 'fuzzy' out of the line above it"
        yield problem_at(self.text, first.lineno or 1, "incomplete-catalogue", message, hint)

    def stale(self, asked: Catalog) -> Iterator[Problem]:
        """Where its messages are not the ones that are `asked` for."""
        ours = {_key(message) for message in self.messages}
        theirs = {_key(message) for message in asked if message.id}
        for keys, what, then in (
            (theirs - ours, "missing", ", then translate what is new"),
            (ours - theirs, "no longer asked for", ""),
        ):
            if keys:
                first, *_ = min(keys)
                number = (
                    f"{len(keys)} message is" if len(keys) == 1 else f"{len(keys)} messages are"
                )
                message = f"{number} {what}, such as {quoted(first)}"
                hint = f"run '{COMMAND}'{then}"
                yield Problem(Place(self.text.file), "stale-catalogue", message, hint)


def read(file: Path, code: str) -> Catalogue:
    """The catalogue in `file`; what is wrong with it is in its `problems`."""
    return parse(file.read_bytes(), code)


def parse(data: bytes, code: str) -> Catalogue:
    """The catalogue of the language `code` that says `data`."""
    text, unreadable = decode(data, shown(code))
    words = blank(code)
    if unreadable:
        return Catalogue(code, text, words, broken=(unreadable,))
    broken, left_out = unfinished_merges(text)
    broken += refused_characters(text)
    entries = list(_sound(list(read_entries(text, left_out, broken)), text, code, broken))
    heads = (entry for entry in entries if not entry.said("msgid") and not entry.obsolete)
    top = next(heads, PoEntry())
    head, comment = _head(top), tuple(line for line in top.remarks if line[1:2] != ",")
    wrong = list(_head_problems(text, code, head)) if head or not broken else []
    for entry in entries:
        if entry.said("msgid"):
            _add(words, entry)
            wrong += _translation_problems(text, code, entry)
    return Catalogue(code, text, words, head, comment, tuple(broken), tuple(wrong))


def blank(code: str) -> Catalog:
    """A catalogue of a language, without messages."""
    catalog = Catalog(code, charset="utf-8")
    catalog.mime_headers = [("Plural-Forms", plural_header(code))]
    return catalog


def read_all(locale: Path, memory: Memory | None = None) -> dict[str, Catalogue]:
    """Every catalogue below the folder `locale`, by the code of its language."""
    memory = memory or Memory()
    names = (path.name for path in theme_files.matches(locale, "*"))
    folders = [name for name in names if name in language_codes()]
    files = {code: file_of(locale, code) for code in folders}
    found = {}
    for code, file in files.items():
        data = contents(file, shown(code), most=-1)
        if not isinstance(data, Document):
            found[code] = memory.of(parse, data, code)
        elif data.problems[0].name != "missing-file":
            found[code] = Catalogue(code, Text(shown(code), ()), blank(code), broken=data.problems)
    return found


def missing(code: str) -> Problem:
    """That a language has no catalogue at all."""
    message = f"there is no catalogue for '{code}', so menus and buttons have no words in it"
    hint = f"run '{COMMAND}', which begins the file, and translate it"
    return Problem(Place(shown(code)), "missing-catalogue", message, hint)


def _sound(
    entries: Sequence[PoEntry], text: Text, code: str, problems: list[Problem]
) -> Iterator[PoEntry]:
    """The entries that are whole; what is wrong with the others is added to `problems`."""
    first: dict[tuple[str, str, bool], int] = {}
    for entry in entries:
        if entry.unsure:
            continue
        line = entry.line("msgid")
        above = first.setdefault((entry.said("msgctxt"), entry.said("msgid"), entry.obsolete), line)
        if problem := _entry_problem(entry, text, code):
            problems.append(problem)
        elif above == line:
            yield entry
        else:
            message = f"this message stands a second time, first on line {above}"
            hint = "delete one of the two"
            problems.append(problem_at(text, line, "duplicate-key", message, hint))


def _entry_problem(entry: PoEntry, text: Text, code: str) -> Problem | None:
    """What is wrong with the parts of an entry."""
    line, given, name = entry.line("msgid"), entry.forms, "invalid-catalogue"
    message = hint = ""
    if "msgid" not in entry.parts:
        message = "this line belongs to no message"
        hint = 'write the line msgid "..." above it, or delete it'
    elif not given:
        message = "this message has no msgstr line"
        hint = 'write a line msgstr "" below it, with the translation between the quotes'
    elif not entry.said("msgid") and set(entry.parts) != {"msgid", "msgstr"}:
        message = "only the head at the top has an empty msgid, and neither context nor plural"
        hint = "write the original between the quotes"
    elif "msgid_plural" in entry.parts:
        name = "wrong-plural-forms"
        message, hint = _form_slip(given, code)
    elif given != ["msgstr"]:
        message = "numbered translations belong to a message with a line msgid_plural"
        hint = "write msgstr in place of msgstr[0]"
    return problem_at(text, line, name, message, hint) if message else None


def _form_slip(given: Sequence[str], code: str) -> tuple[str, str]:
    """What is wrong with the numbers of plural forms, and what to do about it; empty if nothing."""
    forms = len(plural_numbers(code))
    if list(given) == [f"msgstr[{number}]" for number in range(forms)]:
        return "", ""
    count = sum(keyword != "msgstr" for keyword in given)
    message = f"this message has {counted(count, 'plural form')}, '{code}' needs {forms}"
    if count == forms:
        message = "the plural forms of this message are not numbered one after the other"
    return message, f"write msgstr{f'[0] to [{forms - 1}]' if forms > 1 else '[0] alone'}"


def _add(words: Catalog, entry: PoEntry) -> None:
    """Put an entry into the catalogue, among what is asked for or what no longer is."""
    one, many = entry.said("msgid"), entry.said("msgid_plural")
    strings = tuple(entry.said(form) for form in entry.forms)
    context = entry.said("msgctxt") or None
    plural = "msgid_plural" in entry.parts
    message = Message(
        (one, many) if plural else one,
        strings if plural else strings[0],
        flags=entry.flags,
        user_comments=entry.comments,
        lineno=entry.line("msgid"),
        context=context,
    )
    if entry.obsolete:
        words.obsolete[key_of(message)] = message
    else:
        words[message.id] = message


def key_of(message: Message) -> str | tuple[str, str]:
    """By what a `Catalog` knows a message: its singular, with the context if it has one."""
    one = message.id if isinstance(message.id, str) else message.id[0]
    return (one, message.context) if message.context else one


def _head(entry: PoEntry) -> dict[str, tuple[int, str]]:
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


def _head_problems(text: Text, code: str, head: Mapping[str, tuple[int, str]]) -> Iterator[Problem]:
    """The head says the language and how it counts; both follow from the folder's name."""
    said = {key.title(): value for key, value in head.items()}
    line, language = said.get("Language", (1, ""))
    if language and language.replace("-", "_") != code:
        message = (
            f"this catalogue says that it is in '{language}', but it lies in the folder '{code}'"
        )
        hint = f'write "Language: {code}\\n", or move the file'
        yield problem_at(text, line, "wrong-language", message, hint)
    line, plural = said.get("Plural-Forms", (1, ""))
    if not counts_as(plural, code):
        forms = counted(len(plural_numbers(code)), "plural form")
        message = f"the head does not count as '{code}' does, which has {forms}"
        hint = f'write "Plural-Forms: {plural_header(code)}\\n"'
        yield problem_at(text, line, "wrong-plural-forms", message, hint)


def _translation_problems(text: Text, code: str, entry: PoEntry) -> Iterator[Problem]:
    """Where a translation does not fit its original. A guess ("fuzzy") need not."""
    if entry.obsolete or "fuzzy" in entry.flags:
        return
    plural = "msgid_plural" in entry.parts
    numbers = list(plural_numbers(code).values()) if plural else [[]]
    original = entry.said("msgid_plural" if plural else "msgid")
    for form, takes in zip(entry.forms, numbers, strict=True):
        if translation := entry.said(form):
            slips = (
                *_slips(original, translation, alone=len(takes) == 1),
                *_looks(original, translation, code),
            )
            for slip in slips:
                yield problem_at(text, entry.line(form), *slip)


def _slips(original: str, translation: str, *, alone: bool) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a translation: name, message and hint.

    `alone` is true for a plural form of one number only, which need not be written in it.
    """
    wanted, given = _placeholders(original), _placeholders(translation)
    known = listed([f"%({name})s" for name in sorted(wanted - {""})])
    for name in sorted(given - wanted - {""}):
        message = f"the original has no placeholder %({name})s"
        hint = f"correct it or leave it out: the original has {known or 'none'}"
        yield "placeholder-mismatch", message, hint
    for name in sorted(wanted - given - {"", NUMBER if alone else ""}):
        message = f"the placeholder %({name})s of the original is missing here"
        hint = "the site puts something in its place: write it where that belongs"
        yield "placeholder-mismatch", message, hint
    if "" in given - wanted:
        message = "a single % stands here that begins no placeholder"
        hint = "write %% for the sign, or %(name)s for a placeholder"
        yield "placeholder-mismatch", message, hint
    tags, wanted_tags = TAG.findall(translation), TAG.findall(original)
    if sorted(tags) != sorted(wanted_tags) and not (alone and not tags):
        message = f"the original has {listed(wanted_tags, ' ') or 'no tags'} around its words"
        hint = "put the same tags around the same words"
        yield "tag-mismatch", message, hint if wanted_tags else "take out the signs < and >"


def _looks(original: str, translation: str, code: str) -> Iterator[tuple[str, str, str]]:
    """What is wrong with how a translation is written, as `_slips` tells it."""
    if translation != translation.strip():
        message = "the translation begins or ends with a blank or a new line"
        yield "stray-blank", message, "take it away: the page puts blanks where they belong"
    words = TAG.sub(" ", PERCENT.sub(" ", translation))
    letters = [sign for sign in words if sign.isalpha()]
    lower = any(sign.islower() for sign in TAG.sub(" ", PERCENT.sub(" ", original)))
    if letters and lower and not any(is_written_in(sign, code) for sign in letters):
        message = f"no letter of this translation is one of '{code}'"
        yield "wrong-script", message, "translate it, or leave it empty until somebody does"


def _placeholders(text: str) -> set[str]:
    """The names of the placeholders in a text; an empty one is a % that begins none."""
    return {found[1] or "" for found in PERCENT.finditer(text) if found[0] != "%%"}


def _strings(message: Message) -> Sequence[str]:
    return message.string if isinstance(message.string, (list, tuple)) else (message.string or "",)


def _key(message: Message) -> tuple[str, str, str]:
    """What makes two messages the same: singular, plural, context."""
    ids = message.id if isinstance(message.id, (list, tuple)) else (message.id, "")
    return ids[0], ids[1], message.context or ""
