"""One slip of an editor gives one message, at the line that has to change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coalition.diagnostics.diagnostic import Diagnostic
from coalition.diagnostics.errors import DataError
from coalition.project.project import load_project
from coalition.sources.yaml_parser import parse_yaml
from support.pictures import make_picture
from support.projects import PROJECT

LANTERN = PROJECT / "tests" / "data" / "coalitions" / "lantern"
MEMBERS, COALITION = "data/members.yaml", "data/coalition.yaml"
ORGANISATIONS, AREAS = "data/organisations.yaml", "data/action_areas.yaml"
ABOUT = "content/pages/about.en.md"
ROLE_IN_TWO_LANGUAGES = "  role: {en: Editor, ar: محرّر}\n"


def copy_lantern(root: Path) -> None:
    for folder in ("data", "content"):
        shutil.copytree(LANTERN / folder, root / folder)
    locale = Path("theme/locale/ar")
    shutil.copytree(PROJECT / locale, root / locale)


def check(root: Path) -> tuple[Diagnostic, ...]:
    try:
        load_project(root, allow_incomplete=True)
    except DataError as error:
        return error.diagnostics
    return ()


def summarize(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[str, int, str]]:
    return [
        (diagnostic.location.file, diagnostic.location.line, diagnostic.rule)
        for diagnostic in diagnostics
    ]


EDITS = {
    "a dash lost before an id": (MEMBERS, "- id: siraj", "  id: siraj", 15, "missing-dash"),
    "a dash lost before a name": (
        MEMBERS, "- name: Étienne", "  name: Étienne", 56, "missing-dash",
    ),
    "a dash lost in a nested list": (
        COALITION, "  - id: broadcasters", "    id: broadcasters", 23, "missing-dash",
    ),
    "a dash lost that others refer to": (
        AREAS, "- id: quiet-light", "  id: quiet-light", 15, "missing-dash",
    ),
    "the first dash lost": (MEMBERS, "- name: Ingrid", "  name: Ingrid", 1, "missing-dash"),
    "the first dash and spaces lost": (
        MEMBERS, "- name: Ingrid", "name: Ingrid", 1, "missing-dash",
    ),
    "no space after the first dash": (
        MEMBERS, "- name: Ingrid", "-name: Ingrid", 1, "missing-space",
    ),
    "no space after a dash": (MEMBERS, "- id: siraj", "-id: siraj", 15, "missing-space"),
    "no space after a colon": (MEMBERS, "country: NO", "country:NO", 4, "missing-space"),
    "a lost quote": (MEMBERS, "{{ role }}'", "{{ role }}", 48, "unclosed-quote"),
    "a tab": (MEMBERS, "  country: NO", "\tcountry: NO", 4, "tab-indentation"),
    "one space too many": (MEMBERS, "  country: NO", "   country: NO", 4, "bad-indentation"),
    "one space too few": (MEMBERS, "  country: NO", " country: NO", 4, "bad-indentation"),
    "languages in the column of the key": (
        MEMBERS, ROLE_IN_TWO_LANGUAGES, "  role:\n  en: Editor\n  ar: محرّر\n", 18,
        "bad-indentation",
    ),
    "a language of a required text in the column of the key": (
        MEMBERS, "  name:\n    zh: 样例文", "  name:\n  zh: 样例文", 35, "bad-indentation",
    ),
    "keys in the column of their owner": (
        COALITION, "contact:\n  name", "contact:\nname", 69, "bad-indentation",
    ),
    "a merge without an end": (
        MEMBERS, "  country: NO\n", "<<<<<<< HEAD\n  country: NO\n=======\n  country: SE\n", 4,
        "merge-conflict",
    ),
    "a merge in front matter": (ABOUT, "Title:", "<<<<<<< HEAD\nTitle:", 1, "merge-conflict"),
    "fifty invisible characters": (
        MEMBERS, "Mayor for the night", "a\u200b" * 50, 57, "invisible-character",
    ),
    "a value ten times in a list": (
        MEMBERS, "[nb, en]", f"[nb, {', '.join(['en'] * 10)}]", 9, "duplicate-value",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "line", "rule"), EDITS.values(), ids=EDITS)
def test_a_slip_in_a_line_is_one_message(
    file: str, old: str, new: str, line: int, rule: str, tmp_path: Path
):
    copy_lantern(tmp_path)
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

    assert [(file, line, rule)] == summarize(check(tmp_path))


@pytest.mark.parametrize(
    ("file", "text", "line", "rule"),
    [
        (MEMBERS, "", 1, "empty-file"),
        (ORGANISATIONS, "# nothing\n", 1, "empty-file"),
        (COALITION, "", 1, "empty-file"),
        (ABOUT, "", 1, "empty-file"),
        ("content/pages/about.ar.md", "\n\n", 1, "empty-file"),
        ("content/news/first-light.en.md", "The lamp is on.\n", 1, "missing-key"),
    ],
)
def test_a_file_that_lost_its_content_is_one_message(
    file: str, text: str, line: int, rule: str, tmp_path: Path
):
    copy_lantern(tmp_path)
    (tmp_path / file).write_text(text, encoding="utf-8")

    assert [(file, line, rule)] == summarize(check(tmp_path))


def test_anchors_and_aliases_are_one_message_for_each_line(tmp_path: Path):
    copy_lantern(tmp_path)
    aliases = ", ".join(["*a"] * 100)
    (tmp_path / MEMBERS).write_text(f"- &a [x]\n- [{aliases}]\n- &b [{aliases}]\n")

    assert [(MEMBERS, 1, "anchor"), (MEMBERS, 2, "alias"), (MEMBERS, 3, "anchor")] == summarize(
        check(tmp_path)
    )


def test_references_to_nothing_at_all_are_one_message(tmp_path: Path):
    copy_lantern(tmp_path)
    (tmp_path / ORGANISATIONS).write_text("[]\n", encoding="utf-8")

    assert [(MEMBERS, 3, "unknown-reference")] == summarize(check(tmp_path))


def test_a_deleted_original_is_one_message_for_all_translations_and_links(tmp_path: Path):
    copy_lantern(tmp_path)
    data = tmp_path / COALITION
    text = data.read_text(encoding="utf-8").replace("[en, ar]", "[en, ar, fr]")
    data.write_text(text, encoding="utf-8", newline="")
    shutil.copytree(PROJECT / "theme/locale/fr", tmp_path / "theme/locale/fr")
    pages = tmp_path / "content" / "pages"
    shutil.copyfile(pages / "about.ar.md", pages / "about.fr.md")
    assert () == check(tmp_path)

    (pages / "about.en.md").unlink()

    diagnostics = check(tmp_path)
    assert [("content/pages/about.ar.md", 5, "missing-original")] == summarize(diagnostics)
    assert "those into fr lack it too" in diagnostics[0].message
    assert "git restore content/pages/about.en.md" in diagnostics[0].hint


def test_keys_that_are_twice_by_mistake_are_no_lost_dash():
    text = b"- name: Ada\n  name: Bob\n  group: x\n- name: Cy\n  group: x\n  name: Dan\n"

    assert [(2, "duplicate-key"), (6, "duplicate-key")] == [
        (diagnostic.location.line, diagnostic.rule)
        for diagnostic in parse_yaml(text, MEMBERS).diagnostics
    ]


def test_several_lost_dashes_are_reported_one_by_one():
    text = b"- name: Ada\n  group: x\n  name: Bob\n  group: y\n  name: Cy\n  group: z\n"
    document = parse_yaml(text, MEMBERS)

    assert [(3, "missing-dash"), (5, "missing-dash")] == [
        (diagnostic.location.line, diagnostic.rule) for diagnostic in document.diagnostics
    ]
    assert document.root is not None
    assert 3 == len(document.root.items)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("One.\n\n[Report](https://example.org/report.pdf){: .download }\n", 6),
        ("A big .big\n\nWords\n{: .big .wide }\n", 7),
        ("One.\n\n## Three {#three .wide}\n", 6),
        ("One.\n\n#OER is open\n", 6),
        ("One, if a<b and b>c\n", 4),
    ],
)
def test_a_slip_in_a_text_is_reported_at_its_line(tmp_path: Path, body: str, line: int):
    copy_lantern(tmp_path)
    (tmp_path / "content/pages/lamps.en.md").write_text(f"Title: Lamps\n\n\n{body}", "utf-8")

    assert [("content/pages/lamps.en.md", line)] == [
        found[:2] for found in summarize(check(tmp_path))
    ]


@pytest.mark.parametrize(
    ("file_name", "image_format", "photo", "message"),
    [
        ("Cable.JPG", "JPEG", "cable.jpg", "rename it to 'cable.jpg', also where a text"),
        ("Cable.JPG", "JPEG", "cabel.jpg", "did you mean 'cable.jpg'?"),
        ("Cable.jpg", "JPEG", "cable.jpg", "did you mean 'Cable.jpg'?"),
        ("my cable.jpg", "JPEG", "my-cable.jpg", "rename it to 'my-cable.jpg'"),
        ("cable.jpg", "PNG", "cable.png", "rename it to 'cable.png', also where a text"),
        ("cable.jpg", "GIF", "cable.jpg", "rename it to 'cable.gif', also where a text"),
        ("cable.gif", "GIF", "cable.gif", ""),
        ("cable.jpeg", "JPEG", "cable.jpeg", ""),
    ],
)
def test_a_picture_and_the_entry_that_names_it_get_one_message(
    file_name: str, image_format: str, photo: str, message: str, tmp_path: Path
):
    copy_lantern(tmp_path)
    (tmp_path / "content/images" / file_name).write_bytes(make_picture(image_format))
    members = tmp_path / MEMBERS
    text = members.read_text("utf-8").replace("- name: Ingrid", f"- photo: {photo}\n  name: Ingrid")
    members.write_text(text, "utf-8")

    entry = [one for one in check(tmp_path) if one.location.file == MEMBERS]
    hints = [one.hint for one in check(tmp_path) if one.rule != "unused-file"]

    assert (len(entry), len(hints)) == {
        "did you mean 'cable.jpg'?": (1, 2), "did you mean 'Cable.jpg'?": (1, 1), "": (0, 0),
    }.get(message, (0, 1))  # fmt: skip
    assert not message or any(hint.startswith(message) for hint in hints)


NO_TITLE, NO_TITLE_AND_DATE = (
    "write 'Title: A page' in the first line, in place of this heading, and leave an empty line"
    " below",
    "write 'Title: A page' and 'Date: ...' in the first two lines, in place of this heading, and"
    " leave an empty line below",
)


@pytest.mark.parametrize(
    ("file", "text", "line", "hint"),
    [
        ("pages/a.en.md", "# A page\n\nText.\n", 1, NO_TITLE),
        ("pages/a.en.md", "#A page #\n\nText.\n", 1, NO_TITLE),
        ("pages/a.en.md", "\n\n# A page\n\nText.\n", 3, NO_TITLE),
        ("pages/a.en.md", "A page\n======\n\nText.\n", 1, NO_TITLE),
        ("news/a.en.md", "# A page\n\nText.\n", 1, NO_TITLE_AND_DATE),
        (
            "pages/a.en.md", "Summary: Short\n\n# A page\n\nText.\n", 3,
            "write 'Title: A page' in the front matter, in place of this heading",
        ),
        (
            "pages/a.en.md", "---\nSummary: Short\n---\n# A page\n\nText.\n", 4,
            "write 'Title: A page' in the front matter, in place of this heading",
        ),
        (
            "pages/a.en.md", "Text.\n\n## A section\n", 1,
            "begin the file with a line 'Title: ...', and leave an empty line after the front"
            " matter",
        ),
    ],
)  # fmt: skip
def test_a_heading_in_place_of_the_title_is_one_message(
    file: str, text: str, line: int, hint: str, tmp_path: Path
):
    copy_lantern(tmp_path)
    (tmp_path / "content" / file).write_text(text, "utf-8")

    (diagnostic,) = check(tmp_path)

    assert ("missing-key", line, hint) == (
        diagnostic.rule, diagnostic.location.line, diagnostic.hint,
    )  # fmt: skip


ADD_AN_ID = "; and add a line 'id: ...', in small letters a to z, digits and hyphens"


@pytest.mark.parametrize(
    ("entry", "language", "addition"),
    [
        ("name: Анна Примерова", "ru", ADD_AN_ID),
        ("name: مثال المثال", "ar", ADD_AN_ID),
        ("name: 样例名", "zh", ADD_AN_ID),
        ("name: Παράδειγμα", "el", ADD_AN_ID),
        ("name: {en: Анна Примерова}", "ru", ADD_AN_ID),
        ("id: anna\n  name: Анна Примерова", "ru", ""),
        ("name: Anna Sample\n  bio: Пример", "ru", ""),
        ("name: Anna Sample\n  bio: {en: A sample, ar: a sample}", "en", ""),
    ],
)
def test_a_text_in_other_letters_is_one_message_with_a_language_of_its_script(
    entry: str, language: str, addition: str, tmp_path: Path
):
    copy_lantern(tmp_path)
    with (tmp_path / MEMBERS).open("a", encoding="utf-8") as file:
        file.write(f"\n- {entry}\n  group: libraries\n")

    (diagnostic,) = check(tmp_path)

    place = f"put it on a separate line after its language's code, as in '{language}: ...'"
    assert ("wrong-script", place + addition) == (diagnostic.rule, diagnostic.hint)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("languages: English", "write [en]"),
        ("languages: en", "write [en]"),
        ("languages: English and French", "write [en, fr]"),
        ("languages: en fr", "write [en, fr]"),
        (
            "languages: Elvish",
            "write the language's code, as in 'fr' for French; put it in brackets, as in [...]",
        ),
        ("action_areas: Open doors", "write [open-doors]"),
        ("action_areas: open-doors, Quiet light", "write [open-doors, quiet-light]"),
        ("photo_focus: center", "did you mean 'centre'?"),
        ("photo_focus: middle", "did you mean 'centre'?"),
        ("photo_focus: Top", "did you mean 'top'?"),
        ("photo_focus: 40, 25", "did you mean '40% 25%'?"),
        (
            "photo_focus: nose",
            "write top, centre, bottom, left, right, or where the face is: how far from the left"
            " and from the top, as in '40% 25%'",
        ),
    ],
)
def test_a_hint_says_what_will_be_accepted(line: str, hint: str, tmp_path: Path):
    copy_lantern(tmp_path)
    photo = "\n  photo: lamp.svg" if line.startswith("photo") else ""
    with (tmp_path / MEMBERS).open("a", encoding="utf-8") as file:
        file.write(f"\n- name: Anna Sample\n  group: libraries{photo}\n  {line}\n")

    assert [hint] == [diagnostic.hint for diagnostic in check(tmp_path)]
