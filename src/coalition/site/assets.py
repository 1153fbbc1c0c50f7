"""`theme/static/` -> the files that pages load, named after what is in them.

A name with a fingerprint can be kept for ever by browsers: what changes gets another name. Style
sheets become one, so that a slow line waits once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import rcssmin

from coalition.model import Goal

ASSETS_FOLDER = "assets"
STYLE_SHEET = "site.css"
"""What templates call the one style sheet."""

LAYERS_FILE = "layers.css"
"""The file that names the order of the cascade layers, and so comes first."""


@dataclass(frozen=True)
class Asset:
    """One file to write: `name` as templates ask for it, `path` below the site's root."""

    name: str
    path: str
    content: bytes


def build_assets(static_folder: Path, data_css: str) -> tuple[Asset, ...]:
    """Everything below `static_folder`, its style sheets joined with `data_css` into one.

    Scripts and images are named from `static_folder`, as in `js/directory.js`.
    """
    files = sorted(path for path in static_folder.rglob("*") if path.is_file())
    styles = sorted((path for path in files if path.suffix == ".css"), key=_layers_first_key)
    css = "\n".join([*(path.read_text("utf-8") for path in styles), data_css])
    others = (path for path in files if path.suffix != ".css" and not path.name.startswith("."))
    return (
        _make_asset(STYLE_SHEET, rcssmin.cssmin(css).encode()),
        *(
            _make_asset(path.relative_to(static_folder).as_posix(), path.read_bytes())
            for path in others
        ),
    )


def render_goal_css(goals: Iterable[Goal]) -> str:
    """The goals' official colours as custom properties, one class a goal."""
    rules = (f".goal-{g.number}{{--goal:{g.colour};--goal-ink:{g.ink}}}" for g in goals)
    return f"@layer data{{{''.join(rules)}}}"


def map_asset_paths(assets: Iterable[Asset]) -> dict[str, str]:
    """Where each asset lies, by the name that templates use."""
    return {file.name: file.path for file in assets}


def _layers_first_key(path: Path) -> tuple[bool, str]:
    return path.name != LAYERS_FILE, path.name


def _make_asset(name: str, content: bytes) -> Asset:
    stem, _, ending = Path(name).name.rpartition(".")
    fingerprint = sha256(content).hexdigest()[:8]
    return Asset(name, f"{ASSETS_FOLDER}/{stem}.{fingerprint}.{ending}", content)
