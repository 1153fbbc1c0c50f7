"""Pelican_plugin."""

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
