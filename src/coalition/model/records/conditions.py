"""Records of the conditions that a body sets for the coalition."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from coalition.diagnostics import Message, quote_value
from coalition.model.field_types import Flag, Id, IsoDate, Number
from coalition.model.records.base import Entry, ensure_only_one
from coalition.model.text_types import ProperName, Text
from coalition.model.value_kinds import invalid

ConditionTest = Literal[
    "action-plan", "contact", "event-people", "join-page", "mailing-list", "mission",
    "open-archive", "session-report", "stakeholder-groups", "yearly-report",
]  # fmt: skip
"""The facts of the data that can decide whether a condition is met."""


class Condition(Entry):
    """One condition, and what decides whether it is met.

    `test` names a fact of the data that decides it. What the data cannot tell is either stated with
    `met` and a `source`, or not known. `source` and `checked` are those of the statement: where the
    condition is published is said once, in the set.
    """

    id: Id = Field(description="Part of its address on the page")
    text: Text = Field(description="What is asked for, in a few words")
    test: ConditionTest | None = Field(
        None, description="The fact that decides it; left out if the data cannot tell"
    )
    minimum: Number | None = Field(
        None, ge=1, description="How many stakeholder groups are needed, with that test"
    )
    met: Literal["yes", "no"] | None = Field(
        None, description="Whether it is met, where the data cannot tell; needs a 'source'"
    )

    @model_validator(mode="after")
    def _check_statement(self) -> Self:
        ensure_only_one(self, "test", "met")
        if self.met and not self.source:
            message = Message("'met' has no source")
            hint = Message("add a line 'source: ...' that says where this can be read")
            raise invalid("missing-key", message, hint, key="met")
        return self

    @model_validator(mode="after")
    def _check_minimum(self) -> Self:
        counts_groups = self.test == "stakeholder-groups"
        if counts_groups and not self.minimum:
            message = Message("'minimum' is missing")
            hint = Message(
                "add a line 'minimum: ...' with the number of groups, as in 'minimum: 3'"
            )
            raise invalid("missing-key", message, hint, key="test")
        if self.minimum and not counts_groups:
            message = Message("'minimum' has no meaning without 'test: stakeholder-groups'")
            raise invalid("missing-key", message, Message("delete this line"), key="minimum")
        return self


class ConditionSet(Entry):
    """Conditions that a body publishes on one page: an entry of `data/conditions.yaml`."""

    id: Id = Field(description="Part of their address on the page")
    body: ProperName = Field(description="Name of the body that sets the conditions")
    title: Text = Field(description="What the conditions are for")
    year: Number | None = Field(
        None, ge=1900, le=2999, description="The year that they were set for, if for one only"
    )
    deadline: IsoDate | None = Field(None, description="The last day on which to meet them")
    published: Flag = Field(False, description="true if visitors have a page with these conditions")
    conditions: tuple[Condition, ...] = Field(
        min_length=1, description="The conditions, in the order shown"
    )

    @model_validator(mode="after")
    def _check_ids(self) -> Self:
        seen = set()
        for index, condition in enumerate(self.conditions):
            if condition.id in seen:
                message = Message("%(id)s is given twice", id=quote_value(condition.id))
                hint = Message("give one of the two conditions another 'id'")
                raise invalid("duplicate-id", message, hint, key="conditions", index=str(index))
            seen.add(condition.id)
        return self
