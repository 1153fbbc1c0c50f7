"""What `tasks.py form` does in a workflow: from an issue's text to changed data."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from coalition.cli.entries import after_change
from coalition.diagnostics.diagnostic import DataError
from coalition.editing import issue_form, pull_request
from coalition.editing.errors import EditError
from coalition.editing.transaction import carry_out
from coalition.editing.workspace import Desk

TITLE, BODY, COMMENT = FILES = ("title.txt", "body.md", "comment.md")
"""What is written into the folder for the texts."""


def run(project: Path, folder: Path, said: Mapping[str, str] = os.environ) -> str:
    """Change the data as the form in the variable `ISSUE_BODY` asks, and say what was done.

    Into `folder` come `title.txt` and `body.md` for a pull request, or `comment.md` with what is
    wrong. Where `GITHUB_OUTPUT` names a file, it is told the `result`: `changed` or `problems`.
    Raises EditError or DataError with what is wrong; then the data are as they were.
    """
    number = said.get("ISSUE_NUMBER", "")
    if not re.fullmatch("[0-9]{1,12}", number):
        raise EditError("ISSUE_NUMBER is not the number of an issue", "set it, and ISSUE_BODY")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        title = _change(project, folder, said.get("ISSUE_BODY", ""), int(number), _log(said))
    except (EditError, DataError) as error:
        (folder / COMMENT).write_text(pull_request.comment(error), "utf-8")
        _output(said, "result", "problems")
        raise
    _output(said, "result", "changed")
    _output(said, "title", title)
    return title


def _change(project: Path, folder: Path, typed: str, issue: int, log: str) -> str:
    form = issue_form.parsed(typed)
    desk = Desk.of(project)
    changes = issue_form.applied(desk, form).changes()
    if not changes:
        raise EditError("the form changes nothing", "fill in what is to be changed")
    carry_out(project, changes)
    after_change(project, changes)
    title = pull_request.title(form)
    (folder / TITLE).write_text(f"{title}\n", "utf-8")
    body = pull_request.text(changes, issue, log, issue_form.left_behind(desk, form))
    (folder / BODY).write_text(body, "utf-8")
    return title


def _log(said: Mapping[str, str]) -> str:
    """The address of the workflow's run; empty outside of one."""
    parts = [said.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID")]
    return f"{parts[0]}/{parts[1]}/actions/runs/{parts[2]}" if all(parts) else ""


def _output(said: Mapping[str, str], name: str, value: str) -> None:
    """Tell GitHub a value, between lines that nothing in it can be like."""
    if path := said.get("GITHUB_OUTPUT"):
        mark = secrets.token_hex(16)
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{name}<<{mark}\n{value}\n{mark}\n")
