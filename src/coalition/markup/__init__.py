"""Markdown to HTML, restricted to an allow list of elements, attributes and URLs.

The converters in `markdown` return sanitized HTML with its violations of the policy in
`html_policy`; `link_policy` has the rules for URLs. Depends on `diagnostics` and
`invisible_characters` only: texts are plain strings here, and callers turn violations into
diagnostics at a line of a file.
"""

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
