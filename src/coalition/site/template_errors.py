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

from coalition.diagnostics import Diagnostic, Location, Message
from coalition.model import MissingLangError


class MissingTranslationError(TemplateRuntimeError):
    """The catalog of the page's language has no translation of a message."""


class StrictTranslations(NullTranslations):
    """Fallback of a catalog that raises for a missing translation, instead of showing English."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code

    def gettext(self, message: str) -> str:
        """Raise MissingTranslationError."""
        explanation = Message(
            "'%(message)s' is not in the catalog of '%(code)s': run"
            " 'python3 tasks.py i18n-update', then translate it",
            message=message,
            code=self.code,
        )
        raise MissingTranslationError(explanation)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Raise MissingTranslationError."""
        return self.gettext(singular)


def is_template_error(error: Exception, theme: Path) -> bool:
    """Return whether an error was raised in a template, and not only in Python code."""
    return isinstance(error, TemplateError) or bool(_find_template_lines(error, theme))


def make_template_diagnostic(error: Exception, theme: Path, template_name: str = "") -> Diagnostic:
    """Return a diagnostic at the innermost template line in the traceback of an error.

    `template_name` is the template to name if the traceback has no template line.
    """
    templates = (theme / "templates").resolve()
    file, line = (_find_template_lines(error, theme) or [(templates / template_name, 1)])[-1]
    lines = _read_lines(file)
    excerpt = lines[line - 1] if line <= len(lines) else ""  # the file may have changed since
    path = f"{theme.name}/templates/{file.relative_to(templates).as_posix()}"
    location = Location(
        path, line, len(excerpt) - len(excerpt.lstrip()) + 1, len(excerpt.strip()) or 1
    )
    hint = Message("docs/templates.md lists the names that templates can use")
    return Diagnostic(location, "template-error", _describe_error(error), hint, excerpt)


def _find_template_lines(error: Exception, theme: Path) -> list[tuple[Path, int]]:
    """Return file and number of the template lines in the traceback of an error, innermost last."""
    templates = (theme / "templates").resolve()
    frames = [(frame.filename, frame.lineno or 1) for frame in extract_tb(error.__traceback__)]
    if isinstance(error, TemplateSyntaxError):
        frames.append((error.filename or "", error.lineno))
    return [(Path(file), line) for file, line in frames if Path(file).is_relative_to(templates)]


def _read_lines(file: Path) -> list[str]:
    """Return the lines of a template; none if it cannot be read."""
    try:
        return file.read_text("utf-8", errors="replace").splitlines() if file.is_file() else []
    except OSError:
        return []


def _describe_error(error: Exception) -> str:
    if isinstance(error, TemplatesNotFound | TemplateNotFound):
        return Message("there is no template '%(name)s'", name=error.message)
    if isinstance(error, RecursionError | MemoryError | SyntaxError):
        return Message(
            "this template cannot be compiled: its blocks or brackets are nested too deeply"
        )
    if isinstance(error, TemplateError) and error.message:
        return error.message
    if isinstance(error, MissingLangError):
        return error.message
    return f"{type(error).__name__}: {error}"
