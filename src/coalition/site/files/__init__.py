"""The files that a site publishes besides its pages, made from the same records.

Each format has a module. `map_data_files` returns those of a site in one language.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from coalition.site.files.calendars import build_webcal_url, list_calendar_files
from coalition.site.files.citations import list_citation_files
from coalition.site.files.csv_tables import list_csv_files
from coalition.site.files.data_package import list_data_package_files
from coalition.site.files.feeds import list_feed_files, list_page_feeds
from coalition.site.files.figure_tables import list_figure_files
from coalition.site.files.history import list_history_files
from coalition.site.files.icons import list_icon_files, list_manifest_files
from coalition.site.files.json_data import EVERYTHING, list_json_files
from coalition.site.files.json_schema import list_schema_files
from coalition.site.files.linked_data import list_linked_data_files
from coalition.site.files.robots import list_robots_files
from coalition.site.files.well_known import list_humans_files, list_security_files
from coalition.site.files.workbooks import list_workbooks
from coalition.site.generated_file import GeneratedFile
from coalition.site.site import Site
from coalition.site.urls import PATH_TEMPLATES

__all__ = [
    "DATA_FILE",
    "HISTORY_FILE",
    "GeneratedFile",
    "build_webcal_url",
    "get_file",
    "list_page_feeds",
    "map_data_files",
    "map_shared_files",
    "render_listed_files",
]


DATA_FILE = PATH_TEMPLATES["collection"].format(id=EVERYTHING)
"""The path of the file with all entries."""

DATA_FOLDER = DATA_FILE.rpartition("/")[0] + "/"

HISTORY_FILE = PATH_TEMPLATES["history"]
"""The path of the file with what changed at each publication."""

_ListFiles = Callable[[Site], Iterable[GeneratedFile]]

_LISTS: tuple[_ListFiles, ...] = (
    list_feed_files, list_calendar_files, list_citation_files, list_csv_files, list_workbooks,
    list_data_package_files, list_manifest_files, list_figure_files,
)  # fmt: skip
"""The functions that list the files of each language."""

_SHARED_LISTS: tuple[_ListFiles, ...] = (
    list_json_files, list_schema_files, list_linked_data_files, list_history_files,
    list_robots_files, list_icon_files, list_security_files, list_humans_files,
)  # fmt: skip
"""The functions that list the files that are the same in every language."""


def map_data_files(site: Site) -> Mapping[str, GeneratedFile]:
    """Return the files of a site in its language by their paths, without those for the search.

    Those that are the same in every language belong to the default one.
    """
    is_default = site.language.code == site.coalition.default_language
    return {**_map_own_files(site), **(map_shared_files(site) if is_default else {})}


def map_shared_files(site: Site) -> Mapping[str, GeneratedFile]:
    """Return the files that are the same in every language by their paths.

    All sites of a coalition share them, so each is rendered once.
    """
    if not site.shared_files:
        default = next(one for one in site.languages if one.code == site.coalition.default_language)
        _fill(site.shared_files, replace(site, language=default, generated_files={}), _SHARED_LISTS)
    return site.shared_files


def render_listed_files(site: Site) -> None:
    """Render the files whose size the page about the data says, given the default language's site.

    Call this before processes are forked for the languages: each would render the shared files
    again, and import the libraries that write its own.
    """
    for path, file in map_data_files(site).items():
        if path.startswith(DATA_FOLDER):
            assert file.content


def _map_own_files(site: Site) -> Mapping[str, GeneratedFile]:
    if not site.generated_files:
        _fill(site.generated_files, site, _LISTS)
    return site.generated_files


def _fill(files: dict[str, GeneratedFile], site: Site, lists: Iterable[_ListFiles]) -> None:
    files.update((file.path, file) for list_files in lists for file in list_files(site))


def get_file(site: Site, path: str) -> GeneratedFile | None:
    """Return the file at a path, of this language or of all; None if there is none."""
    return _map_own_files(site).get(path) or map_shared_files(site).get(path)
