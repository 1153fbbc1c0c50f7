"""The pages of members and stakeholder groups."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.site import views
from coalition.site.pages.listing import build_divided_pages
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


def build_member_pages(site: Site) -> Iterator[Page]:
    """Yield the directory, the pages of people, and the lists by stakeholder group."""
    file = "data/members.yaml"
    directory = views.build_directory_view(
        site.index, site.get_page_content("members"), site.language
    )
    page = build_main_page(
        site, "members", "directory.html", directory, (file,), site.coalition.members
    )
    sections = views.list_directory_sections(site.index, directory, site.language)
    yield from build_divided_pages(site, page, sections, rows_of="members")
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
        view = views.build_group_view(site.index, section, directory.countries, site.language)
        yield from _build_group_pages(site, view)


def _build_group_pages(site: Site, view: views.GroupView) -> Iterator[Page]:
    """Yield the page of a stakeholder group, which lists its members, or several pages."""
    description = site.language.translations.gettext(
        "%(list)s: members of the %(coalition)s (%(acronym)s)."
    )
    group, rows = view.section.group, view.section.rows
    placeholders = {**get_coalition_names(site), "list": site.localize(group.name)}
    page = Page(
        site.get_address("group", group.id),
        "group.html",
        group.name.localize(site.language.code),
        truncate_description(description % placeholders),
        view,
        build_breadcrumbs(site, "members"),
        ("data/members.yaml",),
        list_checked_dates(*(row.member for row in rows)),
    )
    sections = views.divide_members(rows, view.former, site.language)
    yield from build_divided_pages(
        site, page, sections, rows_of="members", scope=(("group", group.id),)
    )


def _describe_member(site: Site, row: MemberRow) -> str:
    """Return a sentence about a member, for search engines and shared links."""
    _ = site.language.translations.gettext
    names = [site.localize(one.organisation.name) for one in row.shown_positions]
    organisations = list(dict.fromkeys(names))
    if row.deceased:
        sentence = _("%(name)s (died in %(year)s) was a member of the %(coalition)s (%(acronym)s).")
    elif row.former:
        sentence = _("%(name)s is a former member of the %(coalition)s (%(acronym)s).")
    elif organisations:
        sentence = _("%(name)s, %(organisation)s, is a member of the %(coalition)s (%(acronym)s).")
    else:
        sentence = _("%(name)s is a member of the %(coalition)s (%(acronym)s).")
    placeholders = {
        **get_coalition_names(site),
        "name": site.localize(row.name),
        "organisation": site.language.join_list(organisations),
        "year": str(row.member.died.year) if row.member.died else "",
    }
    return truncate_description(sentence % placeholders)
