"""Keep what took long to compute about pictures.

An entry depends on the content of the picture, what is made of it, and the version of Pillow.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from coalition.file_cache import FileCache
from coalition.pictures.inspection import PictureInfo, PictureProblem, inspect_picture
from coalition.pictures.rasterizing import RASTERIZER_PACKAGE, TrialResult, try_drawing
from coalition.pictures.variants import Picture, Variant, render_variants

CACHE_VERSION = 1
"""Part of each entry's name. Increase it if the code in this package gives other results."""

_DRAWN = b"drawn"
"""The entry for a drawing that can be drawn."""


@dataclass(frozen=True)
class PictureCache:
    """Inspects and renders pictures of the project in `root`, from the cache where possible.

    Without a `root` nothing is kept.
    """

    root: Path | None = None

    @cached_property
    def _files(self) -> FileCache:
        return FileCache(self.root, "pictures")

    def inspect(self, data: bytes, name: str) -> PictureInfo | PictureProblem:
        """Return what a picture is, or why it cannot be used; see `inspect_picture`."""
        suffix = PurePosixPath(name).suffix
        key = self._make_key(sha256(data).hexdigest(), suffix)
        if (entry := self._files.read(key)) is not None:
            with suppress(ValueError, TypeError):
                return PictureInfo(**json.loads(entry))
        info = inspect_picture(data, name)
        if isinstance(info, PictureInfo):
            self._files.write(key, json.dumps(info.to_json()).encode())
        return info

    def render(self, picture: Picture, variants: Iterable[Variant]) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of variants of one picture; see `render_variants`."""
        missing = []
        for variant in variants:
            if (content := self._files.read(self._make_variant_key(variant))) is not None:
                yield variant.path, content
            else:
                missing.append(variant)
        keys = {variant.path: self._make_variant_key(variant) for variant in missing}
        for path, content in render_variants(picture, missing) if missing else ():
            self._files.write(keys[path], content)
            yield path, content

    def try_drawing(self, svg: bytes) -> TrialResult:
        """Return whether an SVG can be drawn; see `try_drawing`.

        Only success is kept on the disk: it may be the machine that was too slow for a drawing.
        """
        key = self._make_key("trial", version(RASTERIZER_PACKAGE), sha256(svg).hexdigest())
        if self._files.read(key) == _DRAWN:
            return "drawn"
        result = try_drawing(svg)
        if result == "drawn":
            self._files.write(key, _DRAWN)
        return result

    def _make_variant_key(self, variant: Variant) -> str:
        size = f"{variant.width}x{variant.height}"
        return self._make_key(variant.picture.fingerprint, variant.box, size, variant.format)

    def _make_key(self, *parts: object) -> str:
        return FileCache.make_key(CACHE_VERSION, self._pillow_version, parts)

    @cached_property
    def _pillow_version(self) -> str:
        return version("pillow")


def group_by_picture(variants: Iterable[Variant]) -> list[tuple[Picture, list[Variant]]]:
    """Group variants by their picture, so that each picture is decoded once."""
    groups: defaultdict[Picture, list[Variant]] = defaultdict(list)
    for variant in variants:
        groups[variant.picture].append(variant)
    return sorted(groups.items(), key=_get_path)


def _get_path(group: tuple[Picture, list[Variant]]) -> str:
    return group[0].path
