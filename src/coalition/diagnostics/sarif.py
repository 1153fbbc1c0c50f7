"""Diagnostics as SARIF 2.1.0, the OASIS standard that many editors and platforms read."""

from __future__ import annotations

from collections.abc import Sequence

from coalition.diagnostics.diagnostic import Diagnostic
from coalition.diagnostics.escaping import dump_log_json, escape_invisible, quote_url_path
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
"""Help for rules whose fix is always the same; for the others, each message has its own hint."""

DEFAULT_RULE_HELP = "Each message says what to write instead."


def render_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """Render a SARIF log with a single run as JSON."""
    rules = sorted({diagnostic.rule for diagnostic in diagnostics})
    pairs = zip(diagnostics, compute_fingerprints(diagnostics), strict=True)
    driver = {"name": "coalition", "rules": [_make_rule(rule) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",  # as Location counts columns
        "results": [
            _make_result(diagnostic, rules, fingerprint) for diagnostic, fingerprint in pairs
        ],
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


def _make_result(
    diagnostic: Diagnostic, rules: Sequence[str], fingerprint: str
) -> dict[str, object]:
    text = f"{diagnostic.message}. {diagnostic.hint}" if diagnostic.hint else diagnostic.message
    artifact = {"uri": quote_url_path(diagnostic.location.file), "uriBaseId": "%SRCROOT%"}
    physical_location = {"artifactLocation": artifact, "region": _make_region(diagnostic)}
    return {
        "ruleId": diagnostic.rule,
        "ruleIndex": rules.index(diagnostic.rule),
        "level": diagnostic.severity,
        "message": {"text": escape_invisible(text)},
        "locations": [{"physicalLocation": physical_location}],
        "partialFingerprints": {"problem/v1": fingerprint},
    }


def _make_region(diagnostic: Diagnostic) -> dict[str, object]:
    """Return the region of a diagnostic; without columns if its source line is not known."""
    location = diagnostic.location
    if not diagnostic.excerpt:
        return {"startLine": location.line}
    end = min(location.column + location.width, len(diagnostic.excerpt) + 1)
    return {
        "startLine": location.line,
        "startColumn": location.column,
        "endColumn": max(end, location.column),
        "snippet": {"text": diagnostic.excerpt},
    }
