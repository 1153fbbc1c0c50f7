"""Which keys of the records are published as data: those that the pages show.

What only serves the site itself is withheld: how lists are sorted, what is in the menu, former ids.
An e-mail address is withheld because pages write it so that programs cannot collect it. Where the
data has a short form and a long one, only the long one is published.
"""

from __future__ import annotations

from collections.abc import Mapping

from coalition.model import (
    ActionArea,
    Body,
    CoalitionFile,
    Contact,
    Document,
    Event,
    Goal,
    Group,
    Member,
    Organisation,
    Record,
    RecordKey,
    WorkingGroup,
    list_keys,
)

WITHHELD_KEYS: Mapping[type[Record], frozenset[str]] = {
    Member: frozenset({
        "organisation", "role", "group", "since", "until",  # short forms
        "photo", "photo_focus", "former_ids", "sort",
    }),
    Organisation: frozenset({"logo", "former_ids", "sort"}),
    ActionArea: frozenset({"former_ids"}),
    Goal: frozenset({"ink"}),
    WorkingGroup: frozenset({"former_ids"}),
    Event: frozenset({"former_ids"}),
    Document: frozenset({"former_ids"}),
    Body: frozenset({"logo"}),
    Group: frozenset({"other_names"}),
    Contact: frozenset({"email"}),
    CoalitionFile: frozenset({
        "summary", "mark", "url", "members_without_group", "countries", "repository", "menu",
        "footer", "redirects", "review_every_months", "languages",
    }),
}  # fmt: skip
"""The keys of each record that are not published. `url` and `languages` are said elsewhere."""

LONG_FORMS: Mapping[str, str] = {
    "affiliations": "all_affiliations",
    "groups": "all_groups",
    "terms": "all_terms",
}
"""Keys of members that have a short form, with the property that has the values of both."""


def list_published_keys(record: type[Record]) -> tuple[RecordKey, ...]:
    """Return the keys of a record that are published, in the order of the documentation."""
    withheld = WITHHELD_KEYS.get(record, frozenset())
    return tuple(key for key in list_keys(record) if key.name not in withheld)
