"""The cells of tables: values of records in the words of one language.

A list is joined with semicolons. Its items have the short form that commands accept, as in
`Given Family: Speaker`, with the names and words of the language instead of ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import singledispatchmethod

from coalition.markup import convert_html_to_text, render_markdown
from coalition.model import (
    Affiliation,
    DayTime,
    DocumentVersion,
    Link,
    MarkdownText,
    PartialDate,
    Participant,
    Party,
    ProfileLink,
    Term,
    TermHolder,
    Text,
)
from coalition.site.downloads import FILES_FOLDER
from coalition.site.event_labels import label_event_role
from coalition.site.labels import get_profile_label
from coalition.site.site import Site

Cell = str | int | date | datetime | None
"""The value of a cell: a text, a number, a day, or a local time; None if it is empty."""

ITEM_SEPARATOR = "; "

_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that spreadsheets run as a formula, also after a tab or a line break."""


def format_cell(cell: Cell) -> str:
    """Return a cell as a CSV file has it: days and times in ISO 8601, numbers in plain digits.

    A text that a spreadsheet would run as a formula has an apostrophe before it.
    """
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA_START) else text


class CellWriter:
    """Writes the values of records as cells, in the language of a site."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def write(self, value: object) -> Cell:
        """Return the cell for a value of a record; None for one that says nothing."""
        if isinstance(value, tuple):
            return self.join(str(self.write(item)) for item in value)
        return self._write(value)

    def join(self, parts: Iterable[str]) -> str | None:
        """Return the items of a list in one cell."""
        return ITEM_SEPARATOR.join(parts) or None

    def name_entries(self, ids: Iterable[str], entries: Mapping[str, object]) -> str | None:
        """Return the names or titles of other entries, given their ids."""
        named = (entries[id] for id in ids)
        texts = (getattr(entry, "name", None) or getattr(entry, "title") for entry in named)  # noqa: B009
        return self.join(self.site.localize(text) for text in texts)

    def get_page_url(self, path: str) -> str | None:
        """Return the address of a page or a file of the site; None if it is not known."""
        return self.site.find_published_url(path) or None

    @singledispatchmethod
    def _write(self, value: object) -> Cell:
        return str(value) if value not in (None, "") else None

    @_write.register
    def _write_flag(self, value: bool) -> Cell:
        return self.site.language.translations.gettext("Yes") if value else None

    @_write.register
    def _write_number(self, value: int) -> Cell:
        return value

    @_write.register
    def _write_day(self, value: date) -> Cell:
        return value

    @_write.register
    def _write_partial_date(self, value: PartialDate) -> Cell:
        return value.first_day if value.day else str(value)

    @_write.register
    def _write_day_time(self, value: DayTime) -> Cell:
        return datetime.combine(value.day, value.time) if value.time else value.day

    @_write.register
    def _write_text(self, value: Text) -> Cell:
        return self.site.localize(value)

    @_write.register
    def _write_markdown(self, value: MarkdownText) -> Cell:
        return convert_html_to_text(render_markdown(self.site.localize(value)))

    @_write.register
    def _write_term(self, value: Term) -> Cell:
        return f"{value.since or ''}/{value.until}" if value.until else str(value.since or "")

    @_write.register
    def _write_party(self, value: Party) -> Cell:
        resolved = self.site.index.resolve_party(value)
        name = self.site.localize(resolved.name)
        if value.organisation and resolved.organisation:
            return f"{name} ({self.site.localize(resolved.organisation.name)})"
        return name

    @_write.register
    def _write_participant(self, value: Participant) -> Cell:
        role = label_event_role(value.role, self.site.language) if value.role else ""
        return _add_detail(str(self._write_party(value)), role)

    @_write.register
    def _write_term_holder(self, value: TermHolder) -> Cell:
        return _add_detail(str(self._write_party(value)), str(self._write_term(value)))

    @_write.register
    def _write_affiliation(self, value: Affiliation) -> Cell:
        organisation = self.site.index.organisations[value.organisation]
        role = self.site.localize(value.role) if value.role else ""
        return _add_detail(self.site.localize(organisation.name), role)

    @_write.register
    def _write_link(self, value: Link) -> Cell:
        return _add_detail(self.site.localize(value.title), value.url)

    @_write.register
    def _write_profile(self, value: ProfileLink) -> Cell:
        return _add_detail(get_profile_label(self.site, value).text, value.url)

    @_write.register
    def _write_version(self, value: DocumentVersion) -> Cell:
        address = value.url or self.get_page_url(f"{FILES_FOLDER}/{value.file}") or value.file
        return _add_detail(self.site.language.language_name(value.language), address or "")


def _add_detail(name: str, detail: str) -> str:
    return f"{name}: {detail}" if detail else name
