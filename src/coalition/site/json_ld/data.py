"""The data as a catalogue of datasets, which search engines for data read."""

from __future__ import annotations

from pathlib import PurePath

from coalition.site import views
from coalition.site.json_ld.base import (
    JsonObject,
    drop_empty,
    get_absolute_url,
    reference_coalition,
)
from coalition.site.media_types import get_media_type
from coalition.site.pages import Page
from coalition.site.site import Site
from coalition.site.urls import build_absolute_url


def describe_data(site: Site, page: Page, view: views.DataView) -> JsonObject:
    """Return the catalogue: a dataset for each kind of entry, and one with everything.

    Empty without a URL of the site, since there is nothing to lead to.
    """
    if not site.site_url or view.files is None:
        return {}
    files = view.files
    everything = [files.workbook, files.json, files.turtle, files.json_ld]
    whole = _describe_dataset(site, page, site.localize(site.coalition.name), everything)
    parts = [
        _describe_dataset(site, page, table.label, [table.csv, table.json]) for table in view.tables
    ]
    return drop_empty(
        {
            "@type": "DataCatalog",
            "name": f"{site.localize(site.coalition.name)} – {page.title.text}",
            "description": page.description,
            "url": get_absolute_url(site, page.address),
            "license": site.coalition.licence.url,
            "publisher": reference_coalition(site),
            "dataset": [whole, *parts],
        }
    )


def _describe_dataset(
    site: Site, page: Page, name: str, files: list[views.DataFile | None]
) -> JsonObject:
    coalition = site.coalition
    return drop_empty(
        {
            "@type": "Dataset",
            "name": name,
            "description": f"{name}. {page.description}",
            "url": get_absolute_url(site, page.address),
            "license": coalition.licence.url,
            "creator": reference_coalition(site),
            "inLanguage": site.language.tag,
            "isAccessibleForFree": True,
            "dateModified": str(site.as_of or ""),
            "distribution": [_describe_file(site, file) for file in files if file],
        }
    )


def _describe_file(site: Site, file: views.DataFile) -> JsonObject:
    return drop_empty(
        {
            "@type": "DataDownload",
            "contentUrl": build_absolute_url(site.site_url, file.path),
            "encodingFormat": get_media_type(PurePath(file.path)),
            "contentSize": str(file.size),
        }
    )
