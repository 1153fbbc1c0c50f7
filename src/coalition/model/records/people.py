"""Records of the members, and of the people and organisations that other entries name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import ClassVar, Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from coalition.diagnostics import Message, quote_value
from coalition.model.field_types import (
    ID_PATTERN,
    ActionAreaId,
    CountryCode,
    GroupId,
    Id,
    ImageName,
    IsoDate,
    IsoPartialDate,
    LanguageCode,
    MemberId,
    Orcid,
    OrganisationId,
    PartialDate,
    PhotoFocus,
    PlainText,
    Url,
    get_context,
    parse_photo_focus,
    to_partial_date,
)
from coalition.model.records.base import (
    Entry,
    Record,
    ensure_date_order,
    ensure_one_form,
    ensure_only_one,
    is_before,
)
from coalition.model.text_types import MarkdownText, Name, Text
from coalition.model.value_kinds import invalid

PERSON_KEYS = (
    "id", "role", "affiliations", "country", "orcid", "pronouns", "languages", "bio", "photo",
    "photo_focus", "url", "links", "died", "former_ids", "sort",
)  # fmt: skip
"""The keys of a member that say something about a person; an organisation has its own entry."""

ProfileKind = Literal[
    "bluesky", "codeberg", "github", "gitlab", "google-scholar", "linkedin", "mastodon",
    "researchgate", "website", "wikidata", "youtube", "zotero",
]  # fmt: skip
"""Services that a profile link may lead to."""


class Term(Record):
    """A span of time. A month or a year counts from its first day."""

    since: IsoPartialDate | None = Field(None, description="When it began")
    until: IsoPartialDate | None = Field(None, description="When it ended, or will end")

    @model_validator(mode="after")
    def _check_dates(self) -> Self:
        ensure_date_order("since", self.since, "until", self.until)
        return self

    def has_ended(self, day: date | None) -> bool:
        """Return whether it is over on `day`, the day of the data; None if that is not known."""
        return self.until is not None and (day is None or self.until.first_day <= day)


def ensure_terms_in_order(key: str, terms: Sequence[Term]) -> None:
    """Raise `overlapping-terms` if a term begins before the one before it ends, or begins.

    Only the last one may be without an end, and only the first one without a beginning. `key` is
    that of the terms.
    """
    for index, (first, second) in enumerate(pairwise(terms), start=1):
        if explanation := _explain_overlap(first, second):
            raise invalid("overlapping-terms", *explanation, key=key, index=str(index))


def _explain_overlap(first: Term, second: Term) -> tuple[Message, Message] | None:
    """Return message and hint if the second term does not come after the first one."""
    if first.since and second.since and is_before(second.since, first.since):
        message = Message(
            "the term from %(second)s comes after the one from %(first)s",
            second=second.since,
            first=first.since,
        )
        return message, Message("put the terms in the order of time, the earliest one first")
    if not first.until:
        message = Message("the term before this one has no end")
        return message, Message("add its 'until': only the last term may have no end")
    if not second.since:
        message = Message("this term has no beginning, but follows another one")
        return message, Message("add its 'since': only the first term may have no beginning")
    if is_before(second.since, first.until):
        message = Message(
            "this term begins (%(since)s) before the one before it ends (%(until)s)",
            since=second.since,
            until=first.until,
        )
        return message, Message("correct one of the two dates, or make one term of both")
    return None


def _end_term(term: Term, day: PartialDate) -> Term:
    """Return a term that ends on `day` at the latest."""
    if term.until and not is_before(day, term.until):
        return term
    return Term.model_construct(since=term.since, until=day)


class Affiliation(Term):
    """The position that a person has, or had, at an organisation."""

    organisation: OrganisationId = Field(description="Id of the organisation")
    role: Text | None = Field(None, description="What they do there")


class ProfileLink(Record):
    """A page about a person or an organisation on another site."""

    kind: ProfileKind | None = Field(None, description="The service that the page is on")
    title: Text | None = Field(None, description="Name of the page, if it is of no such kind")
    url: Url = Field(description="Its address")

    @model_validator(mode="after")
    def _check_label(self) -> Self:
        ensure_only_one(self, "kind", "title")
        if not self.kind and not self.title:
            message = Message("this link has neither 'kind' nor 'title'")
            hint = Message("add a line 'kind: ...' or 'title: ...'")
            raise invalid("missing-key", message, hint, key="url")
        return self


def ensure_distinct_links(links: Iterable[ProfileLink], url: str | None) -> None:
    """Raise `duplicate-value` if two links, or a link and `url`, lead to the same page."""
    seen = {_normalize_url(url)} if url else set()
    for index, link in enumerate(links):
        address = _normalize_url(link.url)
        if address in seen:
            message = Message("%(url)s is given twice", url=quote_value(link.url))
            hint = Message("keep one of the two")
            raise invalid("duplicate-value", message, hint, key="links", index=str(index))
        seen.add(address)


def _normalize_url(url: str) -> str:
    """Return an address for comparison: without scheme, `www.` and the slash at the end."""
    address = url.partition("://")[2].removeprefix("www.")
    host, slash, path = address.rstrip("/").partition("/")
    return host.lower() + slash + path


class Party(Record):
    """A person or an organisation that an entry names.

    A member is named by its id, another organisation by its id, anybody else by name. A person who
    is no member may have an `organisation`, too.
    """

    member: MemberId | None = Field(None, description="Id, if it is a member")
    name: Name | None = Field(None, description="Name, if it is no member")
    organisation: OrganisationId | None = Field(
        None, description="Id of the organisation, or of the one that the person belongs to"
    )

    @model_validator(mode="after")
    def _check_party(self) -> Self:
        ensure_only_one(self, "member", "name")
        ensure_only_one(self, "member", "organisation")
        if not (self.member or self.name or self.organisation):
            message = Message("this entry names nobody")
            hint = Message("add a line 'member: ...', 'name: ...' or 'organisation: ...'")
            raise invalid("missing-key", message, hint)
        return self


class TermHolder(Term, Party):
    """Somebody who has, or had, a function for some time.

    Where a source names somebody without a term, `as_of` says when that was.
    """

    as_of: IsoPartialDate | None = Field(
        None, description="When the source named them, instead of 'since' and 'until'"
    )

    @model_validator(mode="after")
    def _check_as_of(self) -> Self:
        ensure_only_one(self, "since", "as_of")
        ensure_only_one(self, "until", "as_of")
        return self


OfficeRole = Literal["chair", "co-chair", "vice-chair", "coordinator", "secretariat", "treasurer"]
"""Functions that a coalition gives somebody."""


class Office(TermHolder, Entry):
    """Somebody's function for the coalition as a whole."""

    role: OfficeRole = Field(description="The function")
    title: Text | None = Field(None, description="What the coalition calls it, if not so")


class Member(Entry):
    """A member of the coalition: an entry of `data/members.yaml`.

    A member is a person or, without `name`, the organisation itself. `since` and `until` are a
    short form of `terms`, `organisation` and `role` of `affiliations`, `group` of `groups`.
    """

    has_generated_ids: ClassVar[bool] = True
    id: Id = Field(description="Part of the member's address; made from the name if left out")
    name: Name | None = Field(
        None,
        description="The member's name, as they write it; left out if the organisation is itself"
        " the member",
    )
    pronouns: Text | None = Field(None, description="Their pronouns, as they write them")
    role: Text | None = Field(None, description="What they do at their organisation")
    organisation: OrganisationId | None = Field(None, description="Id of their organisation")
    affiliations: tuple[Affiliation, ...] = Field(
        (),
        description="Their positions, the main one first; instead of 'organisation' and 'role' if"
        " there are several, or if one has dates",
    )
    country: CountryCode | None = Field(None, description="Their country, ISO 3166-1")
    group: GroupId | None = Field(None, description="Id of their stakeholder group")
    groups: tuple[GroupId, ...] = Field(
        (), description="Ids of their stakeholder groups, instead of 'group' if there are several"
    )
    url: Url | None = Field(None, description="Their web page")
    links: tuple[ProfileLink, ...] = Field((), description="Their profiles on other sites")
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
        None, description="When they left, or will leave; makes them a former member from then on"
    )
    terms: tuple[Term, ...] = Field(
        (),
        description="Times of membership, instead of 'since' and 'until' if there are several",
    )
    died: IsoDate | None = Field(None, description="Day on which they died")
    former_ids: tuple[Id, ...] = Field((), description="Former ids; their addresses redirect here")
    sort: PlainText | None = Field(
        None, description="Text to sort by in lists, if not the last word of the name"
    )

    @model_validator(mode="after")
    def _check_organisation(self) -> Self:
        if self.name is not None:
            return self
        person_keys = [key for key in PERSON_KEYS if key != "id" and getattr(self, key)]
        if self.organisation is None:
            message = Message("a member needs a name, or an organisation that is the member")
            hint = Message("add a line 'name: ...', or 'organisation: ...' for an organisation")
            if person_keys:
                hint = Message("add a line 'name: ...'")
            raise invalid("missing-key", message, hint)
        # Without a line 'id', the two are equal, unless the organisation's id is invalid itself
        if self.id != self.organisation and ID_PATTERN.fullmatch(self.organisation):
            person_keys = ["id", *person_keys]
        for key in person_keys:
            message = Message("'%(key)s' is about a person, and this member has no name", key=key)
            hint = Message(
                "add a line 'name: ...'; if the organisation itself is the member, delete this line"
            )
            raise invalid("missing-key", message, hint, key=key)
        return self

    @model_validator(mode="after")
    def _check_short_forms(self) -> Self:
        ensure_one_form(self, "organisation", "affiliations")
        ensure_one_form(self, "role", "affiliations")
        ensure_one_form(self, "group", "groups")
        ensure_one_form(self, "since", "terms")
        ensure_one_form(self, "until", "terms")
        return self

    @model_validator(mode="after")
    def _check_dates(self) -> Self:
        ensure_date_order("since", self.since, "until", self.until)
        ensure_terms_in_order("terms", self.terms)
        if self.died:
            died = to_partial_date(self.died)
            for term in self.all_terms:
                ensure_date_order("since", term.since, "died", died)
        return self

    @model_validator(mode="after")
    def _check_links(self) -> Self:
        ensure_distinct_links(self.links, self.url)
        return self

    @model_validator(mode="after")
    def _check_groups(self, info: ValidationInfo) -> Self:
        if get_context(info).requires_group and not self.all_groups:
            message = Message("'group' is missing")
            hint = Message("add a line 'group: ...' with the id of one")
            raise invalid("missing-key", message, hint, missing="group")
        return self

    @model_validator(mode="after")
    def _check_photo_focus(self) -> Self:
        if self.photo_focus and not self.photo:
            message = Message("'photo_focus' has no meaning without 'photo'")
            hint = Message("add a line 'photo: ...', or delete this line")
            raise invalid("missing-key", message, hint, key="photo_focus")
        return self

    @property
    def is_organisation(self) -> bool:
        """Whether the organisation itself is the member, and not a person from it."""
        return self.name is None

    @property
    def all_groups(self) -> tuple[str, ...]:
        """Ids of the stakeholder groups, from either form."""
        return self.groups or ((self.group,) if self.group else ())

    @property
    def all_affiliations(self) -> tuple[Affiliation, ...]:
        """Positions of a person, from either form; a role without an organisation is not one."""
        if self.affiliations or not self.organisation:
            return self.affiliations
        return (Affiliation.model_construct(organisation=self.organisation, role=self.role),)

    @property
    def all_terms(self) -> tuple[Term, ...]:
        """Times of membership, from either form; empty if no date is known.

        Dying ends the last one.
        """
        terms = self.terms
        if not terms and (self.since or self.until):
            terms = (Term.model_construct(since=self.since, until=self.until),)
        if self.died and terms:
            return (*terms[:-1], _end_term(terms[-1], to_partial_date(self.died)))
        return terms

    @property
    def focus_point(self) -> tuple[int, int]:
        """The point of the photo that must be seen, in percent from the left and from the top."""
        return parse_photo_focus(self.photo_focus)

    def is_former(self, day: date | None) -> bool:
        """Return whether the member has left, or died, by `day`, the day of the data.

        An end after that day has not come yet. By the data and not by the clock: builds are
        reproducible. If the day is not known (None), every end has come.
        """
        terms = self.all_terms
        return bool(self.died or (terms and all(term.has_ended(day) for term in terms)))
