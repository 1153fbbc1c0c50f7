"""Report published addresses that a change would lose, each where it can be repaired.

An address is lost if its entry or text was deleted or renamed without a redirect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from coalition.addresses.allowed_losses import AllowedLosses, load_allowed_losses
from coalition.addresses.published_version import PublishedVersion
from coalition.addresses.site_sources import (
    ENTRY_PAGES,
    SiteSources,
    list_paths,
    read_site_sources,
)
from coalition.addresses.successors import find_successor_entry, find_successor_text
from coalition.audit import find_lost_paths
from coalition.diagnostics import DataError, Diagnostic, Location, Message
from coalition.i18n import get_language_codes
from coalition.model import KIND_NOUNS
from coalition.project import (
    GROUPS,
    MEMBERS,
    ORGANISATIONS,
    MarkdownFile,
    RawCollection,
    RawEntry,
    check_file_tree,
    get_child,
    list_media_files,
)
from coalition.sources import YamlMapping, YamlNode, parse_front_matter

LOST_URL = "lost-url"
COALITION_FILE = "data/coalition.yaml"

ENTRY_FOLDERS: dict[str, RawCollection[Any]] = {
    "members/group/": GROUPS,
    "members/": MEMBERS,
    "organisations/": ORGANISATIONS,
    "action-plan/": ENTRY_PAGES["area"],
    "sdgs/": ENTRY_PAGES["goal"],
    "working-groups/": ENTRY_PAGES["working-group"],
    "events/": ENTRY_PAGES["event"],
    "documents/": ENTRY_PAGES["document"],
}
"""Folders of the pages that show one entry, with its collection."""

NEWS_FOLDER = "news/"


def check_lost_addresses(root: Path, published: PublishedVersion) -> list[Diagnostic]:
    """Return a diagnostic for each published address that the project in `root` would lose.

    Nothing is compared while its data cannot be read: the check reports why.
    """
    if check_file_tree(root):  # a symbolic link is not followed
        return []
    sources = read_site_sources(root)
    if sources.defect:
        return []
    try:
        losses = load_allowed_losses(root)
    except DataError:
        return []
    content = root / "content"
    files = {path.relative_to(content).as_posix() for path in list_media_files(content)}
    return diagnose_lost_paths(published, list_paths(sources) | files, sources, losses)


def diagnose_lost_paths(
    published: PublishedVersion,
    current_paths: Set[str],
    sources: SiteSources,
    losses: AllowedLosses,
) -> list[Diagnostic]:
    """Return a diagnostic for each published page that is not at one of `current_paths`.

    `sources` are what the current paths are made from; the pages that `losses` allows are not
    reported. The same page in several languages is one diagnostic, since one change restores them
    all; so are all pages in a language that was removed.
    """
    explainer = _Explainer(published, current_paths, sources, losses)
    lost_paths = find_lost_paths(published.paths, current_paths)
    return sorted(
        [
            *explainer.explain_languages(lost_paths),
            *(explainer.explain_page(*page) for page in explainer.group_by_page(lost_paths)),
        ]
    )


@dataclass(frozen=True)
class _Explainer:
    """Explains lost addresses; arguments as for `diagnose_lost_paths`."""

    published: PublishedVersion
    current_paths: Set[str]
    sources: SiteSources
    losses: AllowedLosses

    @cached_property
    def _folders(self) -> frozenset[str]:
        """The folders of all languages, present and published; never that of a page."""
        versions = (self.sources, self.published.sources)
        known = {
            folder
            for version in versions
            if version
            for folder in version.language_folders.values()
        }
        tops = {path[: path.find("/") + 1] for path in self.published.paths}
        return frozenset(known | {top for top in tops if self._looks_like_language(top)}) - {""}

    def _looks_like_language(self, folder: str) -> bool:
        """Return whether a published folder was that of a language: it has a directory."""
        code = folder.rstrip("/").replace("-", "_")
        return code in get_language_codes() and f"{folder}members/" in self.published.paths

    @cached_property
    def _removed_folders(self) -> frozenset[str]:
        return self._folders - {*self.sources.language_folders.values()}

    def _get_folder(self, path: str) -> str:
        top = path[: path.find("/") + 1]
        return top if top in self._folders else ""

    def group_by_page(self, lost_paths: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
        """Yield each lost page with its paths, without what other diagnostics report.

        These are pages in removed languages, and redirects in the data that lead nowhere. Pages
        that may disappear are left out too.
        """
        pages: dict[str, list[str]] = {}
        for path in lost_paths:
            if self._get_folder(path) not in self._removed_folders:
                pages.setdefault(path.removeprefix(self._get_folder(path)), []).append(path)
        configured = {source for source, _ in self.sources.iter_configured_redirects()}
        for page, paths in pages.items():
            if page not in configured and not self.losses.allows(page):
                yield page, paths

    def explain_languages(self, lost_paths: Iterable[str]) -> Iterator[Diagnostic]:
        """Yield a diagnostic for each language whose pages are all gone."""
        for folder in sorted(self._removed_folders):
            paths = [path for path in lost_paths if self._get_folder(path) == folder]
            if not paths:
                continue
            code = folder.rstrip("/").replace("-", "_")
            name = self.published.name
            message = Message(
                "%(name)s has addresses below '/%(folder)s', which would lead nowhere now:"
                " %(count)s in all",
                name=name,
                folder=folder,
                count=len(paths),
            )
            hint = Message(
                "write '%(code)s' again in 'languages', in the place where it was", code=code
            )
            if code in self.sources.languages:
                hint = Message(
                    "restore the order of 'languages': the addresses of the first one are short"
                )
            yield self._at_coalition_key("languages", message, hint)

    def explain_page(self, page: str, paths: Sequence[str]) -> Diagnostic:
        """Return the diagnostic for a page that is lost at `paths`, in one language or more."""
        was_redirect = {*paths} <= {*self.published.site.redirected_paths}
        address = self._describe_address(page, was_redirect=was_redirect)
        message = Message("%(address)s, and would lead nowhere now", address=address)
        if len(paths) > 1:
            message = Message(
                "%(address)s, in %(count)s languages, and would lead nowhere now",
                address=address,
                count=len(paths),
            )
        folder = next((folder for folder in ENTRY_FOLDERS if _is_page_in(page, folder)), "")
        if folder and "former_ids" in ENTRY_FOLDERS[folder].record.model_fields:
            return self._explain_movable_entry(page, folder, message)
        if folder:
            return self._explain_fixed_entry(page, folder, message)
        return self._explain_text(page, message)

    def _describe_address(self, page: str, *, was_redirect: bool) -> Message:
        name = self.published.name
        if self.published.sources is None:
            if was_redirect:
                return Message("'/%(page)s' led to a page of %(name)s", page=page, name=name)
            return Message("'/%(page)s' was on %(name)s", page=page, name=name)
        if was_redirect:
            return Message("'/%(page)s' is a former address of %(name)s", page=page, name=name)
        return Message("'/%(page)s' is an address of %(name)s", page=page, name=name)

    # Entries with former ids: members, organisations, areas of action, events ...

    def _explain_movable_entry(self, page: str, folder: str, message: str) -> Diagnostic:
        collection, id = ENTRY_FOLDERS[folder], page.removeprefix(folder).rstrip("/")
        target = self._get_old_target(page)
        was_former, old = target != page, self._find_old_entry(target)
        owner = self.sources.page_paths.get(target) if was_former else None
        if isinstance(owner, RawEntry):
            hint = Message(
                "%(restore)s again; %(disappear)s",
                restore=_former_id_hint(owner, id),
                disappear=_disappear_hint(collection, id),
            )
            return _at_entry(owner, owner.name_node or owner.node, message, hint)
        candidates = self._list_new_entries(collection, folder)
        successor = find_successor_entry(old.id if old else id, old, candidates)
        restore = Message(
            "%(restore)s; %(disappear)s",
            restore=_restore_hint(collection, old.id if old else id),
            disappear=_disappear_hint(collection, id),
        )
        if successor is None:
            hint = Message(
                "%(restore)s; or %(redirect)s",
                restore=restore,
                redirect=self._redirect_hint(page, self._find_list(folder)),
            )
            return _at_file(collection, message, hint)
        if was_former or successor.has_id_key or not collection.has_generated_ids:
            node, hint = successor.id_node, _former_id_hint(successor, id)
        else:
            node, hint = None, Message("add a line 'id: %(id)s', which keeps the address", id=id)
        hint = Message(
            "if this is the same %(kind)s, %(hint)s; if not, %(restore)s",
            kind=KIND_NOUNS[collection.kind],
            hint=hint,
            restore=restore,
        )
        return _at_entry(successor, node or successor.name_node or successor.node, message, hint)

    def _find_list(self, folder: str) -> str | None:
        """Return the path of the page that lists the entries of a folder, if there is one."""
        candidates = (folder, "members/" if folder == "organisations/" else folder)
        return next((path for path in candidates if path in self.current_paths), None)

    def _get_old_target(self, page: str) -> str:
        """Return the path of the page that visitors of `page` saw."""
        old_sources = self.published.sources
        return old_sources.redirect_paths.get(page, page) if old_sources else page

    def _find_old_entry(self, page: str) -> RawEntry | None:
        old_sources = self.published.sources
        old = old_sources.page_paths.get(page) if old_sources else None
        return old if isinstance(old, RawEntry) else None

    def _list_new_entries(self, collection: RawCollection[Any], folder: str) -> list[RawEntry]:
        """Return the entries whose pages are not published yet."""
        entries = self.sources.entries.get(collection, ())
        return [
            entry for entry in entries if f"{folder}{entry.id.lower()}/" not in self.published.paths
        ]

    # Stakeholder groups and goals

    def _explain_fixed_entry(self, page: str, folder: str, message: str) -> Diagnostic:
        collection, id = ENTRY_FOLDERS[folder], page.removeprefix(folder).rstrip("/")
        old = self._find_old_entry(page)
        successor = find_successor_entry(id, old, self._list_new_entries(collection, folder))
        if successor is None:
            hint = Message(
                "restore the entry; or %(redirect)s",
                redirect=self._redirect_hint(page, _get_parent(folder)),
            )
            return _at_file(collection, message, hint)
        redirect = self._redirect_hint(page, f"{folder}{successor.id}/")
        hint = Message(
            "write '%(id_key)s: %(id)s' again, since ids never change; or %(redirect)s",
            id_key=collection.id_key,
            id=id,
            redirect=redirect,
        )
        node = successor.id_node or successor.name_node or successor.node
        return _at_entry(successor, node, message, hint)

    # Texts

    def _explain_text(self, page: str, message: str) -> Diagnostic:
        if draft := self._find_draft(page):
            hint = Message(
                "delete the line 'Status: draft'; or %(redirect)s",
                redirect=self._redirect_hint(page),
            )
            return _at_front_matter(draft, "status", message, hint)
        old_sources = self.published.sources
        old = old_sources.page_paths.get(page) if old_sources else None
        old_text = old if isinstance(old, MarkdownFile) else None
        successor = find_successor_text(_get_slug(page), old_text, self._list_new_texts())
        if successor:
            target = self.sources.build_text_path(successor)
            name = f"{_get_slug(page)}.{successor.language}.md"
            hint = Message(
                "if this is the same text, call the file '%(name)s' again, or %(redirect)s",
                name=name,
                redirect=self._redirect_hint(page, target),
            )
            return _at_front_matter(successor, "title", message, hint)
        hint = self._redirect_hint(page, NEWS_FOLDER if _is_page_in(page, NEWS_FOLDER) else None)
        if old_text:
            hint = Message(
                "restore %(file)s; or %(redirect)s", file=old_text.display_path, redirect=hint
            )
        return self._at_coalition_key("redirects", message, hint)

    def _find_draft(self, page: str) -> MarkdownFile | None:
        drafts = (file for file in self.sources.texts if not file.published)
        matches = [file for file in drafts if self.sources.build_text_path(file) == page]
        return next((file for file in matches if file.original is None), next(iter(matches), None))

    def _list_new_texts(self) -> list[MarkdownFile]:
        """Return the texts whose pages are not published yet, each in its original language."""
        return [
            entry
            for path, entry in self.sources.page_paths.items()
            if isinstance(entry, MarkdownFile) and path not in self.published.paths
        ]

    # Hints and locations

    def _redirect_hint(self, page: str, target: str | None = None) -> Message:
        """Return the hint to redirect `page`; to `target` if that has a page now."""
        if target is not None and target in self.current_paths:
            return Message(
                "write under 'redirects' in %(file)s 'from: /%(page)s' and 'to: /%(target)s'",
                file=COALITION_FILE,
                page=page,
                target=target,
            )
        return Message(
            "write under 'redirects' in %(file)s 'from: /%(page)s', and after 'to:' the page that"
            " visitors should see instead",
            file=COALITION_FILE,
            page=page,
        )

    def _at_coalition_key(self, key: str, message: str, hint: str) -> Diagnostic:
        """Return a diagnostic at a key of the coalition's file; at the file if it has none."""
        document = self.sources.documents["coalition"]
        root = document.root
        entry = root.entries_by_key.get(key) if isinstance(root, YamlMapping) else None
        if entry is None:
            return Diagnostic(Location(COALITION_FILE), LOST_URL, message, hint)
        return document.diagnostic_at(entry[0].location, LOST_URL, message, hint)


def _is_page_in(page: str, folder: str) -> bool:
    """Return whether a page is directly in a folder."""
    name = page.removeprefix(folder).rstrip("/")
    return page.startswith(folder) and bool(name) and "/" not in name


def _get_parent(folder: str) -> str:
    return folder.partition("/")[0] + "/"


def _get_slug(page: str) -> str:
    return page.rstrip("/").rpartition("/")[2]


def _restore_hint(collection: RawCollection[Any], id: str) -> Message:
    if collection is MEMBERS:
        return Message(
            "restore the entry, and run 'python3 tasks.py retire %(id)s' if they have left", id=id
        )
    return Message("restore the entry")


def _disappear_hint(collection: RawCollection[Any], id: str) -> Message:
    kind = next(name for name, one in ENTRY_PAGES.items() if one is collection)
    command = f"python3 tasks.py remove {kind} {id} --deleted"
    return Message("if the address should disappear, run '%(command)s'", command=command)


def _former_id_hint(entry: RawEntry, id: str) -> Message:
    if get_child(entry.node, "former_ids") is not None:
        return Message("add '%(id)s' to its 'former_ids'", id=id)
    return Message("add a line 'former_ids: [%(id)s]'", id=id)


def _at_file(collection: RawCollection[Any], message: str, hint: str) -> Diagnostic:
    """Return a diagnostic for an entry that was deleted: no line of the file is to blame."""
    return Diagnostic(Location(f"data/{collection.file}.yaml"), LOST_URL, message, hint)


def _at_entry(entry: RawEntry, node: YamlNode, message: str, hint: str) -> Diagnostic:
    return entry.document.diagnostic_at(node.location, LOST_URL, message, hint)


def _at_front_matter(file: MarkdownFile, key: str, message: str, hint: str) -> Diagnostic:
    """Return a diagnostic at a key of the front matter, else at the first line."""
    for entry in parse_front_matter(file.lines):
        if entry.key.lower() == key:
            location = Location(file.display_path, entry.line, 1, len(entry.source_line))
            return Diagnostic(location, LOST_URL, message, hint, entry.source_line)
    line = file.lines[0] if file.lines else ""
    return Diagnostic(
        Location(file.display_path, 1, 1, len(line) or 1), LOST_URL, message, hint, line
    )
