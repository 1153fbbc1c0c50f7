"""Translation coverage, and the languages that a site can be published in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coalition.cli.i18n_status import format_translation_status, mark_translation_current
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

FINGERPRINT = compute_text_fingerprint(["Title: Words", "", "In English."])


def write_file(root: Path, name: str, text: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def write_catalog(root: Path, code: str, *translations: str) -> None:
    """Write a catalog with one message per translation; an empty one is untranslated."""
    header = f'msgid ""\nmsgstr ""\n"Plural-Forms: {make_plural_header(code)}\\n"\n'
    entries = (
        f'msgid "word {n}"\nmsgstr "{translation}"\n' for n, translation in enumerate(translations)
    )
    write_file(root, f"theme/locale/{code}/LC_MESSAGES/messages.po", "\n".join([header, *entries]))


def write_original(root: Path, name: str, front_matter: str = "") -> None:
    date = "Date: 2026-01-01\n" if name.startswith("news") else ""
    write_file(root, f"content/{name}", f"Title: Words\n{date}{front_matter}\nIn English.\n")


def write_translation(root: Path, name: str, front_matter: str = "Reviewed: false") -> None:
    date = "Date: 2026-01-01\n" if name.startswith("news") else ""
    original = "" if "Original" in front_matter else f"Original: {FINGERPRINT}\n"
    write_file(
        root, f"content/{name}", f"Title: Mots\n{date}{original}{front_matter}\n\nTraduits.\n"
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site in English, French and a little Arabic, with an incomplete Portuguese catalog."""
    write_file(tmp_path, "data/coalition.yaml", COALITION)
    write_file(tmp_path, "data/members.yaml", MEMBERS)
    write_file(tmp_path, "data/organisations.yaml", ORGANISATIONS)
    for name in ("action_areas", "sdgs"):
        write_file(tmp_path, f"data/{name}.yaml", "[]\n")
    for name in ("pages/about", "pages/join", "news/first"):
        write_original(tmp_path, f"{name}.en.md")
    write_translation(tmp_path, "pages/about.fr.md", "Original: 00000000\nReviewed: false")
    write_translation(tmp_path, "pages/join.fr.md", "Reviewed: true")
    write_translation(tmp_path, "news/first.fr.md")
    write_catalog(tmp_path, "fr", "mot", "mots", "encore")
    write_catalog(tmp_path, "ar", "كلمة", "كلمات", "")
    write_catalog(tmp_path, "pt", "palavra", "", "")
    return tmp_path


OTHERS = ("ar", "fr", "pt")
ABOUT, JOIN, FIRST = (
    ContentId("pages", "about"),
    ContentId("pages", "join"),
    ContentId("news", "first"),
)


def measure_progress(root: Path) -> dict[str, LanguageCoverage]:
    return {
        coverage.language: coverage
        for coverage in load_project(root, allow_incomplete=True).progress
    }


def report_errors(root: Path, **options: bool) -> str:
    """Return the report on a project with errors."""
    with pytest.raises(DataError) as raised:
        load_project(root, **options)
    return format_diagnostics(raised.value.diagnostics)


def list_files_and_rules(root: Path, **options: bool) -> list[str]:
    with pytest.raises(DataError) as raised:
        load_project(root, **options)
    return [
        f"{diagnostic.location.file}: {diagnostic.rule}" for diagnostic in raised.value.diagnostics
    ]


# Coverage


def test_the_sites_languages_come_first_then_those_in_preparation(root: Path):
    write_catalog(root, "eo", "vorto", "", "")

    assert ["en", "fr", "ar", "eo", "pt"] == list(measure_progress(root))


def test_the_original_language_has_everything(root: Path):
    expected = LanguageCoverage(
        "en", True, True, Ratio(3, 3), Ratio(FACTS, FACTS), Ratio(1, 1), Ratio(2, 2), Ratio(1, 1)
    )

    assert expected == measure_progress(root)["en"]


def test_a_translated_language_has_outdated_and_unreviewed_texts(root: Path):
    expected = LanguageCoverage(
        "fr", True, False, Ratio(3, 3), Ratio(3, FACTS), Ratio(1, 1), Ratio(2, 2), Ratio(1, 1),
        outdated=(ABOUT,), unreviewed=(FIRST, ABOUT),
        untranslated_facts=("data/coalition.yaml: mission",),
    )  # fmt: skip
    coverage = measure_progress(root)["fr"]

    assert expected == coverage
    assert Ratio(1, 3) == coverage.reviewed
    assert coverage.pages.is_complete
    assert not coverage.reviewed.is_complete


def test_the_texts_of_events_documents_and_working_groups_count(root: Path):
    write_file(
        root,
        "data/events.yaml",
        "- {id: night, title: Night, kind: meeting, start: 2020-01-01, part_of: Week of Lamps,"
        " people: [{name: Ada, description: Keeper}], place: {city: Oslo}}\n",
    )
    write_file(
        root,
        "data/documents.yaml",
        "- {id: oil, title: Oil, type: report, summary: {en: On oil, ar: عن الزيت}}\n",
    )
    write_file(root, "data/working_groups.yaml", "- {id: wicks, title: Wicks}\n")

    coverage = measure_progress(root)["fr"]

    assert (
        "data/coalition.yaml: mission",
        "data/working_groups.yaml: wicks.title",
        "data/events.yaml: night.place.city",
        "data/events.yaml: night.part_of",
        "data/events.yaml: night.people.1.description",
        "data/documents.yaml: oil.summary",
    ) == coverage.untranslated_facts
    assert Ratio(1, 1) == coverage.official


def test_an_incomplete_language_has_missing_texts(root: Path):
    expected = LanguageCoverage(
        "ar", True, False, Ratio(2, 3), Ratio(1, FACTS), Ratio(0, 1), Ratio(0, 2), Ratio(0, 1),
        missing=(FIRST, ABOUT, JOIN),
        untranslated_facts=(
            "data/coalition.yaml: mission",
            "data/organisations.yaml: tower.city",
            "data/members.yaml: ana-lamp.role",
        ),
    )  # fmt: skip

    assert expected == measure_progress(root)["ar"]


def test_a_language_that_is_only_begun_is_not_published(root: Path):
    coverage = measure_progress(root)["pt"]

    assert (False, Ratio(1, 3)) == (coverage.published, coverage.interface)
    assert (FIRST, ABOUT, JOIN) == coverage.missing
    assert Ratio(0, 0) == coverage.reviewed


def test_drafts_do_not_count(root: Path):
    before = measure_progress(root)
    write_original(root, "pages/plans.en.md", "Status: draft\n")
    write_translation(root, "pages/about.ar.md", "Reviewed: true\nStatus: draft")

    assert before == measure_progress(root)


def test_a_translation_of_a_draft_does_not_count(root: Path):
    before = measure_progress(root)
    write_original(root, "pages/plans.en.md", "Status: draft\n")
    write_translation(root, "pages/plans.ar.md")

    assert before == measure_progress(root)


def test_a_text_that_only_one_language_has_is_missing_in_no_other(root: Path):
    before = measure_progress(root)
    write_file(root, "content/news/radio.ar.md", "Title: راديو\nDate: 2026-01-02\n\nكلمات.\n")

    assert before == measure_progress(root)


def test_a_site_in_english_alone_has_no_messages_to_translate(root: Path):
    write_file(root, "data/coalition.yaml", COALITION.replace("[en, fr, ar]", "[en]"))
    for file in root.rglob("*.fr.md"):
        file.unlink()
    for catalog in root.rglob("*.po"):
        catalog.unlink()

    (coverage,) = load_project(root).progress
    assert (Ratio(0, 0), True, True) == (coverage.interface, coverage.published, coverage.original)


def test_english_has_all_messages_where_it_is_not_the_first_language_too(root: Path):
    shutil.rmtree(root / "content")
    (root / "content").mkdir()
    write_file(root, "data/coalition.yaml", COALITION.replace("[en, fr, ar]", "[fr, en]"))

    by_language = measure_progress(root)
    assert ["fr", "en", "ar", "pt"] == list(by_language)
    assert [True, False, False, False] == [coverage.original for coverage in by_language.values()]
    assert Ratio(3, 3) == by_language["en"].interface


# Languages that a site can be published in


def test_an_unfinished_catalog_is_refused_for_a_language_of_the_site_only(root: Path):
    expected = """\
theme/locale/ar/LC_MESSAGES/messages.po:11:1: error: this one of 3 messages is not translated yet \
[incomplete-catalog]
   |
11 | msgid "word 2"
   | ^^^^^^^^^^^^^^
   = help: translate what is missing, or take 'ar' out of 'languages' in data/coalition.yaml"""

    assert expected == report_errors(root)


def test_a_preview_shows_unfinished_catalogs(root: Path):
    assert ("en", "fr", "ar") == load_project(root, allow_incomplete=True).coalition.languages


def test_a_language_without_a_catalog_is_refused_even_in_a_preview(root: Path):
    (root / "theme/locale/ar/LC_MESSAGES/messages.po").unlink()

    expected = ["theme/locale/ar/LC_MESSAGES/messages.po: missing-catalog"]
    assert (
        expected == list_files_and_rules(root) == list_files_and_rules(root, allow_incomplete=True)
    )


def test_english_of_any_kind_needs_no_catalog(root: Path):
    write_file(root, "data/coalition.yaml", COALITION.replace("fr, ar]", "fr, en_GB]"))
    (root / "theme/locale/ar/LC_MESSAGES/messages.po").unlink()

    assert ("en", "fr", "en_GB") == load_project(root).coalition.languages


def test_stale_catalogs_are_reported_only_by_a_thorough_check(root: Path):
    write_catalog(root, "ar", "كلمة", "كلمات", "أخرى")
    write_file(root, "theme/templates/page.html", '{{ _("Lamps of ours") }}')
    write_file(root, "theme/static/site.css", "")

    assert load_project(root)
    stale = [f"theme/locale/{code}/LC_MESSAGES/messages.po: stale-catalog" for code in OTHERS]
    assert stale == sorted(set(list_files_and_rules(root, thorough=True)))
    assert "3 messages are no longer used, such as 'word 0'" in report_errors(root, thorough=True)


def test_an_invalid_template_is_reported_only_by_a_thorough_check(root: Path):
    write_catalog(root, "ar", "كلمة", "كلمات", "أخرى")
    write_file(root, "theme/templates/page.html", "<p>\n{% if %}\n")
    write_file(root, "theme/static/site.css", "")

    assert load_project(root)
    assert ["theme/templates/page.html: template-error"] == list_files_and_rules(
        root, thorough=True
    )


def test_a_catalog_that_is_wrong_is_not_called_stale_as_well(root: Path):
    write_file(root, "theme/locale/ar/LC_MESSAGES/messages.po", "oh")
    write_file(root, "theme/templates/page.html", "")

    lines = [line for line in list_files_and_rules(root, thorough=True) if "/ar/" in line]
    assert ["theme/locale/ar/LC_MESSAGES/messages.po: invalid-catalog"] == lines


def test_a_folder_that_is_not_named_after_a_language_is_reported(root: Path):
    write_file(root, "theme/locale/french/LC_MESSAGES/messages.po", "")
    write_file(root, "theme/locale/pt-BR/LC_MESSAGES/messages.po", "")
    write_file(root, "theme/locale/.idea/notes", "")
    write_file(root, "theme/locale/README.md", "")

    expected = """\
theme/locale/french:1:1: error: 'french' is not the code of a language [unknown-language]
  = help: name the folder after a code, as in 'languages' in data/coalition.yaml: fr, pt_BR

theme/locale/pt-BR:1:1: error: 'pt-BR' is not the code of a language [unknown-language]
  = help: name the folder after a code, as in 'languages' in data/coalition.yaml: fr, pt_BR"""
    assert expected == report_errors(root, allow_incomplete=True)


def test_errors_in_data_texts_and_catalogs_are_reported_in_one_run(root: Path):
    write_file(root, "theme/locale/fr/LC_MESSAGES/messages.po", "oh")
    write_translation(root, "pages/join.fr.md", "Reviewed: maybe")
    write_original(root, "pages/odd.en.md", "Sumary: x\n")

    expected = [
        "content/pages/join.fr.md: not-in-choice",
        "content/pages/odd.en.md: unknown-key",
        "theme/locale/ar/LC_MESSAGES/messages.po: incomplete-catalog",
        "theme/locale/fr/LC_MESSAGES/messages.po: invalid-catalog",
    ]
    assert expected == list_files_and_rules(root)

    write_file(root, "data/members.yaml", "- name: [")
    assert {"content/pages/odd.en.md: unknown-key", expected[-1]} < set(list_files_and_rules(root))


# The commands for translators


def test_the_status_lists_the_coverage_of_each_language_and_what_is_left(root: Path):
    expected = """\
language             interface  facts   official  pages   news    out of date  read by \
a native speaker
en (original)        3 of 3     4 of 4  1 of 1    2 of 2  1 of 1
fr                   3 of 3     3 of 4  1 of 1    2 of 2  1 of 1  1            1 of 3
ar                   2 of 3     1 of 4  0 of 1    0 of 2  0 of 1  0            0 of 0
pt (in preparation)  1 of 3     0 of 4  0 of 1    0 of 2  0 of 1  0            0 of 0

fr, out of date: pages/about

fr, not read by a native speaker: news/first, pages/about

fr, facts not translated: data/coalition.yaml: mission

ar, not translated: news/first, pages/about, pages/join

ar, facts not translated: data/coalition.yaml: mission, data/organisations.yaml: tower.city, \
data/members.yaml: ana-lamp.role"""

    assert expected == format_translation_status(root)


def test_an_updated_translation_is_marked_as_current(root: Path):
    before = (root / "content/pages/about.fr.md").read_text("utf-8")
    message = mark_translation_current(root, Path("content/pages/about.fr.md"))

    assert () == measure_progress(root)["fr"].outdated
    assert before.replace("00000000", FINGERPRINT) == (
        root / "content/pages/about.fr.md"
    ).read_text("utf-8")
    expected = f"content/pages/about.fr.md is marked as a translation of content/pages/about.en.md \
as it is now ({FINGERPRINT})"
    assert expected == message


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
def test_the_fingerprint_is_written_into_the_front_matter_and_nothing_else_changes(
    before: bytes, after: bytes, root: Path
):
    file = root / "content/pages/about.fr.md"
    file.write_bytes(before)
    mark_translation_current(root, file)

    assert after % FINGERPRINT.encode() == file.read_bytes()


@pytest.mark.parametrize("name", ["content/pages/about.en.md", "content/pages/none.fr.md", "x"])
def test_what_is_no_translation_is_not_marked(name: str, root: Path):
    with pytest.raises(DataError) as raised:
        mark_translation_current(root, Path(name))

    expected = f"""\
{name}:1:1: error: this is not a translation of an existing text [missing-original]
  = help: name a file such as 'content/pages/about.fr.md'"""
    assert expected == format_diagnostics(raised.value.diagnostics)


def test_a_file_outside_the_project_is_not_marked(root: Path):
    outside = Path(__file__)
    with pytest.raises(DataError):
        mark_translation_current(root, outside)
