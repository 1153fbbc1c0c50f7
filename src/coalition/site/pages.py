"""The pages of the site in one language, each with title, description, breadcrumbs and view.

A page without content does not exist, and nothing links to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from coalition.model import Content, Entry, LocalizedText, Member, Organisation
from coalition.site import views
from coalition.site.queries import MemberRow
from coalition.site.site import NavItem, Site
from coalition.site.translations_page import build_translations_view
from coalition.site.urls import Address, PageKind

FACTS_PAGE_TEMPLATES = {
    "about": "about.html",
    "contact": "contact.html",
    "data": "data.html",
    "join": "contact.html",
}
"""Templates of the content pages that also show facts about the coalition."""

LIST_PAGES = frozenset({"home", "action-plan", "sdgs", "members", "news", "translations"})
"""Pages filled from the data; without a translated text, they have the menu's label as title."""

MAX_DESCRIPTION_LENGTH = 160
"""Number of characters of a description that search engines show."""


@dataclass(frozen=True)
class Page:
    """One page to write.

    `view` is what the `template` shows. `breadcrumbs` lead from the home page to the page's parent.
    `files` are the source files to edit; `checked` are the dates on which the entries shown were
    last compared with their sources. `content` is the Markdown text on the page.
    `missing_languages` are the codes of the languages that the page's subject is not translated to.
    `official` is true if its wording is official, so that only its authors translate it.
    `indexable` is false if search engines should ignore the page.
    """

    address: Address
    template: str
    title: LocalizedText
    description: str
    view: object
    breadcrumbs: tuple[NavItem, ...] = ()
    files: tuple[str, ...] = ()
    checked: tuple[date, ...] = ()
    content: Content | None = None
    missing_languages: frozenset[str] = frozenset()
    official: bool = False
    indexable: bool = True

    @property
    def in_sitemap(self) -> bool:
        """Whether the page is listed in the sitemap."""
        return self.indexable and self.translated

    @property
    def translated(self) -> bool:
        """Whether the content, and not only the navigation, is in the language of the address."""
        return self.address.language not in self.missing_languages


def build_pages(site: Site) -> Iterator[Page]:
    """Yield every page of the site in its language."""
    pages_by_path = {}
    for page in _build_current_pages(site):
        pages_by_path[page.address.path] = page
        yield page
    yield from _build_configured_redirects(site, pages_by_path)


def _build_current_pages(site: Site) -> Iterator[Page]:
    yield _build_home_page(site)
    yield from _build_content_pages(site)
    yield from _build_action_plan_pages(site)
    yield from _build_goal_pages(site)
    yield from _build_member_pages(site)
    yield from _build_country_and_organisation_pages(site)
    yield from _build_news_pages(site)
    if not site.offline:  # no server would send it
        yield _build_not_found_page(site)


def _build_home_page(site: Site) -> Page:
    coalition = site.coalition
    view = views.build_home_view(site.index, site.get_page_content("home"), site.articles)
    return Page(
        site.get_address("home"),
        "home.html",
        coalition.name.localize(site.language.code),
        site.localize(coalition.summary or coalition.mission),
        view,
        files=("data/coalition.yaml", *_list_content_files(view.content)),
        checked=_list_checked_dates(coalition),
        content=view.content,
        missing_languages=site.find_missing_languages(site.content_index.pages["home"])
        if view.content
        else frozenset(),
    )


def _build_content_pages(site: Site) -> Iterator[Page]:
    """Yield the pages that consist of a Markdown text; some also show a few facts."""
    for slug in dict.fromkeys((*site.content_index.pages, "contact", "data")):
        if slug not in LIST_PAGES:
            template = FACTS_PAGE_TEMPLATES.get(slug, "page.html")
            entries = (site.coalition,) if slug in FACTS_PAGE_TEMPLATES else ()
            files = ("data/coalition.yaml",) if slug in FACTS_PAGE_TEMPLATES else ()
            yield _build_main_page(
                site, slug, template, views.ContentView(site.get_page_content(slug)), files, entries
            )
    if site.has("translations"):
        yield _build_main_page(
            site, "translations", "translations.html", build_translations_view(site), (), ()
        )


def _build_action_plan_pages(site: Site) -> Iterator[Page]:
    if not site.has("action-plan"):
        return
    file = "data/action_areas.yaml"
    plan = views.build_action_plan_view(
        site.index, site.get_page_content("action-plan"), site.language
    )
    yield _build_main_page(
        site, "action-plan", "action_plan.html", plan, (file,), site.coalition.action_areas
    )
    for area in site.coalition.action_areas:
        yield Page(
            site.get_address("area", area.id),
            "area.html",
            area.title.localize(site.language.code),
            _truncate_description(site.localize(area.text or area.summary or area.title)),
            views.build_area_view(site.index, area),
            _build_breadcrumbs(site, "action-plan"),
            (file,),
            _list_checked_dates(area),
            missing_languages=site.find_missing_languages(
                area.title.root, *((area.text.root,) if area.text else ())
            ),
            official=True,
        )


def _build_goal_pages(site: Site) -> Iterator[Page]:
    if not site.has("sdgs"):
        return
    _ = site.language.translations.gettext
    file = "data/sdgs.yaml"
    overview = views.GoalsView(site.get_page_content("sdgs"), tuple(site.index.goals.values()))
    yield _build_main_page(site, "sdgs", "goals.html", overview, (file,), site.coalition.goals)
    for goal in site.coalition.goals:
        description = _("Sustainable Development Goal %(number)s, %(title)s, and the %(coalition)s")
        placeholders = {"number": goal.number, "title": site.localize(goal.title)}
        yield Page(
            site.get_address("goal", goal.id),
            "goal.html",
            goal.title.localize(site.language.code),
            _truncate_description(
                description % {**placeholders, "coalition": site.localize(site.coalition.name)}
            ),
            views.build_goal_view(site.index, goal),
            _build_breadcrumbs(site, "sdgs"),
            (file,),
            _list_checked_dates(goal),
        )


def _build_member_pages(site: Site) -> Iterator[Page]:
    file = "data/members.yaml"
    directory = views.build_directory_view(
        site.index, site.get_page_content("members"), site.language
    )
    yield _build_main_page(
        site, "members", "directory.html", directory, (file,), site.coalition.members
    )
    for row in site.index.members_by_id.values():
        yield Page(
            site.get_address("member", row.member.id),
            "member.html",
            row.member.name.localize(site.language.code),
            _describe_member(site, row),
            views.build_member_view(site.index, row),
            _build_breadcrumbs(site, "members"),
            (file,),
            _list_checked_dates(row.member),
        )
        yield from _build_former_id_redirects(site, "member", row.member)
    for section in directory.sections:
        name = section.group.name.localize(site.language.code)
        view = views.build_group_view(site.index, section)
        yield _build_member_list_page(site, "group", section.group.id, name, view, section.rows)


def _build_country_and_organisation_pages(site: Site) -> Iterator[Page]:
    _ = site.language.translations.gettext
    for country in views.build_country_views(site.index, site.language):
        name = LocalizedText(country.country.name, site.language.code)
        rows = country.country.members
        yield _build_member_list_page(site, "country", country.country.code, name, country, rows)
    for organisation in site.index.organisations.values():
        description = _("%(organisation)s and its part in the %(coalition)s (%(acronym)s).")
        view = views.build_organisation_view(site.index, organisation, site.language)
        yield Page(
            site.get_address("organisation", organisation.id),
            "organisation.html",
            organisation.name.localize(site.language.code),
            _truncate_description(
                description
                % {**_get_coalition_names(site), "organisation": site.localize(organisation.name)}
            ),
            view,
            _build_breadcrumbs(site, "members"),
            ("data/organisations.yaml",),
            _list_checked_dates(organisation, *(row.member for row in view.rows)),
        )
        yield from _build_former_id_redirects(site, "organisation", organisation)


def _build_former_id_redirects(
    site: Site, kind: PageKind, entry: Member | Organisation
) -> Iterator[Page]:
    """Yield a page for each former address of an entry, for hosts without redirects."""
    title = entry.name.localize(site.language.code)
    view = views.RedirectView(site.get_address(kind, entry.id))
    for former_id in entry.former_ids:
        yield Page(
            site.get_address(kind, former_id),
            "redirect.html",
            title,
            title.text,
            view,
            indexable=False,
        )


def _build_configured_redirects(site: Site, pages_by_path: Mapping[str, Page]) -> Iterator[Page]:
    """Yield a page for each redirect in the coalition's file whose target exists."""
    for redirect in site.coalition.redirects:
        source, target = site.get_address_at(redirect.source), site.get_address_at(redirect.target)
        if target.path in pages_by_path and source.path not in pages_by_path:
            title = pages_by_path[target.path].title
            view = views.RedirectView(target)
            yield Page(
                source, "redirect.html", title, title.text, view,
                files=("data/coalition.yaml",), indexable=False,
            )  # fmt: skip


def _build_news_pages(site: Site) -> Iterator[Page]:
    if not site.has("news"):
        return
    articles = site.articles
    yield _build_main_page(
        site, "news", "news.html", views.NewsView(site.get_page_content("news"), articles), (), ()
    )
    for position, article in enumerate(articles):
        newer = articles[position - 1] if position else None
        older = articles[position + 1] if position + 1 < len(articles) else None
        yield Page(
            site.get_address("article", article.slug),
            "article.html",
            article.title,
            _truncate_description(article.summary.text or article.title.text),
            views.ArticleView(article, newer, older),
            _build_breadcrumbs(site, "news"),
            _list_content_files(article),
            (article.checked,) if article.checked else (),
            article,
            site.find_missing_languages(site.content_index.news[article.slug]),
        )


def _build_not_found_page(site: Site) -> Page:
    title = site.language.translations.gettext("Page not found")
    other_languages = (
        views.OtherLanguage(
            language,
            language.translations.gettext("Page not found"),
            language.translations.gettext("To the home page"),
            site.address_builder.build("home", language.code),
        )
        for language in site.languages
        if language != site.language
    )
    return Page(
        site.get_address("not-found"),
        "404.html",
        LocalizedText(title, site.language.code),
        title,
        views.NotFoundView(tuple(other_languages)),
        indexable=False,
    )


def _build_main_page(
    site: Site,
    slug: str,
    template: str,
    view: views.ContentView,
    files: tuple[str, ...],
    entries: tuple[Entry, ...],
) -> Page:
    """Return one of the pages directly below the home page."""
    content = view.content
    if content and (content.language == site.language.code or slug not in LIST_PAGES):
        title, summary = content.title, content.summary.text
    else:
        title, summary = site.get_label(slug), ""
    default_description = f"{title.text} – {site.localize(site.coalition.name)}"
    return Page(
        site.get_address("page", slug),
        template,
        title,
        _truncate_description(summary or default_description),
        view,
        (site.make_nav_item("home", "home"),),
        (*_list_content_files(content), *files),
        _list_checked_dates(*entries) + ((content.checked,) if content and content.checked else ()),
        content,
        site.find_missing_languages(site.content_index.pages[slug]) if content else frozenset(),
    )


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
        _truncate_description(description % {**_get_coalition_names(site), "list": title.text}),
        view,
        _build_breadcrumbs(site, "members"),
        ("data/members.yaml",),
        _list_checked_dates(*(row.member for row in rows)),
    )


def _describe_member(site: Site, row: MemberRow) -> str:
    """Return a sentence about a member, for search engines and shared links."""
    _ = site.language.translations.gettext
    placeholders = {**_get_coalition_names(site), "name": site.localize(row.member.name)}
    if row.member.former:
        return _truncate_description(
            _("%(name)s is a former member of the %(coalition)s (%(acronym)s).") % placeholders
        )
    if row.organisation is None:
        return _truncate_description(
            _("%(name)s is a member of the %(coalition)s (%(acronym)s).") % placeholders
        )
    description = _("%(name)s, %(organisation)s, is a member of the %(coalition)s (%(acronym)s).")
    return _truncate_description(
        description % {**placeholders, "organisation": site.localize(row.organisation.name)}
    )


def _get_coalition_names(site: Site) -> dict[str, str]:
    return {"coalition": site.localize(site.coalition.name), "acronym": site.coalition.acronym}


def _build_breadcrumbs(site: Site, parent: str) -> tuple[NavItem, ...]:
    return site.make_nav_item("home", "home"), site.make_nav_item("page", parent)


def _list_content_files(content: Content | None) -> tuple[str, ...]:
    return (content.file,) if content else ()


def _list_checked_dates(*entries: Entry) -> tuple[date, ...]:
    return tuple(sorted({entry.checked for entry in entries if entry.checked}))


def _truncate_description(text: str) -> str:
    """Return `text` on one line, cut at a word boundary to MAX_DESCRIPTION_LENGTH."""
    line = re.sub(r"[ \t\r\n]+", " ", text).strip()  # keeps no-break spaces
    if len(line) <= MAX_DESCRIPTION_LENGTH:
        return line
    cut = line[: MAX_DESCRIPTION_LENGTH - 1]
    if cut.rfind(" ") > MAX_DESCRIPTION_LENGTH // 2:  # Chinese has no spaces between words
        cut = cut.rpartition(" ")[0]
    return cut.rstrip(",;:.，；：。、") + "…"
