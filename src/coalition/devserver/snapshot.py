"""Snapshots: the site in memory, with what only the preview needs of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from jinja2 import Environment

from coalition.devserver import python_errors
from coalition.devserver.watcher import get_stamp
from coalition.diagnostics import DataError
from coalition.preflight import SiteInMemory
from coalition.site import STYLE_SHEET, Asset, Site

_MEDIA_URL = re.compile(rb'images/[^"\s]+')


class Snapshot(SiteInMemory):
    """The site in one state of its sources; errors in the source code are shown like others.

    If it has drafts, or marks texts with a date in the future, then `published` is the site without
    these: the one that a build would make. Otherwise that is the snapshot itself.
    """

    def __init__(
        self,
        sites: Sequence[Site],
        environment: Environment,
        theme: Path,
        assets: Sequence[Asset],
        media_files: Mapping[str, Path],
        published: Snapshot | None = None,
    ) -> None:
        super().__init__(sites, environment, theme, assets, media_files)
        self.published = published or self

    @cached_property
    def stylesheet(self) -> str:
        """Path of the style sheet of all pages; empty if there is none."""
        names = {asset.name: path for path, asset in self.assets.items()}
        return names.get(STYLE_SHEET, "")

    def get_media_stamps(self, page: bytes) -> bytes:
        """Return the stamps of the images on a page: an image can change under the same name."""
        paths = (unquote(url.decode("utf-8", "replace")) for url in _MEDIA_URL.findall(page))
        files = filter(None, map(self.media_files.get, paths))
        return repr([get_stamp(file) for file in files]).encode()

    def render_uncached(self, path: str) -> bytes | None:
        """Render a file; None if unknown. Raises DataError, also for errors in the source code."""
        try:
            if self.published is not self and not path.endswith(".html"):
                return self.published.render_uncached(path)  # feeds and sitemaps list no drafts
            return super().render_uncached(path)
        except DataError:
            raise
        except Exception as error:
            raise DataError([python_errors.diagnose_exception(error, self.theme.parent)]) from error
