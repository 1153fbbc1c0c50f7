"""JSON Schemas for the files of `data/`, so that text editors complete and check YAML.

`write_schemas` writes them, `refresh_schemas` keeps them current. `list_keys`,
`get_value_kind` and `format_example` describe the model for the documentation of the data format.
Depends on `model`, `project`, `i18n` and `sources`; must not know pages or commands.
"""

from coalition.schema.examples import format_example
from coalition.schema.fields import (
    RecordKey,
    format_record_name,
    get_nested_record,
    is_shared_key,
    list_keys,
)
from coalition.schema.kinds import get_value_kind
from coalition.schema.schemas import (
    find_blocked_schemas,
    find_stale_schemas,
    has_schemas,
    refresh_schemas,
    write_schemas,
)

__all__ = [
    "RecordKey",
    "find_blocked_schemas",
    "find_stale_schemas",
    "format_example",
    "format_record_name",
    "get_nested_record",
    "get_value_kind",
    "has_schemas",
    "is_shared_key",
    "list_keys",
    "refresh_schemas",
    "write_schemas",
]
