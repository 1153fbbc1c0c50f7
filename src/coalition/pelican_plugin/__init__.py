"""The Pelican plugin: loads the project for Pelican and writes every page of the site.

`pelicanconf.py` names `register`, Pelican's entry point, and `MarkdownReader`; `PelicanAdapter`
does for the preview, in memory, what a build does. Only this package imports Pelican. It depends on
`project`, `markup` and `site`, and knows neither the build command nor the preview.
"""

from coalition.pelican_plugin.generator import register
from coalition.pelican_plugin.markdown_reader import MarkdownReader
from coalition.pelican_plugin.pelican_adapter import PelicanAdapter, check_content
from coalition.pelican_plugin.sites import create_sites, ensure_valid_redirects

__all__ = [
    "MarkdownReader",
    "PelicanAdapter",
    "check_content",
    "create_sites",
    "ensure_valid_redirects",
    "register",
]
