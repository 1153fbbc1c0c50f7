"""Messages for editors that keep their pattern and its values, so that they can be translated.

A Message is the English text and is used like any other string: printed, compared, sorted, put
into JSON. Only what shows it in another language asks for the pattern.
"""

from __future__ import annotations

from collections.abc import Mapping
from gettext import NullTranslations
from typing import Any, Self

MESSAGE_KEYWORDS: dict[str, tuple[int, ...] | None] = {"Message": None, "plural_message": (1, 2)}
"""Keywords for Babel's extraction: the calls whose arguments are patterns."""


class Message(str):
    """An English text: `pattern`, with `%(name)s` replaced by the value of that name.

    A value can be a Message too; it is translated with the pattern around it. A pattern without
    values is taken as it is, with any % in it.
    """

    __slots__ = ("number", "pattern", "plural", "values")

    pattern: str
    plural: str
    number: int
    values: Mapping[str, object]

    def __new__(cls, pattern: str, /, **values: object) -> Self:
        """Make a message; the values are those of the pattern's placeholders."""
        return cls._make(pattern, "", 1, values)

    @classmethod
    def _make(cls, pattern: str, plural: str, number: int, values: Mapping[str, object]) -> Self:
        self = super().__new__(cls, _fill(pattern if number == 1 or not plural else plural, values))
        self.pattern, self.plural, self.number, self.values = pattern, plural, number, values
        return self

    def __reduce__(self) -> tuple[Any, ...]:  # worker processes return diagnostics
        return type(self)._make, (self.pattern, self.plural, self.number, dict(self.values))


def plural_message(singular: str, plural: str, count: int, /, **values: object) -> Message:
    """Return a Message with the pattern for a number: `%(count)s problem`, `%(count)s problems`."""
    return Message._make(singular, plural, count, {"count": count, **values})


def translate_message(text: str, translations: NullTranslations) -> str:
    """Translate a Message; any other text, and a message without a translation, stays as it is."""
    if not isinstance(text, Message):
        return text
    if text.plural:
        pattern = translations.ngettext(text.pattern, text.plural, text.number)
    else:
        pattern = translations.gettext(text.pattern)
    values = {
        name: translate_message(value, translations) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return _fill(pattern, values)


def _fill(pattern: str, values: Mapping[str, object]) -> str:
    return pattern % values if values else pattern
