"""Translated Markdown files: matching them with their originals, and finding outdated ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.diagnostics.text import format_diagnostics
from coalition.i18n.coverage import ContentId
from coalition.project.translated_files import MarkdownFile, check_translations, read_markdown_files
from coalition.sources.front_matter import FINGERPRINT_PATTERN, compute_text_fingerprint
from support.systems import posix_files

ORIGINAL = "Title: About us\nSummary: Who we are.\n\nWe lend books at night.\n"
FINGERPRINT = compute_text_fingerprint(ORIGINAL.split("\n"))


# The fingerprint of a text


WORDS = st.lists(st.text("abcé中ع.,-", min_size=1, max_size=5), max_size=8)
BLANKS = st.sampled_from([" ", "  ", "\n", "\n\n", " \n ", "\t"])


def fingerprint_of(title: str, summary: str, body: str, others: str = "") -> str:
    """Return the fingerprint of a text; `others` are more lines of front matter."""
    return compute_text_fingerprint(
        f"Title: {title}\nSummary: {summary}\n{others}\n{body}".split("\n")
    )


@st.composite
def wrapped_twice(draw: st.DrawFn) -> tuple[str, str]:
    """Draw the same words twice, separated by different spaces and line breaks."""
    words = draw(WORDS)
    first, second = ("".join(word + draw(BLANKS) for word in words) for _ in range(2))
    return first, second


@given(wrapped_twice())
def test_it_does_not_matter_how_lines_are_wrapped(bodies: tuple[str, str]):
    first, second = (fingerprint_of("About us", "Who we are.", body) for body in bodies)

    assert first == second
    assert FINGERPRINT_PATTERN.fullmatch(first)


STATES = st.lists(
    st.builds(
        "{}: {}".format,
        st.sampled_from(["Date", "Modified", "Checked", "Status", "Original", "Reviewed"]),
        st.from_regex(r"[a-z0-9-]{0,10}", fullmatch=True),
    )
)


@given(STATES)
def test_dates_and_states_do_not_matter(states: list[str]):
    others = "".join(f"{state}\n" for state in states)

    assert FINGERPRINT == fingerprint_of(
        "About us", "Who we are.", "We lend books at night.", others
    )


@given(st.sampled_from(["title", "summary", "body"]), WORDS, WORDS)
def test_each_word_of_title_summary_and_body_matters(
    part: str, words: list[str], others: list[str]
):
    text = {"title": "About us", "summary": "Who we are.", "body": "We lend books."}
    first, second = (
        fingerprint_of(**text | {part: " ".join(part_words)}) for part_words in (words, others)
    )

    assert (words == others) == (first == second)


def test_a_text_without_front_matter_has_a_fingerprint_too():
    assert compute_text_fingerprint(["We lend books."]) != compute_text_fingerprint(
        ["We sell books."]
    )
    assert FINGERPRINT_PATTERN.fullmatch(compute_text_fingerprint([]))


def test_what_looks_like_front_matter_further_down_is_part_of_the_text():
    first, second = (
        fingerprint_of("a", "b", f"c\n\nStatus: {status}\n") for status in ("open", "closed")
    )

    assert first != second


# Matching translations with originals


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A `content/` folder with one English page."""
    for folder in ("pages", "news"):
        (tmp_path / folder).mkdir()
    (tmp_path / "pages/about.en.md").write_text(ORIGINAL, "utf-8")
    return tmp_path


def write_translation(
    content: Path, *front_matter: str, name: str = "pages/about.fr.md"
) -> MarkdownFile:
    """Write a translation with these lines in its front matter and read it."""
    lines = ("Title: À propos", *front_matter, "", "Nous prêtons des livres la nuit.", "")
    (content / name).write_text("\n".join(lines), "utf-8")
    return next(
        file
        for file in read_markdown_files(content, "en")
        if file.display_path == f"content/{name}"
    )


def report_translations(content: Path) -> str:
    return format_diagnostics(check_translations(read_markdown_files(content, "en"), "en"))


def test_a_translation_knows_its_original(content: Path):
    file = write_translation(content, f"Original: {FINGERPRINT}", "Reviewed: false")

    assert file.original is not None
    assert ("content/pages/about.en.md", "en") == (
        file.original.display_path,
        file.original.language,
    )
    assert (ContentId("pages", "about"), "fr") == (file.id, file.language)
    assert "" == report_translations(content)


def test_a_translation_is_outdated_when_its_original_has_changed(content: Path):
    front_matter = (f"Original: {FINGERPRINT}", "Reviewed: true")
    current = write_translation(content, *front_matter)
    (content / "pages/about.en.md").write_text(ORIGINAL.replace("night", "day"), "utf-8")
    later = write_translation(content, *front_matter)

    assert (False, True) == (current.outdated, later.outdated)
    assert "" == report_translations(content)


def test_a_translation_is_current_when_only_dates_of_its_original_have_changed(content: Path):
    text = ORIGINAL.replace("\n\n", "\nChecked: 2026-01-01\n\n").replace("lend ", "lend\n")
    (content / "pages/about.en.md").write_text(text, "utf-8")

    assert not write_translation(content, f"Original: {FINGERPRINT}", "Reviewed: true").outdated


def test_a_translation_without_the_key_original_is_outdated(content: Path):
    assert write_translation(content, "Reviewed: true").outdated


@pytest.mark.parametrize(
    ("line", "reviewed"),
    [("Reviewed: true", True), ("reviewed: TRUE", True), ("Reviewed: false", False), ("", False)],
)
def test_a_translation_is_reviewed_when_its_front_matter_says_so(
    content: Path, line: str, reviewed: bool
):
    assert reviewed == write_translation(content, *filter(None, [line])).reviewed


def test_an_original_is_never_outdated_and_needs_no_review(content: Path):
    (original,) = read_markdown_files(content, "en")

    assert original.original is None
    assert (False, True) == (original.outdated, original.reviewed)
    assert "" == report_translations(content)


def test_a_text_that_only_another_language_has_is_an_original_too(content: Path):
    file = write_translation(content, name="news/radio.fr.md")

    assert (None, False, True) == (file.original, file.outdated, file.reviewed)
    assert "" == report_translations(content)


def test_texts_of_the_same_name_in_two_folders_are_not_translations_of_each_other(content: Path):
    assert write_translation(content, name="news/about.fr.md").original is None


def test_a_translation_may_be_in_a_subfolder(content: Path):
    (content / "pages/fr").mkdir()

    assert write_translation(content, name="pages/fr/about.fr.md").original is not None


@pytest.mark.parametrize(
    ("status", "published"),
    [("Status: draft", False), ("status: Draft", False), ("Status: published", True), ("", True)],
)
def test_a_draft_is_not_published(content: Path, status: str, published: bool):
    assert published == write_translation(content, *filter(None, [status])).published


@posix_files
def test_locks_folders_and_files_without_a_language_are_skipped(content: Path):
    (content / "pages/.#about.fr.md").symlink_to("nobody@nowhere")
    (content / "pages/.about.md").write_text(ORIGINAL, "utf-8")
    (content / "pages/odd.fr.md").mkdir()
    (content / "pages/about.md").write_text(ORIGINAL, "utf-8")
    (content / "pages/a.b.fr.md").write_text(ORIGINAL, "utf-8")
    (content / "pages/join.fr.md").write_bytes("Title: É\n".encode("latin-1"))

    assert ["content/pages/about.en.md"] == [
        file.display_path for file in read_markdown_files(content, "en")
    ]


# Diagnostics for translators


def test_the_hint_for_a_missing_key_has_the_line_to_add(content: Path):
    write_translation(content, "Reviewed: false")

    expected = f"""\
content/pages/about.fr.md:1:1: error: the front matter does not say which version of \
content/pages/about.en.md this translates [missing-key]
  |
1 | Title: À propos
  | ^^^^^^^^^^^^^^^
  = help: once it is up to date with that file, add a line 'Original: {FINGERPRINT}'"""
    assert expected == report_translations(content)


def test_the_line_in_the_hint_fixes_the_error(content: Path):
    write_translation(content, "Reviewed: false")
    line = report_translations(content).rpartition("'Original")[2].rstrip("'")

    assert not write_translation(content, f"Original{line}", "Reviewed: false").outdated
    assert "" == report_translations(content)


@pytest.mark.parametrize("value", ["about.en.md", "e0bd036", "E0BD0360", "e0bd03601", "Ⅷe0bd036"])
def test_an_invalid_fingerprint_is_reported_at_its_location(content: Path, value: str):
    write_translation(content, f"Original: {value}", "Reviewed: false")

    expected = f"""\
content/pages/about.fr.md:2:11: error: '{value}' is not a fingerprint [invalid-original]
  |
2 | Original: {value}
  |           {"^" * len(value)}
  = help: once this is up to date with content/pages/about.en.md, write 'Original: {FINGERPRINT}'"""
    assert expected == report_translations(content)


def test_a_translation_must_say_whether_a_native_speaker_has_read_it(content: Path):
    write_translation(content, f"Original: {FINGERPRINT}")

    expected = """\
content/pages/about.fr.md:1:1: error: the front matter does not say whether a native speaker has \
read this translation [missing-key]
  |
1 | Title: À propos
  | ^^^^^^^^^^^^^^^
  = help: add a line 'Reviewed: false', or 'Reviewed: true' once somebody has"""
    assert expected == report_translations(content)


def test_reviewed_is_true_or_false(content: Path):
    write_translation(content, f"Original: {FINGERPRINT}", "Reviewed:   by Ana")

    expected = """\
content/pages/about.fr.md:3:13: error: 'by Ana' is neither 'true' nor 'false' [not-in-choice]
  |
3 | Reviewed:   by Ana
  |             ^^^^^^
  = help: write 'true' once a native speaker has read this translation, else 'false'"""
    assert expected == report_translations(content)


def test_a_translation_whose_original_is_gone_is_reported(content: Path):
    (content / "pages/about.en.md").rename(content / "pages/us.en.md")
    write_translation(content, f"Original: {FINGERPRINT}", "Reviewed: false")

    expected = f"""\
content/pages/about.fr.md:2:11: error: this is a translation, but there is no 'about.en.md' \
[missing-original]
  |
2 | Original: {FINGERPRINT}
  |           ^^^^^^^^
  = help: restore the original with 'git restore content/pages/about.en.md', or delete this \
translation; if it has another name, give both the same one"""
    assert expected == report_translations(content)


def test_drafts_are_checked_too(content: Path):
    write_translation(content, "Status: draft", "Original: x", "Reviewed: x")

    assert 2 == len(report_translations(content).split("\n\n"))


@pytest.mark.parametrize("text", [b"", b"\n\n", b"<<<<<<< HEAD\nTitle: A\n"])
def test_a_file_that_is_empty_or_being_merged_is_reported_elsewhere(content: Path, text: bytes):
    (content / "pages/about.fr.md").write_bytes(text)

    assert "" == report_translations(content)


def test_front_matter_without_both_keys_lacks_both(content: Path):
    (content / "pages/about.fr.md").write_text("Title: A\n")

    assert 2 == report_translations(content).count(
        "content/pages/about.fr.md:1:1: error: the front matter does not say"
    )


def test_an_empty_value_is_reported_once_and_not_here(content: Path):
    write_translation(content, "Original:", "Reviewed:")

    assert "" == report_translations(content)
