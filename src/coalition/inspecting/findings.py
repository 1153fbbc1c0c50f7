"""What is found wrong in a finished file, before it is known where that comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from coalition.problems import Place


class Fault(NamedTuple):
    """What is wrong, without the place: `name`, `message` and `hint` are those of a Problem.

    Faults of one `name` and `key` on several pages are one problem. The key is the message where
    none is given, so a message does not name the page it stands on.
    """

    name: str
    message: str
    hint: str
    key: str = ""


@dataclass(frozen=True)
class Finding:
    """A fault at its place in a finished file, which `place` names from the top of the site.

    `words` are what may stand for it in the files that the page is made of, the likeliest first.
    """

    fault: Fault
    place: Place
    excerpt: str = ""
    words: tuple[str, ...] = ()
