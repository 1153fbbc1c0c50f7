"""Extract the translatable messages from templates and Python code, as xgettext does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.ext import InternationalizationExtension, extract_from_ast

import coalition
from coalition.diagnostics import DataError, Diagnostic, Message
from coalition.sources import SourceText, read_theme_texts

PACKAGE_FOLDER = Path(coalition.__file__).parent
"""The Python code, which has messages too: the titles of pages."""

_ENVIRONMENT = Environment(
    extensions=[InternationalizationExtension], trim_blocks=True, lstrip_blocks=True
)
"""Parses templates with the options of pelicanconf.py."""


@lru_cache(256)
def parse_template(source: str) -> nodes.Template:
    """Parse a template. Raises TemplateSyntaxError, and RecursionError if it is nested too deeply.

    Cached, because messages and texts without a language are searched for in the same templates.
    """
    return _ENVIRONMENT.parse(source)


def extract_messages(templates: Path) -> Catalog:
    """Return a catalog template: every message with the files it is in, in the order of the files.

    Raises DataError with a diagnostic for each template that cannot be read.
    """
    catalog, diagnostics = Catalog(), list[Diagnostic]()
    for text, read_error in read_theme_texts(templates, ".html", "theme/templates"):
        diagnostic = read_error or _add_template(catalog, text)
        diagnostics += [diagnostic] if diagnostic else []
    if diagnostics:
        raise DataError(diagnostics)
    for file in sorted(PACKAGE_FOLDER.rglob("*.py")):
        if b"gettext" in (code := file.read_bytes()):
            name = f"src/coalition/{file.relative_to(PACKAGE_FOLDER).as_posix()}"
            _add_messages(catalog, name, extract("python", BytesIO(code)))
    return catalog


def _add_template(catalog: Catalog, text: SourceText) -> Diagnostic | None:
    """Add the messages of a template; return a diagnostic if it cannot be parsed."""
    source = BytesIO("\n".join(text.lines).encode())
    try:
        _add_messages(catalog, text.file, extract(_METHOD, source))
    except TemplateSyntaxError as error:
        return _diagnose_template(error.message or str(error), error.lineno, text)
    except RecursionError:
        reason = Message("its blocks or brackets are nested too deeply")
        return _diagnose_template(reason, 1, text)
    return None


def _extract_template(
    source: IO[bytes], keywords: Collection[str], comment_tags: object, options: object
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Extract the messages of a template, as one of Babel's extraction methods."""
    tree = parse_template(source.read().decode())
    for line, function, message in extract_from_ast(tree, [*keywords]):
        yield line, function, message, []


def _add_messages(catalog: Catalog, file: str, messages: Iterable[Any]) -> None:
    for _, message, comments, context in messages:
        catalog.add(message, None, [(file, 0)], auto_comments=comments, context=context)


_METHOD: Any = _extract_template  # Babel's annotation of a method differs from how it calls one


def _diagnose_template(reason: str, line: int, text: SourceText) -> Diagnostic:
    location = text.location_at(line - 1, 0, len(text.lines[line - 1]))
    message = Message("this template cannot be read: %(reason)s", reason=reason)
    hint = Message(
        "correct this line or the one above; if you did not change this file, report this"
        " to the developers"
    )
    return text.diagnostic_at(location, "template-error", message, hint)
