"""The text beside the pages of an offline edition: what it is, in each language of the site."""

from __future__ import annotations

from collections.abc import Iterable

from coalition.site.site import Site

README_FILE = "README.txt"


def render_offline_readme(sites: Iterable[Site]) -> str:
    """What the folder is, from when, which file to open, and where the living site is.

    Lines end as old editors on Windows want them; all others take that too.
    """
    return "\r\n".join(line for site in sites for line in (*_describe_site(site), ""))


def _describe_site(site: Site) -> list[str]:
    _ = site.language.translations.gettext
    day = site.language.format_date(site.as_of) if site.as_of else ""
    said = _("Offline edition, as of %(day)s") % {"day": day} if day else _("Offline edition")
    lines = [
        f"{site.localize(site.coalition.name)} ({site.coalition.acronym})",
        said,
        _("Open this file with a web browser: %(file)s") % {"file": site.get_address("home").file},
    ]
    if site.home_url:
        lines.append(_("The current site: %(address)s") % {"address": site.home_url})
    return lines
