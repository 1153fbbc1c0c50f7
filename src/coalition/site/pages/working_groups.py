"""The pages of the working groups."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.model import WorkingGroup
from coalition.site import views
from coalition.site.pages.listing import build_divided_pages
from coalition.site.pages.page import (
    Page,
    build_breadcrumbs,
    build_former_id_redirects,
    build_main_page,
    find_untranslated,
    get_coalition_names,
    list_checked_dates,
    truncate_description,
)
from coalition.site.site import Site


def build_working_group_pages(site: Site) -> Iterator[Page]:
    """Yield the list of working groups and a page for each; nothing without working groups."""
    slug = "working-groups"
    if not site.coalition.working_groups:
        return
    file = "data/working_groups.yaml"
    overview = views.build_working_groups_view(site.index, site.get_page_content(slug))
    yield build_main_page(
        site, slug, "working_groups.html", overview, (file,), site.coalition.working_groups
    )
    for working_group in site.index.working_groups.values():
        view = views.build_working_group_view(site.index, working_group)
        page = Page(
            site.get_address("working-group", working_group.id),
            "working_group.html",
            working_group.title.localize(site.language.code),
            _describe_working_group(site, working_group),
            view,
            build_breadcrumbs(site, slug),
            (file,),
            list_checked_dates(working_group),
            missing_languages=find_untranslated(site, working_group.title, working_group.text),
        )
        sections = views.list_working_group_sections(site.index, view, site.language)
        yield from build_divided_pages(site, page, sections)
        yield from build_former_id_redirects(
            site, "working-group", working_group.id, working_group.title, working_group.former_ids
        )


def _describe_working_group(site: Site, group: WorkingGroup) -> str:
    """Return a sentence about a working group, for search engines and shared links."""
    if group.summary:
        return truncate_description(site.localize(group.summary))
    description = site.language.translations.gettext(
        "%(group)s, a working group of the %(coalition)s (%(acronym)s)."
    )
    placeholders = {**get_coalition_names(site), "group": site.localize(group.title)}
    return truncate_description(description % placeholders)
