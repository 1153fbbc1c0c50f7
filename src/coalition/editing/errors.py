"""What keeps a change from being made, in one line for the editor."""

from __future__ import annotations

from coalition.diagnostics import CommandError


class EditError(CommandError):
    """A change that was asked for cannot be made; nothing has been written.

    `message` says why and `hint` what to do instead, both in an editor's words.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}: {hint}" if hint else message)
        self.message = message
        self.hint = hint
