"""Devserver."""
