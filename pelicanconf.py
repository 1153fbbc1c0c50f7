"""Settings of every build. Facts about the coalition live in `data/` and `content/`."""

import os

from jinja2 import StrictUndefined

from coalition import pelican_plugin
from coalition.pelican_plugin import MarkdownReader
from coalition.site import StripIndentation
from coalition.sources import IGNORED_FILE_PATTERNS

# A module, not its name: Pelican skips a plugin that it cannot find
PLUGINS = [pelican_plugin]

PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
DELETE_OUTPUT_DIRECTORY = False  # Pelican deletes first of all; `tasks.py build` swaps folders

# Empty: no canonical URLs, feeds or sitemap. Pelican warns of a trailing slash
SITEURL = os.environ.get("SITE_URL", "").strip().rstrip("/")
PUBLISHED = False  # set by publishconf.py: the site's URL is required
SOURCES_FILE = ""  # where to write the sources of each page, for the audit
OFFLINE = False  # the pages are read from a disk, without a server
PUBLISHED_DATA = ""  # file with the data of the published site, to say what has changed since
OFFLINE_COPY = ""  # path of the offline edition on the site; the data page links to it
RELATIVE_URLS = True  # links in Markdown become relative to the page that shows them
TIMEZONE = "UTC"
# The environment may name a locale that is not installed. Any will do: Babel formats dates
LOCALE = ["C.UTF-8", "en_US.UTF-8", "C"]

PAGE_PATHS = ["pages"]
ARTICLE_PATHS = ["news"]
STATIC_PATHS = ["images", "files"]
STATIC_EXCLUDE_SOURCES = True
IGNORE_FILES = list(IGNORED_FILE_PATTERNS)  # hidden files, backups of text editors
PAGE_TRANSLATION_ID = ARTICLE_TRANSLATION_ID = None  # the plugin finds translations itself
FILENAME_METADATA = r"(?P<slug>[^.]+)\.(?P<lang>[a-z]{2,3}(?:_[A-Za-z]+)*)"
STATIC_LANG_URL = STATIC_LANG_SAVE_AS = "{path}"  # Pelican takes `map.fr.svg` for a French text
USE_FOLDER_AS_CATEGORY = False
FORMATTED_FIELDS: list[str] = []  # summaries are plain text
# Reads texts as `tasks.py check` does; Markdown's extensions are in coalition/markup/markdown.py
READERS = {"md": MarkdownReader, "html": None, "rst": None}
# Only these two, in braces: `attach` and `|...|` could name any file of the machine
INTRASITE_LINK_REGEX = r"\{(?P<what>filename|static)\}"

# The plugin writes all pages and knows their paths, so Pelican saves none
PAGE_SAVE_AS = PAGE_LANG_SAVE_AS = ARTICLE_SAVE_AS = ARTICLE_LANG_SAVE_AS = ""
DRAFT_SAVE_AS = DRAFT_LANG_SAVE_AS = DRAFT_PAGE_SAVE_AS = DRAFT_PAGE_LANG_SAVE_AS = ""
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
DIRECT_TEMPLATES: list[str] = []
THEME_STATIC_PATHS: list[str] = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None

JINJA_ENVIRONMENT = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": [StripIndentation],
}
