"""Build beside the old site, look at it, then swap: visitors always see one complete site."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from coalition.audit import (
    BuiltSite,
    PageSources,
    PublishedSite,
    audit_site,
    check_lost_urls,
    read_published_site,
)
from coalition.build import offline, pelican_process
from coalition.diagnostics import (
    BuildError,
    CommandError,
    DataError,
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
from coalition.project import load_coalition


@dataclass(frozen=True)
class BuildOptions:
    """What a build is to be more than a site to look at.

    If `published`, the site's address has to be known. If `packed`, packed copies stand beside the
    files of text. If `with_offline`, the page on data offers the offline edition. `against` is the
    site that is published now, or its sitemap, as an address or a file: no page of it may get lost.
    """

    published: bool = False
    compressed: bool = False
    with_offline_edition: bool = False
    against: str = ""


DEFAULT_BUILD_OPTIONS = BuildOptions()


def find_site_url(root: Path) -> str:
    """The published site's address, from the environment or the data; empty if neither has it.

    Data that cannot be read have no address; the build that follows says what is wrong with them.
    """
    address = os.environ.get("SITE_URL", "").strip()
    if address:
        return address
    try:
        return load_coalition(root / "data").url or ""
    except DataError:
        return ""


def build_site(
    root: Path, output: Path, site_url: str, options: BuildOptions = DEFAULT_BUILD_OPTIONS
) -> None:
    """Build the site of `root` and put it in the place of `output`.

    `site_url` is the one that visitors will use; without it the build leaves out what needs one
    (canonical addresses, sitemap, feeds). Waits for another build of the same folder. Raises
    engine.BuildError, with `output` as it was.
    """
    site_url = site_url.rstrip("/")  # Pelican warns of a slash there
    try:
        last = _read_published_site(options.against)
        with lock_folder(output), reserve_staging_path(output) as fresh:
            ensure_no_foreign_files(output)  # again before the swap, but here no time is lost
            sources = _render_pages(root, fresh, site_url, options)
            _check_site(BuiltSite(fresh, root, output.name, site_url, sources), last)
            write_build_info(root, fresh)
            if options.compressed:
                precompress_files(fresh)
            preserve_mtimes(fresh, output)
            swap_folders(fresh, output)
    except DataError as error:
        raise BuildError(
            format_diagnostics(error.diagnostics), str(error), error.diagnostics
        ) from error
    except CommandError as error:
        raise BuildError("", f"the site was not built: {error}") from error
    except OSError as error:
        raise wrap_os_error(error, "the site was not built") from error


def _read_published_site(against: str) -> PublishedSite:
    """The site that is published now. Raises DataError where it cannot be read."""
    last = read_published_site(against) if against else PublishedSite()
    if last.note:
        print(f"note: {last.note}", file=sys.stderr)
    return last


def _render_pages(
    root: Path, staging: Path, site_url: str, options: BuildOptions
) -> dict[str, PageSources]:
    """Have the pages written into the folder `staging`; says what each of them is made of."""
    settings = "publishconf.py" if site_url or options.published else "pelicanconf.py"
    copy = f"{offline.get_offline_name(root)}.zip" if options.with_offline_edition else ""
    with reserve_staging_path(staging) as sources:
        extra = {"OFFLINE_COPY": copy, "SOURCES_FILE": str(sources)}
        pelican_process.run_pelican(root, staging, site_url, settings, extra)
        told = json.loads(sources.read_text("utf-8")) if sources.exists() else {}
    if copy:
        with reserve_staging_path(staging) as pages:
            offline.write_offline_edition(root, staging / copy, pages, site_url)
    return {page: PageSources(tuple(files), template) for page, (files, template) in told.items()}


def _check_site(site: BuiltSite, last: PublishedSite) -> None:
    """Raise DataError with all that is wrong in a finished site, or lost since the `last` one."""
    problems = [*audit_site(site), *check_lost_urls(site, last)]
    if problems:
        raise DataError(problems)
