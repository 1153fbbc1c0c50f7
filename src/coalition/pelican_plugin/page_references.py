"""Check that the pages that `data/coalition.yaml` names exist: in its redirects and its menus.

Which pages exist depends on the texts and on the entries of all files, so this is known only once
there is a `Site`. The check, the preview and the build all call `ensure_existing_pages`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from coalition.diagnostics import DataError, Message, quote_value
from coalition.model import MenuItem
from coalition.project import MEDIA_FOLDERS, NodePath, find_closest_match, find_node, normalize_name
from coalition.site import (
    ASSETS_FOLDER,
    FILLABLE_PAGES,
    RedirectView,
    Site,
    build_pages,
)
from coalition.sources import glob_paths, read_yaml

FILE_FOLDERS = {f"{ASSETS_FOLDER}/", *(f"{name}/" for name in MEDIA_FOLDERS)}
"""Top folders of a site that contain files, not pages."""

MENUS: tuple[Literal["menu", "footer"], ...] = ("menu", "footer")


class _Problem(NamedTuple):
    """What is wrong at a node of `data/coalition.yaml`."""

    path: NodePath
    rule: str
    message: str
    hint: str


def ensure_existing_pages(site: Site, root: Path) -> None:
    """Check the pages that redirects, the menu and the footer name.

    Raises DataError. `site` may be in any language: all of them have the same pages. `root` is the
    folder of the project.
    """
    problems = [*_check_redirects(site), *_MenuCheck(site, root).check()]
    if problems:
        document = read_yaml(root / "data/coalition.yaml", "data/coalition.yaml")
        assert document.root, "it was read a moment ago"
        locations = [find_node(document.root, problem.path)[1].location for problem in problems]
        raise DataError(
            document.diagnostic_at(location, problem.rule, problem.message, problem.hint)
            for location, problem in zip(locations, problems, strict=True)
        )


class _MenuCheck:
    """Checks the menu and the footer of a site."""

    def __init__(self, site: Site, root: Path) -> None:
        self._site, self._root = site, root

    def check(self) -> Iterator[_Problem]:
        """Yield pages that do not exist, and pages that one menu names twice.

        A page that is filled from the data may still be empty; then the menu leaves it out, so that
        nobody has to change the menu because the last event was removed.
        """
        for menu in MENUS:
            items: tuple[MenuItem, ...] = getattr(self._site.coalition, menu)
            seen: set[str] = set()
            for index, item in enumerate(items):
                path: NodePath = (menu, index, "page")
                if item.page in seen:
                    message = Message("%(page)s is in this list twice", page=quote_value(item.page))
                    hint = Message("delete one of the two")
                    yield _Problem(path, "duplicate-value", message, hint)
                elif not self._site.has(item.page) and item.page not in FILLABLE_PAGES:
                    message = Message("there is no page %(page)s", page=quote_value(item.page))
                    yield _Problem(path, "unknown-page", message, self._suggest(item.page))
                seen.add(item.page)

    def _suggest(self, slug: str) -> str:
        if any(path.name.startswith(f"{slug}.") for path in self._list_texts()):
            return Message(
                "its text is a draft: remove the line 'Status: draft' from it, or delete this entry"
            )
        if match := find_closest_match(slug, self._slugs_by_word):
            return Message("did you mean '%(match)s'?", match=match)
        if "/" in slug:  # no file of a page has such an address
            return Message("write one of: %(pages)s", pages=", ".join(self._slugs))
        return Message(
            "write one of: %(pages)s; or add content/pages/%(file)s first",
            pages=", ".join(self._slugs),
            file=f"{slug}.{self._site.coalition.default_language}.md",
        )

    def _list_texts(self) -> list[Path]:
        return list(glob_paths(self._root / "content" / "pages", "**/*.md"))

    @cached_property
    def _slugs(self) -> list[str]:
        slugs = (*FILLABLE_PAGES, *self._site.content_index.pages)
        return sorted({slug for slug in slugs if self._site.has(slug)} | {"home"})

    @cached_property
    def _slugs_by_word(self) -> Mapping[str, str]:
        """The pages by their names, and by what the site calls them in all languages."""
        words = {normalize_name(slug): slug for slug in self._slugs}
        for slug in self._slugs:
            words.setdefault(normalize_name(self._site.get_label(slug).text), slug)
            for content in self._site.content_index.pages.get(slug, {}).values():
                words.setdefault(normalize_name(content.title.text), slug)
        return words


def _check_redirects(site: Site) -> list[_Problem]:
    """Return redirects that do not start where there is no page, or do not lead to one."""
    if not site.coalition.redirects:
        return []
    pages = list(build_pages(site))
    page_paths = {page.address.path for page in pages if not isinstance(page.view, RedirectView)}
    id_paths = {page.address.path for page in pages if page.address.kind != "page"}
    return list(_invalid_redirects(site)) or list(
        _conflicting_redirects(site, page_paths, id_paths | page_paths)
    )


def _invalid_redirects(site: Site) -> Iterator[_Problem]:
    """Yield redirects that start with the folder of a language or of files."""
    language_folders = {
        site.address_builder.build("home", language.code).path for language in site.languages
    } - {""}
    for index, redirect in enumerate(site.coalition.redirects):
        for key, path in (("from", redirect.source), ("to", redirect.target)):
            folder = path.lstrip("/").partition("/")[0] + "/"
            if folder in language_folders:
                message = Message("'%(path)s' begins with the folder of a language", path=path)
                hint = Message(
                    "leave '%(folder)s' out: an entry holds for all languages", folder=folder
                )
                yield _Problem(("redirects", index, key), "invalid-path", message, hint)
            elif folder in FILE_FOLDERS:
                message = Message("'%(path)s' is in a folder for files, not for pages", path=path)
                hint = Message("only pages can move: delete this entry")
                yield _Problem(("redirects", index, key), "invalid-path", message, hint)


def _conflicting_redirects(
    site: Site, page_paths: Set[str], taken_paths: Set[str]
) -> Iterator[_Problem]:
    """Yield redirects that start at an existing page or lead to none."""
    seen: set[str] = set()
    for index, redirect in enumerate(site.coalition.redirects):
        if site.get_address_at(redirect.source).path in taken_paths:
            message = Message("there is a page at '%(path)s'", path=redirect.source)
            hint = Message("delete this entry, or give the page there another address")
            yield _Problem(("redirects", index, "from"), "address-taken", message, hint)
        if redirect.source in seen:
            message = Message("'%(path)s' has moved already", path=redirect.source)
            hint = Message("delete one of the two")
            yield _Problem(("redirects", index, "from"), "address-taken", message, hint)
        if site.get_address_at(redirect.target).path not in page_paths:
            hint = Message(
                "give the address of a page that visitors should see instead, such as '/news/'"
            )
            message = Message("there is no page at '%(path)s'", path=redirect.target)
            yield _Problem(("redirects", index, "to"), "moved-nowhere", message, hint)
        seen.add(redirect.source)
