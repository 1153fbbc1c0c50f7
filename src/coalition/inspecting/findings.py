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


class Written(NamedTuple):
    """A text that may stand in an editor's file, if it does right behind another one."""

    text: str
    behind: str = ""


def link_words(href: str) -> tuple[Written, ...]:
    """How a link may have been written, in Markdown, HTML or YAML."""
    leads = ("](", "](<", "]: ", '="', "='", ": ", "<", '"')
    return tuple(Written(href, lead) for lead in leads if href.strip())


@dataclass(frozen=True)
class Finding:
    """A fault at its place in a finished file, which `place` names from the top of the site.

    `words` are what may stand for it in the files that the page is made of, the likeliest first.
    """

    fault: Fault
    place: Place
    excerpt: str = ""
    words: tuple[Written, ...] = ()
