"""Check the pages of a project as a build for publishing would, in memory."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from coalition.audit import audit_site
from coalition.diagnostics import DataError
from coalition.pelican_plugin import (
    PelicanAdapter,
    TemplateBytecodeCache,
    create_sites,
    ensure_existing_pages,
    ensure_valid_site_url,
    fail_on_untranslated,
)
from coalition.preflight.site_in_memory import SiteInMemory
from coalition.project import Project, ensure_settings
from coalition.site import build_assets, render_goal_css, render_listed_files

PLACEHOLDER_SITE_URL = "https://site.invalid"
"""The URL of the site if nobody has said yet where it will be: pages need one to be complete.

Nothing else can be at this host (RFC 2606).
"""


def precompile_templates(root: Path) -> dict[str, bytes]:
    """Return the bytecode of the templates, to compile them while the project is being loaded.

    Returns nothing if that is not possible; rendering then reports why.
    """
    with suppress(DataError):
        ensure_settings(root, ["pelicanconf.py"])
        return PelicanAdapter(root, "").compile_templates()
    return {}


def check_pages(
    root: Path, project: Project, site_url: str = "", bytecode: Mapping[str, bytes] | None = None
) -> None:
    """Render and audit every page of the project in the folder `root`.

    `site_url` is the URL of the published site; if it is empty, the one in the data is used.
    `bytecode` is that of the templates, if they have been compiled.
    Raises DataError with everything for which a build for publishing would be refused.
    """
    site_url = ensure_valid_site_url(site_url or project.coalition.url or "")
    TemplateBytecodeCache.bytecode.update(bytecode or {})
    site = render_in_memory(root, project, site_url or PLACEHOLDER_SITE_URL)
    render_listed_files(site.sites[0])
    if diagnostics := audit_site(site.as_built_site(root)):
        raise DataError(diagnostics)


def render_in_memory(root: Path, project: Project, site_url: str) -> SiteInMemory:
    """Return the site of a project, whose files are rendered when they are read.

    Raises DataError for what stops a build before it writes any page.
    """
    ensure_settings(root, ["pelicanconf.py"])
    theme = root / "theme"
    pelican = PelicanAdapter(root, site_url)
    content, media_files, _ = pelican.read_content(project)
    assets = build_assets(theme / "static", render_goal_css(project.coalition.goals))
    sites = create_sites(project, content, site_url)
    fail_on_untranslated(sites)
    ensure_existing_pages(sites[0], root)
    environment = pelican.create_environment(assets)
    return SiteInMemory(sites, environment, theme, assets, media_files)
