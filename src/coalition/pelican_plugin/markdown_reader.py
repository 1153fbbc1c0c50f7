"""Read Markdown for Pelican as `tasks.py check` does: the same front matter, the same HTML.

Pelican's own reader takes some lines for metadata that `sources.front_matter` takes for text, so a
text could set `Save_as` or `Template` without the check noticing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from pelican.readers import BaseReader

from coalition.markup import convert_markdown_file
from coalition.project import ALLOWED_FRONT_MATTER_KEYS, NEWS_KEYS
from coalition.sources import decode_text, extract_body, read_metadata

_FRONT_MATTER_KEYS = frozenset(
    key.lower() for keys in ALLOWED_FRONT_MATTER_KEYS.values() for key in keys
) - {key.lower() for key in NEWS_KEYS}
"""Keys of front matter. Pelican obeys others, such as `Save_as`, which the check rejects.

References to entries are read by `project`: Pelican would make authors of its own from them.
"""


class MarkdownReader(BaseReader):  # type: ignore[misc]  # Pelican has no type annotations
    """A Pelican reader for `.md` files. Leaves out HTML that texts may not contain."""

    file_extensions: ClassVar[list[str]] = ["md"]

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the HTML of a file and its metadata, whose keys are in lower case."""
        lines = decode_text(Path(source_path).read_bytes(), source_path)[0].lines
        metadata = {
            key: self.process_metadata(key, value)
            for key, value in read_metadata(lines).items()
            if key in _FRONT_MATTER_KEYS
        }
        return convert_markdown_file(extract_body(lines)).html, metadata
