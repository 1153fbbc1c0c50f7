"""Media types by file name, for the Content-Type header.

A table of our own comes first: the system's differs from machine to machine.
"""

from __future__ import annotations

import mimetypes
from pathlib import PurePath

MEDIA_TYPES = {
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".bib": "application/x-bibtex",
    ".css": "text/css",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".epub": "application/epub+zip",
    ".gif": "image/gif",
    ".html": "text/html",
    ".ico": "image/vnd.microsoft.icon",
    ".ics": "text/calendar",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".opml": "text/x-opml",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".ris": "application/x-research-info-systems",
    ".svg": "image/svg+xml",
    ".ttl": "text/turtle",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
"""File extension -> media type, for the files that sites have."""

FEED_TYPES = {"atom.xml": MEDIA_TYPES[".atom"], "feed.json": "application/feed+json"}
"""File name -> media type, for the formats of feeds (RFC 4287, JSON Feed 1.1)."""

_TEXT_SUBTYPES = ("xml", "json", "x-bibtex", "x-research-info-systems")
"""Ends of the media types of other files that are text in UTF-8."""


def get_media_type(file: PurePath) -> str | None:
    """Return the media type of a file by its name; None if it is not known."""
    name = file.name.lower()
    if name in FEED_TYPES:
        return FEED_TYPES[name]
    return MEDIA_TYPES.get(PurePath(name).suffix) or mimetypes.guess_type(name)[0]


def get_content_type(file: PurePath) -> str:
    """Return the Content-Type of a file by its name, with the charset if it is text."""
    media_type = get_media_type(file)
    if media_type is None:
        return "application/octet-stream"
    is_text = media_type.startswith("text/") or media_type.endswith(_TEXT_SUBTYPES)
    return f"{media_type}; charset=utf-8" if is_text else media_type
