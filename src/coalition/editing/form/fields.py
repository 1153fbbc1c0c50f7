"""The fields of the forms: their labels, and the key that each one fills in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from coalition.editing.entry_kinds import DOCUMENT_KIND, EVENT_KIND, EntryKind

KEYS_BY_LABEL = {
    "Name": "name",
    "Page address": "id",
    "Pronouns": "pronouns",
    "Role": "role",
    "Organisation": "organisation",
    "Country": "country",
    "Stakeholder group": "group",
    "Web page": "url",
    "Profile links": "links",
    "ORCID iD": "orcid",
    "Areas of action": "action_areas",
    "Languages": "languages",
    "About the person": "bio",
    "Member since": "since",
    "Source": "source",
}
"""The keys that the form may set, by field label. Photos and `until` are for maintainers."""

LABELS_BY_KEY = {key: label for label, key in KEYS_BY_LABEL.items()}

REQUIRED_LABELS = ("Name", "Stakeholder group")
"""The fields that a new member needs, besides the task and the consent."""

TASK_LABEL, CONSENT_LABEL = "What should be done?", "Consent"
MEMBER_LABEL = "Member to correct or remove"
ADD_OPTION, CORRECT_OPTION = "Add a new member", "Correct an existing member"
REMOVE_OPTION = "Remove a member"
TASK_OPTIONS = (ADD_OPTION, CORRECT_OPTION, REMOVE_OPTION)
FORM_LABELS = (TASK_LABEL, MEMBER_LABEL, *KEYS_BY_LABEL, CONSENT_LABEL)
"""The labels of the fields of the form for members, in their order."""

LONG_KEYS = frozenset({"authors", "bio", "links", "organisers", "people", "summary", "versions"})
"""The keys whose answers may have several lines."""

MAX_FORM_LENGTH = 40_000
MAX_SHORT_ANSWER_LENGTH = 300
MAX_LONG_ANSWER_LENGTH = 2_000
"""Limits in characters: the whole body, a one-line answer, and one of several lines."""


@dataclass(frozen=True)
class ProposalForm:
    """A form that proposes a new entry of `kind`; `name` is also the label of its issues.

    `keys_by_label` has the path of the key that each field fills in. The first label is found in no
    other form, so that it tells which one was filled in.
    """

    name: str
    kind: EntryKind
    keys_by_label: Mapping[str, str]
    required_labels: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the fields, in their order."""
        return (*self.keys_by_label, CONSENT_LABEL)

    @cached_property
    def labels_by_key(self) -> dict[str, str]:
        """The label of the field that fills in each key."""
        return {key: label for label, key in self.keys_by_label.items()}


EVENT_FORM = ProposalForm(
    "event-form",
    EVENT_KIND,
    {
        "Title of the event": "title",
        "Page address": "id",
        "Kind of event": "kind",
        "Start": "start",
        "End": "end",
        "Time zone": "timezone",
        "How people take part": "mode",
        "City": "place.city",
        "Country": "place.country",
        "Venue": "place.venue",
        "Address online": "online",
        "Part of": "part_of",
        "What it is about": "summary",
        "Organisers": "organisers",
        "People": "people",
        "Areas of action": "action_areas",
        "Web page": "url",
        "Registration": "registration",
        "Recording": "recording",
        "Report": "report",
        "Source": "source",
    },
    ("Title of the event", "Kind of event", "Start", "Source"),
)
DOCUMENT_FORM = ProposalForm(
    "document-form",
    DOCUMENT_KIND,
    {
        "Title of the document": "title",
        "Page address": "id",
        "Type of document": "type",
        "Date": "date",
        "Authors": "authors",
        "Publishers": "publishers",
        "Versions": "versions",
        "What it says": "summary",
        "Licence": "licence.name",
        "DOI": "identifiers.doi",
        "ISBN": "identifiers.isbn",
        "Areas of action": "action_areas",
        "Events": "events",
        "Web page": "url",
        "Source": "source",
    },
    ("Title of the document", "Type of document", "Source"),
)
PROPOSAL_FORMS = (EVENT_FORM, DOCUMENT_FORM)
