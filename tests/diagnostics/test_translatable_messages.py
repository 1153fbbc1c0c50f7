"""Messages and hints keep their patterns: no diagnostic is made of a plain text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalition.diagnostics import Message, plural_message
from coalition.model import KIND_NOUNS, KIND_PLURALS, format_record_name, list_records
from coalition.pictures.inspection import FORMAT_DESCRIPTIONS, FORMATS_BY_SUFFIX
from coalition.project import RAW_COLLECTIONS
from coalition.project.validation_messages import NOUN_PHRASES
from support.plain_texts import PlainTextFinder
from support.projects import PROJECT

PACKAGES = (
    "addresses", "audit", "diagnostics", "i18n", "markup", "model", "pelican_plugin", "pictures",
    "preflight", "project", "rules", "site", "sources",
)  # fmt: skip
"""Packages whose diagnostics the preview shows, in the language of the page."""

PLAIN_TEXTS = {
    # The name of an exception and what Python or Jinja says about it
    ("template_errors", "f'{type(error).__name__}: {error}'"),
}
"""Texts that need no translation, as PlainTextFinder returns them."""


def test_no_message_and_no_hint_is_a_plain_text():
    source = PROJECT / "src" / "coalition"
    files = [file for name in PACKAGES for file in sorted((source / name).rglob("*.py"))]
    files += [source / "file_kinds.py", source / "look_alikes.py"]

    assert PLAIN_TEXTS == PlainTextFinder(files).find()


def iter_message_calls() -> Iterator[tuple[list[str], set[str | None]]]:
    """Yield the patterns and the names of the values of each call that makes a message."""
    for file in sorted((PROJECT / "src" / "coalition").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                count = {Message.__name__: 1, plural_message.__name__: 2}.get(node.func.id, 0)
                if count:
                    patterns = [ast.literal_eval(argument) for argument in node.args[:count]]
                    names = {keyword.arg for keyword in node.keywords}
                    yield patterns, names | ({"count"} if count == 2 else set())


def test_the_values_of_a_message_are_those_of_its_placeholders():
    """Also where no test makes the message; None stands for `**values`."""
    calls = list(iter_message_calls())

    assert len(calls) > 500
    for patterns, names in calls:
        placeholders = set(re.findall(r"%\((\w+)\)s", " ".join(patterns)))
        if names:
            assert names - {None} <= placeholders, patterns
            assert None in names or placeholders == names, patterns
            assert all(pattern % dict.fromkeys(placeholders, "x") for pattern in patterns)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('Diagnostic(place, "rule", "a text", Message("a hint"))', {"'a text'"}),
        ('Diagnostic(place, "rule", Message("a text"), f"a hint: {x}")', {"f'a hint: {x}'"}),
        ('text.diagnostic_at(place, "rule", message, hint="a hint")', {"'a hint'"}),
        ('hint = "a hint" if x else Message("b")\ninvalid("rule", m, hint)', {"'a hint'"}),
        ('def f():\n  m = Message("a")\n  m += "; b"\n  invalid("r", m)', {"'; b'"}),
        ('def f():\n  invalid("r", m, Message("a") + " b")', {"Message('a') + ' b'"}),
        ('def f():\n  return "a b", g()\nViolation("rule", *f(), x)', {"'a b'"}),
        ('H = {"a": "a hint"}\nViolation("rule", m, H.get("b", "b hint"))', {
            "'a hint'", "'b hint'",
        }),
        ('def f(n, m):\n  Diagnostic(n, "rule", m)\nf(1, "a text")', {"'a text'"}),
        ('class A:\n  def f(self, m):\n    invalid("r", m)\n\nA().f("a text")', {"'a text'"}),
        ('invalid("rule", Message("a text"), Message("a hint", x=f"{x} y"))', set()),
        ('print("a text")', set()),
    ],
)  # fmt: skip
def test_plain_texts_are_found_behind_names_and_functions(
    tmp_path: Path, code: str, expected: set[str]
):
    file = tmp_path / "module.py"
    file.write_text(code, "utf-8")

    assert expected == {literal for _, literal in PlainTextFinder([file]).find()}


NAMES_FOR_EDITORS = {
    "CoalitionFile": "file",
    "DocumentVersion": "version",
    "Identifiers": "entry",
    "TermHolder": "entry",
}
"""What messages call records whose own names say nothing to editors."""


def test_messages_have_words_for_every_kind_of_entry_and_picture():
    names = {record.__name__: format_record_name(record) for record in list_records()}
    kinds = {collection.kind for collection in RAW_COLLECTIONS}

    assert {**names, **NAMES_FOR_EDITORS} == {
        name: phrases.this.removeprefix("this ") for name, phrases in NOUN_PHRASES.items()
    }
    assert kinds == KIND_PLURALS.keys() <= KIND_NOUNS.keys()
    assert {*FORMATS_BY_SUFFIX.values()} == FORMAT_DESCRIPTIONS.keys()
