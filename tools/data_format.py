"""Generate docs/data-format.md from the model and a template.

The template is `data-format.md` in this folder and holds the prose. In it, `<!-- record Member -->`
is replaced by the whole section on a record, `<!-- keys Entry -->` by the table of its keys only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from coalition.model import (
    Entry,
    Record,
    RecordKey,
    format_record_name,
    is_shared_key,
    list_keys,
    list_records,
    make_plural,
)
from coalition.schema import format_example

PAGE_PATH = "docs/data-format.md"
TEMPLATE_PATH = Path(__file__).with_name("data-format.md")
HEADER = (
    "<!-- Generated: do not edit it here. `tasks.py docs` makes it from"
    " src/coalition/model/records/ and tools/data-format.md. -->\n\n"
)
LINKED_TERMS = {
    "former member": "[former member](#former-members)",
    "docs/deploying.md": "[docs/deploying.md](deploying.md)",
}
"""Terms in the model's descriptions that become links."""

_DIRECTIVE_PATTERN = re.compile(r"^<!-- (record|keys) (\w+) -->$", re.M)


def render_data_format() -> str:
    """Render the page. Raises KeyError if the template names an unknown record or omits one."""
    template = TEMPLATE_PATH.read_text(encoding="utf-8")
    documented = {
        name for directive, name in _DIRECTIVE_PATTERN.findall(template) if directive == "record"
    }
    missing = {record.__name__ for record in list_records()} - documented
    if missing:
        raise KeyError(f"{TEMPLATE_PATH.name} has no line '<!-- record {min(missing)} -->'")
    return HEADER + _DIRECTIVE_PATTERN.sub(_expand_directive, template)


def _expand_directive(match: re.Match[str]) -> str:
    records: tuple[type[Record], ...] = (Entry, *list_records())
    record = {cls.__name__: cls for cls in records}[match[2]]
    parts = _render_record(record) if match[1] == "record" else [_render_table(record)]
    return "\n\n".join(parts)


def _render_record(record: type[Record]) -> Iterator[str]:
    """Yield the parts of a record's section: its docstring, its keys, an example."""
    yield "\n\n".join(
        " ".join(paragraph.split()) for paragraph in (record.__doc__ or "").split("\n\n")
    )
    yield _render_table(record)
    if issubclass(record, Entry):
        yield "And [`source` and `checked`](#source-and-checked)."
    yield f"```yaml\n{format_example(record)}\n```"


def _render_table(record: type[Record]) -> str:
    rows = [_render_row(key) for key in list_keys(record) if not is_shared_key(record, key.name)]
    return "\n".join(["| Key | | Type | Meaning |", "| --- | --- | --- | --- |", *rows])


def _render_row(key: RecordKey) -> str:
    need = "required" if key.is_required else "optional"
    meaning = key.description
    for term, link in LINKED_TERMS.items():
        meaning = meaning.replace(term, link)
    return f"| `{key.name}` | ({need}) | {_describe_type(key)} | {meaning} |"


def _describe_type(key: RecordKey) -> str:
    if key.kind:
        return f"list of {key.kind.plural}" if key.is_list else key.kind.name
    assert key.record
    name = format_record_name(key.record)
    link = f"(#{name.replace(' ', '-')})"
    return f"list of [{make_plural(name)}]{link}" if key.is_list else f"[{name}]{link}"
