"""Devserver."""

from coalition.devserver.serve import serve_preview

__all__ = [
    "serve_preview",
]
