"""The model -> the text of docs/data-format.md.

What cannot follow from the model, the prose, stands in `data-format.md` beside this file. There a
line `<!-- record Member -->` stands for all that is told of a record, and `<!-- keys Entry -->` for
the table of its keys alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from coalition.model import Entry, Record
from coalition.model import records as model
from coalition.schema import (
    RecordKey,
    format_example,
    format_record_name,
    get_nested_record,
    get_value_kind,
    is_shared_key,
    list_keys,
    list_records,
)

PAGE_PATH = "docs/data-format.md"
TEMPLATE_PATH = Path(__file__).with_name("data-format.md")
HEADER = (
    "<!-- Generated: do not edit it here. `tasks.py docs` makes it from"
    " src/coalition/model/records.py and tools/data-format.md. -->\n\n"
)
LINKED_TERMS = {
    "former member": "[former member](#former-members)",
    "docs/deploying.md": "[docs/deploying.md](deploying.md)",
}
"""Words in the model's descriptions that the page has more to say of."""

_DIRECTIVE_PATTERN = re.compile(r"^<!-- (record|keys) (\w+) -->$", re.M)


def render_data_format() -> str:
    """The whole page. Raises KeyError where the prose names no record, or leaves one out."""
    prose = TEMPLATE_PATH.read_text(encoding="utf-8")
    told = {name for what, name in _DIRECTIVE_PATTERN.findall(prose) if what == "record"}
    missing = {record.__name__ for record in list_records()} - told
    if missing:
        raise KeyError(f"{TEMPLATE_PATH.name} has no line '<!-- record {min(missing)} -->'")
    return HEADER + _DIRECTIVE_PATTERN.sub(_expand_directive, prose)


def _expand_directive(stand_in: re.Match[str]) -> str:
    record = vars(model)[stand_in[2]]
    parts = _render_record(record) if stand_in[1] == "record" else [_render_table(record)]
    return "\n\n".join(parts)


def _render_record(record: type[Record]) -> Iterator[str]:
    """What is told of a record: a sentence, its keys, an example."""
    yield "\n\n".join(
        " ".join(paragraph.split()) for paragraph in (record.__doc__ or "").split("\n\n")
    )
    yield _render_table(record)
    if issubclass(record, Entry):
        yield "And [`source` and `checked`](#source-and-checked)."
    yield f"```yaml\n{format_example(record)}\n```"


def _render_table(record: type[Record]) -> str:
    rows = [_render_row(key) for key in list_keys(record) if not is_shared_key(record, key.name)]
    return "\n".join(["| Key | | Kind | Meaning |", "| --- | --- | --- | --- |", *rows])


def _render_row(key: RecordKey) -> str:
    need = "required" if key.is_required else "optional"
    meaning = key.description
    for words, link in LINKED_TERMS.items():
        meaning = meaning.replace(words, link)
    return f"| `{key.name}` | ({need}) | {_describe_type(key)} | {meaning} |"


def _describe_type(key: RecordKey) -> str:
    inner = get_nested_record(key)
    if inner is None:
        of = get_value_kind(key.type_hint)
        return f"list of {of.plural}" if key.is_list else of.singular
    name = format_record_name(inner)
    anchor = name.replace(" ", "-")
    return (
        f"list of [{_pluralize_noun(name)}](#{anchor})" if key.is_list else f"[{name}](#{anchor})"
    )


def _pluralize_noun(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
