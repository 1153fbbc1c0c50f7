"""Problems as SARIF 2.1.0, the OASIS standard that many editors and platforms read."""

from __future__ import annotations

from collections.abc import Sequence

from coalition.diagnostics.diagnostic import (
    Diagnostic,
    dump_log_json,
    escape_invisible,
    quote_url_path,
)
from coalition.diagnostics.fingerprints import compute_fingerprints

SARIF_SCHEMA_URL = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

RULE_HELP = {
    "not-confirmed": "Compare the entry with its source, and write the day on which you did.",
    "no-members": "Say with the members that they belong to it, or delete it.",
    "missing-backlink": "Complete the other side of the link, or leave it if there is none.",
    "dead-link": "Correct the address, or delete it.",
    "moved-link": "Write the new address.",
}
"""What to do, where the name of a problem says it already; else each message has its own."""

DEFAULT_RULE_HELP = "Each message says what to write instead."


def render_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """The report as JSON, with a single run."""
    names = sorted({problem.rule for problem in diagnostics})
    found = zip(diagnostics, compute_fingerprints(diagnostics), strict=True)
    driver = {"name": "coalition", "rules": [_make_rule(name) for name in names]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",  # as Place counts
        "results": [_make_result(problem, names, mark) for problem, mark in found],
    }
    return dump_log_json({"$schema": SARIF_SCHEMA_URL, "version": "2.1.0", "runs": [run]})


def _make_rule(name: str) -> dict[str, object]:
    words = name.replace("-", " ").capitalize()
    return {
        "id": name,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "shortDescription": {"text": f"{words}."},
        "help": {"text": RULE_HELP.get(name, DEFAULT_RULE_HELP)},
    }


def _make_result(problem: Diagnostic, names: Sequence[str], fingerprint: str) -> dict[str, object]:
    text = f"{problem.message}. {problem.hint}" if problem.hint else problem.message
    file = {"uri": quote_url_path(problem.location.file), "uriBaseId": "%SRCROOT%"}
    where = {"physicalLocation": {"artifactLocation": file, "region": _make_region(problem)}}
    return {
        "ruleId": problem.rule,
        "ruleIndex": names.index(problem.rule),
        "level": problem.severity,
        "message": {"text": escape_invisible(text)},
        "locations": [where],
        "partialFingerprints": {"problem/v1": fingerprint},
    }


def _make_region(problem: Diagnostic) -> dict[str, object]:
    """The place; where there is no line to show, nobody knows columns either."""
    place = problem.location
    if not problem.excerpt:
        return {"startLine": place.line}
    end = min(place.column + place.width, len(problem.excerpt) + 1)
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endColumn": max(end, place.column),
        "snippet": {"text": problem.excerpt},
    }
