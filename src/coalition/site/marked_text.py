"""HTML of texts that may be in another language than the page, with that language marked."""

from __future__ import annotations

from markupsafe import Markup, escape

from coalition.i18n import get_language_tag, get_text_direction
from coalition.model import LocalizedText


def mark_text(text: LocalizedText, page_language: str) -> Markup:
    """Return a text, within a <span lang dir> if it is not in the language of the page."""
    return _wrap("span", escape(text.text), text.language, page_language)


def mark_html(html: Markup, language: str, page_language: str) -> Markup:
    """Return the HTML of a text, within a <div lang dir> if it is in another language."""
    return _wrap("div", html, language, page_language)


def _wrap(element: str, html: Markup, language: str, page_language: str) -> Markup:
    if language == page_language:
        return html
    tag, direction = get_language_tag(language), get_text_direction(language)
    return Markup(f'<{element} lang="{tag}" dir="{direction}">{html}</{element}>')
