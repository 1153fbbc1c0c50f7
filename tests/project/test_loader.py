"""Loading `data/`: valid files give one Coalition, others a report that an editor can act on.

Each folder in `data/problems/` is an example of the rule in its name: files that are copied over a
valid coalition, and the expected report. If a message is changed on purpose,
`WRITE_EXPECTED=1 pytest tests/project/test_loader.py` writes the reports again: review each of
them.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.diagnostics.diagnostic import Diagnostic
from coalition.diagnostics.errors import DataError
from coalition.diagnostics.text import format_diagnostics
from coalition.model.records import (
    ActionArea,
    Body,
    Coalition,
    CoalitionFile,
    ConditionSet,
    Contact,
    Document,
    Event,
    Goal,
    Group,
    Member,
    Milestone,
    Organisation,
    WorkingGroup,
)
from coalition.model.records.coalition_file import Definition, Instrument, MailingList
from coalition.project import lint_css
from coalition.project.data_files import DATA_FILES, REQUIRED_DATA_FILES
from coalition.project.loader import load_coalition
from coalition.project.project import load_project
from coalition.sources.cache import Cache
from support import systems
from support.projects import PROJECT
from support.unprivileged import unprivileged

DATA = PROJECT / "tests" / "data"
LANTERN = DATA / "coalitions" / "lantern" / "data"
ALLIANCE = LANTERN.parent.with_name("alliance") / "data"
MINIMAL = DATA / "coalitions" / "minimal" / "data"
EXAMPLES = DATA / "problems"

TEXTS = {name: (LANTERN / f"{name}.yaml").read_text(encoding="utf-8") for name in DATA_FILES}

LINE_BREAK = re.compile(r"\r\n|\r|\n")


def replace_with_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def replace_with_broken_link(file: Path) -> None:
    systems.skip_without_posix_files()
    file.unlink()
    file.symlink_to("moved-away.yaml")


def make_unreadable(file: Path) -> None:
    systems.skip_without_posix_files()
    file.chmod(0)


def make_too_large(file: Path) -> None:
    file.write_bytes(b"# nothing but remarks\n" * 250_000)


def make_similar_file_names(file: Path) -> None:
    """Git cannot check out both files on Windows and macOS, so they are not in the repository."""
    systems.skip_without_any_file_name()
    images = file.parent.parent / "content" / "images"
    (images / "Lamp.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    shutil.copyfile(images / "Lamp.svg", images / "lamp.svg")


def make_many_errors(file: Path) -> None:
    file.write_text("- country: Atlantis\n" * 1500, encoding="utf-8")


EXAMPLE_BUILDERS: dict[str, Callable[[Path], None]] = {
    "not-a-file": replace_with_folder,
    "symbolic-link": replace_with_broken_link,
    "unreadable-file": make_unreadable,
    "similar-file-names": make_similar_file_names,
    "too-large": make_too_large,
    "too-many-problems": make_many_errors,
}
"""By rule: how to change `members.yaml` for examples that git cannot or should not store."""


def copy_example(example: Path, root: Path) -> None:
    """Make `root` a project with the base coalition, overwritten by the files of an example."""
    folder, theme = root / "data", root / "theme"
    shutil.copytree(PROJECT / "theme" / "locale" / "ar", theme / "locale" / "ar")
    (theme / "templates").mkdir()
    (theme / "static").mkdir()
    shutil.copytree(LANTERN, folder)
    shutil.copytree(LANTERN.with_name("content") / "images", root / "content" / "images")
    for file in example.iterdir():
        if file.suffix == ".absent":
            (folder / file.stem).unlink()
        elif file.name in {"locale", "static", "templates"}:
            if file.name == "templates":
                templates = PROJECT / "theme" / "templates"
                shutil.copytree(templates, theme / "templates", dirs_exist_ok=True)
            shutil.copytree(file, theme / file.name, dirs_exist_ok=True)
        elif file.is_dir():
            shutil.copytree(file, root / "content" / file.name, dirs_exist_ok=True)
        elif file.suffix == ".yaml":
            shutil.copyfile(file, folder / file.name)
    if example.name in EXAMPLE_BUILDERS:
        EXAMPLE_BUILDERS[example.name](folder / "members.yaml")


def write_data(folder: Path, **texts: str) -> Path:
    """Write the base coalition to `folder`, with other texts for the named files."""
    for name, text in (TEXTS | texts).items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8", newline="")
    return folder


def load_diagnostics(folder: Path, images: Path | None = None) -> tuple[Diagnostic, ...]:
    with pytest.raises(DataError) as raised:
        load_coalition(folder, images=images)
    return raised.value.diagnostics


def project_diagnostics(root: Path) -> tuple[Diagnostic, ...]:
    thorough = any((root / "theme" / "templates").iterdir())
    with pytest.raises(DataError) as raised:
        load_project(root, thorough=thorough)
    return raised.value.diagnostics


def list_positions_and_rules(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[str, int, str]]:
    return [
        (diagnostic.location.file, diagnostic.location.line, diagnostic.rule)
        for diagnostic in diagnostics
    ]


# Reports


@pytest.mark.parametrize("example", sorted(EXAMPLES.iterdir()), ids=lambda example: example.name)
def test_each_example_has_exactly_the_expected_report(example: Path, tmp_path: Path):
    copy_example(example, tmp_path)

    with unprivileged(tmp_path) if example.name == "unreadable-file" else nullcontext():
        diagnostics = project_diagnostics(tmp_path)
    if example.name == "too-many-problems":  # the other 1,000 would make expected.txt too long
        diagnostics = tuple(
            diagnostic for diagnostic in diagnostics if diagnostic.rule == example.name
        )

    expected = example / "expected.txt"
    if os.environ.get("WRITE_EXPECTED"):
        expected.write_text(format_diagnostics(diagnostics) + "\n", encoding="utf-8")
    assert expected.read_text(encoding="utf-8") == format_diagnostics(diagnostics) + "\n"
    assert example.name.split(".")[0] in {diagnostic.rule for diagnostic in diagnostics}


def test_diagnostics_of_all_files_come_in_one_run_sorted_by_file_and_line(tmp_path: Path):
    folder = write_data(
        tmp_path,
        coalition=TEXTS["coalition"].replace("acronym: LCLN", "akronym: LCLN"),
        action_areas=TEXTS["action_areas"].replace("[4, 11]", "[4, 12]"),
        sdgs=TEXTS["sdgs"].replace("ink: white", "ink: pink"),
        organisations=TEXTS["organisations"].replace("country: EG", "country: Egypt"),
        members=TEXTS["members"]
        .replace("since: 2018-11", "since: November 2018")
        .replace("group: town-councils", "group: town-counsils"),
    )

    diagnostics = load_diagnostics(folder)

    assert [
        ("data/action_areas.yaml", 9, "unknown-reference"),
        ("data/coalition.yaml", 5, "unknown-key"),
        ("data/members.yaml", 11, "invalid-date"),
        ("data/members.yaml", 60, "unknown-reference"),
        ("data/members.yaml", 80, "unknown-reference"),
        ("data/organisations.yaml", 18, "unknown-country"),
        ("data/sdgs.yaml", 4, "not-in-choice"),
    ] == list_positions_and_rules(diagnostics)


def test_diagnostics_name_files_below_the_display_path(tmp_path: Path):
    folder = write_data(tmp_path, members="[")

    with pytest.raises(DataError) as raised:
        load_coalition(folder, display_path="elsewhere/facts")

    assert ["elsewhere/facts/members.yaml"] == [p.location.file for p in raised.value.diagnostics]


def test_a_folder_without_files_is_five_missing_files(tmp_path: Path):
    diagnostics = load_diagnostics(tmp_path / "nowhere")

    assert [
        (f"data/{name}.yaml", 1, "missing-file") for name in sorted(REQUIRED_DATA_FILES)
    ] == list_positions_and_rules(diagnostics)


# Each error is reported once


@pytest.mark.parametrize("broken", ["organisations", "action_areas", "sdgs", "coalition"])
def test_a_file_that_cannot_be_read_makes_no_reference_to_it_unknown(tmp_path: Path, broken: str):
    folder = write_data(tmp_path, **{broken: "- [\n"})

    diagnostics = load_diagnostics(folder)

    assert [(f"data/{broken}.yaml", "unclosed-bracket")] == [
        (p.location.file, p.rule) for p in diagnostics
    ]


def test_an_entry_with_a_mistake_can_still_be_referred_to(tmp_path: Path):
    organisations = TEXTS["organisations"].replace("  city: Bergen", "  town: Bergen")

    diagnostics = load_diagnostics(write_data(tmp_path, organisations=organisations))

    assert [("data/organisations.yaml", 4, "unknown-key")] == list_positions_and_rules(diagnostics)


def test_a_malformed_id_is_reported_only_where_it_is_written(tmp_path: Path):
    organisations = TEXTS["organisations"].replace("id: radio-qamar", "id: Radio Qamar")

    diagnostics = load_diagnostics(write_data(tmp_path, organisations=organisations))

    assert [("data/organisations.yaml", 15, "invalid-id")] == list_positions_and_rules(diagnostics)


def test_an_entry_without_an_id_makes_no_reference_unknown(tmp_path: Path):
    organisations = TEXTS["organisations"].replace("- id: yewan\n  name:", "- name:")

    diagnostics = load_diagnostics(write_data(tmp_path, organisations=organisations))

    assert [("data/organisations.yaml", 21, "missing-id")] == list_positions_and_rules(diagnostics)


def test_without_a_first_language_no_text_lacks_it(tmp_path: Path):
    coalition = TEXTS["coalition"].replace("languages: [en, ar]\n", "")
    organisations = "- id: yewan\n  name: {zh: 夜晚图书馆}\n  description: {zh: 夜}\n"
    members = "- name: Ada Example\n  group: libraries\n  role: {fr: Bibliothécaire}\n"
    folder = write_data(tmp_path, coalition=coalition, organisations=organisations, members=members)

    assert [("data/coalition.yaml", 2, "missing-key")] == list_positions_and_rules(
        load_diagnostics(folder)
    )


def test_a_misspelt_key_is_not_missing_as_well(tmp_path: Path):
    folder = write_data(tmp_path, members="- name: Ada Example\n  grupe: libraries\n")

    assert [("data/members.yaml", 2, "unknown-key")] == list_positions_and_rules(
        load_diagnostics(folder)
    )


def test_a_value_that_is_a_comment_gets_a_hint_and_a_comment_elsewhere_none(tmp_path: Path):
    members = "- name: Ada Example  # the first\n  role: # Head\n  group: libraries\n  country:\n"
    folder = write_data(tmp_path, members=members)

    hints = {d.location.line: d.hint for d in load_diagnostics(folder) if d.rule == "empty-value"}
    assert hints[2].endswith("; text after '#' is a comment, unless it is in quotes")
    assert "#" not in hints[4]


def test_braces_in_what_an_editor_typed_stay_as_they_are(tmp_path: Path):
    folder = write_data(tmp_path, members="- {name: Ada, group: '{hint}{value}{message}{{ x }}'}\n")

    assert ["unknown group '{hint}{value}{message}{{ x }}'"] == [
        diagnostic.message for diagnostic in load_diagnostics(folder)
    ]


def test_many_different_mistakes_are_all_reported(tmp_path: Path):
    entry = "- name: Member {n}\n  gruppe: x\n  country: Norwayland{n}\n  languages: [Norsk{n}]\n"
    folder = write_data(tmp_path, members="".join(entry.format(n=n) for n in range(300)))

    assert 900 == len(load_diagnostics(folder))


# Valid files


def test_every_entry_becomes_a_record_in_the_order_of_its_file():
    coalition = load_coalition(LANTERN)

    assert ("en", "ar") == coalition.languages
    assert ["libraries", "broadcasters", "town-councils", "volunteers"] == [
        group.id for group in coalition.groups
    ]
    assert ["open-doors", "voices-on-air", "quiet-light", "fair-pay"] == [
        area.id for area in coalition.action_areas
    ]
    assert ["4", "7", "11"] == [goal.id for goal in coalition.goals]
    assert [
        "north-shore",
        "boat-library",
        "radio-qamar",
        "yewan",
        "conseil-de-la-ville-d-etoile",
        "cafe-books-night",
    ] == [organisation.id for organisation in coalition.organisations]
    assert [
        "ingrid-prove",
        "siraj",
        "layla-mithal",
        "yang-liwen",
        "primer-testov",
        "nobody-o-quote-smith",
        "etienne-echantillon",
        "sam-sample-boat",
        "sam-sample-radio",
        "testa-von-beispiel",
        "a-very-long-family-name-of-the-far-and-lonely-islands",
        "zoe",
    ] == [member.id for member in coalition.members]


def test_a_text_without_a_language_is_in_the_first_language_of_its_coalition():
    coalition = load_coalition(MINIMAL)

    assert "fr" == coalition.default_language
    assert {"fr": "Maël Le Phare"} == coalition.members[0].name.root


def test_omitted_keys_are_empty_in_the_record():
    coalition = load_coalition(MINIMAL)

    member = coalition.members[0]
    assert ((), (), ()) == (coalition.action_areas, coalition.goals, coalition.organisations)
    assert (None, None, None, ()) == (
        member.organisation, member.country, member.bio, member.languages,
    )  # fmt: skip
    assert coalition.mailing_list is None


def test_the_code_of_norway_is_a_text_with_or_without_quotes():
    organisations = load_coalition(LANTERN).organisations

    assert ["NO", "NO"] == [organisation.country for organisation in organisations[:2]]


def test_template_syntax_and_html_arrive_as_the_text_that_was_typed():
    nobody = load_coalition(LANTERN).members[5]

    assert nobody.role and nobody.bio
    assert '"Quoted" & <b>bold</b> {{ role }}' == nobody.role.default_text
    assert nobody.bio.default_text.startswith('&lt;script>alert("bio")&lt;/script>')
    assert (
        '{{ member.name }} {% include "secret.txt" %} {# nothing #} &lt;/script>'
        in nobody.bio.default_text
    )


def test_loading_twice_gives_equal_coalitions():
    assert load_coalition(LANTERN) == load_coalition(LANTERN)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path):
    windows = {name: "\ufeff" + text.replace("\n", "\r\n") for name, text in TEXTS.items()}

    assert load_coalition(LANTERN) == load_coalition(write_data(tmp_path, **windows))


def test_an_existing_image_is_valid(tmp_path: Path):
    member = "- name: Ada Example\n  group: libraries\n  photo: ada.jpg\n"
    folder = write_data(tmp_path, members=member)
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "ada.jpg").touch()

    assert "ada.jpg" == load_coalition(folder, images=tmp_path / "images").members[0].photo


def test_logos_of_organisations_and_bodies_must_exist(tmp_path: Path):
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "tall.svg").touch()
    coalition = (ALLIANCE / "coalition.yaml").read_text("utf-8").replace("tall", "lost")
    organisations = (ALLIANCE / "organisations.yaml").read_text("utf-8")
    data = tmp_path / "data"
    shutil.copytree(ALLIANCE, data)

    assert ["data/organisations.yaml"] == [
        diagnostic.location.file for diagnostic in load_diagnostics(data, tmp_path / "images")
    ]
    (data / "coalition.yaml").write_text(coalition, "utf-8")
    (data / "organisations.yaml").write_text(organisations.replace("wide", "tall"), "utf-8")
    (diagnostic,) = load_diagnostics(data, tmp_path / "images")
    assert ("data/coalition.yaml", "missing-image") == (
        diagnostic.location.file,
        diagnostic.rule,
    )
    assert "there is no 'lost.svg' in " in diagnostic.message


def test_the_id_of_an_organisation_that_is_a_member_may_be_that_of_a_list_of_members(
    tmp_path: Path,
):
    folder = write_data(
        tmp_path,
        organisations=TEXTS["organisations"] + "- {id: group, name: Group of Lamps}\n",
        members=TEXTS["members"] + "- {organisation: group, group: libraries}\n",
    )

    assert "group" == load_coalition(folder).members[-1].id


def test_an_organisation_may_repeat_its_id_as_a_member(tmp_path: Path):
    member = "- {id: north-shore, organisation: north-shore, group: libraries}\n"
    folder = write_data(tmp_path, members=TEXTS["members"] + member)

    assert load_coalition(folder).members[-1].is_organisation


def test_a_folder_with_the_name_of_an_image_is_no_image(tmp_path: Path):
    member = "- {name: Ada Example, group: libraries, photo: ada.jpg}\n"
    folder = write_data(tmp_path, members=member)
    (tmp_path / "images" / "ada.jpg").mkdir(parents=True)

    diagnostics = load_diagnostics(folder, tmp_path / "images")

    assert [("data/members.yaml", 1, "missing-image")] == list_positions_and_rules(diagnostics)


def test_a_file_in_place_of_the_images_folder_has_no_images(tmp_path: Path):
    member = "- {name: Ada Example, group: libraries, photo: ada.jpg}\n"
    folder = write_data(tmp_path, members=member)

    diagnostics = load_diagnostics(folder, tmp_path / "members.yaml")

    assert [("data/members.yaml", 1, "missing-image")] == list_positions_and_rules(diagnostics)


def test_two_people_share_a_name_where_each_has_an_id():
    coalition = load_coalition(LANTERN)

    assert {"sam-sample-boat", "sam-sample-radio"} == {
        member.id for member in coalition.members if member.name.default_text == "Sam Sample"
    }


# Arbitrary input

EDGE_CASES = [
    *"\t\"'`@%&*!|>{}[],:#-?<=\\~\n\r\x00\x1b\x85\xa0",
    *"\u200b\u202e\u2028\ufeff\ufffe\U0001f3ee",
    "null", "~", "[]", "{}", "- ", ": ", "? ", "<<: *x", "&x ", "*x", "!!python/name:os.system ",
    "---\n", "...\n", "%YAML 1.1\n", "<<<<<<< HEAD\n", "'", '"', "|\n", ">-\n", "\\u0000", "[[[[[[",
    "{a: {b: {c: ", "{{ x }}", "{hint}", "{message}", "[key]", "../../etc/passwd", "0x10", "1e9",
    "NO", "yes", "2024-02-30", "0000-00-00", "99999999999999999999", "http://[::1", "a@b", "ﬁ", "İ",
    "en", "xx", "id: ", "name: ", "title: {en: }", "languages: ", "languages: [", "part_of: ",
    "x" * 300,
]  # fmt: skip


def mutate(draw: st.DrawFn, text: str) -> str:
    """Change one line of `text`, as typing, merges and find-and-replace do."""
    lines = text.split("\n")
    number = draw(st.integers(0, len(lines) - 1))
    line, edge_case = lines[number], draw(st.sampled_from(EDGE_CASES))
    column = draw(st.integers(0, len(line)))
    key = line.partition(":")[0]
    new = draw(
        st.sampled_from(
            [
                [],  # deleted
                [line, line],  # doubled
                [lines[-number], line],  # another line inserted
                [line[:column] + edge_case + line[column:]],
                [line[:column] + edge_case],
                [" " * draw(st.integers(0, 8)) + line.lstrip()],
                [f"{key}: {edge_case}"],
                [f"{key}:"],
                [line.replace(":", "", 1)],
                [line.replace(" ", "\t", 1)],
            ]
        )
    )
    return "\n".join([*lines[:number], *new, *lines[number + 1 :]])


@st.composite
def mutated_files(draw: st.DrawFn) -> dict[str, str]:
    names = draw(st.lists(st.sampled_from(DATA_FILES), min_size=1, max_size=2, unique=True))
    texts = {name: TEXTS[name] for name in names}
    for name in names:
        for _ in range(draw(st.integers(1, 3))):
            texts[name] = mutate(draw, texts[name])
    return texts


RECORDS_BY_FILE = {
    "coalition": CoalitionFile,
    "action_areas": ActionArea,
    "sdgs": Goal,
    "organisations": Organisation,
    "members": Member,
    "working_groups": WorkingGroup,
    "events": Event,
    "documents": Document,
    "conditions": ConditionSet,
}
KEYS_BY_FILE = {name: list(record.model_fields) for name, record in RECORDS_BY_FILE.items()}
INNER_KEYS = sorted(
    {
        key
        for record in (Group, Body, Contact, MailingList, Milestone, Definition, Instrument)
        for key in record.model_fields
    }
)


VALUES = st.recursive(
    st.sampled_from(EDGE_CASES) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(inner, max_size=3).map(lambda items: "{" + ", ".join(items) + "}")
        | st.tuples(st.sampled_from(["en", "ar", *INNER_KEYS]), inner).map(": ".join)
        | st.lists(inner, max_size=3).map(lambda items: "\n".join(f"- {item}" for item in items))
    ),
    max_leaves=8,
)


@st.composite
def invented_files(draw: st.DrawFn) -> dict[str, str]:
    name = draw(st.sampled_from(DATA_FILES))
    if draw(st.booleans()):
        return {name: draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))}
    start = "" if name == "coalition" else "- "
    keys = draw(st.lists(st.sampled_from(KEYS_BY_FILE[name]), max_size=6))
    lines = [f"{key}: {draw(VALUES)}" for key in keys]
    return {name: start + "\n  ".join(lines) if start else "\n".join(lines)}


def load_outcome(texts: dict[str, str]) -> Coalition | tuple[Diagnostic, ...]:
    with TemporaryDirectory() as folder:
        write_data(Path(folder), **texts)
        try:
            return load_coalition(Path(folder), images=Path(folder))
        except DataError as error:
            return error.diagnostics


def split_lines(file: str, texts: dict[str, str]) -> list[str]:
    stem = Path(file).stem
    return LINE_BREAK.split((TEXTS | texts)[stem].removeprefix("\ufeff"))


def check_outcome(texts: dict[str, str]) -> None:
    """Check that the result is a coalition, or diagnostics, each inside the file that it names."""
    outcome = load_outcome(texts)
    if isinstance(outcome, Coalition):
        return
    assert outcome
    assert sorted(outcome) == list(outcome)
    assert all(diagnostic.message and diagnostic.hint for diagnostic in outcome)
    for diagnostic in outcome:
        location, lines = diagnostic.location, split_lines(diagnostic.location.file, texts)
        assert 1 <= location.line <= len(lines)
        assert 1 <= location.column <= len(lines[location.line - 1]) + 1
        assert diagnostic.excerpt in {lines[location.line - 1], ""}
    internals = re.compile(r"NoneType|\bdict\b|\bstr\b|pydantic|_type\b|\bctx\b")
    is_in_input = any(internals.search(text) for text in texts.values())
    assert is_in_input or not internals.search(format_diagnostics(outcome))


SHAPES = [
    "",
    "text",
    "[]",
    "[a, a]",
    "[[]]",
    "[{a: b}]",
    "{}",
    "{a: b}",
    "{en: {a: b}}",
    "{'': ''}",
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", DATA_FILES)
def test_each_key_may_have_a_value_of_any_shape(name: str, shape: str):
    start = "" if name == "coalition" else "- "

    check_outcome({name: "".join(f"{start}{key}: {shape}\n" for key in KEYS_BY_FILE[name])})


@pytest.mark.parametrize("shape", SHAPES)
def test_each_key_of_nested_records_may_have_a_value_of_any_shape(shape: str):
    inner = "{" + ", ".join(f"{key}: {shape}" for key in INNER_KEYS) + "}"

    check_outcome({"coalition": "".join(f"{key}: {inner}\n" for key in KEYS_BY_FILE["coalition"])})
    check_outcome(
        {"coalition": "".join(f"{key}: [{inner}]\n" for key in KEYS_BY_FILE["coalition"])}
    )


@settings(max_examples=150, deadline=None)
@given(mutated_files())
def test_any_change_of_valid_files_gives_a_coalition_or_diagnostics_inside_them(
    texts: dict[str, str],
):
    check_outcome(texts)


@settings(max_examples=150, deadline=None)
@given(invented_files())
def test_any_text_gives_a_coalition_or_diagnostics_inside_its_file(texts: dict[str, str]):
    check_outcome(texts)


@settings(max_examples=25, deadline=None)
@given(mutated_files())
def test_the_same_files_always_have_the_same_outcome(texts: dict[str, str]):
    assert load_outcome(texts) == load_outcome(texts)


def test_a_file_in_place_of_a_folder_of_texts_is_reported(tmp_path: Path):
    copy_example(EXAMPLES / "empty-value", tmp_path)
    (tmp_path / "content").mkdir(exist_ok=True)
    shutil.rmtree(tmp_path / "content/news", ignore_errors=True)
    (tmp_path / "content/news").touch()

    diagnostics = [
        diagnostic
        for diagnostic in project_diagnostics(tmp_path)
        if "news" in diagnostic.location.file
    ]

    assert [("content/news", "unreadable-file")] == [(p.location.file, p.rule) for p in diagnostics]


@pytest.mark.parametrize(
    "css",
    [
        "/* don't */ .a { content: 'x' }",
        "/* all of static/*.css */ a { color: red }",
        '.a::after { content: "}\\"/*" }',
        "@layer a { .b { & i { color: red } } } /* end */",
        "",
    ],
)
def test_a_style_sheet_without_unclosed_parts_is_valid(css: str, tmp_path: Path):
    (tmp_path / "a.css").write_text(css)

    assert [] == list(lint_css.check_stylesheets(tmp_path, Cache()))


def test_a_text_is_read_to_its_end(tmp_path: Path):
    copy_example(EXAMPLES / "empty-value", tmp_path)
    pages = tmp_path / "content/pages"
    pages.mkdir(exist_ok=True)
    (pages / "long.en.md").write_text(
        "Title: Long\n\n" + 4 * 1024**2 * "é" + "\nEnd\u200b\n", "utf-8"
    )

    diagnostics = project_diagnostics(tmp_path)

    assert {"invisible-character", "too-large"} == {
        diagnostic.rule
        for diagnostic in diagnostics
        if diagnostic.location.file == "content/pages/long.en.md"
    }
