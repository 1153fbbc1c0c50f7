"""Values that references may take: ids of entries, codes of countries and languages.

Ids come from entries before validation, so that an entry with an error can already be referenced.
If a file cannot be parsed completely, its kind has no list of values, rather than half of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from types import MappingProxyType

from coalition.i18n import COUNTRIES, Language, get_language_codes
from coalition.project import (
    DATA_FILES,
    GOALS,
    ORGANISATIONS,
    RAW_COLLECTIONS,
    RawEntry,
    get_child,
    read_country_names,
    read_data_file,
    read_raw_entries,
)
from coalition.sources import YamlDocument, YamlScalar, YamlSequence

UNLISTED_KINDS = frozenset({"member", "document", "condition set"})
"""Kinds without a list of values: two people who add a member each would both change it."""

ENGLISH = Language("en", NullTranslations())

NamesById = Mapping[str, str]
"""Ids or codes, each with its human-readable name, in display order."""


@dataclass(frozen=True)
class AllowedValues:
    """Values that references in the data of a coalition may take.

    `names` maps each kind of reference to its values. `languages` are those of the site, with the
    default first. `unreadable_files` are paths relative to the project, as in `data/members.yaml`.
    """

    names: Mapping[str, NamesById]
    languages: tuple[str, ...]
    unreadable_files: frozenset[str] = frozenset()


def collect_allowed_values(data_folder: Path) -> AllowedValues:
    """Collect the allowed values from the files in `data_folder`. Never raises."""
    documents = {file: read_data_file(data_folder, file) for file in DATA_FILES}
    readable = {file for file, document in documents.items() if _is_valid(document)}
    languages = _read_languages(documents["coalition"]) if "coalition" in readable else ()
    names: dict[str, NamesById] = {
        "country": _name_countries(documents["coalition"], next(iter(languages), "")),
        "language": list_languages(),
    }
    for collection in RAW_COLLECTIONS:
        entries = read_raw_entries(
            collection, documents[collection.file], next(iter(languages), "")
        )
        if collection.kind in UNLISTED_KINDS or collection.file not in readable or entries is None:
            continue
        names[collection.kind] = _name_entries(entries)
    unreadable = (documents[file].file for file in DATA_FILES if file not in readable)
    return AllowedValues(MappingProxyType(names), languages, frozenset(unreadable))


@cache
def list_countries() -> NamesById:
    """Return the code of every country with its English name, sorted by name."""
    return _sort_by_name({code: ENGLISH.country_name(code) for code in COUNTRIES})


@cache
def list_languages() -> NamesById:
    """Return the code of every language with its English name, sorted by name; no varieties."""
    codes = (code for code in get_language_codes() if "_" not in code)
    return _sort_by_name({code: ENGLISH.language_name(code) for code in codes})


def get_language_name(code: str) -> str:
    """Return the English name of a language, or of a variety such as `pt_BR`."""
    return Language(code, NullTranslations()).locale.get_display_name("en") or code


def _is_valid(document: YamlDocument) -> bool:
    return document.root is not None and not document.diagnostics


def _read_languages(document: YamlDocument) -> tuple[str, ...]:
    node = get_child(document.root, "languages")
    items = node.items if isinstance(node, YamlSequence) else ()
    codes = dict.fromkeys(item.text.strip() for item in items if isinstance(item, YamlScalar))
    return tuple(code for code in codes if code in get_language_codes())


def _name_countries(document: YamlDocument, default_language: str) -> NamesById:
    """Return the code of every country, with the coalition's own English name where it has one."""
    own = read_country_names(document.root, default_language)
    if not own.names:
        return list_countries()
    return _sort_by_name({code: own.get_name(code, "en") for code in own.codes})


def _name_entries(entries: tuple[RawEntry, ...]) -> NamesById:
    names = {
        entry.id: entry.name_node.text if entry.name_node else entry.id
        for entry in entries
        if entry.id
    }
    collection = entries[0].collection if entries else None
    if collection is ORGANISATIONS:
        return _sort_by_name(names)
    if collection is GOALS:
        return dict(sorted(names.items(), key=lambda goal: goal[0].zfill(9)))
    return names


def _sort_by_name(names: NamesById) -> NamesById:
    return dict(sorted(names.items(), key=lambda item: (ENGLISH.sort_key(item[1]), item[0])))
