"""Which pages the site has in one language, each with its title, description, trail and view.

Pages that nobody wrote or that would be empty are not there, nor is any link to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from coalition.fields import Resolved
from coalition.model import Entry, Member, Organisation
from coalition.prose import Prose
from coalition.showing import views
from coalition.showing.addresses import Address, Kind
from coalition.showing.index import Row
from coalition.showing.site import Crumb, Site
from coalition.showing.translations import translations

WITH_FACTS = {
    "about": "about.html",
    "contact": "contact.html",
    "data": "data.html",
    "join": "contact.html",
}
"""Templates of the pages of prose that show something of the coalition beside it."""

WITH_LISTS = frozenset({"home", "action-plan", "sdgs", "members", "news", "translations"})
"""Pages that the data fills; they keep the menu's name where their text is not translated."""

DESCRIPTION_LENGTH = 160
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
    title: Resolved
    description: str
    view: object
    trail: tuple[Crumb, ...] = ()
    files: tuple[str, ...] = ()
    checked: tuple[date, ...] = ()
    text: Prose | None = None
    lacking: frozenset[str] = frozenset()
    official: bool = False
    listed: bool = True

    @property
    def in_sitemap(self) -> bool:
        """Whether search engines should know the page."""
        return self.listed and self.translated

    @property
    def translated(self) -> bool:
        """Whether the page is in the language of its address, and not only its frame."""
        return self.address.language not in self.lacking


def pages(site: Site) -> Iterator[Page]:
    """Every page of the site in its language."""
    found = {}
    for page in _lasting(site):
        found[page.address.path] = page
        yield page
    yield from _moved_by_hand(site, found)


def _lasting(site: Site) -> Iterator[Page]:
    yield _home(site)
    yield from _written(site)
    yield from _plan(site)
    yield from _goals(site)
    yield from _people(site)
    yield from _places(site)
    yield from _news(site)
    if not site.offline:  # nobody answers for addresses on a disk
        yield _not_found(site)


def _home(site: Site) -> Page:
    coalition = site.coalition
    view = views.home(site.index, site.prose("home"), site.articles)
    return Page(
        site.address("home"),
        "home.html",
        coalition.name.in_language(site.language.code),
        site.said(coalition.summary or coalition.mission),
        view,
        files=("data/coalition.yaml", *_file(view.prose)),
        checked=_checked(coalition),
        text=view.prose,
        lacking=site.lacking(site.texts.pages["home"]) if view.prose else frozenset(),
    )


def _written(site: Site) -> Iterator[Page]:
    """Pages that are prose first of all; some show a few facts beside it."""
    for slug in dict.fromkeys((*site.texts.pages, "contact", "data")):
        if slug not in WITH_LISTS:
            template = WITH_FACTS.get(slug, "page.html")
            entries = (site.coalition,) if slug in WITH_FACTS else ()
            files = ("data/coalition.yaml",) if slug in WITH_FACTS else ()
            yield _main(site, slug, template, views.ProseView(site.prose(slug)), files, entries)
    if site.has("translations"):
        yield _main(site, "translations", "translations.html", translations(site), (), ())


def _plan(site: Site) -> Iterator[Page]:
    if not site.has("action-plan"):
        return
    file = "data/action_areas.yaml"
    plan = views.action_plan(site.index, site.prose("action-plan"))
    yield _main(site, "action-plan", "action_plan.html", plan, (file,), site.coalition.action_areas)
    for area in site.coalition.action_areas:
        yield Page(
            site.address("area", area.id),
            "area.html",
            area.title.in_language(site.language.code),
            _short(site.said(area.text or area.summary or area.title)),
            views.area(site.index, area),
            _trail(site, "action-plan"),
            (file,),
            _checked(area),
            lacking=site.lacking(area.title.root, *((area.text.root,) if area.text else ())),
            official=True,
        )


def _goals(site: Site) -> Iterator[Page]:
    if not site.has("sdgs"):
        return
    _ = site.language.words.gettext
    file = "data/sdgs.yaml"
    overview = views.GoalsView(site.prose("sdgs"), tuple(site.index.goals.values()))
    yield _main(site, "sdgs", "goals.html", overview, (file,), site.coalition.goals)
    for goal in site.coalition.goals:
        said = _("Sustainable Development Goal %(number)s, %(title)s, and the %(coalition)s")
        words = {"number": goal.number, "title": site.said(goal.title)}
        yield Page(
            site.address("goal", goal.id),
            "goal.html",
            goal.title.in_language(site.language.code),
            _short(said % {**words, "coalition": site.said(site.coalition.name)}),
            views.goal(site.index, goal),
            _trail(site, "sdgs"),
            (file,),
            _checked(goal),
        )


def _people(site: Site) -> Iterator[Page]:
    file = "data/members.yaml"
    directory = views.directory(site.index, site.prose("members"), site.language)
    yield _main(site, "members", "directory.html", directory, (file,), site.coalition.members)
    for row in site.index.everyone.values():
        yield Page(
            site.address("member", row.member.id),
            "member.html",
            row.member.name.in_language(site.language.code),
            _introduction(site, row),
            views.member(site.index, row),
            _trail(site, "members"),
            (file,),
            _checked(row.member),
        )
        yield from _moved(site, "member", row.member)
    for section in directory.sections:
        named = section.group.name.in_language(site.language.code)
        view = views.group(site.index, section)
        yield _list_of_members(site, "group", section.group.id, named, view, section.rows)


def _places(site: Site) -> Iterator[Page]:
    _ = site.language.words.gettext
    for country in views.by_country(site.index, site.language):
        named = Resolved(country.country.name, site.language.code)
        rows = country.country.members
        yield _list_of_members(site, "country", country.country.code, named, country, rows)
    for organisation in site.index.organisations.values():
        said = _("%(organisation)s and its part in the %(coalition)s (%(acronym)s).")
        view = views.organisation(site.index, organisation, site.language)
        yield Page(
            site.address("organisation", organisation.id),
            "organisation.html",
            organisation.name.in_language(site.language.code),
            _short(said % {**_names(site), "organisation": site.said(organisation.name)}),
            view,
            _trail(site, "members"),
            ("data/organisations.yaml",),
            _checked(organisation, *(row.member for row in view.rows)),
        )
        yield from _moved(site, "organisation", organisation)


def _moved(site: Site, kind: Kind, entry: Member | Organisation) -> Iterator[Page]:
    """A page at each former address of an entry, for hosts that know no redirects."""
    title = entry.name.in_language(site.language.code)
    view = views.MovedView(site.address(kind, entry.id))
    for former in entry.former_ids:
        yield Page(
            site.address(kind, former), "redirect.html", title, title.text, view, listed=False
        )


def _moved_by_hand(site: Site, found: Mapping[str, Page]) -> Iterator[Page]:
    """A page at each address that the coalition's file calls a former one."""
    for move in site.coalition.moved:
        was, now = site.at(move.was), site.at(move.now)
        if now.path in found and was.path not in found:
            there = found[now.path]
            view = views.MovedView(now)
            yield Page(
                was, "redirect.html", there.title, there.title.text, view,
                files=("data/coalition.yaml",), listed=False,
            )  # fmt: skip


def _news(site: Site) -> Iterator[Page]:
    articles = site.articles
    if not articles:
        return
    yield _main(site, "news", "news.html", views.NewsView(site.prose("news"), articles), (), ())
    for place, article in enumerate(articles):
        newer = articles[place - 1] if place else None
        older = articles[place + 1] if place + 1 < len(articles) else None
        yield Page(
            site.address("article", article.slug),
            "article.html",
            article.title,
            _short(article.summary.text or article.title.text),
            views.ArticleView(article, newer, older),
            _trail(site, "news"),
            _file(article),
            (article.checked,) if article.checked else (),
            article,
            site.lacking(site.texts.news[article.slug]),
        )


def _not_found(site: Site) -> Page:
    title = site.language.words.gettext("Page not found")
    elsewhere = (
        views.Elsewhere(
            language,
            language.words.gettext("Page not found"),
            language.words.gettext("To the home page"),
            site.addresses.of("home", language.code),
        )
        for language in site.languages
        if language != site.language
    )
    return Page(
        site.address("not-found"),
        "404.html",
        Resolved(title, site.language.code),
        title,
        views.NotFoundView(tuple(elsewhere)),
        listed=False,
    )


def _main(
    site: Site,
    slug: str,
    template: str,
    view: views.ProseView,
    files: tuple[str, ...],
    entries: tuple[Entry, ...],
) -> Page:
    """One of the pages right below the home page."""
    prose = view.prose
    ours = prose is not None and prose.language == site.language.code
    title = prose.title if prose and (ours or slug not in WITH_LISTS) else site.label(slug)
    summary = prose.summary.text if prose and title is prose.title else ""
    about = f"{title.text} – {site.said(site.coalition.name)}"
    return Page(
        site.address("page", slug),
        template,
        title,
        _short(summary or about),
        view,
        (site.crumb("home", "home"),),
        (*_file(prose), *files),
        _checked(*entries) + ((prose.checked,) if prose and prose.checked else ()),
        prose,
        site.lacking(site.texts.pages[slug]) if prose else frozenset(),
    )


def _list_of_members(
    site: Site, kind: Kind, id: str, named: Resolved, view: object, rows: tuple[Row, ...]
) -> Page:
    """A static page behind one of the directory's filters."""
    said = site.language.words.gettext("%(list)s: members of the %(coalition)s (%(acronym)s).")
    return Page(
        site.address(kind, id),
        f"{kind}.html",
        named,
        _short(said % {**_names(site), "list": named.text}),
        view,
        _trail(site, "members"),
        ("data/members.yaml",),
        _checked(*(row.member for row in rows)),
    )


def _introduction(site: Site, row: Row) -> str:
    """One sentence on a member, for search engines and shared links."""
    _ = site.language.words.gettext
    words = {**_names(site), "name": site.said(row.member.name)}
    if row.member.former:
        return _short(_("%(name)s is a former member of the %(coalition)s (%(acronym)s).") % words)
    if row.organisation is None:
        return _short(_("%(name)s is a member of the %(coalition)s (%(acronym)s).") % words)
    said = _("%(name)s, %(organisation)s, is a member of the %(coalition)s (%(acronym)s).")
    return _short(said % {**words, "organisation": site.said(row.organisation.name)})


def _names(site: Site) -> dict[str, str]:
    return {"coalition": site.said(site.coalition.name), "acronym": site.coalition.acronym}


def _trail(site: Site, parent: str) -> tuple[Crumb, ...]:
    return site.crumb("home", "home"), site.crumb("page", parent)


def _file(prose: Prose | None) -> tuple[str, ...]:
    return (prose.file,) if prose else ()


def _checked(*entries: Entry) -> tuple[date, ...]:
    return tuple(sorted({entry.checked for entry in entries if entry.checked}))


def _short(text: str) -> str:
    """`text` on one line and cut at a word, as long as search engines show it."""
    line = re.sub(r"[ \t\r\n]+", " ", text).strip()  # no-break spaces stay
    if len(line) <= DESCRIPTION_LENGTH:
        return line
    cut = line[: DESCRIPTION_LENGTH - 1]
    if cut.rfind(" ") > DESCRIPTION_LENGTH // 2:  # Chinese has no blanks between words
        cut = cut.rpartition(" ")[0]
    return cut.rstrip(",;:.，；：。、") + "…"
