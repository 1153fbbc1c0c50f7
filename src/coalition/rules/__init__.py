"""Rules."""

from coalition.rules.runner import collect_warnings

__all__ = [
    "collect_warnings",
]
