"""docs/problems.md: every rule that there is, with its meaning and its examples."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.diagnostics.diagnostic import Diagnostic, Location
from coalition.diagnostics.errors import DataError
from coalition.diagnostics.github import format_annotation
from coalition.diagnostics.text import format_diagnostic
from coalition.model import ConditionTest
from coalition.project import svg
from support.projects import PROJECT
from tools.problems_page import (
    PageError,
    read_example_messages,
    read_meanings,
    render_problems_page,
)

EXAMPLES = PROJECT / "tests" / "data"
PAGE = render_problems_page(EXAMPLES)
RULES = {name for group in read_meanings(EXAMPLES).values() for name in group}

HEADING_PATTERN = "## ([a-z0-9-]+)$"
"""Heading of an entry; headings in the Markdown of examples begin with a capital letter."""

RULE_ARGUMENTS = {
    "Diagnostic": 1, "diagnostic_at": 1, "diagnose_line": 2, "invalid": 0, "ErrorMessage": 0,
    "Violation": 0, "AuditIssue": 0, "PictureProblem": 0, "DocumentProblem": 0,
    "_make_unreadable_document": 1, "_diagnostic_at_key": 2,
    "diagnostic_here": 0, "diagnostic_to_line_end": 0, "_diagnose_first_word": 2,
    "_name_warning": 1, "_warning": 1,
}  # fmt: skip
"""Functions that make diagnostics, and the index of their argument for the rule."""

RULES_WITHOUT_HYPHEN = {"alias", "anchor", "expired", "tag"}
"""Rules without a hyphen, which are defined in tables or as constants."""

OTHER_STRINGS = {
    "action-plan", "briefing-paper", "case-study", "co-chair", "google-scholar", "in-person",
    "keynote-speaker", "vice-chair", "working-group", "working-groups", "working-paper",
    "yearly-report", *get_args(ConditionTest),
    "no-id", "utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be",
    "not-found", "x-default", "mime-version", "content-type", "content-transfer-encoding",
    "footnote-ref", "footnote-backref", "plural-forms", "pot-creation-date", "po-revision-date",
    "project-id-version", "open-education",
    "report-msgid-bugs-to", "generated-by", "link-check", "http-equiv", "coalition-publish",
    "aria-label", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns",
    "aria-details", "aria-activedescendant", "aria-errormessage", "aria-hidden",
    *svg.ALLOWED_ELEMENTS, *svg.STYLE_ATTRIBUTES,
}  # fmt: skip
"""Hyphenated strings in modules that make diagnostics, which are not rules."""


def parse_diagnosing_modules() -> Iterator[tuple[str, ast.Module]]:
    """Parse every source file that makes diagnostics; yield its name and its tree."""
    for file in sorted((PROJECT / "src").rglob("*.py")):
        source = file.read_text("utf-8")
        if re.search(
            r"\b(Diagnostic|Violation|AuditIssue|ErrorMessage|PictureProblem|DocumentProblem)\b|\b(invalid|diagnostic_at)\(",
            source,
        ):
            yield file.stem, ast.parse(source)


def iter_strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def iter_rule_arguments(tree: ast.AST) -> Iterator[str]:
    """Yield the strings that are passed as a rule to RULE_ARGUMENTS."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if function in RULE_ARGUMENTS:
                index = RULE_ARGUMENTS[function]
                keyword_arguments = [
                    keyword.value for keyword in node.keywords if keyword.arg in {"name", "rule"}
                ]
                for argument in [*node.args[index : index + 1], *keyword_arguments]:
                    yield from iter_strings(argument)


def list_rules_in_source() -> set[str]:
    """Return every rule in `src/`: the arguments of calls, and all other hyphenated strings."""
    rules: set[str] = set()
    for _, tree in parse_diagnosing_modules():
        hyphenated = {
            string
            for string in iter_strings(tree)
            if re.fullmatch(r"[a-z]+\d*(-[a-z0-9]+)+", string)
        }
        rules |= (
            {*iter_rule_arguments(tree)}
            | hyphenated - OTHER_STRINGS
            | RULES_WITHOUT_HYPHEN & {*iter_strings(tree)}
        )
    return rules


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    """Two examples of one rule and one of another, with their meanings."""
    report = "data/members.yaml:{}:3: {}: {} [{}]\n"
    write(tmp_path / "problems" / "odd" / "expected.txt", report.format(2, "error", "odd", "odd"))
    write(tmp_path / "problems" / "odd" / "members.yaml", "- name: Ada\n  odd: 1\n")
    write(
        tmp_path / "problems" / "odd.more" / "expected.txt",
        report.format(1, "error", "odder than 'x'", "odd") + "  = help: correct 'x'\n",
    )
    write(
        tmp_path / "hints" / "old-thing" / "expected.txt",
        report.format(1, "warning", "old", "old-thing"),
    )
    write(tmp_path / "meanings.yaml", "One:\n  odd: It is odd.\nTwo:\n  old-thing: It is old.\n")
    return tmp_path


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def get_section(text: str, name: str) -> str:
    return re.split(
        f"\n{HEADING_PATTERN}", text.partition(f"\n## {name}\n")[2], maxsplit=1, flags=re.M
    )[0]


# Completeness


def test_every_problem_of_the_program_has_a_meaning_and_an_example_and_no_other_has():
    assert list_rules_in_source() == RULES == read_example_messages(EXAMPLES).keys()


def test_every_name_is_written_as_an_anchor():
    assert [] == [name for name in RULES if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name)]


def test_every_name_is_below_exactly_one_heading_of_the_index():
    names = [name for group in read_meanings(EXAMPLES).values() for name in group]

    assert sorted(set(names)) == sorted(names)
    assert sorted(names) == sorted(re.findall(r"\[[a-z0-9-]+\]\(#([a-z0-9-]+)\)", PAGE))


def test_the_entries_are_in_the_order_of_their_names():
    assert sorted(RULES) == re.findall(f"^{HEADING_PATTERN}", PAGE, re.M)


@pytest.mark.parametrize("name", sorted(RULES))
def test_an_entry_says_what_to_do_in_whole_sentences_and_shows_a_message(name: str):
    entry = get_section(PAGE, name)
    meaning = entry.strip().partition("\n\n")[0]

    assert re.match("[A-Z]", meaning)
    assert meaning.endswith(".")
    assert f" [{name}]\n" in entry


@pytest.mark.parametrize(
    "example", sorted(EXAMPLES.glob("*/*/expected.txt")), ids=lambda path: path.parent.name
)
def test_every_problem_of_an_example_has_its_name_at_the_end_of_its_first_line(example: Path):
    messages = example.read_text("utf-8").strip().split("\n\n")
    names = [re.search(r" \[([a-z0-9-]+)\]$", text.split("\n")[0]) for text in messages]

    assert all(names)
    assert {name[1] for name in names if name} <= RULES


@given(st.text(), st.text(), st.sampled_from(sorted(RULES)))
def test_every_form_of_a_problem_has_its_name_where_it_can_be_found(
    message: str, hint: str, rule: str
):
    diagnostic = Diagnostic(Location("data/members.yaml", 2), rule, message, hint, "  a: b")

    assert format_diagnostic(diagnostic).split("\n")[0].endswith(f" [{rule}]")
    assert f",title={rule}::" in format_annotation(diagnostic)


def test_the_page_in_docs_is_the_one_that_the_examples_make():
    """Where this fails: `python3 tasks.py docs`."""
    assert (PROJECT / "docs" / "problems.md").read_text("utf-8") == PAGE


# Rendering


def test_the_page_begins_with_the_command_that_makes_it(examples: Path):
    assert render_problems_page(examples).startswith("<!-- Generated by `python3 tasks.py docs` ")


def test_an_entry_has_the_meaning_what_was_written_and_what_the_check_says(examples: Path):
    expected = """
It is odd.

In **data/members.yaml**:

```text
- name: Ada
  odd: 1
```

Output of the check:

```text
data/members.yaml:2:3: error: odd [odd]
```

<details>

<summary>1 more example</summary>

Output of the check:

```text
data/members.yaml:1:3: error: odder than 'x' [odd]
  = help: correct 'x'
```

</details>
"""
    assert expected == get_section(render_problems_page(examples), "odd")


def test_an_example_of_what_is_no_error_is_shown_from_whichever_folder(examples: Path):
    assert "data/members.yaml:1:3: warning: old [old-thing]" in get_section(
        render_problems_page(examples), "old-thing"
    )


def test_messages_of_other_rules_in_an_example_are_left_out(examples: Path):
    report = examples / "hints" / "old-thing" / "expected.txt"
    report.write_text(f"{report.read_text('utf-8')}\nf:1:1: error: odd too [odd]\n", "utf-8")

    assert "odd too" not in render_problems_page(examples)


def test_messages_that_differ_in_values_only_are_shown_once(examples: Path):
    write(
        examples / "problems" / "odd.same" / "expected.txt",
        "data/members.yaml:7:3: error: odder than 'y' [odd]\n  = help: correct 'y'\n",
    )

    assert "'y'" not in render_problems_page(examples)


def test_of_a_long_file_the_entries_are_shown_that_a_message_speaks_of(examples: Path):
    entries = "".join(f"- name: {name}\n  role: reader\n" for name in "ABCDEF")
    write(examples / "problems" / "odd" / "members.yaml", entries)
    write(
        examples / "problems" / "odd" / "expected.txt",
        "data/members.yaml:8:3: error: like the one on line 3 [odd]\n",
    )

    expected = "```text\n…\n- name: B\n  role: reader\n…\n- name: D\n  role: reader\n…\n```"
    assert expected in render_problems_page(examples)


def test_what_cannot_be_seen_is_shown_by_a_sign(examples: Path):
    write(examples / "problems" / "odd" / "members.yaml", "- a\u202e\u200b:\r\n\todd: 1\n")

    assert "```text\n- a<U+202E><U+200B>:\n⇥   odd: 1\n```" in render_problems_page(examples)


def test_no_character_of_the_page_hides_itself():
    assert [] == re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]", PAGE)


@pytest.mark.parametrize("content", [b"- name: Andr\xe9\n", b"", b"\n\n"])
def test_of_a_file_that_cannot_be_shown_there_is_the_message_alone(examples: Path, content: bytes):
    (examples / "problems" / "odd" / "members.yaml").write_bytes(content)

    assert "It is odd.\n\nOutput of the check:" in render_problems_page(examples)


def test_backticks_in_an_example_do_not_end_it(examples: Path):
    write(examples / "problems" / "odd" / "members.yaml", "```\n## no heading\n```\n")

    assert "\n````text\n```\n## no heading\n```\n````\n" in render_problems_page(examples)


def test_the_page_is_the_same_where_files_have_the_line_ends_of_windows(examples: Path):
    expected = render_problems_page(examples)
    for file in (file for file in examples.rglob("*") if file.is_file()):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    assert expected == render_problems_page(examples)


# Errors


def test_a_problem_without_a_meaning_stops_the_page(examples: Path):
    (examples / "meanings.yaml").write_text("One:\n  odd: It is odd.\n", "utf-8")

    with pytest.raises(PageError, match="does not explain 'old-thing'"):
        render_problems_page(examples)


def test_a_meaning_without_an_example_stops_the_page(examples: Path):
    shutil.rmtree(examples / "hints")

    with pytest.raises(PageError, match="tests/data/ has no example of 'old-thing'"):
        render_problems_page(examples)


def test_an_example_that_does_not_show_its_problem_is_none(examples: Path):
    write(examples / "hints" / "old-thing" / "expected.txt", "f:1:1: error: odd [odd]\n")

    with pytest.raises(PageError, match="tests/data/ has no example of 'old-thing'"):
        render_problems_page(examples)


def test_a_project_without_examples_gets_an_error(tmp_path: Path):
    with pytest.raises(PageError, match="tests/data/, are not in this project"):
        render_problems_page(tmp_path / "tests" / "data")


def test_an_error_in_the_meanings_is_reported_at_its_line(examples: Path):
    (examples / "meanings.yaml").write_text('One:\n  odd: "It is\n', "utf-8")

    with pytest.raises(DataError) as raised:
        render_problems_page(examples)

    assert ["tests/data/meanings.yaml:2:8"] == [
        str(diagnostic.location) for diagnostic in raised.value.diagnostics
    ]
