"""Find the picture that a misspelt name means, and never the picture of somebody else."""

from __future__ import annotations

from collections.abc import Iterable

from coalition.project.slugs import normalize_name

MAX_SWAPS = 100
"""Number of letters that may be swapped: a longer name could cost much time."""


class ImageFinder:
    """Finds the picture that a misspelt name means, among `candidates`.

    Extensions, separators, case and accents do not count, nor do two letters that are swapped. Any
    other letter could make it the name of another person, as in Maria and Mario.
    """

    def __init__(self, candidates: Iterable[str]) -> None:
        self._names_by_key = {_make_key(candidate): candidate for candidate in sorted(candidates)}

    def find(self, name: str) -> str:
        """Return the candidate whose name differs only in spelling; empty if there is none."""
        names = self._names_by_key
        if not names:
            return ""
        key = _make_key(name)
        swapped = (
            f"{key[:index]}{key[index + 1]}{key[index]}{key[index + 2 :]}"
            for index in range(min(len(key), MAX_SWAPS) - 1)
        )
        return next((names[one] for one in (key, *swapped) if one in names), "")


def _make_key(name: str) -> str:
    stem = name.rpartition(".")[0] or name
    return normalize_name(stem).replace("-", "").replace("_", "").replace(" ", "")
