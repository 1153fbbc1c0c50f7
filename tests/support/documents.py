"""Reads the project's documents: their text, and the examples that stand in them."""

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
DOCUMENTS = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md")])

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


def examples(language: str) -> list[Any]:
    """The examples of all documents, each named after its document and its place there.

    Those of the data's format are the ones in its prose: `test_data_format.py` has the generated.
    """
    documents = [
        data_format.TEMPLATE_PATH if document == FORMAT else document for document in DOCUMENTS
    ]
    return [
        pytest.param(example, id=f"{document.name}, {place}")
        for document in documents
        for place, example in enumerate(fenced(document, language), start=1)
    ]


def put_in(data: Path, example: str) -> None:
    """Put an example where its first line says: at the end of a list, or over the keys it has."""
    name, body = example.split("\n", 1)
    file = data / name.removeprefix("# data/")
    if file.name == "coalition.yaml":
        merged = parsed(text(file)) | parsed(body)
        body = yaml.safe_dump(merged, allow_unicode=True, sort_keys=False)
    else:
        body = f"{text(file)}\n{body}"
    file.write_text(body, encoding="utf-8")


def parsed(source: str) -> Any:  # noqa: ANN401 - whatever the YAML says
    return yaml.load(source, yaml.BaseLoader)
