"""All files that a site publishes besides its pages: the data in many formats, and the search."""

from __future__ import annotations

from collections.abc import Mapping

from coalition.site.files import map_data_files
from coalition.site.generated_file import GeneratedFile
from coalition.site.search import map_search_files
from coalition.site.site import Site


def map_generated_files(site: Site) -> Mapping[str, GeneratedFile]:
    """Return the files of a site in its language by their paths.

    Those that are the same in every language belong to the default one.
    """
    return {**map_data_files(site), **map_search_files(site)}
