"""The data as linked data: one graph in JSON-LD 1.1 and in Turtle.

The vocabularies are schema.org, the Organization Ontology for memberships, and SKOS for the areas
of action and the goals. Each thing has the address of its page with `#this` as its IRI, so no two
sites use the same ones. Without a known URL of the site there are no IRIs, and no files.
"""

from coalition.site.files.linked_data.files import list_linked_data_files

__all__ = ["list_linked_data_files"]
