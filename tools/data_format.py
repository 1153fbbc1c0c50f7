"""The model -> the text of docs/data-format.md.

What cannot follow from the model, the prose, stands in `data-format.md` beside this file. There a
line `<!-- record Member -->` stands for all that is told of a record, and `<!-- keys Entry -->` for
the table of its keys alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from coalition.model import records as model
from coalition.model.records import Entry, Record
from coalition.schema import examples
from coalition.schema.fields import Key, is_shared, keys_of, name_of, record_in, records
from coalition.schema.kinds import kind

PAGE = "docs/data-format.md"
PROSE = Path(__file__).with_name("data-format.md")
HEAD = (
    "<!-- Generated: do not edit it here. `tasks.py docs` makes it from"
    " src/coalition/model/records.py and tools/data-format.md. -->\n\n"
)
LINKS = {
    "former member": "[former member](#former-members)",
    "docs/deploying.md": "[docs/deploying.md](deploying.md)",
}
"""Words in the model's descriptions that the page has more to say of."""

_STAND_IN = re.compile(r"^<!-- (record|keys) (\w+) -->$", re.M)


def page() -> str:
    """The whole page. Raises KeyError where the prose names no record, or leaves one out."""
    prose = PROSE.read_text(encoding="utf-8")
    told = {name for what, name in _STAND_IN.findall(prose) if what == "record"}
    missing = {record.__name__ for record in records()} - told
    if missing:
        raise KeyError(f"{PROSE.name} has no line '<!-- record {min(missing)} -->'")
    return HEAD + _STAND_IN.sub(_filled, prose)


def _filled(stand_in: re.Match[str]) -> str:
    record = vars(model)[stand_in[2]]
    parts = _record(record) if stand_in[1] == "record" else [_table(record)]
    return "\n\n".join(parts)


def _record(record: type[Record]) -> Iterator[str]:
    """What is told of a record: a sentence, its keys, an example."""
    yield "\n\n".join(
        " ".join(paragraph.split()) for paragraph in (record.__doc__ or "").split("\n\n")
    )
    yield _table(record)
    if issubclass(record, Entry):
        yield "And [`source` and `checked`](#source-and-checked)."
    yield f"```yaml\n{examples.block(record)}\n```"


def _table(record: type[Record]) -> str:
    rows = [_row(key) for key in keys_of(record) if not is_shared(record, key.name)]
    return "\n".join(["| Key | | Kind | Meaning |", "| --- | --- | --- | --- |", *rows])


def _row(key: Key) -> str:
    need = "required" if key.is_required else "optional"
    meaning = key.meaning
    for words, link in LINKS.items():
        meaning = meaning.replace(words, link)
    return f"| `{key.name}` | ({need}) | {_kind(key)} | {meaning} |"


def _kind(key: Key) -> str:
    inner = record_in(key)
    if inner is None:
        of = kind(key.kind)
        return f"list of {of.words}" if key.is_list else of.word
    name = name_of(inner)
    anchor = name.replace(" ", "-")
    return f"list of [{_plural(name)}](#{anchor})" if key.is_list else f"[{name}](#{anchor})"


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
