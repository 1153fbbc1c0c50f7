"""The README of an offline edition, in each language of the site."""

from __future__ import annotations

from collections.abc import Iterable

from coalition.site.site import Site

README_FILE = "README.txt"


def render_offline_readme(sites: Iterable[Site]) -> str:
    """Return a text that says what the folder is, its date, which file to open, and the live URL.

    Lines end in CRLF: old editors on Windows need that, and all others accept it.
    """
    return "\r\n".join(line for site in sites for line in (*_describe_site(site), ""))


def _describe_site(site: Site) -> list[str]:
    _ = site.language.translations.gettext
    day = site.language.format_date(site.as_of) if site.as_of else ""
    edition = _("Offline edition, as of %(day)s") % {"day": day} if day else _("Offline edition")
    lines = [
        f"{site.localize(site.coalition.name)} ({site.coalition.acronym})",
        edition,
        _("Open this file with a web browser: %(file)s") % {"file": site.get_address("home").file},
    ]
    if site.home_url:
        lines.append(_("The current site: %(address)s") % {"address": site.home_url})
    return lines
