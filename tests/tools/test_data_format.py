"""docs/data-format.md is generated from the model, and its examples are one valid coalition."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, get_origin

import pytest
import yaml
from pydantic import Field

from coalition.diagnostics.errors import DataError
from coalition.model import field_types, get_value_kind, list_keys, list_records, text_types
from coalition.model.records import (
    CoalitionFile,
    Condition,
    DocumentVersion,
    Entry,
    Event,
    Group,
    Member,
    Office,
    Participant,
    Party,
    ProfileLink,
    Record,
    RemovedAddress,
    Term,
    TermHolder,
)
from coalition.model.records.coalition_file import MailingList
from coalition.model.value_kinds import ValueKind
from coalition.project.loader import load_coalition
from coalition.project.raw_entries import RAW_COLLECTIONS
from coalition.schema import examples
from coalition.schema.schemas import FILES_WITH_SCHEMAS
from support.projects import PROJECT
from tools import data_format

ADVICE = "run 'python3 tasks.py docs'"


def parse_yaml(text: str) -> Any:  # noqa: ANN401 - whatever the YAML says
    return yaml.load(text, yaml.BaseLoader)


def load_example_files() -> dict[str, Any]:
    """Parse the files of the example; return them by name."""
    texts = {
        file: (examples.EXAMPLES_FOLDER / f"{file}.yaml").read_text("utf-8")
        for file in FILES_WITH_SCHEMAS
    }
    return {file: parse_yaml(text) for file, text in texts.items()}


def write_data(folder: Path, data: dict[str, Any]) -> Path:
    for file, content in data.items():
        text = yaml.safe_dump(content, allow_unicode=True)
        (folder / f"{file}.yaml").write_text(text, encoding="utf-8")
    return folder


def first_entry(data: dict[str, Any], record: type[Record]) -> dict[str, Any]:
    """Return the first entry of the example that is validated as `record`."""
    if record is CoalitionFile:
        return data["coalition"]
    for key in list_keys(CoalitionFile):
        if key.record is record:
            value = data["coalition"][key.name]
            return value[0] if key.is_list else value
    roots = {one.record: one.file for one in RAW_COLLECTIONS if not one.key}
    roots |= {CoalitionFile: "coalition", RemovedAddress: "removed"}
    return next(
        entry for root, file in roots.items() for entry in iter_entries(root, data[file], record)
    )


def iter_entries(
    parent: type[Record],
    value: Any,  # noqa: ANN401 - whatever the YAML says
    record: type[Record],
) -> Iterator[dict[str, Any]]:
    """Yield the entries that are validated as `record` in those of `parent`."""
    for entry in value if isinstance(value, list) else [value]:
        if parent is record:
            yield entry
        for key in list_keys(parent):
            if key.record and key.name in entry:
                yield from iter_entries(key.record, entry[key.name], record)


REPLACEMENTS: dict[tuple[type[Record], str], dict[str, str]] = {
    (ProfileLink, "kind"): {"title": "Blog"},
    (ProfileLink, "title"): {"kind": "website"},
    (Party, "organisation"): {"name": "Somebody"},
    (TermHolder, "member"): {"name": "Somebody"},
    (Office, "member"): {"name": "Somebody"},
    (Participant, "member"): {"name": "Somebody"},
    (Member, "name"): {"organisation": "foundation-for-examples"},
    (DocumentVersion, "file"): {"url": "https://example.org/version"},
    (Condition, "minimum"): {"test": "contact"},
    (Event, "timezone"): {"start": "2027-03-09", "end": "2027-03-09"},
}
"""Keys that another one has to replace, by the key that is left out."""

NEEDED_BY: dict[tuple[type[Record], str], tuple[str, ...]] = {
    (Member, "photo"): ("photo_focus",),
    (Member, "name"): ("died",),
    (Condition, "test"): ("minimum",),
}
"""Keys that have no meaning without the one that is left out."""


def key_params() -> list[Any]:
    return [
        pytest.param(record, key.name, key.is_required, id=f"{record.__name__}.{key.name}")
        for record in list_records()
        for key in list_keys(record)
    ]


def test_the_committed_page_is_the_generated_one():
    committed = (PROJECT / data_format.PAGE_PATH).read_text(encoding="utf-8")

    assert data_format.render_data_format() == committed, ADVICE


def test_the_page_says_in_its_first_line_that_it_is_generated():
    first = data_format.render_data_format().splitlines()[0]

    assert first.startswith("<!-- Generated") and first.endswith("-->")
    assert "`tasks.py docs`" in first


def test_the_page_has_every_key_of_every_record():
    page = data_format.render_data_format()

    for record in list_records():
        rows = [f"| `{key.name}` | (" for key in list_keys(record)]
        assert [] == [row for row in rows if row not in page]


def test_a_record_that_the_template_omits_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    template = data_format.TEMPLATE_PATH.read_text("utf-8").replace("<!-- record Member -->", "")
    (tmp_path / "template.md").write_text(template, encoding="utf-8")
    monkeypatch.setattr(data_format, "TEMPLATE_PATH", tmp_path / "template.md")

    with pytest.raises(KeyError, match="Member"):
        data_format.render_data_format()


def test_every_record_has_a_block_of_the_example():
    for record in list_records():
        name, body = examples.format_example(record).split("\n", 1)
        content = parse_yaml(body)

        assert name.startswith(("# data/", "# in an entry of data/")) and content
        assert f"```yaml\n{name}\n{body}\n```" in data_format.render_data_format()


def test_the_block_of_the_coalition_leaves_out_what_has_its_own_block():
    block = parse_yaml(examples.format_example(CoalitionFile))

    assert "acronym" in block and "languages" in block
    assert set() == {"groups", "contact", "links"} & set(block)
    assert ["groups"] == list(parse_yaml(examples.format_example(Group)))
    assert ["mailing_list"] == list(parse_yaml(examples.format_example(MailingList)))


def test_the_examples_are_one_coalition_that_loads():
    coalition = load_coalition(examples.EXAMPLES_FOLDER)

    assert "Coalition for Examples" == coalition.name.default_text
    assert 2 == sum(member.is_former(None) for member in coalition.members)


@pytest.mark.parametrize("record", list_records())
def test_the_examples_use_every_key(record: type[Record]):
    unused = [
        key.name for key in list_keys(record) if not examples.get_example_values(record, key.name)
    ]

    assert [] == unused, "add a line to src/coalition/schema/examples/"


@pytest.mark.parametrize(("record", "key", "is_required"), key_params())
def test_a_key_can_be_left_out_exactly_if_the_page_calls_it_optional(
    record: type[Record], key: str, is_required: bool, tmp_path: Path
):
    data = load_example_files()
    if record is Group:  # else members would miss their group
        data["members"] = [
            {name: value for name, value in member.items() if name not in {"group", "groups"}}
            for member in data["members"]
        ]
    entry = first_entry(data, record)
    if (record, key) == (Member, "name"):  # of a member whom no other entry names
        entry = data["members"][3]
    if (record, key) == (Term, "until"):  # else the next term would begin before its end
        data["members"][2]["terms"].pop()
    entry.pop(key, None)
    for name, value in REPLACEMENTS.get((record, key), {}).items():
        entry[name] = value
    for name in NEEDED_BY.get((record, key), ()):
        del entry[name]
    write_data(tmp_path, data)

    if not is_required:
        assert load_coalition(tmp_path)
        return
    with pytest.raises(DataError) as raised:
        load_coalition(tmp_path)
    assert "missing-key" in {diagnostic.rule for diagnostic in raised.value.diagnostics}


def test_every_kind_of_value_in_the_model_has_a_word_and_a_hint():
    for record in (*list_records(), Entry):
        for key in list_keys(record):
            assert key.record or (key.kind and key.kind.name and key.kind.hint)


def test_a_new_key_needs_nothing_but_its_line_in_the_model():
    class Reminder(Entry):
        every: field_types.Number | None = Field(
            None, ge=1, le=24, description="Months between two"
        )
        days: tuple[field_types.IsoDate, ...] = Field(min_length=1, description="When to remind")

    every, days, *shared = list_keys(Reminder)

    number, day = get_value_kind(field_types.Number), get_value_kind(field_types.IsoDate)
    assert (number, False, False) == (every.kind, every.is_list, every.is_required)
    assert (day, True, True) == (days.kind, days.is_list, days.is_required)
    assert ["source", "checked"] == [key.name for key in shared]


def test_every_kind_of_value_is_used_by_a_key():
    types = [
        value
        for module in (field_types, text_types)
        for value in vars(module).values()
        if get_origin(value) is Annotated
        or isinstance(getattr(value, "value_kind", None), ValueKind)
    ]
    kinds = {get_value_kind(value) for value in types}
    used = {key.kind for record in list_records() for key in list_keys(record)}

    assert [] == [kind.name for kind in kinds - used]


def test_texts_that_differ_in_who_may_translate_them_are_one_kind():
    assert (
        get_value_kind(text_types.Text)
        is get_value_kind(text_types.OfficialText)
        is get_value_kind(text_types.ProperName)
    )


def test_the_example_can_be_copied_from_the_page(tmp_path: Path):
    data = shutil.copytree(examples.EXAMPLES_FOLDER, tmp_path / "data")
    block = examples.format_example(Member)
    (data / "members.yaml").write_text(block.replace("\n", "\r\n"), encoding="utf-8", newline="")

    assert 5 == len(load_coalition(data).members)
