"""What a build and a preview both make: the sites of a project, the texts that Pelican has read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from coalition.fields import Resolved
from coalition.languages import Language
from coalition.prose import Library, Prose
from coalition.reading.project import Project
from coalition.reading.translated_files import TextFile
from coalition.showing.index import Index
from coalition.showing.site import Site

PROJECT = "PROJECT"
"""The setting under which what was read travels to Pelican's generators."""

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
        html=content.get_content,
        file=name,
        date=written.date() if written else None,
        checked=date.fromisoformat(confirmed) if confirmed else None,
        reviewed=file.reviewed,
        behind=file.behind,
    )
