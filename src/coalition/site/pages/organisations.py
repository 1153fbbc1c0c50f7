"""The page of all organisations, and a page for each."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.model import Organisation
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
from coalition.site.site import ORGANISATIONS_PAGE, Site

ORGANISATIONS_FILE = "data/organisations.yaml"


def build_organisation_pages(site: Site) -> Iterator[Page]:
    """Yield the list of organisations and a page for each."""
    yield from _build_list_pages(site)
    for organisation in site.index.organisations.values():
        view = views.build_organisation_view(site.index, organisation, site.language)
        membership = (view.row.member,) if view.row else ()
        page = Page(
            site.get_address("organisation", organisation.id),
            "organisation.html",
            organisation.name.localize(site.language.code),
            _describe_organisation(site, view),
            view,
            build_breadcrumbs(site, site.organisations_page),
            (ORGANISATIONS_FILE, *(("data/members.yaml",) if membership else ())),
            list_checked_dates(organisation, *membership, *(row.member for row in view.rows)),
        )
        sections = views.list_organisation_sections(site.index, view, site.language)
        yield from build_divided_pages(site, page, sections)
        yield from build_former_id_redirects(
            site, "organisation", organisation.id, organisation.name, organisation.former_ids
        )


def _build_list_pages(site: Site) -> Iterator[Page]:
    """Yield the list; if the directory is that list, a redirect to it.

    So the address never disappears, even when the last organisation becomes a member.
    """
    organisations: tuple[Organisation, ...] = site.coalition.organisations
    if site.has(ORGANISATIONS_PAGE):
        view = views.build_organisations_view(
            site.index, site.get_page_content(ORGANISATIONS_PAGE), site.language
        )
        page = build_main_page(
            site,
            ORGANISATIONS_PAGE,
            "organisations.html",
            view,
            (ORGANISATIONS_FILE,),
            organisations,
        )
        sections = views.divide_organisations(view.rows, site.language)
        yield from build_divided_pages(site, page, sections, rows_of=ORGANISATIONS_PAGE)
    elif organisations:
        title = site.get_label(ORGANISATIONS_PAGE)
        yield Page(
            site.get_address("page", ORGANISATIONS_PAGE),
            "redirect.html",
            title,
            title.text,
            views.RedirectView(site.get_address("page", "members")),
            indexable=False,
        )


def _describe_organisation(site: Site, view: views.OrganisationView) -> str:
    """Return a sentence about an organisation, for search engines and shared links."""
    _ = site.language.translations.gettext
    name = site.localize(view.organisation.name)
    placeholders = {**get_coalition_names(site), "name": name, "organisation": name}
    if view.row and view.row.former:
        sentence = _("%(name)s is a former member of the %(coalition)s (%(acronym)s).")
    elif view.row:
        sentence = _("%(name)s is a member of the %(coalition)s (%(acronym)s).")
    elif view.organisation.partner:
        sentence = _("%(name)s is a partner of the %(coalition)s (%(acronym)s).")
    else:
        sentence = _("%(organisation)s and its part in the %(coalition)s (%(acronym)s).")
    return truncate_description(sentence % placeholders)
