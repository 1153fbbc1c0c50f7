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

from coalition.diagnostics import Diagnostic, Location, describe_read_error, quote_value
from coalition.markup import Violation, convert_markdown_file
from coalition.model import (
    ID_PATTERN,
    MAX_ID_LENGTH,
    RESERVED_ID_PATTERN,
    explain_invalid_date,
    parse_iso_date,
)
from coalition.project import markdown_links
from coalition.sources import (
    Cache,
    FrontMatterField,
    TextLocator,
    YamlDocument,
    decode_text,
    extract_body,
    find_body_start,
    find_forbidden_characters,
    find_merge_conflicts,
    is_continuation_line,
    parse_front_matter,
    read_source_bytes,
)

TRANSLATION_KEYS = ("Original", "Reviewed")
"""What the head of a translation says; `translated_files` looks at it."""

ALLOWED_FRONT_MATTER_KEYS = {
    "pages": ("Title", "Summary", "Checked", "Status", *TRANSLATION_KEYS),
    "news": ("Title", "Summary", "Date", "Modified", "Checked", "Status", *TRANSLATION_KEYS),
}
"""What heads can say, by folder."""

DATE_KEYS = frozenset({"Date", "Modified", "Checked"})
"""The keys whose values are days."""

PLACEHOLDER_TEXT = "Write the text here, in Markdown, in place of this line."
"""What a new file says where its text belongs."""

STATUS_VALUES = ("draft", "published")
"""What a head's Status can be: a draft is on no page."""

RESERVED_SLUGS = frozenset({"assets", "files", "images", "organisations"})
"""Folders at the top of the site that no page can be named after."""

FILE_NAME_PATTERN = re.compile(r"([^.]+)\.([A-Za-z]{2,3}(?:_[A-Za-z]+)*)\.md")
EMPTY_ALT_PATTERN = re.compile(r"!\[\s*\]\([^)]*\)")


def check_markdown_files(
    content: Path,
    languages: Sequence[str] = (),
    display_path: str = "content",
    cache: Cache | None = None,
) -> list[Diagnostic]:
    """What is wrong with the names and heads of the Markdown files in the folder `content`.

    `languages` are the codes of the site's languages, none where they are not known; problems name
    the files below `display_path`.
    """
    cache = cache or Cache()
    found: list[Diagnostic] = []
    for folder in ALLOWED_FRONT_MATTER_KEYS:
        first: dict[str, str] = {}
        paths, unread = _list_files(content / folder)
        for path, why in unread:
            place = Location(f"{display_path}/{path.relative_to(content).as_posix()}")
            found.append(
                Diagnostic(place, "unreadable-file", why, "its texts would not be published")
            )
        for path in paths:
            name = f"{display_path}/{path.relative_to(content).as_posix()}"
            found += _check_file_name(path, content, name, folder, languages)
            if path.suffix == ".md":
                found += _check_unique_name(name, first.setdefault(path.name, name))
                data = read_source_bytes(path, name, max_bytes=-1)
                if isinstance(data, YamlDocument):
                    found += data.diagnostics
                    continue
                own, links = cache.call(_check_text, data, name, folder)
                found += own
                found += markdown_links.check_intrasite_links(links, path, content, languages)
    return found


def _list_files(top: Path) -> tuple[list[Path], list[tuple[Path, str]]]:
    """The files in a folder that has texts, and what in it cannot be looked into, with the reason.

    A folder that is not there has none; one that is there, and cannot be read, hides its texts.
    """
    if not top.is_dir():
        why = "this should be a folder, and is none, or a link to one that does not exist"
        return [], [(top, why)] if top.exists() or top.is_symlink() else []
    files: list[Path] = []
    unread: list[tuple[Path, str]] = []

    def refuse(error: OSError) -> None:
        unread.append((Path(error.filename), describe_read_error(error, "folder")))

    for folder, names, found in os.walk(top, onerror=refuse):
        names[:] = [name for name in names if not name.startswith(".")]
        files += [Path(folder, name) for name in found if not name.startswith(".")]
    return sorted(files), sorted(unread)


def _check_unique_name(name: str, first: str) -> Iterator[Diagnostic]:
    """`first` is the first file of this name, in whichever folder."""
    if first != name:
        message = f"{first} has the same name, and so the same address"
        yield Diagnostic(Location(name), "duplicate-id", message, "rename one of the two")


def _check_file_name(
    path: Path, top: Path, name: str, folder: str, languages: Sequence[str]
) -> Iterator[Diagnostic]:
    if path.suffix != ".md":
        hint = "let its name end in a language and .md, as in 'about.en.md', or take it away"
        yield Diagnostic(Location(name), "invalid-file-name", "this file is not read", hint)
        return
    parts = FILE_NAME_PATTERN.fullmatch(path.name)
    if parts is None:
        language = languages[0] if languages else "en"
        hint = f"call it '{path.name.split('.')[0]}.{language}.md'"
        message = "the file's name does not say its language"
        yield Diagnostic(Location(name), "invalid-file-name", message, hint)
        return
    slug, language = parts.groups()
    if languages and language not in languages:
        hint = (
            f"give the file's name one of {', '.join(languages)}, or first add the language to "
            "'languages' in data/coalition.yaml"
        )
        message = f"the site has no language '{language}'"
        yield Diagnostic(Location(name), "unknown-language", message, hint)
    folders = path.relative_to(top).parts[1:-1]
    if odd := next((part for part in folders if not ID_PATTERN.fullmatch(part)), ""):
        hint = "use small letters a to z, digits and single hyphens"
        message = f"the folder '{odd}' has a name that links cannot have"
        yield Diagnostic(Location(name), "invalid-file-name", message, hint)
    if RESERVED_ID_PATTERN.fullmatch(slug) or len(slug) > MAX_ID_LENGTH:
        message = f"{quote_value(slug)} is a name that Windows or a host cannot keep as a folder"
        hint = f"give the file another name, of {MAX_ID_LENGTH} letters or fewer"
        yield Diagnostic(Location(name), "invalid-file-name", message, hint)
    elif not ID_PATTERN.fullmatch(slug):
        hint = "use small letters a to z, digits and single hyphens: it becomes the address"
        yield Diagnostic(
            Location(name), "invalid-file-name", f"'{slug}' cannot be an address", hint
        )
    if folder == "pages" and (slug in RESERVED_SLUGS or slug in languages):
        message = f"'{slug}' is the name of a folder of the site"
        yield Diagnostic(Location(name), "reserved-name", message, "give the file another name")


def _check_text(
    data: bytes, name: str, folder: str
) -> tuple[tuple[Diagnostic, ...], tuple[markdown_links.IntrasiteLink, ...]]:
    """What is wrong in a file itself, and its links, which hang on other files."""
    text, unreadable = decode_text(data, name)
    if unreadable:
        return (unreadable,), ()
    converted, first = (
        convert_markdown_file(extract_body(text.lines)),
        find_body_start(text.lines),
    )
    body = list(_check_body(text.lines, name))
    # A heading with one # is found by its line, other ways to write one in the HTML
    reported = {problem.rule for problem in body} & {"heading-level"}
    violations = (found for found in converted.violations if found.rule not in reported)
    found = (
        *find_merge_conflicts(text)[0],
        *find_forbidden_characters(text),
        *_check_front_matter(text.lines, name, folder),
        *body,
        *_locate_html_violations(violations, text.lines, first, name),
    )
    return found, tuple(
        markdown_links.find_intrasite_links(converted.urls, text.lines, first, name)
    )


def _locate_html_violations(
    violations: Iterable[Violation], lines: Sequence[str], first: int, name: str
) -> Iterator[Diagnostic]:
    """Find the lines of what a text may not contain; it begins at line `first`, counted from 0."""
    locator = TextLocator(lines, first)
    for violation in violations:
        line, column, width = locator.find(violation.needles) or (first + 1, 1, 1)
        excerpt = lines[line - 1] if line <= len(lines) else ""
        place = Location(name, line, column, width)
        yield Diagnostic(place, violation.rule, violation.message, violation.hint, excerpt)


def _check_front_matter(lines: Sequence[str], name: str, folder: str) -> Iterator[Diagnostic]:
    known = ALLOWED_FRONT_MATTER_KEYS[folder]
    entries = list(parse_front_matter(lines))
    meant = {_guess_key(entry.key, known) for entry in entries}
    if slip := _find_key_without_colon(lines, len(entries), known):
        key, number = slip
        meant.add(key)
        place = Location(name, number, 1, len(key))
        message = f"there is no colon behind '{key}', so the head ends above this line"
        yield Diagnostic(place, "missing-colon", message, f"write '{key}: ...'", lines[number - 1])
    for key in ("Title", "Date") if folder == "news" else ("Title",):
        if key not in meant:
            first = lines[0] if lines else ""
            hint = f"begin the file with a line '{key}: ...', and leave a line empty after the head"
            yield Diagnostic(Location(name), "missing-key", f"the head has no {key}", hint, first)
    first_lines: dict[str, int] = {}
    for entry in entries:
        above = first_lines.setdefault(entry.key.lower(), entry.line)
        if above != entry.line:
            place = Location(name, entry.line, 1, len(entry.key))
            message = f"'{entry.key}' is written a second time, first on line {above}"
            yield Diagnostic(
                place, "duplicate-key", message, "delete one of the two", entry.source_line
            )
        if entry.line < len(lines) and is_continuation_line(lines[entry.line]):
            text = lines[entry.line]
            message = f"what '{entry.key}' says goes on here, but it must stand on one line"
            place = Location(name, entry.line + 1, 1, max(1, len(text)))
            hint = "write it in one line, however long"
            yield Diagnostic(place, "bad-indentation", message, hint, text)
        yield from _check_front_matter_entry(entry, name, known)


def _find_key_without_colon(
    lines: Sequence[str], after: int, known: Sequence[str]
) -> tuple[str, int] | None:
    """A key, and its line, that ends a head of so many lines because it lacks its colon."""
    word = next(iter(lines[after].split()), "") if after < len(lines) else ""
    return (word, after + 1) if word in known else None


def _check_body(lines: Sequence[str], name: str) -> Iterator[Diagnostic]:
    fenced = False
    for number, text in enumerate(lines, start=1):
        fenced ^= text.startswith(("```", "~~~"))
        if text.startswith("# ") and not fenced:
            message = "the title is the only heading with one #"
            place = Location(name, number, 1, len(text))
            yield Diagnostic(place, "heading-level", message, "write ## for a heading", text)
        # Up to the last bracket: where one is missing, each search would run to the line's end
        for image in EMPTY_ALT_PATTERN.finditer(text, 0, text.rfind(")") + 1):
            message = "this picture has no words for those who cannot see it"
            place = Location(name, number, image.start() + 1, len(image[0]))
            hint = "say between the [ ] what it shows"
            yield Diagnostic(place, "missing-alt", message, hint, text)


def _guess_key(key: str, known: Sequence[str]) -> str:
    """The key of a head that is nearest to the one typed; empty where none is near."""
    return next(iter(get_close_matches(key.capitalize(), known, n=1)), "")


def _check_front_matter_entry(
    entry: FrontMatterField, name: str, known: Sequence[str]
) -> Iterator[Diagnostic]:
    if entry.key.capitalize() not in known:
        place = Location(name, entry.line, 1, len(entry.key))
        near = _guess_key(entry.key, known)
        hint = f"did you mean '{near}'?" if near else f"a head can say: {', '.join(known)}"
        message = f"unknown key '{entry.key}' in the head"
        yield Diagnostic(place, "unknown-key", message, hint, entry.source_line)
    elif not entry.value:
        place = Location(name, entry.line, len(entry.key) + 1)
        message = f"nothing is said after '{entry.key}:'"
        hint = "write it behind the colon, or delete the line"
        yield Diagnostic(place, "empty-value", message, hint, entry.source_line)
    elif entry.key.capitalize() == "Status" and entry.value not in STATUS_VALUES:
        place = Location(name, entry.line, entry.column, len(entry.value))
        message = f"'{entry.value}' is no status"
        hint = f"write {' or '.join(STATUS_VALUES)}; without a status the text is published"
        yield Diagnostic(place, "not-in-choice", message, hint, entry.source_line)
    elif entry.key.capitalize() in DATE_KEYS and not parse_iso_date(entry.value):
        place = Location(name, entry.line, entry.column, len(entry.value))
        yield Diagnostic(
            place, "invalid-date", *explain_invalid_date(entry.value), entry.source_line
        )
