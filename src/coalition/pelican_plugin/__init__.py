"""The Pelican plugin: loads the project for Pelican and writes every page of the site.

`pelicanconf.py` names `register`, Pelican's entry point, and `MarkdownReader`; `PelicanAdapter`
does in memory, for the check and the preview, what a build does. Only this package imports Pelican.
It depends on `project`, `markup` and `site`, and knows neither the build command nor the preview.
"""

from coalition.pelican_plugin.generator import register
from coalition.pelican_plugin.markdown_reader import MarkdownReader
from coalition.pelican_plugin.page_references import ensure_existing_pages
from coalition.pelican_plugin.pelican_adapter import (
    PelicanAdapter,
    PelicanTexts,
    TemplateBytecodeCache,
)
from coalition.pelican_plugin.sites import (
    create_sites,
    ensure_valid_site_url,
    fail_on_untranslated,
)

__all__ = [
    "MarkdownReader",
    "PelicanAdapter",
    "PelicanTexts",
    "TemplateBytecodeCache",
    "create_sites",
    "ensure_existing_pages",
    "ensure_valid_site_url",
    "fail_on_untranslated",
    "register",
]
