"""Which pages the site has in one language, each with its title, description, trail and view.

Pages that nobody wrote or that would be empty are not there, nor is any link to them.
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
"""Templates of the pages of prose that show something of the coalition beside it."""

LIST_PAGES = frozenset({"home", "action-plan", "sdgs", "members", "news", "translations"})
"""Pages that the data fills; they keep the menu's name where their text is not translated."""

MAX_DESCRIPTION_LENGTH = 160
"""Characters of a description that search engines show."""


@dataclass(frozen=True)
class Page:
    """One page to write.

    `view` is what the `template` shows. `trail` leads from the home page to the page's parent.
    `files` are the sources that an editor changes, and `checked` the days on which the entries
    shown were last compared with theirs. `text` is the prose on it. `lacking` are the codes of the
    languages in which what the page is about does not stand; that is an `official` wording, which
    only its authors translate, or somebody's prose. `listed` is false where search engines should
    pass the page over.
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
        """Whether search engines should know the page."""
        return self.indexable and self.translated

    @property
    def translated(self) -> bool:
        """Whether the page is in the language of its address, and not only its frame."""
        return self.address.language not in self.missing_languages


def build_pages(site: Site) -> Iterator[Page]:
    """Every page of the site in its language."""
    found = {}
    for page in _build_current_pages(site):
        found[page.address.path] = page
        yield page
    yield from _build_configured_redirects(site, found)


def _build_current_pages(site: Site) -> Iterator[Page]:
    yield _build_home_page(site)
    yield from _build_content_pages(site)
    yield from _build_action_plan_pages(site)
    yield from _build_goal_pages(site)
    yield from _build_member_pages(site)
    yield from _build_country_and_organisation_pages(site)
    yield from _build_news_pages(site)
    if not site.offline:  # nobody answers for addresses on a disk
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
    """Pages that are prose first of all; some show a few facts beside it."""
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
    plan = views.build_action_plan_view(site.index, site.get_page_content("action-plan"))
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
        said = _("Sustainable Development Goal %(number)s, %(title)s, and the %(coalition)s")
        words = {"number": goal.number, "title": site.localize(goal.title)}
        yield Page(
            site.get_address("goal", goal.id),
            "goal.html",
            goal.title.localize(site.language.code),
            _truncate_description(
                said % {**words, "coalition": site.localize(site.coalition.name)}
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
        named = section.group.name.localize(site.language.code)
        view = views.build_group_view(site.index, section)
        yield _build_member_list_page(site, "group", section.group.id, named, view, section.rows)


def _build_country_and_organisation_pages(site: Site) -> Iterator[Page]:
    _ = site.language.translations.gettext
    for country in views.build_country_views(site.index, site.language):
        named = LocalizedText(country.country.name, site.language.code)
        rows = country.country.members
        yield _build_member_list_page(site, "country", country.country.code, named, country, rows)
    for organisation in site.index.organisations.values():
        said = _("%(organisation)s and its part in the %(coalition)s (%(acronym)s).")
        view = views.build_organisation_view(site.index, organisation, site.language)
        yield Page(
            site.get_address("organisation", organisation.id),
            "organisation.html",
            organisation.name.localize(site.language.code),
            _truncate_description(
                said
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
    """A page at each former address of an entry, for hosts that know no redirects."""
    title = entry.name.localize(site.language.code)
    view = views.RedirectView(site.get_address(kind, entry.id))
    for former in entry.former_ids:
        yield Page(
            site.get_address(kind, former),
            "redirect.html",
            title,
            title.text,
            view,
            indexable=False,
        )


def _build_configured_redirects(site: Site, found: Mapping[str, Page]) -> Iterator[Page]:
    """A page at each address that the coalition's file calls a former one."""
    for redirect in site.coalition.redirects:
        was, now = site.get_address_at(redirect.source), site.get_address_at(redirect.target)
        if now.path in found and was.path not in found:
            there = found[now.path]
            view = views.RedirectView(now)
            yield Page(
                was, "redirect.html", there.title, there.title.text, view,
                files=("data/coalition.yaml",), indexable=False,
            )  # fmt: skip


def _build_news_pages(site: Site) -> Iterator[Page]:
    articles = site.articles
    if not articles:
        return
    yield _build_main_page(
        site, "news", "news.html", views.NewsView(site.get_page_content("news"), articles), (), ()
    )
    for place, article in enumerate(articles):
        newer = articles[place - 1] if place else None
        older = articles[place + 1] if place + 1 < len(articles) else None
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
    elsewhere = (
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
        views.NotFoundView(tuple(elsewhere)),
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
    """One of the pages right below the home page."""
    prose = view.content
    ours = prose is not None and prose.language == site.language.code
    title = prose.title if prose and (ours or slug not in LIST_PAGES) else site.get_label(slug)
    summary = prose.summary.text if prose and title is prose.title else ""
    about = f"{title.text} – {site.localize(site.coalition.name)}"
    return Page(
        site.get_address("page", slug),
        template,
        title,
        _truncate_description(summary or about),
        view,
        (site.make_nav_item("home", "home"),),
        (*_list_content_files(prose), *files),
        _list_checked_dates(*entries) + ((prose.checked,) if prose and prose.checked else ()),
        prose,
        site.find_missing_languages(site.content_index.pages[slug]) if prose else frozenset(),
    )


def _build_member_list_page(
    site: Site,
    kind: PageKind,
    id: str,
    title: LocalizedText,
    view: object,
    rows: tuple[MemberRow, ...],
) -> Page:
    """A static page behind one of the directory's filters."""
    said = site.language.translations.gettext(
        "%(list)s: members of the %(coalition)s (%(acronym)s)."
    )
    return Page(
        site.get_address(kind, id),
        f"{kind}.html",
        title,
        _truncate_description(said % {**_get_coalition_names(site), "list": title.text}),
        view,
        _build_breadcrumbs(site, "members"),
        ("data/members.yaml",),
        _list_checked_dates(*(row.member for row in rows)),
    )


def _describe_member(site: Site, row: MemberRow) -> str:
    """One sentence on a member, for search engines and shared links."""
    _ = site.language.translations.gettext
    words = {**_get_coalition_names(site), "name": site.localize(row.member.name)}
    if row.member.former:
        return _truncate_description(
            _("%(name)s is a former member of the %(coalition)s (%(acronym)s).") % words
        )
    if row.organisation is None:
        return _truncate_description(
            _("%(name)s is a member of the %(coalition)s (%(acronym)s).") % words
        )
    said = _("%(name)s, %(organisation)s, is a member of the %(coalition)s (%(acronym)s).")
    return _truncate_description(
        said % {**words, "organisation": site.localize(row.organisation.name)}
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
    """`text` on one line and cut at a word, as long as search engines show it."""
    line = re.sub(r"[ \t\r\n]+", " ", text).strip()  # no-break spaces stay
    if len(line) <= MAX_DESCRIPTION_LENGTH:
        return line
    cut = line[: MAX_DESCRIPTION_LENGTH - 1]
    if cut.rfind(" ") > MAX_DESCRIPTION_LENGTH // 2:  # Chinese has no blanks between words
        cut = cut.rpartition(" ")[0]
    return cut.rstrip(",;:.，；：。、") + "…"
