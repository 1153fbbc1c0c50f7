"""The CSV files described as a Data Package, which data portals and statistics programs read.

The specification is version 1 of Frictionless Data, which more programs know than version 2.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from coalition.i18n import get_language_tag
from coalition.project import slugify
from coalition.site.files.tables import (
    Column,
    build_table,
    get_table_label,
    get_table_slug,
    list_table_names,
)
from coalition.site.generated_file import GeneratedFile
from coalition.site.site import Site
from coalition.site.table_names import TableName

JsonObject = dict[str, Any]


def list_data_package_files(site: Site) -> Iterator[GeneratedFile]:
    """Yield the description of the package in the language of a site."""
    if list_table_names(site):
        path = site.get_address("data-package").path
        yield GeneratedFile(path, partial(render_data_package, site))


def render_data_package(site: Site) -> bytes:
    """Return `datapackage.json`: what the files are, and what each of their columns contains."""
    coalition = site.coalition
    package = {
        "profile": "tabular-data-package",
        "name": slugify(coalition.acronym) or "coalition",
        "title": site.localize(coalition.name),
        "description": site.localize(coalition.mission),
        "homepage": site.find_published_url(site.get_address("page", "data").path),
        "version": str(site.as_of) if site.as_of else None,
        "licenses": [_describe_licence(site)],
        "resources": [_describe_table(site, name) for name in list_table_names(site)],
    }
    known = {key: value for key, value in package.items() if value}
    return f"{json.dumps(known, ensure_ascii=False, indent=1)}\n".encode()


def _describe_licence(site: Site) -> JsonObject:
    licence = site.coalition.licence
    licence_id = {"name": licence.spdx} if licence.spdx else {}
    return {**licence_id, "path": licence.url, "title": licence.name}


def _describe_table(site: Site, name: TableName) -> JsonObject:
    """Return the description of a CSV file, whose path is relative to that of the package."""
    path = site.get_address("table", get_table_slug(name)).path
    return {
        "profile": "tabular-data-resource",
        "name": get_table_slug(name),
        "title": get_table_label(site, name),
        "path": path.rpartition("/")[2],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "lang": get_language_tag(site.language.code),
        "schema": {
            "fields": [_describe_column(column) for column in build_table(site, name).columns],
            "missingValues": [""],
        },
    }


def _describe_column(column: Column) -> JsonObject:
    """Return a field: its name is the heading in the file, its key is the same in every language.

    A date that may be a year or a month only is a string.
    """
    types: dict[str, JsonObject] = {
        "number": {"type": "integer"},
        "day": {"type": "date"},
        "url": {"type": "string", "format": "uri"},
    }
    type = types.get(column.type, {"type": "string"})
    return {"name": column.label, "key": column.key, **type}
