"""The coalition, its members, their organisations, its working groups, and who is what in them."""

from __future__ import annotations

from collections.abc import Iterable

from coalition.model import Organisation, Term, TermHolder, WorkingGroup
from coalition.site.files.linked_data.graph import (
    GraphWriter,
    JsonObject,
    write_date,
    write_links,
    write_source,
    write_texts,
)
from coalition.site.labels import get_office_label
from coalition.site.queries import MemberRow

ORCID_RESOLVER = "https://orcid.org/"
ROR_RESOLVER = "https://ror.org/"
WIKIDATA_ENTITY = "http://www.wikidata.org/entity/"

_ORGANISATION = ["org:Organization", "schema:Organization"]
_UNIT = ["org:OrganizationalUnit", *_ORGANISATION]
_MEMBERSHIP = ["org:Membership", "schema:OrganizationRole"]


def add_coalition(writer: GraphWriter) -> None:
    """Add the coalition, the bodies that it belongs to, and who holds its offices."""
    coalition = writer.site.coalition
    bodies = [f"{writer.get_page_url('home')}#body-{n + 1}" for n in range(len(coalition.bodies))]
    writer.add(
        writer.get_iri("home"),
        _ORGANISATION,
        schema__name=write_texts(coalition.name),
        schema__alternateName=coalition.acronym,
        schema__description=write_texts(coalition.mission),
        schema__foundingDate=write_date(coalition.established),
        schema__url={"@id": writer.get_page_url("home")},
        schema__parentOrganization=[{"@id": iri} for iri in bodies],
        dct__source=write_source(coalition.source),
    )
    for iri, body in zip(bodies, coalition.bodies, strict=True):
        writer.add(
            iri,
            _ORGANISATION,
            schema__name=write_texts(body.name),
            schema__alternateName=write_texts(body.acronym),
            schema__url=write_links([body.url]),
            dct__source=write_source(body.source),
        )
    _add_offices(writer)


def _add_offices(writer: GraphWriter) -> None:
    page = writer.get_page_url("page", "about")
    for number, office in enumerate(writer.site.coalition.offices, start=1):
        label = get_office_label(writer.site, office)
        writer.add(
            f"{page}#office-{number}",
            _MEMBERSHIP,
            org__member=writer.refer_to_party(office, f"{page}#office-holder-{number}"),
            org__organization=writer.coalition,
            schema__roleName={"@value": label.text, "@language": writer.site.language.tag},
            **_write_term(office),
        )


def _write_term(term: Term) -> JsonObject:
    return {
        "schema__startDate": write_date(term.since),
        "schema__endDate": write_date(term.until),
    }


def add_members(writer: GraphWriter) -> None:
    """Add the members who are people, and the memberships of all."""
    for row in writer.index.members_by_id.values():
        _add_memberships(writer, row)
        if not row.member.is_organisation:
            _add_person(writer, row)


def _add_memberships(writer: GraphWriter, row: MemberRow) -> None:
    """Add a membership for each term; their IRIs are parts of the page of the member."""
    address = writer.site.get_member_address(row)
    for number, term in enumerate(row.member.all_terms or (Term(),), start=1):
        part = "membership" if number == 1 else f"membership-{number}"
        writer.add(
            writer.get_iri(address.kind, address.id, part),
            _MEMBERSHIP,
            org__member=writer.refer(address.kind, address.id),
            org__organization=writer.coalition,
            dct__type=writer.refer_all("group", row.member.all_groups),
            dct__source=write_source(row.member.source),
            **_write_term(term),
        )


def _add_person(writer: GraphWriter, row: MemberRow) -> None:
    member = row.member
    orcid = f"{ORCID_RESOLVER}{member.orcid}" if member.orcid else None
    writer.add(
        writer.get_iri("member", member.id),
        "schema:Person",
        schema__name=write_texts(row.name),
        schema__jobTitle=write_texts(row.role),
        schema__description=write_texts(member.bio),
        schema__knowsLanguage=list(member.languages),
        schema__deathDate=write_date(member.died),
        schema__affiliation=writer.refer_all(
            "organisation", dict.fromkeys(one.organisation.id for one in row.current_positions)
        ),
        foaf__based_near=writer.refer("country", member.country) if member.country else None,
        schema__knowsAbout=writer.refer_all("area", member.action_areas),
        schema__url={"@id": writer.get_page_url("member", member.id)},
        schema__sameAs=write_links([orcid, member.url, *(link.url for link in member.links)]),
        dct__source=write_source(member.source),
    )


def add_organisations(writer: GraphWriter) -> None:
    """Add the organisations, and the countries that they and the members are in."""
    for organisation in writer.site.coalition.organisations:
        _add_organisation(writer, organisation)
    for code in sorted(writer.index.country_codes):
        writer.add(
            writer.get_iri("country", code),
            "schema:Country",
            schema__name=[
                {"@value": name.text, "@language": language.tag}
                for language in writer.site.languages
                for name in [writer.index.name_country(code, language)]
                if name.language == language.code
            ],
            schema__identifier=code,
        )


def _add_organisation(writer: GraphWriter, organisation: Organisation) -> None:
    id = organisation.id
    page = writer.get_page_url("organisation", id)
    writer.add(
        writer.get_iri("organisation", id),
        _ORGANISATION,
        schema__name=write_texts(organisation.name),
        schema__alternateName=[
            *([organisation.acronym] if organisation.acronym else []),
            *(one for name in organisation.former_names for one in write_texts(name)),
        ],
        schema__description=write_texts(organisation.description),
        schema__dissolutionDate=write_date(organisation.ended),
        org__subOrganizationOf=writer.refer("organisation", organisation.part_of)
        if organisation.part_of
        else None,
        schema__address=writer.add_address(page, organisation.city, organisation.country),
        schema__location=writer.refer("country", organisation.country)
        if organisation.country
        else None,
        schema__url={"@id": page},
        schema__sameAs=write_links(_list_identities(organisation)),
        dct__source=write_source(organisation.source),
    )


def _list_identities(organisation: Organisation) -> list[str | None]:
    return [
        f"{ROR_RESOLVER}{organisation.ror}" if organisation.ror else None,
        f"{WIKIDATA_ENTITY}{organisation.wikidata}" if organisation.wikidata else None,
        organisation.url,
        *(link.url for link in organisation.links),
    ]


def add_working_groups(writer: GraphWriter) -> None:
    """Add the working groups, and who chairs them or belongs to them."""
    for group in writer.site.coalition.working_groups:
        _add_working_group(writer, group)
        _add_roles(writer, group, "chair", group.chairs)
        _add_roles(writer, group, "member", group.members)


def _add_working_group(writer: GraphWriter, group: WorkingGroup) -> None:
    writer.add(
        writer.get_iri("working-group", group.id),
        _UNIT,
        org__unitOf=writer.coalition,
        schema__name=write_texts(group.title),
        schema__description=write_texts(group.summary),
        schema__foundingDate=write_date(group.since),
        schema__dissolutionDate=write_date(group.until),
        schema__knowsAbout=writer.refer_all("area", group.action_areas),
        schema__url={"@id": writer.get_page_url("working-group", group.id)},
        schema__sameAs=write_links([group.url, *(link.url for link in group.links)]),
        dct__source=write_source(group.source),
    )


def _add_roles(
    writer: GraphWriter, group: WorkingGroup, role: str, holders: Iterable[TermHolder]
) -> None:
    page = writer.get_page_url("working-group", group.id)
    for number, holder in enumerate(holders, start=1):
        party = writer.refer_to_party(holder, f"{page}#{role}-{number}-party")
        writer.add(
            f"{page}#{role}-{number}",
            _MEMBERSHIP,
            org__member=party,
            org__organization=writer.refer("working-group", group.id),
            schema__roleName=role,
            **_write_term(holder),
        )
