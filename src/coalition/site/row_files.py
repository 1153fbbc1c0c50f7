"""Files with all rows of a long list, for the filter: scripts that any page of the list can load.

A page that is opened from a disk can load a script, but cannot fetch JSON. The rows are those that
the templates write. Their markup is stored once per form (`shapes`), their texts once each, so that
a row is a few numbers; `js/directory.js` builds elements from them, without parsing any HTML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment

from coalition.site.generated_file import GeneratedFile
from coalition.site.pages import Page
from coalition.site.rendering import render_page
from coalition.site.site import Site

if TYPE_CHECKING:
    from lxml.html import HtmlElement

ROWS_TEMPLATE = "list_rows.html"
"""The template that writes the rows of a whole list, without a page around them."""

STATIC_ATTRIBUTES = frozenset({"class", "role"})
"""Attributes that depend on the template alone, and so belong to the shape of a row."""

Shape = tuple[Any, ...]
"""An element: its tag, its attributes as pairs, and its children.

The value of an attribute, or a child, is None where each row has its own. A child may also be a
blank, or an element.
"""


def map_row_files(
    environment: Environment, site: Site, pages: Iterable[Page], theme: Path
) -> Mapping[str, GeneratedFile]:
    """Return the files of the divided lists among `pages` that have one, by their paths.

    Rendering one raises DataError if a template in `theme` cannot be rendered.
    """
    files = {}
    for page in pages:
        listing = page.list_page.listing if page.list_page else None
        if listing and listing.rows_file and not listing.scope and not page.is_further:
            path = listing.rows_file.path
            files[path] = GeneratedFile(path, partial(_render, environment, site, page, theme))
    return files


def _render(environment: Environment, site: Site, page: Page, theme: Path) -> bytes:
    source = render_page(environment, site, replace(page, template=ROWS_TEMPLATE), theme)
    return render_rows_script(source).encode()


def render_rows_script(source: str) -> str:
    """Return the script that registers the rows in a page's HTML: its `<li>` that are in no other.

    JSON in a string is parsed faster than an array in JavaScript, and has no `__proto__`.
    """
    table = _Table()
    rows = [table.add_row(element) for element in _iter_rows(source)]
    data = {"texts": list(table.texts), "shapes": list(table.shapes), "rows": rows}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"coalition.addRows(JSON.parse('{_escape(text)}'));\n"


def _iter_rows(source: str) -> Iterator[HtmlElement]:
    from lxml import html  # noqa: PLC0415 - only long lists need it

    root = html.document_fromstring(f"<body>{source}</body>")
    for element in root.iter("li"):
        if not any(ancestor.tag == "li" for ancestor in element.iterancestors()):
            yield element


def _escape(text: str) -> str:
    """Escape JSON for a string in single quotes, in a script that might be within HTML."""
    escapes = {"\\": "\\\\", "'": "\\'", "<": "\\x3c", "\u2028": "\\u2028", "\u2029": "\\u2029"}
    return re.sub("[\\\\'<\u2028\u2029]", lambda match: escapes[match[0]], text)


@dataclass
class _Table:
    """Texts and shapes of rows, each once, with their numbers in the order of their first use."""

    texts: dict[str, int] = field(default_factory=dict)
    shapes: dict[Shape, int] = field(default_factory=dict)

    def add_row(self, element: HtmlElement) -> list[int]:
        """Return a row: the number of its shape, then those of its texts in document order."""
        values: list[str] = []
        shape = _read_element(element, values)
        numbers = (self.texts.setdefault(value, len(self.texts)) for value in values)
        return [self.shapes.setdefault(shape, len(self.shapes)), *numbers]


def _read_element(element: HtmlElement, values: list[str]) -> Shape:
    """Return the shape of an element, and append what is the row's own to `values`."""
    attributes = []
    for name, value in element.attrib.items():
        is_static = name in STATIC_ATTRIBUTES
        attributes.append((name, value if is_static else None))
        if not is_static:
            values.append(value)
    children: list[object] = list(_read_text(element.text, values))
    for child in element:
        children.append(_read_element(child, values))
        children.extend(_read_text(child.tail, values))
    return element.tag, tuple(attributes), tuple(children)


def _read_text(text: str | None, values: list[str]) -> Iterator[str | None]:
    """Yield what a text node is in a shape: nothing, a blank, or None for a text of the row."""
    if not text:
        return
    collapsed = re.sub(r"[ \t\r\n\f]+", " ", text)
    if collapsed == " ":
        yield " "
        return
    values.append(collapsed)
    yield None
