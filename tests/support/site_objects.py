"""The sites of the tests' coalitions as objects, without pages: what data files are made from."""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations

from coalition.i18n import Language, read_catalogs
from coalition.model import Coalition, ContentIndex
from coalition.project import find_latest_check, load_coalition
from coalition.site import CoalitionIndex, Site
from coalition.site.generated_file import GeneratedFile
from support.projects import INVENTED, PROJECT

SITE_URL = "https://orchard.example/below"

_read_theme_catalogs = cache(read_catalogs)


def load_sites(name: str, site_url: str = SITE_URL) -> dict[str, Site]:
    """Return the site of one of the tests' coalitions in each language, by its code."""
    return make_sites(load_coalition(INVENTED / name / "data"), site_url)


def make_sites(coalition: Coalition, site_url: str = SITE_URL) -> dict[str, Site]:
    """Return the site of a coalition in each language, with the words of the theme."""
    index = CoalitionIndex(coalition, find_latest_check(coalition))
    languages = tuple(map(_make_language, coalition.languages))
    shared: dict[str, GeneratedFile] = {}
    return {
        language.code: Site(
            index, ContentIndex({}, {}), language, languages, site_url, shared_files=shared
        )
        for language in languages
    }


def _make_language(code: str) -> Language:
    catalogs = _read_theme_catalogs(PROJECT / "theme" / "locale")
    return Language(code, catalogs[code].translations if code in catalogs else NullTranslations())
