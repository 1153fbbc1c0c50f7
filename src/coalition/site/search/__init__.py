"""The index that the search in the browser reads: what each page is called, and what it says.

`entries` describes the pages, `index_files` writes them as two scripts for each language: pages
opened from a disk may load scripts, but fetch nothing.
"""

from coalition.site.search.index_files import map_search_files

__all__ = ["map_search_files"]
