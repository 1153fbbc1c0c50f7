"""The list of feeds in the format OPML 2.0, which feed readers import (http://opml.org/spec2.opml)."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from coalition.i18n import get_language_tag
from coalition.site.files.feed_model import Feed
from coalition.site.xml_output import add_element, serialize_xml


def render_feed_list(name: str, feeds: Iterable[Feed]) -> bytes:
    """Return the feeds of a coalition in a group with its name.

    Each feed is named in Atom only: a reader that imports the list would else get entries twice.
    `type` is "rss" for every format.
    """
    root = ElementTree.Element("opml", version="2.0")
    add_element(add_element(root, "head"), "title", name)
    group = add_element(add_element(root, "body"), "outline")
    group.set("text", name)
    for feed in feeds:
        attributes = {
            "type": "rss",
            "text": feed.label.text,
            "title": feed.title,
            "language": get_language_tag(feed.language),
            "htmlUrl": feed.get_url(feed.page),
            "xmlUrl": feed.get_url(feed.atom),
        }
        ElementTree.SubElement(group, "outline", attributes)
    return serialize_xml(root).encode()
