"""Check the Markdown files in `content/`: file names, front matter, body and links.

Pelican skips a page whose front matter it cannot use, and leaves a link unchanged if its target
does not exist. Here each of these is a Diagnostic with its line, before Pelican reads anything.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import NamedTuple

from coalition.diagnostics import Diagnostic, Location, Message, describe_read_error, quote_value
from coalition.markup import Violation, convert_markdown_file
from coalition.model import (
    ID_PATTERN,
    MAX_ID_LENGTH,
    RESERVED_ID_PATTERN,
)
from coalition.project import contact_details, front_matter_check, markdown_links, news_references
from coalition.project.slugs import shorten_slug
from coalition.project.translated_files import FILE_NAME_PATTERN
from coalition.sources import (
    Cache,
    SourceText,
    TextLocator,
    YamlDocument,
    decode_text,
    extract_body,
    find_body_start,
    find_forbidden_characters,
    find_heading_lines,
    find_merge_conflicts,
    is_ignored,
    read_metadata,
    read_source_bytes,
)

TRANSLATION_KEYS = ("Original", "Reviewed")
"""Front matter keys of translations; `translated_files` checks their values."""

ALLOWED_FRONT_MATTER_KEYS = {
    "pages": ("Title", "Summary", "Checked", "Status", *TRANSLATION_KEYS),
    "news": (
        "Title",
        "Summary",
        "Date",
        "Modified",
        "Checked",
        "Status",
        *news_references.NEWS_KEYS,
        *TRANSLATION_KEYS,
    ),
}
"""Allowed front matter keys, by folder."""

PLACEHOLDER_TEXT = "Write the text here, in Markdown, in place of this line."
"""Body of a new file that the author has yet to replace."""

RESERVED_SLUGS = frozenset({"assets", "files", "images"})
"""Top-level folders of the built site, which no page may take as its slug."""

TEXT_SUFFIXES = frozenset({".htm", ".html", ".markdown", ".md", ".mdown", ".mkd", ".rst", ".txt"})
"""Suffixes of texts, in small letters; only `.md` is read."""


def check_markdown_files(
    content: Path,
    languages: Sequence[str] = (),
    display_path: str = "content",
    cache: Cache | None = None,
    missing_originals: Set[str] = frozenset(),
) -> list[Diagnostic]:
    """Check all Markdown files in the folder `content`.

    `languages` are the codes of the site's languages, empty if they are not known. Diagnostics name
    the files below `display_path`. Links to `missing_originals` are not reported: these files are.
    """
    cache = cache or Cache()
    diagnostics: list[Diagnostic] = []
    links_by_file: list[tuple[Path, Sequence[markdown_links.IntrasiteLink]]] = []
    published, drafts = set[tuple[str, str]](), dict[Path, tuple[str, str]]()
    for folder in ALLOWED_FRONT_MATTER_KEYS:
        first_files: dict[str, str] = {}
        paths, unreadable = _list_files(content / folder)
        for path, reason in unreadable:
            hint = Message(
                "put a folder there that you may read; its texts would be missing from the site"
            )
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
                text = cache.call(_check_text, data, file, folder)
                diagnostics += text.diagnostics
                links_by_file.append((path, text.links))
                subject = folder, path.name.partition(".")[0]
                if text.is_draft:
                    drafts[path] = subject
                else:
                    published.add(subject)
    # The page of a draft exists if another language of the text is published
    unpublished = {path for path, subject in drafts.items() if subject not in published}
    for path, links in links_by_file:
        diagnostics += markdown_links.check_intrasite_links(
            links, path, content, languages, unpublished, missing_originals
        )
    return diagnostics


def _list_files(top: Path) -> tuple[list[Path], list[tuple[Path, str]]]:
    """List the files below a folder of texts, and the folders that cannot be read, with reasons.

    A missing folder has no files. One that exists and cannot be read is reported, because its texts
    would silently be missing from the site.
    """
    if not top.is_dir():
        reason = Message("this is not a folder, or is a link to one that does not exist")
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
        message = Message(
            "%(first_file)s has the same name, and so the same address", first_file=first_file
        )
        yield Diagnostic(Location(file), "duplicate-id", message, Message("rename one of the two"))


def _check_file_name(
    path: Path, content: Path, file: str, folder: str, languages: Sequence[str]
) -> Iterator[Diagnostic]:
    parts = FILE_NAME_PATTERN.fullmatch(path.name)
    if parts is None:
        yield _diagnose_unread_file(path, file, languages)
        return
    slug, language = parts.groups()
    if languages and language not in languages:
        hint = Message(
            "give the file's name one of %(languages)s, or first add the language to "
            "'languages' in data/coalition.yaml",
            languages=", ".join(languages),
        )
        message = Message("the site has no language '%(language)s'", language=language)
        yield Diagnostic(Location(file), "unknown-language", message, hint)
    folders = path.relative_to(content).parts[1:-1]
    if invalid_name := next((part for part in folders if not ID_PATTERN.fullmatch(part)), ""):
        hint = Message("use small letters a to z, digits and single hyphens")
        message = Message(
            "the folder '%(invalid_name)s' has a name that cannot be part of an address",
            invalid_name=invalid_name,
        )
        yield Diagnostic(Location(file), "invalid-file-name", message, hint)
    if RESERVED_ID_PATTERN.fullmatch(slug) or len(slug) > MAX_ID_LENGTH:
        message = Message(
            "Windows reserves the name %(slug)s, so it cannot be an address", slug=quote_value(slug)
        )
        proposal = f"{slug}-1"
        if len(slug) > MAX_ID_LENGTH:
            message = Message(
                "this name has %(count)s letters before the language, and may have %(limit)s",
                count=len(slug),
                limit=MAX_ID_LENGTH,
            )
            proposal = shorten_slug(slug)
        hint = Message(
            "call it '%(proposal)s.%(language)s.md'", proposal=proposal, language=language
        )
        yield Diagnostic(Location(file), "invalid-file-name", message, hint)
    elif not ID_PATTERN.fullmatch(slug):
        hint = Message(
            "use small letters a to z, digits and single hyphens: it becomes the address"
        )
        yield Diagnostic(
            Location(file),
            "invalid-file-name",
            Message("'%(slug)s' cannot be an address", slug=slug),
            hint,
        )
    if folder == "pages" and (slug in RESERVED_SLUGS or slug in languages):
        message = Message("'%(slug)s' is the name of a folder of the site", slug=slug)
        yield Diagnostic(
            Location(file), "reserved-name", message, Message("give the file another name")
        )


def _diagnose_unread_file(path: Path, file: str, languages: Sequence[str]) -> Diagnostic:
    """Return the diagnostic for a file whose name is not that of a text."""
    if path.suffix.lower() not in TEXT_SUFFIXES:
        hint = Message(
            "delete it, or move it to content/images/ or content/files/ if visitors need it"
        )
        return Diagnostic(Location(file), "unread-file", Message("nothing reads this file"), hint)
    slug, *others = path.name.split(".")
    words = re.findall(r"[A-Za-z]+(?:_[A-Za-z]+)*", " ".join(others[:-1]))
    language = next((word for word in words if word in languages), next(iter(languages), "en"))
    intended = f"{slug}.{language}.md"
    if any(entry.name == intended for entry in path.parent.iterdir()):
        hint = Message(
            "delete it if it is a copy of '%(intended)s', which exists; else give it another name",
            intended=intended,
        )
        return Diagnostic(Location(file), "unread-file", Message("nothing reads this file"), hint)
    if path.suffix != ".md":
        hint = Message(
            "call it '%(intended)s' if it is a text in Markdown, or delete it", intended=intended
        )
        return Diagnostic(Location(file), "unread-file", Message("nothing reads this file"), hint)
    message = Message("the file's name does not say its language")
    if words:
        message = Message("the file's name is not that of a text and its language")
    return Diagnostic(
        Location(file),
        "invalid-file-name",
        message,
        Message("call it '%(intended)s'", intended=intended),
    )


class CheckedText(NamedTuple):
    """The diagnostics of one file, its links to other files, and whether it is a draft."""

    diagnostics: tuple[Diagnostic, ...]
    links: tuple[markdown_links.IntrasiteLink, ...] = ()
    is_draft: bool = False


def _check_text(data: bytes, file: str, folder: str) -> CheckedText:
    """Check the text of one file.

    The links are checked separately, because the result depends on other files and is not cached.
    """
    text, decode_error = decode_text(data, file)
    if decode_error:
        return CheckedText((decode_error,))
    if obstacle := _find_obstacle(text):
        return CheckedText(obstacle)
    converted = convert_markdown_file(extract_body(text.lines))
    body_start = find_body_start(text.lines)
    head = tuple(front_matter_check.check_front_matter(text, ALLOWED_FRONT_MATTER_KEYS[folder]))
    # A heading in place of the title is reported as a missing title
    title_lines = {one.location.line for one in head if one.rule == "missing-key"}
    violations = _locate_html_violations(converted.violations, text.lines, body_start, file)
    diagnostics = (
        *find_forbidden_characters(text),
        *head,
        *(
            one
            for one in violations
            if one.rule != "heading-level" or one.location.line not in title_lines
        ),
        *contact_details.check_text_contact_details(converted.html, text.lines, body_start, file),
    )
    links = markdown_links.find_intrasite_links(converted.urls, text.lines, body_start, file)
    is_draft = read_metadata(text.lines).get("status") == "draft"
    return CheckedText(diagnostics, tuple(links), is_draft)


def _find_obstacle(text: SourceText) -> tuple[Diagnostic, ...]:
    """Return what makes all other checks of a file pointless: nothing in it, or a merge."""
    if not any(line.strip() for line in text.lines):
        hint = Message("restore it with 'git restore %(file)s', or delete the file", file=text.file)
        message = Message("this file is empty")
        return (text.diagnostic_at(text.location_at(0, 0), "empty-file", message, hint),)
    return tuple(find_merge_conflicts(text)[0])


def _locate_html_violations(
    violations: Iterable[Violation], lines: Sequence[str], body_start: int, file: str
) -> Iterator[Diagnostic]:
    """Locate forbidden HTML in the source; the body starts at line `body_start`, counted from 0."""
    locator = TextLocator(lines, body_start)
    first_line = next((i for i in range(body_start, len(lines)) if lines[i].strip()), body_start)
    taken: set[int] = set()
    for violation in violations:
        position = None
        if violation.heading is not None:
            position = _find_heading(lines, body_start, violation.heading, taken)
        line, column, width = position or locator.find(violation.needles) or (first_line + 1, 1, 1)
        excerpt = lines[line - 1] if line <= len(lines) else ""
        location = Location(file, line, column, width)
        yield Diagnostic(location, violation.rule, violation.message, violation.hint, excerpt)


def _find_heading(
    lines: Sequence[str], body_start: int, text: str, taken: set[int]
) -> tuple[int, int, int] | None:
    """Return line, column and width of the next heading with one # that has this text."""
    for heading in find_heading_lines(lines, 1, text, body_start):
        if heading.line_index not in taken:
            taken.add(heading.line_index)
            return heading.line_index + 1, 1, len(lines[heading.line_index])
    return None
