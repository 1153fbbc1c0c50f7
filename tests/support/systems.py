"""Skip tests that need what not every operating system has."""

from __future__ import annotations

import os
import sys

import pytest

NO_POSIX_FILES = "pipes, permissions, symbolic links and file names as on Unix"
NOT_ANY_FILE_NAME = "this system needs Unicode names, or treats different names as equal"

posix_files = pytest.mark.skipif(os.name == "nt", reason=NO_POSIX_FILES)
any_file_name = pytest.mark.skipif(sys.platform != "linux", reason=NOT_ANY_FILE_NAME)


def skip_without_posix_files() -> None:
    """Skip the current test on Windows."""
    if os.name == "nt":
        pytest.skip(NO_POSIX_FILES)


def skip_without_any_file_name() -> None:
    """Skip the current test where file names are more than bytes."""
    if sys.platform != "linux":
        pytest.skip(NOT_ANY_FILE_NAME)
