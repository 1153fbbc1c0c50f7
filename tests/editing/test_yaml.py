"""Edits of YAML files as text: the result parses to the intended data, and the rest stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.editing.errors import EditError
from coalition.editing.yaml import dump
from coalition.editing.yaml.append import Neighbour, append_entry, insert_entries
from coalition.editing.yaml.edit_keys import add_item, set_key, set_text
from coalition.editing.yaml.file import YamlEdit, YamlFile, apply_edits
from coalition.project.raw_entries import get_child, to_plain_data
from coalition.sources.text import has_forbidden_characters
from coalition.sources.yaml_nodes import YamlSequence
from coalition.sources.yaml_parser import parse_yaml
from support.projects import INVENTED, ORCHARD

MEMBERS = (ORCHARD / "data" / "members.yaml").read_bytes()
ORDER = ("id", "name", "role", "group", "until", "former_ids", "source", "checked")
FILES = sorted(INVENTED.glob("*/data/*.yaml"))
BOM = b"\xef\xbb\xbf"

characters = st.characters(exclude_categories=["Cs"]).filter(
    lambda char: not has_forbidden_characters(char)
)
yaml_syntax = st.sampled_from([*":#-?,[]{}&*!|>'\"%@`\\ \n\t~=<", ": ", " #", "- ", "---", "null"])
texts = (
    st.lists(st.one_of(characters, yaml_syntax))
    .map("".join)
    .filter(lambda t: not has_forbidden_characters(t))
)


def make_file(text: str | bytes) -> YamlFile:
    return YamlFile("members.yaml", text if isinstance(text, bytes) else text.encode())


def set_until(text: str | bytes, number: int = 0) -> bytes:
    file = make_file(text)
    return apply_edits(file, [set_key(file, (number,), "until", "2026-11", ORDER)])


def append(text: str | bytes, key: str = "", **entry: str) -> bytes:
    file = make_file(text)
    return apply_edits(file, [append_entry(file, key, entry)])


# Values


@given(texts)
def test_any_text_reads_as_it_was_written(text: str):
    lines = dump.format_entry_lines({"name": text, "bio": {"fr": text}, "list": [text, text]})

    document = parse_yaml("\n".join(lines).encode(), "x.yaml")

    assert ((), [{"name": text, "bio": {"fr": text}, "list": [text, text]}]) == (
        document.diagnostics,
        to_plain_data(document.root),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("NO", "NO"),
        ("2026-11", "2026-11"),
        ("O'Neill, Éva (chair)", "O'Neill, Éva (chair)"),
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ("L’institut\xa0: à Genève", '"L’institut\xa0: à Genève"'),
        ("Editor: news", '"Editor: news"'),
        ("No 1 #2", '"No 1 #2"'),
        ('"Quoted" & more', "'\"Quoted\" & more'"),
        ('it\'s "both": yes', '"it\'s \\"both\\": yes"'),
        ("#C5192D", '"#C5192D"'),
        ("- name: x", '"- name: x"'),
        ("~", '"~"'),
        ("a\nb", "|-\n  a\n  b"),
        (" a\nb", '" a\\nb"'),
    ],
)
def test_quotes_are_used_only_where_needed(text: str, expected: str):
    assert f"k: {expected}" == "\n".join(dump.format_key_lines("k", text))


# Inserting


@pytest.mark.parametrize("is_after", [True, False])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_entry_can_be_inserted_next_to_any_other(path: Path, is_after: bool):
    file, entry = YamlFile(path.name, path.read_bytes()), {"name": "Ada", "bio": {"fr": "x"}}
    key = "groups" if path.name == "coalition.yaml" else ""
    node = get_child(file.root_node, key) if key else file.root_node
    for index in range(len(node.items) if isinstance(node, YamlSequence) else 0):
        (edit,) = insert_entries(file, key, [(entry, Neighbour(index, is_after))])

        # apply_edits verifies that all other data are the same
        assert b"name: Ada" in apply_edits(file, [edit])


@pytest.mark.parametrize(
    ("before", "neighbour", "after"),
    [
        ("- a: 1\n- b: 2\n", Neighbour(0, is_after=True), "- a: 1\n- name: Ada\n- b: 2\n"),
        ("- a: 1\n- b: 2\n", Neighbour(1, is_after=True), "- a: 1\n- b: 2\n- name: Ada\n"),
        ("- a: 1\n- b: 2", Neighbour(1, is_after=True), "- a: 1\n- b: 2\n- name: Ada"),
        ("- a: 1\n- b: 2\n", Neighbour(0, is_after=False), "- name: Ada\n- a: 1\n- b: 2\n"),
        # the blank lines between entries, and other line breaks
        (
            "- a: 1\r\n\r\n- b: 2\r\n",
            Neighbour(1, is_after=False),
            "- a: 1\r\n\r\n- name: Ada\r\n\r\n- b: 2\r\n",
        ),
        # comments: indented ones belong to the entry above, those above a dash may to the one below
        (
            "- a: 1 # x\n  # y\n# z\n- b: 2\n",
            Neighbour(0, is_after=True),
            "- a: 1 # x\n  # y\n- name: Ada\n# z\n- b: 2\n",
        ),
        (
            "- a: 1\n# z\n- b: 2\n",
            Neighbour(1, is_after=False),
            "- a: 1\n# z\n- b: 2\n- name: Ada\n",
        ),
    ],
)
def test_an_entry_is_inserted_in_the_layout_of_its_list(
    before: str, neighbour: Neighbour, after: str
):
    file = make_file(before)

    edited = apply_edits(file, insert_entries(file, "", [({"name": "Ada"}, neighbour)]))

    assert after == edited.decode()


# Appending


@given(texts, st.sampled_from(FILES))
def test_appending_leaves_every_byte_before_it(text: str, path: Path):
    before = path.read_bytes()
    file = YamlFile(path.name, before)
    key = "milestones" if path.name == "coalition.yaml" else ""

    after = apply_edits(file, [append_entry(file, key, {"name": text})])

    if key in to_plain_data(file.root_node):
        start = next(n for n, (x, y) in enumerate(zip(before, after, strict=False)) if x != y)
        added = len(after) - len(before)
        assert before == after[:start] + after[start + added :]
    elif not before.endswith(b"[]\n"):
        assert after.startswith(before)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("- name: A\n", "- name: A\n\n- name: B\n"),
        ("- name: A\n- name: a\n", "- name: A\n- name: a\n- name: B\n"),
        ("- name: A\n\n# R\n- name: a\n", "- name: A\n\n# R\n- name: a\n\n- name: B\n"),
        ("- name: A", "- name: A\n\n- name: B"),
        ("- name: A\r\n", "- name: A\r\n\r\n- name: B\r\n"),
        ("- name: A\r- name: a\r", "- name: A\r- name: a\r- name: B\r"),
        ("- name: A\n\n\n", "- name: A\n\n\n- name: B\n"),
        ("  - name: A\n  - name: a\n", "  - name: A\n  - name: a\n  - name: B\n"),
        ("-   name: A\n-   name: a\n", "-   name: A\n-   name: a\n-   name: B\n"),
        ("-\n  name: A\n", "-\n  name: A\n\n- name: B\n"),
        ("- {name: A}\n- {name: a}\n", "- {name: A}\n- {name: a}\n- name: B\n"),
        ("- name: A\n# The end.\n", "- name: A\n# The end.\n\n- name: B\n"),
        ("[]\n", "- name: B\n"),
        ("# None yet.\n\n[]  # none\n", "# None yet.\n\n- name: B  # none\n"),
        ("[]", "- name: B"),
        ("---\n- name: A\n", "---\n- name: A\n\n- name: B\n"),
    ],
)
def test_an_entry_is_appended_as_the_others_are_written(before: str, expected: str):
    assert expected.encode() == append(before, name="B")
    assert BOM + expected.encode() == append(BOM + before.encode(), name="B")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("d:\n  - a: x\n  - a: y\nz: 1\n", "d:\n  - a: x\n  - a: y\n  - a: B\nz: 1\n"),
        ("d:\n- a: x\n- a: y\n\n# z\nz: 1\n", "d:\n- a: x\n- a: y\n- a: B\n\n# z\nz: 1\n"),
        ("d:\n  - a: x\n    # of x\n\nz: 1\n", "d:\n  - a: x\n    # of x\n  - a: B\n\nz: 1\n"),
        ("d:\n  - a: |\n      x\n      # y\n\nz: 1\n",
         "d:\n  - a: |\n      x\n      # y\n  - a: B\n\nz: 1\n"),
        ("d: []  # none\nz: 1\n", "d:\n  - a: B  # none\nz: 1\n"),
        ("z: 1\n", "z: 1\n\nd:\n  - a: B\n"),
        ("z: 1", "z: 1\n\nd:\n  - a: B"),
    ],
)  # fmt: skip
def test_an_entry_of_a_nested_list_is_appended_to_it(before: str, expected: str):
    assert expected.encode() == append(before, "d", a="B")


@pytest.mark.parametrize("before", ["[{name: A}]\n", "- name: A\n...\n"])
def test_a_list_that_cannot_be_appended_to_is_rejected(before: str):
    with pytest.raises(EditError, match=r"members\.yaml"):
        append(before, name="B")


# Keys


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("- name: A\n  group: g\n", "- name: A\n  group: g\n  until: 2026-11\n"),
        ("- name: A\n  source: s\n", "- name: A\n  until: 2026-11\n  source: s\n"),
        ("- name: A  # why\n  # of s\n  source: s\n",
         "- name: A  # why\n  until: 2026-11\n  # of s\n  source: s\n"),
        ("- name:\n    ar: ب\n    en: B\n  source: s\n",
         "- name:\n    ar: ب\n    en: B\n  until: 2026-11\n  source: s\n"),
        ("- name: |\n    A\n    # no remark\n\n  # of s\n  source: s",
         "- name: |\n    A\n    # no remark\n  until: 2026-11\n\n  # of s\n  source: s"),
        ("- name: 'It''s\n    # long'\n  source: s\n",
         "- name: 'It''s\n    # long'\n  until: 2026-11\n  source: s\n"),
        ("- name: two\n    lines\n  # of s\n  source: s\n",
         "- name: two\n    lines\n  until: 2026-11\n  # of s\n  source: s\n"),
        ("- group: [it's, 'a]',\n    b]  # why\n  source: s\n",
         "- group: [it's, 'a]',\n    b]  # why\n  until: 2026-11\n  source: s\n"),
        ("- {name: A, group: g}\n", "- {until: 2026-11, name: A, group: g}\n"),
        ("- source: s\n", "- until: 2026-11\n  source: s\n"),
        ("  -   source: s\n", "  -   until: 2026-11\n      source: s\n"),
        ("- name: A\r\n  source: s\r\n", "- name: A\r\n  until: 2026-11\r\n  source: s\r\n"),
        ("- name: A", "- name: A\n  until: 2026-11"),
        ("- name: A\n  until: 2020  # so\n", "- name: A\n  until: 2026-11  # so\n"),
        ("- name: A\n  until:  # so\n", "- name: A\n  until: 2026-11  # so\n"),
        ("- name: A\n  'until':   \"2020\"\n", "- name: A\n  'until':   2026-11\n"),
        ("- name: A\n  until: >-\n    2020\n\n  source: s\n",
         "- name: A\n  until: 2026-11\n\n  source: s\n"),
    ],
)  # fmt: skip
def test_a_key_is_set_and_nothing_else_changes(before: str, expected: str):
    assert expected.encode() == set_until(before)


@given(texts, st.sampled_from(["name", "role", "source"]), st.sampled_from(FILES), st.data())
def test_a_text_set_in_a_whole_file_is_all_that_changes(
    text: str, key: str, path: Path, data: st.DataObject
):
    file = YamlFile(path.name, path.read_bytes())
    entries = to_plain_data(file.root_node)
    if not isinstance(entries, list) or not entries:
        return
    number = data.draw(st.integers(0, len(entries) - 1))
    order = [*dict.fromkeys([*ORDER, "title", "text", *entries[number]])]

    after = apply_edits(file, [set_key(file, (number,), key, text, order)])

    entries[number][key] = text
    assert entries == to_plain_data(parse_yaml(after, path.name).root)
    comments = [line for line in file.data.splitlines() if line.lstrip().startswith(b"#")]
    assert comments == [line for line in after.splitlines() if line in comments]


@given(texts, st.sampled_from(["k: {}\n", "k: [a, {}, b]\n", "- {{a: {}, b: c}}\n", "k:\n- {}\n"]))
def test_a_text_is_replaced_wherever_it_is(text: str, frame: str):
    node_path = {"k: {": ("k",), "k: [": ("k", 1), "- {{": (0, "a"), "k:\n-": ("k", 0)}[frame[:4]]
    for old in ("old", "'old'", '"old"'):
        file = make_file(frame.format(old))

        after = apply_edits(file, [set_text(file, node_path, text)])

        assert after.startswith(frame.partition("{}")[0].replace("{{", "{").encode())


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("- f: [a]\n", "- f: [a, b]\n"),
        ("- f: [ a, ]  # so\n", "- f: [ a, b, ]  # so\n"),
        ("- f: []\n", "- f: [b]\n"),
        ("- f:\n    - a\n  g: h\n", "- f:\n    - a\n    - b\n  g: h\n"),
        ("- f:\n  - a  # so\n", "- f:\n  - a  # so\n  - b\n"),
    ],
)
def test_an_item_is_added_in_the_style_of_its_list(before: str, expected: str):
    file = make_file(before)

    assert expected.encode() == apply_edits(file, [add_item(file, (0, "f"), "b")])


def test_an_edit_with_an_unexpected_result_is_rejected():
    file = make_file(MEMBERS)
    wrong = YamlEdit(append_entry(file, "", {"name": "B"}).splice, lambda data: data)

    with pytest.raises(EditError, match="change it by hand"):
        apply_edits(file, [wrong])
