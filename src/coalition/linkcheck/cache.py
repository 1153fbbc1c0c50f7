"""Cache of link check results in a JSON file, so that runs in a row send no repeated requests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from coalition.atomic_write import replace_file
from coalition.linkcheck.lychee import LinkResult, get_host

LINK_CACHE_FILE = ".links.json"
"""Name of the cache file in the root folder; ignored by git, safe to delete at any time."""

DAY_SECONDS = 24 * 60 * 60
MAX_AGE_DAYS = {"good": 7, "moved": 7, "dead": 1, "unclear": 1}
"""How long a result is valid, by its outcome."""


@dataclass(frozen=True)
class CachedResult:
    """A result, and when it was stored in seconds since the epoch."""

    result: LinkResult
    checked_at: int


_FILE_CONTENT = TypeAdapter(dict[str, CachedResult])


class LinkCache:
    """Results by URL, stored in `file`; `now` is the current time in seconds since the epoch."""

    def __init__(self, file: Path, now: float) -> None:
        self.file, self.now = file, int(now)
        try:
            # git can bring a symlink, which could lead to an endless file
            content = b"" if file.is_symlink() else file.read_bytes()
            entries = _FILE_CONTENT.validate_json(content)
        except (OSError, ValidationError):  # missing or malformed
            entries = {}
        self._entries = {url: entry for url, entry in entries.items() if self._is_usable(entry)}

    def get(self, url: str) -> LinkResult | None:
        """Return the result for a URL; None if there is none or it has expired."""
        return self._entries[url].result if url in self._entries else None

    def store(self, url: str, result: LinkResult) -> None:
        """Add a result with the current time."""
        self._entries[url] = CachedResult(result, self.now)

    def save(self, urls: Iterable[str]) -> None:
        """Write the results for `urls` to the file atomically; drop all others. Raises OSError."""
        entries = {url: self._entries[url] for url in sorted(set(urls) & self._entries.keys())}
        content = _FILE_CONTENT.dump_json(entries, indent=1) + b"\n"
        replace_file(self.file, content, follow_symlinks=False)

    def _is_usable(self, entry: CachedResult) -> bool:
        if entry.result.outcome == "moved" and not get_host(entry.result.target):
            return False
        max_age = MAX_AGE_DAYS[entry.result.outcome] * DAY_SECONDS
        return 0 <= self.now - entry.checked_at < max_age
