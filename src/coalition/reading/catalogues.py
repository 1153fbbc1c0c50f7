"""The catalogues in `theme/locale/`: the interface's words in one language each.

A catalogue is a .po file of GNU gettext. Babel reads it, and passes over much that is wrong in it;
here each slip is a Problem with its line. It is compiled in memory, so nothing compiled is stale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from coalition.languages import counts_as, language_codes, plural_header, plural_numbers
from coalition.problems import Place, Problem
from coalition.progress import Share
from coalition.reading.text import Text, decode, unfinished_merges

FOLDER = "theme/locale"
COMMAND = "python3 tasks.py messages"

LINE = re.compile(r'\s*(?:(?P<key>msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+)?"(?P<said>.*)"\s*')
INSIDE = re.compile(r'(?:[^"\\]|\\["\\abfnrtv]|\\[0-7]{1,3}|\\x[0-9a-fA-F]{2})*')
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
TAG = re.compile(r"</?[a-z]+>")


def file_of(locale: Path, code: str) -> Path:
    """Where the catalogue of a language lies below the folder `locale`."""
    return locale / code / "LC_MESSAGES" / "messages.po"


def shown(code: str) -> str:
    """The same as problems name it."""
    return f"{FOLDER}/{code}/LC_MESSAGES/messages.po"


@dataclass(frozen=True)
class Catalogue:
    """The words of one language: `text` is its file, `entries` what Babel reads there."""

    code: str
    text: Text
    entries: Catalog
    problems: tuple[Problem, ...] = ()

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
        if not self.untranslated:
            return
        first, count = self.untranslated[0], len(self.untranslated)
        message = f"{count} of {len(self.messages)} messages are not translated yet, the first here"
        hint = f"translate them, or take '{self.code}' out of 'languages' in data/coalition.yaml"
        if first.fuzzy and all(_strings(first)):
            hint = "if the translation is right, take the word 'fuzzy' out of the line above it"
        yield self.problem(first.lineno or 1, "incomplete-catalogue", message, hint)

    def stale(self, asked: Catalog) -> Iterator[Problem]:
        """Where its messages are not the ones that are `asked` for."""
        ours = {_key(message) for message in self.messages}
        theirs = {_key(message) for message in asked if message.id}
        for keys, what in ((theirs - ours, "missing"), (ours - theirs, "no longer asked for")):
            if keys:
                first, *_ = min(keys)
                number = f"{len(keys)} message is" if len(keys) == 1 else f"{len(keys)} messages are"
                message = f"{number} {what}, such as '{first}'"
                hint = f"run '{COMMAND}', then translate what is new"
                yield Problem(Place(self.text.file), "stale-catalogue", message, hint)

    def problem(self, line: int, name: str, message: str, hint: str = "") -> Problem:
        """A Problem that takes the whole of a line, counted from 1."""
        excerpt = self.text.lines[line - 1] if line <= len(self.text.lines) else ""
        return Problem(
            Place(self.text.file, line, 1, len(excerpt) or 1), name, message, hint, excerpt
        )


def read(file: Path, code: str) -> Catalogue:
    """The catalogue in `file`; what is wrong with it is in its `problems`."""
    text, unreadable = decode(file.read_bytes(), shown(code))
    empty = Catalogue(code, text, Catalog())
    if unreadable:
        return Catalogue(code, text, Catalog(), (unreadable,))
    merges = unfinished_merges(text)[0]
    layout = _Layout(empty)
    if found := (*merges, *layout.problems):
        return Catalogue(code, text, Catalog(), found)
    try:
        entries = read_po(BytesIO("\n".join(text.lines).encode()), code, abort_invalid=True)
    except PoFileError as error:
        line = min(error.lineno or 1, max(1, len(text.lines)))
        place = Place(text.file, line, 1, len(text.lines[line - 1]) or 1)
        message = _said(str(error))
        problem = Problem(place, "invalid-catalogue", message, HINT, text.lines[line - 1])
        return Catalogue(code, text, Catalog(), (problem,))
    catalogue = Catalogue(code, text, entries)
    found = (*_head_problems(catalogue, layout), *_message_problems(catalogue, layout))
    return Catalogue(code, text, entries, found)


HINT = "an entry is a line msgid \"...\" with a line msgstr \"...\" below it"


def read_all(locale: Path) -> dict[str, Catalogue]:
    """Every catalogue below the folder `locale`, by the code of its language."""
    folders = sorted(path.name for path in locale.glob("*") if path.name in language_codes())
    files = {code: file_of(locale, code) for code in folders}
    return {code: read(file, code) for code, file in files.items() if file.is_file()}


def missing(code: str) -> Problem:
    """That a language has no catalogue at all."""
    message = f"there is no catalogue for '{code}', so menus and buttons have no words in it"
    hint = f"run '{COMMAND}', which begins the file, and translate it"
    return Problem(Place(shown(code)), "missing-catalogue", message, hint)


@dataclass
class _Layout:
    """Which lines a catalogue's entries stand on: line of `msgid` -> key -> line."""

    catalogue: Catalogue
    lines: dict[int, dict[str, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        here: dict[str, int] = {}
        for number, text in enumerate(self.catalogue.text.lines, start=1):
            if not text.strip() or text.lstrip().startswith("#"):
                continue
            found = LINE.fullmatch(text)
            if found is None or not INSIDE.fullmatch(found["said"]):
                self._refuse(number, text)
            elif found["key"] in {"msgid", "msgctxt"} and "msgid" in here:
                here = {}
            if found and found["key"]:
                here[found["key"]] = number
                if found["key"] == "msgid":
                    self.lines[number] = here
        self._find_repeated()

    def _refuse(self, number: int, text: str) -> None:
        hint = 'put the text in one pair of quotes, and a \\ before each " inside it'
        message = "this line of the catalogue cannot be read"
        if text.count('"') % 2:
            message = "a quote is missing on this line"
        self.problems.append(
            self.catalogue.problem(number, "invalid-catalogue", message, hint)
        )

    def _find_repeated(self) -> None:
        first: dict[str, int] = {}
        for number, keys in self.lines.items():
            lines = self.catalogue.text.lines
            said = "\n".join(lines[min(keys.values()) - 1 : keys.get("msgstr", number + 1) - 1])
            above = first.setdefault(said, number)
            if above != number:
                message = f"this message stands a second time, first on line {above}"
                self.problems.append(
                    self.catalogue.problem(number, "duplicate-key", message, "delete one of the two")
                )


def _head_problems(catalogue: Catalogue, layout: _Layout) -> Iterator[Problem]:
    """The head says the language and how it counts; both follow from the folder's name."""
    code = catalogue.code
    said = {
        found[1].lower(): (number, found[2])
        for number, text in enumerate(catalogue.text.lines, start=1)
        if number < min([n for n in layout.lines if n > 3], default=1 << 30)
        and (found := re.fullmatch(r'"([\w-]+): (.*?)\\n"\s*', text))
    }
    line, language = said.get("language", (1, code))
    if language.replace("-", "_") != code:
        message = f"this catalogue says that it is in '{language}', but it lies in the folder '{code}'"
        hint = f"write \"Language: {code}\\n\", or move the file"
        yield catalogue.problem(line, "wrong-language", message, hint)
    line, plural = said.get("plural-forms", (1, ""))
    if not counts_as(plural, code):
        forms = len(plural_numbers(code))
        message = f"the head does not count as '{code}' does, which has {forms} plural forms"
        hint = f"write \"Plural-Forms: {plural_header(code)}\\n\""
        yield catalogue.problem(line, "wrong-plural-forms", message, hint)


def _message_problems(catalogue: Catalogue, layout: _Layout) -> Iterator[Problem]:
    forms = list(plural_numbers(catalogue.code).values())
    for message in catalogue.messages:
        lines = layout.lines.get(message.lineno or 0, {})
        if message.pluralizable:
            yield from _form_problems(catalogue, message, lines, len(forms))
        for place, translation in enumerate(_strings(message)):
            if translation:
                alone = message.pluralizable and place < len(forms) and len(forms[place]) == 1
                key = f"msgstr[{place}]" if message.pluralizable else "msgstr"
                line = lines.get(key, message.lineno or 1)
                yield from _translation_problems(catalogue, message, translation, line, alone)


def _form_problems(
    catalogue: Catalogue, message: Message, lines: dict[str, int], forms: int
) -> Iterator[Problem]:
    given = [key for key in lines if key.startswith("msgstr[")]
    if given and len(given) != forms:
        numbers = f"[0] to [{forms - 1}]" if forms > 1 else "[0] alone"
        counted = f"{len(given)} plural form{'s' if len(given) > 1 else ''}"
        text = f"this message has {counted}, '{catalogue.code}' needs {forms}"
        hint = f"write msgstr{numbers}"
        yield catalogue.problem(message.lineno or 1, "wrong-plural-forms", text, hint)


def _translation_problems(
    catalogue: Catalogue, message: Message, translation: str, line: int, alone: bool
) -> Iterator[Problem]:
    """`alone` is true for a plural form of one number only, which need not be written in it."""
    originals = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
    wanted, given = set(PLACEHOLDER.findall(originals[-1])), set(PLACEHOLDER.findall(translation))
    for name in sorted(given - wanted):
        text = f"the original has no placeholder %({name})s"
        known = ", ".join(f"%({known})s" for known in sorted(wanted)) or "none"
        hint = f"it has {known}"
        yield catalogue.problem(line, "placeholder-mismatch", text, hint)
    for name in sorted(wanted - given - ({"shown"} if alone else set())):
        text = f"the placeholder %({name})s of the original is missing here"
        hint = "the site puts something in its place: write it where that belongs"
        yield catalogue.problem(line, "placeholder-mismatch", text, hint)
    if wanted and "%" in PLACEHOLDER.sub("", translation).replace("%%", ""):
        text = "a single % stands here that begins no placeholder"
        hint = "write %% for the sign, or %(name)s for a placeholder"
        yield catalogue.problem(line, "placeholder-mismatch", text, hint)
    tags, wanted_tags = sorted(TAG.findall(translation)), sorted(TAG.findall(originals[-1]))
    if tags != wanted_tags and not (alone and not tags):
        text = f"the original has {' '.join(wanted_tags) or 'no tags'} around its words"
        yield catalogue.problem(line, "tag-mismatch", text, "put the same tags around the same words")


def _strings(message: Message) -> Sequence[str]:
    return message.string if isinstance(message.string, (list, tuple)) else (message.string or "",)


def _key(message: Message) -> tuple[str, str, str]:
    """What makes two messages the same: singular, plural, context."""
    ids = message.id if isinstance(message.id, (list, tuple)) else (message.id, "")
    return ids[0], ids[1], message.context or ""


def _said(error: str) -> str:
    """Babel's words for what it cannot read, as a translator would put them."""
    if "more translations than num_plurals" in error:
        return "this message has more plural forms than the head says"
    if "missing msgstr" in error:
        return "a message has no msgstr line"
    return "this line of the catalogue cannot be read"
