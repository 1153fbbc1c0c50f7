"""Find syntax that Python-Markdown leaves in a text as it is, although it was meant as markup.

A blank between `]` and `(`, a missing `)` or a footnote without its text is no error for Markdown:
visitors would read the brackets. What is written with a backslash or as code is meant as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from coalition.diagnostics import Message, quote_value
from coalition.markup.html_policy import Violation

PRIORITY = 75
"""After backslashes, code, footnotes, links, pictures and HTML, before emphasis."""

_BREAK = re.compile("\x02[^\x03]*\x03|\n")
"""Where a match is not one piece of a line in the source: at a placeholder, or a line break."""

_URL_START = r"(?:\{(?:filename|static)\}|https?://|mailto:|tel:|www\.|\.{1,2}/|/|#)"
_WORDS = r"!?\[(?P<{}>(?:[^\[\]]|\[[^\[\]]*\])+)\]"
_LEFTOVER = re.compile(
    rf"(?P<blank>{_WORDS.format('a')}[ \t\n]+\((?={_URL_START})(?P<spaced_url>[^()\s]*)\))"
    rf"|(?P<bracket>{_WORDS.format('b')}\((?P<url>[^\s()]*)(?P<end>\))?)"
    rf"|(?P<reference>{_WORDS.format('c')}\[(?P<label>[^\[\]\n]*)\]"
    rf"(?!\(|[ \t\n]+\({_URL_START}))"  # else the second pair belongs to a failed link
    r"|(?P<footnote>\[\^[^\[\]\s]+\])"
    r"|(?P<remark><!--)"
)
_LINK_IN_HTML = re.compile(rf"!?\[[^\[\]\n]+\]\({_URL_START}[^()\s]*\)")
_ESCAPE_HINT = Message("to show the brackets, write \\[")
_CITATION = re.compile(r"\W*(?:\d[\d\s.,;:–-]*[^\W\d_]?|[^\W\d_])\W*")
"""What is between the brackets of a citation or an index: `2`, `4-6`, `2019a` or a letter."""

_IDENTIFIER = re.compile(r"\w+", re.ASCII)
_MAX_CITATION_CHARACTERS = 40
_MAX_ABBREVIATION_LETTERS = 3
"""Number of letters in what is no label of a reference, such as `p. 4` or `fig. 2`."""

_MAX_COMPARED_REFERENCES = 50
"""Number of references to compare with each label, since comparing all would take too long."""

_PLACEHOLDER = re.compile("\x02[^\x03]*\x03")
"""What Python-Markdown has put in place of markup that it has converted already."""


class LeftoverSyntax(Extension):
    """A Markdown extension that records leftover syntax in `matches`, and changes nothing.

    With `has_footnotes`, texts can have footnotes.
    """

    def __init__(self, has_footnotes: bool) -> None:
        super().__init__()
        self.has_footnotes = has_footnotes
        self._md = Markdown()
        self.matches: list[re.Match[str]] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name in Python-Markdown
        """Register the processor that records."""
        md.registerExtension(self)
        self._md = md
        md.inlinePatterns.register(_Recorder(_LEFTOVER.pattern, self), "leftover", PRIORITY)

    def reset(self) -> None:
        """Forget the matches of the previous text."""
        self.matches.clear()

    def find_violations(self) -> Iterator[Violation]:
        """Yield what is wrong with the text that was converted last, once for each place."""
        matches = (match for match in self.matches if not self._is_meant_as_text(match))
        yield from dict.fromkeys(map(self._explain, matches))
        for block in self._md.htmlStash.rawHtmlBlocks:
            if isinstance(block, str) and not block.startswith("<pre"):
                yield from (
                    _explain_link_in_html(match[0]) for match in _LINK_IN_HTML.finditer(block)
                )

    def _is_meant_as_text(self, match: re.Match[str]) -> bool:
        """Return whether the brackets are those of a citation or of an index, as in `a[i][j]`."""
        if match["blank"]:
            words, url = _PLACEHOLDER.sub("", match["a"]), match["spaced_url"]
            return _is_citation(words) and not url.startswith("{")
        if not match["reference"] or match[0].startswith("!"):
            return False
        words = _PLACEHOLDER.sub("", match["c"])
        label = _PLACEHOLDER.sub("", match["label"]) or words
        before = match.string[match.start() - 1 : match.start()]
        is_index = all(map(_IDENTIFIER.fullmatch, (before, words, label)))
        is_citation = _is_citation(label)
        if not is_index and not is_citation and not _is_abbreviation(label):
            return False
        references = list(self._md.references)[:_MAX_COMPARED_REFERENCES]
        if get_close_matches(label.lower(), references, n=1, cutoff=0.75):
            return False
        # A text whose references have numbers lacks one of them, unless this is `[4][5]`
        return not is_citation or _is_citation(words) or not any(map(_is_citation, references))

    def _explain(self, match: re.Match[str]) -> Violation:
        source = _PLACEHOLDER.sub("", match[0])
        if match["footnote"]:
            return self._explain_footnote(source)
        if match["reference"]:
            return _explain_reference(source, match["label"] or match["c"], match["label"])
        if match["remark"]:
            message = Message("'<!--' begins a remark that has no end")
            hint = Message("write --> where the remark ends; to show the signs, write &lt;!--")
            return Violation("unclosed-element", message, hint, ("<!--",))
        return _explain_link(match, _PLACEHOLDER.sub("", match["spaced_url"] or match["url"] or ""))

    def _explain_footnote(self, source: str) -> Violation:
        if not self.has_footnotes:
            message, hint = (
                Message("texts in the data have no footnotes"),
                Message("take it out; %(escape_hint)s", escape_hint=_ESCAPE_HINT),
            )
        else:
            message = Message(
                "there is no text for the footnote %(source)s", source=quote_value(source)
            )
            hint = Message(
                "add a line '%(source)s: ...' at the end; %(escape_hint)s",
                source=source,
                escape_hint=_ESCAPE_HINT,
            )
        return Violation("broken-link", message, hint, (source,))


def _is_citation(text: str) -> bool:
    return len(text) <= _MAX_CITATION_CHARACTERS and bool(_CITATION.fullmatch(text))


def _is_abbreviation(text: str) -> bool:
    is_short = len(text) <= _MAX_CITATION_CHARACTERS
    return is_short and sum(map(str.isalpha, text)) <= _MAX_ABBREVIATION_LETTERS


def _explain_link(match: re.Match[str], url: str) -> Violation:
    # The last piece as it is in the source: the same address may be in a correct link above
    piece = _BREAK.split(match[0])[-1]
    if match["blank"]:
        message = Message(
            "this is not a link to %(url)s: visitors would see the brackets", url=quote_value(url)
        )
        hint = Message(
            "take out the blank between ] and (; %(escape_hint)s", escape_hint=_ESCAPE_HINT
        )
        return Violation("broken-link", message, hint, (piece, f"({url})", url))
    if match["end"]:
        message = Message("this link to %(url)s is inside another link", url=quote_value(url))
        hint = Message("write one after the other; %(escape_hint)s", escape_hint=_ESCAPE_HINT)
        return Violation("broken-link", message, hint, (piece, f"]({url})", url))
    message = Message("the round bracket ( of this link is not closed")
    hint = Message("write ) at the end of the address; %(escape_hint)s", escape_hint=_ESCAPE_HINT)
    return Violation("unclosed-bracket", message, hint, (piece, f"]({url}", "]("))


def _explain_reference(source: str, label: str, written_label: str) -> Violation:
    label = _PLACEHOLDER.sub("", label)
    message = Message(
        "there is no address for %(label)s, so this is not a link", label=quote_value(f"[{label}]")
    )
    hint = Message(
        "add a line '[%(label)s]: https://...'; %(escape_hint)s",
        label=label,
        escape_hint=_ESCAPE_HINT,
    )
    return Violation("broken-link", message, hint, (source, f"][{written_label}]"))


def _explain_link_in_html(source: str) -> Violation:
    message = Message(
        "Markdown is not read inside an HTML element: visitors would see the brackets"
    )
    hint = Message('write the link as <a href="...">words</a>, or end the element before it')
    return Violation("broken-link", message, hint, (source,))


class _Recorder(InlineProcessor):
    def __init__(self, pattern: str, extension: LeftoverSyntax) -> None:
        super().__init__(pattern)
        self._extension = extension

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the name in Python-Markdown
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, None, None]:
        """Record a match and leave the text as it is."""
        self._extension.matches.append(m)
        return None, None, None
