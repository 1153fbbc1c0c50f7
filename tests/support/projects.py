"""Projects for tests: copies of this one, and a tiny one that builds in a moment."""

from __future__ import annotations

import shutil
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
ADDRESS = "https://coalition.example/site/"
"""The URL at which the sites that tests build would be published."""

INVENTED = PROJECT / "tests" / "data" / "coalitions"
ORCHARD = INVENTED / "orchard"
"""The invented coalition in six languages: the data of projects that name no other."""


def copy_project(
    folder: Path, data: Path = ORCHARD / "data", content: Path = ORCHARD / "content"
) -> Path:
    """Create a project in `folder` with this theme and settings, and the given data and content."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("pelicanconf.py", "publishconf.py"):
        shutil.copy(PROJECT / name, folder)
    shutil.copytree(PROJECT / "theme", folder / "theme")
    shutil.copytree(data, folder / "data")
    shutil.copytree(content, folder / "content")
    return folder


TINY_SETTINGS = '''\
import os
import sys
import time
from pathlib import Path

from pelican import signals

HERE = Path(__file__).parent


class reader:
    """A substitute for the plugin that reads data: reports an error, or waits."""

    __name__ = "reader"

    def register(self):
        signals.initialized.connect(read)


def read(pelican):
    if (HERE / "data" / "wrong").exists():
        print((HERE / "data" / "wrong").read_text(), file=sys.stderr)
        print("1 problem in 1 file")
        raise SystemExit(1)
    while (HERE / "data" / "wait").exists():
        (HERE / "data" / "waiting").touch()
        time.sleep(0.02)


PLUGINS = [reader()]
PATH = "content"
THEME = "theme"
SITEURL = os.environ["SITE_URL"]
SETTINGS_FILE = "pelicanconf.py"
TIMEZONE = "UTC"
DIRECT_TEMPLATES = ["index", "404"]
PAGE_PATHS = ["pages"]
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
'''

TINY_PAGE = (
    '<!doctype html><html lang="en" dir="ltr"><head><title>{0}</title>'
    '<meta name="description" content="{0}, in short."></head>'
    "<body><h1>{0}</h1>{1}</body></html>"
)
"""The smallest page that the audit accepts: its title, and what follows the heading."""

TINY_FILES = {
    "pelicanconf.py": TINY_SETTINGS,
    "publishconf.py": (
        "import sys\n"
        "from pathlib import Path\n"
        "sys.path.append(str(Path(__file__).parent))\n"
        "from pelicanconf import *\n"
        'SETTINGS_FILE = "publishconf.py"\n'
    ),
    "theme/static/style.css": "",
    "theme/templates/index.html": TINY_PAGE.format(
        "Home", "<p>{{ SETTINGS_FILE }} {{ SITEURL }}</p>"
    ),
    "theme/templates/404.html": TINY_PAGE.format("Not found", ""),
    "theme/templates/page.html": TINY_PAGE.format("{{ page.title }}", "{{ page.content }}"),
    "content/pages/about.md": "title: About\n\nfirst words\n",
    "data/notes.txt": "",
}
