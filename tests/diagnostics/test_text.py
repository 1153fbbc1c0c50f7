"""Text of diagnostics: in a terminal, as an annotation on GitHub, and in the summary line."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coalition.diagnostics.diagnostic import Diagnostic, Location
from coalition.diagnostics.errors import DataError
from coalition.diagnostics.escaping import escape_invisible
from coalition.diagnostics.github import format_annotation
from coalition.diagnostics.text import (
    MAX_EXCERPT_WIDTH,
    format_diagnostic,
    format_diagnostics,
    summarize_diagnostics,
)


def render_excerpt(excerpt: str, column: int, width: int = 1) -> list[str]:
    """Return the source line and the marks below it, as a terminal shows them for line 1."""
    location = Location("f.yaml", 1, column, width)
    lines = format_diagnostic(Diagnostic(location, "name", "message", excerpt=excerpt)).split("\n")
    return [line.removeprefix("1 | ").removeprefix("  | ") for line in lines[2:]]


UNKNOWN = Diagnostic(
    Location("data/members.yaml", 17, 19, 15),
    "unknown-reference",
    "unknown organisation 'creative-comons'",
    "did you mean 'creative-commons'?",
    "    organisation: creative-comons",
)


def test_a_problem_shows_its_line_with_marks_and_its_hint():
    expected = """\
data/members.yaml:17:19: error: unknown organisation 'creative-comons' [unknown-reference]
   |
17 |     organisation: creative-comons
   |                   ^^^^^^^^^^^^^^^
   = help: did you mean 'creative-commons'?"""

    assert expected == format_diagnostic(UNKNOWN)


def test_a_problem_without_a_line_or_a_hint_is_one_line():
    diagnostic = Diagnostic(Location("data/gone.yaml"), "missing-file", "this file does not exist")

    expected = "data/gone.yaml:1:1: error: this file does not exist [missing-file]"
    assert expected == format_diagnostic(diagnostic)


def test_a_warning_says_so_in_a_terminal_and_on_github():
    warning = replace(UNKNOWN, severity="warning")

    assert format_diagnostic(warning).startswith("data/members.yaml:17:19: warning: unknown ")
    assert format_annotation(warning).startswith("::warning file=data/members.yaml,line=17,")


def test_a_report_has_a_blank_line_between_two_problems():
    diagnostic = Diagnostic(Location("f"), "name", "message")

    assert "f:1:1: error: message [name]\n\nf:1:1: error: message [name]" == format_diagnostics(
        [diagnostic] * 2
    )


@pytest.mark.parametrize(
    ("excerpt", "column", "width", "marks"),
    [
        ("- name: 日本語 x", 9, 3, "        ^^^^^^"),
        ("- 日本: x", 7, 1, "        ^"),
        ("- ｆｕｌｌ: x", 9, 1, "            ^"),
        ("- e\u0301te\u0301: x", 9, 1, "      ^"),
        ("- e\u0301: x", 3, 2, "  ^"),
        ("- कु: x", 5, 1, "   ^"),
        ("- か\u3099: x", 7, 1, "      ^"),
        ("\ta: b", 2, 1, "    ^"),
        ("a: b", 5, 1, "    ^"),
        ("a: b", 4, 99, "   ^"),
        ("a: b\r\n", 4, 3, "   ^"),
    ],
)
def test_marks_are_below_the_span(excerpt: str, column: int, width: int, marks: str):
    assert marks == render_excerpt(excerpt, column, width)[1]


def test_invisible_characters_are_shown_by_their_codes():
    line = "- A \u202edaB\u202c\u200b\x1b[31m\x85\u2028\ufffe\ue000"
    escaped = "- A <U+202E>daB<U+202C><U+200B><U+001B>[31m<U+0085><U+2028><U+FFFE><U+E000>"

    assert [escaped, "    ^^^^^^^^"] == render_excerpt(line, 5)


def test_invisible_characters_are_shown_in_messages_and_hints():
    text = format_diagnostic(Diagnostic(Location("f"), "name", "a\x1b[2Jb", "c\u202ed\ne"))

    assert "f:1:1: error: a<U+001B>[2Jb [name]\n  = help: c<U+202E>d<U+000A>e" == text


def test_a_long_line_is_cut_around_the_location():
    line = "".join(str(number % 10) for number in range(300))

    text, marks = render_excerpt(line, 151, 4)

    assert f"… {line[117:217]} …" == text
    assert "0123" == text[marks.index("^") : marks.index("^") + 4]
    assert 4 == marks.count("^")


@pytest.mark.parametrize(
    ("column", "expected"),
    [(1, "x" * 100 + " …"), (300, "… " + "x" * 100), (301, "… " + "x" * 100)],
)
def test_a_long_line_is_cut_at_one_end_only_near_the_other(column: int, expected: str):
    assert expected == render_excerpt("x" * 300, column)[0]


def test_marks_end_where_a_long_line_is_cut():
    text, marks = render_excerpt("- a: '" + "b" * 300, 6, 300)

    assert "     " + "^" * (MAX_EXCERPT_WIDTH - 5) == marks
    assert len(text) == len(marks) + len(" …")


@given(st.text(), st.integers(1, 500), st.integers(1, 500))
@example("\u0301", 1, 1)
def test_an_excerpt_never_breaks_the_terminal(excerpt: str, column: int, width: int):
    diagnostic = Diagnostic(Location("f", 1, column, width), "name", "message", excerpt=excerpt)

    for line in format_diagnostic(diagnostic).split("\n"):
        assert not {unicodedata.category(character) for character in line} & {"Cc", "Cf", "Cs"}
    assert len(format_diagnostic(diagnostic).split("\n")) in {1, 4}


@given(st.text())
def test_what_is_visible_stays_as_it_is(text: str):
    assert escape_invisible(text) == escape_invisible(escape_invisible(text))


def test_an_annotation_is_one_line_that_names_the_location():
    expected = (
        "::error file=data/members.yaml,line=17,col=19,endColumn=34,title=unknown-reference"
        "::unknown organisation 'creative-comons'. did you mean 'creative-commons'?"
        " [unknown-reference]"
    )

    assert expected == format_annotation(UNKNOWN)


def test_special_characters_of_workflow_commands_are_escaped():
    diagnostic = Diagnostic(Location("a:b,c%.yaml", 1, 1), "name", "100%\r\n::error::x, y", "")

    expected = (
        "::error file=a%3Ab%2Cc%25.yaml,line=1,col=1,endColumn=2,title=name"
        "::100%25<U+000D><U+000A>::error::x, y [name]"
    )
    assert expected == format_annotation(diagnostic)


@given(st.text(), st.text())
def test_an_annotation_is_always_one_line(message: str, hint: str):
    line = format_annotation(Diagnostic(Location("f"), "name", message, hint))

    assert "\n" not in line
    assert "\r" not in line


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([], "0 problems in 0 files"),
        (["a"], "1 problem in 1 file"),
        (["a", "a"], "2 problems in 1 file"),
        (["a", "b", "a"], "3 problems in 2 files"),
    ],
)
def test_a_summary_counts_problems_and_files(files: list[str], expected: str):
    diagnostics = [Diagnostic(Location(file), "name", "message") for file in files]

    assert expected == summarize_diagnostics(diagnostics)


@pytest.mark.parametrize(
    ("severities", "expected"),
    [
        (["warning"], "1 warning in 1 file"),
        (["warning", "warning"], "2 warnings in 2 files"),
        (["error", "warning"], "1 problem and 1 warning in 2 files"),
        (
            ["error", "warning", "error", "warning", "warning"],
            "2 problems and 3 warnings in 5 files",
        ),
    ],
)
def test_a_summary_counts_warnings_apart(severities: list[str], expected: str):
    diagnostics = [
        Diagnostic(Location(f"{number}"), "name", "message", severity=severity)
        for number, severity in enumerate(severities)
    ]

    assert expected == summarize_diagnostics(diagnostics)


def test_a_data_error_sorts_by_location_and_drops_duplicates():
    def at(file: str, line: int, column: int, excerpt: str = "") -> Diagnostic:
        return Diagnostic(Location(file, line, column), "name", "message", excerpt=excerpt)

    error = DataError(
        [at("b", 1, 1), at("a", 10, 1), at("a", 2, 9), at("a", 2, 1), at("a", 2, 9, "x")]
    )

    expected = ["a:2:1", "a:2:9", "a:10:1", "b:1:1"]
    assert expected == [str(diagnostic.location) for diagnostic in error.diagnostics]
    assert "4 problems in 2 files" == str(error)
