"""Build into a staging folder, audit the result, then swap the folders.

Visitors see one complete site at any time: the old one or the new one.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from coalition.addresses import (
    PublishedVersion,
    diagnose_lost_paths,
    load_allowed_losses,
    read_published_data,
    read_published_version,
    read_site_sources,
)
from coalition.audit import BuiltSite, PageSources, SiteFolder, audit_site, list_addresses
from coalition.build import offline, pelican_process
from coalition.diagnostics import (
    BuildError,
    CommandError,
    DataError,
    Diagnostic,
    format_diagnostics,
    wrap_os_error,
)
from coalition.output import (
    ensure_no_foreign_files,
    lock_folder,
    precompress_files,
    preserve_mtimes,
    reserve_staging_path,
    swap_folders,
    write_build_info,
)
from coalition.project import load_coalition, load_coalition_data, read_markdown_files
from coalition.rules import check_future_dates
from coalition.site import dump_published_data


@dataclass(frozen=True)
class BuildOptions:
    """Options of a build for publishing.

    `published` makes the site's URL required. `compressed` adds compressed copies of text files.
    `with_offline_edition` offers that edition on the data page. `against` is the URL or the file of
    the published site or its sitemap, or a commit: none of its pages may get lost.
    """

    published: bool = False
    compressed: bool = False
    with_offline_edition: bool = False
    against: str = ""


DEFAULT_BUILD_OPTIONS = BuildOptions()


def find_site_url(root: Path) -> str:
    """Return the URL of the published site, from the environment or the data; empty if unknown.

    Data that cannot be read have no URL; the build that follows reports what is wrong with them.
    """
    url = os.environ.get("SITE_URL", "").strip()
    if url:
        return url
    try:
        return load_coalition(root / "data").url or ""
    except DataError:
        return ""


def build_site(
    root: Path, output: Path, site_url: str, options: BuildOptions = DEFAULT_BUILD_OPTIONS
) -> None:
    """Build the site of the project `root`, and replace `output` with it.

    `site_url` is the one that visitors will use; without it, the build leaves out what needs one:
    canonical URLs, sitemap, feeds. Waits while another command builds into the same folder. Raises
    BuildError and then leaves `output` as it was.
    """
    site_url = site_url.rstrip("/")  # Pelican warns of a trailing slash
    try:
        published = _read_published_version(root, options.against)
        with lock_folder(output), reserve_staging_path(output) as staging:
            ensure_no_foreign_files(output)  # also before the swap; here it saves a build
            sources = _render_pages(root, staging, site_url, options)
            built = BuiltSite(SiteFolder(staging), root, output.name, site_url, sources)
            _check_site(built, published)
            write_build_info(root, staging)
            if options.compressed:
                precompress_files(staging)
            preserve_mtimes(staging, output)
            swap_folders(staging, output)
    except DataError as error:
        raise BuildError(
            format_diagnostics(error.diagnostics), str(error), error.diagnostics
        ) from error
    except CommandError as error:
        raise BuildError("", f"the site was not built: {error}") from error
    except OSError as error:
        raise wrap_os_error(error, "the site was not built") from error


def find_future_dates(root: Path, today: datetime.date) -> list[Diagnostic]:
    """Return warnings about dates after `today` that a finished site states as facts.

    The same ones as in a check; they do not change the site.
    """
    try:
        data = load_coalition_data(root / "data")
    except DataError:  # changed since the site was built
        return []
    files = read_markdown_files(root / "content", data.coalition.default_language)
    return sorted(check_future_dates(data, files, today))


def _read_published_version(root: Path, against: str) -> PublishedVersion | None:
    """Return what is published now, if it is to be compared. Raises DataError."""
    published = read_published_version(root, against) if against else None
    if published and published.site.note:
        print(f"note: {published.site.note}", file=sys.stderr)
    return published


def _render_pages(
    root: Path, staging: Path, site_url: str, options: BuildOptions
) -> dict[str, PageSources]:
    """Have Pelican write the pages into `staging`, and return the sources of each."""
    settings = "publishconf.py" if site_url or options.published else "pelicanconf.py"
    archive_name = f"{offline.get_offline_name(root)}.zip" if options.with_offline_edition else ""
    with (
        reserve_staging_path(staging) as sources_file,
        reserve_staging_path(staging) as published_file,
    ):
        if options.against and (published := read_published_data(root, options.against)):
            published_file.write_bytes(dump_published_data(published))
        extra_settings = {
            "OFFLINE_COPY": archive_name,
            "SOURCES_FILE": str(sources_file),
            "PUBLISHED_DATA": str(published_file) if published_file.exists() else "",
        }
        pelican_process.run_pelican(root, staging, site_url, settings, extra_settings)
        sources_by_page = (
            json.loads(sources_file.read_text("utf-8")) if sources_file.exists() else {}
        )
    if archive_name:
        with reserve_staging_path(staging) as pages:
            offline.write_offline_edition(root, staging / archive_name, pages, site_url)
    return {
        page: PageSources(tuple(files), template)
        for page, (files, template) in sources_by_page.items()
    }


def _check_site(site: BuiltSite, published: PublishedVersion | None) -> None:
    """Raise DataError for issues of a finished site and for URLs lost since the last one."""
    diagnostics = audit_site(site)
    if published:
        addresses, sources = list_addresses(site), read_site_sources(site.root)
        losses = load_allowed_losses(site.root)
        diagnostics += diagnose_lost_paths(published, addresses, sources, losses)
    if diagnostics:
        raise DataError(diagnostics)
