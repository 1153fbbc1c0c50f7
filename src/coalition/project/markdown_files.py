"""Check the Markdown files in `content/`: file names, front matter, body and links.

Pelican skips a page whose front matter it cannot use, and leaves a link unchanged if its target
does not exist. Here each of these is a Diagnostic with its line, before Pelican reads anything.
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
from coalition.project.translated_files import FILE_NAME_PATTERN
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
    is_ignored,
    parse_front_matter,
    read_source_bytes,
)

TRANSLATION_KEYS = ("Original", "Reviewed")
"""Front matter keys of translations; `translated_files` checks their values."""

ALLOWED_FRONT_MATTER_KEYS = {
    "pages": ("Title", "Summary", "Checked", "Status", *TRANSLATION_KEYS),
    "news": ("Title", "Summary", "Date", "Modified", "Checked", "Status", *TRANSLATION_KEYS),
}
"""Allowed front matter keys, by folder."""

DATE_KEYS = frozenset({"Date", "Modified", "Checked"})
"""Front matter keys whose values are dates."""

PLACEHOLDER_TEXT = "Write the text here, in Markdown, in place of this line."
"""Body of a new file that the author has yet to replace."""

STATUS_VALUES = ("draft", "published")
"""Values of `Status`: a draft is not published."""

RESERVED_SLUGS = frozenset({"assets", "files", "images", "organisations"})
"""Top-level folders of the built site, which no page may take as its slug."""

TEXT_SUFFIXES = frozenset({".htm", ".html", ".markdown", ".md", ".mdown", ".mkd", ".rst", ".txt"})
"""Suffixes of texts, in small letters; only `.md` is read."""

EMPTY_ALT_PATTERN = re.compile(r"!\[\s*\]\([^)]*\)")


def check_markdown_files(
    content: Path,
    languages: Sequence[str] = (),
    display_path: str = "content",
    cache: Cache | None = None,
) -> list[Diagnostic]:
    """Check all Markdown files in the folder `content`.

    `languages` are the codes of the site's languages, empty if they are not known. Diagnostics name
    the files below `display_path`.
    """
    cache = cache or Cache()
    diagnostics: list[Diagnostic] = []
    for folder in ALLOWED_FRONT_MATTER_KEYS:
        first_files: dict[str, str] = {}
        paths, unreadable = _list_files(content / folder)
        for path, reason in unreadable:
            hint = "put a folder there that you may read; its texts would be missing from the site"
            location = Location(f"{display_path}/{path.relative_to(content).as_posix()}")
            diagnostics.append(Diagnostic(location, "unreadable-file", reason, hint))
        for path in paths:
            file = f"{display_path}/{path.relative_to(content).as_posix()}"
            diagnostics += _check_file_name(path, content, file, folder, languages)
            if FILE_NAME_PATTERN.fullmatch(path.name):  # nothing reads the others
                diagnostics += _check_unique_name(file, first_files.setdefault(path.name, file))
                data = read_source_bytes(path, file, max_bytes=-1)
                if isinstance(data, YamlDocument):
                    diagnostics += data.diagnostics
                    continue
                text_diagnostics, links = cache.call(_check_text, data, file, folder)
                diagnostics += text_diagnostics
                diagnostics += markdown_links.check_intrasite_links(links, path, content, languages)
    return diagnostics


def _list_files(top: Path) -> tuple[list[Path], list[tuple[Path, str]]]:
    """List the files below a folder of texts, and the folders that cannot be read, with reasons.

    A missing folder has no files. One that exists and cannot be read is reported, because its texts
    would silently be missing from the site.
    """
    if not top.is_dir():
        reason = "this is not a folder, or is a link to one that does not exist"
        return [], [(top, reason)] if top.exists() or top.is_symlink() else []
    files: list[Path] = []
    unreadable: list[tuple[Path, str]] = []

    def record_error(error: OSError) -> None:
        unreadable.append((Path(error.filename), describe_read_error(error, "folder")))

    for folder, folder_names, file_names in os.walk(top, onerror=record_error):
        folder_names[:] = [name for name in folder_names if not is_ignored(name)]
        files += [Path(folder, name) for name in file_names if not is_ignored(name)]
    return sorted(files), sorted(unreadable)


def _check_unique_name(file: str, first_file: str) -> Iterator[Diagnostic]:
    """Check that no other folder has a file of this name; `first_file` is the first one found."""
    if first_file != file:
        message = f"{first_file} has the same name, and so the same address"
        yield Diagnostic(Location(file), "duplicate-id", message, "rename one of the two")


def _check_file_name(
    path: Path, content: Path, file: str, folder: str, languages: Sequence[str]
) -> Iterator[Diagnostic]:
    parts = FILE_NAME_PATTERN.fullmatch(path.name)
    if parts is None:
        yield _diagnose_unread_file(path, file, languages)
        return
    slug, language = parts.groups()
    if languages and language not in languages:
        hint = (
            f"give the file's name one of {', '.join(languages)}, or first add the language to "
            "'languages' in data/coalition.yaml"
        )
        message = f"the site has no language '{language}'"
        yield Diagnostic(Location(file), "unknown-language", message, hint)
    folders = path.relative_to(content).parts[1:-1]
    if invalid_name := next((part for part in folders if not ID_PATTERN.fullmatch(part)), ""):
        hint = "use small letters a to z, digits and single hyphens"
        message = f"the folder '{invalid_name}' has a name that cannot be part of an address"
        yield Diagnostic(Location(file), "invalid-file-name", message, hint)
    if RESERVED_ID_PATTERN.fullmatch(slug) or len(slug) > MAX_ID_LENGTH:
        message = f"{quote_value(slug)} is a name that Windows or a host cannot keep as a folder"
        hint = f"give the file another name, of {MAX_ID_LENGTH} letters or fewer"
        yield Diagnostic(Location(file), "invalid-file-name", message, hint)
    elif not ID_PATTERN.fullmatch(slug):
        hint = "use small letters a to z, digits and single hyphens: it becomes the address"
        yield Diagnostic(
            Location(file), "invalid-file-name", f"'{slug}' cannot be an address", hint
        )
    if folder == "pages" and (slug in RESERVED_SLUGS or slug in languages):
        message = f"'{slug}' is the name of a folder of the site"
        yield Diagnostic(Location(file), "reserved-name", message, "give the file another name")


def _diagnose_unread_file(path: Path, file: str, languages: Sequence[str]) -> Diagnostic:
    """Return the diagnostic for a file whose name is not that of a text."""
    if path.suffix.lower() not in TEXT_SUFFIXES:
        hint = "delete it, or move it to content/images/ or content/files/ if visitors need it"
        return Diagnostic(Location(file), "unread-file", "nothing reads this file", hint)
    slug, *others = path.name.split(".")
    words = re.findall(r"[A-Za-z]+(?:_[A-Za-z]+)*", " ".join(others[:-1]))
    language = next((word for word in words if word in languages), next(iter(languages), "en"))
    intended = f"{slug}.{language}.md"
    if any(entry.name == intended for entry in path.parent.iterdir()):
        hint = f"delete it if it is a copy of '{intended}', which exists; else give it another name"
        return Diagnostic(Location(file), "unread-file", "nothing reads this file", hint)
    if path.suffix != ".md":
        hint = f"call it '{intended}' if it is a text in Markdown, or delete it"
        return Diagnostic(Location(file), "unread-file", "nothing reads this file", hint)
    message = "the file's name does not say its language"
    if words:
        message = "the file's name is not that of a text and its language"
    return Diagnostic(Location(file), "invalid-file-name", message, f"call it '{intended}'")


def _check_text(
    data: bytes, file: str, folder: str
) -> tuple[tuple[Diagnostic, ...], tuple[markdown_links.IntrasiteLink, ...]]:
    """Check the text of one file; return diagnostics and its links to other files.

    The links are checked separately, because the result depends on other files and is not cached.
    """
    text, decode_error = decode_text(data, file)
    if decode_error:
        return (decode_error,), ()
    converted = convert_markdown_file(extract_body(text.lines))
    body_start = find_body_start(text.lines)
    body = list(_check_body(text.lines, file))
    # A heading with one # is reported by its line already; the HTML also has other level 1 headings
    reported = {diagnostic.rule for diagnostic in body} & {"heading-level"}
    violations = (item for item in converted.violations if item.rule not in reported)
    diagnostics = (
        *find_merge_conflicts(text)[0],
        *find_forbidden_characters(text),
        *_check_front_matter(text.lines, file, folder),
        *body,
        *_locate_html_violations(violations, text.lines, body_start, file),
    )
    return diagnostics, tuple(
        markdown_links.find_intrasite_links(converted.urls, text.lines, body_start, file)
    )


def _locate_html_violations(
    violations: Iterable[Violation], lines: Sequence[str], body_start: int, file: str
) -> Iterator[Diagnostic]:
    """Locate forbidden HTML in the source; the body starts at line `body_start`, counted from 0."""
    locator = TextLocator(lines, body_start)
    for violation in violations:
        line, column, width = locator.find(violation.needles) or (body_start + 1, 1, 1)
        excerpt = lines[line - 1] if line <= len(lines) else ""
        location = Location(file, line, column, width)
        yield Diagnostic(location, violation.rule, violation.message, violation.hint, excerpt)


def _check_front_matter(lines: Sequence[str], file: str, folder: str) -> Iterator[Diagnostic]:
    allowed_keys = ALLOWED_FRONT_MATTER_KEYS[folder]
    entries = list(parse_front_matter(lines))
    intended_keys = {_guess_key(entry.key, allowed_keys) for entry in entries}
    if missing_colon := _find_key_without_colon(lines, len(entries), allowed_keys):
        key, line_number = missing_colon
        intended_keys.add(key)
        location = Location(file, line_number, 1, len(key))
        message = f"there is no colon after '{key}', so the front matter ends above this line"
        yield Diagnostic(
            location, "missing-colon", message, f"write '{key}: ...'", lines[line_number - 1]
        )
    for key in ("Title", "Date") if folder == "news" else ("Title",):
        if key not in intended_keys:
            excerpt = lines[0] if lines else ""
            hint = (
                f"begin the file with a line '{key}: ...', and leave an empty line after the"
                " front matter"
            )
            yield Diagnostic(
                Location(file), "missing-key", f"the front matter has no {key}", hint, excerpt
            )
    first_lines: dict[str, int] = {}
    for entry in entries:
        first_line = first_lines.setdefault(entry.key.lower(), entry.line)
        if first_line != entry.line:
            location = Location(file, entry.line, 1, len(entry.key))
            message = f"the key '{entry.key}' appears twice: it is already on line {first_line}"
            yield Diagnostic(
                location, "duplicate-key", message, "delete one of the two", entry.source_line
            )
        if entry.line < len(lines) and is_continuation_line(lines[entry.line]):
            next_line = lines[entry.line]
            message = f"the value of '{entry.key}' continues here, but it must be on one line"
            location = Location(file, entry.line + 1, 1, max(1, len(next_line)))
            hint = "write it in one line, however long"
            yield Diagnostic(location, "bad-indentation", message, hint, next_line)
        yield from _check_front_matter_entry(entry, file, allowed_keys)


def _find_key_without_colon(
    lines: Sequence[str], index: int, allowed_keys: Sequence[str]
) -> tuple[str, int] | None:
    """Return key and line number if the first line after the front matter is a key without colon.

    `index` is that line's index.
    """
    word = next(iter(lines[index].split()), "") if index < len(lines) else ""
    return (word, index + 1) if word in allowed_keys else None


def _check_body(lines: Sequence[str], file: str) -> Iterator[Diagnostic]:
    fenced = False
    for number, text in enumerate(lines, start=1):
        fenced ^= text.startswith(("```", "~~~"))
        if text.startswith("# ") and not fenced:
            message = "the title is the only heading with one #"
            location = Location(file, number, 1, len(text))
            yield Diagnostic(location, "heading-level", message, "write ## for a heading", text)
        # Search up to the last `)` only: without one, each match attempt would scan the whole line
        for image in EMPTY_ALT_PATTERN.finditer(text, 0, text.rfind(")") + 1):
            message = "this picture has no description for people who cannot see it"
            location = Location(file, number, image.start() + 1, len(image[0]))
            hint = "describe between the [ ] what it shows"
            yield Diagnostic(location, "missing-alt", message, hint, text)


def _guess_key(key: str, allowed_keys: Sequence[str]) -> str:
    """Return the allowed key that is closest to the one typed; empty if none is close."""
    return next(iter(get_close_matches(key.capitalize(), allowed_keys, n=1)), "")


def _check_front_matter_entry(
    entry: FrontMatterField, file: str, allowed_keys: Sequence[str]
) -> Iterator[Diagnostic]:
    if entry.key.capitalize() not in allowed_keys:
        location = Location(file, entry.line, 1, len(entry.key))
        match = _guess_key(entry.key, allowed_keys)
        hint = (
            f"did you mean '{match}'?"
            if match
            else f"the keys of front matter are: {', '.join(allowed_keys)}"
        )
        message = f"unknown key '{entry.key}' in the front matter"
        yield Diagnostic(location, "unknown-key", message, hint, entry.source_line)
    elif not entry.value:
        location = Location(file, entry.line, len(entry.key) + 1)
        message = f"'{entry.key}' has no value"
        hint = "write it after the colon, or delete the line"
        yield Diagnostic(location, "empty-value", message, hint, entry.source_line)
    elif entry.key.capitalize() == "Status" and entry.value not in STATUS_VALUES:
        location = Location(file, entry.line, entry.column, len(entry.value))
        message = f"'{entry.value}' is not a status"
        hint = f"write {' or '.join(STATUS_VALUES)}; without a status the text is published"
        yield Diagnostic(location, "not-in-choice", message, hint, entry.source_line)
    elif entry.key.capitalize() in DATE_KEYS and not parse_iso_date(entry.value):
        location = Location(file, entry.line, entry.column, len(entry.value))
        yield Diagnostic(
            location, "invalid-date", *explain_invalid_date(entry.value), entry.source_line
        )
