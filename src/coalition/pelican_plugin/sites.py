"""What a build and the preview both need: the sites of a project, the texts that Pelican read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import partial
from gettext import NullTranslations
from pathlib import Path, PurePosixPath
from typing import Any

from coalition.diagnostics import DataError, Diagnostic, Location, Message, quote_value
from coalition.i18n import Language
from coalition.markup import FILE_POLICY, sanitize_html
from coalition.model import Content, ContentIndex, LocalizedText, is_site_url, parse_iso_date
from coalition.pelican_plugin.page_references import FILE_FOLDERS
from coalition.pictures import FORMATS_BY_SUFFIX
from coalition.project import (
    MarkdownFile,
    Project,
    list_media_files,
    read_article_references,
)
from coalition.site import (
    CoalitionIndex,
    PictureLibrary,
    Site,
    StrictTranslations,
    list_logos,
    parse_theme_colours,
)

PROJECT_SETTING = "PROJECT"
"""The setting that hands the loaded project to Pelican's generators."""

SOURCE_TRANSLATIONS = NullTranslations()
"""Translations of the source language: messages pass through unchanged."""

PelicanSettings = dict[str, Any]
PelicanContent = Any  # Pelican has no type annotations


def get_project_root(settings: PelicanSettings) -> Path:
    """Return the project's folder: the one that contains `content/`."""
    return Path(settings["PATH"]).parent


def create_sites(
    project: Project,
    content: ContentIndex,
    site_url: str,
    *,
    offline: bool = False,
    live_url: str = "",
    offline_copy: str = "",
) -> list[Site]:
    """Return the site in each of the coalition's languages, the default one first; see `Site`."""
    coalition = project.coalition
    index = CoalitionIndex(coalition, project.day)
    languages = tuple(
        Language(
            code,
            project.catalogs[code].translations
            if code in project.catalogs
            else SOURCE_TRANSLATIONS,
        )
        for code in coalition.languages
    )
    create_site = partial(
        Site,
        offline=offline,
        live_url=live_url,
        offline_copy=offline_copy,
        pictures=PictureLibrary(project.pictures, coalition.members, list_logos(coalition)),
        file_sizes=project.file_sizes,
        mark=project.mark,
        colours=parse_theme_colours(project.tokens),
        shared_files={},
    )
    return [
        create_site(index, content, language, languages, site_url, lambda: project.progress)
        for language in languages
    ]


def fail_on_untranslated(sites: Iterable[Site]) -> None:
    """Make messages without a translation stop the build."""
    for site in sites:
        if site.language.translations is not SOURCE_TRANSLATIONS:
            site.language.translations.add_fallback(StrictTranslations(site.language.code))


def ensure_valid_site_url(url: str) -> str:
    """Return the URL of the published site without a trailing slash; it may be empty.

    Raises DataError if no site can be published there.
    """
    if url and not is_site_url(url):
        hint = Message(
            "write the whole address, without ? and #, as in 'https://example.org/site/'"
        )
        if "@" in url:
            hint = Message("remove the part before the '@': it would be published")
        elif url.endswith("/index.html"):
            hint = Message("leave out 'index.html': this is the address of the folder")
        message = Message(
            "the site cannot be published at '%(url)s'", url=re.sub("//[^/]*@", "//…@", url)
        )
        raise DataError([Diagnostic(Location("SITE_URL"), "invalid-address", message, hint)])
    return url.rstrip("/")


def select_static_files(context: PelicanSettings) -> None:
    """Leave Pelican only those files to copy that are published as they are.

    Of a picture made of pixels, smaller copies without its metadata are published. Raises DataError
    if there is a file that `content/` may not contain. This is checked although `tasks.py check`
    has checked the texts: a link that only Pelican understands must not publish a file of the build
    machine.
    """
    content = Path(context["PATH"])
    allowed = {str(path) for path in list_media_files(content)}
    diagnostics = []
    for static in context["staticfiles"]:
        source = os.path.normpath(content / static.source_path)
        target = PurePosixPath(static.save_as)
        if (
            source not in allowed
            or ".." in target.parts
            or f"{target.parts[0]}/" not in FILE_FOLDERS
        ):
            file = quote_value(os.path.relpath(source, content.parent))
            message = Message(
                "a text would publish %(file)s as '%(save_as)s'", file=file, save_as=static.save_as
            )
            hint = Message("link to files in content/images/ or content/files/ only")
            diagnostics.append(Diagnostic(Location("content"), "unsupported-file", message, hint))
    if diagnostics:
        raise DataError(diagnostics)
    context["staticfiles"] = [
        static
        for static in context["staticfiles"]
        if Path(static.source_path).suffix not in FORMATS_BY_SUFFIX
    ]


def collect_content(context: PelicanSettings, *, with_drafts: bool = False) -> ContentIndex:
    """Return the texts that Pelican has read: those to publish and, on request, the drafts."""
    root = get_project_root(context)
    files: Mapping[str, MarkdownFile] = context[PROJECT_SETTING].markdown_files
    pages, articles = context["pages"], context["articles"]
    if with_drafts:
        pages, articles = [*pages, *context["draft_pages"]], [*articles, *context["drafts"]]
    return ContentIndex.from_contents(
        (_convert_content(content, root, files) for content in pages),
        (_convert_content(content, root, files) for content in articles),
    )


def _convert_content(
    content: PelicanContent, root: Path, files: Mapping[str, MarkdownFile]
) -> Content:
    name = Path(content.source_path).relative_to(root).as_posix()
    file = files[name]
    date = content.metadata.get("date")
    summary = str(content.metadata.get("summary", ""))
    checked = content.metadata.get("checked")
    return Content(
        slug=content.slug,
        language=content.lang,
        title=LocalizedText(content.title, content.lang),
        summary=LocalizedText(" ".join(summary.split()), content.lang),
        # Sanitised again: Pelican inserts URLs into the HTML without escaping
        html=lambda root: sanitize_html(content.get_content(root), FILE_POLICY),
        file=name,
        date=date.date() if date else None,
        checked=parse_iso_date(checked) if checked else None,
        reviewed=file.reviewed,
        outdated=file.outdated,
        draft=not file.published,
        references=read_article_references(file),
    )
