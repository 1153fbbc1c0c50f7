"""Errors in templates: missing translations, and diagnostics with the template's line."""

from __future__ import annotations

from gettext import NullTranslations
from pathlib import Path
from traceback import extract_tb

from jinja2 import (
    TemplateError,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplatesNotFound,
    TemplateSyntaxError,
)

from coalition.diagnostics import Diagnostic, Location
from coalition.model import MissingLangError


class MissingTranslationError(TemplateRuntimeError):
    """A template asks for words that the page's catalogue does not have."""


class StrictTranslations(NullTranslations):
    """Stands behind a catalogue: what is not there stops the build, and is not shown in English."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code

    def gettext(self, message: str) -> str:
        """Raise MissingTranslationError."""
        said = f"'{message}' is not in the catalogue of '{self.code}'"
        raise MissingTranslationError(
            f"{said}: run 'python3 tasks.py i18n-update', then translate it"
        )

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Raise MissingTranslationError."""
        return self.gettext(one)


def is_template_error(error: Exception, theme: Path) -> bool:
    """Whether an error came up in a template, and not in the programme alone."""
    return isinstance(error, TemplateError) or bool(_find_template_lines(error, theme))


def make_template_diagnostic(error: Exception, theme: Path, template_name: str = "") -> Diagnostic:
    """What is wrong in a template, at the innermost line of one that the error came through.

    `template_name` is the template that was asked for, where the error came through none.
    """
    templates = (theme / "templates").resolve()
    file, line = (_find_template_lines(error, theme) or [(templates / template_name, 1)])[-1]
    lines = _read_lines(file)
    excerpt = lines[line - 1] if line <= len(lines) else ""  # it may have been saved again since
    shown = f"{theme.name}/templates/{file.relative_to(templates).as_posix()}"
    place = Location(
        shown, line, len(excerpt) - len(excerpt.lstrip()) + 1, len(excerpt.strip()) or 1
    )
    hint = "see docs/architecture.md for the names that templates know"
    return Diagnostic(place, "template-error", _describe_error(error), hint, excerpt)


def _find_template_lines(error: Exception, theme: Path) -> list[tuple[Path, int]]:
    """The lines of templates that an error came through, the innermost last."""
    templates = (theme / "templates").resolve()
    frames = [(frame.filename, frame.lineno or 1) for frame in extract_tb(error.__traceback__)]
    if isinstance(error, TemplateSyntaxError):
        frames.append((error.filename or "", error.lineno))
    return [(Path(file), line) for file, line in frames if Path(file).is_relative_to(templates)]


def _read_lines(file: Path) -> list[str]:
    """The lines of a template, none where it cannot be read."""
    try:
        return file.read_text("utf-8", errors="replace").splitlines() if file.is_file() else []
    except OSError:
        return []


def _describe_error(error: Exception) -> str:
    if isinstance(error, TemplatesNotFound | TemplateNotFound):
        return f"there is no template '{error.message}'"
    if isinstance(error, RecursionError | MemoryError | SyntaxError):
        return "this template cannot be compiled: its blocks or brackets are nested too deeply"
    if isinstance(error, TemplateError) and error.message:
        return error.message
    if isinstance(error, MissingLangError):
        return str(error)
    return f"{type(error).__name__}: {error}"
