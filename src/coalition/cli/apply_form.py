"""`tasks.py apply-form`: edit the data as an issue form asks; called by a GitHub workflow."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from coalition.cli.write_changes import update_generated_files
from coalition.diagnostics import DataError
from coalition.editing import (
    EditError,
    FormError,
    FormProblem,
    Proposal,
    Workspace,
    apply_changes,
    apply_issue_form,
    apply_proposal,
    format_pull_request_title,
    parse_issue_form,
    render_issue_comment,
    render_pull_request_body,
)

TITLE_FILE, BODY_FILE, COMMENT_FILE = FORM_OUTPUT_FILES = ("title.txt", "body.md", "comment.md")
"""The files written into the output folder."""


def run_apply_form(root: Path, folder: Path, environ: Mapping[str, str] = os.environ) -> str:
    """Apply the form in the environment variable `ISSUE_BODY` and return the pull request's title.

    Writes `title.txt` and `body.md` for a pull request to `folder`, or `comment.md` with the
    errors. In a workflow, sets the step's output `result` to `changed` or `problems`. Raises
    EditError or DataError; the data are unchanged then.
    """
    number = environ.get("ISSUE_NUMBER", "")
    if not re.fullmatch("[0-9]{1,12}", number):
        raise EditError("ISSUE_NUMBER is not the number of an issue", "set it, and ISSUE_BODY")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        title = _apply_form(
            root, folder, environ.get("ISSUE_BODY", ""), int(number), _workflow_run_url(environ)
        )
    except (EditError, DataError) as error:
        (folder / COMMENT_FILE).write_text(render_issue_comment(error), "utf-8")
        _set_output(environ, "result", "problems")
        raise
    _set_output(environ, "result", "changed")
    _set_output(environ, "title", title)
    return title


def _apply_form(root: Path, folder: Path, issue_body: str, issue_number: int, run_url: str) -> str:
    form, workspace = parse_issue_form(issue_body), Workspace.open(root)
    applied = (
        apply_proposal(workspace, form)
        if isinstance(form, Proposal)
        else apply_issue_form(workspace, form)
    )
    changes = applied.workspace.changes()
    if not changes:
        message = "this is on the site already: the form changes nothing"
        raise FormError([FormProblem("", message, "fill in what is to be changed")])
    apply_changes(root, changes)
    update_generated_files(root, changes)
    title = format_pull_request_title(applied)
    (folder / TITLE_FILE).write_text(f"{title}\n", "utf-8")
    body = render_pull_request_body(applied, issue_number, run_url)
    (folder / BODY_FILE).write_text(body, "utf-8")
    return title


def _workflow_run_url(environ: Mapping[str, str]) -> str:
    """Return the URL of the workflow run; empty outside of a workflow."""
    parts = [environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID")]
    return f"{parts[0]}/{parts[1]}/actions/runs/{parts[2]}" if all(parts) else ""


def _set_output(environ: Mapping[str, str], name: str, value: str) -> None:
    """Set an output of the workflow's step, if there is one.

    The delimiter is random, so that no value can contain it and set other outputs.
    """
    if path := environ.get("GITHUB_OUTPUT"):
        delimiter = secrets.token_hex(16)
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{name}<<{delimiter}\n{value}\n{delimiter}\n")
