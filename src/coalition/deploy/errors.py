"""What keeps a delivery from being made or from being finished."""

from __future__ import annotations

import re

from coalition.diagnostics import CommandError

_USERINFO = re.compile(r"(?<=://)[^/\s@]+@")
"""Who gets in, in an address; a token can stand in the place of the name."""


class DeployError(CommandError):
    """The site cannot be brought there, or not all of it; what visitors see is whole.

    `message` says why and `hint` what to do instead. Passwords in addresses are left out of both.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        self.message, self.hint = redact_credentials(message), redact_credentials(hint)
        super().__init__(f"{self.message}\n = help: {self.hint}" if hint else self.message)


def redact_credentials(text: str) -> str:
    """`text` with `user@` and `user:password@` left out of each address: logs are read by many."""
    return _USERINFO.sub("", text)
