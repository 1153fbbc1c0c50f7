"""Render the pull request, or the issue comment, that answers a filled-in form.

User input appears either in a fenced code block, where GitHub creates no links, mentions or
closing keywords, or as a name without the characters that could do so.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from coalition.diagnostics import DataError, escape_invisible
from coalition.editing.errors import EditError
from coalition.editing.form.application import MAINTAINER_PROBLEM, AppliedForm
from coalition.editing.form.fields import CORRECT_OPTION, REMOVE_OPTION
from coalition.editing.form.problems import FormError
from coalition.editing.form.proposals import AppliedProposal
from coalition.editing.references import TextLine
from coalition.editing.transaction import FileChange, format_diff

MAX_TITLE_NAME_LENGTH = 60
"""Upper limit for a name in a title, in characters."""

MAX_LINE_LENGTH = 88
"""Characters of a line in a comment."""

_EDIT_NOTE = (
    "Please edit the text of this issue (`...`, then `Edit`): write each answer below the name of"
    " its field. It is checked again automatically. If you cannot solve it, say so here, and"
    " somebody will help."
)

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


def format_pull_request_title(applied: AppliedForm | AppliedProposal) -> str:
    """Return the title of the pull request, which is also the subject of its commit.

    It does not name a member who is to be removed: git would keep the name in its log.
    """
    if isinstance(applied, AppliedProposal):
        kind = applied.proposal.form.kind
        return f"Add {kind.name_with_article}: {_escape_name(applied.title)}"
    if applied.form.task == REMOVE_OPTION:
        return "Remove a member"
    verb = "Correct" if applied.form.task == CORRECT_OPTION else "Add"
    return f"{verb} a member: {_escape_name(applied.name)}"


def render_pull_request_body(
    applied: AppliedForm | AppliedProposal, issue_number: int, run_url: str
) -> str:
    """Return the description of the pull request, in Markdown.

    `run_url` is the URL of the workflow run, if any.
    """
    if isinstance(applied, AppliedProposal):
        tasks = [*_list_proposal_tasks(applied)]
        return _render_change_body(applied.workspace.changes(), tasks, issue_number, run_url)
    if applied.form.task == REMOVE_OPTION:
        return _render_removal_body(applied.mentions, issue_number, run_url)
    tasks = [
        "- [ ] The change is what the person asked for, and its source says so",
        "- [ ] The person agrees that this is published",
        *_list_tasks(applied),
    ]
    return _render_change_body(applied.workspace.changes(), tasks, issue_number, run_url)


def _render_change_body(
    changes: Iterable[FileChange], tasks: Iterable[str], issue_number: int, run_url: str
) -> str:
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
            *tasks,
            "",
            _format_checks_note(run_url),
            "",
            f"Closes #{issue_number}",
            "",
        )
    )


def _list_proposal_tasks(applied: AppliedProposal) -> Iterator[str]:
    """Yield what a maintainer has to check of a proposed event or document."""
    noun = applied.proposal.form.kind.noun
    yield f"- [ ] The {noun} belongs on this site, and its source says what is written here"
    yield "- [ ] The id is right: it becomes part of an address and should not change"
    if applied.names:
        yield (
            "- [ ] These are no members and no organisations of the site, and the source names them"
            " publicly, or they agree:"
        )
        yield from _format_list(applied.names)
    if applied.same_titles:
        yield f"- [ ] This is another {noun} than those with the same title:"
        yield from _format_list(applied.same_titles)


def _list_tasks(applied: AppliedForm) -> Iterator[str]:
    """Yield what else a maintainer has to check."""
    if applied.outdated_labels:
        labels = ", ".join(applied.outdated_labels)
        yield f"- [ ] The translations that were not given follow the change: {labels}"
    if applied.namesake_ids:
        yield "- [ ] This is another person than the members of the same name:"
        yield from _format_list(applied.namesake_ids)
    if (organisation := applied.organisation) and organisation.new_name:
        yield (
            "- [ ] The organisation is new on the site. It exists, and its name and its id (which"
            " becomes part of an address) are right. Add what you know of it: its country, its"
            " web page, and where that comes from"
        )
        if organisation.similar_names:
            yield (
                "- [ ] The organisation is none of these. If it is, correct the member's"
                " `organisation`, and delete the new entry:"
            )
            yield from _format_list(organisation.similar_names)


def _format_list(lines: Iterable[str]) -> tuple[str, str]:
    return "", format_code_fence("\n".join(map(escape_invisible, lines)))


def _render_removal_body(mentions: Sequence[TextLine], issue_number: int, run_url: str) -> str:
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
    """Return the comment that lists the problems for the author of the form, in Markdown."""
    problems = error.problems if isinstance(error, FormError) else (MAINTAINER_PROBLEM,)
    lines = [f"- {escape_invisible(str(problem))}" for problem in problems]
    return "\n".join(
        (
            "This form cannot be processed yet:",
            "",
            format_code_fence("\n".join(map(_wrap, lines))),
            "",
            *([] if problems == (MAINTAINER_PROBLEM,) else [_EDIT_NOTE, ""]),
        )
    )


def _wrap(line: str) -> str:
    """Break a line where GitHub would let it run out of the page."""
    return textwrap.fill(
        line,
        MAX_LINE_LENGTH,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
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


def _escape_name(name: str) -> str:
    plain = re.sub(r"://|(?<=GH)-(?=\d)", " ", " ".join(name.split()), flags=re.I)
    plain = "".join(_MARKUP_REPLACEMENTS.get(char, char) for char in escape_invisible(plain))
    return plain if len(plain) <= MAX_TITLE_NAME_LENGTH else f"{plain[:MAX_TITLE_NAME_LENGTH]}…"
