"""Checks for leaks: template syntax, missing values and paths of the build machine."""

from __future__ import annotations

import html
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from coalition.audit.built_site import BuiltSite
from coalition.audit.html import HtmlDocument, SiteFile
from coalition.audit.issues import AuditDiagnostic, AuditIssue, SourcePattern, build_value_patterns
from coalition.diagnostics import quote_value

TEMPLATE_LEAK = "template-leak"
TEMPLATE_DELIMITERS = ("{{", "{%", "%}", "{#", "#}")
"""Jinja's delimiters; without `}}`, which ends nested JSON as well."""

MISSING_VALUES = frozenset({"None", "undefined", "Undefined", "NaN", "[object Object]"})
"""What programs print for a missing value. In prose, other words are around it."""

LITERAL_TEXT_ELEMENTS = frozenset({
    "em", "strong", "b", "i", "u", "s", "q", "cite", "dfn", "mark", "small", "code", "kbd", "samp",
    "var", "pre",
})  # fmt: skip
"""Elements in which authors may write such a word or delimiter on purpose."""

CODE_ELEMENTS = frozenset({"code", "kbd", "samp", "var", "pre"})

_UNFORMATTED_VALUE = re.compile(
    r"<(?:built-in|bound) method|\bobject at 0x[0-9a-f]{6}|%\(\w+\)[a-z]"
)
_MISSING_VALUE_SEGMENT = re.compile(r"(?:^|/)(?:None|undefined|Undefined|NaN)(?:/|$)")
_LEAK_MARKERS = (
    b"{{", b"{%", b"%}", b"{#", b"#}", b"None", b"ndefined", b"NaN", b"[object", b" method",
    b" object at 0x", b"%(",
)  # fmt: skip
"""Byte strings of which a page with a leak contains at least one: a fast pre-check."""
_TEMPLATE_STATEMENT = re.compile(r"\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}|\{#[^{}\n]*#\}")
_PATH_END = r"(?:[/\\][\w.@+~-]+)*"


def check_leaks(document: HtmlDocument, site: BuiltSite) -> Iterator[AuditDiagnostic]:
    """Yield `template-leak`, `leaked-value` and `machine-path`."""
    raw = document.raw
    if any(marker in raw for marker in _LEAK_MARKERS):
        yield from _check_texts(document)
        yield from _check_attributes(document)
    yield from check_machine_paths(document, site)


def check_file_leaks(file: SiteFile, site: BuiltSite) -> Iterator[AuditDiagnostic]:
    """Yield the same for a file that is not a page.

    Only whole template statements, unformatted values and paths count there.
    """
    text = html.unescape(file.text) if file.path.endswith(".xml") else file.text
    for match in (*_TEMPLATE_STATEMENT.finditer(text), *_UNFORMATTED_VALUE.finditer(text)):
        line = text.count("\n", 0, match.start()) + 1
        yield file.make_diagnostic(
            _make_leak_issue(match[0]), match[0], line, [SourcePattern(match[0])]
        )
    yield from check_machine_paths(file, site)


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
            message = f"{quote_value(match[0])} is a folder of the machine that built the site"
            hint = "leave it out, or name the file from the top of the project"
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
            yield document.make_diagnostic_at(
                element, _make_missing_value_issue(value), value, build_value_patterns(value)
            )
        elif element.tag not in CODE_ELEMENTS:
            for leak in _find_leaks(text):
                yield document.make_diagnostic_at(
                    element, _make_leak_issue(leak), leak, [SourcePattern(leak)]
                )


def _check_attributes(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    for element in document.root.iter("*"):
        for name, value in element.items():
            needle = f'{name}="{value}"'
            has_missing_segment = name in {"href", "src"} and _MISSING_VALUE_SEGMENT.search(value)
            if value.strip() in MISSING_VALUES or has_missing_segment:
                yield document.make_diagnostic_at(
                    element, _make_missing_value_issue(value), needle, build_value_patterns(value)
                )
            elif not name.startswith("data-"):
                for leak in _find_leaks(value):
                    yield document.make_diagnostic_at(
                        element, _make_leak_issue(leak), leak, [SourcePattern(leak)]
                    )


def _has_other_text(element: object) -> bool:
    """Return whether an element contains more than one piece of text."""
    texts = [text for text in element.itertext() if text.strip()]  # type: ignore[attr-defined]
    return len(texts) > 1


def _find_leaks(text: str) -> Iterator[str]:
    """Yield the template statements and unformatted values in a text, or its first delimiter."""
    matches = [*_TEMPLATE_STATEMENT.finditer(text), *_UNFORMATTED_VALUE.finditer(text)]
    yield from (match[0] for match in matches)
    if not matches:
        yield from [delimiter for delimiter in TEMPLATE_DELIMITERS if delimiter in text][:1]


def _make_leak_issue(text: str) -> AuditIssue:
    message = f"{quote_value(text)} was meant for the program, and visitors would read it"
    return AuditIssue(TEMPLATE_LEAK, message, "put the template right that should have filled it")


def _make_missing_value_issue(value: str) -> AuditIssue:
    message = f"{quote_value(value)} stands where a value is missing"
    hint = "leave the key out where nothing is known; in a template, write nothing then"
    return AuditIssue("leaked-value", message, hint)
