"""The versions of documents as visitors can open them: where, in which format, and how large."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from coalition.i18n import Language
from coalition.model import Document, DocumentVersion
from coalition.site.media_types import get_media_type

FILES_FOLDER = "files"
"""The folder of documents, in `content/` and on the site."""


@dataclass(frozen=True)
class Download:
    """One version of a document.

    It is a file at `path` on this site, whose `size` is known in bytes, or at `url` on another one.
    """

    version: DocumentVersion
    path: str = ""
    size: int | None = None

    @property
    def language(self) -> str:
        """The code of its language."""
        return self.version.language

    @property
    def url(self) -> str:
        """Its address on another site; empty for a file of this one."""
        return self.version.url or ""

    @property
    def format(self) -> str:
        """Its format, as in `pdf`; empty if it is not known."""
        return self.version.known_format or ""

    @property
    def media_type(self) -> str:
        """Its media type; empty if the format is not known."""
        return (get_media_type(PurePath(f"x.{self.format}")) or "") if self.format else ""


def list_downloads(
    document: Document, language: Language, file_sizes: Mapping[str, int]
) -> tuple[Download, ...]:
    """Return the versions of a document, those in the language of the page first."""
    downloads = (
        Download(version, path, file_sizes.get(path))
        for version in document.versions
        for path in [f"{FILES_FOLDER}/{version.file}" if version.file else ""]
    )
    return tuple(sorted(downloads, key=lambda one: one.language != language.code))
