"""The fields of the form: their labels, and the key that each one fills in."""

from __future__ import annotations

KEYS_BY_LABEL = {
    "Name": "name",
    "Page address": "id",
    "Role": "role",
    "Organisation": "organisation",
    "Country": "country",
    "Stakeholder group": "group",
    "Web page": "url",
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
"""The labels of the form's fields, in their order."""

LONG_KEYS = frozenset({"bio"})
"""The keys whose answers may have several lines."""

MAX_FORM_LENGTH = 40_000
MAX_SHORT_ANSWER_LENGTH = 300
MAX_LONG_ANSWER_LENGTH = 2_000
"""Limits in characters: the whole body, a one-line answer, and the text about the person."""
