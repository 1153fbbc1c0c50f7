"""One thing chosen among those that there are: by id, by name, or by a number in a list."""

from __future__ import annotations

from coalition.cli.terminal import confirm, print_choices
from coalition.diagnostics import escape_invisible
from coalition.editing import MAX_CHOICES, Choice, Choices, Question, Workspace

SKIP_ANSWER = "-"
"""What is typed to leave out what has an answer of its own, or has been begun."""

NEW_ANSWER = "new"
"""What is typed to add something that is not in the list."""


class ChoicePrompt:
    """The choice for one question; it remembers what was listed, and so what numbers mean."""

    def __init__(self, workspace: Workspace, question: Question) -> None:
        assert question.kind
        self.choices = Choices(question.kind, workspace)
        self.question = question
        self.can_add = question.kind == "organisation"
        self.wants_new = False
        self.is_begun = False
        self.new_name = ""
        everything = self.choices.all()
        self.listed: list[Choice] = everything if len(everything) <= MAX_CHOICES else []
        print_choices(self.listed, numbered=not question.listed)

    def chosen(self, answer: str) -> str:
        """The id that is meant; empty where it is still open and like ones were listed.

        What is like nothing comes back as it is, for the check to name. `wants_new` tells whether
        something is to be added instead, and `new_name` what it may be called.
        """
        if answer.isascii() and answer.isdigit() and 0 < int(answer[:3]) <= len(self.listed):
            return self.listed[int(answer[:3]) - 1].id
        if exact := self.choices.exact(answer):
            print(f"  = {escape_invisible(str(Choice(exact, self.choices.names[exact])))}")
            return exact
        if self.can_add and answer.casefold() == NEW_ANSWER:
            self.wants_new, self.new_name = True, ""
            return ""
        alike = self.choices.like(answer)
        if alike:
            self._show(alike)
            return ""
        return self._nothing_alike(answer)

    def _show(self, matches: list[Choice]) -> None:
        self.is_begun = True
        more = len(matches) - MAX_CHOICES
        self.listed = matches[:MAX_CHOICES]
        print("  there is no such id or name; do you mean one of these? Type its number:")
        print_choices(self.listed, numbered=True)
        if more > 0:
            print(f"      and {more} more: type more letters")
        if self.can_add:
            print(f"      or '{NEW_ANSWER}' to add another organisation")
        if not self.question.required:
            print(f"      or '{SKIP_ANSWER}' to leave it out")

    def _nothing_alike(self, answer: str) -> str:
        if not self.can_add:
            return answer
        print(f"  ! there is no organisation like '{escape_invisible(answer)}'")
        self.new_name = answer
        self.wants_new = confirm("    Add it now?", default=False)
        return ""
