"""How far each language is: its interface, the texts in the data, the Markdown files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel

from coalition.fields import Name, Text
from coalition.languages import is_source
from coalition.model import Coalition
from coalition.progress import Progress, Share, TextId
from coalition.reading.catalogues import Catalogue
from coalition.reading.translated_files import TextFile


def progress(
    coalition: Coalition, catalogues: Mapping[str, Catalogue], files: Sequence[TextFile]
) -> tuple[Progress, ...]:
    """One entry for each language of the site, then for each that only has a catalogue."""
    facts = list(_texts(coalition))
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
    facts: Sequence[Text],
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
        facts=Share(sum(code in text.root for text in facts), len(facts)),
        pages=_share(followed, originals, "pages"),
        news=_share(followed, originals, "news"),
        behind=tuple(sorted(id for id, file in ours.items() if file.behind)),
        unread=tuple(sorted(id for id, file in followed.items() if not file.reviewed)),
        missing=tuple(sorted(originals - set(ours))),
    )


def _share(done: Mapping[TextId, TextFile], whole: set[TextId], folder: str) -> Share:
    return Share(sum(id.folder == folder for id in done), sum(id.folder == folder for id in whole))


def _texts(value: object) -> Iterator[Text]:
    """Every text in a record and in those below it that could be translated: names cannot."""
    if isinstance(value, Text):
        if not isinstance(value, Name):
            yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
