"""Feeds in the format JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import Any

from coalition.i18n import get_language_tag
from coalition.site.files.feed_model import (
    Feed,
    FeedAttachment,
    FeedAuthor,
    FeedEntry,
    format_timestamp,
)

JSON_FEED_VERSION = "https://jsonfeed.org/version/1.1"


def render_json_feed(feed: Feed) -> bytes:
    """Return a feed as JSON Feed. Only whole items have a language in this format."""
    content = {
        "version": JSON_FEED_VERSION,
        "title": feed.title,
        "home_page_url": feed.get_url(feed.page),
        "feed_url": feed.get_url(feed.json),
        "language": get_language_tag(feed.language),
        "authors": [{"name": feed.author}],
        "items": [_describe_entry(entry) for entry in feed.entries],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _describe_entry(entry: FeedEntry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title.text,
        "content_html": entry.html,
        "summary": entry.summary.text if entry.summary else None,
        "date_published": format_timestamp(entry.published) if entry.published else None,
        "date_modified": format_timestamp(entry.updated),
        "authors": [_describe_author(author) for author in entry.authors],
        "tags": [category.label for category in entry.categories],
        "language": get_language_tag(entry.language),
        "attachments": [_describe_attachment(one) for one in entry.attachments],
    }
    return {name: value for name, value in item.items() if value not in (None, [])}


def _describe_author(author: FeedAuthor) -> dict[str, str]:
    return {"name": author.name, "url": author.url} if author.url else {"name": author.name}


def _describe_attachment(attachment: FeedAttachment) -> dict[str, Any]:
    """Return an attachment: its title has its format, since the same title means alternatives."""
    description: dict[str, Any] = {
        "url": attachment.url,
        "mime_type": attachment.media_type,
        "title": attachment.title,
    }
    if attachment.size is not None:
        description["size_in_bytes"] = attachment.size
    return description
