"""Linked data: a graph that other programs can read, and that says what the data says."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyshacl import validate
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import ORG, RDF, SKOS

from coalition.site.files.linked_data.files import build_graph, render_json_ld, render_turtle
from coalition.site.files.linked_data.graph import encode_iri, write_links
from support.site_objects import SITE_URL, load_sites
from support.sites import COALITIONS

SCHEMA = Namespace("https://schema.org/")
SHAPES = Path(__file__).with_name("shapes.ttl")
SITES = load_sites("orchard")

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")


def iri(path: str, part: str = "this") -> URIRef:
    return URIRef(f"{SITE_URL}/{path}#{part}")


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The graph of a coalition with everything, as rdflib reads it from Turtle."""
    return Graph().parse(data=render_turtle(SITES["en"]), format="turtle")


@pytest.mark.parametrize("name", COALITIONS)
def test_both_formats_are_the_same_graph_without_blank_nodes(name: str):
    default = next(iter(load_sites(name).values()))
    turtle = Graph().parse(data=render_turtle(default), format="turtle")
    json_ld = Graph().parse(data=render_json_ld(default), format="json-ld")

    assert isomorphic(turtle, json_ld)
    assert len(turtle) > 20
    assert not any("_:" in node["@id"] for node in build_graph(default)["@graph"])


@pytest.mark.parametrize("name", [*COALITIONS, "alliance"])
def test_the_graph_has_the_shape_that_programs_rely_on(name: str):
    default = next(iter(load_sites(name).values()))
    data = Graph().parse(data=render_turtle(default), format="turtle")

    conforms, _, report = validate(data, shacl_graph=Graph().parse(SHAPES))

    assert conforms, report


def test_the_shapes_find_what_is_wrong(graph: Graph):
    """A validator that accepts everything would prove nothing."""
    broken = Graph() + graph
    concept = iri("action-plan/grafting/")
    broken.add((concept, SKOS.prefLabel, Literal("A second label", lang="en")))
    broken.remove((iri("events/pruning-day-2024/"), SCHEMA.startDate, None))
    broken.remove((None, ORG.member, iri("members/olive-grove-keeper/")))

    conforms, results, _ = validate(broken, shacl_graph=Graph().parse(SHAPES))

    assert not conforms
    shacl = Namespace("http://www.w3.org/ns/shacl#")
    assert {concept, iri("events/pruning-day-2024/")} < {*results.objects(None, shacl.focusNode)}


def test_a_membership_has_its_time_and_its_group(graph: Graph):
    membership = iri("members/olive-grove-keeper/", "membership")

    assert iri("members/olive-grove-keeper/") == graph.value(membership, ORG.member)
    assert iri("") == graph.value(membership, ORG.organization)
    assert "2019-04" == str(graph.value(membership, SCHEMA.startDate))
    assert "2023-05" == str(graph.value(membership, SCHEMA.endDate))


def test_an_organisation_is_identified_in_registries():
    alliance = next(iter(load_sites("alliance").values()))
    graph = Graph().parse(data=render_turtle(alliance), format="turtle")
    (known,) = [one for one in alliance.coalition.organisations if one.ror and one.wikidata]
    same = {str(one) for one in graph.objects(iri(f"organisations/{known.id}/"), SCHEMA.sameAs)}

    assert {
        f"https://ror.org/{known.ror}",
        f"http://www.wikidata.org/entity/{known.wikidata}",
    } <= same


def test_areas_of_action_are_concepts_with_their_wordings(graph: Graph):
    for area in SITES["en"].coalition.action_areas:
        concept = iri(f"action-plan/{area.id}/")

        assert (concept, RDF.type, SKOS.Concept) in graph
        assert sorted(area.title.root.values()) == sorted(
            str(label) for label in graph.objects(concept, SKOS.prefLabel)
        )
        assert {iri(f"sdgs/{goal}/") for goal in area.goals} == {
            *graph.objects(concept, SKOS.related)
        }


def test_texts_have_the_tags_of_their_languages(graph: Graph):
    names = graph.objects(iri("events/pruning-day-2024/"), SCHEMA.description)

    assert {"en", "fr", "es", "ar", "ru", "zh-hans"} == {name.language.lower() for name in names}


def test_the_order_of_statements_is_always_the_same():
    again = load_sites("orchard")["en"]

    assert render_turtle(SITES["en"]) == render_turtle(again)
    assert render_json_ld(SITES["en"]) == render_json_ld(again)


def test_json_ld_needs_no_other_file():
    context = json.loads(render_json_ld(SITES["en"]))["@context"]

    assert all(isinstance(value, str) for value in context.values())


@given(st.text())
def test_no_address_breaks_the_turtle(text: str):
    graph = Graph()
    link = encode_iri(f"https://example.org/{text}".encode("utf-8", "replace").decode())
    graph.add((URIRef("https://a.example/"), SCHEMA.url, URIRef(link)))

    read = Graph().parse(data=graph.serialize(format="turtle"), format="turtle")

    assert [URIRef(link)] == [*read.objects()]


def test_rdflib_accepts_every_address(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.WARNING)
    for link in write_links(["https://example.org/a b", 'https://example.org/"<>{}|\\^`']):
        URIRef(link["@id"]).n3()

    assert [] == caplog.records
