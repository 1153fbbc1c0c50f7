"""The day of the data, as `Project.day` has it, read from files that may have errors."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from coalition.editing.workspace import Workspace
from coalition.model import parse_iso_date
from coalition.project import DAY_KEYS, iter_scalars
from coalition.sources import read_metadata


def find_data_day(workspace: Workspace) -> datetime.date | None:
    """Return the latest day on which anything on the site was checked or published, if any."""
    return max(filter(None, map(parse_iso_date, _iter_days(workspace))), default=None)


def _iter_days(workspace: Workspace) -> Iterator[str]:
    for file in workspace.files.values():
        for key, node in iter_scalars(file.root_node):
            if key == "checked":
                yield node.text.strip()
    for path in workspace.list_texts():
        lines = re.split(r"\r\n|\r|\n", workspace.read_text(path).decode("utf-8-sig", "replace"))
        metadata = read_metadata(lines)
        if metadata.get("status", "").lower() != "draft":
            yield from (metadata.get(key, "") for key in DAY_KEYS)
