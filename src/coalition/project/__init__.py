"""Read and validate a project: `data/`, `content/`, `theme/locale/` and the theme's files.

The ways in: `load_project` returns a validated `Project` or raises DataError with every diagnostic;
`load_coalition` reads only `data/`; `DataReader` and `read_raw_entries` read entries that may still
be invalid, for the commands that edit them. Depends on `diagnostics`, `model`, `sources`, `markup`
and `i18n`. It must not know pages, URLs or Pelican: nothing is rendered or written here.
"""

from coalition.project.consistency import (
    check_duplicate_values,
    check_missing_images,
    check_raw_entries,
)
from coalition.project.file_tree import check_file_tree
from coalition.project.loader import (
    DATA_FILES,
    PLACEHOLDER_ID,
    DataReader,
    LoadedData,
    RawEntries,
    load_coalition,
    load_coalition_data,
)
from coalition.project.markdown_files import (
    ALLOWED_FRONT_MATTER_KEYS,
    DATE_KEYS,
    PLACEHOLDER_TEXT,
)
from coalition.project.markdown_links import INTRASITE_LINK_PATTERN
from coalition.project.media_files import MEDIA_FOLDERS, list_media_files
from coalition.project.project import Project, load_project
from coalition.project.raw_entries import (
    ACTION_AREAS,
    GOALS,
    GROUPS,
    MEMBERS,
    NULL_SCALARS,
    ORGANISATIONS,
    RAW_COLLECTIONS,
    NodePath,
    PlainData,
    RawCollection,
    RawEntry,
    find_node,
    get_child,
    is_null,
    read_raw_entries,
    to_plain_data,
)
from coalition.project.settings_files import ensure_settings
from coalition.project.slugs import normalize_name, slugify
from coalition.project.suggestions import (
    find_closest_match,
    index_country_names,
    index_language_names,
)
from coalition.project.translated_files import MarkdownFile, read_markdown_files
from coalition.project.validation_messages import explain_validation_errors

__all__ = [
    "ACTION_AREAS",
    "ALLOWED_FRONT_MATTER_KEYS",
    "DATA_FILES",
    "DATE_KEYS",
    "GOALS",
    "GROUPS",
    "INTRASITE_LINK_PATTERN",
    "MEDIA_FOLDERS",
    "MEMBERS",
    "NULL_SCALARS",
    "ORGANISATIONS",
    "PLACEHOLDER_ID",
    "PLACEHOLDER_TEXT",
    "RAW_COLLECTIONS",
    "DataReader",
    "LoadedData",
    "MarkdownFile",
    "NodePath",
    "PlainData",
    "Project",
    "RawCollection",
    "RawEntries",
    "RawEntry",
    "check_duplicate_values",
    "check_file_tree",
    "check_missing_images",
    "check_raw_entries",
    "ensure_settings",
    "explain_validation_errors",
    "find_closest_match",
    "find_node",
    "get_child",
    "index_country_names",
    "index_language_names",
    "is_null",
    "list_media_files",
    "load_coalition",
    "load_coalition_data",
    "load_project",
    "normalize_name",
    "read_markdown_files",
    "read_raw_entries",
    "slugify",
    "to_plain_data",
]
