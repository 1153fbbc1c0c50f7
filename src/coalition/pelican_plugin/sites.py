"""What a build and a preview both make: the sites of a project, the texts that Pelican has read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Set
from functools import partial
from gettext import NullTranslations
from pathlib import Path, PurePosixPath
from typing import Any

from coalition.diagnostics import DataError, Diagnostic, Location, quote_value
from coalition.i18n import Language
from coalition.markup import FILE_POLICY, sanitize_html
from coalition.model import Content, ContentIndex, LocalizedText, parse_iso_date
from coalition.project import MEDIA_FOLDERS, MarkdownFile, Project, find_node, list_media_files
from coalition.site import ASSETS_FOLDER, CoalitionIndex, RedirectView, Site, build_pages
from coalition.sources import read_yaml

PROJECT_SETTING = "PROJECT"
"""The setting under which what was read travels to Pelican's generators."""

FILE_FOLDERS = {f"{ASSETS_FOLDER}/", *(f"{name}/" for name in MEDIA_FOLDERS)}
"""The folders at the top of a site that hold no pages."""

SOURCE_TRANSLATIONS = NullTranslations()
"""The words of the source, which need no catalogue."""

PelicanSettings = dict[str, Any]
PelicanContent = Any  # Pelican carries no types


def get_project_root(settings: PelicanSettings) -> Path:
    """The project's folder: the one that `content/` lies in."""
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
    """The coalition's site in each of its languages, the first one first; see `Site`."""
    coalition = project.coalition
    index = CoalitionIndex(coalition)
    languages = tuple(
        Language(
            code,
            project.catalogs[code].translations
            if code in project.catalogs
            else SOURCE_TRANSLATIONS,
        )
        for code in coalition.languages
    )
    made = partial(Site, offline=offline, live_url=live_url, offline_copy=offline_copy)
    return [
        made(index, content, spoken, languages, site_url, lambda: project.progress)
        for spoken in languages
    ]


def ensure_valid_redirects(site: Site, root: Path) -> None:
    """See that each former address in the coalition's file is free, and leads to a page.

    Raises DataError. Which pages there are is the same in every language.
    """
    if not site.coalition.redirects:
        return
    everything = list(build_pages(site))
    lasting = {page.address.path for page in everything if not isinstance(page.view, RedirectView)}
    by_ids = {page.address.path for page in everything if page.address.kind != "page"}
    wrong = list(_invalid_redirects(site)) or list(
        _conflicting_redirects(site, lasting, by_ids | lasting)
    )
    if wrong:
        document = read_yaml(root / "data/coalition.yaml", "data/coalition.yaml")
        assert document.root, "it was read a moment ago"
        places = [
            find_node(document.root, ("redirects", place, key))[1].location
            for place, key, *_ in wrong
        ]
        raise DataError(
            document.diagnostic_at(place, *told)
            for place, (_, _, *told) in zip(places, wrong, strict=True)
        )


def _invalid_redirects(site: Site) -> Iterator[tuple[int, str, str, str, str]]:
    """Addresses that begin with the folder of a language or with one of files; told as below."""
    languages = {
        site.address_builder.build("home", spoken.code).path for spoken in site.languages
    } - {""}
    for place, redirect in enumerate(site.coalition.redirects):
        for key, path in (("from", redirect.source), ("to", redirect.target)):
            first = path.lstrip("/").partition("/")[0] + "/"
            if first in languages:
                message = f"'{path}' begins with the folder of a language"
                hint = f"leave '{first}' out: an entry holds for all languages"
                yield place, key, "invalid-path", message, hint
            elif first in FILE_FOLDERS:
                message = f"'{path}' lies in a folder of files, not of pages"
                yield place, key, "invalid-path", message, "only pages can move: delete this entry"


def _conflicting_redirects(
    site: Site, page_paths: Set[str], taken_paths: Set[str]
) -> Iterator[tuple[int, str, str, str, str]]:
    """Of each: which entry, which of its keys, the problem's name, message and hint."""
    former: set[str] = set()
    for place, redirect in enumerate(site.coalition.redirects):
        if site.get_address_at(redirect.source).path in taken_paths:
            hint = "delete this entry, or give the page there another address"
            yield place, "from", "address-taken", f"there is a page at '{redirect.source}'", hint
        if redirect.source in former:
            hint = "delete one of the two"
            yield place, "from", "address-taken", f"'{redirect.source}' has moved already", hint
        if site.get_address_at(redirect.target).path not in page_paths:
            hint = "give the address of a page that visitors should see instead, such as '/news/'"
            yield place, "to", "moved-nowhere", f"there is no page at '{redirect.target}'", hint
        former.add(redirect.source)


def ensure_allowed_static_files(context: PelicanSettings) -> None:
    """Check that Pelican publishes no file but the pictures and documents of `content/`.

    The build asks this once more, whatever the check has found in the texts: a way to write a link
    that only Pelican understands must not publish a file of the machine that builds the site.
    Raises DataError.
    """
    content = Path(context["PATH"])
    known = {str(path) for path in list_media_files(content)}
    found = []
    for static in context["staticfiles"]:
        source = os.path.normpath(content / static.source_path)
        target = PurePosixPath(static.save_as)
        if source not in known or ".." in target.parts or f"{target.parts[0]}/" not in FILE_FOLDERS:
            file = quote_value(os.path.relpath(source, content.parent))
            message = f"a text would publish {file} as '{static.save_as}'"
            hint = "link to files in content/images/ or content/files/ only"
            found.append(Diagnostic(Location("content"), "unsupported-file", message, hint))
    if found:
        raise DataError(found)


def collect_content(context: PelicanSettings) -> ContentIndex:
    """The texts that Pelican has read."""
    root = get_project_root(context)
    files: Mapping[str, MarkdownFile] = context[PROJECT_SETTING].markdown_files
    return ContentIndex.from_contents(
        (_convert_content(content, root, files) for content in context["pages"]),
        (_convert_content(content, root, files) for content in context["articles"]),
    )


def _convert_content(
    content: PelicanContent, root: Path, files: Mapping[str, MarkdownFile]
) -> Content:
    name = Path(content.source_path).relative_to(root).as_posix()
    file = files[name]
    written = content.metadata.get("date")
    summary = str(content.metadata.get("summary", ""))
    confirmed = content.metadata.get("checked")
    return Content(
        slug=content.slug,
        language=content.lang,
        title=LocalizedText(content.title, content.lang),
        summary=LocalizedText(" ".join(summary.split()), content.lang),
        # Once more: Pelican puts addresses into the HTML as text
        html=lambda root: sanitize_html(content.get_content(root), FILE_POLICY),
        file=name,
        date=written.date() if written else None,
        checked=parse_iso_date(confirmed) if confirmed else None,
        reviewed=file.reviewed,
        outdated=file.outdated,
    )
