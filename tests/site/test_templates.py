"""The templates of the theme: how they are compiled, and what they must not contain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, UndefinedError

from coalition.site import template_errors
from coalition.site.rendering import StripIndentation
from support.projects import PROJECT

TEMPLATES = PROJECT / "theme/templates"


def compile_template(theme: Path, source: str) -> Template:
    (theme / "templates").mkdir()
    (theme / "templates/page.html").write_text(source, "utf-8")
    environment = Environment(
        loader=FileSystemLoader(theme / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[StripIndentation],
    )
    return environment.get_template("page.html")


def test_the_indentation_of_a_template_is_not_in_its_page(tmp_path: Path):
    source = "<ul>\n  {% for x in xs %}\n\t  <li>\n    {{ x }} <b>b</b></li>\n  {% endfor %}\n</ul>"
    value = "a value\n    keeps its own"
    page = compile_template(tmp_path, source).render(xs=["one", value])

    assert f"<ul>\n<li>\none <b>b</b></li>\n<li>\n{value} <b>b</b></li>\n</ul>" == page


def test_an_error_in_an_indented_template_is_at_its_line_and_column(tmp_path: Path):
    source = "<p>\n  {% if true %}\n    {{ nothing }}\n  {% endif %}\n</p>\n"
    with pytest.raises(UndefinedError) as raised:
        compile_template(tmp_path, source).render()

    location = template_errors.make_template_diagnostic(raised.value, tmp_path).location
    assert (3, 5) == (location.line, location.column)


def test_no_template_has_an_element_that_preserves_white_space():
    """Its lines would lose their indentation."""
    files = sorted(TEMPLATES.rglob("*.html"))
    matches = [file for file in files if re.search(r"<(pre|textarea)\b", file.read_text("utf-8"))]

    assert len(files) > 30
    assert [] == matches
