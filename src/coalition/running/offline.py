"""The offline edition: the whole site as one zip, to be read from a disk.

It is a build of its own, because a browser that opens a folder of a disk lists the files in it and
shows no page. So all links name files, and what makes sense on the web alone is left out.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from coalition.finishing import zipping
from coalition.problems import DataError
from coalition.reading.ids import made_id
from coalition.reading.load import load
from coalition.running import locking, publishing

SETTINGS = "offlineconf.py"
PLAIN_NAME = "offline"


def name(project: Path) -> str:
    """What the edition is called: `<acronym>-offline`.

    It is `offline` alone where the acronym is not in Latin letters, or cannot be read: the build
    that follows says what is wrong with the data.
    """
    try:
        acronym = made_id(load(project / "data").acronym)
    except DataError:
        return PLAIN_NAME
    return f"{acronym}-{PLAIN_NAME}" if acronym else PLAIN_NAME


def build(project: Path, folder: Path, address: str) -> Path:
    """Make the offline edition of `project` in `folder`, and answer its file.

    `address` is that of the living site, which the pages name, or empty. Waits for another build of
    the same folder. Raises publishing.BuildError, with an older file as it was.
    """
    folder = folder.resolve()
    file = folder / f"{name(project)}.zip"
    busy = f"waiting for another build of {folder.name}/"
    with locking.held(folder.with_name(f"{folder.name}.lock"), busy):
        publishing.recover(folder)
        _make(project, file, folder.with_name(f"{folder.name}.new-{os.getpid()}"), address)
    return file


def build_both(project: Path, output: Path, address: str) -> None:
    """Build the site into `output`, as publishing.build does, with its offline edition in it.

    The page on data links to that.
    """
    copy = f"{name(project)}.zip"

    def finish(site: Path) -> None:
        _make(project, site / copy, site.with_name(f"{site.name}.offline"), address)

    publishing.build(project, output, address, offline_copy=copy, finish=finish)


def _make(project: Path, file: Path, pages: Path, address: str) -> None:
    """Write the edition's pages into the folder `pages`, pack them, and remove them."""
    try:
        publishing.render(project, pages, address, SETTINGS)
        zipping.write(pages, file, file.stem)
    except OSError as error:
        said = f"cannot write {file.name}: {error.strerror or error}; an older one is as it was"
        raise publishing.BuildError("", said) from None
    finally:
        shutil.rmtree(pages, ignore_errors=True)
