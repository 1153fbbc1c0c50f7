"""Edits of a YAML file as text: set a key, replace a text, append an item or an entry.

`file` is the way in: a `YamlFile` and `apply_edits`. An edit is a splice of text plus the change
of the data that it represents, and is rejected unless the new text parses to exactly that. So
comments, quotes and layout survive, which no YAML emitter can promise. Depends on `sources` (the
parser) and `project` (plain data); knows nothing about members or any other kind of entry.
"""
