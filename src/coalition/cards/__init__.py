"""Cards: the pictures that social networks and messengers show with a link to a page.

A `Card` says which words a picture has. `CardPainter` sets them in the fonts of packages, which are
the same on every machine, fills two templates of the theme, and draws these with resvg. `site`
decides which page has which card; a build draws those that it publishes, the preview those that are
requested.
"""

from coalition.cards.card import CARDS_FOLDER, HEIGHT, WIDTH, Card
from coalition.cards.fonts import can_draw
from coalition.cards.painter import CardPainter

__all__ = [
    "CARDS_FOLDER",
    "HEIGHT",
    "WIDTH",
    "Card",
    "CardPainter",
    "can_draw",
]
