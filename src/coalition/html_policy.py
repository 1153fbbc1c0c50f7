"""The HTML that a text may contain: one allow list for Markdown files and for Markdown in data.

`scan` finds what a text contains beyond the list, so that the editor can be shown the line. `clean`
removes it. Pages are made from cleaned HTML only, so what `scan` overlooks is never published: the
two read HTML with different parsers on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import nh3

from coalition.problems import quoted

Name = Literal["broken-link", "forbidden-html", "too-large", "unclosed-bracket", "unclosed-element"]
"""The problems that a text can have."""

GLOBAL_ATTRIBUTES = frozenset({"dir", "id", "lang", "title", "translate"})
"""Attributes that every element may have."""

_PLAIN = frozenset[str]()
_CELL = frozenset({"align", "colspan", "headers", "rowspan", "scope"})
_PHRASING: dict[str, frozenset[str]] = {
    "a": frozenset({"class", "href", "hreflang", "rel"}),
    **dict.fromkeys(
        ("abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd",
         "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "u",
         "var", "wbr"),
        _PLAIN,
    ),
    "time": frozenset({"datetime"}),
}  # fmt: skip
_BLOCKS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("blockquote", "dd", "dl", "dt", "hr", "p", "pre", "ul"), _PLAIN),
    "li": frozenset({"value"}),
    "ol": frozenset({"reversed", "start", "type"}),
}
_ONLY_IN_FILES: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("aside", "caption", "colgroup", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6",
         "section", "summary", "table", "tbody", "tfoot", "thead", "tr"),
        _PLAIN,
    ),
    "col": frozenset({"span"}),
    "details": frozenset({"open"}),
    "div": frozenset({"class"}),
    "img": frozenset({"alt", "height", "loading", "src", "width"}),
    "td": _CELL,
    "th": _CELL,
}  # fmt: skip

CLASSES: Mapping[str, frozenset[str]] = {
    "a": frozenset({"footnote-backref", "footnote-ref"}),
    "div": frozenset({"footnote"}),
}
"""Classes that Markdown itself writes. The others belong to the theme."""


@dataclass(frozen=True)
class Policy:
    """Elements with the attributes of their own that they may have, and the schemes of URLs."""

    elements: Mapping[str, frozenset[str]]
    schemes: frozenset[str]
    cleaner: nh3.Cleaner = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        attributes = {
            tag: set(own - {"class"}) | GLOBAL_ATTRIBUTES for tag, own in self.elements.items()
        }
        cleaner = nh3.Cleaner(
            tags=set(self.elements),
            attributes=attributes,
            allowed_classes={tag: set(CLASSES[tag]) for tag in CLASSES if tag in self.elements},
            url_schemes=set(self.schemes),
            link_rel=None,
        )
        object.__setattr__(self, "cleaner", cleaner)


FILE = Policy(_PHRASING | _BLOCKS | _ONLY_IN_FILES, frozenset({"http", "https", "mailto", "tel"}))
"""For Markdown files."""

FIELD = Policy(_PHRASING | _BLOCKS, frozenset({"http", "https"}))
"""For Markdown in data: the same without headings, pictures and tables.

These texts appear on several pages and below headings of different levels. Addresses for mail have
a key of their own.
"""

URL_ATTRIBUTES = ("href", "src")

_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
_OPTIONAL_END = frozenset({
    "colgroup", "dd", "dt", "li", "p", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr",
})  # fmt: skip
_IMPLIED = frozenset({"colgroup", "tbody"})
"""Elements that an HTML parser adds where they are left out."""

_HINTS: Mapping[str, str] = {
    **dict.fromkeys(("script", "noscript"), "take it out; scripts belong to the theme"),
    **dict.fromkeys(("link", "style"), "take it out; style sheets belong to the theme"),
    **dict.fromkeys(
        ("audio", "embed", "iframe", "object", "svg", "video"),
        "link to what should be shown instead",
    ),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "write it as a paragraph"),
    "img": "take it out; the entry may have a key for a picture",
    "table": "write it as a list or as a sentence",
}
_MARKDOWN: Mapping[str, tuple[str, ...]] = {
    "img": ("a picture", "!["),
    "table": ("a table", "|"),
}
"""What editors call an element that Markdown makes itself, and how it is typed."""

_OTHER_HINT = "take it out, or write &lt; to show the sign itself"
_LINK_VARIABLE = re.compile(r"\s*[{|]")
"""How a value begins that Pelican could take for a link to a file."""

_KNOWN_VARIABLE = re.compile(r"\{(?:filename|static)\}")
_UNSAFE_IN_URL = re.compile(r"[\\\x00-\x1f\x7f]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


@dataclass(frozen=True)
class Violation:
    """Something in the HTML of a text that the policy does not allow.

    `needles` are texts to search for in the source to find its line, the most exact one first.
    """

    name: Name
    message: str
    hint: str
    needles: tuple[str, ...]


class Scan(NamedTuple):
    """What is wrong in a piece of HTML, and the values of `href` and `src` in their order."""

    violations: tuple[Violation, ...]
    urls: tuple[str, ...]


def clean(html: str, policy: Policy) -> str:
    """Return `html` with nothing in it but what `policy` allows, as well-formed HTML."""
    return policy.cleaner.clean(html)


def scan(html: str, policy: Policy) -> Scan:
    """Find everything in `html` that `policy` does not allow or that is not well-formed."""
    scanner = _scanned(html, policy)
    scanner.finish()
    found = tuple(dict.fromkeys(scanner.found)) or tuple(_misread(scanner, clean(html, policy)))
    return Scan(found, tuple(scanner.urls))


class _Scanner(HTMLParser):
    """Collects the violations in a piece of HTML, its tags, and its URLs."""

    def __init__(self, policy: Policy) -> None:
        super().__init__(convert_charrefs=True)
        self.policy = policy
        self.found: list[Violation] = []
        self.urls: list[str] = []
        self.starts: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check an element and its attributes."""
        written = self.get_starttag_text() or f"<{tag}"
        self.starts.append((tag, written))
        if tag not in _VOID | _OPTIONAL_END:
            self.tags.append(tag)
        if tag not in _VOID:
            self.open.append(tag)
        if tag not in self.policy.elements:
            self.found.append(_forbidden_element(tag, written))
            return
        for name, value in attrs:
            if name in URL_ATTRIBUTES:
                self.urls.append(value or "")
            if violation := _check_attribute(self.policy, tag, name, value or ""):
                self.found.append(violation)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check an element written as `<tag/>`: HTML ignores the slash."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Check that an element of this name is open, and that those inside it have ended."""
        if tag in _VOID:
            return
        if tag not in _OPTIONAL_END:
            self.tags.append(f"/{tag}")
        if tag not in self.open:
            self.found.append(_stray_end(tag))
            return
        while (inner := self.open.pop()) != tag:
            self._unclosed(inner)

    def handle_comment(self, data: str) -> None:
        """Accept a remark between editors, which is not published."""

    def handle_decl(self, decl: str) -> None:
        """Refuse `<!DOCTYPE ...>` and the like."""
        self.found.append(_forbidden_markup(f"<!{decl}"))

    def unknown_decl(self, data: str) -> None:
        """Refuse `<![CDATA[...]]>`."""
        self.found.append(_forbidden_markup(f"<![{data}"))

    def handle_pi(self, data: str) -> None:
        """Refuse `<?php ... ?>` and the like."""
        self.found.append(_forbidden_markup(f"<?{data}"))

    def finish(self) -> None:
        """Report the elements that are still open at the end of the text."""
        while self.open:
            self._unclosed(self.open.pop())

    def _unclosed(self, tag: str) -> None:
        if tag not in _OPTIONAL_END and tag in self.policy.elements:
            message = f"'<{tag}>' has no end tag in its place, so what follows may be shown wrongly"
            hint = f"write </{tag}> where it should end"
            self.found.append(Violation("unclosed-element", message, hint, (f"<{tag}",)))


def _scanned(html: str, policy: Policy) -> _Scanner:
    scanner = _Scanner(policy)
    scanner.feed(html)
    scanner.close()
    return scanner


def _forbidden_element(tag: str, written: str) -> Violation:
    label, *typed = _MARKDOWN.get(tag, (f"<{tag}>",))
    message = f"{label} may not be used in this text"
    hint = _HINTS.get(tag, _OTHER_HINT)
    return Violation("forbidden-html", message, hint, (written, f"<{tag}", *typed))


def _forbidden_markup(written: str) -> Violation:
    message = f"{quoted(written.splitlines()[0])} may not be used in this text"
    return Violation("forbidden-html", message, _OTHER_HINT, (written, written[:3]))


def _stray_end(tag: str) -> Violation:
    message = f"'</{tag}>' ends nothing that begins in the same place"
    hint = f"take it out, or write <{tag}> before it"
    return Violation("unclosed-element", message, hint, (f"</{tag}",))


def _check_attribute(policy: Policy, tag: str, name: str, value: str) -> Violation | None:
    needles = (value, re.split(r"[}|]", value)[-1], f"{name}=")
    if name == "class" and tag in CLASSES and set(value.split()) <= CLASSES[tag]:
        return None
    if name == "class" or name not in policy.elements[tag] | GLOBAL_ATTRIBUTES:
        message = f"the attribute '{name}' may not be used in this text, here on <{tag}>"
        hint = "take it out; how a text looks is up to the theme"
        return Violation("forbidden-html", message, hint, (f"{name}=", value or name))
    if name not in URL_ATTRIBUTES:
        if found := _KNOWN_VARIABLE.search(value):
            message = f"'{found[0]}' has a meaning only at the beginning of 'href' or 'src'"
            return Violation("broken-link", message, f"take it out of '{name}'", needles)
        return None
    if words := _check_url(policy, value):
        return Violation(*words, needles)
    return None


def _check_url(policy: Policy, url: str) -> tuple[Name, str, str] | None:
    """Return the name, message and hint of what is wrong with a URL."""
    if _LINK_VARIABLE.match(url) and not _KNOWN_VARIABLE.match(url):
        return _unknown_variable(url)
    if _UNSAFE_IN_URL.search(url):
        message = f"{quoted(url)} contains a backslash or a control character"
        return "forbidden-html", message, "write '/' instead, and nothing that cannot be seen"
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() not in policy.schemes:
        allowed = ", ".join(f"'{known}:'" for known in sorted(policy.schemes))
        message = f"{quoted(url)} begins with '{scheme[1]}:', which links may not"
        return "forbidden-html", message, f"links can begin with {allowed}"
    try:
        host = urlsplit(url).netloc
    except ValueError:  # such as `http://[`
        return "forbidden-html", f"{quoted(url)} is not a web address", "write the whole address"
    if "@" in host:
        message = f"{quoted(url)} names a user before the '@', and leads to the host after it"
        return "forbidden-html", message, "leave out everything between '//' and '@'"
    return None


def _unknown_variable(url: str) -> tuple[Name, str, str]:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a message

    found = re.match(r"\s*[{|]\s*(\w*)[}|\\]*(.*)", url, re.S)
    word, rest = (found[1], found[2]) if found else ("", "")
    near = next(iter(get_close_matches(word, ("filename", "static"), n=1)), "")
    near = near or ("static" if word == "attach" else "filename")
    written = url[: len(url) - len(rest)].strip()
    return "broken-link", f"{quoted(written)} has no meaning in a link", f"write '{{{near}}}{rest}'"


def _misread(written: _Scanner, html: str) -> Iterator[Violation]:
    """Report the first element that a browser puts in another place than where it is written.

    An HTML parser moves elements that may not be inside each other, such as a list in a paragraph.
    `html` is the text as it was cleaned, and so read as browsers do.
    """
    cleaned = _scanned(html, written.policy)
    starts = [start for start in written.starts if start[0] not in _IMPLIED]
    kept = [tag for tag, _ in cleaned.starts if tag not in _IMPLIED]
    if [tag for tag, _ in starts] == kept and written.tags == cleaned.tags:
        return
    same = 0
    while same < min(len(starts), len(kept)) and starts[same][0] == kept[same]:
        same += 1
    tag, text = starts[min(same, len(starts) - 1)] if starts else ("", "")
    message = f"'<{tag}>' may not be where it is, so browsers would move it or what is around it"
    hint = "leave an empty line before and after a block of HTML, and close each element inside it"
    yield Violation("unclosed-element", message, hint, (text, f"<{tag}"))
