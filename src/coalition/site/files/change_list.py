"""A change set in the words of one language, with links to the entries."""

from __future__ import annotations

from coalition.model import LocalizedText, Member, parse_iso_date
from coalition.site import views
from coalition.site.change_sets import ChangedEntry, ChangeSet
from coalition.site.files.columns import label_columns
from coalition.site.files.json_data import ADDRESS_KINDS, list_entries
from coalition.site.files.tables import get_table_label
from coalition.site.site import Site
from coalition.site.table_names import TABLE_NAMES, TableName


def describe_changes(site: Site, changes: ChangeSet) -> views.DataChanges:
    """Return what changed, by kind of entry."""
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
    address = site.get_address(ADDRESS_KINDS[changed.kind][0], changed.id)
    if isinstance(entry, Member):
        row = site.index.members_by_id[entry.id]
        name, address = row.name, site.get_member_address(row)
    else:
        name = entry.name if changed.kind == "organisations" else entry.title
    text: LocalizedText = name.localize(site.language.code)
    keys = (labels.get(key) for key in changed.keys)
    return views.EntryLink(text, address, tuple(dict.fromkeys(key for key in keys if key)))
