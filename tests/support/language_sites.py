"""Sites in memory, in any language, from data that a test writes, without Pelican."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from coalition.i18n import Language, read_catalogs
from coalition.model import Content, ContentIndex, LocalizedText
from coalition.pelican_plugin.sites import SOURCE_TRANSLATIONS
from coalition.project.loader import LoadedData, load_coalition_data
from coalition.site import CoalitionIndex, Site
from coalition.sources import Cache
from support.projects import INVENTED, PROJECT

CATALOGS = read_catalogs(PROJECT / "theme" / "locale", Cache())


def write_data(folder: Path, files: Mapping[str, str], base: str = "lantern") -> Path:
    """Copy the data of an invented coalition, and replace files by name; return the folder."""
    data = folder / "data"
    shutil.copytree(INVENTED / base / "data", data)
    for name, text in files.items():
        (data / f"{name}.yaml").write_text(text, encoding="utf-8")
    return data


def make_language(code: str) -> Language:
    """Return a language with the translations of the theme."""
    translations = CATALOGS[code].translations if code in CATALOGS else SOURCE_TRANSLATIONS
    return Language(code, translations)


def make_content(slug: str, day: date | None = None, language: str = "en") -> Content:
    """Return a text whose title is made from its slug."""
    title = LocalizedText(slug.replace("-", " ").capitalize(), language)
    summary = LocalizedText("", language)
    return Content(slug, language, title, summary, lambda root: "", f"{slug}.{language}.md", day)


def make_site(
    data: LoadedData,
    language: str = "en",
    day: date | None = date(2024, 6, 30),
    pages: Iterable[str] = (),
    news: Mapping[str, date] | None = None,
) -> Site:
    """Return the site of data in one language; `news` are the days of articles by their slugs."""
    articles = [make_content(slug, written) for slug, written in (news or {}).items()]
    content = ContentIndex.from_contents(map(make_content, pages), articles)
    languages = tuple(map(make_language, data.coalition.languages))
    index = CoalitionIndex(data.coalition, day)
    chosen = next(one for one in languages if one.code == language)
    return Site(index, content, chosen, languages, "")


def load(folder: Path, files: Mapping[str, str], base: str = "lantern") -> LoadedData:
    """Load the data of an invented coalition with files replaced."""
    return load_coalition_data(write_data(folder, files, base))
