"""What is said and asked in a terminal; an interruption at a question breaks off, and no more."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from coalition.diagnostics import CommandError, Diagnostic, escape_invisible
from coalition.editing import Choice


class Cancelled(CommandError):  # noqa: N818 - a decision, not an error
    """The editor has broken off; nothing has been written."""

    def __init__(self) -> None:
        super().__init__("nothing has been changed")


def is_interactive() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin is not None and sys.stdin.isatty()


def prompt_line(prompt: str) -> str:
    """The line that is typed behind a prompt. Raises Cancelled at Ctrl-C and the end of input."""
    while True:
        try:
            return input(prompt).strip()
        except (EOFError, KeyboardInterrupt):
            print()
            raise Cancelled from None
        except UnicodeDecodeError:
            print("  ! this cannot be read: the terminal does not send UTF-8")


def confirm(prompt: str, *, default: bool) -> bool:
    """Whether the answer is yes; `default` is what Enter means."""
    while True:
        typed = prompt_line(f"{prompt} [{'Y/n' if default else 'y/N'}] ").casefold()
        if not typed:
            return default
        if typed in ("y", "yes", "n", "no"):
            return typed[0] == "y"
        print("  ! type y for yes or n for no")


def print_answer_errors(diagnostics: Iterable[Diagnostic]) -> None:
    """Say what is wrong with an answer, in the words of `check`."""
    for problem in diagnostics:
        print(f"  ! {escape_invisible(problem.message)}")
        if problem.hint:
            print(f"    help: {escape_invisible(problem.hint)}")


def print_choices(choices: Sequence[Choice], *, numbered: bool) -> None:
    """A line for each thing that can be chosen."""
    for number, choice in enumerate(choices, start=1):
        mark = f"{number:>3} " if numbered else "  - "
        print(f"  {mark} {escape_invisible(str(choice))}")
