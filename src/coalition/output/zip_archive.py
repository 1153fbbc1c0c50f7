"""Write reproducible zip files: the bytes depend on nothing but the content of the folder.

Modification times, owners and the order in which a disk lists files are left out. Imports nothing
of this project.
"""

from __future__ import annotations

import stat
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can contain."""

UNIX_SYSTEM = 3
"""The system whose permissions are written, on any system."""

FILE_MODE = stat.S_IFREG | 0o644


def write_zip(folder: Path, archive: Path, top_folder: str) -> None:
    """Pack everything below `folder` into `archive`, in one folder called `top_folder`.

    An older `archive` stays until the new one is complete. Raises OSError if it cannot be written.
    """
    temporary = archive.with_name(f"{archive.name}.new")
    archive.parent.mkdir(parents=True, exist_ok=True)
    paths = {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }
    try:
        with ZipFile(temporary, "w", ZIP_DEFLATED, compresslevel=9) as zip_file:
            for name, path in sorted(paths.items()):
                zip_file.writestr(_zip_info(f"{top_folder}/{name}"), path.read_bytes())
        temporary.replace(archive)
    finally:
        temporary.unlink(missing_ok=True)


def _zip_info(name: str) -> ZipInfo:
    """Return the entry of a file. A name that is not ASCII is marked as UTF-8."""
    entry = ZipInfo(name, ZIP_EPOCH)
    entry.compress_type, entry.create_system = ZIP_DEFLATED, UNIX_SYSTEM
    entry.external_attr = FILE_MODE << 16
    return entry
