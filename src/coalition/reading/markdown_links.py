"""Links in Markdown files to other files of `content/`: whether they lead somewhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote

from coalition.problems import Place, Problem

WORDS = ("filename", "static", "attach")
"""What may stand in braces before a file: Pelican puts the address in its place."""

LINK = re.compile(r"\{(?:filename|static|attach)\}([^\s)#\"'>]+)")
_TARGET = re.compile(r"\]\(\s*<?([^)\s>]+)|^\[[^\]]+\]:\s*<?([^\s>]+)")
_BRACES = re.compile(r"\{(\w*)\}(.*)")
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.I)


@dataclass(frozen=True)
class Link:
    """A link to another file: what it names, and where it stands."""

    target: str
    place: Place
    line: str


def links(lines: Sequence[str], name: str) -> Iterator[Link]:
    """Every link to another file."""
    for number, text in enumerate(lines, start=1):
        for link in LINK.finditer(text):
            yield Link(link[1], Place(name, number, link.start() + 1, len(link[0])), text)


def problems(
    links: Iterable[Link], path: Path, content: Path, languages: Sequence[str]
) -> Iterator[Problem]:
    """Links to files that are not there, or not of `content`.

    Pelican would put a copy of these beside the site, over whatever is there.
    """
    for link in links:
        folder = content if link.target.startswith("/") else path.parent
        file = Path(os.path.normpath(folder / link.target.lstrip("/")))
        if not file.is_relative_to(os.path.normpath(content)):
            message = f"'{link.target}' leads out of content/"
            hint = "put the file into content/images/, and write '{static}/images/' before its name"
            yield Problem(link.place, "broken-link", message, hint, link.line)
        elif not file.is_file():
            message = f"there is no file '{link.target}' to link to"
            hint = _nearest(link.target, content, languages)
            yield Problem(link.place, "broken-link", message, hint, link.line)


def _nearest(target: str, content: Path, languages: Sequence[str]) -> str:
    """A hint that names the file that was most likely meant: before others, the same text's."""
    slug = target.partition(".")[0]
    for language in languages:
        same = f"/{slug.lstrip('/')}.{language}.md"
        if (content / same.lstrip("/")).is_file():
            return f"did you mean '{same}'?"
    files = (path for path in content.rglob("*") if path.is_file())
    links = sorted(f"/{path.relative_to(content).as_posix()}" for path in files)
    near = get_close_matches(f"/{unquote(target).lstrip('/')}", links, n=1, cutoff=0.5)
    if near and " " in near[0]:
        return f"give '{near[0]}' a name without blanks, and write that: no link can have one"
    return f"did you mean '{near[0]}'?" if near else "look for the file's name in content/"


def slips(lines: Sequence[str], name: str) -> Iterator[Problem]:
    """Links that look like links to files and are none; not in code."""
    fenced = False
    for number, text in enumerate(lines, start=1):
        fenced ^= text.startswith(("```", "~~~"))
        hidden = _CODE.sub(lambda code: " " * len(code[0]), text)
        for found in _TARGET.finditer(hidden) if not fenced else ():
            target = found[1] or found[2]
            if words := _slip(target):
                start = found.start(1 if found[1] else 2)
                place = Place(name, number, start + 1, len(target))
                yield Problem(place, "broken-link", *words, text)


def _slip(target: str) -> tuple[str, str] | None:
    """What is wrong with the target of a link, and what to write; None if nothing is."""
    if braces := _BRACES.match(target):
        word, rest = braces.groups()
        if word in WORDS:
            return None
        near = next(iter(get_close_matches(word, WORDS, n=1)), "filename")
        return f"'{{{word}}}' has no meaning in a link", f"write '{{{near}}}{rest}'"
    path = target.partition("#")[0]
    if not path.endswith(".md") or _ELSEWHERE.match(target):
        return None
    hint = f"write '{{filename}}{target}'" if target.startswith("/") else ""
    hint = hint or "write '{filename}' and the file's folder before it, as in '{filename}/pages/'"
    return "this link leads to a file that visitors do not have", hint
