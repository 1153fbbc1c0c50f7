"""The Markdown files in `content/`: their names, their heads, and their links to each other.

Pelican passes over a page whose head it cannot use, and leaves a link as it is whose target is not
there; here each is a Problem with its line, before Pelican reads anything.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from coalition.diagnostics.diagnostic import Place, Problem, quoted
from coalition.markup.html_policy import Violation
from coalition.markup.markdown import convert_file
from coalition.model.field_types import ID_LENGTH, ID_PATTERN, RESERVED_ID, invalid_day, parse_day
from coalition.project import markdown_links
from coalition.sources import front_matter
from coalition.sources.cache import Memory
from coalition.sources.locator import Locator
from coalition.sources.text import decode, refused_characters, unfinished_merges
from coalition.sources.yaml_parser import Document, contents

OF_TRANSLATIONS = ("Original", "Reviewed")
"""What the head of a translation says; `translated_files` looks at it."""

KEYS = {
    "pages": ("Title", "Summary", "Checked", "Status", *OF_TRANSLATIONS),
    "news": ("Title", "Summary", "Date", "Modified", "Checked", "Status", *OF_TRANSLATIONS),
}
"""What heads can say, by folder."""

DAYS = frozenset({"Date", "Modified", "Checked"})
"""The keys whose values are days."""

PLACEHOLDER = "Write the text here, in Markdown, in place of this line."
"""What a new file says where its text belongs."""

STATES = ("draft", "published")
"""What a head's Status can be: a draft is on no page."""

TAKEN = frozenset({"assets", "files", "images", "organisations"})
"""Folders at the top of the site that no page can be named after."""

FILE_NAME = re.compile(r"([^.]+)\.([A-Za-z]{2,3}(?:_[A-Za-z]+)*)\.md")
NO_ALT = re.compile(r"!\[\s*\]\([^)]*\)")


def problems(
    content: Path,
    languages: Sequence[str] = (),
    shown: str = "content",
    memory: Memory | None = None,
) -> list[Problem]:
    """What is wrong with the names and heads of the Markdown files in the folder `content`.

    `languages` are the codes of the site's languages, none where they are not known; problems name
    the files below `shown`.
    """
    memory = memory or Memory()
    found: list[Problem] = []
    for folder in KEYS:
        first: dict[str, str] = {}
        paths, unread = _files(content / folder)
        for path, why in unread:
            place = Place(f"{shown}/{path.relative_to(content).as_posix()}")
            found.append(Problem(place, "unreadable-file", why, "its texts would not be published"))
        for path in paths:
            name = f"{shown}/{path.relative_to(content).as_posix()}"
            found += _name_problems(path, content, name, folder, languages)
            if path.suffix == ".md":
                found += _namesake_problems(name, first.setdefault(path.name, name))
                data = contents(path, name, most=-1)
                if isinstance(data, Document):
                    found += data.problems
                    continue
                own, links = memory.of(_text_problems, data, name, folder)
                found += own
                found += markdown_links.problems(links, path, content, languages)
    return found


def _files(top: Path) -> tuple[list[Path], list[tuple[Path, str]]]:
    """The files in a folder that has texts, and what in it cannot be looked into, with the reason.

    A folder that is not there has none; one that is there, and cannot be read, hides its texts.
    """
    if not top.is_dir():
        why = "this should be a folder, and is none, or a link to one that does not exist"
        return [], [(top, why)] if top.exists() or top.is_symlink() else []
    files: list[Path] = []
    unread: list[tuple[Path, str]] = []

    def refuse(error: OSError) -> None:
        unread.append((Path(error.filename), f"this folder cannot be read: {error.strerror}"))

    for folder, names, found in os.walk(top, onerror=refuse):
        names[:] = [name for name in names if not name.startswith(".")]
        files += [Path(folder, name) for name in found if not name.startswith(".")]
    return sorted(files), sorted(unread)


def _namesake_problems(name: str, first: str) -> Iterator[Problem]:
    """`first` is the first file of this name, in whichever folder."""
    if first != name:
        message = f"{first} has the same name, and so the same address"
        yield Problem(Place(name), "duplicate-id", message, "rename one of the two")


def _name_problems(
    path: Path, top: Path, name: str, folder: str, languages: Sequence[str]
) -> Iterator[Problem]:
    if path.suffix != ".md":
        hint = "let its name end in a language and .md, as in 'about.en.md', or take it away"
        yield Problem(Place(name), "invalid-file-name", "this file is not read", hint)
        return
    parts = FILE_NAME.fullmatch(path.name)
    if parts is None:
        language = languages[0] if languages else "en"
        hint = f"call it '{path.name.split('.')[0]}.{language}.md'"
        message = "the file's name does not say its language"
        yield Problem(Place(name), "invalid-file-name", message, hint)
        return
    slug, language = parts.groups()
    if languages and language not in languages:
        hint = (
            f"give the file's name one of {', '.join(languages)}, or first add the language to "
            "'languages' in data/coalition.yaml"
        )
        message = f"the site has no language '{language}'"
        yield Problem(Place(name), "unknown-language", message, hint)
    folders = path.relative_to(top).parts[1:-1]
    if odd := next((part for part in folders if not ID_PATTERN.fullmatch(part)), ""):
        hint = "use small letters a to z, digits and single hyphens"
        message = f"the folder '{odd}' has a name that links cannot have"
        yield Problem(Place(name), "invalid-file-name", message, hint)
    if RESERVED_ID.fullmatch(slug) or len(slug) > ID_LENGTH:
        message = f"{quoted(slug)} is a name that Windows or a host cannot keep as a folder"
        hint = f"give the file another name, of {ID_LENGTH} letters or fewer"
        yield Problem(Place(name), "invalid-file-name", message, hint)
    elif not ID_PATTERN.fullmatch(slug):
        hint = "use small letters a to z, digits and single hyphens: it becomes the address"
        yield Problem(Place(name), "invalid-file-name", f"'{slug}' cannot be an address", hint)
    if folder == "pages" and (slug in TAKEN or slug in languages):
        message = f"'{slug}' is the name of a folder of the site"
        yield Problem(Place(name), "reserved-name", message, "give the file another name")


def _text_problems(
    data: bytes, name: str, folder: str
) -> tuple[tuple[Problem, ...], tuple[markdown_links.Link, ...]]:
    """What is wrong in a file itself, and its links, which hang on other files."""
    text, unreadable = decode(data, name)
    if unreadable:
        return (unreadable,), ()
    converted, first = (
        convert_file(front_matter.body(text.lines)),
        front_matter.body_start(text.lines),
    )
    body = list(_body_problems(text.lines, name))
    # A heading with one # is found by its line, other ways to write one in the HTML
    reported = {problem.name for problem in body} & {"heading-level"}
    violations = (found for found in converted.violations if found.name not in reported)
    found = (
        *unfinished_merges(text)[0],
        *refused_characters(text),
        *_head_problems(text.lines, name, folder),
        *body,
        *_html_problems(violations, text.lines, first, name),
    )
    return found, tuple(markdown_links.links(converted.urls, text.lines, first, name))


def _html_problems(
    violations: Iterable[Violation], lines: Sequence[str], first: int, name: str
) -> Iterator[Problem]:
    """Find the lines of what a text may not contain; it begins at line `first`, counted from 0."""
    locator = Locator(lines, first)
    for violation in violations:
        line, column, width = locator.find(violation.needles) or (first + 1, 1, 1)
        excerpt = lines[line - 1] if line <= len(lines) else ""
        place = Place(name, line, column, width)
        yield Problem(place, violation.name, violation.message, violation.hint, excerpt)


def _head_problems(lines: Sequence[str], name: str, folder: str) -> Iterator[Problem]:
    known = KEYS[folder]
    entries = list(front_matter.entries(lines))
    meant = {_meant(entry.key, known) for entry in entries}
    if slip := _without_colon(lines, len(entries), known):
        key, number = slip
        meant.add(key)
        place = Place(name, number, 1, len(key))
        message = f"there is no colon behind '{key}', so the head ends above this line"
        yield Problem(place, "missing-colon", message, f"write '{key}: ...'", lines[number - 1])
    for key in ("Title", "Date") if folder == "news" else ("Title",):
        if key not in meant:
            first = lines[0] if lines else ""
            hint = f"begin the file with a line '{key}: ...', and leave a line empty after the head"
            yield Problem(Place(name), "missing-key", f"the head has no {key}", hint, first)
    first_lines: dict[str, int] = {}
    for entry in entries:
        above = first_lines.setdefault(entry.key.lower(), entry.line)
        if above != entry.line:
            place = Place(name, entry.line, 1, len(entry.key))
            message = f"'{entry.key}' is written a second time, first on line {above}"
            yield Problem(place, "duplicate-key", message, "delete one of the two", entry.text)
        if entry.line < len(lines) and front_matter.goes_on(lines[entry.line]):
            text = lines[entry.line]
            message = f"what '{entry.key}' says goes on here, but it must stand on one line"
            place = Place(name, entry.line + 1, 1, max(1, len(text)))
            hint = "write it in one line, however long"
            yield Problem(place, "bad-indentation", message, hint, text)
        yield from _entry_problems(entry, name, known)


def _without_colon(
    lines: Sequence[str], after: int, known: Sequence[str]
) -> tuple[str, int] | None:
    """A key, and its line, that ends a head of so many lines because it lacks its colon."""
    word = next(iter(lines[after].split()), "") if after < len(lines) else ""
    return (word, after + 1) if word in known else None


def _body_problems(lines: Sequence[str], name: str) -> Iterator[Problem]:
    fenced = False
    for number, text in enumerate(lines, start=1):
        fenced ^= text.startswith(("```", "~~~"))
        if text.startswith("# ") and not fenced:
            message = "the title is the only heading with one #"
            place = Place(name, number, 1, len(text))
            yield Problem(place, "heading-level", message, "write ## for a heading", text)
        # Up to the last bracket: where one is missing, each search would run to the line's end
        for image in NO_ALT.finditer(text, 0, text.rfind(")") + 1):
            message = "this picture has no words for those who cannot see it"
            place = Place(name, number, image.start() + 1, len(image[0]))
            hint = "say between the [ ] what it shows"
            yield Problem(place, "missing-alt", message, hint, text)


def _meant(key: str, known: Sequence[str]) -> str:
    """The key of a head that is nearest to the one typed; empty where none is near."""
    return next(iter(get_close_matches(key.capitalize(), known, n=1)), "")


def _entry_problems(
    entry: front_matter.Entry, name: str, known: Sequence[str]
) -> Iterator[Problem]:
    if entry.key.capitalize() not in known:
        place = Place(name, entry.line, 1, len(entry.key))
        near = _meant(entry.key, known)
        hint = f"did you mean '{near}'?" if near else f"a head can say: {', '.join(known)}"
        message = f"unknown key '{entry.key}' in the head"
        yield Problem(place, "unknown-key", message, hint, entry.text)
    elif not entry.value:
        place = Place(name, entry.line, len(entry.key) + 1)
        message = f"nothing is said after '{entry.key}:'"
        hint = "write it behind the colon, or delete the line"
        yield Problem(place, "empty-value", message, hint, entry.text)
    elif entry.key.capitalize() == "Status" and entry.value not in STATES:
        place = Place(name, entry.line, entry.column, len(entry.value))
        message = f"'{entry.value}' is no status"
        hint = f"write {' or '.join(STATES)}; without a status the text is published"
        yield Problem(place, "not-in-choice", message, hint, entry.text)
    elif entry.key.capitalize() in DAYS and not parse_day(entry.value):
        place = Place(name, entry.line, entry.column, len(entry.value))
        yield Problem(place, "invalid-date", *invalid_day(entry.value), entry.text)
