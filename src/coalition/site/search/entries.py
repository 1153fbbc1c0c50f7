"""What the search knows about each page, from the same records and texts as the page itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from coalition.markup import convert_html_to_text, render_markdown
from coalition.model import Content, MarkdownText, Record, Text
from coalition.site import views
from coalition.site.files.published_keys import LONG_FORMS, list_published_keys
from coalition.site.pages import Page, build_pages
from coalition.site.queries import MemberRow
from coalition.site.site import HOME, Site

_HEADING = re.compile(r'<h[2-6][^>]*? id="([^"]*)"[^>]*>(.*?)</h[2-6]>', re.DOTALL)
"""A heading of sanitized HTML that can be linked to: its id and its content."""


@dataclass(frozen=True)
class SearchSection:
    """A part of a page: its `text`, below a heading with an id, or before the first one."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True)
class SearchEntry:
    """A page as the search knows it.

    `names` are what else it is called: an acronym, former names, its title in other languages.
    `summary` is what results show below its title; the first of the `sections` has no heading.
    """

    page: Page
    names: tuple[str, ...]
    summary: str
    sections: tuple[SearchSection, ...]


def list_search_entries(site: Site) -> Iterator[SearchEntry]:
    """Yield an entry for each page that search engines may know, in the order of the site.

    Of a list that is divided into pages, only the first one is found.
    """
    for page in build_pages(site):
        if page.indexable and not page.is_further:
            yield _build_entry(site, page)


def _build_entry(site: Site, page: Page) -> SearchEntry:
    record = _get_record(page)
    texts = [] if record is None else list(_list_record_texts(site, record))
    names = dict.fromkeys((*_list_names(site, page, record), *_list_other_titles(site, page)))
    names.pop(page.title.text, None)
    return SearchEntry(
        page, tuple(names), _summarize(site, page), tuple(_list_sections(page, texts))
    )


def _get_record(page: Page) -> Record | None:
    """Return the record that a page is about; None for lists and for pages that are a text."""
    record: Record | None = None
    match page.view:
        case views.MemberView(row=row):
            record = row.member
        case views.GroupView(section=section):
            record = section.group
        case (
            views.OrganisationView(organisation=record)
            | views.AreaView(area=record)
            | views.GoalView(goal=record)
            | views.WorkingGroupView(working_group=record)
            | views.EventView(event=record)
            | views.DocumentView(document=record)
        ):
            pass
    return record


def _list_record_texts(site: Site, record: Record) -> Iterator[str]:
    """Yield the texts of a record in the language of the site, without its name or title."""
    for key in list_published_keys(type(record)):
        if key.name not in {"name", "title"} or not hasattr(record, "id"):
            value = getattr(record, LONG_FORMS.get(key.name, key.name), None)
            yield from _list_value_texts(site, value)


def _list_value_texts(site: Site, value: object) -> Iterator[str]:
    if isinstance(value, MarkdownText):
        yield convert_html_to_text(render_markdown(site.localize(value)))
    elif isinstance(value, Text):
        yield site.localize(value)
    elif isinstance(value, Record):
        yield from _list_record_texts(site, value)
    elif isinstance(value, tuple):
        for item in value:
            yield from _list_value_texts(site, item)


def _list_names(site: Site, page: Page, record: Record | None) -> Iterator[str]:
    """Yield the acronym, the number, and the name in all languages of what a page is about."""
    if record is not None:
        if acronym := getattr(record, "acronym", None):
            yield acronym
        titles = [getattr(record, key, None) for key in ("name", "title", "short")]
        for title in (*titles, *getattr(record, "former_names", ())):
            yield from title.root.values() if title else ()
    if page.address.kind == "home":
        yield site.coalition.acronym
        yield from site.coalition.name.root.values()
    elif page.address.kind == "country":
        code = page.address.id.upper()
        yield from (site.index.name_country(code, one).text for one in site.languages)


def _list_other_titles(site: Site, page: Page) -> Iterator[str]:
    """Yield the title of a page that is no entry of the data in the other languages."""
    slug = page.address.id or HOME
    if page.address.kind == "article":
        yield from (text.title.text for text in site.content_index.news[slug].values())
    elif page.address.kind in ("page", "home"):
        yield from (text.title.text for text in site.content_index.pages.get(slug, {}).values())
        yield from (site.get_label(slug, language).text for language in site.languages)


def _summarize(site: Site, page: Page) -> str:
    """Return what results show below a title: facts about an entry, or the page's description."""
    match page.view:
        case views.MemberView(row=row):
            return _join(_list_member_facts(site, row))
        case views.OrganisationView(organisation=organisation):
            city = site.localize(organisation.city) if organisation.city else ""
            return _join((organisation.acronym or "", city, _name_country(site, organisation)))
        case views.CountryView() | views.GroupView() | views.GoalView():
            return ""  # their descriptions differ by the title only
    return page.description


def _list_member_facts(site: Site, row: MemberRow) -> Iterator[str]:
    for position in row.shown_positions:
        yield site.localize(position.organisation.name)
        yield position.organisation.acronym or ""
    yield _name_country(site, row.member)


def _name_country(site: Site, record: Record) -> str:
    code: str | None = getattr(record, "country", None)
    return site.country_name(code).text if code else ""


def _join(parts: Iterable[str]) -> str:
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _list_sections(page: Page, texts: Iterable[str]) -> Iterator[SearchSection]:
    """Yield the parts of a page: first what has no heading, with the texts of its record."""
    html = _get_html(page.content) if page.content else ""
    before, *rest = _HEADING.split(html)
    intro = "\n".join(filter(None, (convert_html_to_text(before), *dict.fromkeys(texts))))
    yield SearchSection("", "", intro)
    for anchor, heading, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        yield SearchSection(
            unescape(anchor), convert_html_to_text(heading), convert_html_to_text(text)
        )


def _get_html(content: Content) -> str:
    """Return the HTML of a text; only its words are used, not its links."""
    return content.html(".")
