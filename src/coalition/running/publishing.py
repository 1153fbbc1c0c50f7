"""Build beside the old site, look at it, then swap: what visitors see is always one complete site.

Where the system can let two folders change places, no moment is without a site. Where it cannot,
the swap is two renames, `output` to `output.old` and the new folder to `output`; should the process
be killed between the two, the next build puts `output.old` back before it does anything else.
"""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coalition.finishing import ages, origin, packing
from coalition.finishing.exchange import exchanged
from coalition.problems import DataError
from coalition.reading import load
from coalition.running import engine, locking


@dataclass(frozen=True)
class Wanted:
    """What a build is to be more than a site to look at.

    If `published`, the site's address has to be known. If `packed`, packed copies stand beside the
    files of text.
    """

    published: bool = False
    packed: bool = False


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
    BuildError, with `output` as it was.
    """
    output = output.resolve()
    fresh = _beside(output, f"new-{os.getpid()}")
    try:
        with standing(output):
            try:
                _make(project, fresh, address.rstrip("/"), wanted)  # Pelican warns of a slash there
                ages.keep(fresh, output)
                _swap(fresh, output)
            finally:
                _remove(fresh)
    except OSError as error:
        raise engine.of_system(error) from error


@contextmanager
def standing(output: Path) -> Iterator[None]:
    """Have `output` to oneself, whole: others who build or deliver it wait meanwhile, or we do."""
    output = output.resolve()
    busy = f"waiting for another command that builds or delivers {output.name}/"
    with locking.held(_beside(output, "lock"), busy):
        recover(output)
        yield


def recover(output: Path) -> None:
    """Undo what a killed build left beside `output`: the old site back, no half a new one."""
    _put_back(output)
    _remove(_beside(output, "old"))
    # The name of each carries its process: one that outlived its killed parent writes elsewhere
    for unfinished in output.parent.glob(glob.escape(output.name) + ".new-*"):
        _remove(unfinished)


def _make(project: Path, fresh: Path, address: str, wanted: Wanted) -> None:
    """Write the site into the folder `fresh`, complete and found right."""
    settings = "publishconf.py" if address or wanted.published else "pelicanconf.py"
    engine.render(project, fresh, address, settings, {})
    origin.write(project, fresh)
    if wanted.packed:
        packing.pack(fresh)


def _swap(fresh: Path, output: Path) -> None:
    """Put the new site in the old one's place; `fresh` may be the old one afterwards."""
    if output.exists() and exchanged(fresh, output):
        return
    old = _beside(output, "old")
    try:
        if output.exists():
            output.rename(old)
        fresh.rename(output)
    finally:  # also when somebody presses Ctrl-C between the two
        _put_back(output)
    _remove(old)


def _put_back(output: Path) -> None:
    """Restore the old site where a swap did not come to its end."""
    old = _beside(output, "old")
    if old.exists() and not output.exists():
        old.rename(output)


def _beside(output: Path, what: str) -> Path:
    return output.with_name(f"{output.name}.{what}")


def _remove(folder: Path) -> None:
    # Something that cannot be removed now is tried again by the next build's recovery
    shutil.rmtree(folder, ignore_errors=True)
