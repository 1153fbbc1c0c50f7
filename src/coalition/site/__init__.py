"""The public site in one language: from the records of a coalition to pages, links and feeds.

Start with `Site` (what every template gets), `build_pages` (the list of pages) and `render_pages`
(their HTML); `map_generated_files`, `build_assets`, `render_sitemaps` and `render_host_files` make
what is published with them. Builds on `model`, `i18n`, `markup` and `diagnostics`. Reads nothing
but the theme, writes nothing, and does not know Pelican, the build or the dev server.
"""

from coalition.site.assets import (
    ASSETS_FOLDER,
    STYLE_SHEET,
    Asset,
    build_assets,
    map_asset_paths,
    render_goal_css,
)
from coalition.site.cards import build_card, embed_mark, map_cards
from coalition.site.changes import (
    PublishedData,
    build_history,
    dump_published_data,
    load_published_data,
    parse_published_data,
)
from coalition.site.conditions import evaluate_conditions
from coalition.site.document_types import get_document_type_label
from coalition.site.event_filters import format_event_days
from coalition.site.event_labels import (
    label_event_kind,
    label_event_mode,
    label_event_role,
    label_event_status,
)
from coalition.site.files import DATA_FILE, HISTORY_FILE, render_listed_files
from coalition.site.files.json_data import describe_entries
from coalition.site.files.tables import (
    Column,
    build_table,
    format_cell,
    get_table_label,
    list_columns,
)
from coalition.site.files.workbooks import make_sheet_name
from coalition.site.generated_file import GeneratedFile
from coalition.site.generated_files import map_generated_files
from coalition.site.host_files import (
    CACHE_IMMUTABLE,
    CACHE_REVALIDATE,
    HOST_FILES,
    get_redirect_target,
    render_host_files,
)
from coalition.site.labels import label_organisation_kind, name_un_groups
from coalition.site.media_types import get_content_type
from coalition.site.membership import was_member
from coalition.site.offline_readme import README_FILE, render_offline_readme
from coalition.site.pages import Page, build_pages
from coalition.site.participants import EventPerson, list_event_people
from coalition.site.pictures import PictureLibrary, list_logos
from coalition.site.queries import CoalitionIndex, MemberRow
from coalition.site.rendering import (
    StripIndentation,
    compile_templates,
    list_pages,
    render_page,
    render_pages,
)
from coalition.site.row_files import map_row_files
from coalition.site.site import (
    FIGURES_PAGE,
    FILLABLE_PAGES,
    ORGANISATIONS_PAGE,
    Site,
    get_report_slug,
    list_filled_pages,
    needs_organisation_list,
)
from coalition.site.sitemap import MAX_SITEMAP_URLS, SITEMAP_NAME, render_sitemaps
from coalition.site.table_names import TableName
from coalition.site.tallies import (
    CategoryTally,
    list_tallies,
    tally_groups,
    tally_regions,
    tally_un_groups,
)
from coalition.site.template_errors import StrictTranslations
from coalition.site.template_filters import install_filters
from coalition.site.theme_colours import parse_theme_colours
from coalition.site.urls import (
    Address,
    AddressBuilder,
    PageKind,
    build_absolute_url,
    build_relative_url,
    is_list_page,
    is_web_url,
)
from coalition.site.views import (
    ConditionResult,
    ConditionSetResult,
    ConditionStatus,
    RedirectView,
)

__all__ = [
    "ASSETS_FOLDER",
    "CACHE_IMMUTABLE",
    "CACHE_REVALIDATE",
    "DATA_FILE",
    "FIGURES_PAGE",
    "FILLABLE_PAGES",
    "HISTORY_FILE",
    "HOST_FILES",
    "MAX_SITEMAP_URLS",
    "ORGANISATIONS_PAGE",
    "README_FILE",
    "SITEMAP_NAME",
    "STYLE_SHEET",
    "Address",
    "AddressBuilder",
    "Asset",
    "CategoryTally",
    "CoalitionIndex",
    "Column",
    "ConditionResult",
    "ConditionSetResult",
    "ConditionStatus",
    "EventPerson",
    "GeneratedFile",
    "MemberRow",
    "Page",
    "PageKind",
    "PictureLibrary",
    "PublishedData",
    "RedirectView",
    "Site",
    "StrictTranslations",
    "StripIndentation",
    "TableName",
    "build_absolute_url",
    "build_assets",
    "build_card",
    "build_history",
    "build_pages",
    "build_relative_url",
    "build_table",
    "compile_templates",
    "describe_entries",
    "dump_published_data",
    "embed_mark",
    "evaluate_conditions",
    "format_cell",
    "format_event_days",
    "get_content_type",
    "get_document_type_label",
    "get_redirect_target",
    "get_report_slug",
    "get_table_label",
    "install_filters",
    "is_list_page",
    "is_web_url",
    "label_event_kind",
    "label_event_mode",
    "label_event_role",
    "label_event_status",
    "label_organisation_kind",
    "list_columns",
    "list_event_people",
    "list_filled_pages",
    "list_logos",
    "list_pages",
    "list_tallies",
    "load_published_data",
    "make_sheet_name",
    "map_asset_paths",
    "map_cards",
    "map_generated_files",
    "map_row_files",
    "name_un_groups",
    "needs_organisation_list",
    "parse_published_data",
    "parse_theme_colours",
    "render_goal_css",
    "render_host_files",
    "render_listed_files",
    "render_offline_readme",
    "render_page",
    "render_pages",
    "render_sitemaps",
    "tally_groups",
    "tally_regions",
    "tally_un_groups",
    "was_member",
]
