"""Pelican_plugin."""
