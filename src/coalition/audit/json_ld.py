"""Checks of JSON: JSON-LD in pages, and JSON files."""

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
"""The type of a <script> with schema.org data, which is not executed."""


def check_json_ld(
    document: HtmlDocument, resolver: LinkResolver
) -> tuple[list[AuditDiagnostic], bool]:
    """Return the diagnostics of a page's JSON-LD, and whether the page is about a person.

    These are `invalid-json`, `leaked-value` and the issues of links to the site.
    """
    diagnostics: list[AuditDiagnostic] = []
    about_person = False
    for script in document.iter_elements("script"):
        if script.get("type") != JSON_LD_TYPE:
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError) as error:
            message = f"the JSON-LD cannot be read: {_get_error_message(error)}"
            issue = AuditIssue("invalid-json", message, "write it with tojson in the template")
            diagnostics.append(
                document.make_diagnostic_at(
                    script, issue, _get_error_excerpt(script.text or "", error)
                )
            )
            continue
        for entry in data if isinstance(data, list) else [data]:
            for issue, needle in _check_entry(entry, resolver):
                diagnostics.append(
                    document.make_diagnostic_at(
                        script, issue, needle, build_value_patterns(needle.strip('"'))
                    )
                )
            about_person |= isinstance(entry, dict) and entry.get("@type") == "Person"
    return diagnostics, about_person


def check_json_file(file: SiteFile) -> Iterator[AuditDiagnostic]:
    """Yield `invalid-json` for a JSON file."""
    try:
        json.loads(file.text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        message = f"this file of JSON cannot be read: {_get_error_message(error)}"
        yield file.make_diagnostic(
            AuditIssue("invalid-json", message, "write it with json.dumps"), line=line
        )


def _check_entry(entry: Any, resolver: LinkResolver) -> Iterator[tuple[AuditIssue, str]]:  # noqa: ANN401
    """Yield the issues of one JSON-LD entry, each with the text that locates it."""
    for key in ("@context", "@type"):
        if not isinstance(entry, dict) or not entry.get(key):
            message = f"an entry of the JSON-LD has no '{key}'"
            yield AuditIssue("invalid-json", message, "machines need it to know what is meant"), ""
    site_url = resolver.site.site_url
    for value in _iter_strings(entry):
        if value in MISSING_VALUES:
            message = f"{quote_value(value)} stands in the JSON-LD where a value is missing"
            hint = "leave out what is not known"
            yield AuditIssue("leaked-value", message, hint), f'"{value}"'
        elif (
            site_url
            and value.startswith(site_url)
            and (issue := resolver.resolve(HOME_FILE, value).issue)
        ):
            yield issue, value


def _iter_strings(entry: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield all strings in a JSON value; without recursion, however deep it is."""
    pending = [entry]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            pending += value
        elif isinstance(value, dict):
            pending += value.values()


def _get_error_excerpt(text: str, error: Exception) -> str:
    """Return the text at which the parser stopped."""
    return text[error.pos : error.pos + 20] if isinstance(error, json.JSONDecodeError) else ""


def _get_error_message(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else "it is nested too deep"
