"""A folder -> one zip file that depends on nothing but the folder's content.

Times, owners and the order in which a disk lists files are left out of it, so the same files make
the same bytes on every day, in every time zone and for everybody. Imports nothing of ours.
"""

from __future__ import annotations

import stat
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can name."""

UNIX_SYSTEM = 3
"""The system whose permissions are written, whichever we run on."""

FILE_MODE = stat.S_IFREG | 0o644


def write_zip(folder: Path, archive: Path, top_folder: str) -> None:
    """Pack everything below `folder` into `archive`, below one folder called `top_folder`.

    An older `archive` stays until the new one is complete. Raises OSError where it cannot be written.
    """
    fresh = archive.with_name(f"{archive.name}.new")
    archive.parent.mkdir(parents=True, exist_ok=True)
    paths = {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }
    try:
        with ZipFile(fresh, "w", ZIP_DEFLATED, compresslevel=9) as packed:
            for name, path in sorted(paths.items()):
                packed.writestr(_zip_info(f"{top_folder}/{name}"), path.read_bytes())
        fresh.replace(archive)
    finally:
        fresh.unlink(missing_ok=True)


def _zip_info(name: str) -> ZipInfo:
    """How a file is listed. A name that is not ASCII is written in UTF-8, and marked as that."""
    entry = ZipInfo(name, ZIP_EPOCH)
    entry.compress_type, entry.create_system = ZIP_DEFLATED, UNIX_SYSTEM
    entry.external_attr = FILE_MODE << 16
    return entry
