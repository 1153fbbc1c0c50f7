"""Rules."""

from coalition.rules.advice import collect_warnings

__all__ = [
    "collect_warnings",
]
