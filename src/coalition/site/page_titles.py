"""The titles of pages in browsers and search results: unique, and short where the words allow.

A title is the heading of the page, what distinguishes it from others (the context, such as the
organisation of a member) and the acronym of the coalition. Search engines cut titles off after
about 70 characters, so parts are left out of a longer one, in the order of `choose_title`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coalition.site import views
from coalition.site.event_filters import format_event_days
from coalition.site.pages import Page
from coalition.site.site import Site

MAX_TITLE_LENGTH = 70
"""Number of characters of a title that search engines show."""

_SEPARATOR = " – "


@dataclass(frozen=True)
class TitleParts:
    """What a title is made of: the `heading`, the `context` and the `acronym` of the coalition.

    `short_context` says the same as the context in fewer words. Both are empty if there is none.
    `unique` is true if no other page has the heading, so that the context can be left out.
    """

    heading: str
    acronym: str
    context: str = ""
    short_context: str = ""
    unique: bool = True

    @property
    def full_heading(self) -> str:
        """The heading with its context, for places that name the coalition elsewhere."""
        return _join(self.heading, self.context)


def choose_title(parts: TitleParts) -> str:
    """Return the fullest title that is not too long; if all are, the shortest that is unique.

    The acronym is left out first, then the context is shortened, and then left out if no other page
    has the heading; the acronym comes back where it fits.
    """
    contexts = [parts.context]
    if parts.context and parts.short_context:
        contexts.append(parts.short_context)
    if parts.context and parts.unique:
        contexts.append("")
    headings = [_join(parts.heading, context) for context in contexts]
    titles = [title for heading in headings for title in _list_endings(heading, parts.acronym)]
    fitting = (title for title in titles if len(title) <= MAX_TITLE_LENGTH)
    return next(fitting, None) or min(titles, key=len)


def get_title_parts(site: Site, page: Page) -> TitleParts:
    """Return what the title of a page is made of, in the page's language."""
    is_home = page.address.kind == "home"
    heading = site.localize(site.coalition.name) if is_home else page.title.text
    context, short_context = _find_context(site, page)
    unique = site.heading_counts[heading] < 2
    if page.is_further and (list_page := page.list_page):
        heading = _name_further_page(site, heading, list_page)
    return TitleParts(heading, site.coalition.acronym, context, short_context, unique)


def _name_further_page(site: Site, heading: str, list_page: views.ListPage[Any]) -> str:
    """Return the heading with the part of a long list that a page of it has."""
    language = site.language
    _ = language.translations.gettext
    return _("%(title)s, page %(number)s of %(total)s (%(range)s)") % {
        "title": heading,
        "number": language.format_number(list_page.number),
        "total": language.format_number(list_page.listing.page_count),
        "range": list_page.range,
    }


def _find_context(site: Site, page: Page) -> tuple[str, str]:
    """Return what distinguishes a page from another with the same heading, and a short form.

    Two members may have one name, an event that of its report, and it may take place every year.
    """
    match page.view:
        case views.MemberView(row=row) if row.organisation:
            organisation = row.organisation
            return site.localize(organisation.name), organisation.acronym or ""
        case views.EventView(event=event):
            return format_event_days(event, site.language), ""
    if page.breadcrumbs and page.address.kind in {"working-group", "document"}:
        return page.breadcrumbs[-1].label.text, ""
    return "", ""


def _list_endings(heading: str, acronym: str) -> tuple[str, ...]:
    """Return the heading with and without the acronym.

    A heading that ends as a title does keeps it: without it, it could be the title of another page.
    """
    full = _join(heading, acronym)
    return (full,) if heading.endswith(_join("", acronym)) else (full, heading)


def _join(heading: str, part: str) -> str:
    return f"{heading}{_SEPARATOR}{part}" if part else heading
