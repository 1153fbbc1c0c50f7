"""The files that a site publishes beside its pages, made from the same records.

Each format has a module. `map_generated_files` returns those of a site in one language.
"""

from collections.abc import Mapping
from itertools import chain

from coalition.site.files.base import GeneratedFile
from coalition.site.files.calendars import build_webcal_url, list_calendar_files
from coalition.site.files.citations import list_citation_files
from coalition.site.files.feeds import list_feed_files, list_page_feeds
from coalition.site.site import Site

__all__ = ["GeneratedFile", "build_webcal_url", "list_page_feeds", "map_generated_files"]


def map_generated_files(site: Site) -> Mapping[str, GeneratedFile]:
    """Return the files of a site in its language by their paths.

    Those that are the same in every language belong to the default one.
    """
    files = chain(list_feed_files(site), list_calendar_files(site), list_citation_files(site))
    return {file.path: file for file in files}
