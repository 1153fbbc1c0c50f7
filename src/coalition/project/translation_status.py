"""How far each language is: its interface, the texts in the data, the Markdown files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from coalition.i18n import ContentId, LanguageCoverage, MessageCatalog, Ratio, is_source_language
from coalition.model import Coalition, Name, Text
from coalition.project.translated_files import MarkdownFile


@dataclass(frozen=True)
class TranslatableText:
    """A text of the data: where it stands, and whether only its authors may translate it."""

    path: str
    text: Text
    is_official: bool


def measure_progress(
    coalition: Coalition, catalogs: Mapping[str, MessageCatalog], files: Sequence[MarkdownFile]
) -> tuple[LanguageCoverage, ...]:
    """One entry for each language of the site, then for each that only has a catalogue."""
    facts = list(_iter_translatable_texts(coalition))
    messages = max((catalogue.coverage.total for catalogue in catalogs.values()), default=0)
    published = [file for file in files if file.published]
    prepared = sorted(set(catalogs) - set(coalition.languages))
    return tuple(
        _measure_language(code, coalition, catalogs.get(code), messages, facts, published)
        for code in (*coalition.languages, *prepared)
    )


def _measure_language(
    code: str,
    coalition: Coalition,
    catalogue: MessageCatalog | None,
    messages: int,
    facts: Sequence[TranslatableText],
    files: Sequence[MarkdownFile],
) -> LanguageCoverage:
    default = coalition.default_language
    originals = {file.id for file in files if file.language == default}
    ours = {file.id: file for file in files if file.language == code}
    followed = {id: file for id, file in ours.items() if id in originals}
    said = messages if is_source_language(code) else 0
    return LanguageCoverage(
        language=code,
        published=code in coalition.languages,
        original=code == default,
        interface=catalogue.coverage if catalogue else Ratio(said, messages),
        facts=_count_translated(code, (fact for fact in facts if not fact.is_official)),
        official=_count_translated(code, (fact for fact in facts if fact.is_official)),
        pages=_count_files(followed, originals, "pages"),
        news=_count_files(followed, originals, "news"),
        outdated=tuple(sorted(id for id, file in ours.items() if file.outdated)),
        unreviewed=tuple(sorted(id for id, file in followed.items() if not file.reviewed)),
        missing=tuple(sorted(originals - set(ours))),
        untranslated_facts=tuple(
            fact.path for fact in facts if not fact.is_official and code not in fact.text.root
        ),
    )


def _count_files(
    done: Mapping[ContentId, MarkdownFile], whole: set[ContentId], folder: str
) -> Ratio:
    return Ratio(sum(id.folder == folder for id in done), sum(id.folder == folder for id in whole))


def _count_translated(code: str, facts: Iterable[TranslatableText]) -> Ratio:
    counted = [code in fact.text.root for fact in facts]
    return Ratio(sum(counted), len(counted))


def _iter_translatable_texts(coalition: Coalition) -> Iterator[TranslatableText]:
    """Every text in the data that is no name."""
    shelves = {"action_areas", "goals", "organisations", "members"}
    files = {"goals": "sdgs"}
    for key in type(coalition).model_fields:
        file = f"data/{files.get(key, key) if key in shelves else 'coalition'}.yaml"
        field = type(coalition).model_fields[key]
        found = _walk_texts(
            getattr(coalition, key), "" if key in shelves else key, _field_markers(field)
        )
        yield from (
            TranslatableText(f"{file}: {place}", text, official) for place, text, official in found
        )


def _field_markers(field: FieldInfo) -> Sequence[object]:
    """What is noted of a key's texts: `OfficialText`, `ProperName`."""
    inner = (mark for kind in get_args(field.annotation) for mark in _type_metadata(kind))
    return (*field.metadata, *inner)


def _type_metadata(kind: object) -> Sequence[object]:
    found: Sequence[object] = getattr(kind, "__metadata__", ())
    return found


def _walk_texts(
    value: object, place: str, marks: Sequence[object] = ()
) -> Iterator[tuple[str, Text, bool]]:
    """The texts in a value, each with its place and whether it is an official wording."""
    if isinstance(value, Text):
        if not isinstance(value, Name) and "name" not in marks:
            yield place, value, "official" in marks
    elif isinstance(value, BaseModel):
        for key, field in type(value).model_fields.items():
            yield from _walk_texts(
                getattr(value, key), f"{place}.{key}".strip("."), _field_markers(field)
            )
    elif isinstance(value, tuple):
        for number, item in enumerate(value, start=1):
            name = next((getattr(item, key, "") for key in ("id", "date", "url")), "") or number
            yield from _walk_texts(item, f"{place}.{name}".strip("."))
