"""The offline edition: the whole site as one zip, to be read from a disk.

It is a build of its own, because a browser that opens a folder of a disk lists the files in it and
shows no page. So all links name files, and what makes sense on the web alone is left out.
"""

from __future__ import annotations

from pathlib import Path

from coalition.build import pelican_process
from coalition.diagnostics import DataError, wrap_os_error
from coalition.output import lock_folder, reserve_staging_path, write_zip
from coalition.project import load_coalition, slugify

FALLBACK_NAME = "offline"


def get_offline_name(root: Path) -> str:
    """What the edition is called: `<acronym>-offline`.

    It is `offline` alone where the acronym is not in Latin letters, or cannot be read: the build
    that follows says what is wrong with the data.
    """
    try:
        acronym = slugify(load_coalition(root / "data").acronym)
    except DataError:
        return FALLBACK_NAME
    return f"{acronym}-{FALLBACK_NAME}" if acronym else FALLBACK_NAME


def build_offline_edition(root: Path, folder: Path, site_url: str) -> Path:
    """Make the offline edition of `root` in `folder`, and answer its file.

    `site_url` is that of the living site, which the pages name, or empty. Waits for another build of
    the same folder. Raises engine.BuildError, with an older file as it was.
    """
    file = folder.resolve() / f"{get_offline_name(root)}.zip"
    try:
        with lock_folder(folder), reserve_staging_path(folder) as pages:
            write_offline_edition(root, file, pages, site_url)
    except OSError as error:
        raise wrap_os_error(error, f"{file.name} was not made") from error
    return file


def write_offline_edition(root: Path, archive: Path, pages: Path, site_url: str) -> None:
    """Write the edition's pages into the folder `pages`, and pack them into `archive`.

    Raises engine.BuildError and OSError.
    """
    pelican_process.run_pelican(root, pages, site_url, "pelicanconf.py", {"OFFLINE": True})
    write_zip(pages, archive, archive.stem)
