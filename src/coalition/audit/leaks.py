"""Checks for leaks: words that programs write for missing values, and paths of the build machine.

A value such as `role: None` in the data is shown as it is; so is a path in a text, and a drawing
keeps the path from which it was exported (`inkscape:export-filename`).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from coalition.audit.built_site import BuiltSite
from coalition.audit.html import Element, HtmlDocument, SiteFile
from coalition.audit.issues import AuditDiagnostic, AuditIssue, SourcePattern, build_value_patterns
from coalition.diagnostics import Message, quote_value

MISSING_VALUES = frozenset({"None", "undefined", "Undefined", "NaN", "[object Object]"})
"""What programs print for a missing value. In prose, other words are around it."""

LITERAL_TEXT_ELEMENTS = frozenset({
    "em", "strong", "b", "i", "u", "s", "q", "cite", "dfn", "mark", "small", "code", "kbd", "samp",
    "var", "pre",
})  # fmt: skip
"""Elements in which authors may write such a word on purpose."""

_MISSING_VALUE_SEGMENT = re.compile(r"(?:^|/)(?:None|undefined|Undefined|NaN)(?:/|$)")
_MISSING_VALUE_MARKERS = (b"None", b"ndefined", b"NaN", b"[object")
"""Byte strings of which a page with such a value contains at least one: a fast pre-check."""
_PATH_END = r"(?:[/\\][\w.@+~-]+)*"


def check_leaks(document: HtmlDocument, site: BuiltSite) -> Iterator[AuditDiagnostic]:
    """Yield `leaked-value` and `machine-path`."""
    raw = document.raw
    if any(marker in raw for marker in _MISSING_VALUE_MARKERS):
        yield from _check_texts(document)
        yield from _check_attributes(document)
    yield from check_machine_paths(document, site)


def check_machine_paths(file: SiteFile, site: BuiltSite) -> Iterator[AuditDiagnostic]:
    """Yield `machine-path` where a file names a folder of the build machine."""
    raw = file.raw
    if not any(folder in raw for folder in site.machine_path_markers):
        return
    alternatives = "|".join(re.escape(folder) for folder in site.machine_paths)
    pattern = rf"(?:(?<=file://)|(?<![\w./:%~-]))({alternatives})(?![\w-]){_PATH_END}"
    for match in re.finditer(pattern, file.text):
        if _is_machine_path(match[0], match[1], site):
            line = file.text.count("\n", 0, match.start()) + 1
            message = Message(
                "%(match)s is a folder of the machine that built the site",
                match=quote_value(match[0]),
            )
            hint = Message("leave it out, or name the file from the top of the project")
            yield file.make_diagnostic(
                AuditIssue("machine-path", message, hint), match[0], line, [SourcePattern(match[0])]
            )


def _is_machine_path(path: str, folder: str, site: BuiltSite) -> bool:
    """Return whether a path reveals something of this machine and is not a URL path."""
    if site.base_path and f"{path}/".startswith(f"{site.base_path}/"):
        relative = path[len(site.base_path) + 1 :]
        if {relative, f"{relative}/index.html"} & site.files or not relative:
            return False
    is_deep = folder.count("/") + folder.count("\\") > 1
    is_shared = Path(folder) in {Path.home(), Path(tempfile.gettempdir())}
    return (is_deep and not is_shared) or (path != folder and Path(path).exists())


def _check_texts(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    for element, text in document.iter_texts():
        value = text.strip()
        if (
            value in MISSING_VALUES
            and element.tag not in LITERAL_TEXT_ELEMENTS
            and not _has_other_text(element)
        ):
            yield _make_missing_value_diagnostic(document, element, value, value)


def _check_attributes(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    for name, occurrences in document.attributes.items():
        for element, value in occurrences:
            is_url = name in {"href", "src"}
            if value.strip() in MISSING_VALUES or (is_url and _MISSING_VALUE_SEGMENT.search(value)):
                yield _make_missing_value_diagnostic(document, element, value, f'{name}="{value}"')


def _has_other_text(element: Element) -> bool:
    """Return whether an element contains more than one piece of text."""
    return sum(bool(text.strip()) for text in element.itertext()) > 1


def _make_missing_value_diagnostic(
    document: HtmlDocument, element: Element, value: str, needle: str
) -> AuditDiagnostic:
    message = Message("%(value)s is shown where a value is missing", value=quote_value(value))
    hint = Message("leave the key out where nothing is known; in a template, write nothing then")
    issue = AuditIssue("leaked-value", message, hint)
    return document.make_diagnostic_at(element, issue, needle, build_value_patterns(value))
