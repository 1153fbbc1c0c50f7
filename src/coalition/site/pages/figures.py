"""The page with all figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from coalition.model import Entry
from coalition.site import views
from coalition.site.figures import build_figures
from coalition.site.pages.page import Page, build_main_page
from coalition.site.site import FIGURES_PAGE, Site

COUNTED_FIELDS: Mapping[str, str] = {
    "members": "members",
    "organisations": "organisations",
    "events": "events",
    "documents": "documents",
    "goals": "action_areas",
}
"""The field of the coalition that a figure counts, by the first word of the figure's id."""


def build_figures_page(site: Site) -> Iterator[Page]:
    """Yield the page with all figures, if there is enough to show in one."""
    if not site.has_figures:
        return
    figures = build_figures(site)
    fields = dict.fromkeys(COUNTED_FIELDS[figure.id.partition("-")[0]] for figure in figures)
    files = tuple(f"data/{field}.yaml" for field in fields)
    entries: list[Entry] = [one for field in fields for one in getattr(site.coalition, field)]
    view = views.FiguresView(site.get_page_content(FIGURES_PAGE), figures)
    yield build_main_page(site, FIGURES_PAGE, "figures.html", view, files, tuple(entries))
