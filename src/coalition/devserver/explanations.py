"""The explanations of errors and warnings in `docs/problems.md`, as pages of the preview.

Each rule has a page, which needs neither a network nor a viewer for Markdown files.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from coalition.markup import convert_markdown_file

EXPLANATIONS_PATH = "/_preview/explanations/"
"""Path of the list of rules. The name of a rule and a slash follow for its explanation."""

EXPLANATIONS_FILE = Path("docs/problems.md")

_RULE_HEADING = re.compile(r"^## ([a-z0-9][a-z0-9-]*)$", re.MULTILINE)
_RULE_LINK = re.compile(r"\]\(#([a-z0-9-]+)\)")
_OTHER_FILE_LINK = re.compile(r"\[([^\[\]]+)\]\((?![#/]|https?:)[^()\s]+\)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_DETAILS = re.compile(r"</?(?:details|summary)>")
_FENCED_CODE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)

_FOLDER = Path(__file__).parent
_PAGE = Environment(autoescape=True, undefined=StrictUndefined).from_string(
    (_FOLDER / "explanation.html").read_text("utf-8")
)
_STYLES = Markup("".join((_FOLDER / f"{name}.css").read_text("utf-8")
                         for name in ("preview", "document")))  # fmt: skip


class Explanations:
    """Explanations by rule, from the project in `root` or, without any there, from the program's.

    An installed package has none; then the names of the rules are not links.
    """

    def __init__(self, root: Path) -> None:
        folders = (root, Path(__file__).parents[3])
        files = (folder / EXPLANATIONS_FILE for folder in folders)
        self._file = next((file for file in files if file.is_file()), None)

    def get_path(self, rule: str) -> str:
        """Return the path of a rule's page in the preview; empty if it is not explained."""
        return f"{EXPLANATIONS_PATH}{rule}/" if rule in self._read_sections() else ""

    def render(self, path: str) -> str | None:
        """Return the page at a path below EXPLANATIONS_PATH as HTML; None if there is none."""
        rule = path.removeprefix(EXPLANATIONS_PATH).rstrip("/")
        if (text := self._read_sections().get(rule)) is None:
            return None
        title = rule or "Errors and warnings"
        return _PAGE.render(
            title=title,
            index_path=EXPLANATIONS_PATH if rule else "",
            body=_render_section(text),
            styles=_STYLES,
        )

    def _read_sections(self) -> dict[str, str]:
        """Return the text of each rule; `""` is the introduction with the index."""
        try:
            stamp = self._file.stat().st_mtime_ns if self._file else 0
            return _split_sections(self._file, stamp) if self._file else {}
        except (OSError, UnicodeDecodeError):
            return {}


@lru_cache(maxsize=1)
def _split_sections(file: Path, stamp: int) -> dict[str, str]:
    """Return the sections of the file as it was at `stamp`, which is the key of the cache."""
    sections, rule = {"": ""}, ""
    for part in _FENCED_CODE.split(_COMMENT.sub("", file.read_text("utf-8"))):
        if part.startswith("```"):
            sections[rule] += part
            continue
        before, *rest = _RULE_HEADING.split(part)
        sections[rule] += before
        for rule, text in zip(rest[::2], rest[1::2], strict=True):
            sections[rule] = text
    return sections | {"": sections[""].partition("# ")[2].partition("\n")[2]}


def _render_section(text: str) -> Markup:
    """Render the Markdown of one section; links to rules lead to their pages."""
    html = []
    for part in _FENCED_CODE.split(text):
        if part.startswith("```"):
            code = part.partition("\n")[2].removesuffix("```")
            html.append(Markup('<pre tabindex="0"><code>{}</code></pre>').format(code))
        else:
            linked = _RULE_LINK.sub(rf"]({EXPLANATIONS_PATH}\1/)", _DETAILS.sub("", part))
            plain = _OTHER_FILE_LINK.sub(r"\1", linked)
            html.append(Markup(convert_markdown_file(plain).html))  # sanitized
    return Markup("\n").join(html)
