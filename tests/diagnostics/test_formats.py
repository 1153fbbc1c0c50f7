"""Report formats of other programs: complete and valid; no text from the data acts in them."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path

import html5lib
import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

import coalition
from coalition.diagnostics import github, gitlab, reporters, sarif
from coalition.diagnostics.diagnostic import Diagnostic, Location
from coalition.diagnostics.fingerprints import compute_fingerprints
from coalition.diagnostics.text import format_diagnostic, format_diagnostics

UNKNOWN = Diagnostic(
    Location("data/members.yaml", 17, 19, 15),
    "unknown-reference",
    "unknown organisation 'creative-comons'",
    "did you mean 'creative-commons'?",
    "    organisation: creative-comons",
)
MISSING = Diagnostic(Location("data/gone.yaml"), "missing-file", "this file does not exist")
STALE = Diagnostic(
    Location("content/pages/a b.en.md", 2, 10, 10),
    "not-confirmed",
    "this page was last checked on 2020-01-01",
    "write the day",
    "Checked: 2020-01-01",
    "warning",
)
ALL = (UNKNOWN, MISSING, STALE)
BLOB = "https://github.com/some-one/a.site/blob/" + "0123456789abcdef" * 2 + "01234567"
VARIABLES = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "some-one/a.site",
    "GITHUB_SHA": BLOB.rpartition("/")[2],
}

texts = st.text(st.characters(exclude_categories=["Cs"]))
diagnostics_strategy = st.builds(
    Diagnostic,
    st.builds(
        Location,
        st.sampled_from(["data/members.yaml", "content/pages/café.en.md"]),
        st.integers(1, 9999),
        st.integers(1, 99),
        st.integers(1, 99),
    ),
    st.sampled_from(["unknown-key", "not-confirmed"]),
    texts,
    texts,
    texts,
    st.sampled_from(["error", "warning"]),
)


def make_diagnostics(count: int, severity: str = "error") -> list[Diagnostic]:
    return [
        replace(UNKNOWN, location=Location("data/members.yaml", line), severity=severity)
        for line in range(1, count + 1)
    ]


def list_commands(lines: str) -> list[str]:
    return re.findall(r"^::(\w+) ", lines, re.M)


# GitHub


def test_ten_of_a_severity_are_ten_annotations_and_no_notice():
    lines = github.render_annotations(
        [*make_diagnostics(10, "warning"), *make_diagnostics(10)], has_step_summary=True
    )

    assert ["error"] * 10 + ["warning"] * 10 == list_commands(lines)
    assert 20 == len(lines.splitlines())


def test_more_than_ten_are_counted_with_a_reference_to_the_summary():
    lines = github.render_annotations(
        [*make_diagnostics(13), *make_diagnostics(12, "warning")], has_step_summary=True
    )

    assert ["error"] * 10 + ["warning"] * 10 + ["notice"] == list_commands(lines)
    assert "::notice title=more::5 more are in the summary of this run" == lines.splitlines()[-1]


def test_a_single_one_more_is_counted_in_the_singular():
    lines = github.render_annotations(make_diagnostics(11), has_step_summary=True)

    assert lines.endswith("::notice title=more::1 more is in the summary of this run")


def test_without_a_summary_the_others_follow_in_the_log():
    diagnostics = make_diagnostics(12)

    lines = github.render_annotations(diagnostics, has_step_summary=False)

    annotations, _, rest = lines.partition("\n\n")
    assert annotations.endswith("::notice title=more::2 more are in the log of this step")
    assert format_diagnostics(diagnostics[10:]) == rest


def test_no_diagnostics_are_no_annotations():
    assert "" == github.render_annotations([], has_step_summary=True)


def parse_summary(summary: str) -> html5lib.HTMLParser:
    """Parse a summary as a browser does; GitHub's and Python's Markdown agree on such text."""
    page = markdown.markdown(summary)
    return html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)


def list_blocks(summary: str) -> list[str]:
    """Return the text of each diagnostic in a summary."""
    return ["".join(block.itertext()) for block in parse_summary(summary).iter("pre")]


def test_the_summary_has_every_problem_as_a_terminal_shows_it():
    diagnostics = [*make_diagnostics(300), STALE]

    summary = github.render_step_summary(diagnostics, "301 problems")

    assert [format_diagnostic(diagnostic) for diagnostic in diagnostics] == list_blocks(summary)


def test_the_summary_leads_to_each_line_where_the_files_can_be_seen():
    summary = github.render_step_summary(ALL, "closing", github.build_blob_url(VARIABLES))

    links = {link.text: link.get("href") for link in parse_summary(summary).iter("a")}
    assert {
        "data/members.yaml:17:19": f"{BLOB}/data/members.yaml#L17",
        "data/gone.yaml:1:1": f"{BLOB}/data/gone.yaml#L1",
        "content/pages/a b.en.md:2:10": f"{BLOB}/content/pages/a%20b.en.md?plain=1#L2",
    } == links
    assert [format_diagnostic(diagnostic) for diagnostic in ALL] == list_blocks(summary)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GITHUB_SERVER_URL", ""),
        ("GITHUB_SERVER_URL", "javascript:alert(1)"),
        ("GITHUB_REPOSITORY", 'a/b"><img>'),
        ("GITHUB_REPOSITORY", "a"),
        ("GITHUB_SHA", "main"),
    ],
)
def test_a_run_that_does_not_say_where_the_files_are_has_no_links(name: str, value: str):
    assert "" == github.build_blob_url({**VARIABLES, name: value})
    assert [] == list(parse_summary(github.render_step_summary(ALL, "closing")).iter("a"))


NASTY = [
    "</pre><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1)) ![b](https://example.org/x.png)",
    "\n\n# Heading\n\n| a | b |\n| - | - |\n",
    "@everyone #1 https://example.org `code` **bold** &lt;b&gt; &#60;",
    "::error::x\r\n::set-output name=x::y",
]


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_from_the_data_acts_in_a_summary(nasty: str):
    diagnostic = Diagnostic(Location("data/a.yaml", 1, 1), "name", nasty, nasty, nasty)

    summary = github.render_step_summary([diagnostic], nasty, BLOB)

    tags = {element.tag for element in parse_summary(summary).iter()}
    assert {"html", "head", "body", "h3", "pre", "a"} == tags
    assert [format_diagnostic(diagnostic)] == list_blocks(summary)


@given(st.lists(diagnostics_strategy, max_size=4))
def test_a_summary_has_one_block_for_each_diagnostic_whatever_its_text(
    diagnostics: list[Diagnostic],
):
    blocks = re.findall(
        r"<pre>(.*?)</pre>", github.render_step_summary(diagnostics, "closing"), re.S
    )

    assert [format_diagnostic(diagnostic) for diagnostic in diagnostics] == [
        html.unescape(b) for b in blocks
    ]


def test_a_summary_stays_below_the_limit_and_says_what_it_leaves_out():
    diagnostics = [replace(diagnostic, message="é" * 5000) for diagnostic in make_diagnostics(300)]

    summary = github.render_step_summary(diagnostics, "closing", BLOB)

    assert len(summary.encode()) <= github.MAX_SUMMARY_BYTES
    blocks = list_blocks(summary)
    assert 80 < len(blocks) < 300
    assert f"<p>{300 - len(blocks)} more did not fit here.</p>" in summary


def test_a_summary_can_be_limited_to_what_others_have_left():
    summary = github.render_step_summary(make_diagnostics(50), "closing", max_bytes=3000)

    assert len(summary.encode()) <= 3000
    assert re.search(r"<p>\d+ more did not fit here.</p>", summary)


# GitLab


def test_gitlab_gets_what_its_report_needs():
    expected = [
        ("unknown-reference", "major", "data/members.yaml", 17),
        ("missing-file", "major", "data/gone.yaml", 1),
        ("not-confirmed", "minor", "content/pages/a b.en.md", 2),
    ]

    issues = json.loads(gitlab.render_code_quality(ALL))

    assert expected == [
        (i["check_name"], i["severity"], i["location"]["path"], i["location"]["lines"]["begin"])
        for i in issues
    ]
    words = "unknown organisation 'creative-comons'. did you mean 'creative-commons'?"
    assert [words, MISSING.message] == [issue["description"] for issue in issues[:2]]
    assert {"description", "check_name", "fingerprint", "severity", "location"} == set(issues[0])


def test_no_problems_are_an_empty_list_for_gitlab():
    assert [] == json.loads(gitlab.render_code_quality([]))


# Fingerprints


def test_a_fingerprint_stays_when_lines_are_added_above():
    moved = [
        replace(UNKNOWN, location=Location("data/members.yaml", 99, 3, 1)),
        replace(UNKNOWN, message="the name 'A' is already on line 12"),
        replace(UNKNOWN, message="a merge was not finished on lines 3 to 9"),
    ]
    before = [
        UNKNOWN,
        replace(UNKNOWN, message="the name 'A' is already on line 7"),
        replace(UNKNOWN, message="a merge was not finished on lines 13 to 19"),
    ]

    assert list(compute_fingerprints(before)) == list(compute_fingerprints(moved))


@given(st.lists(diagnostics_strategy, max_size=6))
def test_no_two_problems_of_a_report_have_the_same_fingerprint(diagnostics: list[Diagnostic]):
    fingerprints = list(compute_fingerprints([*diagnostics, *diagnostics]))

    assert len(set(fingerprints)) == len(fingerprints)
    assert all(re.fullmatch("[0-9a-f]{32}", fingerprint) for fingerprint in fingerprints)


# SARIF


def test_sarif_names_the_rules_and_points_into_the_files():
    log = json.loads(sarif.render_sarif(ALL))

    (run,) = log["runs"]
    assert ("2.1.0", "unicodeCodePoints") == (log["version"], run["columnKind"])
    rules = run["tool"]["driver"]["rules"]
    assert ["missing-file", "not-confirmed", "unknown-reference"] == [rule["id"] for rule in rules]
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert {"problem/v1"} == set(result["partialFingerprints"])
    assert ["error", "error", "warning"] == [result["level"] for result in run["results"]]
    first, gone, page = (r["locations"][0]["physicalLocation"] for r in run["results"])
    assert {"uri": "data/members.yaml", "uriBaseId": "%SRCROOT%"} == first["artifactLocation"]
    assert "content/pages/a%20b.en.md" == page["artifactLocation"]["uri"]
    assert (17, 19, 34) == tuple(
        first["region"][k] for k in ("startLine", "startColumn", "endColumn")
    )
    assert {"startLine": 1} == gone["region"]


def test_sarif_without_problems_has_an_empty_run():
    (run,) = json.loads(sarif.render_sarif([]))["runs"]

    assert ([], []) == (run["results"], run["tool"]["driver"]["rules"])


def test_columns_of_sarif_count_characters_beyond_the_first_plane_as_one():
    line = "- name: 🏮 Lantern"
    diagnostic = Diagnostic(Location("data/a.yaml", 1, 11, 7), "name", "message", "", line)

    (run,) = json.loads(sarif.render_sarif([diagnostic]))["runs"]

    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (
        "Lantern" == region["snippet"]["text"][region["startColumn"] - 1 : region["endColumn"] - 1]
    )


@given(st.lists(diagnostics_strategy, max_size=4))
def test_regions_of_sarif_stay_inside_their_line(diagnostics: list[Diagnostic]):
    (run,) = json.loads(sarif.render_sarif(diagnostics))["runs"]

    for diagnostic, result in zip(diagnostics, run["results"], strict=True):
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] == diagnostic.location.line
        if diagnostic.excerpt:
            assert region["endColumn"] >= region["startColumn"] >= 1
            assert region["endColumn"] <= max(len(diagnostic.excerpt) + 1, region["startColumn"])


# What goes where


@pytest.mark.parametrize("format", ["gitlab", "sarif"])
@pytest.mark.parametrize("diagnostics", [(), ALL], ids=["none", "some"])
def test_stdout_is_the_report_alone_where_a_program_reads_it(
    format: str, diagnostics: tuple[Diagnostic]
):
    report = reporters.render_report(
        format, diagnostics, "the closing line", has_step_summary=False
    )

    json.loads(report.stdout)
    text = "\n\n".join(filter(None, (format_diagnostics(diagnostics), "the closing line")))
    assert text == report.stderr


def test_people_get_the_closing_line_on_stdout():
    for format in ("text", "github"):
        assert (
            "closing"
            == reporters.render_report(format, ALL, "closing", has_step_summary=True).stdout
        )


def test_reports_for_programs_are_ascii_so_that_no_terminal_garbles_them():
    diagnostics = [replace(UNKNOWN, message="café \u202e", excerpt="日本語")]

    assert gitlab.render_code_quality(diagnostics).isascii()
    assert sarif.render_sarif(diagnostics).isascii()


def test_help_in_sarif_is_given_for_warnings_that_there_are():
    modules = set(Path(coalition.__file__).parent.rglob("*.py")) - {Path(sarif.__file__)}
    strings = {
        string
        for module in modules
        for string in re.findall(r'"([a-z]+-[a-z]+)"', module.read_text("utf-8"))
    }

    assert set(sarif.RULE_HELP) <= strings
