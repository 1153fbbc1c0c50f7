"""`tasks.py i18n-status`: print the coverage of each language, or mark a translation as current."""

from __future__ import annotations

from pathlib import Path

from coalition.atomic_write import replace_file
from coalition.diagnostics import DataError, Diagnostic, Location
from coalition.i18n import ContentId, LanguageCoverage
from coalition.project import MarkdownFile, load_coalition, load_project, read_markdown_files
from coalition.sources import parse_front_matter

STATUS_COLUMNS = (
    "language", "interface", "facts", "official", "pages", "news", "out of date",
    "read by a native speaker",
)  # fmt: skip


def format_translation_status(root: Path) -> str:
    """Return a table of each language's coverage, and lists of what is left to do.

    Raises DataError.
    """
    progress = load_project(root, allow_incomplete=True).progress
    rows = [STATUS_COLUMNS, *(_format_row(language) for language in progress)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    for language in progress:
        for label, texts in (
            ("out of date", language.outdated),
            ("not read by a native speaker", language.unreviewed),
            ("not translated", language.missing),
            ("facts not translated", language.untranslated_facts),
        ):
            if texts and language.published:
                names = ", ".join(map(_format_text_name, texts))
                lines.append(f"\n{language.language}, {label}: {names}")
    return "\n".join(line.rstrip() for line in lines)


def mark_translation_current(root: Path, file: Path) -> str:
    """Set `Original` in a translation's front matter to the original's current fingerprint.

    `file` is relative to `root` or to the working directory, or absolute. Returns a message. Raises
    DataError if it is not a translation.
    """
    is_inside = file.is_file() and file.resolve().is_relative_to(root.resolve())
    name = (file.resolve().relative_to(root.resolve()) if is_inside else file).as_posix()
    texts = {text.display_path: text for text in _list_text_files(root)}
    text = texts.get(name)
    if text is None or text.original is None:
        message = "this is not a translation of an existing text"
        hint = "name a file such as 'content/pages/about.fr.md'"
        raise DataError([Diagnostic(Location(name), "missing-original", message, hint)])
    path, original = root / name, text.original
    lines, front_matter = list(text.lines), list(parse_front_matter(text.lines))
    new_line = f"Original: {original.fingerprint}"
    number = next((e.line for e in front_matter if e.key.lower() == "original"), None)
    if number is None:
        lines.insert(front_matter[-1].last_line if front_matter else 0, new_line)
    else:
        lines[number - 1] = new_line
    newline = "\r\n" if b"\r\n" in path.read_bytes() else "\n"
    replace_file(path, newline.join(lines).encode())
    version = f"{original.display_path} as it is now ({original.fingerprint})"
    return f"{name} is marked as a translation of {version}"


def _format_text_name(text: ContentId | str) -> str:
    return text if isinstance(text, str) else f"{text.folder}/{text.slug}"


def _format_row(language: LanguageCoverage) -> tuple[str, ...]:
    state = "" if language.published else " (in preparation)"
    if language.interface.is_complete and not language.published:
        state = " (not in 'languages')"
    ratios = (language.interface, language.facts, language.official, language.pages, language.news)
    cells = [f"{ratio.done} of {ratio.total}" for ratio in ratios]
    if language.original:
        return f"{language.language} (original)", *cells, "", ""
    reviewed = f"{language.reviewed.done} of {language.reviewed.total}"
    return f"{language.language}{state}", *cells, str(len(language.outdated)), reviewed


def _list_text_files(root: Path) -> list[MarkdownFile]:
    return read_markdown_files(root / "content", load_coalition(root / "data").default_language)
