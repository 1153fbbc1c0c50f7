"""Build beside the old site, look at it, then swap: visitors always see one complete site."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from coalition.finishing import ages, origin, packing
from coalition.problems import DataError
from coalition.reading import load
from coalition.running import engine, offline, swapping


@dataclass(frozen=True)
class Wanted:
    """What a build is to be more than a site to look at.

    If `published`, the site's address has to be known. If `packed`, packed copies stand beside the
    files of text. If `with_offline`, the page on data offers the offline edition.
    """

    published: bool = False
    packed: bool = False
    with_offline: bool = False


TO_LOOK_AT = Wanted()


def site_url(project: Path) -> str:
    """The published site's address, from the environment or the data; empty if neither has it.

    Data that cannot be read have no address; the build that follows says what is wrong with them.
    """
    address = os.environ.get("SITE_URL", "")
    if address:
        return address
    try:
        return load.load(project / "data").url or ""
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
        with swapping.alone(output), swapping.new(output) as fresh:
            _make(project, fresh, address, wanted)
            ages.keep(fresh, output)
            swapping.swap(fresh, output)
    except OSError as error:
        raise engine.of_system(error, "the site was not built") from error


def _make(project: Path, fresh: Path, address: str, wanted: Wanted) -> None:
    """Write the site into the folder `fresh`, complete and found right."""
    settings = "publishconf.py" if address or wanted.published else "pelicanconf.py"
    copy = f"{offline.name(project)}.zip" if wanted.with_offline else ""
    engine.render(project, fresh, address, settings, {"OFFLINE_COPY": copy})
    if copy:
        with swapping.new(fresh) as pages:
            offline.write(project, fresh / copy, pages, address)
    origin.write(project, fresh)
    if wanted.packed:
        packing.pack(fresh)
