"""Build and serialize the XML documents of the feeds and the sitemap."""

from __future__ import annotations

from xml.etree import ElementTree


def add_element(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    """Append a child element to `parent` and return it."""
    child = ElementTree.SubElement(parent, name, attributes)
    child.text = text
    return child


def serialize_xml(root: ElementTree.Element) -> str:
    """Return an XML document, indented, with its declaration."""
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
