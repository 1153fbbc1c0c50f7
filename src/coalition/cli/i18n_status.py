"""`tasks.py i18n-status`: how far each language is, and translations marked as current."""

from __future__ import annotations

from pathlib import Path

from coalition.atomic_write import replace_file
from coalition.diagnostics import DataError, Diagnostic, Location
from coalition.i18n import ContentId, LanguageCoverage
from coalition.project import MarkdownFile, load_coalition, load_project, read_markdown_files
from coalition.sources import parse_front_matter

STATUS_COLUMNS = (
    "language", "interface", "facts", "official", "pages", "news", "behind",
    "read by a native speaker",
)  # fmt: skip


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


def _list_text_files(root: Path) -> list[MarkdownFile]:
    return read_markdown_files(root / "content", load_coalition(root / "data").default_language)
