"""The page about the data."""

from __future__ import annotations

from coalition.model import LocalizedText, Member, parse_iso_date
from coalition.site import views
from coalition.site.change_sets import ChangedEntry, ChangeSet
from coalition.site.files import get_file
from coalition.site.files.columns import label_columns
from coalition.site.files.json_data import ENTRY_PAGES, EVERYTHING, list_entries
from coalition.site.files.tables import get_table_label, get_table_slug, list_table_names
from coalition.site.pages.page import Page, build_main_page
from coalition.site.site import Site
from coalition.site.table_names import TABLE_NAMES, TableName
from coalition.site.urls import Address


def build_data_page(site: Site) -> Page:
    """Return the page, which exists with and without a text."""
    changes = _build_changes(site, site.changes[0]) if site.changes else None
    view = views.DataView(
        site.get_page_content("data"),
        tuple(_build_table(site, name) for name in list_table_names(site)),
        _build_files(site) if list_table_names(site) else None,
        changes,
    )
    entries = (site.coalition,)
    return build_main_page(site, "data", "data.html", view, ("data/coalition.yaml",), entries)


def _build_table(site: Site, name: TableName) -> views.DataTable:
    slug = get_table_slug(name)
    return views.DataTable(
        get_table_label(site, name),
        len(list_entries(site, name)),
        _get_data_file(site, site.get_address("table", slug)),
        _get_data_file(site, site.get_shared_address("collection", slug)),
    )


def _build_files(site: Site) -> views.DataFiles:
    return views.DataFiles(
        _get_data_file(site, site.get_address("workbook")),
        _get_data_file(site, site.get_shared_address("collection", EVERYTHING)),
        _get_data_file(site, site.get_shared_address("data-schema", EVERYTHING)),
        _get_data_file(site, site.get_address("data-package")),
        _find_data_file(site, site.get_shared_address("linked-data", "jsonld")),
        _find_data_file(site, site.get_shared_address("linked-data", "ttl")),
    )


def _get_data_file(site: Site, address: Address) -> views.DataFile:
    file = _find_data_file(site, address)
    assert file, f"{address.path} is a file of every site with entries"
    return file


def _find_data_file(site: Site, address: Address) -> views.DataFile | None:
    file = get_file(site, address.path)
    return views.DataFile(file.path, len(file.content)) if file else None


def _build_changes(site: Site, changes: ChangeSet) -> views.DataChanges:
    kinds = (_build_changed_kind(site, kind, changes) for kind in TABLE_NAMES)
    shown = tuple(kind for kind in kinds if kind.added or kind.changed or kind.removed)
    return views.DataChanges(parse_iso_date(changes.since), shown, changes.rechecked)


def _build_changed_kind(site: Site, kind: TableName, changes: ChangeSet) -> views.ChangedKind:
    return views.ChangedKind(
        get_table_label(site, kind),
        tuple(_link_entry(site, one) for one in changes.added if one.kind == kind),
        tuple(_link_entry(site, one) for one in changes.changed if one.kind == kind),
        changes.removed.get(kind, 0),
    )


def _link_entry(site: Site, changed: ChangedEntry) -> views.EntryLink:
    """Return a link to an entry, with what changed in it as the tables call it."""
    labels = label_columns(site.language)
    entries = {entry.id: entry for entry in list_entries(site, changed.kind)}
    entry = entries[changed.id]
    address = site.get_address(ENTRY_PAGES[changed.kind][0], changed.id)
    if isinstance(entry, Member):
        row = site.index.members_by_id[entry.id]
        name, address = row.name, site.get_member_address(row)
    else:
        name = entry.name if changed.kind == "organisations" else entry.title
    text: LocalizedText = name.localize(site.language.code)
    keys = (labels.get(key) for key in changed.keys)
    return views.EntryLink(text, address, tuple(dict.fromkeys(key for key in keys if key)))
