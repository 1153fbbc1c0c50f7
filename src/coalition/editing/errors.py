"""The error of an edit that cannot be made."""

from __future__ import annotations

from coalition.diagnostics import CommandError


class EditError(CommandError):
    """An edit is impossible or its input unusable; no file has been written.

    `message` says why, `hint` what to do instead; both are shown to editors, on one line.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}: {hint}" if hint else message)
        self.message = message
        self.hint = hint
