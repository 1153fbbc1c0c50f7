"""The two scripts with the index of a language: a small one, and one with every word.

Each assigns JSON to a property of `window.coalition`. All that editors write is in strings of
arrays, never a key of an object. `search.js` describes both forms.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property, partial
from hashlib import sha256
from typing import Any

from coalition.i18n import get_language_tag
from coalition.site.generated_file import GeneratedFile
from coalition.site.search.entries import SearchEntry, list_search_entries
from coalition.site.search_kinds import label_search_kinds
from coalition.site.site import SEARCH_PAGE, Site

_ESCAPES = str.maketrans({"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""What JSON allows in strings, but HTML or JavaScript before ES2019 do not."""


def map_search_files(site: Site) -> Mapping[str, GeneratedFile]:
    """Return the files of the search in the language of a site by their paths."""
    if not site.search_files:
        index = _SearchIndex(site)
        titles, words = site.get_address("search-titles"), site.get_address("search-words")
        site.search_files[titles.path] = GeneratedFile(titles.path, partial(_render_titles, index))
        site.search_files[words.path] = GeneratedFile(words.path, partial(_render_words, index))
    return site.search_files


class _SearchIndex:
    """The entries of a site, listed once for both files."""

    def __init__(self, site: Site) -> None:
        self.site = site

    @cached_property
    def entries(self) -> tuple[SearchEntry, ...]:
        """The entries in the order of the site."""
        return tuple(list_search_entries(self.site))

    @cached_property
    def titles(self) -> list[list[Any]]:
        """What the small file says of each entry."""
        kinds = list(label_search_kinds(self.site))
        return [_describe_title(self.site, entry, kinds) for entry in self.entries]

    @property
    def version(self) -> str:
        """A fingerprint of the titles, by which the browser sees that both files fit together."""
        return sha256(json.dumps(self.titles).encode()).hexdigest()[:8]


def _render_titles(index: _SearchIndex) -> bytes:
    content = {
        "version": index.version,
        "kinds": list(label_search_kinds(index.site).values()),
        "texts": _list_interface_texts(index.site),
        "entries": index.titles,
    }
    return _render_script("searchTitles", content)


def _list_interface_texts(site: Site) -> dict[str, str]:
    """Return the words of the search, with the number of results in each plural form."""
    _, ngettext = site.language.translations.gettext, site.language.translations.ngettext
    counts = {
        form: ngettext("%(shown)s page found", "%(shown)s pages found", number) % {"shown": "{n}"}
        for form, number in site.language.plural_examples.items()
    }
    folder = site.get_address("home").path
    return {
        **counts,
        "zero": _("Nothing found"),
        "label": _("Search this site"),
        "results": _("Results"),
        "all": _("All results"),
        "close": _("Close"),
        "page": site.get_address("page", SEARCH_PAGE).path.removeprefix(folder),
    }


def _render_words(index: _SearchIndex) -> bytes:
    """Return the texts of each entry, one for each of its sections."""
    texts = [_trim([section.text for section in one.sections]) for one in index.entries]
    return _render_script("searchWords", {"version": index.version, "texts": texts})


def _describe_title(site: Site, entry: SearchEntry, kinds: list[str]) -> list[Any]:
    """Return an entry as a list; what is empty at its end is left out."""
    page, folder = entry.page, site.get_address("home").path
    title = page.title
    tag = "" if title.language == site.language.code else get_language_tag(title.language)
    headings = [[section.anchor, section.heading] for section in entry.sections[1:]]
    return _trim(
        [
            kinds.index(page.search_kind),
            page.address.path.removeprefix(folder),
            title.text,
            entry.summary,
            list(entry.names),
            headings,
            tag,
        ]
    )


def _trim(values: list[Any]) -> list[Any]:
    while values and not values[-1]:
        values.pop()
    return values


def _render_script(name: str, content: object) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return f"(window.coalition=window.coalition||{{}}).{name}={text};\n".encode()
