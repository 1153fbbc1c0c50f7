"""The words and colours of a card."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from coalition.i18n import get_text_direction
from coalition.model import LocalizedText

CARDS_FOLDER = "cards"
"""The folder of the site that has the cards."""

WIDTH, HEIGHT = 1200, 630
"""The size of a card in pixels: what social networks ask for."""

MAX_NAME_LENGTH = 60
"""How many letters of a page's path the card's file has in its name: file names are limited."""


@dataclass(frozen=True)
class Card:
    """What a picture says: nothing that is not on the page.

    `page_path` is the path of the page that it is made for, and `language` the code of the page's
    language. `label` says what kind of thing the page is about, and `details` are facts about it.
    `name` and `acronym` are those of the coalition; `stripes` are colours of goals. A page about
    one goal has its colour as `background`, with text in `ink`; else both are empty, and the theme
    decides.
    """

    page_path: str
    language: str
    title: LocalizedText
    name: LocalizedText
    acronym: str
    label: LocalizedText | None = None
    details: str = ""
    stripes: tuple[str, ...] = ()
    background: str = ""
    ink: str = ""

    @cached_property
    def path(self) -> str:
        """The path on the site. It changes with the words: social networks keep old pictures."""
        name = self.page_path.strip("/").replace("/", "-")[:MAX_NAME_LENGTH] or "home"
        return f"{CARDS_FOLDER}/{name}.{sha256(repr(self).encode()).hexdigest()[:8]}.png"

    @property
    def direction(self) -> str:
        """The direction of the page's language: `ltr` or `rtl`."""
        return get_text_direction(self.language)

    @property
    def description(self) -> str:
        """All words of the card, for people who do not see it."""
        label = self.label.text if self.label else ""
        coalition = "" if self.name == self.title else self.name.text
        return " – ".join(filter(None, (label, self.title.text, self.details, coalition)))
