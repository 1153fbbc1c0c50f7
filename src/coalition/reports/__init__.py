"""What people hand in, made from the data: the yearly report, lists of people, conditions.

Each is a structure first (`YearlyReport`, `Sheet`, the results of `evaluate_conditions` in `site`),
and then a text: Markdown, a Word document, an Excel workbook, or lines for a terminal. Builds on
`site`, `project` and `i18n`. Writes no file and asks nobody: the commands do.
"""

from coalition.reports.blocks import ReportBlock, ReportSection, Span
from coalition.reports.condition_list import render_conditions
from coalition.reports.errors import ReportError
from coalition.reports.markdown_text import escape_markdown, render_report_page
from coalition.reports.people_sheets import build_event_sheet, build_member_sheet
from coalition.reports.sheets import Sheet, SheetColumn, SheetGap, render_sheet, render_tsv
from coalition.reports.word_documents import DocumentFacts, render_word_document
from coalition.reports.workbooks import render_sheet_workbook
from coalition.reports.yearly import YearlyReport, build_yearly_report

__all__ = [
    "DocumentFacts",
    "ReportBlock",
    "ReportError",
    "ReportSection",
    "Sheet",
    "SheetColumn",
    "SheetGap",
    "Span",
    "YearlyReport",
    "build_event_sheet",
    "build_member_sheet",
    "build_yearly_report",
    "escape_markdown",
    "render_conditions",
    "render_report_page",
    "render_sheet",
    "render_sheet_workbook",
    "render_tsv",
    "render_word_document",
]
