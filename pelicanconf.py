"""Settings that every build shares. Who the coalition is stands in `data/` and `content/`."""

import os

from jinja2 import StrictUndefined

from coalition import pelican_plugin
from coalition.pelican_plugin import MarkdownReader
from coalition.site import StripIndentation

PLUGINS = [
    pelican_plugin
]  # a module, not a name: a plugin that cannot be found would be passed over

PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
DELETE_OUTPUT_DIRECTORY = False  # Pelican deletes before it reads; `tasks.py build` swaps instead

# Empty: no canonical addresses, feed or sitemap. Pelican warns of a slash at the end
SITEURL = os.environ.get("SITE_URL", "").strip().rstrip("/")
PUBLISHED = False  # publishconf.py: the site's address has to be known
SOURCES_FILE = ""  # where to write what each page is made of, for those who look for faults in it
OFFLINE = False  # the pages are read from a disk, by no server
OFFLINE_COPY = ""  # where the site offers an offline edition; the data page links to it
RELATIVE_URLS = True  # joins links in Markdown to the way up that each page gives
TIMEZONE = "UTC"
# The machine's own may name one that is not installed. Nothing hangs on it: Babel writes our dates
LOCALE = ["C.UTF-8", "en_US.UTF-8", "C"]

PAGE_PATHS = ["pages"]
ARTICLE_PATHS = ["news"]
STATIC_PATHS = ["images", "files"]
STATIC_EXCLUDE_SOURCES = True
IGNORE_FILES = [".*"]  # hidden files and folders
PAGE_TRANSLATION_ID = ARTICLE_TRANSLATION_ID = None  # the plugin brings translations together
FILENAME_METADATA = r"(?P<slug>[^.]+)\.(?P<lang>[a-z]{2,3}(?:_[A-Za-z]+)*)"
STATIC_LANG_URL = STATIC_LANG_SAVE_AS = "{path}"  # `map.fr.svg` looks like a text in French
USE_FOLDER_AS_CATEGORY = False
FORMATTED_FIELDS: list[str] = []  # summaries are plain text
# Reads texts as `tasks.py check` does; the extensions of Markdown are in markdown_text.py
READERS = {"md": MarkdownReader, "html": None, "rst": None}
# Only these two, in braces: `attach` and the form with bars could name any file of the machine
INTRASITE_LINK_REGEX = r"\{(?P<what>filename|static)\}"

# The plugin writes all pages and knows where each stands, so Pelican saves none
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
