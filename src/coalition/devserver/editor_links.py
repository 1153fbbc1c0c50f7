"""Links that open a file at a line and column in a text editor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from coalition.diagnostics import CommandError, Location, join_words

EDITOR_URLS = {
    "vscode": "vscode://file{file}:{line}:{column}",
    "vscode-insiders": "vscode-insiders://file{file}:{line}:{column}",
    "vscodium": "vscodium://file{file}:{line}:{column}",
    "cursor": "cursor://file{file}:{line}:{column}",
    "windsurf": "windsurf://file{file}:{line}:{column}",
    "zed": "zed://file{file}:{line}:{column}",
    "jetbrains": "idea://open?file={file}&line={line}&column={column}",
    "pycharm": "pycharm://open?file={file}&line={line}&column={column}",
    "webstorm": "webstorm://open?file={file}&line={line}&column={column}",
    "sublime": "subl://open?url=file://{file}&line={line}&column={column}",
    "textmate": "txmt://open?url=file://{file}&line={line}&column={column}",
    "none": "",
}
"""URL of each known editor; `none` makes no links. `{file}` begins with a slash."""

DEFAULT_EDITOR = "vscode"

EDITOR_VARIABLE = "PREVIEW_EDITOR"
"""Environment variable with the editor, for everyone who does not use the default."""

_URL_TEMPLATE = re.compile(r"([a-z][a-z0-9+.-]*):[^\s\"'<>`\\]+", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLACEHOLDERS = {"file", "line", "column"}
_SCRIPT_SCHEMES = {"javascript", "vbscript", "data", "blob"}
"""Schemes of URLs that run code in the page instead of opening another program."""


@dataclass(frozen=True)
class EditorLinks:
    """Builds links to the files of the project in `root`; `template` is a URL with placeholders."""

    root: Path
    template: str = EDITOR_URLS[DEFAULT_EDITOR]

    def build_url(self, location: Location) -> str:
        """Return the URL that opens a location; empty if there is no editor or no such file."""
        file = self.root / location.file
        if not self.template or not location.file or not _is_file(file):
            return ""
        path = file.as_posix()
        values = {
            "file": quote(path if path.startswith("/") else f"/{path}", errors="surrogateescape"),
            "line": str(location.line),
            "column": str(location.column),
        }
        return _PLACEHOLDER.sub(lambda match: values[match[1]], self.template)


def parse_editor(setting: str) -> str:
    """Return the URL template of an editor given by name or by its template.

    Raises CommandError if it is neither.
    """
    if (name := setting.strip().lower()) in EDITOR_URLS:
        return EDITOR_URLS[name]
    match = _URL_TEMPLATE.fullmatch(setting.strip())
    if not match:
        known = join_words(list(EDITOR_URLS))
        raise CommandError(
            f"the editor '{setting}' is not known: use one of {known}, or the URL that opens a"
            " file, such as 'myeditor://open?file={file}&line={line}&column={column}'"
        )
    placeholders = set(_PLACEHOLDER.findall(match[0]))
    if match[1].lower() in _SCRIPT_SCHEMES:
        raise CommandError(f"the editor's URL may not begin with '{match[1]}:'")
    if "file" not in placeholders or placeholders - _PLACEHOLDERS:
        raise CommandError(
            f"the editor's URL '{setting}' needs the placeholder {{file}}, and may have {{line}}"
            " and {column}"
        )
    return match[0]


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):  # a name that the system does not accept
        return False
