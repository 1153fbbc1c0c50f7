"""Rules `unused-file` and `unused-picture`: files in `content/` that visitors cannot find."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Set
from urllib.parse import unquote

from coalition.diagnostics import Diagnostic, Location, Message
from coalition.model import Coalition
from coalition.project import FILES_FOLDER, IMAGES_FOLDER, MarkdownFile, list_article_images

_MENTION_PATTERN = re.compile(
    rf"(?:{FILES_FOLDER}|{IMAGES_FOLDER})/[^\s\"'#%&*:;<>?\\`{{|}}]{{1,500}}"
)
"""The path of a file in a text, with what may follow it."""

_END_PATTERN = re.compile(r"[()\[\],!]|\.?$")
"""Where the path may end: names may contain these characters as well."""


def check_unused_files(
    paths: Iterable[str], coalition: Coalition, files: Collection[MarkdownFile]
) -> Iterator[Diagnostic]:
    """Yield warnings about documents that nothing names, and pictures that nothing shows.

    `paths` are those of the published files in `content/`. Any mention counts, because a link can
    be written in several ways: with `{static}`, relative to the page, or as a whole address. A
    draft counts as a use of a picture, which its author needs later. A document that only drafts
    name is published all the same.
    """
    names = frozenset(paths)
    named = _find_mentions((file for file in files if file.published), names)
    named_in_drafts = _find_mentions((file for file in files if not file.published), names)
    named |= {
        f"{FILES_FOLDER}/{version.file}"
        for document in coalition.documents
        for version in document.versions
        if version.file
    }
    photos = (member.photo for member in coalition.members)
    logos = (organisation.logo for organisation in coalition.organisations)
    body_logos = (body.logo for body in coalition.bodies)
    images = (coalition.mark, *photos, *logos, *body_logos, *list_article_images(files))
    shown = {f"{IMAGES_FOLDER}/{name}" for name in images if name}
    for name in sorted(names - named):
        if name.startswith(f"{FILES_FOLDER}/"):
            message = Message("no page links to this document, so visitors cannot find it")
            hint = Message(
                "link to it, as in '[title]({static}/%(name)s)', name it in data/documents.yaml,"
                " or delete the file",
                name=name,
            )
            yield _warn(name, "unused-file", message, hint)
        elif name not in shown | named_in_drafts:
            message = Message("no entry and no text shows this picture")
            hint = Message(
                "delete it, or show it, as in '![what it shows]({static}/%(name)s)'", name=name
            )
            yield _warn(name, "unused-picture", message, hint)


def _find_mentions(files: Iterable[MarkdownFile], names: Set[str]) -> set[str]:
    """Return those of `names` that texts contain."""
    return {
        name
        for file in files
        for line in file.lines
        for mention in _MENTION_PATTERN.findall(unquote(line))
        for end in _END_PATTERN.finditer(mention)
        if (name := mention[: end.start()]) in names
    }


def _warn(name: str, rule: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(Location(f"content/{name}"), rule, message, hint, severity="warning")
