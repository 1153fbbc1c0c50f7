"""Source files as text, front matter and YAML nodes, each with its line and column.

Reads YAML (`read_yaml`), Markdown front matter (`parse_front_matter`) and the files of the theme,
and reports what cannot be read as diagnostics at the line to change; never raises for the content
of a file. Depends on `diagnostics` and `invisible_characters`, and knows no keys, records or pages.
"""

from coalition.sources.cache import Cache, IdentityKey
from coalition.sources.front_matter import (
    FINGERPRINT_PATTERN,
    FrontMatterField,
    FrontMatterItem,
    check_fenced_syntax,
    compute_text_fingerprint,
    extract_body,
    find_body_start,
    find_fence,
    has_open_fence,
    is_continuation_line,
    parse_front_matter,
    read_metadata,
    split_list_items,
)
from coalition.sources.headings import TitleHeading, find_first_heading, find_heading_lines
from coalition.sources.ignored_files import IGNORED_FILE_PATTERNS, is_ignored
from coalition.sources.locator import TextLocator
from coalition.sources.text import (
    SourceText,
    decode_text,
    find_forbidden_characters,
    find_merge_conflicts,
    has_forbidden_characters,
)
from coalition.sources.theme_files import (
    check_theme_files,
    check_theme_folders,
    glob_paths,
    is_accessible_folder,
    read_theme_texts,
)
from coalition.sources.yaml_incremental import read_yaml_cached
from coalition.sources.yaml_lint import explain_unindented_key
from coalition.sources.yaml_nodes import (
    YamlDocument,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
)
from coalition.sources.yaml_parser import parse_yaml, read_source_bytes, read_yaml

__all__ = [
    "FINGERPRINT_PATTERN",
    "IGNORED_FILE_PATTERNS",
    "Cache",
    "FrontMatterField",
    "FrontMatterItem",
    "IdentityKey",
    "SourceText",
    "TextLocator",
    "TitleHeading",
    "YamlDocument",
    "YamlMapping",
    "YamlNode",
    "YamlScalar",
    "YamlSequence",
    "check_fenced_syntax",
    "check_theme_files",
    "check_theme_folders",
    "compute_text_fingerprint",
    "decode_text",
    "explain_unindented_key",
    "extract_body",
    "find_body_start",
    "find_fence",
    "find_first_heading",
    "find_forbidden_characters",
    "find_heading_lines",
    "find_merge_conflicts",
    "glob_paths",
    "has_forbidden_characters",
    "has_open_fence",
    "is_accessible_folder",
    "is_continuation_line",
    "is_ignored",
    "parse_front_matter",
    "parse_yaml",
    "read_metadata",
    "read_source_bytes",
    "read_theme_texts",
    "read_yaml",
    "read_yaml_cached",
    "split_list_items",
]
