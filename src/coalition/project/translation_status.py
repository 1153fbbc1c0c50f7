"""How far each language is: its interface, the texts in the data, the Markdown files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from coalition.i18n.catalogs import Catalogue
from coalition.i18n.coverage import Progress, Share, TextId
from coalition.i18n.locale import is_source
from coalition.model.field_types import Name, Text
from coalition.model.records import Coalition
from coalition.project.translated_files import TextFile


@dataclass(frozen=True)
class Fact:
    """A text of the data: where it stands, and whether only its authors may translate it."""

    place: str
    text: Text
    official: bool


def progress(
    coalition: Coalition, catalogues: Mapping[str, Catalogue], files: Sequence[TextFile]
) -> tuple[Progress, ...]:
    """One entry for each language of the site, then for each that only has a catalogue."""
    facts = list(_facts(coalition))
    messages = max((catalogue.share.total for catalogue in catalogues.values()), default=0)
    published = [file for file in files if file.published]
    prepared = sorted(set(catalogues) - set(coalition.languages))
    return tuple(
        _of(code, coalition, catalogues.get(code), messages, facts, published)
        for code in (*coalition.languages, *prepared)
    )


def _of(
    code: str,
    coalition: Coalition,
    catalogue: Catalogue | None,
    messages: int,
    facts: Sequence[Fact],
    files: Sequence[TextFile],
) -> Progress:
    default = coalition.default_language
    originals = {file.id for file in files if file.language == default}
    ours = {file.id: file for file in files if file.language == code}
    followed = {id: file for id, file in ours.items() if id in originals}
    said = messages if is_source(code) else 0
    return Progress(
        language=code,
        published=code in coalition.languages,
        original=code == default,
        interface=catalogue.share if catalogue else Share(said, messages),
        facts=_translated(code, (fact for fact in facts if not fact.official)),
        official=_translated(code, (fact for fact in facts if fact.official)),
        pages=_share(followed, originals, "pages"),
        news=_share(followed, originals, "news"),
        behind=tuple(sorted(id for id, file in ours.items() if file.behind)),
        unread=tuple(sorted(id for id, file in followed.items() if not file.reviewed)),
        missing=tuple(sorted(originals - set(ours))),
        untranslated=tuple(
            fact.place for fact in facts if not fact.official and code not in fact.text.root
        ),
    )


def _share(done: Mapping[TextId, TextFile], whole: set[TextId], folder: str) -> Share:
    return Share(sum(id.folder == folder for id in done), sum(id.folder == folder for id in whole))


def _translated(code: str, facts: Iterable[Fact]) -> Share:
    counted = [code in fact.text.root for fact in facts]
    return Share(sum(counted), len(counted))


def _facts(coalition: Coalition) -> Iterator[Fact]:
    """Every text in the data that is no name."""
    shelves = {"action_areas", "goals", "organisations", "members"}
    files = {"goals": "sdgs"}
    for key in type(coalition).model_fields:
        file = f"data/{files.get(key, key) if key in shelves else 'coalition'}.yaml"
        field = type(coalition).model_fields[key]
        found = _below(getattr(coalition, key), "" if key in shelves else key, _marks(field))
        yield from (Fact(f"{file}: {place}", text, official) for place, text, official in found)


def _marks(field: FieldInfo) -> Sequence[object]:
    """What is noted of a key's texts: `OfficialText`, `ProperName`."""
    inner = (mark for kind in get_args(field.annotation) for mark in _metadata(kind))
    return (*field.metadata, *inner)


def _metadata(kind: object) -> Sequence[object]:
    found: Sequence[object] = getattr(kind, "__metadata__", ())
    return found


def _below(
    value: object, place: str, marks: Sequence[object] = ()
) -> Iterator[tuple[str, Text, bool]]:
    """The texts in a value, each with its place and whether it is an official wording."""
    if isinstance(value, Text):
        if not isinstance(value, Name) and "name" not in marks:
            yield place, value, "official" in marks
    elif isinstance(value, BaseModel):
        for key, field in type(value).model_fields.items():
            yield from _below(getattr(value, key), f"{place}.{key}".strip("."), _marks(field))
    elif isinstance(value, tuple):
        for number, item in enumerate(value, start=1):
            name = next((getattr(item, key, "") for key in ("id", "date", "url")), "") or number
            yield from _below(item, f"{place}.{name}".strip("."))
