"""Find multilingual texts that templates output without marking their language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

from jinja2 import TemplateSyntaxError, nodes

from coalition.diagnostics import Diagnostic, Message
from coalition.i18n import parse_template
from coalition.model import Text, list_records
from coalition.sources import read_theme_texts

MISSING_FILTER_HINT = Message("add '| text' after it, or '| plain_text' in an attribute")


def check_templates(templates: Path) -> Iterator[Diagnostic]:
    """Report texts that a template outputs without a filter, so that their `lang` is missing.

    They are recognised by key: the keys of the data that only ever hold multilingual texts.
    Templates that cannot be parsed are skipped, `extract_messages` reports them.
    """
    for text, read_error in read_theme_texts(templates, ".html", "theme/templates"):
        try:
            tree = parse_template("\n".join(text.lines))
        except (TemplateSyntaxError, RecursionError):
            continue
        for line, key in () if read_error else _find_unmarked_texts(tree):
            excerpt = text.lines[line - 1]
            location = text.location_at(line - 1, max(0, excerpt.find(f".{key}") + 1), len(key))
            message = Message("'%(key)s' is written here without declaring its language", key=key)
            yield text.diagnostic_at(location, "missing-lang", message, MISSING_FILTER_HINT)


def _find_unmarked_texts(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Yield line and key of each text that is output without a filter."""
    for output in tree.find_all(nodes.Output):
        for expression in output.nodes:
            if isinstance(expression, nodes.Getattr) and expression.attr in _list_text_keys():
                owner = expression.node
                is_page = isinstance(owner, nodes.Name) and owner.name == "page"
                # A page's description is plain text, made for attributes
                if not is_page or expression.attr != "description":
                    yield expression.lineno, expression.attr


@cache
def _list_text_keys() -> frozenset[str]:
    """Return the keys that hold a multilingual text in every record that has them."""
    is_text_by_key: dict[str, set[bool]] = {}
    for record in list_records():
        for key, field in record.model_fields.items():
            annotations = get_args(field.annotation) or (field.annotation,)
            types = [getattr(part, "__origin__", part) for part in annotations]
            is_text = any(isinstance(part, type) and issubclass(part, Text) for part in types)
            is_text_by_key.setdefault(key, set()).add(is_text)
    return frozenset(key for key, values in is_text_by_key.items() if values == {True})
