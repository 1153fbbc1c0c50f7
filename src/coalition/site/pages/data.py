"""The page about the data."""

from __future__ import annotations

from coalition.site import views
from coalition.site.files import get_file
from coalition.site.files.change_list import describe_changes
from coalition.site.files.json_data import EVERYTHING, list_entries
from coalition.site.files.tables import get_table_label, get_table_slug, list_table_names
from coalition.site.pages.page import Page, build_main_page
from coalition.site.site import Site
from coalition.site.table_names import TableName
from coalition.site.urls import Address


def build_data_page(site: Site) -> Page:
    """Return the page, which exists with and without a text."""
    changes = describe_changes(site, site.changes[0]) if site.changes else None
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
        _find_data_file(site, site.get_address("calendar")),
        _find_data_file(site, site.get_address("feed-list")),
    )


def _get_data_file(site: Site, address: Address) -> views.DataFile:
    file = _find_data_file(site, address)
    assert file, f"{address.path} is a file of every site with entries"
    return file


def _find_data_file(site: Site, address: Address) -> views.DataFile | None:
    file = get_file(site, address.path)
    return views.DataFile(file.path, len(file.content)) if file else None
