"""Prompts and messages at a terminal; Ctrl-C at a prompt cancels the command."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from coalition.diagnostics import CommandError, Diagnostic, escape_invisible
from coalition.editing import Choice

BACK_ANSWER = "<"
"""The answer that goes back to the question before."""


class GoBackError(Exception):
    """The answer to a prompt was BACK_ANSWER."""


class Cancelled(CommandError):  # noqa: N818 - a decision, not an error
    """The user cancelled; nothing has been written."""

    def __init__(self) -> None:
        super().__init__("nothing has been changed")


def is_interactive() -> bool:
    """Return whether stdin is a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def prompt_line(prompt: str, *, can_go_back: bool = False) -> str:
    """Prompt for a line and return it stripped.

    Raises Cancelled at Ctrl-C or end of input, and GoBackError if `can_go_back` and the answer is
    BACK_ANSWER.
    """
    while True:
        try:
            answer = input(prompt).strip()
            if can_go_back and answer == BACK_ANSWER:
                raise GoBackError
            return answer
        except (EOFError, KeyboardInterrupt):
            print()
            raise Cancelled from None
        except UnicodeDecodeError:
            print("  ! this cannot be read: the terminal does not send UTF-8")


def confirm(prompt: str, *, default: bool, can_go_back: bool = False) -> bool:
    """Ask a yes/no question; `default` is the answer of an empty line. Raises as prompt_line."""
    prompt = f"{prompt} [{'Y/n' if default else 'y/N'}] "
    while True:
        answer = prompt_line(prompt, can_go_back=can_go_back).casefold()
        if not answer:
            return default
        if answer in ("y", "yes", "n", "no"):
            return answer[0] == "y"
        print("  ! type y for yes or n for no")


def print_answer_errors(diagnostics: Iterable[Diagnostic]) -> None:
    """Print the errors of an answer, with the messages and hints of `check`."""
    for diagnostic in diagnostics:
        print(f"  ! {escape_invisible(diagnostic.message)}")
        if diagnostic.hint:
            print(f"    help: {escape_invisible(diagnostic.hint)}")


def print_choices(choices: Sequence[Choice], *, numbered: bool) -> None:
    """Print a line for each choice."""
    for number, choice in enumerate(choices, start=1):
        marker = f"{number:>3} " if numbered else "  - "
        print(f"  {marker} {escape_invisible(str(choice))}")
