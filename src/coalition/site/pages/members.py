"""The pages of members, stakeholder groups and countries."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.model import LocalizedText
from coalition.site import views
from coalition.site.pages.page import (
    Page,
    build_breadcrumbs,
    build_former_id_redirects,
    build_main_page,
    get_coalition_names,
    list_checked_dates,
    truncate_description,
)
from coalition.site.queries import MemberRow
from coalition.site.site import Site
from coalition.site.urls import PageKind


def build_member_pages(site: Site) -> Iterator[Page]:
    """Yield the directory, the pages of people, and the lists by stakeholder group."""
    file = "data/members.yaml"
    directory = views.build_directory_view(
        site.index, site.get_page_content("members"), site.language
    )
    yield build_main_page(
        site, "members", "directory.html", directory, (file,), site.coalition.members
    )
    for row in site.index.members_by_id.values():
        if row.member.is_organisation:
            continue
        yield Page(
            site.get_address("member", row.member.id),
            "member.html",
            row.name.localize(site.language.code),
            _describe_member(site, row),
            views.build_member_view(site.index, row),
            build_breadcrumbs(site, "members"),
            (file,),
            list_checked_dates(row.member),
        )
        yield from build_former_id_redirects(
            site, "member", row.member.id, row.name, row.member.former_ids
        )
    for section in directory.sections:
        name = section.group.name.localize(site.language.code)
        view = views.build_group_view(site.index, section)
        yield _build_member_list_page(site, "group", section.group.id, name, view, section.rows)


def build_country_pages(site: Site) -> Iterator[Page]:
    """Yield a page for each country."""
    for country in views.build_country_views(site.index, site.language):
        name = LocalizedText(country.country.name, site.language.code)
        rows = country.country.members
        yield _build_member_list_page(site, "country", country.country.code, name, country, rows)


def _build_member_list_page(
    site: Site,
    kind: PageKind,
    id: str,
    title: LocalizedText,
    view: object,
    rows: tuple[MemberRow, ...],
) -> Page:
    """Return a page that lists the members that a filter of the directory selects."""
    description = site.language.translations.gettext(
        "%(list)s: members of the %(coalition)s (%(acronym)s)."
    )
    return Page(
        site.get_address(kind, id),
        f"{kind}.html",
        title,
        truncate_description(description % {**get_coalition_names(site), "list": title.text}),
        view,
        build_breadcrumbs(site, "members"),
        ("data/members.yaml",),
        list_checked_dates(*(row.member for row in rows)),
    )


def _describe_member(site: Site, row: MemberRow) -> str:
    """Return a sentence about a member, for search engines and shared links."""
    _ = site.language.translations.gettext
    placeholders = {**get_coalition_names(site), "name": site.localize(row.name)}
    if row.former:
        return truncate_description(
            _("%(name)s is a former member of the %(coalition)s (%(acronym)s).") % placeholders
        )
    if row.organisation is None:
        return truncate_description(
            _("%(name)s is a member of the %(coalition)s (%(acronym)s).") % placeholders
        )
    description = _("%(name)s, %(organisation)s, is a member of the %(coalition)s (%(acronym)s).")
    return truncate_description(
        description % {**placeholders, "organisation": site.localize(row.organisation.name)}
    )
