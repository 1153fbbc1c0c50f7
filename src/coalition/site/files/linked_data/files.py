"""The graph as files: in JSON-LD, and in Turtle.

rdflib writes each term of Turtle. The layout is ours, which is simple as no node is blank and none
is within another one: so the nodes keep the order of the data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

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
    if not site.published_url:
        return
    for suffix, render in (("jsonld", render_json_ld), ("ttl", render_turtle)):
        path = site.get_shared_address("linked-data", suffix).path
        yield GeneratedFile(path, partial(render, site))


def render_json_ld(site: Site) -> bytes:
    """Return the graph as JSON-LD that needs no other file: its context is in it."""
    return f"{json.dumps(build_graph(site), ensure_ascii=False, indent=1)}\n".encode()


def render_turtle(site: Site) -> bytes:
    """Return the graph as Turtle, a statement for each node."""
    prefixes = (f"@prefix {name}: <{iri}> ." for name, iri in VOCABULARIES.items())
    statements = map(_write_statement, build_graph(site)["@graph"])
    return "\n".join([*prefixes, "", *statements]).encode()


def _write_statement(node: JsonObject) -> str:
    """Return a node in Turtle: its layout is ours, each term is written by rdflib."""
    from rdflib import URIRef  # noqa: PLC0415 - most commands need no graph

    types = ", ".join(_list_values(node["@type"]))
    lines = [f"{URIRef(node['@id']).n3()} a {types}"]
    for name, values in node.items():
        if not name.startswith("@"):
            lines.append(f"    {name} {', '.join(map(_write_term, _list_values(values)))}")
    return " ;\n".join(lines) + " .\n"


def _list_values(values: Any) -> Sequence[Any]:  # noqa: ANN401 - any value of JSON-LD
    return values if isinstance(values, list) else [values]


def _write_term(value: JsonObject | str) -> str:
    """Return a reference or a literal in Turtle."""
    from rdflib import Literal, URIRef  # noqa: PLC0415 - most commands need no graph

    if isinstance(value, str):
        return str(Literal(value).n3())
    if iri := value.get("@id"):
        return iri if iri.startswith("schema:") else str(URIRef(iri).n3())
    text, type = value["@value"], value.get("@type")
    literal = str(Literal(text, lang=value.get("@language")).n3())
    return f"{literal}^^{type}" if type else literal


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
