"""Records of a coalition: frozen pydantic models of the entries in `data/`.

One record per kind of entry, one field per key; a key that is left out is `None` or empty. The
loader in `project` makes them, pages and exports read them. Docstrings and descriptions of records
are published: in docs/data-format.md and as descriptions in the JSON Schemas.
"""

from types import ModuleType

from coalition.model.records import (
    action_areas,
    base,
    coalition_file,
    conditions,
    documents,
    events,
    organisations,
    people,
    working_groups,
)
from coalition.model.records.action_areas import ActionArea, Goal, compute_contrast
from coalition.model.records.base import Entry, Link, Record
from coalition.model.records.coalition_file import (
    Body,
    Coalition,
    CoalitionFile,
    Contact,
    CountryName,
    Group,
    Licence,
    MenuItem,
    Milestone,
    Redirect,
    RemovedAddress,
    SecurityContact,
)
from coalition.model.records.conditions import Condition, ConditionSet, ConditionTest
from coalition.model.records.documents import (
    PUBLISHED_FORMATS,
    Document,
    DocumentType,
    DocumentVersion,
    FileFormat,
)
from coalition.model.records.events import Event, EventKind, EventRole, Participant, Place
from coalition.model.records.organisations import Organisation, OrganisationKind
from coalition.model.records.people import (
    PERSON_KEYS,
    Affiliation,
    Member,
    Office,
    OfficeRole,
    Party,
    ProfileLink,
    Term,
    TermHolder,
)
from coalition.model.records.working_groups import WorkingGroup

__all__ = [
    "PERSON_KEYS",
    "PUBLISHED_FORMATS",
    "ActionArea",
    "Affiliation",
    "Body",
    "Coalition",
    "CoalitionFile",
    "Condition",
    "ConditionSet",
    "ConditionTest",
    "Contact",
    "CountryName",
    "Document",
    "DocumentType",
    "DocumentVersion",
    "Entry",
    "Event",
    "EventKind",
    "EventRole",
    "FileFormat",
    "Goal",
    "Group",
    "Licence",
    "Link",
    "Member",
    "MenuItem",
    "Milestone",
    "Office",
    "OfficeRole",
    "Organisation",
    "OrganisationKind",
    "Participant",
    "Party",
    "Place",
    "ProfileLink",
    "Record",
    "Redirect",
    "RemovedAddress",
    "SecurityContact",
    "Term",
    "TermHolder",
    "WorkingGroup",
    "compute_contrast",
    "list_records",
]

_MODULES: tuple[ModuleType, ...] = (
    coalition_file, action_areas, organisations, people, working_groups, events, documents,
    conditions, base,
)  # fmt: skip

_ABSTRACT_RECORDS = frozenset({Record, Entry, Coalition})
"""Records that no key of the data holds."""


def list_records() -> tuple[type[Record], ...]:
    """Return every record that can appear in the data, in the order of the documentation."""
    return tuple(
        value
        for module in _MODULES
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Record)
        if value.__module__ == module.__name__ and value not in _ABSTRACT_RECORDS
    )
