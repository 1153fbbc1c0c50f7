"""The graph as files: JSON-LD, which is written here, and Turtle, which rdflib makes from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from coalition.site.files.linked_data.graph import VOCABULARIES, GraphWriter, JsonObject
from coalition.site.files.linked_data.organisations import (
    add_coalition,
    add_members,
    add_organisations,
    add_working_groups,
)
from coalition.site.files.linked_data.plan import add_plan
from coalition.site.files.linked_data.works import add_documents, add_events
from coalition.site.generated_file import GeneratedFile
from coalition.site.site import Site


def list_linked_data_files(site: Site) -> Iterator[GeneratedFile]:
    """Yield both files; they have all languages, and are the same on the site in each of them."""
    if not (site.site_url or site.live_url):
        return
    for suffix, render in (("jsonld", render_json_ld), ("ttl", render_turtle)):
        path = site.get_shared_address("linked-data", suffix).path
        yield GeneratedFile(path, partial(render, site))


def render_json_ld(site: Site) -> bytes:
    """Return the graph as JSON-LD that needs no other file: its context is in it."""
    return f"{json.dumps(build_graph(site), ensure_ascii=False, indent=1)}\n".encode()


def render_turtle(site: Site) -> bytes:
    """Return the graph as Turtle.

    The order of statements is always the same, because no node is blank.
    """
    from rdflib import Graph  # noqa: PLC0415 - most commands need no graph

    graph = Graph(bind_namespaces="none")
    graph.parse(data=json.dumps(build_graph(site)), format="json-ld")
    return str(graph.serialize(format="turtle")).encode()


def build_graph(site: Site) -> JsonObject:
    """Return the whole graph as JSON-LD."""
    writer = GraphWriter(site)
    for add in (
        add_coalition,
        add_plan,
        add_members,
        add_organisations,
        add_working_groups,
        add_events,
        add_documents,
    ):
        add(writer)
    return {"@context": VOCABULARIES, "@graph": writer.nodes}
