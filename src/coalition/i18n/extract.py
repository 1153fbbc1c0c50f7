"""The words of the interface: every message that the templates and the code ask a catalogue for."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from jinja2 import TemplateSyntaxError

import coalition
from coalition.diagnostics import DataError, Diagnostic
from coalition.sources import SourceText, read_theme_texts

PACKAGE_FOLDER = Path(coalition.__file__).parent
"""The programme itself, which names the pages that have no template of their own."""

TEMPLATE_EXTRACTOR = "jinja2.ext:babel_extract"
"""What finds the messages in templates."""

TEMPLATE_OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
"""How the templates are read, as in pelicanconf.py; what cannot be read is told."""


def extract_messages(templates: Path) -> Catalog:
    """Every message with the files that it stands in, in the order of the files.

    Raises DataError with every template that cannot be read.
    """
    catalogue, unreadable = Catalog(), list[Diagnostic]()
    for text, problem in read_theme_texts(templates, ".html", "theme/templates"):
        wrong = problem or _add_template(catalogue, text)
        unreadable += [wrong] if wrong else []
    if unreadable:
        raise DataError(unreadable)
    for file in sorted(PACKAGE_FOLDER.rglob("*.py")):
        if b"gettext" in (code := file.read_bytes()):
            name = f"src/coalition/{file.relative_to(PACKAGE_FOLDER).as_posix()}"
            _add_messages(catalogue, name, extract("python", BytesIO(code)))
    return catalogue


def _add_template(catalogue: Catalog, text: SourceText) -> Diagnostic | None:
    """Add the messages of a template, or say why it cannot be read."""
    source = BytesIO("\n".join(text.lines).encode())
    try:
        _add_messages(
            catalogue, text.file, extract(TEMPLATE_EXTRACTOR, source, options=TEMPLATE_OPTIONS)
        )
    except TemplateSyntaxError as error:
        return _diagnose_template(error.message or str(error), error.lineno, text)
    except RecursionError:
        return _diagnose_template("its blocks or brackets are nested too deeply", 1, text)
    return None


def _add_messages(catalogue: Catalog, name: str, messages: Iterable[Any]) -> None:
    for _, message, comments, context in messages:
        catalogue.add(message, None, [(name, 0)], auto_comments=comments, context=context)


def _diagnose_template(reason: str, line: int, text: SourceText) -> Diagnostic:
    place = text.location_at(line - 1, 0, len(text.lines[line - 1]))
    message = f"this template cannot be read: {reason}"
    hint = "correct this line or the one above; if you changed nothing here, tell a programmer"
    return text.diagnostic_at(place, "template-error", message, hint)
