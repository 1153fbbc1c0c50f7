"""The comments at the top of a data file that a command makes: its schema, and how to add to it."""

from __future__ import annotations

from pathlib import Path

_MODELINE = "# yaml-language-server: $schema=schema/{name}.schema.json\n"

HEADS = {
    "working_groups": """\
# The coalition's working groups, in the order shown.
#
# Others name a group by its `id`, which becomes part of an address: it never changes.
# To add a group, run 'python3 tasks.py new working-group', or copy these lines to the end of the
# file and change them:
#   - id: example-group
#     title: Example group
#     status: active
#     chairs:
#       - member: given-name-family-name
""",
    "events": """\
# Events of the coalition, and others that matter to it. Pages sort them by date.
#
# `start` and `end` are days, or days and local times with a `timezone`.
# To add an event, run 'python3 tasks.py new event', or copy these lines to the end of the file and
# change them:
#   - id: example-event-2027    # becomes part of a web address and never changes
#     title: Example event
#     kind: workshop
#     start: 2027-03-09 14:30
#     timezone: Africa/Nairobi
""",
    "documents": """\
# Documents of the coalition, and others that matter to it. Pages sort them by date.
#
# `title` is written as printed. A version is a page on another site (`url`) or a file in
# content/files/ (`file`).
# To add a document, run 'python3 tasks.py new document', or copy these lines to the end of the file
# and change them:
#   - id: example-report        # becomes part of a web address and never changes
#     title: Example report
#     type: report
#     date: 2027-03
#     versions:
#       - language: en
#         url: https://example.org/report.pdf
""",
}
"""What a new file says before its first entry, by the file's name."""


def make_file_head(root: Path, name: str) -> bytes:
    """Return the comments at the top of a new file in `data/`, with a blank line below."""
    head = f"{make_modeline(root, name)}{HEADS.get(name, '')}"
    return f"{head}\n".encode() if head else b""


def make_modeline(root: Path, name: str) -> str:
    """Return the line that tells code editors the schema of a file, if the project has schemas."""
    has_schemas = (root / "data" / "schema").is_dir()
    return _MODELINE.format(name=name) if has_schemas else ""
