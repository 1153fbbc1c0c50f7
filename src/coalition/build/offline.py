"""The offline edition: the whole site as one zip, for reading from a disk.

It is built separately: opening a folder from a disk, a browser lists its files instead of showing
`index.html`. So all links name files, and what only makes sense on the web is left out.
"""

from __future__ import annotations

from pathlib import Path

from coalition.build import pelican_process
from coalition.diagnostics import DataError, wrap_os_error
from coalition.output import lock_folder, reserve_staging_path, write_zip
from coalition.project import load_coalition, slugify

FALLBACK_NAME = "offline"


def get_offline_name(root: Path) -> str:
    """Return the name of the edition: `<acronym>-offline`.

    It is just `offline` if the acronym is not in Latin script or the data cannot be read; the build
    that follows reports errors in the data.
    """
    try:
        acronym = slugify(load_coalition(root / "data").acronym)
    except DataError:
        return FALLBACK_NAME
    return f"{acronym}-{FALLBACK_NAME}" if acronym else FALLBACK_NAME


def build_offline_edition(root: Path, folder: Path, site_url: str) -> Path:
    """Build the offline edition of the project in `folder`, and return its file.

    `site_url` is that of the live site, which the pages link to, or empty. Waits while another
    command builds into the same folder. Raises BuildError and then leaves an older file as it was.
    """
    file = folder.resolve() / f"{get_offline_name(root)}.zip"
    try:
        with lock_folder(folder), reserve_staging_path(folder) as pages:
            write_offline_edition(root, file, pages, site_url)
    except OSError as error:
        raise wrap_os_error(error, f"{file.name} was not made") from error
    return file


def write_offline_edition(root: Path, archive: Path, pages: Path, site_url: str) -> None:
    """Write the pages of the edition into the folder `pages`, and pack them into `archive`.

    Raises BuildError and OSError.
    """
    pelican_process.run_pelican(root, pages, site_url, "pelicanconf.py", {"OFFLINE": True})
    write_zip(pages, archive, archive.stem)
