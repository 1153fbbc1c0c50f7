"""Turn `theme/static/` into the assets that pages load, named after their content.

Browsers can cache a fingerprinted name for ever: changed content gets a new name. The style sheets
of all pages are joined into one, so that a slow connection waits for a single request.
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
"""Name by which templates refer to the joined style sheet."""

ON_REQUEST_FOLDER = "css/on-request/"
"""The folder with style sheets that few visitors need: each is a file of its own."""

LAYERS_FILE = "layers.css"
"""The style sheet that declares the order of the cascade layers, and therefore comes first."""


@dataclass(frozen=True)
class Asset:
    """One file to write: `name` is for templates, `path` is relative to the site's root."""

    name: str
    path: str
    content: bytes


def build_assets(static_folder: Path, data_css: str) -> tuple[Asset, ...]:
    """Return all files below `static_folder`, with its style sheets and `data_css` joined into one.

    Scripts, images, and style sheets in ON_REQUEST_FOLDER are named relative to `static_folder`,
    such as `js/directory.js`.
    """
    names = sorted(
        path.relative_to(static_folder).as_posix()
        for path in static_folder.rglob("*")
        if path.is_file()
    )
    styles = [name for name in names if name.endswith(".css")]
    joined = sorted(
        (name for name in styles if not name.startswith(ON_REQUEST_FOLDER)), key=_layers_first_key
    )
    css = "\n".join([*(_read_text(static_folder / name) for name in joined), data_css])
    others = (name for name in names if name not in joined and not Path(name).name.startswith("."))
    return (
        _make_asset(STYLE_SHEET, rcssmin.cssmin(css).encode()),
        *(_make_asset(name, _read_asset(static_folder / name)) for name in others),
    )


def render_goal_css(goals: Iterable[Goal]) -> str:
    """Return the goals' official colours as custom properties, one class per goal."""
    rules = (
        f".goal-{goal.number}{{--color-goal:{goal.colour};--color-on-goal:{goal.ink}}}"
        for goal in goals
    )
    return f"@layer data{{{''.join(rules)}}}"


def map_asset_paths(assets: Iterable[Asset]) -> dict[str, str]:
    """Map the name that templates use for each asset to its path on the site."""
    return {asset.name: asset.path for asset in assets}


def _read_text(file: Path) -> str:
    return file.read_text("utf-8")


def _read_asset(file: Path) -> bytes:
    if file.suffix != ".css":
        return file.read_bytes()
    minified: str = rcssmin.cssmin(_read_text(file))
    return minified.encode()


def _layers_first_key(name: str) -> tuple[bool, str]:
    return Path(name).name != LAYERS_FILE, name


def _make_asset(name: str, content: bytes) -> Asset:
    stem, _, extension = Path(name).name.rpartition(".")
    fingerprint = sha256(content).hexdigest()[:8]
    return Asset(name, f"{ASSETS_FOLDER}/{stem}.{fingerprint}.{extension}", content)
