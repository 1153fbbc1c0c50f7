"""Cache of function results between two rounds, keyed by function and arguments.

The dev server reads the whole project again after each saved file, though little has changed. The
cache knows neither files nor time: a function is called again unless its arguments are equal to
those of a call in this round or the last, so no entry can be stale. Imports nothing from this
package.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar, TypeVarTuple

Args = TypeVarTuple("Args")
R = TypeVar("R")
T = TypeVar("T")


class IdentityKey(Generic[T]):
    """Wraps a value so that it is compared and hashed by identity, where equality would be slow."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdentityKey) and other.value is self.value


class Cache:
    """Results of pure functions: their result depends on the arguments only, and has no effects."""

    def __init__(self) -> None:
        self._current: dict[Hashable, Any] = {}
        self._previous: dict[Hashable, Any] = {}
        self._subcaches: dict[str, Cache] = {}

    def call(self, function: Callable[[*Args], R], *args: *Args) -> R:
        """Return `function(*args)`, from the cache if it was called in this round or the last.

        Arguments have to be hashable. Exceptions are raised and not cached.
        """
        key = (function, args)
        try:
            result: R = self._current[key]
        except KeyError:
            result = self._previous[key] if key in self._previous else function(*args)
            self._current[key] = result
        return result

    def evict_unused(self) -> None:
        """End a round: drop the results that were not requested in it."""
        self._previous, self._current = self._current, {}

    def get_subcache(self, name: str) -> Cache:
        """Return the separate cache of this name, whose rounds end independently of this one's."""
        return self._subcaches.setdefault(name, Cache())
