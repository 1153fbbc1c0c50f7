"""Read the project's documentation: its text, and the fenced examples in it."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.projects import PROJECT
from tools import data_format

FORMAT = PROJECT / "docs" / "data-format.md"
DOCUMENTS = sorted(
    file for pattern in ("*.md", "docs/**/*.md", ".github/*.md") for file in PROJECT.glob(pattern)
)

FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.M | re.S)


def text(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def prose(document: Path) -> str:
    """Return a document without its examples."""
    return FENCE.sub("", text(document))


def fenced(document: Path, language: str) -> list[str]:
    """Return the examples in one language, without their indentation."""
    return [
        textwrap.dedent(body) for name, body in FENCE.findall(text(document)) if name == language
    ]


def examples(language: str) -> list[Any]:
    """Return the examples of all documents as parameters, named after document and position.

    For data-format.md, these are the examples in its template: test_data_format.py checks the
    generated ones.
    """
    documents = [
        data_format.TEMPLATE_PATH if document == FORMAT else document for document in DOCUMENTS
    ]
    return [
        pytest.param(example, id=f"{document.name}, {position}")
        for document in documents
        for position, example in enumerate(fenced(document, language), start=1)
    ]


def put_in(data: Path, example: str) -> None:
    """Put an example into the file that its first line names: append to a list, or merge keys."""
    name, body = example.split("\n", 1)
    file = data / name.removeprefix("# data/")
    if file.name == "coalition.yaml":
        merged = parsed(text(file)) | parsed(body)
        body = yaml.safe_dump(merged, allow_unicode=True, sort_keys=False)
    else:
        entries = text(file).removesuffix("[]\n")
        body = f"{entries}\n{body}"
    file.write_text(body, encoding="utf-8")


def parsed(source: str) -> Any:  # noqa: ANN401 - any YAML value
    return yaml.load(source, yaml.BaseLoader)
