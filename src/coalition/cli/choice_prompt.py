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
        assert question.reference_kind
        self.choices = Choices(question.reference_kind, workspace)
        self.question = question
        self.can_add = question.reference_kind == "organisation"
        self.wants_new = False
        self.has_matches = False
        self.new_name = ""
        everything = self.choices.all()
        self.listed_choices: list[Choice] = everything if len(everything) <= MAX_CHOICES else []
        print_choices(self.listed_choices, numbered=not question.is_list)

    def resolve_answer(self, answer: str) -> str:
        """The id that is meant; empty where it is still open and like ones were listed.

        What is like nothing comes back as it is, for the check to name. `wants_new` tells whether
        something is to be added instead, and `new_name` what it may be called.
        """
        if (
            answer.isascii()
            and answer.isdigit()
            and 0 < int(answer[:3]) <= len(self.listed_choices)
        ):
            return self.listed_choices[int(answer[:3]) - 1].id
        if exact := self.choices.match(answer):
            print(f"  = {escape_invisible(str(Choice(exact, self.choices.names_by_id[exact])))}")
            return exact
        if self.can_add and answer.casefold() == NEW_ANSWER:
            self.wants_new, self.new_name = True, ""
            return ""
        alike = self.choices.search(answer)
        if alike:
            self._print_matches(alike)
            return ""
        return self._offer_new(answer)

    def _print_matches(self, matches: list[Choice]) -> None:
        self.has_matches = True
        more = len(matches) - MAX_CHOICES
        self.listed_choices = matches[:MAX_CHOICES]
        print("  there is no such id or name; do you mean one of these? Type its number:")
        print_choices(self.listed_choices, numbered=True)
        if more > 0:
            print(f"      and {more} more: type more letters")
        if self.can_add:
            print(f"      or '{NEW_ANSWER}' to add another organisation")
        if not self.question.is_required:
            print(f"      or '{SKIP_ANSWER}' to leave it out")

    def _offer_new(self, answer: str) -> str:
        if not self.can_add:
            return answer
        print(f"  ! there is no organisation like '{escape_invisible(answer)}'")
        self.new_name = answer
        self.wants_new = confirm("    Add it now?", default=False)
        return ""
