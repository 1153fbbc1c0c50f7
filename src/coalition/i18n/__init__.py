"""Languages, locale data and gettext catalogs.

The ways in: `Language` formats dates, numbers and lists, `read_catalogs` reads `theme/locale/`,
`extract_messages` finds the messages in templates and code, and `update_catalog` writes them into a
catalog. Depends on `diagnostics`, `model` and `sources`, and on Babel for CLDR's data and gettext's
formats. It must not know the coalition's data or the pages of the site.
"""

from coalition.i18n.catalog_update import update_catalog
from coalition.i18n.catalogs import (
    LOCALE_FOLDER,
    MessageCatalog,
    diagnose_missing_catalog,
    get_catalog_display_path,
    get_catalog_path,
    read_catalog,
    read_catalogs,
)
from coalition.i18n.collation import collation_key, get_index_letter
from coalition.i18n.countries import COUNTRIES, USER_ASSIGNED_POINTS
from coalition.i18n.coverage import ContentId, LanguageCoverage, Ratio
from coalition.i18n.diagnostic_catalogs import (
    load_diagnostic_translations,
    update_diagnostic_catalogs,
)
from coalition.i18n.extract import extract_messages, parse_template
from coalition.i18n.locale import (
    Language,
    get_language_codes,
    get_language_tag,
    get_text_direction,
    is_source_language,
)
from coalition.i18n.regions import REGIONS, find_regions, find_un_groups
from coalition.i18n.times import format_time_range, name_time_zone

__all__ = [
    "COUNTRIES",
    "LOCALE_FOLDER",
    "REGIONS",
    "USER_ASSIGNED_POINTS",
    "ContentId",
    "Language",
    "LanguageCoverage",
    "MessageCatalog",
    "Ratio",
    "collation_key",
    "diagnose_missing_catalog",
    "extract_messages",
    "find_regions",
    "find_un_groups",
    "format_time_range",
    "get_catalog_display_path",
    "get_catalog_path",
    "get_index_letter",
    "get_language_codes",
    "get_language_tag",
    "get_text_direction",
    "is_source_language",
    "load_diagnostic_translations",
    "name_time_zone",
    "parse_template",
    "read_catalog",
    "read_catalogs",
    "update_catalog",
    "update_diagnostic_catalogs",
]
