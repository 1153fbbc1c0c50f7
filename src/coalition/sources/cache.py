"""What was read before, kept by what it was made from, so that it need not be read again.

A preview reads the whole project after each saved file, though hardly anything in it has changed.
Nothing here knows of files or of time: work is done again when what it is done on is not equal to
anything seen in the last round. So what is remembered cannot be stale. Imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar, TypeVarTuple

Args = TypeVarTuple("Args")
R = TypeVar("R")
T = TypeVar("T")


class IdentityKey(Generic[T]):
    """One very thing, equal to nothing but itself; for what is slow to compare by its content."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdentityKey) and other.value is self.value


class Cache:
    """Answers of functions that depend on nothing but what they are given, and change nothing."""

    def __init__(self) -> None:
        self._current: dict[Hashable, Any] = {}
        self._previous: dict[Hashable, Any] = {}
        self._subcaches: dict[str, Cache] = {}

    def call(self, function: Callable[[*Args], R], *args: *Args) -> R:
        """`work(*given)`, done now or in the last round; what is `args` has to be hashable.

        What `function` raises is raised, and not remembered.
        """
        key = (function, args)
        try:
            known: R = self._current[key]
        except KeyError:
            known = self._previous[key] if key in self._previous else function(*args)
            self._current[key] = known
        return known

    def evict_unused(self) -> None:
        """Forget what the round that ends here did not ask for."""
        self._previous, self._current = self._current, {}

    def get_subcache(self, name: str) -> Cache:
        """A memory of its own for the parts of one thing: its rounds are those of that thing."""
        return self._subcaches.setdefault(name, Cache())
