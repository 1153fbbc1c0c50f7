"""Words for kinds of profile links and organisations, offices, and groups of countries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coalition.i18n import Language
from coalition.model import LocalizedText, Office, OfficeRole, OrganisationKind, ProfileLink
from coalition.site.site import Site

SERVICE_NAMES: Mapping[str, str] = {
    "bluesky": "Bluesky",
    "codeberg": "Codeberg",
    "github": "GitHub",
    "gitlab": "GitLab",
    "google-scholar": "Google Scholar",
    "linkedin": "LinkedIn",
    "mastodon": "Mastodon",
    "researchgate": "ResearchGate",
    "wikidata": "Wikidata",
    "youtube": "YouTube",
    "zotero": "Zotero",
}
"""Proper names of services, by kind of link: they are the same in all languages."""

KINDS_ON_MANY_HOSTS = frozenset({"gitlab", "mastodon", "website"})
"""Kinds of links whose name does not say which host they lead to."""


def get_profile_label(site: Site, link: ProfileLink) -> LocalizedText:
    """Return the title of a profile link, or else the name of its service."""
    if link.title:
        return link.title.localize(site.language.code)
    name = SERVICE_NAMES.get(link.kind or "") or site.language.translations.gettext("Website")
    return LocalizedText(name, site.language.code)


def get_office_label(site: Site, office: Office) -> LocalizedText:
    """Return what the coalition calls an office, or else the usual word for it."""
    if office.title:
        return office.title.localize(site.language.code)
    return LocalizedText(_name_office_role(site, office.role), site.language.code)


def _name_office_role(site: Site, role: OfficeRole) -> str:
    _ = site.language.translations.gettext
    names: Mapping[OfficeRole, str] = {
        "chair": _("Chair"),
        "co-chair": _("Co-chair"),
        "vice-chair": _("Vice-chair"),
        "coordinator": _("Coordinator"),
        "secretariat": _("Secretariat"),
        "treasurer": _("Treasurer"),
    }
    return names[role]


def label_organisation_kind(kind: OrganisationKind, language: Language) -> str:
    """Return what a kind of organisation is called."""
    _ = language.translations.gettext
    labels: Mapping[OrganisationKind, str] = {
        "association": _("Association"),
        "charity": _("Charity"),
        "company": _("Company"),
        "government": _("Government body"),
        "intergovernmental": _("Intergovernmental organisation"),
        "library": _("Library"),
        "network": _("Network"),
        "research-institute": _("Research institute"),
        "school": _("School"),
        "university": _("University"),
    }
    return labels[kind]


def name_un_groups(groups: Iterable[str], language: Language) -> tuple[str, ...]:
    """Return the names of regional groups of the United Nations in `language`."""
    _ = language.translations.gettext
    names = {
        "african": _("African States"),
        "asia-pacific": _("Asia-Pacific States"),
        "eastern-european": _("Eastern European States"),
        "latin-american-caribbean": _("Latin American and Caribbean States"),
        "western-european-other": _("Western European and other States"),
    }
    return tuple(names[group] for group in groups)
