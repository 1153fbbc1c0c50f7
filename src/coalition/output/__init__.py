"""Output folders on the disk: locked, replaced atomically, and protected from losing foreign files.

`lock_folder`, `reserve_staging_path` and `swap_folders` replace a folder; the manifest lists the
files that our commands wrote into it. The other modules complete a finished site (`build.json`,
compressed copies, modification times) or pack it. The package knows nothing of pages or Pelican.
"""

from coalition.output.atomic_output import lock_folder, reserve_staging_path, swap_folders
from coalition.output.build_info import BUILD_INFO_FILE, write_build_info
from coalition.output.manifest import (
    add_to_manifest,
    describe_files,
    ensure_no_foreign_files,
    get_manifest_path,
    list_folder_files,
    read_manifest,
)
from coalition.output.mtimes import preserve_mtimes
from coalition.output.precompress import precompress_files
from coalition.output.zip_archive import write_zip

__all__ = [
    "BUILD_INFO_FILE",
    "add_to_manifest",
    "describe_files",
    "ensure_no_foreign_files",
    "get_manifest_path",
    "list_folder_files",
    "lock_folder",
    "precompress_files",
    "preserve_mtimes",
    "read_manifest",
    "reserve_staging_path",
    "swap_folders",
    "write_build_info",
    "write_zip",
]
