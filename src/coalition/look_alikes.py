"""Characters that look like those of YAML, of ids and of numbers, and are others.

A text editor, a word processor or a keyboard of another language types them: a full-width colon, an
en dash, a no-break space, a Cyrillic letter in a Latin word. They are part of ordinary texts, so
they are only wrong in some places; the callers know these.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from coalition.diagnostics import Message

SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Blanks that YAML takes for letters, as a range for a regex class."""

DASHES = "\u2010-\u2015\u2043\u2212\u2022\u00b7\u25aa\u25cf\ufe58\ufe63\uff0d"
"""Dashes, the minus sign and bullets, with which word processors begin the items of a list."""

COLONS = "\u2236\u02d0\ua789\ufe13\ufe55\uff1a"
COMMAS = "\u060c\u3001\ufe10\ufe50\uff0c\uff64"
OPENING_BRACKETS = "\uff3b\uff5b\u3010"

QUOTE_PAIRS = {
    "\u201c": "\u201d\u201c\"", "\u201d": "\u201d\u201c\"", "\u201e": "\u201c\u201d\"",
    "\u201f": "\u201d\"", "\u00ab": "\u00bb", "\u00bb": "\u00ab", "\u2039": "\u203a",
    "\u203a": "\u2039", "\u2018": "\u2019\u2018'", "\u2019": "\u2019\u2018'",
    "\u201a": "\u2018\u2019'", "\u201b": "\u2019'", "\uff02": "\uff02", "\uff07": "\uff07",
}  # fmt: skip
"""Opening quotation mark -> the marks that close it, in the typography of some language."""

_PLAIN_SIGNS = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015", "-"),
    **dict.fromkeys("\u2043\u2212\u2022\u00b7\u25aa\u25cf", "-"),
    **dict.fromkeys("\u2236\u02d0\ua789", ":"),
    **dict.fromkeys("\u060c\u3001\uff64", ","),
    "\u061b": ";", "\u3002": ".", "\u066b": ".", "\u2044": "/", "\u2215": "/",
    "\u3010": "[", "\u3011": "]",
    **{mark: "'" if "'" in ends or mark == "\uff07" else '"' for mark, ends in QUOTE_PAIRS.items()},
}  # fmt: skip

_PLAIN_LETTERS = dict(
    zip(
        "АВЕКМНОРСТХУІЈЅаеорсухіјѕԁһԛԝӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρıɡ",
        "ABEKMHOPCTXYIJSaeopcyxijsdhqwlABEZHIKMNOPTYXovpig",
        strict=True,
    )
)
"""Cyrillic, Greek and other letters with the shape of a basic Latin letter."""


@dataclass(frozen=True)
class LookAlike:
    """A character at `index` of a text that looks like `plain`, a character of ASCII."""

    index: int
    character: str
    plain: str

    @property
    def message(self) -> Message:
        """The message about it, as in "this is not '-' but looks like it: EN DASH (U+2013)"."""
        return describe_look_alike(self.character)


def get_plain_character(character: str) -> str:
    """Return the ASCII character that a character looks like or stands for; else itself."""
    if character.isascii():
        return character
    plain = _PLAIN_SIGNS.get(character) or _PLAIN_LETTERS.get(character)
    if plain is None and unicodedata.category(character) == "Nd":
        plain = str(unicodedata.decimal(character))
    plain = plain or unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 and plain.isascii() else character


def describe_look_alike(character: str) -> Message:
    """Return the message about a character that is not the one it looks like."""
    plain = get_plain_character(character)
    meant = Message("an ordinary space") if plain == " " else f"'{plain}'"
    return Message(
        "this is not %(meant)s but looks like it: %(name)s (%(code)s)",
        meant=meant,
        name=unicodedata.name(character, "") or Message("a character without a name"),
        code=f"U+{ord(character):04X}",
    )


def replace_look_alikes(text: str) -> str:
    """Return a text with each look-alike replaced; of the same length."""
    return text if text.isascii() else "".join(map(get_plain_character, text))


def find_look_alike(text: str) -> LookAlike | None:
    """Return the first look-alike of a text that has no other character beyond ASCII, else None.

    So a text in another script, whose letters are all as they should be, has none.
    """
    if text.isascii() or not (plain := replace_look_alikes(text)).isascii():
        return None
    index = next(index for index, character in enumerate(text) if not character.isascii())
    return LookAlike(index, text[index], plain[index])


def is_quoted_by_look_alikes(text: str) -> bool:
    """Return whether typographic quotation marks enclose a whole text, and nothing less."""
    if len(text) < 2 or text[-1] not in QUOTE_PAIRS.get(text[0], ""):
        return False
    inner = text[1:-1].replace("\u2019", "") if text[0] != "\u2018" else text[1:-1]
    return not {*inner} & {*QUOTE_PAIRS}
