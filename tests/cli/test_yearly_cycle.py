"""The commands `report`, `conditions` and `sheet`: what they print, write and refuse."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import openpyxl
import pytest

from coalition.build import publish
from coalition.cli.conditions import run_conditions
from coalition.cli.new_files import OutputFileError
from coalition.cli.report import run_report
from coalition.cli.sheet import SheetFormatError, run_sheet
from coalition.cli.site_reading import LanguageError
from coalition.cli.undo import run_undo
from coalition.diagnostics import DataError
from coalition.editing import EditError
from coalition.project import load_project
from coalition.reports import ReportError
from coalition.rules import collect_warnings
from support.projects import ADDRESS
from support.sites import get_text, project_of, read_built_site

pytestmark = pytest.mark.integration

PAGE = "content/pages/report-2024.en.md"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SITE_URL", raising=False)
    monkeypatch.setenv("COLUMNS", "60")
    return project_of("lantern", tmp_path / "lantern")


def read_document(path: Path) -> str:
    return "\n".join(one.text for one in docx.Document(io.BytesIO(path.read_bytes())).paragraphs)


def publish_page(root: Path, name: str = PAGE) -> None:
    text = (root / name).read_text("utf-8")
    (root / name).write_text(text.replace("Status: draft\n", ""), "utf-8")


# report


def test_the_report_is_a_draft_until_its_status_is_deleted(root: Path):
    run_report(root, 2024, "", str(root / "r.docx"), assume_yes=True)
    publish.build_site(root, root / "output", ADDRESS)
    draft = read_built_site("lantern", root)

    publish_page(root)
    publish.build_site(root, root / "output", ADDRESS)
    site = read_built_site("lantern", root)

    assert "report-2024/index.html" not in draft.documents
    page = site.page("report-2024/")
    assert "Report for 2024" == get_text(page.one("h1"))
    assert page.all("main//a[@href='../events/night-school-2024/']")
    home = site.page("")
    footer = [site.target(home, a.get("href"))[0] for a in home.all("footer//a")]
    assert "report-2024/index.html" in footer


def test_the_prompts_of_a_report_are_found_if_it_is_published_unwritten(root: Path):
    run_report(root, 2024, "", str(root / "r.docx"), assume_yes=True)
    publish_page(root)

    project = load_project(root, thorough=True)

    assert project.day
    warnings = collect_warnings(project, project.day)
    assert [PAGE, PAGE] == [one.location.file for one in warnings if one.rule == "unwritten-text"]


def test_the_document_has_what_people_wrote_on_the_page(root: Path):
    run_report(root, 2024, "", str(root / "first.docx"), assume_yes=True)
    text = (root / PAGE).read_text("utf-8")
    (root / PAGE).write_text(f"{text}\n## More\n\nWe *also* slept.\n", "utf-8")

    message = run_report(root, 2024, "", str(root / "second.docx"), assume_yes=True)

    assert f"{PAGE} is there already, and stays as it is" in message
    assert "We also slept." not in read_document(root / "first.docx")
    assert "We also slept." in read_document(root / "second.docx")
    assert (root / PAGE).read_text("utf-8").endswith("We *also* slept.\n")


def test_links_of_the_document_lead_to_the_site_if_it_has_an_address(root: Path):
    run_report(root, 2024, "", str(root / "r.docx"), assume_yes=True)

    document = docx.Document(str(root / "r.docx"))

    targets = {rel.target_ref for rel in document.part.rels.values() if rel.is_external}
    assert "https://lantern.example.org/events/night-school-2024/" in targets


def test_a_document_is_never_overwritten_and_nothing_is_drafted_then(root: Path):
    (root / "report-2024.en.docx").write_bytes(b"edited")

    with pytest.raises(OutputFileError, match=r"report-2024.en.docx is there already"):
        run_report(root, 2024, "", "", assume_yes=True)

    assert b"edited" == (root / "report-2024.en.docx").read_bytes()
    assert not (root / PAGE).exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [("report.doc", "does not end in '.docx'"), ("missing/report.docx", "there is no folder")],
)
def test_a_document_needs_a_name_that_can_be_written(root: Path, name: str, message: str):
    with pytest.raises(OutputFileError, match=message):
        run_report(root, 2024, "", str(root / name), assume_yes=True)


def test_the_page_can_be_undone(root: Path):
    run_report(root, 2024, "", str(root / "r.docx"), assume_yes=True)

    run_undo(root, assume_yes=True)

    assert not (root / PAGE).exists()


def test_a_report_in_another_language_is_a_translation_of_the_first_one(root: Path):
    run_report(root, 2024, "", str(root / "en.docx"), assume_yes=True)
    run_report(root, 2024, "ar", str(root / "ar.docx"), assume_yes=True)

    text = (root / "content/pages/report-2024.ar.md").read_text("utf-8")
    assert text.startswith("Title: تقرير عام 2024\n")
    assert "Reviewed: false\nOriginal: " in text
    for file in load_project(root).markdown_files.values():
        assert not file.outdated or file.id.slug != "report-2024"
    assert "ما أنجزناه" in read_document(root / "ar.docx")


def test_a_report_can_be_written_in_another_language_first(root: Path):
    run_report(root, 2024, "ar", str(root / "ar.docx"), assume_yes=True)

    assert "Original" not in (root / "content/pages/report-2024.ar.md").read_text("utf-8")


def test_what_cannot_be_reported_is_said_and_nothing_is_written(root: Path):
    before = sorted(root.rglob("*"))

    with pytest.raises(ReportError, match="2099 has not begun"):
        run_report(root, 2099, "", "", assume_yes=True)
    with pytest.raises(LanguageError, match="the site has no language 'xx'"):
        run_report(root, 2024, "xx", "", assume_yes=True)

    assert [] == [path for path in sorted(root.rglob("*")) if path not in before and path.suffix in
                  (".md", ".docx")]  # fmt: skip


def test_invalid_data_is_reported_as_the_check_does(root: Path):
    (root / "data/events.yaml").write_text("- id: x\n", "utf-8")

    for run in (
        lambda: run_report(root, 2024, "", "", assume_yes=True),
        lambda: run_conditions(root),
        lambda: run_sheet(root, "members", "", "text", ""),
    ):
        with pytest.raises(DataError):
            run()


# conditions


def test_conditions_say_what_is_met_and_what_to_enter_where(root: Path):
    text = run_conditions(root)

    assert all(len(line) <= 60 for line in text.split("\n") if "https://" not in line)
    assert text.startswith("Assembly of Invented Cities: To begin\n  3 of 5 met, 1 unknown\n")
    assert "  met      Members from at least two groups\n           - Libraries; " in text
    assert "Subscribe to the mailing list" in text
    assert "  not met  A report every year\n           - the report for 2023: 'python3" in text
    assert "  unknown  Dissent is written down\n" in text
    line = next(
        number
        for number, one in enumerate((root / "data/conditions.yaml").read_text().split("\n"), 1)
        if "id: dissent" in one
    )
    assert f"data/conditions.yaml:{line}" in " ".join(text.split())
    assert "deadline 2025-02-01" in text and "(passed)" not in text


def test_a_project_without_conditions_learns_how_to_write_them(root: Path):
    (root / "data/conditions.yaml").unlink()

    assert "the data have no conditions" in run_conditions(root)


# sheet


def test_a_sheet_is_printed_and_written(root: Path, capsys: pytest.CaptureFixture[str]):
    run_sheet(root, "Night School", str(root / "people.xlsx"), "text", "")

    printed = capsys.readouterr().out
    page = openpyxl.load_workbook(root / "people.xlsx").active
    assert page is not None
    assert "Keynote speaker  Night Bell-Sample" in printed
    assert "missing:\n- Night Bell-Sample, Oil Lamp-Sample: not a member" in printed
    assert ["Role", "Keynote speaker", "Speaker"] == [row[0].value for row in page.iter_rows()]


def test_a_sheet_for_copying_has_nothing_else_on_stdout(
    root: Path, capsys: pytest.CaptureFixture[str]
):
    run_sheet(root, "members", "", "tsv", "ar")

    captured = capsys.readouterr()
    lines = captured.out.rstrip("\n").split("\n")
    assert {7} == {len(line.split("\t")) for line in lines}
    assert lines[0].startswith("الاسم\t")
    assert "missing:" in captured.err
    assert "@" not in captured.out and "[at]" not in captured.out


def test_a_sheet_of_nothing_is_refused_with_a_suggestion(root: Path):
    with pytest.raises(EditError, match="did you mean 'night-school-2024'"):
        run_sheet(root, "night-scool-2024", "", "text", "")
    with pytest.raises(SheetFormatError, match="write text or tsv"):
        run_sheet(root, "members", "", "csv", "")
    with pytest.raises(OutputFileError, match=r"'people.xls' does not end in '.xlsx'"):
        run_sheet(root, "members", "people.xls", "text", "")
