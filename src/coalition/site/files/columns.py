"""The columns of the tables in which the data can be downloaded, one tuple for each kind of entry.

A column either has the value of a key, or is derived: a name of a region, the address of a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from coalition.i18n import Language, find_regions, find_un_groups
from coalition.model import (
    Document,
    Member,
    Organisation,
    WorkingGroup,
)
from coalition.site.citations import DOI_RESOLVER
from coalition.site.document_types import get_document_type_label
from coalition.site.event_labels import label_event_kind, label_event_mode, label_event_status
from coalition.site.files.cells import Cell, CellWriter
from coalition.site.labels import label_organisation_kind, name_un_groups
from coalition.site.urls import PageKind

ColumnType = Literal["text", "number", "day", "date", "url", "flag"]
"""What the cells of a column are: a date may be a year or a month only, or have a time."""

Read = Callable[[CellWriter, Any], Cell]
"""A function that returns the cell for an entry."""


@dataclass(frozen=True)
class ColumnSpec:
    """A column: its `key`, the same in every language, and the type of its cells.

    `path` leads to the value in the data, as in `place.city`; it is empty for what is derived.
    Without `read`, the cell is that value.
    """

    key: str
    path: str = ""
    type: ColumnType = "text"
    read: Read | None = None

    def make_cell(self, writer: CellWriter, entry: object) -> Cell:
        """Return the cell of this column for an entry."""
        if self.read:
            return self.read(writer, entry)
        value: object = entry
        for name in self.path.split("."):
            value = getattr(value, name) if value is not None else None
        return writer.write(value)


def _key(
    key: str, type: ColumnType = "text", *, path: str = "", read: Read | None = None
) -> ColumnSpec:
    """Return the column of a key of the data, which is named after it unless its path differs."""
    return ColumnSpec(key, path or key, type, read)


def _derived(key: str, read: Read, type: ColumnType = "text") -> ColumnSpec:
    return ColumnSpec(key, "", type, read)


# What several kinds have in common


def _country(
    get_code: Callable[[CellWriter, Any], str | None], path: str
) -> tuple[ColumnSpec, ...]:
    """Return the columns about a country: name, code, regions, regional group."""

    def name(writer: CellWriter, entry: object) -> Cell:
        code = get_code(writer, entry)
        return writer.site.country_name(code).text if code else None

    def name_region(level: int) -> Read:
        def read(writer: CellWriter, entry: object) -> Cell:
            regions = find_regions(get_code(writer, entry) or "")[level : level + 1]
            return writer.join(writer.site.language.region_name(code).text for code in regions)

        return read

    def un_group(writer: CellWriter, entry: object) -> Cell:
        groups = find_un_groups(get_code(writer, entry) or "")
        return writer.join(name_un_groups(groups, writer.site.language))

    return (
        _key("country", path=path, read=name),
        _derived("country_code", get_code),
        _derived("region", name_region(0)),
        _derived("subregion", name_region(1)),
        _derived("un_group", un_group),
    )


def _references(key: str, get_entries: Callable[[CellWriter], Mapping[str, Any]]) -> ColumnSpec:
    """Return the column of a list of ids, with the names or titles of these entries."""
    return _key(
        key,
        read=lambda writer, entry: writer.name_entries(
            map(str, getattr(entry, key)), get_entries(writer)
        ),
    )


_AREAS = _references("action_areas", lambda writer: writer.site.index.areas)
_GROUPS = _references("working_groups", lambda writer: writer.site.index.working_groups)
_GOALS = _key("goals")
_LANGUAGES = _key(
    "languages",
    read=lambda writer, entry: writer.join(
        map(writer.site.language.language_name, entry.languages)
    ),
)


def _words(key: str, label: Callable[[Any, Language], str]) -> ColumnSpec:
    """Return the column of a key whose value is one of a few words."""

    def read(writer: CellWriter, entry: object) -> Cell:
        value = getattr(entry, key)
        return label(value, writer.site.language) if value else None

    return _key(key, read=read)


def _closing(kind: PageKind) -> tuple[ColumnSpec, ...]:
    """Return the last columns of every table: the page of the entry, and where the facts are from.

    The page of a member that is an organisation is that of the organisation.
    """

    def page(writer: CellWriter, entry: Any) -> Cell:  # noqa: ANN401 - any record with an id
        if isinstance(entry, Member):
            row = writer.site.index.members_by_id[entry.id]
            return writer.get_page_url(writer.site.get_member_address(row).path)
        return writer.get_page_url(writer.site.get_address(kind, entry.id).path)

    return _derived("page", page, "url"), _key("source"), _key("checked", "day")


# Members


def _get_member_country(writer: CellWriter, member: Member) -> str | None:
    return writer.site.index.members_by_id[member.id].country


def _name_member(writer: CellWriter, member: Member) -> Cell:
    return writer.write(writer.site.index.members_by_id[member.id].name)


def _name_main_organisation(writer: CellWriter, member: Member) -> Cell:
    organisation = writer.site.index.members_by_id[member.id].organisation
    return writer.write(organisation.name) if organisation else None


def _write_role(writer: CellWriter, member: Member) -> Cell:
    return writer.write(writer.site.index.members_by_id[member.id].role)


def _describe_standing(writer: CellWriter, member: Member) -> Cell:
    _ = writer.site.language.translations.gettext
    row = writer.site.index.members_by_id[member.id]
    if row.deceased:
        return _("In memory")
    return _("Former member") if row.former else _("Member")


def _describe_member_kind(writer: CellWriter, member: Member) -> Cell:
    _ = writer.site.language.translations.gettext
    return _("Organisation") if member.is_organisation else _("Person")


def _name_groups(writer: CellWriter, member: Member) -> Cell:
    return writer.name_entries(member.all_groups, writer.site.index.groups)


def _write_orcid(_writer: CellWriter, member: Member) -> Cell:
    return f"https://orcid.org/{member.orcid}" if member.orcid else None


MEMBER_COLUMNS = (
    _key("id"),
    _key("name", read=_name_member),
    _derived("member_kind", _describe_member_kind),
    _derived("standing", _describe_standing),
    _key("pronouns"),
    _key("role", read=_write_role),
    _key("organisation", read=_name_main_organisation),
    _key("affiliations"),
    _key("groups", read=_name_groups),
    *_country(_get_member_country, "country"),
    _key("since", "date"),
    _key("until", "date"),
    _key("terms"),
    _key("died", "day"),
    _LANGUAGES,
    _AREAS,
    _key("url", "url"),
    _key("orcid", "url", read=_write_orcid),
    _key("links"),
    _key("bio"),
    *_closing("member"),
)


# Organisations


def _name_parent(writer: CellWriter, organisation: Organisation) -> Cell:
    parent = writer.site.index.organisations.get(organisation.part_of or "")
    return writer.write(parent.name) if parent else None


def _count_members(writer: CellWriter, organisation: Organisation) -> Cell:
    return len(writer.site.index.members_by_organisation.get(organisation.id, ()))


def _describe_membership(writer: CellWriter, organisation: Organisation) -> Cell:
    row = writer.site.index.organisation_members.get(organisation.id)
    return _describe_standing(writer, row.member) if row else None


def _write_identifier(key: str, prefix: str) -> ColumnSpec:
    def read(_writer: CellWriter, entry: object) -> Cell:
        value = getattr(entry, key)
        return f"{prefix}{value}" if value else None

    return _key(key, "url", read=read)


ORGANISATION_COLUMNS = (
    _key("id"),
    _key("name"),
    _key("acronym"),
    _key("former_names"),
    _words("kind", label_organisation_kind),
    _key("part_of", read=_name_parent),
    _derived("standing", _describe_membership),
    _key("partner", "flag"),
    _derived("member_count", _count_members, "number"),
    _key("city"),
    *_country(lambda _writer, organisation: organisation.country, "country"),
    _key("ended", "date"),
    _key("url", "url"),
    _write_identifier("ror", "https://ror.org/"),
    _write_identifier("wikidata", "https://www.wikidata.org/wiki/"),
    _key("links"),
    _key("description"),
    *_closing("organisation"),
)


# Areas of action, goals, working groups


AREA_COLUMNS = (
    _key("id"),
    _key("number", "number"),
    _key("title"),
    _key("short"),
    _key("summary"),
    _key("text"),
    _key("context", "flag"),
    _GOALS,
    _key("coordinators"),
    _key("url", "url"),
    *_closing("area"),
)

GOAL_COLUMNS = (
    _key("number", "number"),
    _key("title"),
    _key("colour"),
    _derived(
        "action_areas",
        lambda writer, goal: writer.join(
            writer.site.localize(area.title)
            for area in writer.site.index.areas_by_goal.get(goal.id, ())
        ),
    ),
    _key("url", "url"),
    *_closing("goal"),
)


def _describe_group_status(writer: CellWriter, group: WorkingGroup) -> Cell:
    _ = writer.site.language.translations.gettext
    if group.is_ended(writer.site.as_of):
        return _("Ended")
    return _("Active") if group.status == "active" else None


WORKING_GROUP_COLUMNS = (
    _key("id"),
    _key("title"),
    _key("summary"),
    _key("text"),
    _key("status", read=_describe_group_status),
    _key("since", "date"),
    _key("until", "date"),
    _AREAS,
    _key("chairs"),
    _key("members"),
    _key("url", "url"),
    _key("mailing_list", "url"),
    _key("links"),
    *_closing("working-group"),
)


# Events and documents


EVENT_COLUMNS = (
    _key("id"),
    _key("title"),
    _words("kind", label_event_kind),
    _key("start", "date"),
    _key("end", "date"),
    _key("timezone"),
    _words("status", label_event_status),
    _words("mode", label_event_mode),
    _key("venue", path="place.venue"),
    _key("city", path="place.city"),
    *_country(lambda _writer, event: event.place.country if event.place else None, "place.country"),
    _key("online", "url"),
    _key("part_of"),
    _key("summary"),
    _key("text"),
    _key("organisers"),
    _key("people"),
    _LANGUAGES,
    _AREAS,
    _GROUPS,
    _GOALS,
    _key("url", "url"),
    _key("registration", "url"),
    _key("recording", "url"),
    _key("transcript", "url"),
    _key("report", "url"),
    _key("minutes", "url"),
    _key("links"),
    *_closing("event"),
)


def _label_document_type(writer: CellWriter, document: Document) -> Cell:
    return get_document_type_label(writer.site.language, document.type)


def _name_events(writer: CellWriter, document: Document) -> Cell:
    return writer.name_entries(document.events, writer.site.index.events)


def _write_doi(_writer: CellWriter, document: Document) -> Cell:
    doi = document.identifiers.doi if document.identifiers else None
    return f"{DOI_RESOLVER}{doi}" if doi else None


def _list_catalogue_numbers(writer: CellWriter, document: Document) -> Cell:
    numbers = document.identifiers.catalogues if document.identifiers else ()
    return writer.join(f"{one.catalogue}: {one.number}" for one in numbers)


DOCUMENT_COLUMNS = (
    _key("id"),
    _key("title"),
    _key("subtitle"),
    _key("type", read=_label_document_type),
    _key("date", "date"),
    _key("authors"),
    _key("publishers"),
    _key("summary"),
    _key("text"),
    _key("versions"),
    _key("licence", path="licence.name"),
    _key("page_count", "number"),
    _key("doi", "url", path="identifiers.doi", read=_write_doi),
    _key("isbn", path="identifiers.isbn"),
    _derived("catalogue_numbers", _list_catalogue_numbers),
    _AREAS,
    _GROUPS,
    _key("events", read=_name_events),
    _GOALS,
    _key("url", "url"),
    _key("links"),
    *_closing("document"),
)


def label_columns(language: Language) -> Mapping[str, str]:
    """Return the headings of all columns by key."""
    _ = language.translations.gettext
    return {
        "acronym": _("Acronym"),
        "action_areas": _("Areas of action"),
        "affiliations": _("Positions"),
        "authors": _("Authors"),
        "bio": _("Biography"),
        "catalogue_numbers": _("Numbers in catalogues"),
        "chairs": _("Chairs"),
        "checked": _("Last checked"),
        "city": _("City"),
        "colour": _("Colour"),
        "context": _("Beyond the plan"),
        "coordinators": _("Coordination"),
        "country": _("Country"),
        "country_code": _("Country code"),
        "date": _("Date"),
        "description": _("Description"),
        "died": _("Died on"),
        "doi": "DOI",
        "end": _("End"),
        "ended": _("Closed"),
        "events": _("Events"),
        "former_names": _("Formerly"),
        "goals": _("Goals"),
        "groups": _("Stakeholder groups"),
        "id": "ID",
        "isbn": "ISBN",
        "kind": _("Kind"),
        "languages": _("Languages"),
        "licence": _("Licence"),
        "links": _("Links"),
        "mailing_list": _("Mailing list"),
        "member_count": _("Number of members"),
        "member_kind": _("Person or organisation"),
        "members": _("Members"),
        "minutes": _("Minutes"),
        "mode": _("Way to take part"),
        "name": _("Name"),
        "number": _("Number"),
        "online": _("Online"),
        "orcid": "ORCID",
        "organisation": _("Organisation"),
        "organisers": _("Organised by"),
        "page": _("Page on this site"),
        "page_count": _("Number of pages"),
        "part_of": _("Part of"),
        "partner": _("Partner of the coalition"),
        "people": _("People"),
        "pronouns": _("Pronouns"),
        "publishers": _("Publishers"),
        "recording": _("Recording"),
        "region": _("Region"),
        "registration": _("Registration"),
        "report": _("Report"),
        "role": _("Role"),
        "ror": "ROR",
        "short": _("Short title"),
        "since": _("Since"),
        "source": _("Source"),
        "standing": _("Membership"),
        "start": _("Start"),
        "status": _("Status"),
        "subregion": _("Sub-region"),
        "subtitle": _("Subtitle"),
        "summary": _("Summary"),
        "terms": _("Times of membership"),
        "text": _("Text"),
        "timezone": _("Time zone"),
        "title": _("Title"),
        "transcript": _("Transcript"),
        "type": _("Type"),
        "un_group": _("Regional group of the United Nations"),
        "until": _("Until"),
        "url": _("Web page"),
        "venue": _("Venue"),
        "versions": _("Versions"),
        "wikidata": "Wikidata",
        "working_groups": _("Working groups"),
    }
