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
from coalition.diagnostics.diagnostic import DataError, Problem
from coalition.sources import theme_files
from coalition.sources.text import Text

CODE = Path(coalition.__file__).parent
"""The programme itself, which names the pages that have no template of their own."""

TEMPLATES = "jinja2.ext:babel_extract"
"""What finds the messages in templates."""

OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
"""How the templates are read, as in pelicanconf.py; what cannot be read is told."""


def messages(templates: Path) -> Catalog:
    """Every message with the files that it stands in, in the order of the files.

    Raises DataError with every template that cannot be read.
    """
    catalogue, unreadable = Catalog(), list[Problem]()
    for text, problem in theme_files.texts(templates, ".html", "theme/templates"):
        wrong = problem or _add_template(catalogue, text)
        unreadable += [wrong] if wrong else []
    if unreadable:
        raise DataError(unreadable)
    for file in sorted(CODE.rglob("*.py")):
        if b"gettext" in (code := file.read_bytes()):
            name = f"src/coalition/{file.relative_to(CODE).as_posix()}"
            _add(catalogue, name, extract("python", BytesIO(code)))
    return catalogue


def _add_template(catalogue: Catalog, text: Text) -> Problem | None:
    """Add the messages of a template, or say why it cannot be read."""
    source = BytesIO("\n".join(text.lines).encode())
    try:
        _add(catalogue, text.file, extract(TEMPLATES, source, options=OPTIONS))
    except TemplateSyntaxError as error:
        return _problem(error.message or str(error), error.lineno, text)
    except RecursionError:
        return _problem("its blocks or brackets are nested too deeply", 1, text)
    return None


def _add(catalogue: Catalog, name: str, found: Iterable[Any]) -> None:
    for _, message, comments, context in found:
        catalogue.add(message, None, [(name, 0)], auto_comments=comments, context=context)


def _problem(reason: str, line: int, text: Text) -> Problem:
    place = text.place(line - 1, 0, len(text.lines[line - 1]))
    message = f"this template cannot be read: {reason}"
    hint = "correct this line or the one above; if you changed nothing here, tell a programmer"
    return text.problem(place, "template-error", message, hint)
