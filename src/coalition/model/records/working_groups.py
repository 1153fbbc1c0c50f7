"""Records of working groups."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from coalition.model.field_types import ActionAreaId, Id, Url
from coalition.model.records.base import Entry, Link
from coalition.model.records.people import Term, TermHolder
from coalition.model.text_types import MarkdownText, Text


class WorkingGroup(Term, Entry):
    """A working group of the coalition: an entry of `data/working_groups.yaml`."""

    id: Id = Field(description="Part of the group's address; never changes")
    title: Text = Field(description="The group's name")
    summary: Text | None = Field(None, description="What it does, in one line")
    text: MarkdownText | None = Field(None, description="What it does")
    status: Literal["active", "ended"] | None = Field(
        None, description="Whether it works; left out if that is not known"
    )
    action_areas: tuple[ActionAreaId, ...] = Field(
        (), description="Ids of the areas of action that it works in"
    )
    chairs: tuple[TermHolder, ...] = Field((), description="Who chairs it, or did")
    members: tuple[TermHolder, ...] = Field((), description="Who else belongs to it, or did")
    url: Url | None = Field(None, description="Its web page")
    mailing_list: Url | None = Field(None, description="Where to subscribe to its mailing list")
    links: tuple[Link, ...] = Field((), description="Its pages on other sites")
    former_ids: tuple[Id, ...] = Field((), description="Former ids; their addresses redirect here")

    def is_ended(self, day: date | None) -> bool:
        """Return whether it no longer works on `day`, the day of the data."""
        return self.status == "ended" or (self.status is None and self.has_ended(day))
