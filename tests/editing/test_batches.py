"""Many edits at once give the same file as one after the other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.editing.entry_kinds import (
    DOCUMENT_KIND,
    EVENT_KIND,
    MEMBER_KIND,
    ORGANISATION_KIND,
    EntryKind,
)
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.edit_values import apply_value_edits, list_value_edits
from coalition.editing.yaml.file import YamlFile
from coalition.project.raw_entries import to_plain_data
from support.projects import INVENTED

WORKSPACES = {name: Workspace.open(INVENTED / name) for name in ("orchard", "lantern", "harbour")}
NAMES = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=12).filter(
        lambda text: bool(text.strip())
    )
    | st.sampled_from(["NO", "12", "two\nlines", "a: b", "# c", "- d", "'", '"', "[x", "{y: z}"]),
    lambda inner: (
        st.dictionaries(NAMES, inner, min_size=1, max_size=3)
        | st.lists(NAMES, min_size=1, max_size=3)
        | st.lists(st.dictionaries(NAMES, NAMES, min_size=1, max_size=3), min_size=1, max_size=3)
    ),
    max_leaves=5,
)
BLOCK = """\
# about the list
- name: Ada   # the first
  role: {en: Cook, fr: "Cuisinière"}
  place:
    city: Oslo
    # where exactly
    venue: >-
      Old
      House
  links:
    - title: One
      url: https://example.org/1   # checked
    - {title: Two, url: "https://example.org/2"}
  areas: [one, two]
  tags:
    - x   # first
    - y
  source: |
    A letter

# about Eva
- {name: Eva, role: Cook, links: [{title: T, url: u}], areas: [one]}

- role: Cook
  name: 'Ida'
"""
FILES = {"LF": BLOCK, "CR LF": BLOCK.replace("\n", "\r\n"), "no end": BLOCK.rstrip("\n")}


@st.composite
def changed(draw: st.DrawFn, value: Any) -> Any:  # noqa: ANN401 - plain data
    """Return a value with some parts replaced, removed or added."""
    if draw(st.integers(0, 3)) == 0:
        return draw(VALUES)
    if isinstance(value, dict):
        kept = {
            key: draw(changed(inner)) for key, inner in value.items() if draw(st.integers(0, 4))
        }
        if draw(st.booleans()):
            kept |= {draw(NAMES): draw(VALUES)}
        return kept or value
    if isinstance(value, list):
        return [draw(changed_item(item)) for item in value]
    return value


def changed_item(item: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - a text or a record
    """Return an item of the same kind: no list has both texts and records."""
    if isinstance(item, dict):
        return changed(item).filter(lambda value: isinstance(value, dict))
    return st.just(item) | NAMES


@settings(max_examples=300)
@given(data=st.data(), name=st.sampled_from([*FILES]))
def test_values_become_others_and_the_other_entries_stay(data: st.DataObject, name: str):
    file = YamlFile("a.yaml", FILES[name].encode())
    before: Any = to_plain_data(file.root_node)
    index = data.draw(st.integers(0, 2))
    after = {**data.draw(changed(before[index]).filter(lambda value: isinstance(value, dict)))}
    after.setdefault("name", "Ada")

    edits = list_value_edits((index,), before[index], after, ["name", "role", "place", "links"])
    edited = apply_value_edits(file, edits)

    assert [*before[:index], after, *before[index + 1 :]] == to_plain_data(edited.root_node)
    texts = [one.data.decode() for one in (file, edited)]
    starts = [texts[0].index(mark) for mark in ("- name: Ada", "# about Eva", "- role: Cook")]
    ends = [*starts[1:], len(texts[0])]
    assert texts[1].startswith(texts[0][: starts[index]].rstrip())
    if index < 2:
        assert texts[1].endswith(texts[0][ends[index] :])


def test_comments_and_quotes_of_other_keys_survive():
    file = YamlFile("a.yaml", BLOCK.encode())
    before: Any = to_plain_data(file.root_node)
    after = {
        **before[0],
        "role": {"en": "Chef", "fr": "Cuisinière"},
        "links": [before[0]["links"][0] | {"title": "First"}, before[0]["links"][1]],
        "areas": ["one", "two", "three"],
        "tags": ["x", "z"],
    }

    edited = apply_value_edits(file, list_value_edits((0,), before[0], after, ["name"]))

    expected = BLOCK.replace("{en: Cook", "{en: Chef").replace("title: One", "title: First")
    expected = expected.replace("[one, two]", "[one, two, three]").replace("- y", "- z")
    assert expected == edited.data.decode()


@pytest.mark.parametrize("coalition", [*WORKSPACES])
@pytest.mark.parametrize("kind", [MEMBER_KIND, ORGANISATION_KIND, EVENT_KIND, DOCUMENT_KIND])
@settings(max_examples=12)
@given(names=st.lists(NAMES, min_size=1, max_size=5, unique=True), data=st.data())
def test_entries_that_are_added_together_have_the_places_that_each_would_have(
    kind: EntryKind, coalition: str, names: list[str], data: st.DataObject
):
    workspace = WORKSPACES[coalition]
    entries = [
        {
            "id": name,
            kind.name_key: name.title(),
            **({"start": f"20{10 + len(name)}-01-02"} if kind is EVENT_KIND else {}),
            **({"date": f"20{10 + len(name)}"} if kind is DOCUMENT_KIND else {}),
            **({"group": data.draw(st.sampled_from("ab"))} if kind is MEMBER_KIND else {}),
        }
        for name in names
    ]

    together = workspace.with_entries(kind, entries)
    one_by_one = workspace
    for entry in entries:
        one_by_one = one_by_one.with_entry(kind, entry)

    ids = [
        [entry.id for entry in one.raw_entries(kind.collection)] for one in (one_by_one, together)
    ]
    assert sorted(ids[0]) == sorted(ids[1])
    if kind is not MEMBER_KIND:  # those of a group without members are in the order of the table
        assert ids[0] == ids[1]
