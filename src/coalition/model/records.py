"""Records of a coalition: frozen pydantic models of the entries in `data/`.

One record per kind of entry, one field per key; a key that is left out is `None` or empty. The
loader in `project` makes them, pages and exports read them. Docstrings and descriptions of records
are published: in docs/data-format.md and as descriptions in the JSON Schemas.
"""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

from coalition.diagnostics import Message
from coalition.model.field_types import (
    ActionAreaId,
    AddressHash,
    Colour,
    CountryCode,
    EditUrl,
    Email,
    Flag,
    GoalId,
    GroupId,
    Id,
    ImageName,
    IsoDate,
    IsoPartialDate,
    LanguageCode,
    Number,
    Orcid,
    OrganisationId,
    PartialDate,
    PhotoFocus,
    PlainText,
    SitePath,
    Url,
    parse_photo_focus,
)
from coalition.model.text_types import MarkdownText, Name, OfficialText, ProperName, Text
from coalition.model.value_kinds import invalid

DEFAULT_REVIEW_MONTHS = 12
"""Default interval after which an entry should be compared with its source again, in months."""

MIN_TEXT_CONTRAST = 4.5
"""Minimum contrast ratio of text, WCAG 2.2 success criterion 1.4.3."""


class Record(BaseModel):
    """Base class of all records: frozen, and without unknown keys.

    With `has_generated_ids`, an entry without an id gets one from its name before validation.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    has_generated_ids: ClassVar[bool] = False

    @classmethod
    def yaml_fields(cls) -> dict[str, FieldInfo]:
        """Map each key that the YAML may have to its field, in the order of the class."""
        return {field.alias or name: field for name, field in cls.model_fields.items()}


class Entry(Record):
    """Base class of records with a source and the date when they were last checked against it."""

    source: PlainText | None = Field(
        None,
        description="Source of the entry: a text, or one web address, which becomes a link",
    )
    checked: IsoDate | None = Field(
        None, description="Day on which the entry was last compared with its source"
    )


class Group(Record):
    """A stakeholder group. Each member belongs to one."""

    id: Id = Field(description="Part of the group's address; never changes")
    name: Text = Field(description="The group's heading")
    other_names: tuple[PlainText, ...] = Field(
        (),
        description="What else people write for it, in any language; the form and the commands"
        " accept these names",
    )
    description: MarkdownText | None = Field(
        None, description="One sentence about who belongs to it"
    )


class Body(Entry):
    """An institution in whose framework the coalition works."""

    name: OfficialText = Field(description="Its official name")
    acronym: ProperName | None = Field(None, description="Its acronym")
    role: Text | None = Field(None, description="Its role for the coalition")
    url: Url | None = Field(None, description="Its web site")


class Contact(Entry):
    """The person or office to write to."""

    name: ProperName = Field(description="Name of the person or office")
    role: Text | None = Field(None, description="Their function")
    organisation: OfficialText | None = Field(None, description="Where they work")
    email: Email = Field(description="E-mail address, written and shown as 'name [at] example.org'")


class MailingList(Entry):
    """The coalition's mailing list. Without `url` the page says whom to ask."""

    url: Url | None = Field(None, description="Where to subscribe")
    archive: Url | None = Field(None, description="Where its messages can be read")


class Milestone(Entry):
    """A dated event in the coalition's history."""

    date: IsoPartialDate = Field(description="When it happened, or when it began")
    until: IsoPartialDate | None = Field(None, description="When it ended, if it lasted")
    text: Text = Field(description="What happened")
    url: Url | None = Field(None, description="Where to read more")

    @model_validator(mode="after")
    def _check_dates(self) -> Self:
        _ensure_date_order("date", self.date, "until", self.until)
        return self


class Definition(Entry):
    """The term that the coalition is about, in official wording."""

    term: OfficialText = Field(description="The term")
    text: OfficialText = Field(description="Its definition, word for word")
    url: Url | None = Field(None, description="Web page with the definition")


class Instrument(Entry):
    """The recommendation, convention or other text whose implementation the coalition supports."""

    title: OfficialText = Field(description="Its official title")
    adopted: IsoPartialDate | None = Field(None, description="When it was adopted")
    body: Text | None = Field(None, description="Who adopted it")
    url: Url | None = Field(None, description="Where to read it")


class Licence(Record):
    """The licence of the site's own texts and data."""

    name: PlainText = Field(description="Its name")
    url: Url = Field(description="The address of its text")
    spdx: PlainText | None = Field(None, description="Its SPDX identifier")


class Link(Record):
    """A page on another site that is useful to visitors."""

    title: Text = Field(description="Title of the page")
    url: Url = Field(description="Its address")


class Redirect(Record):
    """A former address of a page, in every language, and the page that replaces it."""

    # `from` is a keyword of Python
    source: SitePath = Field(
        alias="from", description="The former address, without the folder of a language"
    )
    target: SitePath = Field(alias="to", description="The page that visitors find there now")


class Repository(Record):
    """The repository that holds these files.

    With `edit`, each page has links "Edit this page" to its source files.
    """

    url: Url = Field(description="The repository's web page")
    edit: EditUrl | None = Field(
        None,
        description="Address that opens a file for editing, with {path} in place of its path",
    )


class CoalitionFile(Entry):
    """Who the coalition is: all of `data/coalition.yaml`."""

    name: OfficialText = Field(description="The coalition's full name")
    acronym: PlainText = Field(description="The short name that people use")
    mission: Text = Field(description="The coalition's purpose, in one or two sentences")
    summary: Text | None = Field(
        None,
        description="The site in at most 160 characters, for search engines;"
        " if left out, the mission is used",
    )
    mark: ImageName | None = Field(
        None, description="File name of the coalition's own mark; never the logo of another body"
    )
    url: Url | None = Field(
        None, description="Address of the published site; see docs/deploying.md"
    )
    established: IsoPartialDate | None = Field(None, description="When the coalition was set up")
    languages: tuple[LanguageCode, ...] = Field(
        min_length=1, description="Languages of the site; the first is the default one"
    )
    groups: tuple[Group, ...] = Field(
        min_length=1, description="Stakeholder groups, in the order shown; at least one"
    )
    bodies: tuple[Body, ...] = Field((), description="Institutions in whose framework it works")
    instrument: Instrument | None = Field(
        None, description="The text whose implementation it supports"
    )
    definition: Definition | None = Field(None, description="The term that it is about")
    milestones: tuple[Milestone, ...] = Field((), description="Its history, in the order shown")
    contact: Contact = Field(description="The person or office to write to")
    mailing_list: MailingList | None = Field(
        None, description="Its mailing list; {} if the list has no address yet"
    )
    licence: Licence = Field(description="Licence of the site's texts and data")
    repository: Repository | None = Field(None, description="The repository that holds these files")
    links: tuple[Link, ...] = Field((), description="Pages on other sites, in the order shown")
    redirects: tuple[Redirect, ...] = Field(
        (),
        description="Former addresses of pages and news; members and organisations have"
        " 'former_ids'",
    )
    review_every_months: Number = Field(
        DEFAULT_REVIEW_MONTHS,
        ge=1,
        le=120,
        description="Months after which an entry should be compared with its source again",
    )


class ActionArea(Entry):
    """An area of action: an entry of `data/action_areas.yaml`."""

    id: Id = Field(description="Part of the area's address; never changes")
    title: OfficialText = Field(description="The area's title, official where there is one")
    summary: OfficialText | None = Field(
        None, description="The area in one line, official where there is one"
    )
    text: OfficialText | None = Field(
        None, description="Description of the area, official where there is one"
    )
    context: Flag = Field(
        False,
        description="true for an area outside the coalition's own plan, shown for context",
    )
    goals: tuple[GoalId, ...] = Field((), description="Numbers of the goals it contributes to")
    url: Url | None = Field(None, description="Where to read more")


class Goal(Entry):
    """A Sustainable Development Goal that the coalition refers to: an entry of `data/sdgs.yaml`.

    Number, title and colour are those of the United Nations.
    """

    number: Number = Field(
        ge=1, le=17, description="The goal's number, 1 to 17; it is the goal's id"
    )
    title: OfficialText = Field(description="Its official title")
    colour: Colour = Field(description="Its official colour")
    ink: Literal["white", "black"] = Field(
        description=f"Colour of text on it; the contrast has to be at least {MIN_TEXT_CONTRAST}"
    )
    url: Url | None = Field(None, description="Its official page")

    @property
    def id(self) -> str:
        """The goal's number as a string."""
        return str(self.number)

    @model_validator(mode="after")
    def _check_contrast(self) -> Self:
        contrast = compute_contrast(self.colour, "#FFFFFF" if self.ink == "white" else "#000000")
        if contrast < MIN_TEXT_CONTRAST:
            values = {"colour": self.colour, "contrast": format(contrast, ".1f")}
            message = Message(
                "black text on %(colour)s has a contrast of only %(contrast)s", **values
            )
            if self.ink == "white":
                message = Message(
                    "white text on %(colour)s has a contrast of only %(contrast)s", **values
                )
            other = "black" if self.ink == "white" else "white"
            hint = Message(
                "use 'ink: %(other)s': text needs a contrast of %(minimum)s to be read",
                other=other,
                minimum=MIN_TEXT_CONTRAST,
            )
            raise invalid("low-contrast", message, hint, key="ink")
        return self


class Organisation(Entry):
    """An organisation that members come from: an entry of `data/organisations.yaml`."""

    has_generated_ids: ClassVar[bool] = True
    id: Id = Field(description="Part of the organisation's address; made from the name if left out")
    name: Name = Field(description="Its name")
    acronym: PlainText | None = Field(None, description="Its acronym")
    part_of: OrganisationId | None = Field(
        None, description="Id of the organisation that it belongs to"
    )
    city: Text | None = Field(None, description="City where it is based")
    country: CountryCode | None = Field(None, description="Country where it is based, ISO 3166-1")
    url: Url | None = Field(None, description="Its web site")
    description: MarkdownText | None = Field(None, description="One or two sentences about it")
    former_ids: tuple[Id, ...] = Field((), description="Former ids; their addresses redirect here")
    sort: PlainText | None = Field(None, description="Text to sort by in lists, if not the name")


class Member(Entry):
    """A member of the coalition: an entry of `data/members.yaml`."""

    has_generated_ids: ClassVar[bool] = True
    id: Id = Field(description="Part of the member's address; made from the name if left out")
    name: Name = Field(description="The member's name, as they write it")
    role: Text | None = Field(None, description="What they do at their organisation")
    organisation: OrganisationId | None = Field(None, description="Id of their organisation")
    country: CountryCode | None = Field(None, description="Their country, ISO 3166-1")
    group: GroupId = Field(description="Id of their stakeholder group")
    url: Url | None = Field(None, description="Their web page")
    orcid: Orcid | None = Field(None, description="Their ORCID iD")
    action_areas: tuple[ActionAreaId, ...] = Field((), description="Ids of the areas they work in")
    languages: tuple[LanguageCode, ...] = Field((), description="Languages they work in")
    bio: MarkdownText | None = Field(None, description="A few sentences about them")
    photo: ImageName | None = Field(None, description="File name of their portrait")
    photo_focus: PhotoFocus | None = Field(
        None, description="Part of the photo that its square shows, if not the upper third"
    )
    since: IsoPartialDate | None = Field(None, description="When they joined")
    until: IsoPartialDate | None = Field(
        None, description="When they left; makes them a former member"
    )
    former_ids: tuple[Id, ...] = Field((), description="Former ids; their addresses redirect here")
    sort: PlainText | None = Field(
        None, description="Text to sort by in lists, if not the last word of the name"
    )

    @model_validator(mode="after")
    def _check_membership_dates(self) -> Self:
        _ensure_date_order("since", self.since, "until", self.until)
        return self

    @model_validator(mode="after")
    def _check_photo_focus(self) -> Self:
        if self.photo_focus and not self.photo:
            message = Message("'photo_focus' has no meaning without 'photo'")
            hint = Message("add a line 'photo: ...', or delete this line")
            raise invalid("missing-key", message, hint, key="photo_focus")
        return self

    @property
    def focus_point(self) -> tuple[int, int]:
        """The point of the photo that must be seen, in percent from the left and from the top."""
        return parse_photo_focus(self.photo_focus)

    @property
    def former(self) -> bool:
        """Whether the member has left, by the data and not by the date: builds are reproducible."""
        return self.until is not None


class RemovedAddress(Record):
    """An address that may disappear from the site: an entry of `data/removed.yaml`.

    It is known only by a salted hash, so that the file does not name who was removed. `remove` and
    `rename --forget` write the entries. An entry is needed until the site has been published once
    without the page.
    """

    hash: AddressHash = Field(
        description="Salted hash of the address, without the folder of a language"
    )
    date: IsoDate = Field(description="Day on which the page was removed")


class Coalition(CoalitionFile):
    """All files of `data/` in one record."""

    action_areas: tuple[ActionArea, ...] = ()
    goals: tuple[Goal, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    members: tuple[Member, ...] = ()

    @property
    def default_language(self) -> str:
        """The first language, which is published at the site's root."""
        return self.languages[0]


def list_records() -> tuple[type[Record], ...]:
    """Return every record that can appear in the data, in the order of this module."""
    classes = (value for value in globals().values() if isinstance(value, type))
    records = (cls for cls in classes if issubclass(cls, Record) and cls.__module__ == __name__)
    return tuple(cls for cls in records if cls not in {Record, Entry, Coalition})


def compute_contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two `#RRGGBB` colours, 1 to 21, as defined by WCAG 2.2."""
    lighter, darker = sorted(
        (_relative_luminance(first), _relative_luminance(second)), reverse=True
    )
    return (lighter + 0.05) / (darker + 0.05)


def _relative_luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1, as defined by WCAG 2.2."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _ensure_date_order(
    start_key: str, start: PartialDate | None, end_key: str, end: PartialDate | None
) -> None:
    """Raise `dates-reversed` if the end is before the start.

    A year is not before a month in it, as from `2019-05` to `2019`.
    """
    if (
        start
        and end
        and end.first_day < start.first_day
        and str(end) != str(start)[: len(str(end))]
    ):
        message = Message(
            "'%(end_key)s' (%(end)s) is earlier than '%(start_key)s' (%(start)s)",
            end_key=end_key,
            end=end,
            start_key=start_key,
            start=start,
        )
        raise invalid("dates-reversed", message, Message("correct one of the two"), key=end_key)
