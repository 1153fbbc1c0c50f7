"""The data as they are published, to tell visitors what has changed since."""

from __future__ import annotations

import tempfile
from gettext import NullTranslations
from pathlib import Path

from coalition.addresses.git_files import GitError, find_commit, write_commit_files
from coalition.addresses.published_version import is_explicit_path
from coalition.audit import is_url, read_published_file
from coalition.diagnostics import DataError
from coalition.i18n import Language
from coalition.model import ContentIndex
from coalition.project import find_latest_check, load_coalition
from coalition.site import (
    DATA_FILE,
    HISTORY_FILE,
    CoalitionIndex,
    PublishedData,
    Site,
    describe_entries,
    parse_published_data,
)


def read_published_data(root: Path, against: str) -> PublishedData | None:
    """Return the data of the published site, or of a commit: `against` names one of them.

    None if there are none that this program can read: the site may have been published by an older
    one, and data with errors cannot have been published. A commit has no history of changes.
    """
    is_site = is_url(against) or is_explicit_path(against)
    if not is_site and (commit := find_commit(root, against)):
        return _read_commit_data(root, commit)
    entries = read_published_file(against, DATA_FILE)
    if entries is None:
        return None
    return parse_published_data(entries, read_published_file(against, HISTORY_FILE))


def _read_commit_data(root: Path, commit: str) -> PublishedData | None:
    with tempfile.TemporaryDirectory(prefix="coalition-") as folder:
        try:
            write_commit_files(root, commit, ("data",), Path(folder))
            coalition = load_coalition(Path(folder, "data"))
        except (DataError, GitError, OSError):
            return None
    language = Language(coalition.default_language, NullTranslations())
    index = CoalitionIndex(coalition, find_latest_check(coalition))
    site = Site(index, ContentIndex({}, {}), language, (language,), "")
    return PublishedData(describe_entries(site))
