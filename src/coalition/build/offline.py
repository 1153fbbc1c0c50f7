"""The offline edition: the whole site as one zip, to be read from a disk.

It is a build of its own, because a browser that opens a folder of a disk lists the files in it and
shows no page. So all links name files, and what makes sense on the web alone is left out.
"""

from __future__ import annotations

from pathlib import Path

from coalition.build import pelican_process
from coalition.diagnostics.diagnostic import DataError
from coalition.output import atomic_output, zip_archive
from coalition.project.loader import load
from coalition.project.slugs import made_id

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
    the same folder. Raises engine.BuildError, with an older file as it was.
    """
    file = folder.resolve() / f"{name(project)}.zip"
    try:
        with atomic_output.alone(folder), atomic_output.new(folder) as pages:
            write(project, file, pages, address)
    except OSError as error:
        raise pelican_process.of_system(error, f"{file.name} was not made") from error
    return file


def write(project: Path, file: Path, pages: Path, address: str) -> None:
    """Write the edition's pages into the folder `pages`, and pack them into `file`.

    Raises engine.BuildError and OSError.
    """
    pelican_process.render(project, pages, address, "pelicanconf.py", {"OFFLINE": True})
    zip_archive.write(pages, file, file.stem)
