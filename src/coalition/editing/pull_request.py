"""Render the pull request, or the issue comment, that answers a filled-in form.

User input appears either in a fenced code block, where GitHub creates no links, mentions or
closing keywords, or as a name without the characters that could do so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from coalition.diagnostics import DataError, escape_invisible
from coalition.editing.errors import EditError
from coalition.editing.issue_form import IssueForm
from coalition.editing.references import TextLine
from coalition.editing.transaction import FileChange, format_diff

MAX_TITLE_NAME_LENGTH = 60
"""Upper limit for a name in a title, in characters."""

_MARKUP_REPLACEMENTS = {
    "@": "＠",
    "#": "＃",
    "`": "'",
    "<": "‹",
    ">": "›",
    "[": "(",
    "]": ")",
    "!": "",
    "\\": "",
}
"""Characters with a meaning in GitHub's Markdown, and their replacements in a title."""

MAINTAINER_HINTS = {
    "missing-id": "the name gives no web address: a maintainer has to add the member, and asks how"
    " the name is written in Latin letters",
    "id-collision": "this name's web address is taken: a maintainer has to add the member",
    "duplicate-name": "to correct the entry, choose 'Correct an existing member'; another person of"
    " the same name has to be added by a maintainer",
}
"""Hints for what the form cannot do, by rule: the rules' own hints are about editing files."""


def format_pull_request_title(form: IssueForm) -> str:
    """Return the title of the pull request, which is also the subject of its commit.

    It does not name a member who is to be removed: git would keep the name in its log.
    """
    if form.is_removal:
        return "Remove a member"
    name = form.member or form.values.get("name", "")
    return f"{'Correct' if form.member else 'Add'} a member: {_escape_name(name)}"


def render_pull_request_body(
    changes: Sequence[FileChange],
    issue_number: int,
    run_url: str,
    outdated_keys: Sequence[str] = (),
) -> str:
    """Return the description of the pull request, in Markdown.

    `run_url` is the URL of the workflow run, if any; `outdated_keys` are the changed keys whose
    translations have not been changed.
    """
    translation_task = f"- [ ] Translations follow the change: {', '.join(outdated_keys)}"
    return "\n".join(
        (
            f"Made from the form in #{issue_number}. Merging this closes it.",
            "",
            "What changes:",
            "",
            *(format_code_fence(format_diff(change)) for change in changes),
            "",
            "Before you merge:",
            "",
            "- [ ] The change is what the person asked for, and its source says so",
            "- [ ] The person agrees that this is published",
            *([translation_task] if outdated_keys else []),
            "",
            _format_checks_note(run_url),
            "",
            f"Closes #{issue_number}",
            "",
        )
    )


def render_removal_body(mentions: Sequence[TextLine], issue_number: int, run_url: str) -> str:
    """Return the description of a pull request that removes a member, in Markdown.

    It does not name the member. `mentions` are the lines that still do; only their places are
    listed.
    """
    places = [str(mention.location) for mention in mentions]
    mention_task = "- [ ] The name is deleted there, too, or the person agrees that it stays:"
    return "\n".join(
        (
            f"Made from the form in #{issue_number}. Merging this closes it.",
            "",
            "The entry of a member is deleted, with everything that leads to it: see"
            ' "Files changed".',
            "",
            "Before you merge:",
            "",
            "- [ ] The person asks for it. Anybody can fill in the form: if you cannot tell from"
            " the account, ask the person in another way",
            *([mention_task, "", format_code_fence("\n".join(places))] if places else []),
            "",
            "After the site has been published, delete the issue, which names the person. The guide"
            ' CONTRIBUTING.md says under "Remove a person" what git keeps.',
            "",
            _format_checks_note(run_url),
            "",
            f"Closes #{issue_number}",
            "",
        )
    )


def render_issue_comment(error: EditError | DataError) -> str:
    """Return the comment that lists the errors for the author of the form, in Markdown."""
    return "\n".join(
        (
            "This form cannot be processed yet:",
            "",
            format_code_fence(_format_error(error)),
            "",
            "Please edit the text of this issue (`...`, then `Edit`); it is checked again"
            " automatically. If you cannot solve it, say so here, and somebody will help.",
            "",
        )
    )


def _format_checks_note(run_url: str) -> str:
    run_link = f" ([log and built site]({run_url}))" if run_url else ""
    return (
        "GitHub starts no other workflow for a pull request that a workflow opens. So the same"
        f" checks have run before: `check` found no problem, and the site was built{run_link}."
    )


def format_code_fence(text: str) -> str:
    """Return `text` in a fenced code block with a fence longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _format_error(error: EditError | DataError) -> str:
    if isinstance(error, EditError):
        return "\n".join(_format_reason(error.message, error.hint))
    lines: list[str] = []
    for diagnostic in error.diagnostics:
        hint = MAINTAINER_HINTS.get(diagnostic.rule, diagnostic.hint)
        lines += _format_reason(diagnostic.message, hint)
    return "\n".join(lines)


def _format_reason(message: str, hint: str) -> list[str]:
    return [
        f"- {escape_invisible(message)}",
        *([f"  help: {escape_invisible(hint)}"] if hint else []),
    ]


def _escape_name(name: str) -> str:
    plain = re.sub(r"://|(?<=GH)-(?=\d)", " ", " ".join(name.split()), flags=re.I)
    plain = "".join(_MARKUP_REPLACEMENTS.get(char, char) for char in escape_invisible(plain))
    return plain if len(plain) <= MAX_TITLE_NAME_LENGTH else f"{plain[:MAX_TITLE_NAME_LENGTH]}…"
