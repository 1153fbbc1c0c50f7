"""Reads the project's documents: their text, and the examples that stand in them."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.M | re.S)


def text(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def prose(document: Path) -> str:
    """The document without its examples."""
    return FENCE.sub("", text(document))


def fenced(document: Path, language: str) -> list[str]:
    """The examples in one language, without the blanks that a list puts before them."""
    return [
        textwrap.dedent(body) for name, body in FENCE.findall(text(document)) if name == language
    ]
