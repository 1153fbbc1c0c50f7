"""How far each language of a site is: counted when it is read, shown on a page and in a terminal.

Imports nothing of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Ratio:
    """So much of a whole."""

    done: int
    total: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to do."""
        return self.done == self.total


@dataclass(frozen=True, order=True)
class ContentId:
    """One text of `content/`, in whichever language: its folder and its slug."""

    folder: Literal["pages", "news"]
    slug: str


@dataclass(frozen=True)
class LanguageCoverage:
    """How far one language is.

    `interface` counts the messages of its catalogue, `facts` the texts in `data/` that anybody may
    translate, `official` the wordings there that only their authors do, `pages` and `news` the
    Markdown files. `behind` are translations whose original has changed since, `unread` those that
    no native speaker has read, `missing` texts that are not translated; `untranslated` says where
    in `data/` the facts stand that are not. `published` is false for a language that has a
    catalogue but is not one of the site's; `original` is true for the one that the others follow.
    """

    language: str
    published: bool
    original: bool
    interface: Ratio
    facts: Ratio
    official: Ratio
    pages: Ratio
    news: Ratio
    outdated: tuple[ContentId, ...] = ()
    unreviewed: tuple[ContentId, ...] = ()
    missing: tuple[ContentId, ...] = ()
    untranslated_facts: tuple[str, ...] = ()

    @property
    def reviewed(self) -> Ratio:
        """How many of the translated texts a native speaker has read."""
        translated = self.pages.done + self.news.done
        return Ratio(translated - len(self.unreviewed), translated)
