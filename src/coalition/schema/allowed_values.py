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

from coalition.i18n.countries import COUNTRIES
from coalition.i18n.locale import Language, language_codes
from coalition.model.field_types import Kind
from coalition.project.loader import FILES
from coalition.project.raw_entries import GOALS, ORGANISATIONS, SHELVES, Draft, child, drafts
from coalition.sources.yaml_parser import Document, Scalar, Sequence, read

ENGLISH = Language("en", NullTranslations())

Names = Mapping[str, str]
"""Ids or codes, each with the name that an editor knows it by, in the order to show them."""


@dataclass(frozen=True)
class Allowed:
    """What the values of a coalition's data may name.

    `names` maps each kind of thing to what there is of it. `languages` are those of the site, the
    first is the default one. `unread` are the files that could not be read, as editors name them.
    """

    names: Mapping[Kind, Names]
    languages: tuple[str, ...]
    unread: frozenset[str] = frozenset()


def allowed(data: Path) -> Allowed:
    """What the files in the folder `data` let their values name. Never raises."""
    documents = {file: read(data / f"{file}.yaml", f"data/{file}.yaml") for file in FILES}
    whole = {file for file, document in documents.items() if _is_whole(document)}
    languages = _languages(documents["coalition"]) if "coalition" in whole else ()
    names: dict[Kind, Names] = {"country": countries(), "language": languages_known()}
    for shelf in SHELVES:
        found = drafts(shelf, documents[shelf.file], next(iter(languages), ""))
        if shelf.kind == "member" or shelf.file not in whole or found is None:
            continue
        names[shelf.kind] = _names(found)
    unread = (documents[file].file for file in FILES if file not in whole)
    return Allowed(MappingProxyType(names), languages, frozenset(unread))


@cache
def countries() -> Names:
    """The code of every country with its English name, by name."""
    return _by_name({code: ENGLISH.country(code) for code in COUNTRIES})


@cache
def languages_known() -> Names:
    """The code of every language with its English name, by name; varieties are left out."""
    codes = (code for code in language_codes() if "_" not in code)
    return _by_name({code: ENGLISH.language(code) for code in codes})


def language_name(code: str) -> str:
    """The English name of a language, or of a variety such as `pt_BR`."""
    return Language(code, NullTranslations()).locale.get_display_name("en") or code


def _is_whole(document: Document) -> bool:
    return document.root is not None and not document.problems


def _languages(document: Document) -> tuple[str, ...]:
    found = child(document.root, "languages")
    items = found.items if isinstance(found, Sequence) else ()
    codes = dict.fromkeys(item.text.strip() for item in items if isinstance(item, Scalar))
    return tuple(code for code in codes if code in language_codes())


def _names(entries: tuple[Draft, ...]) -> Names:
    named = {entry.id: entry.name.text if entry.name else entry.id for entry in entries if entry.id}
    shelf = entries[0].shelf if entries else None
    if shelf is ORGANISATIONS:
        return _by_name(named)
    if shelf is GOALS:
        return dict(sorted(named.items(), key=lambda goal: goal[0].zfill(9)))
    return named


def _by_name(named: Names) -> Names:
    return dict(sorted(named.items(), key=lambda item: (ENGLISH.sort_key(item[1]), item[0])))
