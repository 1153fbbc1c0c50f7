"""How far each language is, and which languages a site can be published in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coalition.cli.translating import format_translation_status as told_to_translators
from coalition.cli.translating import mark_translation_current
from coalition.diagnostics.errors import DataError
from coalition.diagnostics.text import format_diagnostics
from coalition.i18n.coverage import ContentId, LanguageCoverage, Ratio
from coalition.i18n.locale import make_plural_header
from coalition.project.project import load_project
from coalition.sources.front_matter import compute_text_fingerprint

COALITION = """\
name: {en: Lamps, fr: Lampes}
acronym: L
mission: We keep lamps lit.
languages: [en, fr, ar]
groups:
  - id: keepers
    name: {en: Keepers, fr: Gardiens, ar: حراس}
contact:
  name: Desk
  email: desk [at] lamps.example.org
licence: {name: CC0 1.0, url: "https://creativecommons.org/publicdomain/zero/1.0/"}
"""

MEMBERS = """\
- name: {en: Ana Lamp, ar: آنا لمبة}
  role: {en: Keeper, fr: Gardienne}
  group: keepers
"""

ORGANISATIONS = """\
- id: tower
  name: {en: Tower, fr: Tour}
  city: {en: Lampville, fr: Lampeville}
"""

FACTS = 4
"""Mission, group, role, city. The coalition's name is official; the others are names."""

MARK = compute_text_fingerprint(["Title: Words", "", "In English."])


def write(project: Path, name: str, text: str) -> None:
    file = project / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def write_catalogue(project: Path, code: str, *translations: str) -> None:
    """A catalogue of as many messages as there are translations; an empty one is still to do."""
    head = f'msgid ""\nmsgstr ""\n"Plural-Forms: {make_plural_header(code)}\\n"\n'
    words = (f'msgid "word {n}"\nmsgstr "{said}"\n' for n, said in enumerate(translations))
    write(project, f"theme/locale/{code}/LC_MESSAGES/messages.po", "\n".join([head, *words]))


def write_original(project: Path, name: str, head: str = "") -> None:
    date = "Date: 2026-01-01\n" if name.startswith("news") else ""
    write(project, f"content/{name}", f"Title: Words\n{date}{head}\nIn English.\n")


def write_translation(project: Path, name: str, head: str = "Reviewed: false") -> None:
    date = "Date: 2026-01-01\n" if name.startswith("news") else ""
    mark = "" if "Original" in head else f"Original: {MARK}\n"
    write(project, f"content/{name}", f"Title: Mots\n{date}{mark}{head}\n\nTraduits.\n")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A site in English, French and a little Arabic, with a catalogue of Portuguese begun."""
    write(tmp_path, "data/coalition.yaml", COALITION)
    write(tmp_path, "data/members.yaml", MEMBERS)
    write(tmp_path, "data/organisations.yaml", ORGANISATIONS)
    for empty in ("action_areas", "sdgs"):
        write(tmp_path, f"data/{empty}.yaml", "[]\n")
    for name in ("pages/about", "pages/join", "news/first"):
        write_original(tmp_path, f"{name}.en.md")
    write_translation(tmp_path, "pages/about.fr.md", "Original: 00000000\nReviewed: false")
    write_translation(tmp_path, "pages/join.fr.md", "Reviewed: true")
    write_translation(tmp_path, "news/first.fr.md")
    write_catalogue(tmp_path, "fr", "mot", "mots", "encore")
    write_catalogue(tmp_path, "ar", "كلمة", "كلمات", "")
    write_catalogue(tmp_path, "pt", "palavra", "", "")
    return tmp_path


OTHERS = ("ar", "fr", "pt")
ABOUT, JOIN, FIRST = (
    ContentId("pages", "about"),
    ContentId("pages", "join"),
    ContentId("news", "first"),
)


def progress(project: Path) -> dict[str, LanguageCoverage]:
    return {one.language: one for one in load_project(project, allow_incomplete=True).progress}


def told(project: Path, **how: bool) -> str:
    """What is said of a project in which something is wrong."""
    with pytest.raises(DataError) as raised:
        load_project(project, **how)
    return format_diagnostics(raised.value.diagnostics)


def names(project: Path, **how: bool) -> list[str]:
    with pytest.raises(DataError) as raised:
        load_project(project, **how)
    return [f"{problem.location.file}: {problem.rule}" for problem in raised.value.diagnostics]


# How far each language is


def test_the_sites_languages_stand_in_their_order_and_then_those_in_preparation(project: Path):
    write_catalogue(project, "eo", "vorto", "", "")

    assert ["en", "fr", "ar", "eo", "pt"] == list(progress(project))


def test_the_original_language_has_everything(project: Path):
    expected = LanguageCoverage(
        "en", True, True, Ratio(3, 3), Ratio(FACTS, FACTS), Ratio(1, 1), Ratio(2, 2), Ratio(1, 1)
    )

    assert expected == progress(project)["en"]


def test_a_translated_language_tells_what_is_behind_and_what_nobody_has_read(project: Path):
    expected = LanguageCoverage(
        "fr", True, False, Ratio(3, 3), Ratio(3, FACTS), Ratio(1, 1), Ratio(2, 2), Ratio(1, 1),
        outdated=(ABOUT,), unreviewed=(FIRST, ABOUT), untranslated_facts=("data/coalition.yaml: mission",),
    )  # fmt: skip
    found = progress(project)["fr"]

    assert expected == found
    assert Ratio(1, 3) == found.reviewed
    assert found.pages.is_complete
    assert not found.reviewed.is_complete


def test_a_language_that_has_little_tells_what_is_missing(project: Path):
    expected = LanguageCoverage(
        "ar", True, False, Ratio(2, 3), Ratio(1, FACTS), Ratio(0, 1), Ratio(0, 2), Ratio(0, 1),
        missing=(FIRST, ABOUT, JOIN),
        untranslated_facts=(
            "data/coalition.yaml: mission",
            "data/organisations.yaml: tower.city",
            "data/members.yaml: ana-lamp.role",
        ),
    )  # fmt: skip

    assert expected == progress(project)["ar"]


def test_a_language_that_is_only_begun_is_not_published(project: Path):
    found = progress(project)["pt"]

    assert (False, Ratio(1, 3)) == (found.published, found.interface)
    assert (FIRST, ABOUT, JOIN) == found.missing
    assert Ratio(0, 0) == found.reviewed


def test_drafts_do_not_count(project: Path):
    before = progress(project)
    write_original(project, "pages/plans.en.md", "Status: draft\n")
    write_translation(project, "pages/about.ar.md", "Reviewed: true\nStatus: draft")

    assert before == progress(project)


def test_a_translation_of_a_draft_does_not_count(project: Path):
    before = progress(project)
    write_original(project, "pages/plans.en.md", "Status: draft\n")
    write_translation(project, "pages/plans.ar.md")

    assert before == progress(project)


def test_a_text_that_only_one_language_has_is_missing_in_no_other(project: Path):
    before = progress(project)
    write(project, "content/news/radio.ar.md", "Title: راديو\nDate: 2026-01-02\n\nكلمات.\n")

    assert before == progress(project)


def test_a_site_in_english_alone_has_no_messages_to_translate(project: Path):
    write(project, "data/coalition.yaml", COALITION.replace("[en, fr, ar]", "[en]"))
    for text in project.rglob("*.fr.md"):
        text.unlink()
    for catalogue in project.rglob("*.po"):
        catalogue.unlink()

    (found,) = load_project(project).progress
    assert (Ratio(0, 0), True, True) == (found.interface, found.published, found.original)


def test_english_has_all_messages_where_it_is_not_the_first_language_too(project: Path):
    shutil.rmtree(project / "content")
    (project / "content").mkdir()
    write(project, "data/coalition.yaml", COALITION.replace("[en, fr, ar]", "[fr, en]"))

    found = progress(project)
    assert ["fr", "en", "ar", "pt"] == list(found)
    assert [True, False, False, False] == [one.original for one in found.values()]
    assert Ratio(3, 3) == found["en"].interface


# Which languages a site can be published in


def test_an_unfinished_catalogue_is_refused_for_a_language_of_the_site_only(project: Path):
    expected = """\
theme/locale/ar/LC_MESSAGES/messages.po:11:1: error: this one of 3 messages is not translated yet \
[incomplete-catalogue]
   |
11 | msgid "word 2"
   | ^^^^^^^^^^^^^^
   = help: translate what is missing, or take 'ar' out of 'languages' in data/coalition.yaml"""

    assert expected == told(project)


def test_a_preview_shows_unfinished_catalogues(project: Path):
    assert ("en", "fr", "ar") == load_project(project, allow_incomplete=True).coalition.languages


def test_a_language_without_a_catalogue_is_refused_even_in_a_preview(project: Path):
    (project / "theme/locale/ar/LC_MESSAGES/messages.po").unlink()

    expected = ["theme/locale/ar/LC_MESSAGES/messages.po: missing-catalogue"]
    assert expected == names(project) == names(project, unfinished=True)


def test_english_of_any_kind_needs_no_catalogue(project: Path):
    write(project, "data/coalition.yaml", COALITION.replace("fr, ar]", "fr, en_GB]"))
    (project / "theme/locale/ar/LC_MESSAGES/messages.po").unlink()

    assert ("en", "fr", "en_GB") == load_project(project).coalition.languages


def test_stale_catalogues_are_told_of_only_where_somebody_looks_closely(project: Path):
    write_catalogue(project, "ar", "كلمة", "كلمات", "أخرى")
    write(project, "theme/templates/page.html", '{{ _("Lamps of ours") }}')
    write(project, "theme/static/site.css", "")

    assert load_project(project)
    stale = [f"theme/locale/{code}/LC_MESSAGES/messages.po: stale-catalogue" for code in OTHERS]
    assert stale == sorted(set(names(project, thorough=True)))
    assert "3 messages are no longer asked for, such as 'word 0'" in told(project, thorough=True)


def test_a_template_that_cannot_be_read_is_told_of_where_somebody_looks_closely(project: Path):
    write_catalogue(project, "ar", "كلمة", "كلمات", "أخرى")
    write(project, "theme/templates/page.html", "<p>\n{% if %}\n")
    write(project, "theme/static/site.css", "")

    assert load_project(project)
    assert ["theme/templates/page.html: template-error"] == names(project, thorough=True)


def test_a_catalogue_that_is_wrong_is_not_called_stale_as_well(project: Path):
    write(project, "theme/locale/ar/LC_MESSAGES/messages.po", "oh")
    write(project, "theme/templates/page.html", "")

    found = [name for name in names(project, thorough=True) if "/ar/" in name]
    assert ["theme/locale/ar/LC_MESSAGES/messages.po: invalid-catalogue"] == found


def test_a_folder_that_no_language_is_called_is_reported(project: Path):
    write(project, "theme/locale/french/LC_MESSAGES/messages.po", "")
    write(project, "theme/locale/pt-BR/LC_MESSAGES/messages.po", "")
    write(project, "theme/locale/.idea/notes", "")
    write(project, "theme/locale/README.md", "")

    expected = """\
theme/locale/french:1:1: error: 'french' is not the code of a language [unknown-language]
  = help: name the folder after a code, as in 'languages' in data/coalition.yaml: fr, pt_BR

theme/locale/pt-BR:1:1: error: 'pt-BR' is not the code of a language [unknown-language]
  = help: name the folder after a code, as in 'languages' in data/coalition.yaml: fr, pt_BR"""
    assert expected == told(project, unfinished=True)


def test_what_is_wrong_in_data_texts_and_catalogues_is_told_in_one_run(project: Path):
    write(project, "theme/locale/fr/LC_MESSAGES/messages.po", "oh")
    write_translation(project, "pages/join.fr.md", "Reviewed: maybe")
    write_original(project, "pages/odd.en.md", "Sumary: x\n")

    expected = [
        "content/pages/join.fr.md: not-in-choice",
        "content/pages/odd.en.md: unknown-key",
        "theme/locale/ar/LC_MESSAGES/messages.po: incomplete-catalogue",
        "theme/locale/fr/LC_MESSAGES/messages.po: invalid-catalogue",
    ]
    assert expected == names(project)

    write(project, "data/members.yaml", "- name: [")
    assert {"content/pages/odd.en.md: unknown-key", expected[-1]} < set(names(project))


# What translators are told, and what is written for them


def test_translators_are_told_how_far_each_language_is_and_what_is_left(project: Path):
    expected = """\
language             interface  facts   official  pages   news    behind  read by a native speaker
en (original)        3 of 3     4 of 4  1 of 1    2 of 2  1 of 1
fr                   3 of 3     3 of 4  1 of 1    2 of 2  1 of 1  1       1 of 3
ar                   2 of 3     1 of 4  0 of 1    0 of 2  0 of 1  0       0 of 0
pt (in preparation)  1 of 3     0 of 4  0 of 1    0 of 2  0 of 1  0       0 of 0

fr, behind: pages/about

fr, not read by a native speaker: news/first, pages/about

fr, facts not translated: data/coalition.yaml: mission

ar, not translated: news/first, pages/about, pages/join

ar, facts not translated: data/coalition.yaml: mission, data/organisations.yaml: tower.city, \
data/members.yaml: ana-lamp.role"""

    assert expected == told_to_translators(project)


def test_a_translation_that_was_brought_up_to_date_is_marked_so(project: Path):
    before = (project / "content/pages/about.fr.md").read_text("utf-8")
    said = mark_translation_current(project, Path("content/pages/about.fr.md"))

    assert () == progress(project)["fr"].outdated
    assert before.replace("00000000", MARK) == (project / "content/pages/about.fr.md").read_text(
        "utf-8"
    )
    expected = f"content/pages/about.fr.md is marked as a translation of content/pages/about.en.md \
as it stands ({MARK})"
    assert expected == said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Title: Mots\n\nMot.\n", b"Title: Mots\nOriginal: %s\n\nMot.\n"),
        (b"Title: Mots\r\n\r\nMot.\r\n", b"Title: Mots\r\nOriginal: %s\r\n\r\nMot.\r\n"),
        (b"Title: Mots", b"Title: Mots\nOriginal: %s"),
        (b"original: x\nTitle: Mots\n", b"Original: %s\nTitle: Mots\n"),
        (b"\nMot.\n", b"Original: %s\n\nMot.\n"),
    ],
)
def test_the_mark_goes_into_the_head_and_all_else_stays(before: bytes, after: bytes, project: Path):
    file = project / "content/pages/about.fr.md"
    file.write_bytes(before)
    mark_translation_current(project, file)

    assert after % MARK.encode() == file.read_bytes()


@pytest.mark.parametrize("name", ["content/pages/about.en.md", "content/pages/none.fr.md", "x"])
def test_what_is_no_translation_is_not_marked(name: str, project: Path):
    with pytest.raises(DataError) as raised:
        mark_translation_current(project, Path(name))

    expected = f"""\
{name}:1:1: error: this is no translation of a text that there is [missing-original]
  = help: name a file such as 'content/pages/about.fr.md'"""
    assert expected == format_diagnostics(raised.value.diagnostics)


def test_a_file_outside_the_project_is_not_marked(project: Path):
    outside = Path(__file__)
    with pytest.raises(DataError):
        mark_translation_current(project, outside)
