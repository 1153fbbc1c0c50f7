"""JSON-LD for each page: what the page is about, in the vocabulary of schema.org.

Only what the data says. `build_json_ld` chooses the description by the page's view.
"""

from coalition.site.json_ld.base import JsonObject
from coalition.site.json_ld.pages import build_json_ld

__all__ = ["JsonObject", "build_json_ld"]
