"""Build beside the old site, look at it, then swap: visitors always see one complete site."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from coalition.audit import published_urls, runner
from coalition.audit.built_site import Finished, Sources
from coalition.audit.published_urls import LastSite
from coalition.build import offline, pelican_process
from coalition.diagnostics.diagnostic import CommandError, DataError, report
from coalition.output import atomic_output, build_info, mtimes, output_files, precompress
from coalition.project import loader


@dataclass(frozen=True)
class Wanted:
    """What a build is to be more than a site to look at.

    If `published`, the site's address has to be known. If `packed`, packed copies stand beside the
    files of text. If `with_offline`, the page on data offers the offline edition. `against` is the
    site that is published now, or its sitemap, as an address or a file: no page of it may get lost.
    """

    published: bool = False
    packed: bool = False
    with_offline: bool = False
    against: str = ""


TO_LOOK_AT = Wanted()


def site_url(project: Path) -> str:
    """The published site's address, from the environment or the data; empty if neither has it.

    Data that cannot be read have no address; the build that follows says what is wrong with them.
    """
    address = os.environ.get("SITE_URL", "").strip()
    if address:
        return address
    try:
        return loader.load(project / "data").url or ""
    except DataError:
        return ""


def build(project: Path, output: Path, address: str, wanted: Wanted = TO_LOOK_AT) -> None:
    """Build the site of `project` and put it in the place of `output`.

    `address` is the one that visitors will use; without it the build leaves out what needs one
    (canonical addresses, sitemap, feeds). Waits for another build of the same folder. Raises
    engine.BuildError, with `output` as it was.
    """
    address = address.rstrip("/")  # Pelican warns of a slash there
    try:
        last = _last(wanted.against)
        with atomic_output.alone(output), atomic_output.new(output) as fresh:
            output_files.ensure_own(output)  # again before the swap, but here no time is lost
            sources = _write(project, fresh, address, wanted)
            _look_at(Finished(fresh, project, output.name, address, sources), last)
            build_info.write(project, fresh)
            if wanted.packed:
                precompress.pack(fresh)
            mtimes.keep(fresh, output)
            atomic_output.swap(fresh, output)
    except DataError as error:
        raise pelican_process.BuildError(
            report(error.problems), str(error), error.problems
        ) from error
    except CommandError as error:
        raise pelican_process.BuildError("", f"the site was not built: {error}") from error
    except OSError as error:
        raise pelican_process.of_system(error, "the site was not built") from error


def _last(against: str) -> LastSite:
    """The site that is published now. Raises DataError where it cannot be read."""
    last = published_urls.read(against) if against else LastSite()
    if last.note:
        print(f"note: {last.note}", file=sys.stderr)
    return last


def _write(project: Path, fresh: Path, address: str, wanted: Wanted) -> dict[str, Sources]:
    """Have the pages written into the folder `fresh`; says what each of them is made of."""
    settings = "publishconf.py" if address or wanted.published else "pelicanconf.py"
    copy = f"{offline.name(project)}.zip" if wanted.with_offline else ""
    with atomic_output.new(fresh) as sources:
        extra = {"OFFLINE_COPY": copy, "SOURCES_FILE": str(sources)}
        pelican_process.render(project, fresh, address, settings, extra)
        told = json.loads(sources.read_text("utf-8")) if sources.exists() else {}
    if copy:
        with atomic_output.new(fresh) as pages:
            offline.write(project, fresh / copy, pages, address)
    return {page: Sources(tuple(files), template) for page, (files, template) in told.items()}


def _look_at(site: Finished, last: LastSite) -> None:
    """Raise DataError with all that is wrong in a finished site, or lost since the `last` one."""
    problems = [*runner.inspect(site), *published_urls.gone(site, last)]
    if problems:
        raise DataError(problems)
