"""Markdown to HTML, restricted to an allow list of elements, attributes and URLs.

The converters in `markdown` return sanitized HTML with its violations of the policy in
`html_policy`; `link_policy` has the rules for URLs, `contact_details` those for e-mail addresses
and telephone numbers. Depends on `diagnostics` and `invisible_characters` only: texts are plain
strings here, and callers turn violations into diagnostics at a line of a file.
"""

from coalition.markup.contact_details import (
    ContactDetail,
    explain_contact_detail,
    find_contact_details,
)
from coalition.markup.html_policy import FILE_POLICY, Violation, sanitize_html
from coalition.markup.markdown import convert_markdown_field, convert_markdown_file, render_markdown
from coalition.markup.plain_text import convert_html_to_text

__all__ = [
    "FILE_POLICY",
    "ContactDetail",
    "Violation",
    "convert_html_to_text",
    "convert_markdown_field",
    "convert_markdown_file",
    "explain_contact_detail",
    "find_contact_details",
    "render_markdown",
    "sanitize_html",
]
