"""The kinds of entries that are published as data."""

from __future__ import annotations

from typing import Literal, get_args

TableName = Literal[
    "members", "organisations", "action_areas", "goals", "working_groups", "events", "documents"
]
"""A kind of entry, as the field of the coalition is called."""

TABLE_NAMES: tuple[TableName, ...] = get_args(TableName)
