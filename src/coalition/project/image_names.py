"""Names of files: which picture a misspelt name means, and what a file should be called.

A suggestion is never the picture of somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from coalition.file_kinds import START_BYTES, identify_kind
from coalition.pictures import FORMATS_BY_SUFFIX, propose_suffix
from coalition.project.slugs import normalize_name, transliterate

UNSAFE_CHARACTERS = re.compile(r"[\s\"'#%&*:;<>?\\`{|}]")
"""Characters that a file or a folder may not have in its name, which becomes an address."""

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


def propose_file_name(name: str) -> str:
    """Return what a file or a folder should be called; the name itself if it may stay.

    Names in other scripts than Latin keep their letters.
    """
    stem, dot, suffix = name.rpartition(".") if "." in name.strip(".") else (name, "", "")
    if not UNSAFE_CHARACTERS.search(name):
        return name.lower() if suffix != suffix.lower() else name
    plain_stem = transliterate(stem) or _replace_unsafe(stem) or "file"
    return f"{plain_stem}{dot}{_replace_unsafe(suffix)}".lower()


def _replace_unsafe(name: str) -> str:
    parts = re.split(rf"(?:{UNSAFE_CHARACTERS.pattern}|[()\[\],-])+", name)
    return "-".join(part for part in parts if part)


def propose_picture_name(path: Path) -> str:
    """Return what a picture should be called, by its name and by what it is."""
    name = propose_file_name(path.name)
    stem, _, suffix = name.rpartition(".")
    try:
        with path.open("rb") as file:
            kind = identify_kind(file.read(START_BYTES)).name
    except OSError:
        return name
    expected = FORMATS_BY_SUFFIX.get(f".{suffix}")
    is_other = expected and kind != expected and kind in FORMATS_BY_SUFFIX.values()
    return stem + propose_suffix(kind) if is_other else name
