"""Measure the translation coverage of each language: catalog, data and Markdown files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from coalition.i18n import ContentId, LanguageCoverage, MessageCatalog, Ratio, is_source_language
from coalition.model import Coalition, Name, Text, Title
from coalition.project.raw_entries import RAW_COLLECTIONS
from coalition.project.translated_files import MarkdownFile


@dataclass(frozen=True)
class TranslatableText:
    """A text of `data/` and where it is, as in `data/members.yaml: ada.role`.

    If `is_official`, only its authors may translate it.
    """

    path: str
    text: Text
    is_official: bool


def measure_progress(
    coalition: Coalition, catalogs: Mapping[str, MessageCatalog], files: Sequence[MarkdownFile]
) -> tuple[LanguageCoverage, ...]:
    """Measure the site's languages in their order, then those that only have a catalog."""
    facts = list(_iter_translatable_texts(coalition))
    message_count = max((catalog.coverage.total for catalog in catalogs.values()), default=0)
    published_files = [file for file in files if file.published]
    unpublished_codes = sorted(set(catalogs) - set(coalition.languages))
    return tuple(
        _measure_language(
            code, coalition, catalogs.get(code), message_count, facts, published_files
        )
        for code in (*coalition.languages, *unpublished_codes)
    )


def _measure_language(
    code: str,
    coalition: Coalition,
    catalog: MessageCatalog | None,
    message_count: int,
    facts: Sequence[TranslatableText],
    files: Sequence[MarkdownFile],
) -> LanguageCoverage:
    default_language = coalition.default_language
    originals = {file.id for file in files if file.language == default_language}
    files_by_id = {file.id: file for file in files if file.language == code}
    translations = {id: file for id, file in files_by_id.items() if id in originals}
    source_messages = message_count if is_source_language(code) else 0
    return LanguageCoverage(
        language=code,
        published=code in coalition.languages,
        original=code == default_language,
        interface=catalog.coverage if catalog else Ratio(source_messages, message_count),
        facts=_count_translated(code, (fact for fact in facts if not fact.is_official)),
        official=_count_translated(code, (fact for fact in facts if fact.is_official)),
        pages=_count_files(translations, originals, "pages"),
        news=_count_files(translations, originals, "news"),
        outdated=tuple(sorted(id for id, file in files_by_id.items() if file.outdated)),
        unreviewed=tuple(sorted(id for id, file in translations.items() if not file.reviewed)),
        missing=tuple(sorted(originals - set(files_by_id))),
        untranslated_facts=tuple(
            fact.path for fact in facts if not fact.is_official and code not in fact.text.root
        ),
    )


def _count_files(
    translations: Mapping[ContentId, MarkdownFile], originals: set[ContentId], folder: str
) -> Ratio:
    return Ratio(
        sum(id.folder == folder for id in translations),
        sum(id.folder == folder for id in originals),
    )


def _count_translated(code: str, facts: Iterable[TranslatableText]) -> Ratio:
    is_translated = [code in fact.text.root for fact in facts]
    return Ratio(sum(is_translated), len(is_translated))


def _iter_translatable_texts(coalition: Coalition) -> Iterator[TranslatableText]:
    """Yield all texts in the data that are not names."""
    files = {one.field: one.file for one in RAW_COLLECTIONS if not one.key}
    for key in type(coalition).model_fields:
        file = f"data/{files.get(key, 'coalition')}.yaml"
        field = type(coalition).model_fields[key]
        texts = _walk_texts(
            getattr(coalition, key), "" if key in files else key, _field_markers(field)
        )
        yield from (
            TranslatableText(f"{file}: {path}", text, is_official)
            for path, text, is_official in texts
        )


def _field_markers(field: FieldInfo) -> Sequence[object]:
    """Return the markers of a field's texts, of `OfficialText` and `ProperName`."""
    type_markers = (
        marker for annotation in get_args(field.annotation) for marker in _type_metadata(annotation)
    )
    return (*field.metadata, *type_markers)


def _type_metadata(annotation: object) -> Sequence[object]:
    metadata: Sequence[object] = getattr(annotation, "__metadata__", ())
    return metadata


def _walk_texts(
    value: object, path: str, markers: Sequence[object] = ()
) -> Iterator[tuple[str, Text, bool]]:
    """Yield the texts in a value: path, text, and whether it is an official wording."""
    if isinstance(value, Text):
        if not isinstance(value, Name | Title) and "name" not in markers:
            yield path, value, "official" in markers
    elif isinstance(value, BaseModel):
        for key, field in type(value).model_fields.items():
            yield from _walk_texts(
                getattr(value, key), f"{path}.{key}".strip("."), _field_markers(field)
            )
    elif isinstance(value, tuple):
        for position, item in enumerate(value, start=1):
            step = next((getattr(item, key, "") for key in ("id", "date", "url")), "") or position
            yield from _walk_texts(item, f"{path}.{step}".strip("."))
