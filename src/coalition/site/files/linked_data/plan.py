"""The areas of action and the goals as SKOS concepts, with their official wordings."""

from __future__ import annotations

from coalition.site.files.linked_data.graph import (
    GraphWriter,
    write_links,
    write_source,
    write_texts,
)

_CONCEPT = "skos:Concept"
_SCHEME = "skos:ConceptScheme"


def add_plan(writer: GraphWriter) -> None:
    """Add the areas of action, the goals and the stakeholder groups, each with their scheme."""
    coalition = writer.site.coalition
    if coalition.action_areas:
        _add_scheme(writer, "action-plan")
        _add_areas(writer)
    if coalition.goals:
        _add_scheme(writer, "sdgs")
        _add_goals(writer)
    if coalition.groups:
        _add_scheme(writer, "members")
        _add_groups(writer)


def _add_scheme(writer: GraphWriter, slug: str) -> None:
    """Add the scheme of the concepts that a page lists; it is called what the menu calls the page.

    In one language: the other ones are in the menus of their sites.
    """
    label = writer.site.get_label(slug)
    title = {"@value": label.text, "@language": writer.site.language.tag}
    iri = writer.get_iri("page", slug, "scheme")
    writer.add(iri, _SCHEME, dct__title=title, dct__creator=writer.coalition)


def _add_areas(writer: GraphWriter) -> None:
    for area in writer.site.coalition.action_areas:
        writer.add(
            writer.get_iri("area", area.id),
            _CONCEPT,
            skos__inScheme={"@id": writer.get_iri("page", "action-plan", "scheme")},
            skos__notation=str(area.number) if area.number else None,
            skos__prefLabel=write_texts(area.title),
            skos__altLabel=write_texts(area.short),
            skos__scopeNote=write_texts(area.summary),
            skos__definition=write_texts(area.text),
            skos__related=writer.refer_all("goal", area.goals),
            schema__url={"@id": writer.get_page_url("area", area.id)},
            schema__sameAs=write_links([area.url]),
            dct__source=write_source(area.source),
        )


def _add_goals(writer: GraphWriter) -> None:
    for goal in writer.site.coalition.goals:
        writer.add(
            writer.get_iri("goal", goal.id),
            _CONCEPT,
            skos__inScheme={"@id": writer.get_iri("page", "sdgs", "scheme")},
            skos__notation=goal.id,
            skos__prefLabel=write_texts(goal.title),
            schema__url={"@id": writer.get_page_url("goal", goal.id)},
            schema__sameAs=write_links([goal.url]),
            dct__source=write_source(goal.source),
        )


def _add_groups(writer: GraphWriter) -> None:
    for group in writer.site.coalition.groups:
        writer.add(
            writer.get_iri("group", group.id),
            _CONCEPT,
            skos__inScheme={"@id": writer.get_iri("page", "members", "scheme")},
            skos__prefLabel=write_texts(group.name),
            skos__definition=write_texts(group.description),
            schema__url={"@id": writer.get_page_url("group", group.id)},
        )
