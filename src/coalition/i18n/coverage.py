"""Translation coverage of each language: data classes shared by counting and display.

`project.translation_status` counts; a page of the site and a command show the result. Imports no
other module of this package.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Ratio:
    """A number of done items out of a total."""

    done: int
    total: int

    @property
    def is_complete(self) -> bool:
        """Whether all items are done."""
        return self.done == self.total


@dataclass(frozen=True, order=True)
class ContentId:
    """A text of `content/` across its languages, identified by folder and slug."""

    folder: Literal["pages", "news"]
    slug: str


@dataclass(frozen=True)
class LanguageCoverage:
    """Translation coverage of one language.

    `interface` counts the messages of its catalog, `facts` the texts in `data/` that anybody may
    translate, `official` the wordings there that only their authors may translate, `pages` and
    `news` the Markdown files. `outdated` are translations whose original has changed since,
    `unreviewed` those that no native speaker has read, `missing` the texts without a translation;
    `untranslated_facts` are the paths of untranslated texts in `data/`. `published` is false for a
    language that has a catalog but is not one of the site's languages; `original` is true for the
    language that the others are translated from.
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
        """How many of the translated texts a native speaker has reviewed."""
        translated = self.pages.done + self.news.done
        return Ratio(translated - len(self.unreviewed), translated)
