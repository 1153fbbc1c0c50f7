"""The error of a deployment that cannot start or cannot finish."""

from __future__ import annotations

import re

from coalition.diagnostics import CommandError

_USERINFO = re.compile(r"(?<=://)[^/\s@]+@")
"""The user information in a URL; a token can take the place of the name."""


class DeployError(CommandError):
    """The site could not be deployed, or only in part; what visitors see is whole.

    `message` gives the reason and `hint` a remedy. Credentials in URLs are removed from both.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        self.message, self.hint = redact_credentials(message), redact_credentials(hint)
        super().__init__(f"{self.message}\n = help: {self.hint}" if hint else self.message)


def redact_credentials(text: str) -> str:
    """Remove `user@` and `user:password@` from the URLs in `text`: many people read logs."""
    return _USERINFO.sub("", text)
