"""Keep what took long to compute about pictures in `.cache/`, which may be deleted at any time.

Each entry is named after everything that it depends on: the content of the picture, what is made of
it, and the version of Pillow. So no entry can be out of date. A cache that is in the repository is
not used: it could hold other pictures than `content/`, which is what reviewers look at.
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

from coalition.atomic_write import replace_file
from coalition.pictures.inspection import PictureInfo, PictureProblem, inspect_picture
from coalition.pictures.variants import Picture, Variant, render_variants

CACHE_FOLDER = ".cache"
"""The folder for caches, in the root of the project."""

CACHE_VERSION = 1
"""Part of each entry's name. Increase it if the code in this package gives other results."""


@dataclass(frozen=True)
class PictureCache:
    """Inspects and renders pictures of the project in `root`, from the cache where possible.

    Without a `root` nothing is kept. A folder that cannot be written is no error.
    """

    root: Path | None = None

    @cached_property
    def _folder(self) -> Path | None:
        if self.root is None or _is_tracked(self.root):
            return None
        folder = self.root / CACHE_FOLDER / "pictures"
        return None if folder.is_symlink() or folder.parent.is_symlink() else folder

    def inspect(self, data: bytes, name: str) -> PictureInfo | PictureProblem:
        """Return what a picture is, or why it cannot be used; see `inspect_picture`."""
        suffix = PurePosixPath(name).suffix
        key = self._make_key(sha256(data).hexdigest(), suffix)
        if (entry := self._read(key)) is not None:
            with suppress(ValueError, TypeError):
                return PictureInfo(**json.loads(entry))
        info = inspect_picture(data, name)
        if isinstance(info, PictureInfo):
            self._write(key, json.dumps(info.to_json()).encode())
        return info

    def render(self, picture: Picture, variants: Iterable[Variant]) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of variants of one picture; see `render_variants`."""
        missing = []
        for variant in variants:
            if (content := self._read(self._make_variant_key(variant))) is not None:
                yield variant.path, content
            else:
                missing.append(variant)
        keys = {variant.path: self._make_variant_key(variant) for variant in missing}
        for path, content in render_variants(picture, missing) if missing else ():
            self._write(keys[path], content)
            yield path, content

    def _make_variant_key(self, variant: Variant) -> str:
        size = f"{variant.width}x{variant.height}"
        return self._make_key(variant.picture.fingerprint, variant.box, size, variant.format)

    def _make_key(self, *parts: object) -> str:
        recipe = repr((CACHE_VERSION, self._pillow_version, parts))
        return sha256(recipe.encode()).hexdigest()

    @cached_property
    def _pillow_version(self) -> str:
        return version("pillow")

    def _read(self, key: str) -> bytes | None:
        if self._folder is None:
            return None
        with suppress(OSError):
            return (self._folder / key).read_bytes()
        return None

    def _write(self, key: str, content: bytes) -> None:
        if self._folder is not None:
            with suppress(OSError):
                replace_file(self._folder / key, content)


def _is_tracked(root: Path) -> bool:
    """Return whether git's index names the cache or a file in it, or cannot be read."""
    index = root / ".git" / "index"
    try:
        return CACHE_FOLDER.encode() in index.read_bytes()
    except FileNotFoundError:
        return False
    except OSError:
        return True


def group_by_picture(variants: Iterable[Variant]) -> list[tuple[Picture, list[Variant]]]:
    """Group variants by their picture, so that each picture is decoded once."""
    groups: defaultdict[Picture, list[Variant]] = defaultdict(list)
    for variant in variants:
        groups[variant.picture].append(variant)
    return sorted(groups.items(), key=_get_path)


def _get_path(group: tuple[Picture, list[Variant]]) -> str:
    return group[0].path
