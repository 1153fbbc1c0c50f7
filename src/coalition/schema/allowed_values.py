"""What values may name: groups, organisations, areas and goals, countries and languages.

Ids come from drafts, so that an entry with a mistake in it can be named. Where a file cannot be
read to its end, nothing is said of what stands in it, rather than half of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from types import MappingProxyType

from coalition.i18n import COUNTRIES, Language, get_language_codes
from coalition.model import ReferenceKind
from coalition.project import (
    DATA_FILES,
    GOALS,
    ORGANISATIONS,
    RAW_COLLECTIONS,
    RawEntry,
    get_child,
    read_raw_entries,
)
from coalition.sources import YamlDocument, YamlScalar, YamlSequence, read_yaml

ENGLISH = Language("en", NullTranslations())

NamesById = Mapping[str, str]
"""Ids or codes, each with the name that an editor knows it by, in the order to show them."""


@dataclass(frozen=True)
class AllowedValues:
    """What the values of a coalition's data may name.

    `names` maps each kind of thing to what there is of it. `languages` are those of the site, the
    first is the default one. `unread` are the files that could not be read, as editors name them.
    """

    names: Mapping[ReferenceKind, NamesById]
    languages: tuple[str, ...]
    unreadable_files: frozenset[str] = frozenset()


def collect_allowed_values(data_folder: Path) -> AllowedValues:
    """What the files in the folder `data_folder` let their values name. Never raises."""
    documents = {
        file: read_yaml(data_folder / f"{file}.yaml", f"data/{file}.yaml") for file in DATA_FILES
    }
    whole = {file for file, document in documents.items() if _is_valid(document)}
    languages = _read_languages(documents["coalition"]) if "coalition" in whole else ()
    names: dict[ReferenceKind, NamesById] = {
        "country": list_countries(),
        "language": list_languages(),
    }
    for shelf in RAW_COLLECTIONS:
        found = read_raw_entries(shelf, documents[shelf.file], next(iter(languages), ""))
        if shelf.kind == "member" or shelf.file not in whole or found is None:
            continue
        names[shelf.kind] = _name_entries(found)
    unread = (documents[file].file for file in DATA_FILES if file not in whole)
    return AllowedValues(MappingProxyType(names), languages, frozenset(unread))


@cache
def list_countries() -> NamesById:
    """The code of every country with its English name, by name."""
    return _sort_by_name({code: ENGLISH.country_name(code) for code in COUNTRIES})


@cache
def list_languages() -> NamesById:
    """The code of every language with its English name, by name; varieties are left out."""
    codes = (code for code in get_language_codes() if "_" not in code)
    return _sort_by_name({code: ENGLISH.language_name(code) for code in codes})


def get_language_name(code: str) -> str:
    """The English name of a language, or of a variety such as `pt_BR`."""
    return Language(code, NullTranslations()).locale.get_display_name("en") or code


def _is_valid(document: YamlDocument) -> bool:
    return document.root is not None and not document.diagnostics


def _read_languages(document: YamlDocument) -> tuple[str, ...]:
    found = get_child(document.root, "languages")
    items = found.items if isinstance(found, YamlSequence) else ()
    codes = dict.fromkeys(item.text.strip() for item in items if isinstance(item, YamlScalar))
    return tuple(code for code in codes if code in get_language_codes())


def _name_entries(entries: tuple[RawEntry, ...]) -> NamesById:
    named = {
        entry.id: entry.name_node.text if entry.name_node else entry.id
        for entry in entries
        if entry.id
    }
    shelf = entries[0].collection if entries else None
    if shelf is ORGANISATIONS:
        return _sort_by_name(named)
    if shelf is GOALS:
        return dict(sorted(named.items(), key=lambda goal: goal[0].zfill(9)))
    return named


def _sort_by_name(named: NamesById) -> NamesById:
    return dict(sorted(named.items(), key=lambda item: (ENGLISH.sort_key(item[1]), item[0])))
