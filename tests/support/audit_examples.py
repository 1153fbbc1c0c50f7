"""Built sites for the audit: a valid one in `data/sound_site/`, and examples with one error each.

An example in `data/finished/` has the files in which it differs from the valid site; an empty file
means that the site lacks it. Markdown files are the sources of the pages, and `last.xml` is a
sitemap that cannot be read.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from coalition.audit import published_urls, runner
from coalition.audit.built_site import BuiltSite, PageSources, SiteFolder
from coalition.diagnostics.diagnostic import Diagnostic
from coalition.diagnostics.errors import DataError
from support.projects import PROJECT

DATA = PROJECT / "tests" / "data"
SOUND = DATA / "sound_site"
EXAMPLES = sorted((DATA / "finished").glob("*/expected.txt"))
ADDRESS = "https://lamps.example/site"
LAST = "last.xml"
MACHINE_PATH = "/home/ada/lamps"
"""The folder of the project, as the examples name it."""

SOURCES = {
    "index.html": PageSources(("data/coalition.yaml",), "home.html"),
    "404.html": PageSources((), "404.html"),
    "about/index.html": PageSources(("content/pages/about.en.md",), "page.html"),
    "news/index.html": PageSources((), "news.html"),
    "news/first-night/index.html": PageSources(("content/news/first-night.en.md",), "article.html"),
    "ar/index.html": PageSources(("data/coalition.yaml",), "home.html"),
    "ar/404.html": PageSources((), "404.html"),
    "ar/about/index.html": PageSources(("content/pages/about.ar.md",), "page.html"),
}


def sound(folder: Path) -> BuiltSite:
    """Copy the valid site into a project in `folder`."""
    shutil.copytree(SOUND, folder / "output")
    return BuiltSite(SiteFolder(folder / "output"), folder, "output", ADDRESS, SOURCES)


def broken(example: Path, folder: Path) -> BuiltSite:
    """Copy the valid site, changed as in an example, into a project in `folder`."""
    site = sound(folder)
    for file in (file for file in example.rglob("*") if file.is_file()):
        path = file.relative_to(example)
        if path.name in {"expected.txt", LAST}:
            continue
        target = (folder / "content" if path.suffix == ".md" else site.content.folder) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.stat().st_size:
            shutil.copy(file, target)
        else:
            target.unlink()
    site.__dict__["machine_paths"] = (MACHINE_PATH,)
    return site


def found(example: Path, folder: Path) -> list[Diagnostic]:
    """Audit an example, or read its sitemap if there is one."""
    if not (example / LAST).exists():
        return runner.audit_site(broken(example, folder))
    try:
        published_urls.read_published_site(str(example / LAST))
    except DataError as error:
        return list(error.diagnostics)
    return []
