"""Check links between files of `content/`: Pelican's `{filename}` and `{static}`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from coalition.diagnostics import Diagnostic, Location, Message, quote_value
from coalition.project import media_files
from coalition.project.image_names import ImageFinder
from coalition.sources import TextLocator, is_ignored

INTRASITE_URL_PATTERN = re.compile(r"\s*\{(filename|static)\}(.*)", re.S)
"""URLs that Pelican resolves: `{filename}` to a Markdown file, `{static}` to a published file."""

INTRASITE_LINK_PATTERN = re.compile(r"\{(?:filename|static)\}([^\s)#\"'>]+)")
"""The same in Markdown source, for commands that rewrite links; group 1 is the file."""

_MARKDOWN_FILE_PATTERN = re.compile(r"(?!\s*[{|]|[a-z][a-z0-9+.-]*:|//|#)[^#]*\.md(?:#.*)?", re.I)
"""A link to a Markdown file without `{filename}` before it."""


@dataclass(frozen=True)
class IntrasiteLink:
    """A link to another file of `content/`.

    `variable` is `filename` or `static`; empty if the link names a Markdown file without one.
    """

    variable: str
    target: str
    location: Location
    line: str


def find_intrasite_links(
    urls: Iterable[str], lines: Sequence[str], body_start: int, display_path: str
) -> Iterator[IntrasiteLink]:
    """Find every link to another file among the `urls` of a text.

    The URLs come from the rendered HTML, so that all of Markdown's link syntax is covered and code
    is not. The body starts at the line `body_start` of `lines`, counted from 0.
    """
    locator = TextLocator(lines, body_start)
    for url in urls:
        match = INTRASITE_URL_PATTERN.match(url)
        if not match and not _MARKDOWN_FILE_PATTERN.fullmatch(url):
            continue
        variable, target = match.groups() if match else ("", url)
        line, column, width = _locate_url(url, target, locator) or (body_start + 1, 1, 1)
        excerpt = lines[line - 1] if line <= len(lines) else ""
        yield IntrasiteLink(variable, target, Location(display_path, line, column, width), excerpt)


def _locate_url(url: str, target: str, locator: TextLocator) -> tuple[int, int, int] | None:
    """Return line, column and width of a URL in the source."""
    if url != target:
        return locator.find((url, target))
    opening = (f"{sign}{url}" for sign in "(<\"' ")  # not a part of another link
    position = locator.find(opening)
    return (position[0], position[1] + 1, position[2] - 1) if position else None


def check_intrasite_links(
    links: Iterable[IntrasiteLink], path: Path, content: Path, languages: Sequence[str],
    unpublished: Set[Path] = frozenset(), missing_originals: Set[str] = frozenset(),
) -> Iterator[Diagnostic]:  # fmt: skip
    """Check that links lead to files that exist and that the site publishes.

    `unpublished` are the texts that have no page, because they are drafts in all languages. Links
    to `missing_originals` are accepted: each such file is reported once, by its translations.
    """
    for link in links:
        if _resolve_target(link, path, content) in missing_originals:
            continue
        if explanation := _explain_broken_link(link, path, content, languages, unpublished):
            yield Diagnostic(link.location, "broken-link", *explanation, link.line)


def _resolve_target(link: IntrasiteLink, path: Path, content: Path) -> str:
    """Return the path of the file that a link names, relative to `content`."""
    target = unquote(link.target.partition("#")[0])
    folder = content if target.startswith("/") else path.parent
    return Path(os.path.relpath(folder / target.lstrip("/"), content)).as_posix()


def _explain_broken_link(
    link: IntrasiteLink,
    path: Path,
    content: Path,
    languages: Sequence[str],
    unpublished: Set[Path],
) -> tuple[str, str] | None:
    """Return message and hint for a broken link; None if it is valid."""
    if not link.variable:
        hint = Message(
            "write '{filename}' and the file's folder before it, as in '{filename}/pages/'"
        )
        if link.target.startswith("/"):
            hint = Message("write '{filename}%(target)s'", target=link.target)
        return Message("this link leads to a file that visitors do not have"), hint
    parts = urlsplit(link.target)
    folder = content if parts.path.startswith("/") else path.parent
    names = dict.fromkeys((parts.path, unquote(parts.path)))
    files = [Path(os.path.normpath(folder / name.lstrip("/"))) for name in names]
    inside = all(file.is_relative_to(os.path.normpath(content)) for file in files)
    if parts.netloc or parts.scheme or not inside:
        hint = Message(
            "put the file into content/images/, and write '{static}/images/' before its name"
        )
        return Message("%(link)s leads out of content/", link=quote_value(link.target)), hint
    file = files[0]
    if not _is_file(file):
        message = Message("there is no file %(path)s to link to", path=quote_value(parts.path))
        hint = _suggest_target(parts.path, content, languages)
        if _is_file(files[-1]):
            hint = Message(
                "write the name of the file as it is: %(name)s",
                name=quote_value(unquote(parts.path)),
            )
        return message, hint
    if file in unpublished and link.variable == "filename":
        hint = Message("take 'Status: draft' out of %(name)s, or take the link out", name=file.name)
        message = Message(
            "%(path)s is a draft, which is not published", path=quote_value(parts.path)
        )
        return message, hint
    return _explain_wrong_variable(link, file.relative_to(os.path.normpath(content)))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or has a NUL in it
        return False


def _explain_wrong_variable(link: IntrasiteLink, file: Path) -> tuple[str, str] | None:
    """Return message and hint if a link's variable does not match the type of its file."""
    if file.suffix == ".md":
        if link.variable == "filename":
            return None
        hint = Message("write '{filename}%(target)s'", target=link.target)
        return Message("'{static}' is for pictures and documents"), hint
    if link.variable == "filename":
        hint = Message("write '{static}%(target)s'", target=link.target)
        return Message("'{filename}' is for Markdown files"), hint
    if file.parts[0] not in media_files.MEDIA_FOLDERS or any(map(is_ignored, file.parts)):
        hint = Message("move the file to content/images/ or content/files/")
        message = Message(
            "%(link)s is not a file that the site publishes", link=quote_value(link.target)
        )
        return message, hint
    return None


def _suggest_target(target: str, content: Path, languages: Sequence[str]) -> Message:
    """Return a hint with the most likely target: first the same text in one of `languages`."""
    slug = target.partition(".")[0]
    for language in languages:
        candidate = f"/{slug.lstrip('/')}.{language}.md"
        if _is_file(content / candidate.lstrip("/")):
            return Message("did you mean '%(match)s'?", match=candidate)
    files = (path for path in content.rglob("*") if path.is_file())
    targets = sorted(f"/{path.relative_to(content).as_posix()}" for path in files)
    if PurePosixPath(target).suffix.lower() in media_files.PICTURE_SUFFIXES:
        images = {PurePosixPath(one).name: one for one in reversed(targets) if _is_picture(one)}
        match = ImageFinder(images).find(PurePosixPath(unquote(target)).name)
        return (
            Message("did you mean '%(match)s'?", match=images[match])
            if match
            else Message("put the picture there, or correct its name")
        )
    others = [one for one in targets if not _is_picture(one)]
    matches = get_close_matches(f"/{unquote(target).lstrip('/')}", others, n=1, cutoff=0.5)
    if matches:
        return Message("did you mean '%(match)s'?", match=matches[0])
    return Message("look for the file's name in content/")


def _is_picture(target: str) -> bool:
    return target.startswith(f"/{media_files.IMAGES_FOLDER}/")
