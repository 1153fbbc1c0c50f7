"""Edits of the files in `data/` and new files in `content/`, made as text.

Whatever an edit does not concern stays byte for byte as it was. `Workspace` is the way in:
`retire_entry`, `rename_entry`, `remove_entry` and `Workspace.with_entry` return a new one, and
`apply_changes` writes its files. `select_questions` and `parse_answer` turn answers into an entry.
`plan_import` compares a table with the entries. The package builds on `model`, `project`, `i18n`
and `sources`, and on the tables of `site`; it must not know where an answer comes from (a terminal,
an option, an issue form), and it neither prints nor asks.
"""

from coalition.editing.choices import MAX_CHOICES, Choice, Choices
from coalition.editing.entry_kinds import (
    ENTRY_KINDS,
    MEMBER_KIND,
    ORGANISATION_KIND,
    ORGANISATION_MEMBER_KIND,
    EntryKind,
)
from coalition.editing.errors import EditError
from coalition.editing.form.application import apply_issue_form
from coalition.editing.form.parser import Proposal, parse_issue_form
from coalition.editing.form.problems import FormError, FormProblem
from coalition.editing.form.proposals import apply_proposal
from coalition.editing.form.pull_request import (
    format_pull_request_title,
    render_issue_comment,
    render_pull_request_body,
)
from coalition.editing.future_dates import describe_future_dates
from coalition.editing.importing.applying import apply_plan
from coalition.editing.importing.exported import ExportedTables, find_import_table
from coalition.editing.importing.plan import ImportOptions, ImportPlan, RowPlan
from coalition.editing.importing.planning import plan_import
from coalition.editing.importing.problems import CellProblem
from coalition.editing.importing.reading import read_sheet
from coalition.editing.lookup import find_entry
from coalition.editing.new_ids import (
    PAGE_FOLDERS,
    add_namesake_ids,
    find_namesakes,
    is_id_written,
    kind_has_id,
    propose_id,
)
from coalition.editing.new_text import TEXT_KINDS, make_text_file
from coalition.editing.options import (
    KEYS_WITH_OPTIONS,
    build_entry,
    ensure_valid_entry,
    get_value,
    is_list_of_choices,
    list_missing_options,
    needs_time_zone,
    parse_set_options,
    set_value,
    with_defaults,
)
from coalition.editing.questions import (
    TODAY_ANSWER,
    Question,
    format_today,
    is_rare,
    iter_questions,
    select_questions,
)
from coalition.editing.references import TextLine
from coalition.editing.removed_file import add_entry
from coalition.editing.removing import (
    Removal,
    find_doubt,
    forget_former_name,
    get_removable_kind,
    record_deleted_entry,
    remove_entry,
)
from coalition.editing.renaming import rename_entry
from coalition.editing.retiring import Retirement, retire_entry
from coalition.editing.transaction import FileChange, apply_changes, format_diff
from coalition.editing.undo import UNDO_FILE, read_reverse_changes, record_changes
from coalition.editing.values import format_answer, parse_answer, validate_entry
from coalition.editing.workspace import Workspace
from coalition.editing.yaml.file import EntryValues

__all__ = [
    "ENTRY_KINDS",
    "KEYS_WITH_OPTIONS",
    "MAX_CHOICES",
    "MEMBER_KIND",
    "ORGANISATION_KIND",
    "ORGANISATION_MEMBER_KIND",
    "PAGE_FOLDERS",
    "TEXT_KINDS",
    "TODAY_ANSWER",
    "UNDO_FILE",
    "CellProblem",
    "Choice",
    "Choices",
    "EditError",
    "EntryKind",
    "EntryValues",
    "ExportedTables",
    "FileChange",
    "FormError",
    "FormProblem",
    "ImportOptions",
    "ImportPlan",
    "Proposal",
    "Question",
    "Removal",
    "Retirement",
    "RowPlan",
    "TextLine",
    "Workspace",
    "add_entry",
    "add_namesake_ids",
    "apply_changes",
    "apply_issue_form",
    "apply_plan",
    "apply_proposal",
    "build_entry",
    "describe_future_dates",
    "ensure_valid_entry",
    "find_doubt",
    "find_entry",
    "find_import_table",
    "find_namesakes",
    "forget_former_name",
    "format_answer",
    "format_diff",
    "format_pull_request_title",
    "format_today",
    "get_removable_kind",
    "get_value",
    "is_id_written",
    "is_list_of_choices",
    "is_rare",
    "iter_questions",
    "kind_has_id",
    "list_missing_options",
    "make_text_file",
    "needs_time_zone",
    "parse_answer",
    "parse_issue_form",
    "parse_set_options",
    "plan_import",
    "propose_id",
    "read_reverse_changes",
    "read_sheet",
    "record_changes",
    "record_deleted_entry",
    "remove_entry",
    "rename_entry",
    "render_issue_comment",
    "render_pull_request_body",
    "retire_entry",
    "select_questions",
    "set_value",
    "validate_entry",
    "with_defaults",
]
