"""Cache of link check results in a JSON file, so that runs in a row send no repeated requests."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from coalition.linkcheck.link_result import LinkResult, is_web_url

LINK_CACHE_FILE = ".links.json"
"""Name of the cache file in the root folder; ignored by git, safe to delete at any time."""

DAY_SECONDS = 24 * 60 * 60
MAX_AGE_SECONDS = {
    "good": 7 * DAY_SECONDS,
    "moved": 7 * DAY_SECONDS,
    "dead": DAY_SECONDS,
    "unclear": DAY_SECONDS,
}
"""How long a result is valid, by its outcome."""


class LinkCache:
    """Results by URL, stored in `file`; `now` is the current time in seconds since the epoch."""

    def __init__(self, file: Path, now: float) -> None:
        self.file, self.now = file, now
        self._entries = {
            url: (result, checked_at)
            for url, entry in _read_cache(file).items()
            if (result := _parse_entry(entry))
            and self._is_fresh(result, checked_at := entry.get("asked"))
        }

    def get(self, url: str) -> LinkResult | None:
        """Return the result for a URL; None if there is none or it has expired."""
        return self._entries[url][0] if url in self._entries else None

    def store(self, url: str, result: LinkResult) -> None:
        """Add a result with the current time."""
        self._entries[url] = result, int(self.now)

    def save(self, urls: Iterable[str]) -> None:
        """Write the results for `urls` to the file atomically; drop all others."""
        entries = {
            url: {**asdict(result), "asked": checked_at}
            for url in sorted(set(urls))
            if url in self._entries
            for result, checked_at in [self._entries[url]]
        }
        temporary = self.file.with_name(f"{self.file.name}.new-{os.getpid()}")
        try:
            temporary.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
            temporary.replace(self.file)
        finally:
            temporary.unlink(missing_ok=True)

    def _is_fresh(self, result: LinkResult, checked_at: object) -> bool:
        if not isinstance(checked_at, int):
            return False
        return 0 <= self.now - checked_at < MAX_AGE_SECONDS[result.outcome]


def _read_cache(file: Path) -> dict[str, Any]:
    """Read the file; return an empty dict if it is missing or malformed."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _parse_entry(entry: object) -> LinkResult | None:
    if not isinstance(entry, dict) or entry.get("outcome") not in MAX_AGE_SECONDS:
        return None
    detail, target = entry.get("detail"), entry.get("target")
    if not isinstance(detail, str) or not isinstance(target, str):
        return None
    if target and not is_web_url(target):
        return None
    return LinkResult(entry["outcome"], detail, target)
