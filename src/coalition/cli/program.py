"""The command line: Invoke's, but what went wrong is told as an editor should see it."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import NoReturn

from invoke.collection import Collection
from invoke.exceptions import Exit, ParseError
from invoke.parser.context import ParserContext
from invoke.program import Program

from coalition import processes
from coalition.diagnostics import (
    CommandError,
    DataError,
    format_diagnostics,
    sanitize_log,
    wrap_os_error,
)

QUIET_EXIT_SIGNALS = tuple(s for s in processes.TERMINATION_SIGNALS if s != signal.SIGINT)
"""What ends a command silently; Ctrl-C raises KeyboardInterrupt, which commands catch."""


@contextmanager
def report_errors(summary_suffix: str = "") -> Iterator[None]:
    """Tell the errors of a command and end it: problems with their lines, or why it cannot be done.

    `summary_suffix` is what else the line says that sums up the problems.
    """
    try:
        yield
    except DataError as error:
        print(format_diagnostics(error.diagnostics), file=sys.stderr)
        exit_with_summary(f"{error}{summary_suffix}")
    except CommandError as error:
        raise Exit(sanitize_log(str(error)), error.code) from None
    except BrokenPipeError:  # `run_command_line` and the commands know what to do
        raise
    except OSError as error:
        refused = wrap_os_error(error, "the command could not do this")
        raise Exit(f"{refused.summary}{summary_suffix}", 1) from None


def exit_with_summary(summary: str) -> NoReturn:
    """End with the one line that closes a report, on stdout as the report's readers expect."""
    if summary:
        print(summary)
    raise Exit(code=1)


class TasksProgram(Program):
    """Invoke's command line, with the list of commands as its first answer."""

    def no_tasks_given(self) -> None:
        """Called when the command line names no command."""
        self.list_tasks()
        raise Exit

    def parse_tasks(self) -> None:
        """Called to read the commands and their options; what is wrong there is one line."""
        try:
            super().parse_tasks()
        except ParseError as error:
            found = re.search("required positional arguments: '(.+)'", str(error))
            if found and error.context:
                message = _missing_argument_message(error.context, found[1], self.binary)
                raise Exit(message, 2) from None
            raise Exit(f"{error} '{self.binary}' lists the commands.", 2) from None
        except ValueError as error:  # Invoke lets pass what int() says
            word = str(error).rpartition(": ")[2]
            raise Exit(f"a number is needed here, not {word}", 2) from None


def _missing_argument_message(command: ParserContext, word: str, binary: str) -> str:
    """That a command lacks the word that has to stand behind it."""
    about = command.args[word].help or word
    more = f"'{binary} {command.name} --help' tells more"
    return f"'{command.name}' needs a word behind it: {about[:1].lower()}{about[1:]}; {more}"


def _move_help_first(words: list[str]) -> list[str]:
    """`tasks.py new --help` as Invoke understands it: it would take that for the kind."""
    asks = any(word in ("-h", "--help") for word in words[2:])
    return [words[0], "--help", words[1]] if asks else words


def _exit_on_signals() -> None:
    """Let the signals that end a program run its `finally` blocks first.

    What was ignored from the start stays ignored, as SIGHUP is under `nohup`.
    """
    for number in QUIET_EXIT_SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _handle_exit_signal)


def _handle_exit_signal(number: int, _: object) -> None:
    for other in QUIET_EXIT_SIGNALS:
        # A terminal that closes sends several; the next one would stop the `finally` blocks
        signal.signal(other, lambda *_: None)
    sys.exit(128 + number)


def run_command_line(
    tasks: Collection, arguments: Sequence[str], binary: str = "python3 tasks.py"
) -> None:
    """Run the command that `arguments` name, after the program's name; end the process.

    `binary` is how messages call the program.
    """
    _exit_on_signals()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # not every encoding has every character
            stream.reconfigure(errors="backslashreplace")
    words = _move_help_first([word for word in arguments if word not in ("-l", "--list")])
    try:
        name = binary.rpartition(" ")[2]
        TasksProgram(name=name, binary=binary, namespace=tasks).run(words)
    except BrokenPipeError:  # somebody read the first lines and went, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
