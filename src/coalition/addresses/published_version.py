"""The version of a site that is published: a sitemap, or the files in a commit of git."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from coalition.addresses.git_files import GitError, find_commit, write_commit_files
from coalition.addresses.site_sources import (
    SiteSources,
    add_languages,
    read_site_sources,
)
from coalition.audit import SITEMAP_SUFFIXES, PublishedSite, is_url, read_published_site
from coalition.diagnostics import DataError, Diagnostic, Location, Message, quote_value

SOURCE_PATHS = ("data", "content/news", "content/pages")
"""The folders of a project that decide its addresses."""


@dataclass(frozen=True)
class PublishedVersion:
    """What is published: the paths of its pages, and the `sources` they were made from, if known.

    `name` is how messages call it.
    """

    site: PublishedSite
    name: str = Message("the last published site")
    sources: SiteSources | None = None

    @property
    def paths(self) -> frozenset[str]:
        """All paths, those of redirects included."""
        return frozenset({*self.site.paths, *self.site.redirected_paths})


def read_published_version(root: Path, against: str) -> PublishedVersion:
    """Read what is published: `against` is a URL, a file, a folder or a commit of the repository.

    A commit stands for the addresses that the project had there, as this program makes them. Raises
    DataError if it is none of these or cannot be read.
    """
    if is_url(against) or is_explicit_path(against):
        return PublishedVersion(read_published_site(against))
    commit, is_file = find_commit(root, against), Path(against).exists()
    if commit and is_file:
        message = Message(
            "%(against)s is a file here and also a commit of git", against=quote_value(against)
        )
        hint = Message(
            "write './%(against)s' for the file, or 'refs/heads/%(against)s' for the branch",
            against=against,
        )
        raise _unknown_version(message, hint)
    if is_file:
        return PublishedVersion(read_published_site(against))
    if commit:
        return _read_commit(root, against, commit)
    message = Message(
        "%(against)s is no commit of git here, no file, and no web address",
        against=quote_value(against),
    )
    hint = Message(
        "write an address that begins with https://, a file, or a branch, a tag or a commit that"
        " 'git fetch' has fetched; a shallow clone has few of them"
    )
    raise _unknown_version(message, hint)


def _read_commit(root: Path, name: str, commit: str) -> PublishedVersion:
    with tempfile.TemporaryDirectory(prefix="coalition-") as folder:
        try:
            write_commit_files(root, commit, SOURCE_PATHS, Path(folder))
        except (GitError, OSError) as error:
            message = Message(
                "the files of %(name)s cannot be read: %(error)s",
                name=quote_value(name),
                error=error,
            )
            hint = Message(
                "fetch the commit again, as in 'git fetch origin %(commit)s'", commit=commit[:12]
            )
            raise _unknown_version(message, hint) from None
        if not (Path(folder) / "data").is_dir():
            message = Message("there is no folder data/ in %(name)s", name=quote_value(name))
            raise _unknown_version(message, Message("name a commit that contains this project"))
        sources = read_site_sources(Path(folder))
    return make_version(quote_value(name), sources)


def make_version(name: str, sources: SiteSources) -> PublishedVersion:
    """Return the version that is made from `sources`; without paths if they have an error.

    Such sources cannot have been published, and an error in them must not stop its correction.
    """
    if defect := sources.defect:
        location = f"{defect.location.file}, line {defect.location.line}: {defect.message}"
        note = f"{name} has an error, so no address is compared: {location}"
        return PublishedVersion(PublishedSite(note=note), name)
    site = PublishedSite(
        tuple(sorted(add_languages(sources.page_paths, sources))),
        redirected_paths=tuple(sorted(add_languages(sources.redirect_paths, sources))),
    )
    return PublishedVersion(site, name, sources)


def is_explicit_path(text: str) -> bool:
    """Return whether a text is written as the path of a file or folder, not as a commit."""
    is_path = text.startswith((".", "/")) or Path(text).is_absolute()
    return is_path or text.endswith(SITEMAP_SUFFIXES)


def _unknown_version(message: str, hint: str) -> DataError:
    return DataError([Diagnostic(Location("--against"), "unknown-version", message, hint)])
