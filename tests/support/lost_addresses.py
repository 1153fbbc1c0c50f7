"""Examples of changes of the invented coalition that lose addresses, in `data/lost_addresses/`.

Each has the files in which it differs from the coalition; an empty one means that the coalition
lacks it. With a `last.xml`, that sitemap is what is published, else the coalition as it was.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from coalition.addresses.lost import check_lost_addresses
from coalition.addresses.published_version import (
    PublishedVersion,
    make_version,
    read_published_version,
)
from coalition.addresses.site_sources import read_site_sources
from coalition.diagnostics.diagnostic import Diagnostic
from support.projects import PROJECT

EXAMPLES = PROJECT / "tests" / "data" / "lost_addresses"
LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern"
LAST = "last.xml"
BASE = "'origin/main'"
"""How reports call the version before the change."""


def change(example: Path, root: Path) -> Path:
    """Write the invented coalition, changed as in an example, into a project in `root`."""
    shutil.copytree(LANTERN, root, dirs_exist_ok=True)
    for file in (file for file in example.rglob("*") if file.is_file()):
        path = file.relative_to(example)
        if path.name in {"expected.txt", LAST}:
            continue
        target = root / ("content" if path.suffix == ".md" else "data") / path
        if file.stat().st_size:
            shutil.copy(file, target)
        else:
            target.unlink()
    return root


def published(example: Path, root: Path) -> PublishedVersion:
    """Return what is published before the change of an example."""
    if (example / LAST).exists():
        return read_published_version(root, str(example / LAST))
    return make_version(BASE, read_site_sources(LANTERN))


def find(example: Path, root: Path) -> list[Diagnostic]:
    """Return the addresses that an example loses; its project is written into `root`."""
    return check_lost_addresses(change(example, root), published(example, root))
