"""What servers have answered before, kept in a file so that nobody is asked twice in a row."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from coalition.linkcheck.http_client import LinkResult

LINK_CACHE_FILE = ".links.json"
"""The file's name, at the top of the project; git ignores it, and it may be deleted at any time."""

DAY_SECONDS = 24 * 60 * 60
MAX_AGE_SECONDS = {
    "good": 7 * DAY_SECONDS,
    "moved": 7 * DAY_SECONDS,
    "dead": DAY_SECONDS,
    "unclear": DAY_SECONDS,
}
"""Seconds for which each kind of answer is believed."""


class LinkCache:
    """The answers in one file, by address; `now` is the time of the day in seconds, as `time()`."""

    def __init__(self, file: Path, now: float) -> None:
        self.file, self.now = file, now
        self._entries = {
            address: (answer, asked)
            for address, entry in _read_cache(file).items()
            if (answer := _parse_entry(entry))
            and self._is_fresh(answer, asked := entry.get("asked"))
        }

    def get(self, url: str) -> LinkResult | None:
        """The answer that is still believed, if there is one."""
        return self._entries[url][0] if url in self._entries else None

    def store(self, url: str, result: LinkResult) -> None:
        """Keep an answer that was given now."""
        self._entries[url] = result, int(self.now)

    def save(self, urls: Iterable[str]) -> None:
        """Write those that are `urls` to the file, whole or not at all."""
        kept = {
            address: {**asdict(answer), "asked": asked}
            for address in sorted(set(urls))
            if address in self._entries
            for answer, asked in [self._entries[address]]
        }
        fresh = self.file.with_name(f"{self.file.name}.new-{os.getpid()}")
        try:
            fresh.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
            fresh.replace(self.file)
        finally:
            fresh.unlink(missing_ok=True)

    def _is_fresh(self, answer: LinkResult, asked: object) -> bool:
        if not isinstance(asked, int):
            return False
        return 0 <= self.now - asked < MAX_AGE_SECONDS[answer.outcome]


def _read_cache(file: Path) -> dict[str, Any]:
    """What the file says; nothing where it is not there, or not one of ours."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _parse_entry(entry: object) -> LinkResult | None:
    if not isinstance(entry, dict) or entry.get("outcome") not in MAX_AGE_SECONDS:
        return None
    detail, target = entry.get("detail"), entry.get("target")
    if not isinstance(detail, str) or not isinstance(target, str):
        return None
    return LinkResult(entry["outcome"], detail, target)
