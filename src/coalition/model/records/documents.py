"""Records of documents."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Literal, Self, get_args
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from coalition.diagnostics import Message
from coalition.model.field_types import (
    ActionAreaId,
    EventId,
    FileName,
    GoalId,
    Id,
    IsoPartialDate,
    LanguageCode,
    Number,
    PlainText,
    Url,
    WorkingGroupId,
)
from coalition.model.identifier_types import Doi, Isbn
from coalition.model.records.base import Entry, Link, Record, ensure_only_one
from coalition.model.records.people import Party
from coalition.model.text_types import MarkdownText, OfficialText, Text, Title
from coalition.model.value_kinds import invalid

DocumentType = Literal[
    "action-plan", "article", "briefing-paper", "brochure", "case-study", "declaration", "draft",
    "guidelines", "minutes", "newsletter", "presentation", "recommendation", "report", "statement",
    "toolkit", "transcript", "working-paper", "yearly-report",
]  # fmt: skip

FileFormat = Literal[
    "csv", "docx", "epub", "html", "mp3", "mp4", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx",
    "zip",
]  # fmt: skip
"""Formats of documents, by the usual extension of their files."""

PUBLISHED_FORMATS: tuple[FileFormat, ...] = (
    "csv", "docx", "epub", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx",
)  # fmt: skip
"""Formats of the documents that `content/files/` may have; the others are on other sites."""

_FORMATS_BY_SUFFIX: dict[str, FileFormat] = {
    **{f".{format}": format for format in get_args(FileFormat)},
    ".htm": "html",
    ".xhtml": "html",
}


class DocumentVersion(Record):
    """A document in one language and format: a file of this site, or a page on another one."""

    language: LanguageCode = Field(description="Its language")
    url: Url | None = Field(None, description="Its address")
    file: FileName | None = Field(
        None, description="Name of its file in content/files/, instead of 'url'"
    )
    format: FileFormat | None = Field(
        None, description="Its format, if the name of the file or the address does not tell"
    )

    @model_validator(mode="after")
    def _check_location(self) -> Self:
        ensure_only_one(self, "url", "file")
        if not (self.url or self.file):
            message = Message("this version has neither 'url' nor 'file'")
            hint = Message("add a line 'url: ...' or 'file: ...'")
            raise invalid("missing-key", message, hint, key="language")
        return self

    @model_validator(mode="after")
    def _check_format(self) -> Self:
        """Compare the format of a file with its name; an address can end in anything."""
        if not self.file:
            return self
        named = _FORMATS_BY_SUFFIX.get(PurePosixPath(self.file).suffix)
        if named not in PUBLISHED_FORMATS:
            message = Message("the name of this file does not end as that of a document")
            formats = ", ".join(f".{format}" for format in PUBLISHED_FORMATS)
            hint = Message("names of documents end in one of: %(formats)s", formats=formats)
            raise invalid("wrong-format", message, hint, key="file")
        if self.format and self.format != named:
            message = Message(
                "'format' is '%(format)s', but the name of the file ends in '.%(named)s'",
                format=self.format,
                named=named,
            )
            hint = Message("delete this line: the name of a file says its format")
            raise invalid("wrong-format", message, hint, key="format")
        return self

    @property
    def known_format(self) -> FileFormat | None:
        """The format: as given, or as the name of the file or the address ends; None if unknown."""
        if self.format:
            return self.format
        path = self.file or urlsplit(self.url or "").path
        return _FORMATS_BY_SUFFIX.get(PurePosixPath(path).suffix.lower())


class CatalogueNumber(Record):
    """The number of a document in the catalogue of a library or an archive."""

    catalogue: PlainText = Field(description="Name of the catalogue")
    number: PlainText = Field(description="The number")
    url: Url | None = Field(None, description="The document's page in the catalogue")


class Identifiers(Record):
    """Numbers that libraries and registries know a document by."""

    doi: Doi | None = Field(None, description="Digital object identifier")
    isbn: tuple[Isbn, ...] = Field((), description="International standard book numbers")
    catalogues: tuple[CatalogueNumber, ...] = Field(
        (), description="Its numbers in catalogues of libraries and archives"
    )


class DocumentLicence(Record):
    """The licence that a document is published under."""

    name: PlainText = Field(description="Its name")
    url: Url | None = Field(None, description="The address of its text")


class Document(Entry):
    """A document of the coalition, or one that matters to it: an entry of `data/documents.yaml`."""

    id: Id = Field(description="Part of the document's address; never changes")
    title: Title = Field(description="The document's title, as printed")
    subtitle: OfficialText | None = Field(None, description="Its subtitle, as printed")
    type: DocumentType = Field(description="What it is")
    date: IsoPartialDate | None = Field(None, description="When it was adopted or published")
    authors: tuple[Party, ...] = Field((), description="Who wrote or adopted it")
    publishers: tuple[Party, ...] = Field((), description="Who published it")
    summary: Text | None = Field(None, description="What it says, in one or two sentences")
    text: MarkdownText | None = Field(None, description="More about it")
    versions: tuple[DocumentVersion, ...] = Field(
        (), description="Its versions, by language and format"
    )
    licence: DocumentLicence | None = Field(None, description="Its licence")
    page_count: Number | None = Field(None, ge=1, description="How many pages it has")
    identifiers: Identifiers | None = Field(None, description="DOI, ISBN and the like")
    action_areas: tuple[ActionAreaId, ...] = Field((), description="Ids of the areas it is about")
    working_groups: tuple[WorkingGroupId, ...] = Field(
        (), description="Ids of the working groups that it comes from"
    )
    events: tuple[EventId, ...] = Field(
        (), description="Ids of the events that it comes from or is about"
    )
    goals: tuple[GoalId, ...] = Field((), description="Numbers of the goals it contributes to")
    url: Url | None = Field(None, description="Its web page")
    links: tuple[Link, ...] = Field((), description="Other pages about it")
    former_ids: tuple[Id, ...] = Field((), description="Former ids; their addresses redirect here")

    @model_validator(mode="after")
    def _check_versions(self) -> Self:
        seen = set()
        for index, version in enumerate(self.versions):
            kind = version.language, version.known_format
            if kind in seen:
                message = Message(
                    "two versions have the language '%(language)s' and no format",
                    language=version.language,
                )
                hint = Message(
                    "add a line 'format: ...' to each, or put pages about the document into 'links'"
                )
                if version.known_format:
                    message = Message(
                        "two versions have the language '%(language)s' and the format '%(format)s'",
                        language=version.language,
                        format=version.known_format,
                    )
                    hint = Message("delete one of the two, or correct its language or format")
                raise invalid("duplicate-version", message, hint, key="versions", index=str(index))
            seen.add(kind)
        return self

    @property
    def parties(self) -> tuple[Party, ...]:
        """Who wrote, adopted or published it."""
        return *self.authors, *self.publishers
