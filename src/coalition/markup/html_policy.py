"""Allow lists of HTML: one for Markdown files, and a smaller one for Markdown in data.

`scan_html` reports what a text contains beyond the list, with needles to find the line.
`sanitize_html` removes it. Pages are made from sanitized HTML only, so what `scan_html` overlooks
is never published: the two use different HTML parsers on purpose.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Literal, NamedTuple

import nh3

from coalition.diagnostics import Message, quote_value
from coalition.invisible_characters import FORBIDDEN, is_needed_joiner
from coalition.markup.contact_details import explain_contact_detail
from coalition.markup.link_policy import (
    LINK_PREFIX,
    check_absolute_url,
    check_link_url,
    check_src_url,
    find_linked_contact,
)

TextRule = Literal[
    "broken-link", "foreign-resource", "forbidden-html", "heading-level", "invisible-character",
    "missing-alt", "missing-name", "raw-email", "raw-telephone", "too-large", "unclosed-bracket",
    "unclosed-element",
]  # fmt: skip
"""Rules of the diagnostics that a text can have."""

GLOBAL_ATTRIBUTES = frozenset({"dir", "id", "lang", "title", "translate"})
"""Attributes that every element may have."""

_NO_ATTRIBUTES = frozenset[str]()
_CELL_ATTRIBUTES = frozenset({"align", "colspan", "headers", "rowspan", "scope"})
_PHRASING_ELEMENTS: dict[str, frozenset[str]] = {
    "a": frozenset({"class", "href", "hreflang", "rel"}),
    **dict.fromkeys(
        ("abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd",
         "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "u",
         "var", "wbr"),
        _NO_ATTRIBUTES,
    ),
    "time": frozenset({"datetime"}),
}  # fmt: skip
_BLOCK_ELEMENTS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("blockquote", "dd", "dl", "dt", "hr", "p", "pre", "ul"), _NO_ATTRIBUTES),
    "li": frozenset({"value"}),
    "ol": frozenset({"reversed", "start", "type"}),
}
_FILE_ONLY_ELEMENTS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("aside", "caption", "colgroup", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6",
         "section", "summary", "table", "tbody", "tfoot", "thead", "tr"),
        _NO_ATTRIBUTES,
    ),
    "col": frozenset({"span"}),
    "details": frozenset({"open"}),
    "div": frozenset({"class"}),
    "img": frozenset({"alt", "height", "loading", "src", "width"}),
    "td": _CELL_ATTRIBUTES,
    "th": _CELL_ATTRIBUTES,
}  # fmt: skip

ALLOWED_CLASSES: Mapping[str, frozenset[str]] = {
    "a": frozenset({"footnote-backref", "footnote-ref"}),
    "div": frozenset({"footnote", "toc"}),
}
"""Classes that Python-Markdown generates. All others belong to the theme."""


@dataclass(frozen=True)
class HtmlPolicy:
    """Allowed elements, each with its own attributes, and allowed URL schemes.

    `has_relative_links` is false for texts that pages in different folders show.
    """

    elements: Mapping[str, frozenset[str]]
    schemes: frozenset[str]
    has_relative_links: bool = True
    cleaner: nh3.Cleaner = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        attributes = {
            tag: set(own - {"class"}) | GLOBAL_ATTRIBUTES for tag, own in self.elements.items()
        }
        cleaner = nh3.Cleaner(
            tags=set(self.elements),
            attributes=attributes,
            allowed_classes={
                tag: set(ALLOWED_CLASSES[tag]) for tag in ALLOWED_CLASSES if tag in self.elements
            },
            url_schemes=set(self.schemes),
            link_rel=None,
        )
        object.__setattr__(self, "cleaner", cleaner)


FILE_POLICY = HtmlPolicy(
    _PHRASING_ELEMENTS | _BLOCK_ELEMENTS | _FILE_ONLY_ELEMENTS,
    frozenset({"http", "https"}),
)
"""Policy for Markdown files."""

FIELD_POLICY = HtmlPolicy(
    _PHRASING_ELEMENTS | _BLOCK_ELEMENTS, frozenset({"http", "https"}), has_relative_links=False
)
"""Policy for Markdown in data: the same without headings, images and tables.

These texts appear on several pages, below headings of different levels. Neither policy allows
`mailto:` or `tel:`: the site shows no address to programs, and no telephone number.
"""

URL_ATTRIBUTES = ("href", "src")

MAX_VIOLATIONS = 100
"""Number of violations to report for one text."""

_VOID_ELEMENTS = frozenset({"br", "col", "hr", "img", "wbr"})
_OPTIONAL_END_TAGS = frozenset({
    "colgroup", "dd", "dt", "li", "p", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr",
})  # fmt: skip
_CODE_ELEMENTS = frozenset({"code", "kbd", "pre", "samp"})
_IMPLIED_ELEMENTS = frozenset({"colgroup", "tbody"})
"""Elements that an HTML parser inserts if they are omitted."""

_ELEMENT_HINTS: Mapping[str, str] = {
    **dict.fromkeys(("script", "noscript"), Message("take it out; scripts belong to the theme")),
    **dict.fromkeys(("link", "style"), Message("take it out; style sheets belong to the theme")),
    **dict.fromkeys(
        ("audio", "embed", "iframe", "object", "svg", "video"),
        Message("link to what should be shown instead"),
    ),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Message("write it as a paragraph")),
    "img": Message("take it out; the entry may have a key for a picture"),
    "table": Message("write it as a list or as a sentence"),
}
_MARKDOWN_SYNTAX: Mapping[str, tuple[str, ...]] = {
    "img": (Message("a picture"), "!["),
    "table": (Message("a table"), "|"),
}
"""Names for editors of elements that Markdown has syntax for, and how that syntax begins."""

_DEFAULT_HINT = Message("take it out, or write &lt; to show the sign itself")
_KNOWN_ATTRIBUTES = GLOBAL_ATTRIBUTES | {
    "allowfullscreen", "alt", "async", "autofocus", "autoplay", "border", "checked", "class",
    "compact", "contenteditable", "controls", "datetime", "default", "defer", "disabled",
    "download", "draggable", "hidden", "href", "inert", "ismap", "itemscope", "loop", "markdown",
    "multiple", "muted", "name", "nohref", "noshade", "novalidate", "nowrap", "open", "popover",
    "readonly", "rel", "required", "reversed", "role", "selected", "spellcheck", "src", "start",
    "style", "target", "type", "value", "width", "height",
}  # fmt: skip
"""Attributes that editors may write without a value. Any other word is none: `a<b and b>c`."""

_CHARACTER_REFERENCE = re.compile(r"&(?:#(?:[0-9]+|[xX][0-9a-fA-F]+)|[A-Za-z][A-Za-z0-9]{1,30});?")
LONG_REFERENCE = re.compile(r"&#[0-9]{500,};?")
"""References for which `html.unescape` may raise ValueError: `int` limits the number of digits."""

_MAX_REFERENCE_DIGITS = 8
_REPLACEMENT_CHARACTER = "\ufffd"  # HTML parsers put it in place of characters that may not be
_INVISIBLE_CHARACTER = re.compile(f"[{FORBIDDEN}{_REPLACEMENT_CHARACTER}]")
_CONTEXT_LENGTH = 40
"""Length of the HTML around a reference that is enough to find the characters next to it."""


@dataclass(frozen=True)
class Violation:
    """Something in the HTML of a text that the policy does not allow.

    `needles` are strings to search for in the Markdown source, the most specific one first.
    `heading` is the text of the heading that this is about, if it is about one.
    """

    rule: TextRule
    message: str
    hint: str
    needles: tuple[str, ...]
    heading: str | None = None


class HtmlScan(NamedTuple):
    """Violations in a piece of HTML, and the values of `href` and `src` in document order."""

    violations: tuple[Violation, ...]
    urls: tuple[str, ...]


def sanitize_html(html: str, policy: HtmlPolicy) -> str:
    """Return well-formed HTML without anything that `policy` does not allow."""
    return policy.cleaner.clean(html)


def scan_html(html: str, policy: HtmlPolicy) -> HtmlScan:
    """Find everything in `html` that `policy` does not allow or that is not well-formed.

    Misplaced elements are only searched for if there is no other violation.
    """
    scanner = _run_scanner(html, policy)
    scanner.report_unclosed_elements()
    violations = [*scanner.violations, *_find_invisible_characters(html)]
    if len(violations) > MAX_VIOLATIONS:
        omitted = len(violations) - MAX_VIOLATIONS
        message = Message(
            "%(omitted)s more tags and attributes in this text are refused", omitted=omitted
        )
        more = Violation("forbidden-html", message, Message("correct the ones above first"), ())
        violations = [*violations[:MAX_VIOLATIONS], more]
    violations = violations or list(_find_misplaced(scanner, sanitize_html(html, policy)))
    return HtmlScan(tuple(violations), tuple(scanner.urls))


class _HtmlScanner(HTMLParser):
    """Collects the violations, tags and URLs in a piece of HTML."""

    def __init__(self, policy: HtmlPolicy) -> None:
        super().__init__(convert_charrefs=True)
        self.policy = policy
        self.violations: list[Violation] = []
        self.urls: list[str] = []
        self.start_tags: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self.open_elements: list[str] = []
        self.heading: list[str] | None = None
        self.link: list[str] | None = None
        self.link_url = ""
        self.code_depth = 0
        self.comparisons: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check an element and its attributes."""
        source = self.get_starttag_text() or f"<{tag}"
        self.start_tags.append((tag, source))
        if tag not in _VOID_ELEMENTS | _OPTIONAL_END_TAGS:
            self.tags.append(tag)
        if tag not in _VOID_ELEMENTS:
            self.open_elements.append(tag)
            self.code_depth += tag in _CODE_ELEMENTS
        if tag not in self.policy.elements:
            self.violations.append(_forbidden_element(tag, source))
            return
        if _is_comparison(attrs):
            self.violations.append(_comparison(source))
            self.comparisons.append(tag)
            return
        if tag == "h1":
            self.heading = []
        is_nested = self.link is not None
        if tag == "a" and not is_nested and (url := dict(attrs).get("href")) is not None:
            names = (dict(attrs).get("title") or "").strip()
            self.link, self.link_url = [names], url
        if self.link is not None and tag == "img":
            self.link.append(dict(attrs).get("alt") or "")
        if tag == "img" and not (dict(attrs).get("alt") or "").strip():
            self.violations.append(_missing_alt(source, dict(attrs).get("src") or ""))
        for name, value in attrs:
            if name in URL_ATTRIBUTES:
                self.urls.append(value or "")
            if violation := _check_attribute(self.policy, tag, name, value or ""):
                self.violations.append(violation)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check an element written as `<tag/>`, whose slash HTML ignores."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Check that such an element is open, and that those inside it are closed."""
        if tag in _VOID_ELEMENTS:
            return
        if tag not in _OPTIONAL_END_TAGS:
            self.tags.append(f"/{tag}")
        if tag not in self.open_elements:
            self.violations.append(_stray_end_tag(tag))
            return
        while (inner := self.open_elements.pop()) != tag:
            self.code_depth -= inner in _CODE_ELEMENTS
            self._report_unclosed(inner)
        self.code_depth -= tag in _CODE_ELEMENTS
        if tag == "a" and self.link is not None:
            if not "".join(self.link).strip():
                self.violations.append(_unnamed_link(self.link_url))
            self.link = None
        if tag == "h1" and self.heading is not None:
            message, hint = (
                Message("the title is the only heading with one #"),
                Message("write ## for a heading; to show the sign itself, write \\#"),
            )
            text = "".join(self.heading)
            self.violations.append(Violation("heading-level", message, hint, ("<h1",), text))
            self.heading = None

    def handle_data(self, data: str) -> None:
        """Collect texts of headings and links, and report prefixes that are not in a link."""
        if self.link is not None:
            self.link.append(data)
        if self.heading is not None:
            self.heading.append(data)
        if not self.code_depth:
            self.violations += map(_prefix_in_text, LINK_PREFIX.findall(data))

    def handle_comment(self, data: str) -> None:
        """Accept comments: editors use them for remarks, and they are not published."""

    def parse_html_declaration(self, i: int) -> int:
        """Parse `<![` as browsers do, up to the next `>`; HTMLParser may raise AssertionError."""
        if not self.rawdata.startswith("<![", i):
            return super().parse_html_declaration(i)
        end = self.rawdata.find(">", i)
        end = len(self.rawdata) if end < 0 else end
        self.unknown_decl(self.rawdata[i + 3 : end])
        return min(end + 1, len(self.rawdata))

    def handle_decl(self, decl: str) -> None:
        """Reject declarations such as `<!DOCTYPE ...>`."""
        self.violations.append(_forbidden_markup(f"<!{decl}"))

    def unknown_decl(self, data: str) -> None:
        """Reject `<![CDATA[...]]>`."""
        self.violations.append(_forbidden_markup(f"<![{data}"))

    def handle_pi(self, data: str) -> None:
        """Reject processing instructions such as `<?php ... ?>`."""
        self.violations.append(_forbidden_markup(f"<?{data}"))

    def report_unclosed_elements(self) -> None:
        """Report the elements that are still open at the end of the text."""
        while self.open_elements:
            self._report_unclosed(self.open_elements.pop())

    def _report_unclosed(self, tag: str) -> None:
        if tag in self.comparisons:
            self.comparisons.remove(tag)
            return
        if tag not in _OPTIONAL_END_TAGS and tag in self.policy.elements:
            message = Message(
                "'<%(tag)s>' has no end tag in its place, so what follows may be shown wrongly",
                tag=tag,
            )
            hint = Message("write </%(tag)s> where it should end", tag=tag)
            self.violations.append(Violation("unclosed-element", message, hint, (f"<{tag}",)))


def _run_scanner(html: str, policy: HtmlPolicy) -> _HtmlScanner:
    scanner = _HtmlScanner(policy)
    scanner.feed(LONG_REFERENCE.sub(_REPLACEMENT_CHARACTER, html))
    scanner.close()
    return scanner


def _forbidden_element(tag: str, start_tag: str) -> Violation:
    label, *syntax = _MARKDOWN_SYNTAX.get(tag, (f"<{tag}>",))
    message = Message("%(label)s may not be used in this text", label=label)
    hint = _ELEMENT_HINTS.get(tag, _DEFAULT_HINT)
    return Violation("forbidden-html", message, hint, (start_tag, f"<{tag}", *syntax))


def _is_comparison(attrs: Sequence[tuple[str, str | None]]) -> bool:
    """Return whether the attributes of a tag are words of a sentence, as in `a<b and b>c`."""
    has_words = any(value is None and name not in _KNOWN_ATTRIBUTES for name, value in attrs)
    return has_words and all(
        value is None or name not in _KNOWN_ATTRIBUTES for name, value in attrs
    )


def _comparison(source: str) -> Violation:
    label = quote_value(" ".join(source.split()))
    message = Message("%(label)s is read as the beginning of an HTML element", label=label)
    hint = Message("to show the sign <, write &lt;")
    return Violation("forbidden-html", message, hint, (source, source.split(maxsplit=1)[0]))


def _prefix_in_text(prefix: str) -> Violation:
    message = Message("%(prefix)s has no meaning outside a link", prefix=quote_value(prefix))
    hint = Message(
        "write it in a link, as in [words](%(prefix)s/...), or as code: `%(prefix)s`", prefix=prefix
    )
    return Violation("broken-link", message, hint, (prefix,))


def _unnamed_link(url: str) -> Violation:
    message = Message(
        "this link to %(url)s has no text, so nobody can see or hear it", url=quote_value(url)
    )
    hint = Message("write between the [ ] what it leads to, or take the link out")
    return Violation("missing-name", message, hint, (f"[]({url}", "[]", f"]({url}", url))


def _missing_alt(start_tag: str, url: str) -> Violation:
    message = Message("this picture has no description for people who cannot see it")
    hint = Message('describe between the [ ] what it shows; in HTML, in alt="..."')
    needles = (start_tag, f"![]({url})", "![]", "![ ]", f"]({url}", url, "![", "<img")
    return Violation("missing-alt", message, hint, needles)


def _forbidden_markup(markup: str) -> Violation:
    label = quote_value(markup.splitlines()[0])
    message = Message("%(label)s may not be used in this text", label=label)
    return Violation("forbidden-html", message, _DEFAULT_HINT, (markup, markup[:3]))


def _stray_end_tag(tag: str) -> Violation:
    message = Message("'</%(tag)s>' ends nothing that begins in the same place", tag=tag)
    hint = Message("take it out, or write <%(tag)s> before it", tag=tag)
    return Violation("unclosed-element", message, hint, (f"</{tag}",))


def _check_attribute(policy: HtmlPolicy, tag: str, name: str, value: str) -> Violation | None:
    if name == "class" and tag in ALLOWED_CLASSES and set(value.split()) <= ALLOWED_CLASSES[tag]:
        return None
    if name == "class" and tag == "code" and value.startswith("language-"):
        return None  # from a fenced code block; `sanitize_html` removes it
    if name == "class" or name not in policy.elements[tag] | GLOBAL_ATTRIBUTES:
        message = Message(
            "the attribute '%(name)s' may not be used in this text, here on <%(tag)s>",
            name=name,
            tag=tag,
        )
        hint = Message("take it out; how a text looks is up to the theme")
        return Violation("forbidden-html", message, hint, _list_attribute_needles(name, value))
    return _check_value(policy, name, value)


def _list_attribute_needles(name: str, value: str) -> tuple[str, ...]:
    """Return what to search for an attribute; in braces, as in `{: .name }`, a class has a dot."""
    words = value.split() if name == "class" else []
    in_braces = (f"{start}.{word}" for start in ("{: ", "{:", "{", "") for word in words)
    return f"{name}=", *in_braces, value or name


def _check_value(policy: HtmlPolicy, name: str, value: str) -> Violation | None:
    """Check the value of an attribute that the policy allows."""
    needles = (value, re.split(r"[}|]", value)[-1], *([] if value else ["]()"]), f"{name}=")
    if name not in URL_ATTRIBUTES:
        if prefix := LINK_PREFIX.search(value):
            message = Message(
                "'%(prefix)s' has a meaning only at the beginning of 'href' or 'src'",
                prefix=prefix[0],
            )
            return Violation(
                "broken-link", message, Message("take it out of '%(name)s'", name=name), needles
            )
        return None
    if detail := find_linked_contact(value):
        return Violation(detail.rule, *explain_contact_detail(detail), (detail.value,))
    violation = check_link_url(value, policy.schemes)
    if violation is None and not policy.has_relative_links:
        violation = check_absolute_url(value)
    if violation is None and name == "src":
        violation = check_src_url(value)
    return Violation(*violation, needles) if violation else None


def _find_invisible_characters(html: str) -> Iterator[Violation]:
    """Find references to invisible characters; the characters themselves are reported elsewhere."""
    references: dict[str, None] = {}
    for match in _CHARACTER_REFERENCE.finditer(html):
        character = _resolve_reference(match[0])
        if _INVISIBLE_CHARACTER.search(character) and not _is_needed(character, match):
            references[match[0]] = None
    for reference in references:
        message = Message(
            "%(reference)s is the code of an invisible character", reference=quote_value(reference)
        )
        yield Violation("invisible-character", message, Message("delete it"), (reference,))


def _resolve_reference(reference: str) -> str:
    """Return the character of a reference; `unescape` would drop control characters."""
    number = reference.removeprefix("&#").rstrip(";")
    if not reference.startswith("&#"):
        return unescape(reference)
    base = 16 if number[0] in "xX" else 10
    digits = number.lstrip("xX").lstrip("0") or "0"
    code = int(digits, base) if len(digits) <= _MAX_REFERENCE_DIGITS else sys.maxunicode + 1
    return chr(code) if code <= sys.maxunicode else _REPLACEMENT_CHARACTER


def _is_needed(character: str, match: re.Match[str]) -> bool:
    """Return whether a reference is to a joiner that belongs there."""
    before = unescape(match.string[max(0, match.start() - _CONTEXT_LENGTH) : match.start()])
    after = unescape(match.string[match.end() : match.end() + _CONTEXT_LENGTH])
    return is_needed_joiner(character, before[-1:], after[:1])


def _find_misplaced(original: _HtmlScanner, html: str) -> Iterator[Violation]:
    """Report the first element that browsers put in another place than where it is written.

    HTML parsers move elements that may not be nested, such as a list in a paragraph. `html` is the
    sanitized text, whose structure is the one that browsers see.
    """
    cleaned = _run_scanner(html, original.policy)
    # Such as a comment for Python's parser that is none for browsers
    if violations := [item for item in cleaned.violations if item.rule != "missing-name"]:
        yield from violations
        return
    lost = next((url for url in original.urls if url not in cleaned.urls), None)
    if lost is not None:
        message = Message(
            "%(lost)s is not an address that browsers understand", lost=quote_value(lost)
        )
        yield Violation("broken-link", message, Message("write the whole address"), (lost, "href="))
        return
    starts = [start for start in original.start_tags if start[0] not in _IMPLIED_ELEMENTS]
    cleaned_tags = [tag for tag, _ in cleaned.start_tags if tag not in _IMPLIED_ELEMENTS]
    if [tag for tag, _ in starts] == cleaned_tags and original.tags == cleaned.tags:
        return
    equal = 0
    while equal < min(len(starts), len(cleaned_tags)) and starts[equal][0] == cleaned_tags[equal]:
        equal += 1
    tag, source = starts[min(equal, len(starts) - 1)] if starts else ("", "")
    message = Message(
        "'<%(tag)s>' may not be where it is, so browsers would move it or what is around it",
        tag=tag,
    )
    hint = Message(
        "leave an empty line before and after a block of HTML, and close each element inside it"
    )
    yield Violation("unclosed-element", message, hint, (source, f"<{tag}"))
