"""The kinds of pages as visitors know them: in results of the search, and in the list of all."""

from __future__ import annotations

from collections.abc import Mapping

from coalition.site.site import Site
from coalition.site.urls import PageKind

SEARCH_KINDS: Mapping[PageKind, str] = {"home": "page"}
"""Kinds of addresses that visitors do not tell from another one -> that other one."""


def get_search_kind(kind: PageKind) -> str:
    """Return the kind of a page as visitors know it, given that of its address."""
    return SEARCH_KINDS.get(kind, kind)


def label_search_kinds(site: Site) -> dict[str, str]:
    """Return what each kind is called in the language of a site."""
    _ = site.language.translations.gettext
    return {
        "page": _("Pages"),
        "member": _("People"),
        "organisation": _("Organisations"),
        "area": _("Areas of action"),
        "working-group": _("Working groups"),
        "event": _("Events"),
        "document": _("Documents"),
        "article": _("News"),
        "group": _("Stakeholder groups"),
        "country": _("Countries"),
        "goal": _("Goals"),
    }
