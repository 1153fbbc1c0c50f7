"""Files of data become one Coalition, or a report that an editor can act on.

Each folder in `data/problems/` is named after a problem and holds files that are laid over a good
coalition, and the report that comes of them. Where the words of a problem are changed on purpose,
`WRITE_EXPECTED=1 pytest tests/project/test_loader.py` writes the reports again: read every one of
them then.
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
    Contact,
    Definition,
    Goal,
    Group,
    Instrument,
    MailingList,
    Member,
    Milestone,
    Organisation,
)
from coalition.project import lint_css
from coalition.project.loader import DATA_FILES, load_coalition
from coalition.project.project import load_project
from coalition.sources.cache import Cache
from support.projects import PROJECT
from support.unprivileged import unprivileged

DATA = PROJECT / "tests" / "data"
LANTERN = DATA / "coalitions" / "lantern" / "data"
MINIMAL = DATA / "coalitions" / "minimal" / "data"
PROBLEMS = DATA / "problems"

TEXTS = {name: (LANTERN / f"{name}.yaml").read_text(encoding="utf-8") for name in DATA_FILES}

LINE_BREAK = re.compile(r"\r\n|\r|\n")


def make_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def make_a_broken_link(file: Path) -> None:
    file.unlink()
    file.symlink_to("moved-away.yaml")


def make_unreadable(file: Path) -> None:
    file.chmod(0)


def make_huge(file: Path) -> None:
    file.write_bytes(b"# nothing but remarks\n" * 250_000)


def make_a_namesake(file: Path) -> None:
    """On Windows and macOS, git could not keep both."""
    images = file.parent.parent / "content" / "images"
    (images / "Lamp.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    shutil.copyfile(images / "Lamp.svg", images / "lamp.svg")


def make_many_mistakes(file: Path) -> None:
    file.write_text("- country: Atlantis\n" * 1500, encoding="utf-8")


RECIPES: dict[str, Callable[[Path], None]] = {
    "not-a-file": make_a_folder,
    "symbolic-link": make_a_broken_link,
    "unreadable-file": make_unreadable,
    "similar-file-names": make_a_namesake,
    "too-large": make_huge,
    "too-many-problems": make_many_mistakes,
}
"""What git cannot hold or should not: what is done to `members.yaml` for an example."""


def lay_out(example: Path, top: Path) -> None:
    """Make `top` a project with the data of the base coalition and the example laid over it."""
    folder, theme = top / "data", top / "theme"
    shutil.copytree(PROJECT / "theme" / "locale" / "ar", theme / "locale" / "ar")
    (theme / "templates").mkdir()
    (theme / "static").mkdir()
    shutil.copytree(LANTERN, folder)
    shutil.copytree(LANTERN.with_name("content") / "images", top / "content" / "images")
    for file in example.iterdir():
        if file.suffix == ".absent":
            (folder / file.stem).unlink()
        elif file.name in {"locale", "static", "templates"}:
            if file.name == "templates":
                real = PROJECT / "theme" / "templates"
                shutil.copytree(real, theme / "templates", dirs_exist_ok=True)
            shutil.copytree(file, theme / file.name, dirs_exist_ok=True)
        elif file.is_dir():
            shutil.copytree(file, top / "content" / file.name, dirs_exist_ok=True)
        elif file.suffix == ".yaml":
            shutil.copyfile(file, folder / file.name)
    if example.name in RECIPES:
        RECIPES[example.name](folder / "members.yaml")


def write(folder: Path, **texts: str) -> Path:
    """The base coalition in `folder`, with other texts in the files named."""
    for name, text in (TEXTS | texts).items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8", newline="")
    return folder


def problems_of(folder: Path, images: Path | None = None) -> tuple[Diagnostic, ...]:
    with pytest.raises(DataError) as raised:
        load_coalition(folder, images=images)
    return raised.value.diagnostics


def problems_before_a_build(project: Path) -> tuple[Diagnostic, ...]:
    thorough = any((project / "theme" / "templates").iterdir())
    with pytest.raises(DataError) as raised:
        load_project(project, thorough=thorough)
    return raised.value.diagnostics


def names_of(problems: tuple[Diagnostic, ...]) -> list[tuple[str, int, str]]:
    return [(problem.location.file, problem.location.line, problem.rule) for problem in problems]


# What an editor is told


@pytest.mark.parametrize("example", sorted(PROBLEMS.iterdir()), ids=lambda example: example.name)
def test_each_example_is_reported_in_just_these_words(example: Path, tmp_path: Path):
    lay_out(example, tmp_path)

    with unprivileged(tmp_path) if example.name == "unreadable-file" else nullcontext():
        found = problems_before_a_build(tmp_path)
    if example.name == "too-many-problems":  # the others would fill a book
        found = tuple(problem for problem in found if problem.rule == example.name)

    expected = example / "expected.txt"
    if os.environ.get("WRITE_EXPECTED"):
        expected.write_text(format_diagnostics(found) + "\n", encoding="utf-8")
    assert expected.read_text(encoding="utf-8") == format_diagnostics(found) + "\n"
    assert example.name.split(".")[0] in {problem.rule for problem in found}


def test_problems_of_all_five_files_come_in_one_run_sorted_by_file_and_line(tmp_path: Path):
    folder = write(
        tmp_path,
        coalition=TEXTS["coalition"].replace("acronym: LCLN", "akronym: LCLN"),
        action_areas=TEXTS["action_areas"].replace("[4, 11]", "[4, 12]"),
        sdgs=TEXTS["sdgs"].replace("ink: white", "ink: pink"),
        organisations=TEXTS["organisations"].replace("country: EG", "country: Egypt"),
        members=TEXTS["members"]
        .replace("since: 2018-11", "since: November 2018")
        .replace("group: town-councils", "group: town-counsils"),
    )

    found = problems_of(folder)

    assert [
        ("data/action_areas.yaml", 9, "unknown-reference"),
        ("data/coalition.yaml", 5, "unknown-key"),
        ("data/members.yaml", 11, "invalid-date"),
        ("data/members.yaml", 60, "unknown-reference"),
        ("data/members.yaml", 80, "unknown-reference"),
        ("data/organisations.yaml", 18, "unknown-country"),
        ("data/sdgs.yaml", 4, "not-in-choice"),
    ] == names_of(found)


def test_problems_name_the_files_as_the_caller_shows_them(tmp_path: Path):
    folder = write(tmp_path, members="[")

    with pytest.raises(DataError) as raised:
        load_coalition(folder, display_path="elsewhere/facts")

    assert ["elsewhere/facts/members.yaml"] == [p.location.file for p in raised.value.diagnostics]


def test_a_folder_without_files_is_five_missing_files(tmp_path: Path):
    found = problems_of(tmp_path / "nowhere")

    assert [(f"data/{name}.yaml", 1, "missing-file") for name in sorted(DATA_FILES)] == names_of(
        found
    )


# One mistake is told once


@pytest.mark.parametrize("broken", ["organisations", "action_areas", "sdgs", "coalition"])
def test_a_file_that_cannot_be_read_makes_no_reference_to_it_unknown(tmp_path: Path, broken: str):
    folder = write(tmp_path, **{broken: "- [\n"})

    found = problems_of(folder)

    assert [(f"data/{broken}.yaml", "unclosed-bracket")] == [
        (p.location.file, p.rule) for p in found
    ]


def test_an_entry_with_a_mistake_can_still_be_referred_to(tmp_path: Path):
    organisations = TEXTS["organisations"].replace("  city: Bergen", "  town: Bergen")

    found = problems_of(write(tmp_path, organisations=organisations))

    assert [("data/organisations.yaml", 4, "unknown-key")] == names_of(found)


def test_an_id_that_is_badly_written_is_told_where_it_stands_only(tmp_path: Path):
    organisations = TEXTS["organisations"].replace("id: radio-qamar", "id: Radio Qamar")

    found = problems_of(write(tmp_path, organisations=organisations))

    assert [("data/organisations.yaml", 15, "invalid-id")] == names_of(found)


def test_an_entry_without_an_id_makes_no_reference_unknown(tmp_path: Path):
    organisations = TEXTS["organisations"].replace("- id: yewan\n  name:", "- name:")

    found = problems_of(write(tmp_path, organisations=organisations))

    assert [("data/organisations.yaml", 21, "missing-id")] == names_of(found)


def test_without_a_first_language_no_text_lacks_it(tmp_path: Path):
    coalition = TEXTS["coalition"].replace("languages: [en, ar]\n", "")
    organisations = "- id: yewan\n  name: {zh: 夜晚图书馆}\n  description: {zh: 夜}\n"
    members = "- name: Ada Example\n  group: libraries\n  role: {fr: Bibliothécaire}\n"
    folder = write(tmp_path, coalition=coalition, organisations=organisations, members=members)

    assert [("data/coalition.yaml", 2, "missing-key")] == names_of(problems_of(folder))


def test_a_misspelt_key_is_not_missing_as_well(tmp_path: Path):
    folder = write(tmp_path, members="- name: Ada Example\n  grupe: libraries\n")

    assert [("data/members.yaml", 2, "unknown-key")] == names_of(problems_of(folder))


def test_braces_in_what_an_editor_typed_stay_as_they_are(tmp_path: Path):
    folder = write(tmp_path, members="- {name: Ada, group: '{hint}{value}{message}{{ x }}'}\n")

    assert ["unknown group '{hint}{value}{message}{{ x }}'"] == [
        problem.message for problem in problems_of(folder)
    ]


def test_many_different_mistakes_are_all_reported(tmp_path: Path):
    entry = "- name: Member {n}\n  gruppe: x\n  country: Norwayland{n}\n  languages: [Norsk{n}]\n"
    folder = write(tmp_path, members="".join(entry.format(n=n) for n in range(300)))

    assert 900 == len(problems_of(folder))


# What becomes of good files


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


def test_what_is_left_out_is_empty_in_the_record():
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

    assert load_coalition(LANTERN) == load_coalition(write(tmp_path, **windows))


def test_a_picture_that_is_there_is_no_problem(tmp_path: Path):
    member = "- name: Ada Example\n  group: libraries\n  photo: ada.jpg\n"
    folder = write(tmp_path, members=member)
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "ada.jpg").touch()

    assert "ada.jpg" == load_coalition(folder, images=tmp_path / "images").members[0].photo


def test_a_folder_with_the_name_of_a_picture_is_no_picture(tmp_path: Path):
    member = "- {name: Ada Example, group: libraries, photo: ada.jpg}\n"
    folder = write(tmp_path, members=member)
    (tmp_path / "images" / "ada.jpg").mkdir(parents=True)

    found = problems_of(folder, tmp_path / "images")

    assert [("data/members.yaml", 1, "missing-image")] == names_of(found)


def test_a_folder_of_pictures_that_is_none_holds_none(tmp_path: Path):
    member = "- {name: Ada Example, group: libraries, photo: ada.jpg}\n"
    folder = write(tmp_path, members=member)

    found = problems_of(folder, tmp_path / "members.yaml")

    assert [("data/members.yaml", 1, "missing-image")] == names_of(found)


def test_two_people_share_a_name_where_each_has_an_id():
    coalition = load_coalition(LANTERN)

    assert {"sam-sample-boat", "sam-sample-radio"} == {
        member.id for member in coalition.members if member.name.default_text == "Sam Sample"
    }


# Whatever stands in the files

NASTY = [
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
    """`text` with one change of the kind that hands, merges and find-and-replace make."""
    lines = text.split("\n")
    number = draw(st.integers(0, len(lines) - 1))
    line, nasty = lines[number], draw(st.sampled_from(NASTY))
    column = draw(st.integers(0, len(line)))
    key = line.partition(":")[0]
    new = draw(
        st.sampled_from(
            [
                [],  # deleted
                [line, line],  # doubled
                [lines[-number], line],  # another one slipped in
                [line[:column] + nasty + line[column:]],
                [line[:column] + nasty],
                [" " * draw(st.integers(0, 8)) + line.lstrip()],
                [f"{key}: {nasty}"],
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


ENTRIES = {
    "coalition": CoalitionFile,
    "action_areas": ActionArea,
    "sdgs": Goal,
    "organisations": Organisation,
    "members": Member,
}
KEYS = {name: list(record.model_fields) for name, record in ENTRIES.items()}
INNER_KEYS = sorted(
    {
        key
        for record in (Group, Body, Contact, MailingList, Milestone, Definition, Instrument)
        for key in record.model_fields
    }
)


VALUES = st.recursive(
    st.sampled_from(NASTY) | st.text(max_size=8),
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
    keys = draw(st.lists(st.sampled_from(KEYS[name]), max_size=6))
    lines = [f"{key}: {draw(VALUES)}" for key in keys]
    return {name: start + "\n  ".join(lines) if start else "\n".join(lines)}


def outcome(texts: dict[str, str]) -> Coalition | tuple[Diagnostic, ...]:
    with TemporaryDirectory() as folder:
        write(Path(folder), **texts)
        try:
            return load_coalition(Path(folder), images=Path(folder))
        except DataError as error:
            return error.diagnostics


def lines_of(file: str, texts: dict[str, str]) -> list[str]:
    name = Path(file).stem
    return LINE_BREAK.split((TEXTS | texts)[name].removeprefix("\ufeff"))


def check_whatever(texts: dict[str, str]) -> None:
    """A coalition, or problems in the words of a report, each inside the file it names."""
    found = outcome(texts)
    if isinstance(found, Coalition):
        return
    assert found
    assert sorted(found) == list(found)
    assert all(problem.message and problem.hint for problem in found)
    for problem in found:
        place, lines = problem.location, lines_of(problem.location.file, texts)
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
        assert problem.excerpt in {lines[place.line - 1], ""}
    ours = re.compile(r"NoneType|\bdict\b|\bstr\b|pydantic|_type\b|\bctx\b")
    typed = any(ours.search(text) for text in texts.values())
    assert typed or not ours.search(format_diagnostics(found))


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

    check_whatever({name: "".join(f"{start}{key}: {shape}\n" for key in KEYS[name])})


@pytest.mark.parametrize("shape", SHAPES)
def test_each_key_of_what_stands_inside_the_coalition_may_have_a_value_of_any_shape(shape: str):
    inner = "{" + ", ".join(f"{key}: {shape}" for key in INNER_KEYS) + "}"

    check_whatever({"coalition": "".join(f"{key}: {inner}\n" for key in KEYS["coalition"])})
    check_whatever({"coalition": "".join(f"{key}: [{inner}]\n" for key in KEYS["coalition"])})


@settings(max_examples=150, deadline=None)
@given(mutated_files())
def test_any_change_of_good_files_gives_a_coalition_or_problems_inside_them(texts: dict[str, str]):
    check_whatever(texts)


@settings(max_examples=150, deadline=None)
@given(invented_files())
def test_any_text_gives_a_coalition_or_problems_inside_its_file(texts: dict[str, str]):
    check_whatever(texts)


@settings(max_examples=25, deadline=None)
@given(mutated_files())
def test_the_same_files_always_have_the_same_outcome(texts: dict[str, str]):
    assert outcome(texts) == outcome(texts)


def test_a_folder_of_texts_that_is_none_is_told(tmp_path: Path):
    lay_out(PROBLEMS / "empty-value", tmp_path)
    (tmp_path / "content").mkdir(exist_ok=True)
    shutil.rmtree(tmp_path / "content/news", ignore_errors=True)
    (tmp_path / "content/news").touch()

    found = [
        problem for problem in problems_before_a_build(tmp_path) if "news" in problem.location.file
    ]

    assert [("content/news", "unreadable-file")] == [(p.location.file, p.rule) for p in found]


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
def test_a_style_sheet_that_ends_what_it_begins_is_let_pass(css: str, tmp_path: Path):
    (tmp_path / "a.css").write_text(css)

    assert [] == list(lint_css.check_stylesheets(tmp_path, Cache()))


def test_a_text_is_read_to_its_end(tmp_path: Path):
    lay_out(PROBLEMS / "empty-value", tmp_path)
    pages = tmp_path / "content/pages"
    pages.mkdir(exist_ok=True)
    (pages / "long.en.md").write_text("Title: Long\n\n" + 4 * 1024**2 * "é" + "\n# End\n", "utf-8")

    problems = problems_before_a_build(tmp_path)

    assert {"heading-level", "too-large"} == {
        problem.rule for problem in problems if problem.location.file == "content/pages/long.en.md"
    }
