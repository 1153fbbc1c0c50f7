"""JSON in pages and beside them: that it parses, and says what it is about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from coalition.audit.built_site import HOME_FILE
from coalition.audit.html import HtmlDocument, SiteFile
from coalition.audit.issues import AuditDiagnostic, AuditIssue, build_value_patterns
from coalition.audit.leaks import MISSING_VALUES
from coalition.audit.link_targets import LinkResolver
from coalition.diagnostics import quote_value

JSON_LD_TYPE = "application/ld+json"
"""The type of a script that is data of schema.org, and none that runs."""


def check_json_ld(
    document: HtmlDocument, resolver: LinkResolver
) -> tuple[list[AuditDiagnostic], bool]:
    """`invalid-json` in the page's JSON-LD; and whether the page is about a person."""
    found: list[AuditDiagnostic] = []
    about_person = False
    for script in document.iter_elements("script"):
        if script.get("type") != JSON_LD_TYPE:
            continue
        try:
            entries = json.loads(script.text or "")
        except (ValueError, RecursionError) as error:
            message = f"the JSON-LD cannot be read: {_get_error_message(error)}"
            fault = AuditIssue("invalid-json", message, "write it with tojson in the template")
            found.append(
                document.make_diagnostic_at(
                    script, fault, _get_error_excerpt(script.text or "", error)
                )
            )
            continue
        for entry in entries if isinstance(entries, list) else [entries]:
            for fault, needle in _check_entry(entry, resolver):
                found.append(
                    document.make_diagnostic_at(
                        script, fault, needle, build_value_patterns(needle.strip('"'))
                    )
                )
            about_person |= isinstance(entry, dict) and entry.get("@type") == "Person"
    return found, about_person


def check_json_file(file: SiteFile) -> Iterator[AuditDiagnostic]:
    """`invalid-json` in a file of JSON."""
    try:
        json.loads(file.text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        message = f"this file of JSON cannot be read: {_get_error_message(error)}"
        yield file.make_diagnostic(
            AuditIssue("invalid-json", message, "write it with json.dumps"), line=line
        )


def _check_entry(entry: Any, resolver: LinkResolver) -> Iterator[tuple[AuditIssue, str]]:  # noqa: ANN401
    """What is wrong in one entry of JSON-LD, each with the text that shows where."""
    for key in ("@context", "@type"):
        if not isinstance(entry, dict) or not entry.get(key):
            message = f"an entry of the JSON-LD has no '{key}'"
            yield AuditIssue("invalid-json", message, "machines need it to know what is meant"), ""
    own = resolver.site.site_url
    for value in _iter_strings(entry):
        if value in MISSING_VALUES:
            message = f"{quote_value(value)} stands in the JSON-LD where a value is missing"
            hint = "leave out what is not known"
            yield AuditIssue("leaked-value", message, hint), f'"{value}"'
        elif own and value.startswith(own) and (fault := resolver.resolve(HOME_FILE, value).issue):
            yield fault, value


def _iter_strings(entry: Any) -> Iterator[str]:  # noqa: ANN401
    """All texts in a value, however deep."""
    waiting = [entry]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()


def _get_error_excerpt(text: str, error: Exception) -> str:
    """The text at which reading came to its end."""
    return text[error.pos : error.pos + 20] if isinstance(error, json.JSONDecodeError) else ""


def _get_error_message(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else "it is nested too deep"
