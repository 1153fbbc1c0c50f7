"""Records of `data/coalition.yaml`, and of all files of `data/` together."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from coalition.model.field_types import (
    AddressHash,
    CountryCode,
    EditUrl,
    Email,
    Flag,
    Id,
    ImageName,
    IsoDate,
    IsoPartialDate,
    LanguageCode,
    Number,
    PageSlug,
    PlainText,
    SitePath,
    Url,
)
from coalition.model.records.action_areas import ActionArea, Goal
from coalition.model.records.base import Entry, Link, Record, ensure_date_order
from coalition.model.records.conditions import ConditionSet
from coalition.model.records.documents import Document
from coalition.model.records.events import Event
from coalition.model.records.organisations import Organisation
from coalition.model.records.people import Member, Office
from coalition.model.records.working_groups import WorkingGroup
from coalition.model.text_types import MarkdownText, OfficialText, ProperName, Text

DEFAULT_REVIEW_MONTHS = 12
"""Default interval after which an entry should be compared with its source again, in months."""


class Group(Record):
    """A stakeholder group that members belong to."""

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
    logo: ImageName | None = Field(None, description="File name of its logo")


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
        ensure_date_order("date", self.date, "until", self.until)
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


class CountryName(Record):
    """A country whose name the coalition writes in its own way, or that has no ISO 3166-1 code."""

    code: CountryCode = Field(
        description="Its code of two capital letters, of ISO 3166-1 or assigned by users, as XK"
    )
    name: ProperName = Field(
        description="The name that the site shows, in one language or in several"
    )


class MenuItem(Record):
    """A page in the menu or in the footer."""

    page: PageSlug = Field(description="The page's name: the part of its address after the slash")
    title: Text | None = Field(None, description="What the menu calls it, if not as usual")


class Licence(Record):
    """The licence of the site's own texts and data."""

    name: PlainText = Field(description="Its name")
    url: Url = Field(description="The address of its text")
    spdx: PlainText | None = Field(None, description="Its SPDX identifier")


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


class SecurityContact(Record):
    """Where to report a weakness of the site: what `security.txt` says (RFC 9116).

    It is a web page, such as a form: an e-mail address would have to be published with an `@`.
    """

    url: Url = Field(description="Web page where a weakness of the site can be reported")
    expires: IsoDate = Field(
        description="Day from which this should no longer be relied on, at most a year ahead"
    )
    policy: Url | None = Field(None, description="Web page that says how reports are dealt with")


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
    groups: tuple[Group, ...] = Field((), description="Stakeholder groups, in the order shown")
    members_without_group: Flag = Field(
        False, description="true if a member need not belong to a stakeholder group"
    )
    countries: tuple[CountryName, ...] = Field(
        (), description="Names of countries that differ from those of Unicode CLDR"
    )
    offices: tuple[Office, ...] = Field(
        (), description="Who chairs, coordinates or represents the coalition, in the order shown"
    )
    bodies: tuple[Body, ...] = Field((), description="Institutions in whose framework it works")
    instrument: Instrument | None = Field(
        None, description="The text whose implementation it supports"
    )
    definition: Definition | None = Field(None, description="The term that it is about")
    milestones: tuple[Milestone, ...] = Field((), description="Its history, in the order shown")
    contact: Contact = Field(description="The person or office to write to")
    contacts: tuple[Contact, ...] = Field(
        (), description="More people or offices to write to, in the order shown"
    )
    mailing_list: MailingList | None = Field(
        None, description="Its mailing list; {} if the list has no address yet"
    )
    licence: Licence = Field(description="Licence of the site's texts and data")
    repository: Repository | None = Field(None, description="The repository that holds these files")
    security: SecurityContact | None = Field(
        None, description="Where to report a weakness of the site, for 'security.txt'"
    )
    links: tuple[Link, ...] = Field((), description="Pages on other sites, in the order shown")
    menu: tuple[MenuItem, ...] = Field(
        (), description="Pages in the menu, in this order, instead of the usual ones"
    )
    footer: tuple[MenuItem, ...] = Field(
        (), description="Pages in the footer, in this order, instead of the usual ones"
    )
    redirects: tuple[Redirect, ...] = Field(
        (),
        description="Former addresses of pages and news; other entries have 'former_ids'",
    )
    review_every_months: Number = Field(
        DEFAULT_REVIEW_MONTHS,
        ge=1,
        le=120,
        description="Months after which an entry should be compared with its source again",
    )

    @property
    def all_contacts(self) -> tuple[Contact, ...]:
        """The people or offices to write to, the main one first."""
        return (self.contact, *self.contacts)


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
    working_groups: tuple[WorkingGroup, ...] = ()
    events: tuple[Event, ...] = ()
    documents: tuple[Document, ...] = ()
    conditions: tuple[ConditionSet, ...] = ()

    @property
    def default_language(self) -> str:
        """The first language, which is published at the site's root."""
        return self.languages[0]
