"""`theme/static/` -> the files that pages load, named after what is in them.

A name with a fingerprint can be kept for ever by browsers: what changes gets another name. Style
sheets become one, so that a slow line waits once. Imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import rcssmin

FOLDER = "assets"
STYLES = "site.css"
"""What templates call the one style sheet."""

LAYERS = "layers.css"
"""The file that names the order of the cascade layers, and so comes first."""


@dataclass(frozen=True)
class Asset:
    """One file to write: `name` as templates ask for it, `path` below the site's root."""

    name: str
    path: str
    content: bytes


def assets(static: Path, data_styles: str) -> tuple[Asset, ...]:
    """Everything below `static`, its style sheets joined with `data_styles` into one.

    Scripts and images are named from `static`, as in `js/directory.js`.
    """
    files = sorted(path for path in static.rglob("*") if path.is_file())
    styles = sorted((path for path in files if path.suffix == ".css"), key=_layers_first)
    css = "\n".join([*(path.read_text("utf-8") for path in styles), data_styles])
    others = (path for path in files if path.suffix != ".css" and not path.name.startswith("."))
    return (
        _asset(STYLES, rcssmin.cssmin(css).encode()),
        *(_asset(path.relative_to(static).as_posix(), path.read_bytes()) for path in others),
    )


def paths(files: Iterable[Asset]) -> dict[str, str]:
    """Where each asset lies, by the name that templates use."""
    return {file.name: file.path for file in files}


def _layers_first(path: Path) -> tuple[bool, str]:
    """Sort by path, so that the order within a layer is the same on every machine."""
    return path.name != LAYERS, path.as_posix()


def _asset(name: str, content: bytes) -> Asset:
    stem, _, ending = Path(name).name.rpartition(".")
    fingerprint = sha256(content).hexdigest()[:8]
    return Asset(name, f"{FOLDER}/{stem}.{fingerprint}.{ending}", content)
