"""The words of the interface: every message that the templates and the code ask a catalogue for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from jinja2 import TemplateSyntaxError
from jinja2.ext import babel_extract

import coalition
from coalition.problems import DataError, Place, Problem

CODE = Path(coalition.__file__).parent
"""The programme itself, which names the pages that have no template of their own."""

OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
"""How the templates are read, as in pelicanconf.py; what cannot be read is told."""


def messages(templates: Path) -> Catalog:
    """Every message with the files that it stands in, in the order of the files.

    Raises DataError for a template that cannot be read.
    """
    catalogue = Catalog()
    for name, found in _found(templates):
        for _, message, comments, context in found:
            catalogue.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return catalogue


def _found(templates: Path) -> Iterator[tuple[str, Iterator[Any]]]:
    """The name of each file, as an editor would type it, with what was extracted from it."""
    for file in sorted(templates.rglob("*.html")):
        name = f"theme/templates/{file.relative_to(templates).as_posix()}"
        with file.open("rb") as template:
            try:
                yield name, iter(list(extract(babel_extract, template, options=OPTIONS)))
            except TemplateSyntaxError as error:
                raise DataError([_problem(error, file, name)]) from None
    for file in sorted(CODE.rglob("*.py")):
        text = file.read_bytes()
        if b"gettext" in text:
            with file.open("rb") as module:
                yield f"src/coalition/{file.relative_to(CODE).as_posix()}", extract("python", module)


def _problem(error: TemplateSyntaxError, file: Path, name: str) -> Problem:
    lines = file.read_text("utf-8").splitlines()
    excerpt = lines[error.lineno - 1] if error.lineno <= len(lines) else ""
    place = Place(name, error.lineno, 1, len(excerpt) or 1)
    hint = "see docs/architecture.md for the names that templates know"
    return Problem(place, "template-error", error.message or str(error), hint, excerpt)
