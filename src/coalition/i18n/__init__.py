"""I18n."""

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
from coalition.i18n.collation import collation_key
from coalition.i18n.countries import COUNTRIES
from coalition.i18n.coverage import ContentId, LanguageCoverage, Ratio
from coalition.i18n.extract import extract_messages
from coalition.i18n.locale import (
    Language,
    get_language_codes,
    get_language_tag,
    get_text_direction,
    is_source_language,
)

__all__ = [
    "COUNTRIES",
    "LOCALE_FOLDER",
    "ContentId",
    "Language",
    "LanguageCoverage",
    "MessageCatalog",
    "Ratio",
    "collation_key",
    "diagnose_missing_catalog",
    "extract_messages",
    "get_catalog_display_path",
    "get_catalog_path",
    "get_language_codes",
    "get_language_tag",
    "get_text_direction",
    "is_source_language",
    "read_catalog",
    "read_catalogs",
    "update_catalog",
]
