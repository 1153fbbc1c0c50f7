"""Read the site of a project in one language, for the commands that write for people."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from coalition.diagnostics import CommandError
from coalition.model import Content, ContentIndex
from coalition.project import Project, ensure_settings, load_project
from coalition.site import Site


class LanguageError(CommandError):
    """The site is not published in the language that was asked for."""

    code = 2


@dataclass(frozen=True)
class OpenSite:
    """A project, its site in one language, and its texts with the drafts."""

    project: Project
    site: Site
    drafts: ContentIndex

    def find_page(self, slug: str) -> Content | None:
        """Return the text of a page in exactly this language, draft or not."""
        return self.drafts.pages.get(slug, {}).get(self.site.language.code)


def open_site(root: Path, language: str = "") -> OpenSite:
    """Read the project in the folder `root`, with the positions of its entries.

    `language` is the code of one of the site's languages; the default one if it is empty. Raises
    DataError, and LanguageError for another language.
    """
    # reads Pelican, which takes longer to import than most commands to run
    from coalition.pelican_plugin import (  # noqa: PLC0415
        PelicanAdapter,
        create_sites,
        ensure_valid_site_url,
    )

    ensure_settings(root, ["pelicanconf.py"])
    project = load_project(root, thorough=True)
    codes = project.coalition.languages
    code = language.strip() or codes[0]
    if code not in codes:
        raise LanguageError(
            f"the site has no language '{language}'; its languages are {', '.join(codes)}"
        )
    address = os.environ.get("SITE_URL", "").strip() or project.coalition.url or ""
    url = ensure_valid_site_url(address)
    texts = PelicanAdapter(root, url).read_content(project)
    sites = create_sites(project, texts.content, url)
    site = next(one for one in sites if one.language.code == code)
    return OpenSite(project, site, texts.with_drafts)
