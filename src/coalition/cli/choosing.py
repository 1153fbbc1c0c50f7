"""One thing chosen among those that there are: by id, by name, or by a number in a list."""

from __future__ import annotations

from coalition.cli.terminal import agrees, show_choices
from coalition.diagnostics.diagnostic import visible
from coalition.editing.choices import MOST_SHOWN, Choice, Choices
from coalition.editing.questions import Question
from coalition.editing.workspace import Desk

LEAVE_OUT = "-"
"""What is typed to leave out what has an answer of its own, or has been begun."""

NEW = "new"
"""What is typed to add something that is not in the list."""


class Chooser:
    """The choice for one question; it remembers what was listed, and so what numbers mean."""

    def __init__(self, desk: Desk, question: Question) -> None:
        assert question.kind
        self.choices = Choices(question.kind, desk)
        self.question = question
        self.can_add = question.kind == "organisation"
        self.wants_new = False
        self.is_begun = False
        self.new_name = ""
        everything = self.choices.all()
        self.listed: list[Choice] = everything if len(everything) <= MOST_SHOWN else []
        show_choices(self.listed, numbered=not question.listed)

    def chosen(self, typed: str) -> str:
        """The id that is meant; empty where it is still open and like ones were listed.

        What is like nothing comes back as it is, for the check to name. `wants_new` tells whether
        something is to be added instead, and `new_name` what it may be called.
        """
        if typed.isascii() and typed.isdigit() and 0 < int(typed[:3]) <= len(self.listed):
            return self.listed[int(typed[:3]) - 1].id
        if exact := self.choices.exact(typed):
            print(f"  = {visible(str(Choice(exact, self.choices.names[exact])))}")
            return exact
        if self.can_add and typed.casefold() == NEW:
            self.wants_new, self.new_name = True, ""
            return ""
        alike = self.choices.like(typed)
        if alike:
            self._show(alike)
            return ""
        return self._nothing_alike(typed)

    def _show(self, alike: list[Choice]) -> None:
        self.is_begun = True
        more = len(alike) - MOST_SHOWN
        self.listed = alike[:MOST_SHOWN]
        print("  there is no such id or name; do you mean one of these? Type its number:")
        show_choices(self.listed, numbered=True)
        if more > 0:
            print(f"      and {more} more: type more letters")
        if self.can_add:
            print(f"      or '{NEW}' to add another organisation")
        if not self.question.required:
            print(f"      or '{LEAVE_OUT}' to leave it out")

    def _nothing_alike(self, typed: str) -> str:
        if not self.can_add:
            return typed
        print(f"  ! there is no organisation like '{visible(typed)}'")
        self.new_name = typed
        self.wants_new = agrees("    Add it now?", otherwise=False)
        return ""
