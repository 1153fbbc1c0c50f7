"""Coalition -> what machines read: JSON-LD, feeds, the sitemap, the goals' colours as styles.

Everything is returned as text or plain data; nobody prints here, nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

from coalition.i18n import get_language_tag
from coalition.model import Content, Goal, Member, Organisation
from coalition.site import views
from coalition.site.pages import Page
from coalition.site.site import Site
from coalition.site.urls import Address, build_absolute_url

ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"
SITEMAP_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

JsonObject = dict[str, Any]


def build_json_ld(site: Site, page: Page) -> list[JsonObject]:
    """What the page is about, in the words of schema.org; the trail to it, where it has one."""
    about = _describe_page(site, page)
    entries = [{"@context": "https://schema.org", **about}] if about else []
    if page.breadcrumbs:
        entries.append({"@context": "https://schema.org", **_describe_breadcrumbs(site, page)})
    return entries


def render_goal_css(goals: Iterable[Goal]) -> str:
    """The goals' official colours as custom properties, one class a goal."""
    rules = (f".goal-{g.number}{{--goal:{g.colour};--goal-ink:{g.ink}}}" for g in goals)
    return f"@layer data{{{''.join(rules)}}}"


def render_sitemap(site_url: str, paths: Iterable[str]) -> str:
    """The sitemap of the pages at `paths` (sitemaps.org, 0.9)."""
    root = ElementTree.Element("urlset", xmlns=SITEMAP_NAMESPACE)
    for path in sorted(paths):
        add_element(add_element(root, "url"), "loc", build_absolute_url(site_url, path))
    return serialize_xml(root)


def render_atom_feed(site: Site) -> str:
    """The feed of the news in the site's language, the newest first (RFC 4287).

    What is not translated stands in it as it was written, under its own address, and says its
    language. Works only where the site's address is known and there is an article.
    """
    articles = site.articles
    name = site.localize(site.coalition.name)
    root = ElementTree.Element("feed", {"xmlns": ATOM_NAMESPACE, "xml:lang": site.language.tag})
    add_element(root, "id", build_absolute_url(site.site_url, site.get_address("feed").path))
    add_element(root, "title", f"{name} – {site.get_label('news').text}")
    add_element(root, "updated", _format_timestamp(articles[0]))
    add_element(
        root,
        "link",
        rel="self",
        href=build_absolute_url(site.site_url, site.get_address("feed").path),
    )
    add_element(
        root,
        "link",
        rel="alternate",
        href=build_absolute_url(site.site_url, site.get_address("page", "news").path),
    )
    add_element(add_element(root, "author"), "name", name)
    for article in articles:
        _add_entry(root, site, article)
    return serialize_xml(root)


def _add_entry(feed: ElementTree.Element, site: Site, article: Content) -> None:
    """The address of an original never changes, so it is the id of its translations as well."""
    there = site.address_builder.build("article", article.language, article.slug)
    address = build_absolute_url(site.site_url, there.path)
    translations = site.content_index.news[article.slug]
    first = next(spoken.code for spoken in site.languages if spoken.code in translations)
    original = site.address_builder.build("article", first, article.slug)
    entry = add_element(feed, "entry")
    if article.language != site.language.code:
        entry.set("xml:lang", get_language_tag(article.language))
    add_element(entry, "id", build_absolute_url(site.site_url, original.path))
    add_element(entry, "title", article.title.text)
    add_element(entry, "link", rel="alternate", href=address)
    add_element(entry, "published", _format_timestamp(article))
    add_element(entry, "updated", _format_timestamp(article))
    if article.summary.text:
        add_element(entry, "summary", article.summary.text)
    add_element(entry, "content", article.html(site.site_url), type="html")


def _format_timestamp(article: Content) -> str:
    """The beginning of the article's day (Pelican takes none without one); feeds want a time."""
    return f"{article.date}T00:00:00Z"


def add_element(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    """Append a child element to `parent` and return it."""
    child = ElementTree.SubElement(parent, name, attributes)
    child.text = text
    return child


def serialize_xml(root: ElementTree.Element) -> str:
    """Return an XML document, indented, with its declaration."""
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _describe_page(site: Site, page: Page) -> JsonObject:
    match page.view:
        case views.HomeView():
            return _describe_coalition(site)
        case views.MemberView(member=member, organisation=organisation):
            return _describe_person(site, page, member, organisation)
        case views.OrganisationView(organisation=organisation):
            return _describe_organisation(site, organisation)
        case views.ArticleView(article=article):
            return _describe_article(site, page, article)
    return {}


def _describe_coalition(site: Site) -> JsonObject:
    coalition = site.coalition
    bodies = (
        _make_organization(name=site.localize(body.name), url=body.url) for body in coalition.bodies
    )
    return _make_organization(
        name=site.localize(coalition.name),
        alternateName=coalition.acronym,
        description=site.localize(coalition.mission),
        url=_get_absolute_url(site, _get_home_address(site)),
        foundingDate=str(coalition.established or ""),
        parentOrganization=list(bodies),
    )


def _reference_coalition(site: Site) -> JsonObject:
    return _make_organization(
        name=site.localize(site.coalition.name),
        url=_get_absolute_url(site, _get_home_address(site)),
    )


def _get_home_address(site: Site) -> Address:
    """The coalition's own address is the same in every language."""
    return site.address_builder.build("home", site.coalition.default_language)


def _describe_organisation(site: Site, organisation: Organisation) -> JsonObject:
    address = site.get_address("organisation", organisation.id)
    return _make_organization(
        name=site.localize(organisation.name),
        alternateName=organisation.acronym,
        url=organisation.url or _get_absolute_url(site, address),
    )


def _describe_person(
    site: Site, page: Page, member: Member, organisation: Organisation | None
) -> JsonObject:
    role = _drop_empty(
        {
            "@type": "OrganizationRole",
            "memberOf": _reference_coalition(site),
            "startDate": str(member.since or ""),
            "endDate": str(member.until or ""),
        }
    )
    orcid = f"https://orcid.org/{member.orcid}" if member.orcid else None
    return _drop_empty(
        {
            "@type": "Person",
            "name": site.localize(member.name),
            "jobTitle": site.localize(member.role) if member.role else None,
            "affiliation": _describe_organisation(site, organisation) if organisation else None,
            "url": _get_absolute_url(site, page.address),
            "sameAs": [address for address in (member.url, orcid) if address],
            "memberOf": role,
        }
    )


def _describe_article(site: Site, page: Page, article: Content) -> JsonObject:
    return _drop_empty(
        {
            "@type": "NewsArticle",
            "headline": article.title.text,
            "description": article.summary.text,
            "inLanguage": get_language_tag(article.language),
            "datePublished": article.date.isoformat() if article.date else None,
            "url": _get_absolute_url(
                site, site.address_builder.build("article", article.language, article.slug)
            ),
            "publisher": _reference_coalition(site),
        }
    )


def _describe_breadcrumbs(site: Site, page: Page) -> JsonObject:
    steps = [*((step.label.text, step.address) for step in page.breadcrumbs)]
    steps.append((page.title.text, page.address))
    items = [
        _drop_empty(
            {
                "@type": "ListItem",
                "position": place,
                "name": name,
                "item": _get_absolute_url(site, address),
            }
        )
        for place, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _get_absolute_url(site: Site, address: Address) -> str | None:
    return build_absolute_url(site.site_url, address.path) if site.site_url else None


def _make_organization(**known: object) -> JsonObject:
    return _drop_empty({"@type": "Organization", **known})


def _drop_empty(entry: JsonObject) -> JsonObject:
    """The entry without what is not known."""
    return {key: value for key, value in entry.items() if value not in (None, [], "")}
