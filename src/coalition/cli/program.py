"""The command line: Invoke, with error messages for editors instead of tracebacks."""

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
"""Signals that end a command silently; Ctrl-C raises KeyboardInterrupt, which commands catch."""


@contextmanager
def report_errors(summary_suffix: str = "") -> Iterator[None]:
    """Turn the errors of a command into messages and Invoke's Exit.

    A DataError prints its diagnostics to stderr and a summary with `summary_suffix` to stdout; a
    CommandError prints its message to stderr and sets the exit code.
    """
    try:
        yield
    except DataError as error:
        print(format_diagnostics(error.diagnostics), file=sys.stderr)
        exit_with_summary(f"{error}{summary_suffix}")
    except CommandError as error:
        raise Exit(sanitize_log(str(error)), error.code) from None
    except BrokenPipeError:  # handled by `run_command_line` and by the commands
        raise
    except OSError as error:
        build_error = wrap_os_error(error, "the command failed")
        raise Exit(f"{build_error.summary}{summary_suffix}", 1) from None


def exit_with_summary(summary: str) -> NoReturn:
    """Print the last line of a report to stdout and exit with code 1."""
    if summary:
        print(summary)
    raise Exit(code=1)


class TasksProgram(Program):
    """Invoke's program; without arguments, it lists the commands."""

    def no_tasks_given(self) -> None:
        """List the commands and exit (called by Invoke if there is no command)."""
        self.list_tasks()
        raise Exit

    def parse_tasks(self) -> None:
        """Parse the command line (called by Invoke); an error is one line."""
        try:
            super().parse_tasks()
        except ParseError as error:
            match = re.search("required positional arguments: '(.+)'", str(error))
            if match and error.context:
                arguments = match[1].split("', '")
                message = _missing_arguments_message(error.context, arguments, self.binary)
                raise Exit(message, 2) from None
            raise Exit(f"{error} '{self.binary}' lists the commands.", 2) from None
        except ValueError as error:  # Invoke does not catch the error of int()
            value = str(error).rpartition(": ")[2]
            raise Exit(f"a number is needed here, not {value}", 2) from None


def _missing_arguments_message(
    command: ParserContext, arguments: Sequence[str], binary: str
) -> str:
    """Return the message for missing positional arguments, from their help texts."""
    texts = [command.args[argument].help or argument for argument in arguments]
    needed = ", then ".join(text[:1].lower() + text[1:] for text in texts)
    count = "an argument" if len(texts) == 1 else f"{len(texts)} arguments"
    more = f"'{binary} {command.name} --help' explains more"
    return f"'{command.name}' needs {count}: {needed}; {more}"


def _move_help_first(arguments: list[str]) -> list[str]:
    """Turn `new --help` into `--help new`: Invoke would take `--help` for the positional kind."""
    wants_help = any(argument in ("-h", "--help") for argument in arguments[2:])
    return [arguments[0], "--help", arguments[1]] if wants_help else arguments


def _exit_on_signals() -> None:
    """Turn termination signals into SystemExit, so that `finally` blocks run.

    A signal that is ignored from the start stays ignored, as SIGHUP is under `nohup`.
    """
    for number in QUIET_EXIT_SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _handle_exit_signal)


def _handle_exit_signal(number: int, _: object) -> None:
    # a closing terminal sends several signals, and another one would interrupt the clean-up
    for other in QUIET_EXIT_SIGNALS:
        signal.signal(other, lambda *_: None)
    sys.exit(128 + number)


def run_command_line(
    tasks: Collection, arguments: Sequence[str], binary: str = "python3 tasks.py"
) -> None:
    """Run the command in `arguments` (the program's name first), then exit the process.

    `binary` is how messages call the program.
    """
    _exit_on_signals()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # the encoding may lack characters
            stream.reconfigure(errors="backslashreplace")
    arguments = _move_help_first([a for a in arguments if a not in ("-l", "--list")])
    try:
        name = binary.rpartition(" ")[2]
        TasksProgram(name=name, binary=binary, namespace=tasks).run(arguments)
    except BrokenPipeError:  # the reader closed the pipe, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
