"""JSON in pages and beside them: that it parses, and says what it is about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from coalition.audit.built_site import HOME
from coalition.audit.findings import Fault, Finding, value_words
from coalition.audit.html import Document, SiteFile
from coalition.audit.leaks import EMPTY
from coalition.audit.link_targets import Targets
from coalition.diagnostics.diagnostic import quoted

JSON_LD = "application/ld+json"
"""The type of a script that is data of schema.org, and none that runs."""


def on_page(document: Document, targets: Targets) -> tuple[list[Finding], bool]:
    """`invalid-json` in the page's JSON-LD; and whether the page is about a person."""
    found: list[Finding] = []
    about_person = False
    for script in document.elements("script"):
        if script.get("type") != JSON_LD:
            continue
        try:
            entries = json.loads(script.text or "")
        except (ValueError, RecursionError) as error:
            message = f"the JSON-LD cannot be read: {_said(error)}"
            fault = Fault("invalid-json", message, "write it with tojson in the template")
            found.append(document.fault_at(script, fault, _stumbled(script.text or "", error)))
            continue
        for entry in entries if isinstance(entries, list) else [entries]:
            for fault, needle in _slips(entry, targets):
                found.append(
                    document.fault_at(script, fault, needle, value_words(needle.strip('"')))
                )
            about_person |= isinstance(entry, dict) and entry.get("@type") == "Person"
    return found, about_person


def in_file(file: SiteFile) -> Iterator[Finding]:
    """`invalid-json` in a file of JSON."""
    try:
        json.loads(file.text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        message = f"this file of JSON cannot be read: {_said(error)}"
        yield file.finding(Fault("invalid-json", message, "write it with json.dumps"), line=line)


def _slips(entry: Any, targets: Targets) -> Iterator[tuple[Fault, str]]:  # noqa: ANN401
    """What is wrong in one entry of JSON-LD, each with the text that shows where."""
    for key in ("@context", "@type"):
        if not isinstance(entry, dict) or not entry.get(key):
            message = f"an entry of the JSON-LD has no '{key}'"
            yield Fault("invalid-json", message, "machines need it to know what is meant"), ""
    own = targets.site.address
    for value in _texts(entry):
        if value in EMPTY:
            message = f"{quoted(value)} stands in the JSON-LD where a value is missing"
            hint = "leave out what is not known"
            yield Fault("leaked-value", message, hint), f'"{value}"'
        elif own and value.startswith(own) and (fault := targets.on(HOME, value).fault):
            yield fault, value


def _texts(entry: Any) -> Iterator[str]:  # noqa: ANN401
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


def _stumbled(text: str, error: Exception) -> str:
    """The text at which reading came to its end."""
    return text[error.pos : error.pos + 20] if isinstance(error, json.JSONDecodeError) else ""


def _said(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else "it is nested too deep"
