"""The pages of the working groups."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.site import views
from coalition.site.pages.page import (
    Page,
    build_breadcrumbs,
    build_former_id_redirects,
    build_main_page,
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
    overview = views.WorkingGroupsView(
        site.get_page_content(slug), tuple(site.index.working_groups.values())
    )
    yield build_main_page(
        site, slug, "working_groups.html", overview, (file,), site.coalition.working_groups
    )
    for working_group in site.index.working_groups.values():
        yield Page(
            site.get_address("working-group", working_group.id),
            "working_group.html",
            working_group.title.localize(site.language.code),
            truncate_description(site.localize(working_group.summary or working_group.title)),
            views.WorkingGroupView(
                working_group, site.index.documents_by_working_group.get(working_group.id, ())
            ),
            build_breadcrumbs(site, slug),
            (file,),
            list_checked_dates(working_group),
            missing_languages=site.find_missing_languages(working_group.title.root),
        )
        yield from build_former_id_redirects(
            site, "working-group", working_group.id, working_group.title, working_group.former_ids
        )
