"""One page -> its HTML, or the place in a template where that went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, TemplateError

from coalition.fields import UnmarkedTextError
from coalition.problems import DataError
from coalition.showing import templating
from coalition.showing.pages import Page, pages
from coalition.showing.site import Site


def rendered(environment: Environment, site: Site, theme: Path) -> Iterator[tuple[Page, str]]:
    """Every page of a site in its language, each with its HTML.

    Raises DataError where a template in `theme` cannot be filled.
    """
    try:
        for page in pages(site):
            template = environment.get_template(page.template)
            yield page, template.render(site=site, page=page, view=page.view)
    except (TemplateError, UnmarkedTextError) as error:
        raise DataError([templating.problem(error, theme)]) from None


def compile_all(environment: Environment, theme: Path) -> None:
    """Compile every template now, before processes that need them all go their own ways."""
    templates = theme / "templates"
    for file in sorted(templates.rglob("*.html")):
        environment.get_template(file.relative_to(templates).as_posix())
