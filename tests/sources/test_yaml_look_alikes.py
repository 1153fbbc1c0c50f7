"""Characters that look like those of YAML are named, once and where they are."""

import pytest

from coalition.look_alikes import find_look_alike, is_quoted_by_look_alikes, replace_look_alikes
from coalition.sources.yaml_parser import YamlMapping, YamlScalar, YamlSequence, parse_yaml

ENTRY = "- name: Ada\n  role: Editor\n  group: lamps\n- name: Bob\n  group: lamps\n"

SLIPS = {
    "no-break space as indentation": ("  role", "\u00a0\u00a0role", 2, 1),
    "no-break space after a space": ("  role", " \u00a0role", 2, 2),
    "no-break space after a colon": ("role: ", "role:\u00a0", 2, 8),
    "narrow no-break space": ("role: ", "role:\u202f", 2, 8),
    "ideographic space": ("role: ", "role:\u3000", 2, 8),
    "no-break space before a colon": ("role:", "role\u00a0:", 2, 7),
    "no-break space after a dash": ("- name: Ada", "-\u00a0name: Ada", 1, 2),
    "no-break space on an empty line": ("- name: Bob", "\u00a0\n- name: Bob", 4, 1),
    "full-width colon": ("role: ", "role：", 2, 7),
    "full-width colon and a space": ("role:", "role：", 2, 7),
    "full-width colon at the start": ("- name: Ada", "- name：Ada", 1, 7),
    "full-width colon at the end": ("Bob\n  group: ", "Bob\n  group：", 5, 8),
    "ratio": ("role: ", "role∶ ", 2, 7),
    "en dash": ("- name: Bob", "– name: Bob", 4, 1),
    "en dash at the start": ("- name: Ada", "– name: Ada", 1, 1),
    "em dash": ("- name: Bob", "— name: Bob", 4, 1),
    "minus": ("- name: Bob", "− name: Bob", 4, 1),
    "non-breaking hyphen": ("- name: Bob", "\u2011 name: Bob", 4, 1),
    "bullet": ("- name: Bob", "• name: Bob", 4, 1),
    "en dashes in a list": ("role: Editor", "roles:\n    – Editor\n    – Cook", 3, 5),
    "Arabic comma": ("role: Editor", "roles: [Editor، Cook]", 2, 17),
    "full-width comma": ("role: Editor", "roles: [Editor，Cook]", 2, 17),
    "ideographic comma": ("role: Editor", "roles: [Editor、Cook]", 2, 17),
    "curly quotes": ("Editor", "“Editor”", 2, 9),
    "low and high quotes": ("Editor", "„Editor“", 2, 9),
    "guillemets": ("Editor", "«Editor of the night»", 2, 9),
    "quotes in a list": ("role: Editor", "roles: [“Editor”, Cook]", 2, 11),
    "quotes in a block list": ("role: Editor", "roles:\n    - “Editor”", 3, 7),
    "quotes in braces": ("role: Editor", "role: {en: “Editor”, fr: x}", 2, 14),
    "single quotes": ("Editor", "‘Editor’", 2, 9),
    "curly quotes around a colon": ("Editor", "“Editor: news”", 2, 9),
    "curly closing quote": ("Editor", '"Editor”', 2, 16),
    "Cyrillic letter in a key": ("role", "rоle", 2, 4),
    "full-width letter in a key": ("role", "ｒole", 2, 3),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "column"), SLIPS.values(), ids=SLIPS)
def test_each_slip_is_reported_once_at_its_column(old: str, new: str, line: int, column: int):
    assert old in ENTRY
    document = parse_yaml(ENTRY.replace(old, new, 1).encode(), "data/members.yaml")

    assert [("look-alike-character", line, column)] == [
        (diagnostic.rule, diagnostic.location.line, diagnostic.location.column)
        for diagnostic in document.diagnostics
    ]


@pytest.mark.parametrize(
    "value",
    [
        "“Head” of the night",
        "“A” and “B”",
        "'“Editor”'",
        '"«Радио»"',
        "l’heure – et plus",
        "a – b",
        "时间：晚上，地点：图书馆",
        "|\n    – one\n    “two”\n    key：value\n    \u00a0key: value",
        "A text\n    – with a dash in it",
        "{en: Editor, ar: محرّر، وكاتب}",
        "Editor\u00a0!",
        "½",
    ],
)
def test_the_same_characters_in_a_text_are_accepted(value: str):
    text = ENTRY.replace("Editor", value, 1)

    assert () == parse_yaml(text.encode(), "data/members.yaml").diagnostics


def test_what_was_meant_is_read_where_the_parser_could_go_on():
    text = "- nаme: “Ada”\n  languages: [nb، en]\n"
    root = parse_yaml(text.encode(), "data/members.yaml").root

    assert isinstance(root, YamlSequence)
    entry = root.items[0]
    assert isinstance(entry, YamlMapping)
    (name, _), (_, languages) = entry.entries
    assert "name" == name.text
    assert isinstance(languages, YamlSequence)
    assert [("nb", 15), ("en", 19)] == [
        (item.text, item.location.column)
        for item in languages.items
        if isinstance(item, YamlScalar)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026–11–22", "2026-11-22"),
        ("٢٠٢٦-١١-٢٢", "2026-11-22"),
        ("２０２６-11-22", "2026-11-22"),
        ("librаries", "libraries"),
        ("«x»", '"x"'),
        ("plain", "plain"),
        ("Zoë", "Zoë"),
        ("тест", "тест".replace("е", "e").replace("с", "c")),
    ],
)
def test_look_alikes_are_replaced_one_by_one(text: str, expected: str):
    assert expected == replace_look_alikes(text)
    assert len(text) == len(replace_look_alikes(text))


def test_a_text_is_read_without_its_typographic_quotes():
    root = parse_yaml("- “Ada”\n- [„Bob“, Cy]\n".encode(), "data/members.yaml").root

    assert isinstance(root, YamlSequence)
    assert isinstance(root.items[0], YamlScalar)
    assert isinstance(root.items[1], YamlSequence)
    items = (root.items[0], *root.items[1].items)
    assert ["Ada", "Bob", "Cy"] == [item.text for item in items if isinstance(item, YamlScalar)]


def test_a_word_in_another_script_contains_no_look_alike():
    assert None is find_look_alike("тест")
    assert None is find_look_alike("Zoë")
    assert None is find_look_alike("plain")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("“A”", True), ("„A“", True), ("« A »", True), ("‘it’s’", False), ("“it’s”", True),
     ("“A” and “B”", False), ("“", False), ("A”", False), ("“A", False), ("’A’", True)],
)  # fmt: skip
def test_quotes_count_only_around_a_whole_text(text: str, expected: bool):
    assert expected == is_quoted_by_look_alikes(text)


@pytest.mark.parametrize(
    "slip",
    [("- name: Ada", "– name: Ada"), ("  role", "\u00a0\u00a0role"), ("role:", "role： ")],
)
def test_the_rest_of_the_file_is_checked_as_well(slip: tuple[str, str]):
    text = ENTRY.replace(*slip, 1) + "- name: [Cy\n- name: Dan\n"
    document = parse_yaml(text.encode(), "data/members.yaml")

    assert ["look-alike-character", "unclosed-bracket"] == [
        diagnostic.rule for diagnostic in document.diagnostics
    ]


def test_a_file_with_one_look_alike_is_read_as_it_was_meant():
    text = ENTRY.replace("- name: Bob", "– name: Bob").encode()
    document = parse_yaml(text, "data/members.yaml")

    assert ["look-alike-character"] == [diagnostic.rule for diagnostic in document.diagnostics]
    assert isinstance(document.root, YamlSequence)
    assert 2 == len(document.root.items)


def test_many_look_alikes_are_all_reported():
    text = ENTRY + "– name: Cy\n  group: lamps\n" * 12
    document = parse_yaml(text.encode(), "data/members.yaml")

    assert [6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28] == [
        diagnostic.location.line for diagnostic in document.diagnostics
    ]
