"""Coalition -> what machines read: JSON-LD, feeds, the sitemap, the goals' colours as styles.

Everything is returned as text or plain data; nobody prints here, nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

from coalition.languages import language_tag
from coalition.model import Goal, Member, Organisation
from coalition.prose import Prose
from coalition.showing import views
from coalition.showing.addresses import Address, absolute
from coalition.showing.pages import Page
from coalition.showing.site import Site

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"

Json = dict[str, Any]


def json_ld(site: Site, page: Page) -> list[Json]:
    """What the page is about, in the words of schema.org; the trail to it, where it has one."""
    about = _about(site, page)
    entries = [{"@context": "https://schema.org", **about}] if about else []
    if page.trail:
        entries.append({"@context": "https://schema.org", **_breadcrumbs(site, page)})
    return entries


def goal_styles(goals: Iterable[Goal]) -> str:
    """The goals' official colours as custom properties, one class a goal."""
    rules = (f".goal-{g.number}{{--color-goal:{g.colour};--color-on-goal:{g.ink}}}" for g in goals)
    return f"@layer data{{{''.join(rules)}}}"


def sitemap(site_url: str, paths: Iterable[str]) -> str:
    """The sitemap of the pages at `paths` (sitemaps.org, 0.9)."""
    root = ElementTree.Element("urlset", xmlns=SITEMAP)
    for path in sorted(paths):
        _add(_add(root, "url"), "loc", absolute(site_url, path))
    return _written(root)


def atom(site: Site) -> str:
    """The feed of the news in the site's language, the newest first (RFC 4287).

    What is not translated stands in it as it was written, under its own address, and says its
    language. Works only where the site's address is known and there is an article.
    """
    articles = site.articles
    name = site.said(site.coalition.name)
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": site.language.tag})
    _add(root, "id", absolute(site.site_url, site.address("feed").path))
    _add(root, "title", f"{name} – {site.label('news').text}")
    _add(root, "updated", _midnight(articles[0]))
    _add(root, "link", rel="self", href=absolute(site.site_url, site.address("feed").path))
    _add(
        root,
        "link",
        rel="alternate",
        href=absolute(site.site_url, site.address("page", "news").path),
    )
    _add(_add(root, "author"), "name", name)
    for article in articles:
        _add_article(root, site, article)
    return _written(root)


def _add_article(feed: ElementTree.Element, site: Site, article: Prose) -> None:
    """The address of an original never changes, so it is the id of its translations as well."""
    there = site.addresses.of("article", article.language, article.slug)
    address = absolute(site.site_url, there.path)
    translations = site.texts.news[article.slug]
    first = next(spoken.code for spoken in site.languages if spoken.code in translations)
    original = site.addresses.of("article", first, article.slug)
    entry = _add(feed, "entry")
    if article.language != site.language.code:
        entry.set("xml:lang", language_tag(article.language))
    _add(entry, "id", absolute(site.site_url, original.path))
    _add(entry, "title", article.title.text)
    _add(entry, "link", rel="alternate", href=address)
    _add(entry, "published", _midnight(article))
    _add(entry, "updated", _midnight(article))
    if article.summary.text:
        _add(entry, "summary", article.summary.text)
    _add(entry, "content", article.html(site.site_url), type="html")


def _midnight(article: Prose) -> str:
    """The beginning of the article's day (Pelican takes none without one); feeds want a time."""
    return f"{article.date}T00:00:00Z"


def _add(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name, attributes)
    child.text = text
    return child


def _written(root: ElementTree.Element) -> str:
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _about(site: Site, page: Page) -> Json:
    match page.view:
        case views.HomeView():
            return _coalition(site)
        case views.MemberView(member=member, organisation=organisation):
            return _person(site, page, member, organisation)
        case views.OrganisationView(organisation=organisation):
            return _organisation(site, organisation)
        case views.ArticleView(article=article):
            return _article(site, page, article)
    return {}


def _coalition(site: Site) -> Json:
    coalition = site.coalition
    bodies = (_organized(name=site.said(body.name), url=body.url) for body in coalition.bodies)
    return _organized(
        name=site.said(coalition.name),
        alternateName=coalition.acronym,
        description=site.said(coalition.mission),
        url=_url(site, _home(site)),
        foundingDate=str(coalition.established or ""),
        parentOrganization=list(bodies),
    )


def _coalition_in_short(site: Site) -> Json:
    return _organized(name=site.said(site.coalition.name), url=_url(site, _home(site)))


def _home(site: Site) -> Address:
    """The coalition's own address is the same in every language."""
    return site.addresses.of("home", site.coalition.default_language)


def _organisation(site: Site, organisation: Organisation) -> Json:
    address = site.address("organisation", organisation.id)
    return _organized(
        name=site.said(organisation.name),
        alternateName=organisation.acronym,
        url=organisation.url or _url(site, address),
    )


def _person(site: Site, page: Page, member: Member, organisation: Organisation | None) -> Json:
    role = _stated(
        {
            "@type": "OrganizationRole",
            "memberOf": _coalition_in_short(site),
            "startDate": str(member.since or ""),
            "endDate": str(member.until or ""),
        }
    )
    orcid = f"https://orcid.org/{member.orcid}" if member.orcid else None
    return _stated(
        {
            "@type": "Person",
            "name": site.said(member.name),
            "jobTitle": site.said(member.role) if member.role else None,
            "affiliation": _organisation(site, organisation) if organisation else None,
            "url": _url(site, page.address),
            "sameAs": [address for address in (member.url, orcid) if address],
            "memberOf": role,
        }
    )


def _article(site: Site, page: Page, article: Prose) -> Json:
    return _stated(
        {
            "@type": "NewsArticle",
            "headline": article.title.text,
            "description": article.summary.text,
            "inLanguage": language_tag(article.language),
            "datePublished": article.date.isoformat() if article.date else None,
            "url": _url(site, site.addresses.of("article", article.language, article.slug)),
            "publisher": _coalition_in_short(site),
        }
    )


def _breadcrumbs(site: Site, page: Page) -> Json:
    steps = [*((step.label.text, step.address) for step in page.trail)]
    steps.append((page.title.text, page.address))
    items = [
        _stated({"@type": "ListItem", "position": place, "name": name, "item": _url(site, address)})
        for place, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _url(site: Site, address: Address) -> str | None:
    return absolute(site.site_url, address.path) if site.site_url else None


def _organized(**known: object) -> Json:
    return _stated({"@type": "Organization", **known})


def _stated(entry: Json) -> Json:
    """The entry without what is not known."""
    return {key: value for key, value in entry.items() if value not in (None, [], "")}
