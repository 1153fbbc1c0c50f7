"""Values and translations that are read when they are first needed.

Most tables need one language of a site, and reading a catalog takes longer than a table of forty
rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from gettext import NullTranslations
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class LazyMapping(Mapping[K, V]):
    """A mapping whose keys are known, and whose values are made when they are first needed."""

    def __init__(self, keys: Iterable[K], make_value: Callable[[K], V]) -> None:
        self._keys, self._make_value = tuple(keys), make_value
        self._values: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        if key not in self._keys:
            raise KeyError(key)
        if key not in self._values:
            self._values[key] = self._make_value(key)
        return self._values[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class LazyTranslations(NullTranslations):
    """Translations that are read when the first message is translated."""

    def __init__(self, read: Callable[[], NullTranslations]) -> None:
        super().__init__()
        self._read = read

    @cached_property
    def _translations(self) -> NullTranslations:
        return self._read()

    def gettext(self, message: str) -> str:
        """Return the translation of a message."""
        return self._translations.gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the translation of a message for a number."""
        return self._translations.ngettext(msgid1, msgid2, n)
