"""JSON-LD for each page: what the page is about, in the vocabulary of schema.org."""

from __future__ import annotations

from coalition.site import views
from coalition.site.json_ld.base import (
    JsonObject,
    drop_empty,
    get_absolute_url,
    get_home_address,
    get_logo_url,
    make_organization,
)
from coalition.site.json_ld.countries import describe_country
from coalition.site.json_ld.data import describe_data
from coalition.site.json_ld.documents import describe_document
from coalition.site.json_ld.events import describe_event
from coalition.site.json_ld.news import describe_article
from coalition.site.json_ld.organisations import describe_organisation_page
from coalition.site.json_ld.people import describe_office, describe_person
from coalition.site.json_ld.working_groups import describe_working_group, reference_working_group
from coalition.site.pages import Page
from coalition.site.site import Site


def build_json_ld(site: Site, page: Page) -> list[JsonObject]:
    """Return the page's subject in the vocabulary of schema.org, and its breadcrumbs if any."""
    subject = _describe_list_page(site, page) if page.is_further else _describe_page(site, page)
    entries = [{"@context": "https://schema.org", **subject}] if subject else []
    if page.breadcrumbs:
        entries.append({"@context": "https://schema.org", **_describe_breadcrumbs(site, page)})
    return entries


def _describe_page(site: Site, page: Page) -> JsonObject:
    subject: JsonObject = {}
    match page.view:
        case views.HomeView():
            subject = _describe_coalition(site)
        case views.MemberView(row=row):
            subject = describe_person(site, page, row)
        case views.OrganisationView() as view:
            subject = describe_organisation_page(site, view)
        case views.WorkingGroupView(working_group=group):
            subject = describe_working_group(site, group)
        case views.CountryView(country=country, regions=regions):
            subject = describe_country(country, regions)
        case views.ArticleView() as view:
            subject = describe_article(site, page, view)
        case views.EventView(event=event, coming=coming):
            subject = describe_event(site, page, event, coming=coming)
        case views.DataView() as view:
            subject = describe_data(site, page, view)
        case views.DocumentView() as view:
            subject = describe_document(site, page, view)
    return subject


def _describe_list_page(site: Site, page: Page) -> JsonObject:
    """Return a further page of a long list, as a part of the page where the list begins."""
    return drop_empty(
        {
            "@type": "CollectionPage",
            "name": page.description.partition(" · ")[0],
            "url": get_absolute_url(site, page.address),
            "isPartOf": get_absolute_url(site, page.address.get_page(1)),
        }
    )


def _describe_coalition(site: Site) -> JsonObject:
    coalition = site.coalition
    bodies = (
        make_organization(
            name=site.localize(body.name),
            alternateName=site.localize(body.acronym) if body.acronym else None,
            url=body.url,
            logo=get_logo_url(site, body.logo),
        )
        for body in coalition.bodies
    )
    return make_organization(
        name=site.localize(coalition.name),
        alternateName=coalition.acronym,
        description=site.localize(coalition.mission),
        url=get_absolute_url(site, get_home_address(site)),
        foundingDate=str(coalition.established or ""),
        parentOrganization=list(bodies),
        member=[
            describe_office(site, holder)
            for holder in site.index.office_holders
            if not holder.former
        ],
        subOrganization=[
            reference_working_group(site, group) for group in site.index.current_working_groups
        ],
    )


def _describe_breadcrumbs(site: Site, page: Page) -> JsonObject:
    steps = [(step.label.text, step.address) for step in page.breadcrumbs]
    steps.append(((page.short_title or page.title).text, page.address))
    items = [
        drop_empty(
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": get_absolute_url(site, address),
            }
        )
        for position, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
