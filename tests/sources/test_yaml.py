"""YAML is parsed into nodes with locations, or into diagnostics that editors understand."""

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coalition.look_alikes import replace_look_alikes
from coalition.sources import yaml_parser
from coalition.sources.yaml_parser import (
    YamlDocument,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
    parse_yaml,
    read_yaml,
)
from support.systems import posix_files

FILE = "data/members.yaml"


def list_diagnostics(text: str | bytes) -> list[tuple[str, int, int, int]]:
    """Return rule, line, column and width of each diagnostic."""
    data = text.encode() if isinstance(text, str) else text
    return [
        (
            diagnostic.rule,
            diagnostic.location.line,
            diagnostic.location.column,
            diagnostic.location.width,
        )
        for diagnostic in parse_yaml(data, FILE).diagnostics
    ]


def to_python(node: YamlNode | None) -> object:
    """Convert a node to lists, dicts and strings."""
    if isinstance(node, YamlSequence):
        return [to_python(item) for item in node.items]
    if isinstance(node, YamlMapping):
        return {key.text: to_python(value) for key, value in node.entries}
    return node.text if node else None


def list_scalars(node: YamlNode | None) -> list[YamlScalar]:
    """List all keys and values below a node, in the order of the file."""
    if isinstance(node, YamlSequence):
        return [scalar for item in node.items for scalar in list_scalars(item)]
    if isinstance(node, YamlMapping):
        return [scalar for key, value in node.entries for scalar in (key, *list_scalars(value))]
    return [node] if node else []


MEMBER = """\
# the members
- name: Ada Lovelace   # a comment
  title: {en: "Head", fr: 'Tête'}
  areas: [one, two]
  country:
  bio: |
    One line,
    another.
"""


def test_values_are_the_text_that_was_typed():
    root = parse_yaml(b"- [010, NO, 1:30, 2026-02-31, ~, null, 1e3, .5, 'x', \"y\"]", FILE).root

    expected = [["010", "NO", "1:30", "2026-02-31", "~", "null", "1e3", ".5", "x", "y"]]
    assert expected == to_python(root)


def test_lists_and_mappings_keep_their_order():
    expected = {
        "name": "Ada Lovelace",
        "title": {"en": "Head", "fr": "Tête"},
        "areas": ["one", "two"],
        "country": "",
        "bio": "One line,\nanother.\n",
    }

    document = parse_yaml(MEMBER.encode(), FILE)

    assert () == document.diagnostics
    assert [expected] == to_python(document.root)


def test_every_key_and_value_knows_what_was_typed():
    document = parse_yaml(MEMBER.encode(), FILE)

    typed = [
        document.lines[scalar.location.line - 1][scalar.location.column - 1 :][
            : scalar.location.width
        ]
        for scalar in list_scalars(document.root)
    ]

    keys_and_values = ["name", "Ada Lovelace", "title", "en", '"Head"', "fr", "'Tête'"]
    assert [*keys_and_values, "areas", "one", "two", "country", "", "bio", "|"] == typed


def test_an_empty_value_is_located_just_after_its_colon():
    member = parse_yaml(MEMBER.encode(), FILE).root.items[0]
    country = {key.text: value for key, value in member.entries}["country"]

    assert YamlScalar("", yaml_parser.Location(FILE, 5, 11, 1), is_quoted=False) == country


def test_quotes_distinguish_an_empty_text_from_no_value():
    root = parse_yaml(b"a: ''\nb: \"\"\nc:\nd: |\n  x\n", FILE).root

    assert [True, True, False, True] == [value.is_quoted for _, value in root.entries]


def test_a_multi_line_text_is_located_on_its_first_line():
    root = parse_yaml(b"- one\n  two\n- 'three #3\n  four'\n", FILE).root

    assert ["one two", "three #3 four"] == to_python(root)
    expected = [yaml_parser.Location(FILE, 1, 3, 3), yaml_parser.Location(FILE, 3, 3, 9)]
    assert expected == [item.location for item in root.items]


def test_a_list_is_located_at_its_first_dash_and_a_mapping_at_its_first_key():
    root = parse_yaml(b"one:\n  - two: {three: 4}\n", FILE).root
    below = root.entries[0][1]

    assert yaml_parser.Location(FILE, 1, 1, 3) == root.location
    assert yaml_parser.Location(FILE, 2, 3, 1) == below.location
    assert yaml_parser.Location(FILE, 2, 5, 3) == below.items[0].location
    assert yaml_parser.Location(FILE, 2, 10, 1) == below.items[0].entries[0][1].location


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_any_line_break_and_a_byte_order_mark_are_accepted(line_break: str, mark: str):
    text = mark + "- ä: 1\n  b: '😀 x'\n- c: 2\n".replace("\n", line_break)

    document = parse_yaml(text.encode(), FILE)

    assert () == document.diagnostics
    assert [{"ä": "1", "b": "😀 x"}, {"c": "2"}] == to_python(document.root)
    assert yaml_parser.Location(FILE, 2, 6, 5) == document.root.items[0].entries[1][1].location
    assert ("- ä: 1", "  b: '😀 x'", "- c: 2", "") == document.lines


def test_a_leading_document_marker_and_directive_are_accepted():
    assert {"a": "1"} == to_python(parse_yaml(b"%YAML 1.1\n---\na: 1\n...\n", FILE).root)


# One mistake each: the text, and rule, line, column and width of its only diagnostic
MISTAKES = {
    # the file
    "nothing at all": ("", "empty-file", 1, 1, 1),
    "only comments": ("# nothing\n\n  # yet\n", "empty-file", 1, 1, 1),
    "only a document marker": ("---\n", "empty-file", 1, 1, 1),
    "Windows-1252": (b"- ok\n- name: Ren\xe9 X\n", "not-utf8", 2, 12, 1),
    "Windows-1256": (b"- name: \xe3\xcd\xe3\xcf\n", "not-utf8", 1, 9, 1),
    "UTF-16": ("- name: Ada".encode("utf-16"), "not-utf8", 1, 1, 1),
    "UTF-16 without a mark": ("- name: Ada".encode("utf-16-be"), "not-utf8", 1, 1, 1),
    "UTF-32": ("- name: Ada".encode("utf-32"), "not-utf8", 1, 1, 1),
    "cut UTF-8": ("- name: René".encode()[:-1], "not-utf8", 1, 12, 1),
    # characters
    "control character": ("- a\x00\x00b: 1\n", "control-character", 1, 4, 2),
    "next line": ("- a: 1\x85  b: 2\n", "control-character", 1, 7, 1),
    "delete": ("- a: \x7f1\n", "control-character", 1, 6, 1),
    "no character": ("- a: \uffff1\n", "control-character", 1, 6, 1),
    "far from any character": ("- a: \U0010ffff1\n", "control-character", 1, 6, 1),
    "escaped NUL": ('- a: "x\\0y"\n', "control-character", 1, 8, 2),
    "escaped carriage return": ('- a: "x\\r"\n', "control-character", 1, 8, 2),
    "zero-width space": ("- na\u200bme: Ada\n", "invisible-character", 1, 5, 1),
    "byte order mark inside": ("- a: 1\n\ufeff- b: 2\n", "invisible-character", 2, 1, 1),
    "soft hyphen": ("- Ent\xadwicklung\n", "invisible-character", 1, 6, 1),
    "bidi override": ("- name: A \u202edaB\u202c\n", "invisible-character", 1, 11, 1),
    "line separator": ("- a: 1\u2028  b: 2\n", "invisible-character", 1, 7, 1),
    "tag characters": ("- \U000e0041x\n", "invisible-character", 1, 3, 1),
    "Hangul filler": ("- \u3164\n", "invisible-character", 1, 3, 1),
    "escaped override": ('- "é \\\\ \\u202e x"\n', "invisible-character", 1, 9, 6),
    "escape on a later line": ('- "a\n  \\u200b"\n', "invisible-character", 2, 3, 6),
    "joiner in Latin": ("- na\u200dme\n", "invisible-character", 1, 5, 1),
    "joiner at the start": ("\u200cname: 1\n", "invisible-character", 1, 1, 1),
    "non-joiner in an emoji": ("- 👩\u200c🚀\n", "invisible-character", 1, 4, 1),
    # indicators of YAML that are not allowed
    "tag": ("- name: !Kung\n", "tag", 1, 9, 5),
    "tag for Python": ("- !!python/object:os.system {}\n", "tag", 1, 3, 25),
    "tag of a text": ("- a: !!str 2026\n", "tag", 1, 6, 5),
    "tag in brackets": ("- [!a, b]\n", "tag", 1, 4, 2),
    "tag with a comma": ("- a: !K, s\n", "tag", 1, 6, 2),
    "tag with an unknown handle": ("- a: !e!x y\n", "tag", 1, 6, 4),
    "anchor": ("- a: &x 1\n", "anchor", 1, 6, 2),
    "alias": ("- a: *x\n", "alias", 1, 6, 2),
    "merge key": ("- <<: *x\n  b: 1\n", "alias", 1, 7, 2),
    "alias as a key": ("- *x : 1\n", "alias", 1, 3, 2),
    "two documents": ("a: 1\n---\nb: 2\n", "several-documents", 2, 1, 3),
    "front matter": ("---\na: 1\n---\n", "several-documents", 3, 1, 3),
    "more after the end": ("a: 1\n...\nb: 1\n", "several-documents", 3, 1, 4),
    "too deep": ("- " + "[" * 30 + "]" * 30, "too-deep", 1, 22, 1),
    # keys
    "duplicate key": ("a: 1\nb: 2\n'a': 3\n", "duplicate-key", 3, 1, 3),
    "duplicate key in brackets": ("- {a: 1, a: 2}\n", "duplicate-key", 1, 10, 1),
    "list as a key": ("[a]: b\n", "wrong-type", 1, 1, 1),
    "mapping as a key": ("- name: {{ name }}\n", "wrong-type", 1, 10, 1),
    "template as a key": ("{{ name }}: b\n", "wrong-type", 1, 2, 1),
    "complex key": ("? [a]\n: b\n", "wrong-type", 1, 3, 1),
    # indentation
    "tab": ("- a: 1\n\tb: 2\n", "tab-indentation", 2, 1, 1),
    "tabs in a row of lines": ("a:\n\t\tb: 2\n\t\tc: 3\n", "tab-indentation", 2, 1, 2),
    "tab after spaces": ("a:\n  \tb: 2\n", "tab-indentation", 2, 3, 1),
    "tab in a text": ("a: x\n\ty\n", "tab-indentation", 2, 1, 1),
    "tab in a block": ("a: |\n\tx\n", "tab-indentation", 2, 1, 1),
    "deeper than its neighbour": ("- a: 1\n   b: 2\n", "bad-indentation", 2, 4, 1),
    "less deep": ("a:\n    b: 1\n  cat: 2\n", "bad-indentation", 3, 3, 3),
    "between dash and key": ("- a: 1\n b: 2\n", "bad-indentation", 2, 2, 1),
    "left of the first": ("  a: 1\nb: 2\n", "bad-indentation", 2, 1, 1),
    "key after a list": ("- a\nbee: 1\n", "bad-indentation", 2, 1, 3),
    "after a quoted text": ('a: "b"\n  d: e\n', "bad-indentation", 2, 3, 1),
    # dashes
    "item among keys": ("a: 1\n- b\n", "stray-dash", 2, 1, 1),
    "list behind a key": ("a: - b\n", "stray-dash", 1, 4, 1),
    "item read as text": ("- a\n - b\n", "stray-dash", 2, 2, 1),
    "item under a text": ("a: 1\n  - b\n", "stray-dash", 2, 3, 1),
    "no space after a dash": ("- a\n-b\n", "missing-space", 2, 1, 2),
    "no space after the first dash": ("-a\n- b\n", "missing-space", 1, 1, 2),
    "no space after all dashes": ("a:\n  -b\n  -c\n", "missing-space", 2, 3, 2),
    "no space after a dash, a key": ("- a: b\n-c: d\n", "missing-space", 2, 1, 5),
    # colons
    "no space after a colon": ("a: 1\nb:2\n", "missing-space", 2, 1, 3),
    "no space in the middle": ("- a: 1\n  b:2 # x\n  c: 3\n", "missing-space", 2, 3, 3),
    "no space after the first colon": ("- a:1\n  b: 2\n", "missing-space", 1, 3, 3),
    "no space in the only line": ("name:Ada\n", "missing-space", 1, 1, 8),
    "no space in an item": ("- name: Ada\n- name:Bob\n", "missing-space", 2, 3, 8),
    "no space in braces": ("- {en:Hello, fr: Salut}\n", "missing-space", 1, 4, 8),
    "no space below a key": ("- en: a\n- t:\n    en:b\n", "missing-space", 3, 5, 4),
    "no space, read as text": ("- en: a\n- t: b\n    en:c\n", "missing-space", 3, 5, 4),
    "no colon": ("a: 1\nbee\nc: 2\n", "missing-colon", 2, 1, 3),
    "no colon in the first line": ("bee\nc: 2\n", "missing-colon", 1, 1, 3),
    "no colon in an item": ("- Ada\n  role: x\n", "missing-colon", 1, 3, 3),
    "colon in a text": ("title: a: b\n", "colon-in-text", 1, 8, 4),
    "colon in a text of an item": ("- title: a: b # c\n", "colon-in-text", 1, 10, 4),
    "colon at the end of a text": ("title: see here:\n", "colon-in-text", 1, 8, 9),
    "no key": (": b\n", "yaml-syntax", 1, 1, 1),
    # quotes
    "open quote": ("a: 'x\nb: 1\n", "unclosed-quote", 1, 4, 1),
    "open quote, closed by the next": ('a: "x\nb: "y"\n', "unclosed-quote", 1, 4, 1),
    "open quote, closed by the last": ("a: 'x\nb: ok\nc: 'y'\n", "unclosed-quote", 1, 4, 1),
    "open quote that fits": ("- a: 'x\n- b: y'\n", "unclosed-quote", 1, 6, 1),
    "open quote up to a marker": ("a: 'x\n---\ny'\n", "unclosed-quote", 1, 4, 1),
    "apostrophe at the start": ("- 'Tis it\n", "unclosed-quote", 1, 3, 1),
    "apostrophe inside": ("a: 'it's'\n", "unclosed-quote", 1, 8, 2),
    "apostrophe in brackets": ("a: ['it's', x]\n", "unclosed-quote", 1, 9, 6),
    "text after a quote": ('a: "b" c\n', "unclosed-quote", 1, 8, 1),
    "unknown escape": ('a: "C:\\path"\n', "unknown-escape", 1, 7, 2),
    "half a character": ('a: "\\ud83d x"\n', "unknown-escape", 1, 5, 6),
    "short escape": ('a: "\\x4"\n', "unknown-escape", 1, 5, 3),
    # brackets
    "open bracket": ("a: [b, c\nd: e\n", "unclosed-bracket", 1, 4, 1),
    "open bracket in an item": ("- [b\n- c: d\n", "unclosed-bracket", 1, 3, 1),
    "open brace": ("a: {b: c\nd: e\n", "unclosed-bracket", 1, 4, 1),
    "open bracket at the end": ("a: [b,\n\n", "unclosed-bracket", 1, 4, 1),
    "open bracket with a pair": ("- [b: c\n", "unclosed-bracket", 1, 3, 1),
    "wrong bracket": ("a: [b}\n", "unclosed-bracket", 1, 6, 1),
    "one bracket too many": ("a: [b]]\n", "unclosed-bracket", 1, 7, 1),
    "no comma": ('a: ["b" "c"]\n', "missing-comma", 1, 9, 1),
    "no comma at a line's end": ("a: {\n  b: c\n  d: e\n}\n", "missing-comma", 2, 7, 1),
    "nothing between commas": ("a: [b,, c]\n", "yaml-syntax", 1, 7, 1),
    # characters that cannot begin a text
    "at sign": ("a: @ada # x\n", "reserved-start", 1, 4, 4),
    "backtick": ("a: `x`\n", "reserved-start", 1, 4, 3),
    "per cent": ("a: %5\n", "reserved-start", 1, 4, 2),
    "per cent at the left": ("%5\n", "reserved-start", 1, 1, 2),
    "asterisk": ("a: **b** c\n", "reserved-start", 1, 4, 7),
    "bullet": ("* b\n* c\n", "reserved-start", 1, 1, 3),
    "ampersand": ("a: & b\n", "reserved-start", 1, 4, 3),
    "bar": ("a: | b\n", "reserved-start", 1, 4, 3),
    "angle": ("a: > b\n", "reserved-start", 1, 4, 3),
    "question mark": ("a: ? b\n", "reserved-start", 1, 4, 3),
    "comma": ("a: , b\n", "reserved-start", 1, 4, 3),
    "closing bracket": ("a: ]\n", "reserved-start", 1, 4, 1),
    "brackets before a text": ("a: [Draft] Title\n", "reserved-start", 1, 4, 13),
    "template before a text": ("a: {{ x }} y\n", "reserved-start", 1, 4, 9),
    # the rest
    "unknown version": ("%YAML 3.0\n---\na: 1\n", "yaml-syntax", 1, 1, 9),
}


@pytest.mark.parametrize(
    ("text", "rule", "line", "column", "width"), MISTAKES.values(), ids=MISTAKES
)
def test_each_mistake_is_reported_once_at_its_location(
    text: str | bytes, rule: str, line: int, column: int, width: int
):
    diagnostics = list_diagnostics(text)

    # The character that ends an override is a second invisible one, not a second mistake
    assert (rule, line, column, width) == diagnostics[0]
    assert {rule} == {diagnostic[0] for diagnostic in diagnostics}
    assert len(diagnostics) <= 1 or rule == "invisible-character"


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",  # Persian
        "ක්\u200dෂ",  # Sinhala
        "ന്\u200d",  # Malayalam, at the end of a word
        "👩\u200d🚀 👩🏽\u200d🚀 ❤️\u200d🔥",
        "10\u202f%, «\xa0oui\xa0»",  # the narrow blanks of French
        "葛\U000e0100",  # the form of a Japanese name
        "=======",
        "it's C# and a-b, 10:30, https://example.org/a#b, -5, --flag, !, a: b".replace(": b", ":b"),
    ],
)
def test_what_a_language_needs_is_accepted(text: str):
    document = parse_yaml(f"- {text}\n- |\n  {text}\n".encode(), FILE)

    assert () == document.diagnostics
    assert [text, f"{text}\n"] == to_python(document.root)


def test_a_joiner_written_as_an_escape_is_accepted_between_letters():
    assert [] == list_diagnostics('- "\\u0645\\u06cc\\u200c\\u062e"\n')


def test_tabs_are_accepted_where_yaml_accepts_them():
    assert [] == list_diagnostics("a:\tb\nc: d\t# e\n\t\nf: |\n  x\n  \tg\nh: [i,\tj]\n")


def test_mistakes_in_all_entries_are_reported_at_once():
    text = """\
- name: Ada
	role: x
- name: 'Bob
- name: @cleo
  bio: \u200b
- areas: [a, b
- name: !Dan x
  name: Eve
- name: it: is
"""
    expected = [
        ("tab-indentation", 2, 1, 1),
        ("unclosed-quote", 3, 9, 1),
        ("reserved-start", 4, 9, 5),
        ("invisible-character", 5, 8, 1),
        ("unclosed-bracket", 6, 10, 1),
        ("tag", 7, 9, 4),
        ("duplicate-key", 8, 3, 4),
        ("colon-in-text", 9, 9, 6),
    ]

    assert expected == list_diagnostics(text)


def test_mistakes_in_all_top_level_keys_are_reported_at_once():
    text = "---\na: 'x\nb: @x\n\n# c\nc:\n  d: [e\nf: &g h\n"

    rules = [(rule, line) for rule, line, _, _ in list_diagnostics(text)]

    expected = [
        ("unclosed-quote", 2),
        ("reserved-start", 3),
        ("unclosed-bracket", 7),
        ("anchor", 8),
    ]
    assert expected == rules


def test_every_duplicate_names_the_line_of_the_first():
    document = parse_yaml(b"- z: 0\n  a: 1\n  b: 2\n  a: 3\n  a: 4\n", FILE)

    message = "the key 'a' appears twice: it is already on line 2"
    assert [message, message] == [diagnostic.message for diagnostic in document.diagnostics]
    assert [{"z": "0", "a": "1", "b": "2"}] == to_python(document.root)


def test_a_merge_conflict_is_one_problem_and_the_old_version_is_read():
    text = """\
- name: Ada
<<<<<<< HEAD
  role: @old
=======
  role: 'new
>>>>>>> branch
- name: Bob
<<<<<<< HEAD
||||||| base
  role: x
=======
  role: y
>>>>>>> branch
"""
    diagnostics = parse_yaml(text.encode(), FILE).diagnostics

    message = "a merge of two versions was not finished on lines 2 to 6"
    assert message == diagnostics[0].message
    expected = [("merge-conflict", 2, 1, 12), ("merge-conflict", 8, 1, 12)]
    assert expected == list_diagnostics(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: 1\n=======\nb: 2\n>>>>>>> x\n", 2), ("a: 1\n<<<<<<< x\nb: 2\n", 2)],
)
def test_half_a_merge_conflict_is_found_too(text: str, line: int):
    assert [("merge-conflict", line)] == [diagnostic[:2] for diagnostic in list_diagnostics(text)]


def test_equals_signs_in_a_text_are_no_merge_conflict():
    assert [] == list_diagnostics("a: |\n  Title\n  =======\n=======: x\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- name: !Kung\n  role: &x y\n", [{"name": "!Kung", "role": "y"}]),
        ("- name: A\u200bda\n", [{"name": "Ada"}]),
        ('- name: "A\\0d\\u200da"\n', [{"name": "Ada"}]),
        ("- a: !!str 1\n  a: 2\n", [{"a": "1"}]),
    ],
)
def test_what_is_meant_is_kept_where_it_is_certain(text: str, expected: object):
    document = parse_yaml(text.encode(), FILE)

    assert document.diagnostics
    assert expected == to_python(document.root)


MESSAGES = [
    (
        b"title: a: it's\n",
        "the text after the first colon has a second colon in it",
        'put the text in quotes: "a: it\'s"',
    ),
    (
        b"a: 'it's'\n",
        "the text continues after its closing quotation mark '",
        "put the whole text in double quotes, or write the apostrophe twice: 'it''s'",
    ),
    (
        b"- name: Ada\n  role:Head\n  x: y\n",
        "there is no space after the colon here, so this is read as plain text",
        "write 'role: Head', or put it in quotes if it really is a text",
    ),
    (
        b"- a: @ada\n",
        "a text cannot begin with @, which has a special meaning in YAML",
        "put the whole text in quotes: '@ada'",
    ),
    (
        b"- a: 1\n   b: 2\n",
        "this line is indented by 3 spaces, which does not fit the lines above it",
        "begin it in the same column as the other keys or dashes it belongs with",
    ),
    (
        b"- a: 1\n\tb: 2\n\tc: 3\n",
        "lines 2 to 3 are indented with tabs, where only spaces are allowed",
        "indent with spaces; most editors can change all tabs to spaces at once",
    ),
    (
        b"a: 'x\nb: y\n",
        "the quotation mark ' that opens here is not closed",
        "end the text with '; if this is an apostrophe, put the whole text in double quotes",
    ),
    (
        b"a: [b\n",
        "the bracket [ that opens here is not closed",
        "end it with ], or put the text in quotes if it only begins with [",
    ),
    (
        b"a: !Kung San\n",
        "'!Kung' is read as a tag, an instruction for programs, and is not allowed here",
        "leave it out; if it is part of a text, put the whole text in quotes",
    ),
    (
        b"a: *b\n",
        "'*b' is read as an alias, a value repeated from elsewhere, and is not allowed here",
        "write the value itself here; if it is part of a text, put the whole text in quotes",
    ),
    (
        b"# x\n",
        "this file is empty",
        f"restore it with 'git restore {FILE}'; write [] in it if there is nothing to list yet",
    ),
    (
        "a: x\u202ey".encode(),
        "this is an invisible character: RIGHT-TO-LEFT OVERRIDE (U+202E)",
        "delete it, and type the word again if it still looks wrong",
    ),
    (
        b"a: \xe9\n",
        "this file is not saved as UTF-8: the byte 0xE9 here is not valid in it;"
        " it looks like Windows-1252, in which it is 'é'",
        "save it again as UTF-8: 'Save as' in most editors asks for the encoding",
    ),
    (
        b"a: \xe3\xcd\xe3\n",
        "this file is not saved as UTF-8: the byte 0xE3 here is not valid in it",
        "save it again as UTF-8: 'Save as' in most editors asks for the encoding",
    ),
    (
        "a: b".encode("utf-16"),
        "this file is saved as UTF-16, not as UTF-8",
        "save it again as UTF-8: 'Save as' in most editors asks for the encoding",
    ),
]


@pytest.mark.parametrize(("data", "message", "hint"), MESSAGES)
def test_messages_and_hints_are_in_plain_words(data: bytes, message: str, hint: str):
    (diagnostic,) = parse_yaml(data, FILE).diagnostics

    assert (message, hint) == (diagnostic.message, diagnostic.hint)


def test_a_utf_16_file_can_still_be_shown():
    assert "- name: Ada" == parse_yaml("- name: Ada".encode("utf-16"), FILE).diagnostics[0].excerpt


def test_a_file_full_of_forbidden_characters_does_not_fill_the_screen():
    diagnostics = parse_yaml(b"\1ab\n" * 5000, FILE).diagnostics

    assert 101 == len(diagnostics)
    assert (
        "4900 more control or invisible characters follow from here on" == diagnostics[-1].message
    )


def test_a_file_on_the_disk_is_read(tmp_path: Path):
    path = tmp_path / "members.yaml"
    path.write_bytes("- name: Zoë\n".encode())

    assert [{"name": "Zoë"}] == to_python(read_yaml(path, FILE).root)
    assert FILE == read_yaml(path, FILE).file


def get_read_error(document: YamlDocument) -> tuple[str, str]:
    """Return rule and message of the only diagnostic of a file that could not be read."""
    (diagnostic,) = document.diagnostics
    assert (yaml_parser.Location(FILE), None, "") == (
        diagnostic.location,
        document.root,
        diagnostic.excerpt,
    )
    return diagnostic.rule, diagnostic.message


def test_a_missing_file_is_a_problem(tmp_path: Path):
    expected = ("missing-file", "this file does not exist")

    assert expected == get_read_error(read_yaml(tmp_path / "none.yaml", FILE))


def test_a_file_below_another_file_is_missing(tmp_path: Path):
    (tmp_path / "file").touch()

    assert "missing-file" == get_read_error(read_yaml(tmp_path / "file" / "x.yaml", FILE))[0]


def test_a_folder_is_no_file(tmp_path: Path):
    assert ("not-a-file", "a file should be here, but this is a folder") == get_read_error(
        read_yaml(tmp_path, FILE)
    )


@posix_files
def test_a_broken_link_says_where_it_leads(tmp_path: Path):
    link = tmp_path / "link.yaml"
    link.symlink_to("gone.yaml")

    expected = (
        "not-a-file",
        "a file should be here, but this is a link to 'gone.yaml', which does not exist",
    )
    assert expected == get_read_error(read_yaml(link, FILE))


@posix_files
def test_a_link_to_a_file_is_followed(tmp_path: Path):
    (tmp_path / "real.yaml").write_text("- a")
    (tmp_path / "link.yaml").symlink_to("real.yaml")

    assert ["a"] == to_python(read_yaml(tmp_path / "link.yaml", FILE).root)


@posix_files
def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")

    assert (
        "not-a-file",
        "a file should be here, but this is not a regular file",
    ) == get_read_error(read_yaml(tmp_path / "pipe", FILE))


@posix_files
def test_a_link_to_itself_cannot_be_read(tmp_path: Path):
    link = tmp_path / "link.yaml"
    link.symlink_to("link.yaml")

    assert "unreadable-file" == get_read_error(read_yaml(link, FILE))[0]


@posix_files
@pytest.mark.skipif(not getattr(os, "geteuid", int)(), reason="root may read everything")
def test_a_file_without_permission_cannot_be_read(tmp_path: Path):
    path = tmp_path / "secret.yaml"
    path.touch(mode=0)

    expected = ("unreadable-file", "this file cannot be read: Permission denied")
    assert expected == get_read_error(read_yaml(path, FILE))


def test_a_file_of_absurd_size_is_not_read(tmp_path: Path):
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)

    assert ("too-large", "this file is larger than 4 MiB") == get_read_error(read_yaml(path, FILE))


def test_an_alias_bomb_does_not_grow():
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]

    document = parse_yaml("\n".join(lines).encode(), FILE)

    assert None is document.root
    assert [("anchor", line) for line in range(1, 31)] == [
        (diagnostic.rule, diagnostic.location.line) for diagnostic in document.diagnostics
    ]


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "{a: ", "[[]: ", "!a [", "- - ? "])
def test_endless_nesting_is_stopped(opening: str):
    data = opening.encode() * 100_000

    assert "too-deep" in {rule for rule, *_ in list_diagnostics(data)}


FLOODS = {
    "aliases": "a: [" + "*a, " * 30_000,
    "aliases in a row": "a: [" + "*a," * 30_000 + "]",
    "tags": "[" + "!a,&b," * 20_000 + "]",
    "blanks": "a: |\n" + " " * 1_000_000 + "x\n b: @",
    "blanks before a comment": "a: @" + " " * 1_000_000 + "x",
    "keys in brackets": "- {[]: 1}\n" * 20_000,
    "duplicates": "a: 1\n" * 20_000,
    "colons": "- a: b\n" + "- a:b\n" * 20_000,
    "open quotes": "a: '\n" * 20_001,
    "errors": "- a: @\n" * 20_000,
    "dashes": "- " * 19 + "a\n" + " - b\n" * 20_000,
    "line breaks": "\n" * 1_000_000,
    "documents": "---\n" * 20_000,
    "merges": "<<<<<<<\n" * 20_000,
    "escapes": '"' + "\\0" * 30_000 + '"',
    "joiners": "\u200d" * 100_000 + "a\u200d" * 50_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("text", FLOODS.values(), ids=FLOODS)
def test_a_flood_of_mistakes_is_limited(text: str):
    count = len(list_diagnostics(text))

    assert 1 <= count <= yaml_parser.MAX_DIAGNOSTICS_PER_FILE + 1  # the last one counts the others


NASTY = [
    *r"""a b key: name: : - -- --- ... ' " [ ] { } , ? | > |- >2 # & &a * *a ! !! !!str !<x> @ ` %
    %YAML %TAG <<: ~ \ \u202e \x \0 <<<<<<< ======= >>>>>>> ||||||| 😀 ع é key:value -item it's
    http://x""".split(),  # noqa: SIM905 - easier to read
    *"\ufeff\x85\u2028\u200d\u200b\u202e\0\x1b\xa0\ufffe\U000e0041\ufdd0\t\n\r ",
    *("  ", "\n  ", "\n- ", "\r\n", "\na: "),
]
yaml_like = st.lists(st.sampled_from(NASTY), max_size=40).map("".join)


def check_document(data: bytes) -> None:
    """Check that parsing ends with all locations inside the file, and diagnostics if no root."""
    document = parse_yaml(data, FILE)
    assert document.root is not None or document.diagnostics
    assert len(document.diagnostics) == len(set(document.diagnostics))
    locations = [diagnostic.location for diagnostic in document.diagnostics]
    locations += [scalar.location for scalar in list_scalars(document.root)]
    for location in locations:
        assert 1 <= location.line <= max(1, len(document.lines))
        assert 1 <= location.column <= len(document.lines[location.line - 1]) + 1
        assert location.width >= 1
    parser_terms = {"mapping values", "token", "scalar", "node", "None"}
    for diagnostic in document.diagnostics:
        assert diagnostic.excerpt == document.lines[diagnostic.location.line - 1]
        assert not parser_terms & {*diagnostic.message.split()}


@given(st.binary())
def test_any_bytes_give_nodes_or_diagnostics(data: bytes):
    check_document(data)


@given(st.text())
def test_any_text_gives_nodes_or_diagnostics(text: str):
    check_document(text.encode("utf-8", "surrogatepass"))


@given(yaml_like)
@settings(max_examples=1000)
@example("'\n&a!!str !<x>")
@example("!\n  &a")
def test_anything_like_yaml_gives_nodes_or_diagnostics(text: str):
    check_document(text.encode())


@given(yaml_like)
def test_no_mapping_has_a_key_twice(text: str):
    def visit(node: YamlNode | None) -> None:
        if isinstance(node, YamlMapping):
            keys = [key.text for key, _ in node.entries]
            assert len(keys) == len(set(keys))
            for _, value in node.entries:
                visit(value)
        if isinstance(node, YamlSequence):
            for item in node.items:
                visit(item)

    visit(parse_yaml(f"{{{text}}}".encode(), FILE).root)


texts = st.text(
    st.characters(exclude_categories=["Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"])
).filter(
    lambda text: (
        not yaml_parser.has_forbidden_characters(text)
        and text == replace_look_alikes(text)  # these are reported where they are not meant
        and not text.startswith(("-", "---"))
    )
)
data_trees = st.recursive(
    texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts.filter(bool), inner),
    max_leaves=15,
)


@given(data_trees.filter(lambda tree: not isinstance(tree, str)))
@settings(max_examples=150)
def test_what_is_dumped_is_read_back(tree: object):
    for style in (None, "'", '"', "|", ">"):
        dumped = yaml.safe_dump(tree, default_style=style, allow_unicode=True)
        document = parse_yaml(dumped.encode(), FILE)
        assert (tree, ()) == (to_python(document.root), document.diagnostics), dumped


@given(data_trees.filter(lambda tree: not isinstance(tree, str)))
@settings(max_examples=50)
def test_what_is_dumped_in_brackets_is_read_back(tree: object):
    dumped = yaml.safe_dump(tree, default_flow_style=True, width=30)

    assert tree == to_python(parse_yaml(dumped.encode(), FILE).root), dumped


@given(data_trees)
@settings(max_examples=50)
def test_locations_are_those_of_the_typed_text(tree: object):
    document = parse_yaml(yaml.safe_dump([tree], width=10**6, allow_unicode=True).encode(), FILE)

    for scalar in list_scalars(document.root):
        location = scalar.location
        typed = document.lines[location.line - 1][location.column - 1 :][: location.width]
        if not scalar.is_quoted:
            assert scalar.text == typed


@pytest.mark.parametrize("text", [MEMBER, "a: 'x\nb: 1\n", "- [a\n- @x\n", "a: b: c\n", "\ta: 1"])
def test_the_python_parser_is_used_where_libyaml_is_missing(
    text: str, monkeypatch: pytest.MonkeyPatch
):
    expected = parse_yaml(text.encode(), FILE)
    monkeypatch.setattr(yaml_parser, "_Loader", yaml.BaseLoader)

    document = parse_yaml(text.encode(), FILE)

    assert to_python(expected.root) == to_python(document.root)
    assert bool(expected.diagnostics) == bool(document.diagnostics)
