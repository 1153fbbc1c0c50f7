"""JSON Schemas for the files of `data/`, so that text editors complete and check YAML.

`write_schemas` writes them, `refresh_schemas` keeps them current. `format_example` shows a record
in the documentation of the data format. Depends on `model`, `project`, `i18n` and `sources`; must
not know pages or commands.
"""

from coalition.schema.examples import format_example
from coalition.schema.schemas import (
    find_blocked_schemas,
    find_stale_schemas,
    has_schemas,
    refresh_schemas,
    write_schemas,
)

__all__ = [
    "find_blocked_schemas",
    "find_stale_schemas",
    "format_example",
    "has_schemas",
    "refresh_schemas",
    "write_schemas",
]
