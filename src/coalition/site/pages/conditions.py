"""The page with the conditions that a body sets for the coalition."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.site import views
from coalition.site.conditions import evaluate_conditions
from coalition.site.pages.page import Page, build_main_page
from coalition.site.site import CONDITIONS_PAGE, Site


def build_conditions_page(site: Site) -> Iterator[Page]:
    """Yield the page with the conditions that the data publishes, if there are any."""
    if not site.has_conditions:
        return
    content = site.get_page_content(CONDITIONS_PAGE)
    view = views.ConditionsView(content, evaluate_conditions(site, published_only=True))
    entries = tuple(result.conditions for result in view.sets)
    files = ("data/conditions.yaml",)
    yield build_main_page(site, CONDITIONS_PAGE, "conditions.html", view, files, entries)
