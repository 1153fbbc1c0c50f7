"""Drafts and texts with a date in the future: marked in the preview, and in no built site."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from coalition.build import publish
from coalition.devserver.builder import IncrementalBuilder
from coalition.devserver.snapshot import Snapshot
from coalition.devserver.state import PreviewState
from support.projects import ADDRESS
from support.sites import project_of

pytestmark = pytest.mark.slow
TODAY = datetime.date(2024, 6, 1)
BADGE = '<span class="preview-badge">{}</span>'
DRAFT, FUTURE = "Draft", "Date in the future"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    project = project_of("lantern", tmp_path / "lantern")
    write(project, "news/sketch.en.md", "Title: A sketch", "Date: 2024-05-01", "Status: draft")
    write(project, "news/meeting.en.md", "Title: A meeting", "Date: 2024-06-02")
    write(project, "news/today.en.md", "Title: From today", "Date: 2024-06-01")
    write(project, "pages/plans.en.md", "Title: Plans", "Status: draft")
    return project


def write(project: Path, name: str, *front_matter: str, text: str = "Words.") -> None:
    lines = "\n".join(front_matter)
    (project / "content" / name).write_text(f"{lines}\n\n{text}\n", "utf-8")


def build_preview(project: Path) -> Snapshot:
    return IncrementalBuilder(project, ADDRESS, lambda: TODAY).build_snapshot()


def read_page(snapshot: Snapshot, path: str) -> str:
    return (snapshot.render_file(f"{path}index.html") or b"").decode()


def test_a_draft_has_a_page_that_says_what_it_is(project: Path):
    snapshot = build_preview(project)

    for path in ("news/sketch/", "plans/"):
        page = read_page(snapshot, path)
        assert f'<p class="preview-badge">{DRAFT}</p>' in page
        assert 'remove the line <code dir="ltr">Status: draft</code>' in page
    assert '<p class="preview-badge">مسودة</p>' in read_page(snapshot, "ar/news/sketch/")


def test_lists_show_drafts_and_mark_them(project: Path):
    snapshot = build_preview(project)

    for path in ("", "news/"):
        page = read_page(snapshot, path)
        assert f"A sketch</a> {BADGE.format(DRAFT)}" in page
        assert f"A meeting</a> {BADGE.format(FUTURE)}" in page
        assert "From today</a>" in page and f"From today</a> {BADGE[:5]}" not in page
    assert f"Plans</a> {BADGE.format(DRAFT)}" in read_page(snapshot, "about/"), "in the footer"


def test_a_date_in_the_future_is_marked_with_what_it_means(project: Path):
    page = read_page(build_preview(project), "news/meeting/")

    assert f'<p class="preview-badge">{FUTURE}</p>' in page
    assert ">2 June 2024</time>, but it is published with the next build." in page


def test_a_translation_that_is_a_draft_takes_the_place_of_the_original(project: Path):
    original = project / "content/pages/privacy.ar.md"
    text = original.read_text("utf-8")
    original.write_text(text.replace("\n\n", "\nStatus: draft\n\n", 1), "utf-8")

    snapshot = build_preview(project)

    assert "مسودة" in read_page(snapshot, "ar/privacy/")
    assert "" == read_page(snapshot.published, "ar/privacy/")


def test_no_built_site_has_a_draft_or_a_mark(project: Path):
    output = project / "output"
    publish.build_site(project, output, ADDRESS)

    texts = {file.relative_to(output).as_posix(): file.read_text("utf-8", errors="replace")
             for file in output.rglob("*") if file.is_file()}  # fmt: skip
    assert "news/meeting/index.html" in texts, "a date in the future does not delay publication"
    assert not [path for path in texts if "sketch" in path or "plans" in path]
    assert not [path for path, text in texts.items() if "sketch" in text or "preview-" in text]


def test_what_a_build_makes_is_the_published_part_of_the_snapshot(project: Path):
    snapshot, built = build_preview(project), IncrementalBuilder(project, ADDRESS).build_snapshot()

    assert list(built.paths()) == list(snapshot.published.paths())
    for path in built.paths():
        assert built.render_file(path) == snapshot.published.render_file(path), path


def test_feeds_and_sitemaps_list_no_drafts(project: Path):
    snapshot = build_preview(project)

    for path in ("sitemap.xml", "news/atom.xml", "ar/news/atom.xml"):
        assert b"sketch" not in (snapshot.render_file(path) or b"sketch")


def test_a_site_without_drafts_is_rendered_only_once(tmp_path: Path):
    snapshot = build_preview(project_of("lantern", tmp_path / "lantern"))

    assert snapshot.published is snapshot


def test_a_problem_of_a_draft_is_a_warning_and_a_link_to_one_is_an_error(project: Path):
    write(project, "news/sketch.en.md", "Title: A sketch", "Date: 2024-05-01", "Status: draft",
          text="See [there](#nowhere).")  # fmt: skip
    write(project, "pages/extra.en.md", "Title: Extra", text="See [the plans](../plans/).")
    state = PreviewState(project)
    state.publish(build_preview(project))

    for path in ("/news/sketch/", "/extra/"):
        state.audit_page(path)

    found = {
        path: [(item.severity, str(item.location), item.rule) for item in findings.diagnostics]
        for path, findings in state.version.problems.audits.items()
    }
    assert {
        "news/sketch/index.html": [("warning", "content/news/sketch.en.md:5:13", "broken-link")],
        "extra/index.html": [("error", "content/pages/extra.en.md:3:17", "broken-link")],
    } == found
