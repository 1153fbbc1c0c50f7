"""The events and the documents."""

from __future__ import annotations

from coalition.i18n import get_language_tag
from coalition.model import Document, Event, Party
from coalition.site.citations import DOI_RESOLVER
from coalition.site.files.linked_data.graph import (
    GraphWriter,
    JsonObject,
    write_date,
    write_links,
    write_source,
    write_texts,
)

_STATUSES = {"cancelled": "schema:EventCancelled", "postponed": "schema:EventPostponed"}
_MODES = {
    "in-person": "schema:OfflineEventAttendanceMode",
    "online": "schema:OnlineEventAttendanceMode",
    "hybrid": "schema:MixedEventAttendanceMode",
}


def add_events(writer: GraphWriter) -> None:
    """Add the events with who organises them and takes part."""
    for event in writer.site.coalition.events:
        page = writer.get_page_url("event", event.id)
        organisers = _refer_to_parties(writer, event.organisers, page, 1)
        people = _refer_to_parties(writer, event.people, page, 1 + len(organisers))
        writer.add(
            writer.get_iri("event", event.id),
            "schema:Event",
            schema__name=write_texts(event.title),
            schema__description=write_texts(event.summary),
            schema__startDate=write_date(event.starts_at or event.start.day),
            schema__endDate=write_date(event.ends_at or (event.end.day if event.end else None)),
            schema__eventStatus=_refer_to(_STATUSES.get(event.status or "")),
            schema__eventAttendanceMode=_refer_to(_MODES.get(event.mode or "")),
            schema__location=_add_place(writer, event, page),
            schema__inLanguage=list(map(get_language_tag, event.languages)),
            schema__organizer=organisers,
            schema__contributor=people,
            schema__about=_refer_to_subjects(writer, event),
            schema__url={"@id": page},
            schema__sameAs=write_links([event.url]),
            schema__recordedIn=write_links([event.recording]),
            schema__subjectOf=write_links([event.report, event.minutes, event.transcript]),
            dct__source=write_source(event.source),
        )


def _refer_to(iri: str | None) -> JsonObject | None:
    return {"@id": iri} if iri else None


def _add_place(writer: GraphWriter, event: Event, page: str) -> JsonObject | None:
    if not (place := event.place):
        return None
    iri = f"{page}#place"
    writer.add(
        iri,
        "schema:Place",
        schema__name=write_texts(place.venue or place.city),
        schema__address=writer.add_address(page, place.city, place.country),
        schema__url=write_links([place.url]),
    )
    return {"@id": iri}


def _refer_to_parties(
    writer: GraphWriter, parties: tuple[Party, ...], page: str, first: int
) -> list[JsonObject]:
    """Return references to parties; `first` is the number of the first one on the page."""
    return [
        writer.refer_to_party(party, f"{page}#party-{number}")
        for number, party in enumerate(parties, first)
    ]


def _refer_to_subjects(writer: GraphWriter, entry: Event | Document) -> list[JsonObject]:
    """Return references to the areas of action, the goals and the working groups of an entry."""
    return [
        *writer.refer_all("area", entry.action_areas),
        *writer.refer_all("goal", entry.goals),
        *writer.refer_all("working-group", entry.working_groups),
    ]


def add_documents(writer: GraphWriter) -> None:
    """Add the documents with who wrote and published them."""
    for document in writer.site.coalition.documents:
        page = writer.get_page_url("document", document.id)
        authors = _refer_to_parties(writer, document.authors, page, 1)
        publishers = _refer_to_parties(writer, document.publishers, page, 1 + len(authors))
        identifiers, licence = document.identifiers, document.licence
        doi = f"{DOI_RESOLVER}{identifiers.doi}" if identifiers and identifiers.doi else None
        writer.add(
            writer.get_iri("document", document.id),
            "schema:CreativeWork",
            schema__name=write_texts(document.title),
            schema__alternativeHeadline=write_texts(document.subtitle),
            schema__description=write_texts(document.summary),
            schema__additionalType=document.type,
            schema__datePublished=write_date(document.date),
            schema__inLanguage=_list_languages(document),
            schema__author=authors,
            schema__publisher=publishers,
            schema__isbn=list(identifiers.isbn) if identifiers else None,
            schema__license=(write_links([licence.url]) or licence.name) if licence else None,
            schema__about=[
                *_refer_to_subjects(writer, document),
                *writer.refer_all("event", document.events),
            ],
            schema__url={"@id": page},
            schema__sameAs=write_links([doi, document.url]),
            schema__encoding=write_links(version.url for version in document.versions),
            dct__source=write_source(document.source),
        )


def _list_languages(document: Document) -> list[str]:
    codes = dict.fromkeys(version.language for version in document.versions)
    return [get_language_tag(code) for code in codes]
