"""Front matter of news that refers to entries of `data/` and to a picture.

A translation takes what it does not repeat from its original, so that editors write references
once. The ids that it repeats must be those of the original: an article has one list of each kind.
A picture of its own is possible, because a poster has words on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from coalition.diagnostics import Diagnostic, Location, Message, quote_value
from coalition.model import (
    ID_PATTERN,
    IMAGE_NAME_PATTERN,
    KIND_NOUNS,
    ArticleAuthor,
    ArticleImage,
    ArticleReferences,
    ImageName,
    LocalizedText,
)
from coalition.project.consistency import (
    explain_missing_image,
    list_file_names,
    list_image_names,
)
from coalition.project.front_matter_check import LIST_KEYS
from coalition.project.image_names import ImageFinder
from coalition.project.loader import LoadedData
from coalition.project.slugs import slugify
from coalition.project.suggestions import Suggestions
from coalition.project.translated_files import MarkdownFile
from coalition.sources import (
    FrontMatterField,
    FrontMatterItem,
    parse_front_matter,
    split_list_items,
)

IMAGE_KEY, ALT_KEY, CREDIT_KEY = "Image", "Image_alt", "Image_credit"
NEWS_KEYS = (*LIST_KEYS, IMAGE_KEY, ALT_KEY, CREDIT_KEY)
"""Front matter keys that only news have, and that Pelican does not get to know."""

AUTHORS_KEY = "Authors"


@dataclass(frozen=True)
class _Fields:
    """The fields of one file by their keys, as the documentation writes them."""

    file: MarkdownFile
    by_key: dict[str, FrontMatterField]

    def list_texts(self, key: str) -> tuple[str, ...]:
        """Return the items of a list; empty if the file does not have it."""
        return tuple(item.text for item in self.list_items(key))

    def list_items(self, key: str) -> tuple[FrontMatterItem, ...]:
        """Return the items of a list with their positions."""
        return split_list_items(self.by_key[key]) if key in self.by_key else ()

    def get_text(self, key: str) -> str:
        """Return the value of a key; empty if the file does not have it."""
        return self.by_key[key].value.strip() if key in self.by_key else ""

    def diagnostic_at(self, key: str, rule: str, message: str, hint: str) -> Diagnostic:
        """Return a diagnostic at the value of a key."""
        field = self.by_key[key]
        item = FrontMatterItem(field.value, field.line, field.column)
        return self.diagnostic_at_item(item, rule, message, hint)

    def diagnostic_at_item(
        self, item: FrontMatterItem, rule: str, message: str, hint: str
    ) -> Diagnostic:
        """Return a diagnostic at an item of a list."""
        location = Location(self.file.display_path, item.line, item.column, max(1, len(item.text)))
        return Diagnostic(location, rule, message, hint, self.file.lines[item.line - 1])


def read_article_references(file: MarkdownFile) -> ArticleReferences:
    """Return what an article refers to; what a translation leaves out is that of its original."""
    own = _read_fields(file)
    original = _read_fields(file.original) if file.original else own

    def read_list(key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(own.list_texts(key) or original.list_texts(key)))

    authors_language = (own if own.list_texts(AUTHORS_KEY) else original).file.language
    return ArticleReferences(
        tuple(
            ArticleAuthor(member=text)
            if _is_id(text)
            else ArticleAuthor(name=LocalizedText(text, authors_language))
            for text in read_list(AUTHORS_KEY)
        ),
        read_list("Areas"),
        read_list("People"),
        read_list("Events"),
        read_list("Documents"),
        read_list("Working_groups"),
        _read_image(own, original),
    )


def _read_image(own: _Fields, original: _Fields) -> ArticleImage | None:
    def read_text(key: str) -> LocalizedText | None:
        for fields in (own, original):
            if text := fields.get_text(key):
                return LocalizedText(text, fields.file.language)
        return None

    name, alt = read_text(IMAGE_KEY), read_text(ALT_KEY)
    if name is None or alt is None:
        return None
    has_own = bool(own.get_text(IMAGE_KEY)) and own.get_text(IMAGE_KEY) != original.get_text(
        IMAGE_KEY
    )
    credit = own.get_text(CREDIT_KEY)
    if has_own:  # the credit of the original is for another picture
        own_credit = LocalizedText(credit, own.file.language) if credit else None
        return ArticleImage(name.text, alt, own_credit)
    return ArticleImage(name.text, alt, read_text(CREDIT_KEY))


def list_article_images(files: Iterable[MarkdownFile]) -> set[str]:
    """Return the names of the pictures that news show above their texts, also in drafts."""
    return {name for file in _iter_news(files) if (name := _read_fields(file).get_text(IMAGE_KEY))}


def check_news_references(
    files: Sequence[MarkdownFile], data: LoadedData, images: Path
) -> Iterator[Diagnostic]:
    """Check the ids and the pictures in the front matter of all news.

    `data` is that of the project, and `images` the folder of its pictures.
    """
    news = [file for file in _iter_news(files) if not file.is_damaged]
    suggestions = Suggestions(
        {collection.kind: entries for collection, entries in data.raw_entries.items()},
        data.coalition.languages,
    )
    file_names = list_file_names(images)
    used_names = list_image_names(data.documents.values()) | list_article_images(news)
    finder = ImageFinder(file_names - used_names)
    for file in news:
        own = _read_fields(file)
        for key in LIST_KEYS:
            yield from _check_list(own, key, suggestions)
            if file.original:
                yield from _check_same_list(own, _read_fields(file.original), key)
        yield from _check_image(own, images, file_names, finder)


def _iter_news(files: Iterable[MarkdownFile]) -> Iterator[MarkdownFile]:
    return (file for file in files if file.id.folder == "news")


def _read_fields(file: MarkdownFile) -> _Fields:
    by_key: dict[str, FrontMatterField] = {}
    for field in parse_front_matter(file.lines):
        if field.key.capitalize() in NEWS_KEYS:
            by_key[field.key.capitalize()] = field
    return _Fields(file, by_key)


def _is_id(text: str) -> bool:
    """Return whether an author is meant by id; the names of people have other characters."""
    return bool(ID_PATTERN.fullmatch(text))


def _check_list(fields: _Fields, key: str, suggestions: Suggestions) -> Iterator[Diagnostic]:
    counts: Counter[str] = Counter()
    for item in fields.list_items(key):
        counts[item.text] += 1
        if counts[item.text] == 2:
            message = Message("%(text)s is in this list twice", text=quote_value(item.text))
            hint = Message("delete one of the two")
            yield fields.diagnostic_at_item(item, "duplicate-value", message, hint)
        elif counts[item.text] == 1 and (problem := _explain_item(key, item.text, suggestions)):
            yield fields.diagnostic_at_item(item, "unknown-reference", *problem)


def _explain_item(key: str, text: str, suggestions: Suggestions) -> tuple[str, str] | None:
    """Return message and hint for an item that refers to nothing; None if it is right."""
    kind, value = LIST_KEYS[key], quote_value(text)
    if suggestions.is_known(kind, text):
        return None
    if key == AUTHORS_KEY and not _is_id(text):
        id = suggestions.find_id("member", text) or suggestions.find_id("member", slugify(text))
        message = Message("%(value)s is a member, who has a page", value=value)
        return (message, Message("write the id, '%(id)s'", id=id)) if id else None
    message = Message("unknown %(kind)s %(value)s", kind=KIND_NOUNS[kind], value=value)
    hint = suggestions.suggest(kind, text)
    if key == AUTHORS_KEY and not suggestions.find_similar(kind, text):
        hint = Message(
            "write the id of a member, or the name of somebody who is none, as in 'Jane Doe'"
        )
    return message, hint


def _check_same_list(own: _Fields, original: _Fields, key: str) -> Iterator[Diagnostic]:
    """Check that a translation repeats the ids of its original; names may be in another script."""
    texts, expected = own.list_texts(key), original.list_texts(key)
    if not texts or set(texts) == set(expected):
        return
    if key == AUTHORS_KEY and len(texts) == len(expected):
        ids, expected_ids = set(filter(_is_id, texts)), set(filter(_is_id, expected))
        if ids == expected_ids:
            return
    message = Message(
        "'%(key)s' differs from the original, %(file)s", key=key, file=original.file.display_path
    )
    hint = Message("delete this line: a translation takes it from its original")
    if expected:
        hint = Message(
            "delete this line, because a translation takes it from its original, or write"
            " '%(texts)s'",
            texts=", ".join(expected),
        )
    yield own.diagnostic_at(key, "translation-mismatch", message, hint)


def _check_image(
    fields: _Fields, images: Path, file_names: set[str], finder: ImageFinder
) -> Iterator[Diagnostic]:
    name = fields.get_text(IMAGE_KEY)
    if name:
        if problem := _explain_image_name(name):
            yield fields.diagnostic_at(IMAGE_KEY, *problem)
        elif name not in file_names and (
            explanation := explain_missing_image(name, images, finder)
        ):
            yield fields.diagnostic_at(IMAGE_KEY, "missing-image", *explanation)
        if ALT_KEY not in fields.by_key:
            message = Message("'%(key)s' has no '%(alt)s'", key=IMAGE_KEY, alt=ALT_KEY)
            hint = Message(
                "add a line '%(alt)s: ...' that says what the picture shows, for people who cannot"
                " see it",
                alt=ALT_KEY,
            )
            yield fields.diagnostic_at(IMAGE_KEY, "missing-alt", message, hint)
        return
    original = fields.file.original
    if IMAGE_KEY in fields.by_key or (original and _read_fields(original).get_text(IMAGE_KEY)):
        return  # an empty value is reported already
    for key in (ALT_KEY, CREDIT_KEY):
        if fields.get_text(key):
            message = Message(
                "'%(key)s' has no meaning without '%(image)s'", key=key, image=IMAGE_KEY
            )
            hint = Message("add a line '%(image)s: ...', or delete this line", image=IMAGE_KEY)
            yield fields.diagnostic_at(key, "missing-key", message, hint)


def _explain_image_name(name: str) -> tuple[str, str, str] | None:
    """Return rule, message and hint for a text that is not an image name; else None."""
    if IMAGE_NAME_PATTERN.fullmatch(name):
        return None
    try:
        TypeAdapter[str](ImageName).validate_python(name)
    except ValidationError as error:
        details = error.errors(include_url=False)[0]
        return details["type"], details["ctx"]["message"], details["ctx"]["hint"]
    return None
