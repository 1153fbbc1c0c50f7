"""Linkcheck."""
