"""What was meant for the program and not for visitors: template signs, empty values, paths."""

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
"""What templates are written with; not two closing braces alone, for data end so as well."""

MISSING_VALUES = frozenset({"None", "undefined", "Undefined", "NaN", "[object Object]"})
"""What programs write where they have no value; in prose it stands among other words."""

LITERAL_TEXT_ELEMENTS = frozenset({
    "em", "strong", "b", "i", "u", "s", "q", "cite", "dfn", "mark", "small", "code", "kbd", "samp",
    "var", "pre",
})  # fmt: skip
"""Elements in which somebody may write such a word, or such signs, because they mean them."""

CODE_ELEMENTS = frozenset({"code", "kbd", "samp", "var", "pre"})

_UNFORMATTED_VALUE = re.compile(
    r"<(?:built-in|bound) method|\bobject at 0x[0-9a-f]{6}|%\(\w+\)[a-z]"
)
_MISSING_VALUE_SEGMENT = re.compile(r"(?:^|/)(?:None|undefined|Undefined|NaN)(?:/|$)")
_LEAK_MARKERS = (b"{{", b"{%", b"%}", b"{#", b"#}", b"None", b"ndefined", b"NaN", b"[object", b" method",
          b" object at 0x", b"%(")  # fmt: skip
"""What a page has to hold for one of these to be in it; found in no time."""
_TEMPLATE_STATEMENT = re.compile(r"\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}|\{#[^{}\n]*#\}")
_PATH_END = r"(?:[/\\][\w.@+~-]+)*"


def check_leaks(document: HtmlDocument, site: BuiltSite) -> Iterator[AuditDiagnostic]:
    """`template-leak`, `leaked-value` and `machine-path`."""
    raw = document.raw
    if any(hint in raw for hint in _LEAK_MARKERS):
        yield from _check_texts(document)
        yield from _check_attributes(document)
    yield from check_machine_paths(document, site)


def check_file_leaks(file: SiteFile, site: BuiltSite) -> Iterator[AuditDiagnostic]:
    """The same in a file that is no page: only what is plainly a template's, and paths."""
    text = html.unescape(file.text) if file.path.endswith(".xml") else file.text
    for found in (*_TEMPLATE_STATEMENT.finditer(text), *_UNFORMATTED_VALUE.finditer(text)):
        line = text.count("\n", 0, found.start()) + 1
        yield file.make_diagnostic(
            _make_leak_issue(found[0]), found[0], line, [SourcePattern(found[0])]
        )
    yield from check_machine_paths(file, site)


def check_machine_paths(file: SiteFile, site: BuiltSite) -> Iterator[AuditDiagnostic]:
    """Where a file names a folder of the machine that built it."""
    raw = file.raw
    if not any(folder in raw for folder in site.machine_path_markers):
        return
    named = "|".join(re.escape(folder) for folder in site.machine_paths)
    pattern = rf"(?:(?<=file://)|(?<![\w./:%~-]))({named})(?![\w-]){_PATH_END}"
    for found in re.finditer(pattern, file.text):
        if _is_machine_path(found[0], found[1], site):
            line = file.text.count("\n", 0, found.start()) + 1
            message = f"{quote_value(found[0])} is a folder of the machine that built the site"
            hint = "leave it out, or name the file from the top of the project"
            yield file.make_diagnostic(
                AuditIssue("machine-path", message, hint), found[0], line, [SourcePattern(found[0])]
            )


def _is_machine_path(path: str, folder: str, site: BuiltSite) -> bool:
    """Whether a path says something of this machine, and is no address that looks like it."""
    if site.base_path and f"{path}/".startswith(f"{site.base_path}/"):
        below = path[len(site.base_path) + 1 :]
        if {below, f"{below}/index.html"} & site.files or not below:
            return False
    deep = folder.count("/") + folder.count("\\") > 1
    shared = Path(folder) in {Path.home(), Path(tempfile.gettempdir())}
    return (deep and not shared) or (path != folder and Path(path).exists())


def _check_texts(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    for element, text in document.iter_texts():
        word = text.strip()
        if (
            word in MISSING_VALUES
            and element.tag not in LITERAL_TEXT_ELEMENTS
            and not _has_other_text(element)
        ):
            yield document.make_diagnostic_at(
                element, _make_missing_value_issue(word), word, build_value_patterns(word)
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
            is_step = name in {"href", "src"} and _MISSING_VALUE_SEGMENT.search(value)
            if value.strip() in MISSING_VALUES or is_step:
                yield document.make_diagnostic_at(
                    element, _make_missing_value_issue(value), needle, build_value_patterns(value)
                )
            elif not name.startswith("data-"):
                for leak in _find_leaks(value):
                    yield document.make_diagnostic_at(
                        element, _make_leak_issue(leak), leak, [SourcePattern(leak)]
                    )


def _has_other_text(element: object) -> bool:
    """Whether an element says more than one of its pieces of text."""
    said = [text for text in element.itertext() if text.strip()]  # type: ignore[attr-defined]
    return len(said) > 1


def _find_leaks(text: str) -> Iterator[str]:
    """What of a text is a template's: whole statements, or else the first sign of one."""
    found = [*_TEMPLATE_STATEMENT.finditer(text), *_UNFORMATTED_VALUE.finditer(text)]
    yield from (statement[0] for statement in found)
    if not found:
        yield from [sign for sign in TEMPLATE_DELIMITERS if sign in text][:1]


def _make_leak_issue(text: str) -> AuditIssue:
    message = f"{quote_value(text)} was meant for the program, and visitors would read it"
    return AuditIssue(TEMPLATE_LEAK, message, "put the template right that should have filled it")


def _make_missing_value_issue(value: str) -> AuditIssue:
    message = f"{quote_value(value)} stands where a value is missing"
    hint = "leave the key out where nothing is known; in a template, write nothing then"
    return AuditIssue("leaked-value", message, hint)
