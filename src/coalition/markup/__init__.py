"""Markup."""

from coalition.markup.html_policy import FILE_POLICY, Violation, sanitize_html
from coalition.markup.markdown import convert_markdown_field, convert_markdown_file, render_markdown

__all__ = [
    "FILE_POLICY",
    "Violation",
    "convert_markdown_field",
    "convert_markdown_file",
    "render_markdown",
    "sanitize_html",
]
