"""Records of organisations."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from coalition.model.field_types import (
    CountryCode,
    Flag,
    Id,
    ImageName,
    IsoPartialDate,
    OrganisationId,
    PlainText,
    Url,
)
from coalition.model.identifier_types import RorId, WikidataId
from coalition.model.records.base import Entry
from coalition.model.records.people import ProfileLink
from coalition.model.text_types import MarkdownText, Name, Text

OrganisationKind = Literal[
    "association", "charity", "company", "government", "intergovernmental", "library", "network",
    "research-institute", "school", "university",
]  # fmt: skip
"""What an organisation is."""


class Organisation(Entry):
    """An organisation that members come from, or that is a member or a partner itself.

    It is an entry of `data/organisations.yaml`.
    """

    has_generated_ids: ClassVar[bool] = True
    id: Id = Field(description="Part of the organisation's address; made from the name if left out")
    name: Name = Field(description="Its name")
    acronym: PlainText | None = Field(None, description="Its acronym")
    former_names: tuple[Name, ...] = Field(
        (), description="Names that it had before, shown as 'formerly', the last one first"
    )
    kind: OrganisationKind | None = Field(None, description="What it is")
    part_of: OrganisationId | None = Field(
        None, description="Id of the organisation that it belongs to"
    )
    city: Text | None = Field(None, description="City where it is based")
    country: CountryCode | None = Field(None, description="Country where it is based, ISO 3166-1")
    url: Url | None = Field(None, description="Its web site")
    links: tuple[ProfileLink, ...] = Field((), description="Its profiles on other sites")
    ror: RorId | None = Field(None, description="Its id in the Research Organization Registry")
    wikidata: WikidataId | None = Field(None, description="Its item in Wikidata")
    logo: ImageName | None = Field(None, description="File name of its logo")
    description: MarkdownText | None = Field(None, description="One or two sentences about it")
    partner: Flag = Field(
        False, description="true if the coalition works with it, though no member comes from it"
    )
    ended: IsoPartialDate | None = Field(None, description="When it closed")
    former_ids: tuple[Id, ...] = Field((), description="Former ids; their addresses redirect here")
    sort: PlainText | None = Field(None, description="Text to sort by in lists, if not the name")

    def has_closed(self, day: date | None) -> bool:
        """Return whether it has closed by `day`, the day of the data; None if that is not known."""
        return self.ended is not None and (day is None or self.ended.first_day <= day)
