"""What a filled-in form becomes on GitHub: a pull request's title and text, or a comment.

Everything that somebody typed stands in a fence here, where GitHub makes no links, mentions nobody
and closes no issue, or is a name with the signs taken out that could do so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from coalition.diagnostics.diagnostic import DataError, visible
from coalition.editing.errors import EditError
from coalition.editing.issue_form import Form
from coalition.editing.transaction import Change, told

LONGEST_TITLE = 60
"""Characters of a name in a title."""

_LIVE = {"@": "＠", "#": "＃", "`": "'", "<": "‹", ">": "›", "[": "(", "]": ")", "!": "", "\\": ""}
"""Signs that GitHub takes for its own, and what stands for them in a title."""

BY_A_PERSON = {
    "missing-id": "the name gives no web address: a maintainer has to add the member, and asks how"
    " the name is written in Latin letters",
    "id-collision": "this name's web address is taken: a maintainer has to add the member",
    "duplicate-name": "to correct the entry, choose 'Correct an existing member'; another person of"
    " the same name has to be added by a maintainer",
}
"""What a form cannot do, by the problem's name: hints for files would not help here."""


def title(form: Form) -> str:
    """The pull request's title, which is also the first line of its commit."""
    name = form.who or form.values.get("name", "")
    return f"{'Correct' if form.who else 'Add'} a member: {_harmless(name)}"


def text(changes: Sequence[Change], issue: int, run: str, left_behind: Sequence[str] = ()) -> str:
    """The pull request's text, in Markdown; `run` is the address of the checks' log, if any.

    `left_behind` names keys that still say in other languages what they said before.
    """
    where = f" ([log and built site]({run}))" if run else ""
    languages = f"- [ ] Translations follow the change: {', '.join(left_behind)}"
    return "\n".join(
        (
            f"Made from the form in #{issue}. Merging this closes it.",
            "",
            "What changes:",
            "",
            *(fenced(told(change)) for change in changes),
            "",
            "Before you merge:",
            "",
            "- [ ] The change is what the person asked for, and its source says so",
            "- [ ] The person agrees that this is published",
            *([languages] if left_behind else []),
            "",
            "GitHub starts no other workflow for a pull request that a workflow opens. So the same"
            f" checks have run before: `check` found no problem, and the site was built{where}.",
            "",
            f"Closes #{issue}",
            "",
        )
    )


def comment(error: EditError | DataError) -> str:
    """What is wrong, in Markdown, for whoever filled in the form."""
    return "\n".join(
        (
            "This form cannot be taken over yet:",
            "",
            fenced(_reasons(error)),
            "",
            "Please edit the text of this issue (`...`, then `Edit`); it is looked at again by"
            " itself. If you cannot solve it, say so here, and somebody will help.",
            "",
        )
    )


def fenced(text: str) -> str:
    """A text in a fence that nothing in it can close."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _reasons(error: EditError | DataError) -> str:
    if isinstance(error, EditError):
        return "\n".join(_reason(error.message, error.hint))
    lines: list[str] = []
    for problem in error.problems:
        lines += _reason(problem.message, BY_A_PERSON.get(problem.name, problem.hint))
    return "\n".join(lines)


def _reason(message: str, hint: str) -> list[str]:
    return [f"- {visible(message)}", *([f"  help: {visible(hint)}"] if hint else [])]


def _harmless(name: str) -> str:
    plain = re.sub(r"://|(?<=GH)-(?=\d)", " ", " ".join(name.split()), flags=re.I)
    plain = "".join(_LIVE.get(sign, sign) for sign in visible(plain))
    return plain if len(plain) <= LONGEST_TITLE else f"{plain[:LONGEST_TITLE]}…"
