"""The templates, as far as they can be judged without a page: texts that hide their language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

from jinja2 import Environment, TemplateSyntaxError, nodes

from coalition.diagnostics import Diagnostic
from coalition.model import Record, Text, records
from coalition.sources import read_theme_texts

MISSING_FILTER_HINT = "put '| text' behind it; in an attribute '| plain_text'"


def check_templates(templates: Path) -> Iterator[Diagnostic]:
    """Where a template writes a text as it stands, so that no one learns which language it is in.

    Known by the names of the keys in the data that hold such texts and nothing else. What cannot
    be read at all is told where the messages are looked for.
    """
    environment = Environment(autoescape=True)
    for text, unreadable in read_theme_texts(templates, ".html", "theme/templates"):
        try:
            tree = environment.parse("\n".join(text.lines))
        except (TemplateSyntaxError, RecursionError):
            continue
        for line, key in () if unreadable else _find_unmarked_texts(tree):
            excerpt = text.lines[line - 1]
            place = text.location_at(line - 1, max(0, excerpt.find(f".{key}") + 1), len(key))
            message = f"'{key}' is written here without its language"
            yield text.diagnostic_at(place, "missing-lang", message, MISSING_FILTER_HINT)


def _find_unmarked_texts(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """The line and the key of each such text."""
    for output in tree.find_all(nodes.Output):
        for written in output.nodes:
            if isinstance(written, nodes.Getattr) and written.attr in _list_text_keys():
                owner = written.node
                is_page = isinstance(owner, nodes.Name) and owner.name == "page"
                if not is_page or written.attr != "description":  # which is made for attributes
                    yield written.lineno, written.attr


@cache
def _list_text_keys() -> frozenset[str]:
    """The keys of the data that hold texts in several languages wherever they stand."""
    found: dict[str, set[bool]] = {}
    for record in vars(records).values():
        if isinstance(record, type) and issubclass(record, Record):
            for key, field in record.model_fields.items():
                kinds = get_args(field.annotation) or (field.annotation,)
                plain = [getattr(kind, "__origin__", kind) for kind in kinds]
                is_text = any(isinstance(kind, type) and issubclass(kind, Text) for kind in plain)
                found.setdefault(key, set()).add(is_text)
    return frozenset(key for key, kinds in found.items() if kinds == {True})
