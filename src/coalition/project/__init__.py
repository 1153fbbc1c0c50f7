"""Read and validate a project: `data/`, `content/`, `theme/locale/` and the theme's files.

The ways in: `load_project` returns a validated `Project` or raises DataError with every diagnostic;
`load_coalition` reads only `data/`; `DataReader` and `read_raw_entries` read entries that may still
be invalid, for the commands that edit them. Depends on `diagnostics`, `model`, `sources`, `markup`
and `i18n`. It must not know pages, URLs or Pelican: nothing is rendered or written here.
"""

from coalition.project.code_names import (
    find_similar_codes,
    get_english_name,
    index_country_names,
    index_language_names,
    simplify_name,
    split_names,
)
from coalition.project.consistency import (
    check_duplicate_values,
    check_missing_images,
    check_raw_entries,
    list_image_names,
)
from coalition.project.country_names import read_country_names
from coalition.project.data_files import (
    DATA_FILES,
    EMPTY_DATA_FILE,
    OPTIONAL_DATA_FILES,
    REQUIRED_DATA_FILES,
    read_data_file,
)
from coalition.project.file_tree import check_file_tree
from coalition.project.front_matter_check import DATE_KEYS, LIST_KEYS
from coalition.project.loader import (
    PLACEHOLDER_ID,
    DataReader,
    LoadedData,
    RawEntries,
    load_coalition,
    load_coalition_data,
)
from coalition.project.markdown_files import ALLOWED_FRONT_MATTER_KEYS, PLACEHOLDER_TEXT
from coalition.project.markdown_links import INTRASITE_LINK_PATTERN
from coalition.project.media_files import (
    FILES_FOLDER,
    IMAGES_FOLDER,
    MEDIA_FOLDERS,
    list_media_files,
)
from coalition.project.news_references import (
    ALT_KEY,
    NEWS_KEYS,
    list_article_images,
    read_article_references,
)
from coalition.project.project import (
    DAY_KEYS,
    Project,
    find_day_of_data,
    find_latest_check,
    load_project,
)
from coalition.project.raw_entries import (
    ACTION_AREAS,
    CONDITIONS,
    DOCUMENTS,
    EVENTS,
    GOALS,
    GROUPS,
    MEMBERS,
    NULL_SCALARS,
    ORGANISATIONS,
    RAW_COLLECTIONS,
    WORKING_GROUPS,
    NodePath,
    PlainData,
    RawCollection,
    RawEntry,
    find_node,
    get_child,
    is_null,
    iter_scalars,
    read_raw_entries,
    to_plain_data,
)
from coalition.project.removed_addresses import (
    REMOVED_FILE,
    RemovedAddresses,
    get_salt,
    hash_address,
    load_removed_addresses,
    read_removed_document,
)
from coalition.project.settings_files import ensure_settings
from coalition.project.slugs import normalize_name, shorten_slug, slugify, transliterate
from coalition.project.suggestions import CodeKind, find_closest_match
from coalition.project.translated_files import MarkdownFile, read_markdown_files
from coalition.project.validation_messages import explain_validation_errors

__all__ = [
    "ACTION_AREAS",
    "ALLOWED_FRONT_MATTER_KEYS",
    "ALT_KEY",
    "CONDITIONS",
    "DATA_FILES",
    "DATE_KEYS",
    "DAY_KEYS",
    "DOCUMENTS",
    "EMPTY_DATA_FILE",
    "EVENTS",
    "FILES_FOLDER",
    "GOALS",
    "GROUPS",
    "IMAGES_FOLDER",
    "INTRASITE_LINK_PATTERN",
    "LIST_KEYS",
    "MEDIA_FOLDERS",
    "MEMBERS",
    "NEWS_KEYS",
    "NULL_SCALARS",
    "OPTIONAL_DATA_FILES",
    "ORGANISATIONS",
    "PLACEHOLDER_ID",
    "PLACEHOLDER_TEXT",
    "RAW_COLLECTIONS",
    "REMOVED_FILE",
    "REQUIRED_DATA_FILES",
    "WORKING_GROUPS",
    "CodeKind",
    "DataReader",
    "LoadedData",
    "MarkdownFile",
    "NodePath",
    "PlainData",
    "Project",
    "RawCollection",
    "RawEntries",
    "RawEntry",
    "RemovedAddresses",
    "check_duplicate_values",
    "check_file_tree",
    "check_missing_images",
    "check_raw_entries",
    "ensure_settings",
    "explain_validation_errors",
    "find_closest_match",
    "find_day_of_data",
    "find_latest_check",
    "find_node",
    "find_similar_codes",
    "get_child",
    "get_english_name",
    "get_salt",
    "hash_address",
    "index_country_names",
    "index_language_names",
    "is_null",
    "iter_scalars",
    "list_article_images",
    "list_image_names",
    "list_media_files",
    "load_coalition",
    "load_coalition_data",
    "load_project",
    "load_removed_addresses",
    "normalize_name",
    "read_article_references",
    "read_country_names",
    "read_data_file",
    "read_markdown_files",
    "read_raw_entries",
    "read_removed_document",
    "shorten_slug",
    "simplify_name",
    "slugify",
    "split_names",
    "to_plain_data",
    "transliterate",
]
