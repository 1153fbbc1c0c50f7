"""What a build and a preview both make: the sites of a project, the texts that Pelican has read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Set
from functools import partial
from gettext import NullTranslations
from pathlib import Path, PurePosixPath
from typing import Any

from coalition.diagnostics.diagnostic import DataError, Place, Problem, quoted
from coalition.i18n.locale import Language
from coalition.markup import html_policy
from coalition.model.content import Library, Prose
from coalition.model.field_types import Resolved, parse_day
from coalition.project import media_files
from coalition.project.project import Project
from coalition.project.raw_entries import find
from coalition.project.translated_files import TextFile
from coalition.site.assets import FOLDER
from coalition.site.pages import pages
from coalition.site.queries import Index
from coalition.site.site import Site
from coalition.site.views import MovedView
from coalition.sources.yaml_parser import read

PROJECT = "PROJECT"
"""The setting under which what was read travels to Pelican's generators."""

OF_FILES = {f"{FOLDER}/", *(f"{name}/" for name in media_files.FOLDERS)}
"""The folders at the top of a site that hold no pages."""

SOURCE = NullTranslations()
"""The words of the source, which need no catalogue."""

Settings = dict[str, Any]
Content = Any  # Pelican carries no types


def project_folder(settings: Settings) -> Path:
    """The project's folder: the one that `content/` lies in."""
    return Path(settings["PATH"]).parent


def sites_of(
    project: Project,
    texts: Library,
    site_url: str,
    *,
    offline: bool = False,
    living: str = "",
    offline_copy: str = "",
) -> list[Site]:
    """The coalition's site in each of its languages, the first one first; see `Site`."""
    coalition = project.coalition
    index = Index(coalition)
    languages = tuple(
        Language(code, project.catalogues[code].words if code in project.catalogues else SOURCE)
        for code in coalition.languages
    )
    made = partial(Site, offline=offline, living=living, offline_copy=offline_copy)
    return [
        made(index, texts, spoken, languages, site_url, lambda: project.progress)
        for spoken in languages
    ]


def check_moves(site: Site, root: Path) -> None:
    """See that each former address in the coalition's file is free, and leads to a page.

    Raises DataError. Which pages there are is the same in every language.
    """
    if not site.coalition.moved:
        return
    everything = list(pages(site))
    lasting = {page.address.path for page in everything if not isinstance(page.view, MovedView)}
    by_ids = {page.address.path for page in everything if page.address.kind != "page"}
    wrong = list(_misread_moves(site)) or list(_wrong_moves(site, lasting, by_ids | lasting))
    if wrong:
        document = read(root / "data/coalition.yaml", "data/coalition.yaml")
        assert document.root, "it was read a moment ago"
        places = [find(document.root, ("moved", place, key))[1].place for place, key, *_ in wrong]
        raise DataError(
            document.problem(place, *told)
            for place, (_, _, *told) in zip(places, wrong, strict=True)
        )


def _misread_moves(site: Site) -> Iterator[tuple[int, str, str, str, str]]:
    """Addresses that begin with the folder of a language or with one of files; told as below."""
    languages = {site.addresses.of("home", spoken.code).path for spoken in site.languages} - {""}
    for place, move in enumerate(site.coalition.moved):
        for key, path in (("was", move.was), ("now", move.now)):
            first = path.lstrip("/").partition("/")[0] + "/"
            if first in languages:
                message = f"'{path}' begins with the folder of a language"
                hint = f"leave '{first}' out: an entry holds for all languages"
                yield place, key, "invalid-path", message, hint
            elif first in OF_FILES:
                message = f"'{path}' lies in a folder of files, not of pages"
                yield place, key, "invalid-path", message, "only pages can move: delete this entry"


def _wrong_moves(
    site: Site, lasting: Set[str], taken: Set[str]
) -> Iterator[tuple[int, str, str, str, str]]:
    """Of each: which entry, which of its keys, the problem's name, message and hint."""
    former: set[str] = set()
    for place, move in enumerate(site.coalition.moved):
        if site.at(move.was).path in taken:
            hint = "delete this entry, or give the page there another address"
            yield place, "was", "address-taken", f"there is a page at '{move.was}'", hint
        if move.was in former:
            hint = "delete one of the two"
            yield place, "was", "address-taken", f"'{move.was}' has moved already", hint
        if site.at(move.now).path not in lasting:
            hint = "give the address of a page that visitors should see instead, such as '/news/'"
            yield place, "now", "moved-nowhere", f"there is no page at '{move.now}'", hint
        former.add(move.was)


def ensure_media(context: Settings) -> None:
    """Check that Pelican publishes no file but the pictures and documents of `content/`.

    The build asks this once more, whatever the check has found in the texts: a way to write a link
    that only Pelican understands must not publish a file of the machine that builds the site.
    Raises DataError.
    """
    content = Path(context["PATH"])
    known = {str(path) for path in media_files.media_files(content)}
    found = []
    for static in context["staticfiles"]:
        source = os.path.normpath(content / static.source_path)
        target = PurePosixPath(static.save_as)
        if source not in known or ".." in target.parts or f"{target.parts[0]}/" not in OF_FILES:
            file = quoted(os.path.relpath(source, content.parent))
            message = f"a text would publish {file} as '{static.save_as}'"
            hint = "link to files in content/images/ or content/files/ only"
            found.append(Problem(Place("content"), "unsupported-file", message, hint))
    if found:
        raise DataError(found)


def texts_in(context: Settings) -> Library:
    """The texts that Pelican has read."""
    root = project_folder(context)
    files: Mapping[str, TextFile] = context[PROJECT].texts
    return Library.of(
        (_prose(content, root, files) for content in context["pages"]),
        (_prose(content, root, files) for content in context["articles"]),
    )


def _prose(content: Content, root: Path, files: Mapping[str, TextFile]) -> Prose:
    name = Path(content.source_path).relative_to(root).as_posix()
    file = files[name]
    written = content.metadata.get("date")
    summary = str(content.metadata.get("summary", ""))
    confirmed = content.metadata.get("checked")
    return Prose(
        slug=content.slug,
        language=content.lang,
        title=Resolved(content.title, content.lang),
        summary=Resolved(" ".join(summary.split()), content.lang),
        # Once more: Pelican puts addresses into the HTML as text
        html=lambda root: html_policy.clean(content.get_content(root), html_policy.FILE),
        file=name,
        date=written.date() if written else None,
        checked=parse_day(confirmed) if confirmed else None,
        reviewed=file.reviewed,
        behind=file.behind,
    )
