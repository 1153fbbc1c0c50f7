"""What was meant for the program and not for visitors: template signs, empty values, paths."""

from __future__ import annotations

import html
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from coalition.audit.built_site import Finished
from coalition.audit.findings import Fault, Finding, Written, value_words
from coalition.audit.html import Document, SiteFile
from coalition.diagnostics.diagnostic import quoted

NAME = "template-leak"
SIGNS = ("{{", "{%", "%}", "{#", "#}")
"""What templates are written with; not two closing braces alone, for data end so as well."""

EMPTY = frozenset({"None", "undefined", "Undefined", "NaN", "[object Object]"})
"""What programs write where they have no value; in prose it stands among other words."""

HONEST = frozenset({
    "em", "strong", "b", "i", "u", "s", "q", "cite", "dfn", "mark", "small", "code", "kbd", "samp",
    "var", "pre",
})  # fmt: skip
"""Elements in which somebody may write such a word, or such signs, because they mean them."""

CODE = frozenset({"code", "kbd", "samp", "var", "pre"})

_SUSPECT = re.compile(r"<(?:built-in|bound) method|\bobject at 0x[0-9a-f]{6}|%\(\w+\)[a-z]")
_EMPTY_STEP = re.compile(r"(?:^|/)(?:None|undefined|Undefined|NaN)(?:/|$)")
_HINTS = (b"{{", b"{%", b"%}", b"{#", b"#}", b"None", b"ndefined", b"NaN", b"[object", b" method",
          b" object at 0x", b"%(")  # fmt: skip
"""What a page has to hold for one of these to be in it; found in no time."""
_STATEMENT = re.compile(r"\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}|\{#[^{}\n]*#\}")
_PATH_END = r"(?:[/\\][\w.@+~-]+)*"


def on_page(document: Document, site: Finished) -> Iterator[Finding]:
    """`template-leak`, `leaked-value` and `machine-path`."""
    raw = document.raw
    if any(hint in raw for hint in _HINTS):
        yield from _in_texts(document)
        yield from _in_attributes(document)
    yield from machine_paths(document, site)


def in_file(file: SiteFile, site: Finished) -> Iterator[Finding]:
    """The same in a file that is no page: only what is plainly a template's, and paths."""
    text = html.unescape(file.text) if file.path.endswith(".xml") else file.text
    for found in (*_STATEMENT.finditer(text), *_SUSPECT.finditer(text)):
        line = text.count("\n", 0, found.start()) + 1
        yield file.finding(_leak(found[0]), found[0], line, [Written(found[0])])
    yield from machine_paths(file, site)


def machine_paths(file: SiteFile, site: Finished) -> Iterator[Finding]:
    """Where a file names a folder of the machine that built it."""
    raw = file.raw
    if not any(folder in raw for folder in site.machine_path_signs):
        return
    named = "|".join(re.escape(folder) for folder in site.machine_paths)
    pattern = rf"(?:(?<=file://)|(?<![\w./:%~-]))({named})(?![\w-]){_PATH_END}"
    for found in re.finditer(pattern, file.text):
        if _is_told(found[0], found[1], site):
            line = file.text.count("\n", 0, found.start()) + 1
            message = f"{quoted(found[0])} is a folder of the machine that built the site"
            hint = "leave it out, or name the file from the top of the project"
            yield file.finding(
                Fault("machine-path", message, hint), found[0], line, [Written(found[0])]
            )


def _is_told(path: str, folder: str, site: Finished) -> bool:
    """Whether a path says something of this machine, and is no address that looks like it."""
    if site.base and f"{path}/".startswith(f"{site.base}/"):
        below = path[len(site.base) + 1 :]
        if {below, f"{below}/index.html"} & site.files or not below:
            return False
    deep = folder.count("/") + folder.count("\\") > 1
    shared = Path(folder) in {Path.home(), Path(tempfile.gettempdir())}
    return (deep and not shared) or (path != folder and Path(path).exists())


def _in_texts(document: Document) -> Iterator[Finding]:
    for element, text in document.texts():
        word = text.strip()
        if word in EMPTY and element.tag not in HONEST and not _others(element):
            yield document.fault_at(element, _empty(word), word, value_words(word))
        elif element.tag not in CODE:
            for leak in _leaks(text):
                yield document.fault_at(element, _leak(leak), leak, [Written(leak)])


def _in_attributes(document: Document) -> Iterator[Finding]:
    for element in document.root.iter("*"):
        for name, value in element.items():
            needle = f'{name}="{value}"'
            is_step = name in {"href", "src"} and _EMPTY_STEP.search(value)
            if value.strip() in EMPTY or is_step:
                yield document.fault_at(element, _empty(value), needle, value_words(value))
            elif not name.startswith("data-"):
                for leak in _leaks(value):
                    yield document.fault_at(element, _leak(leak), leak, [Written(leak)])


def _others(element: object) -> bool:
    """Whether an element says more than one of its pieces of text."""
    said = [text for text in element.itertext() if text.strip()]  # type: ignore[attr-defined]
    return len(said) > 1


def _leaks(text: str) -> Iterator[str]:
    """What of a text is a template's: whole statements, or else the first sign of one."""
    found = [*_STATEMENT.finditer(text), *_SUSPECT.finditer(text)]
    yield from (statement[0] for statement in found)
    if not found:
        yield from [sign for sign in SIGNS if sign in text][:1]


def _leak(text: str) -> Fault:
    message = f"{quoted(text)} was meant for the program, and visitors would read it"
    return Fault(NAME, message, "put the template right that should have filled it")


def _empty(value: str) -> Fault:
    message = f"{quoted(value)} stands where a value is missing"
    hint = "leave the key out where nothing is known; in a template, write nothing then"
    return Fault("leaked-value", message, hint)
