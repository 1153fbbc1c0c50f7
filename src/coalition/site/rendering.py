"""Render pages to HTML; errors are reported at the line of the template that caused them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, TemplateError
from jinja2.ext import Extension

from coalition.diagnostics import DataError
from coalition.site.pages import Page, build_pages
from coalition.site.site import Site
from coalition.site.template_errors import is_template_error, make_template_diagnostic


class StripIndentation(Extension):
    """A Jinja extension that removes the indentation of templates when they are compiled.

    Templates are indented for those who edit them; in the pages it would add a third to the size.
    Line breaks stay, so that an error still names the right line. Only templates are changed, not
    the values that fill them. No template has a `<pre>` or `<textarea>`, where blanks would show.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source of a template without blanks at the start of its lines."""
        return re.sub(r"^[ \t]+", "", source, flags=re.MULTILINE)


def render_pages(environment: Environment, site: Site, theme: Path) -> Iterator[tuple[Page, str]]:
    """Yield every page of a site in its language, each with its HTML.

    Raises DataError if a template in `theme` cannot be rendered.
    """
    for page in list_pages(site, theme):
        yield page, render_page(environment, site, page, theme)


def list_pages(site: Site, theme: Path) -> Iterator[Page]:
    """Yield every page of a site in its language.

    Raises DataError if the title of one has no translation in the catalog.
    """
    try:
        yield from build_pages(site)
    except TemplateError as error:
        raise DataError([make_template_diagnostic(error, theme)]) from None


def render_page(environment: Environment, site: Site, page: Page, theme: Path) -> str:
    """Return a page's HTML.

    Raises DataError if its template, or one that it uses, cannot be rendered.
    """
    try:
        template = environment.get_template(page.template)
        return template.render(site=site, page=page, view=page.view)
    except Exception as error:
        if is_template_error(error, theme):
            raise DataError([make_template_diagnostic(error, theme)]) from None
        raise


def compile_templates(environment: Environment, theme: Path) -> None:
    """Compile every template of `theme` now, once for all worker processes forked afterwards.

    Raises DataError with a diagnostic for each template that cannot be compiled.
    """
    templates, diagnostics = theme / "templates", []
    for file in sorted(templates.rglob("*.html")):
        name = file.relative_to(templates).as_posix()
        if file.name.startswith("."):  # lock files of editors
            continue
        try:
            environment.get_template(name)
        except Exception as error:  # Python's compiler has limits that Jinja does not check
            diagnostics.append(make_template_diagnostic(error, theme, name))
    if diagnostics:
        raise DataError(diagnostics)
