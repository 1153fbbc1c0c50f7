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

    __slots__ = ("thing",)

    def __init__(self, value: T) -> None:
        self.thing = value

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdentityKey) and other.thing is self.thing


class Cache:
    """Answers of functions that depend on nothing but what they are given, and change nothing."""

    def __init__(self) -> None:
        self._now: dict[Hashable, Any] = {}
        self._before: dict[Hashable, Any] = {}
        self._apart: dict[str, Cache] = {}

    def of(self, function: Callable[[*Args], R], *args: *Args) -> R:
        """`work(*given)`, done now or in the last round; what is `args` has to be hashable.

        What `function` raises is raised, and not remembered.
        """
        key = (function, args)
        try:
            known: R = self._now[key]
        except KeyError:
            known = self._before[key] if key in self._before else function(*args)
            self._now[key] = known
        return known

    def next_round(self) -> None:
        """Forget what the round that ends here did not ask for."""
        self._before, self._now = self._now, {}

    def apart(self, name: str) -> Cache:
        """A memory of its own for the parts of one thing: its rounds are those of that thing."""
        return self._apart.setdefault(name, Cache())
