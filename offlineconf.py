"""Only what differs for the offline edition: its pages are read from a disk, by no server."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))  # the `pelican` command does not look here by itself

from pelicanconf import *  # noqa: F403
from pelicanconf import ARTICLE_LANG_URL, ARTICLE_URL, PAGE_LANG_URL, PAGE_URL

OFFLINE = True

# A folder shows its list of files here, so links name the page in it
PAGE_URL += "index.html"
PAGE_LANG_URL += "index.html"
ARTICLE_URL += "index.html"
ARTICLE_LANG_URL += "index.html"
