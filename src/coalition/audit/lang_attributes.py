"""Checks of `lang` and `hreflang`: known to browsers, and with the direction of the language.

Both can be written in HTML in a Markdown text, as in `<span lang="ar" dir="rtl">`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from coalition.audit.html import Element, HtmlDocument
from coalition.audit.issues import AuditDiagnostic, AuditIssue, build_html_patterns
from coalition.diagnostics import Message, quote_value
from coalition.i18n import get_text_direction

LANGUAGE_TAG = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-x(-[A-Za-z0-9]{1,8})+)?"
)
"""A BCP 47 language tag, without the rare parts of the grammar."""


def check_lang_attributes(document: HtmlDocument) -> Iterator[AuditDiagnostic]:
    """Yield `invalid-language-tag` and `missing-direction`."""
    for element, name, tag in document.iter_attributes("lang", "hreflang"):
        if not _is_well_formed(tag):
            if tag and (name, tag) != ("hreflang", "x-default"):
                message = Message("%(tag)s is not the tag of a language", tag=quote_value(tag))
                issue = AuditIssue(
                    "invalid-language-tag", message, Message("write it as in 'fr' or 'pt-BR'")
                )
                needle = f'{name}="{tag}"'
                yield document.make_diagnostic_at(
                    element, issue, needle, build_html_patterns(needle)
                )
        elif name == "lang" and element is not document.root:
            yield from _check_direction(document, element, tag)


def _check_direction(
    document: HtmlDocument, element: Element, lang: str
) -> Iterator[AuditDiagnostic]:
    own_direction, expected = element.get("dir"), _get_direction(lang)
    actual = own_direction or _get_inherited_direction(element)
    if actual not in {expected, "auto"}:
        values = {"lang": lang, "expected": expected, "direction": actual}
        message = Message(
            "a text in '%(lang)s' is written '%(expected)s', but the direction is '%(direction)s'"
            " around it",
            **values,
        )
        if own_direction:
            message = Message(
                "a text in '%(lang)s' is written '%(expected)s', but the direction is"
                " '%(direction)s' here",
                **values,
            )
        issue = AuditIssue(
            "missing-direction",
            message,
            Message('write lang="%(lang)s" dir="%(expected)s"', lang=lang, expected=expected),
        )
        needle = f'lang="{lang}"'
        yield document.make_diagnostic_at(element, issue, needle, build_html_patterns(needle))


def _get_inherited_direction(element: Element) -> str:
    for ancestor in element.iterancestors():
        if direction := ancestor.get("dir"):
            return str(direction)
    return "ltr"


@cache
def _is_well_formed(tag: str) -> bool:
    return bool(LANGUAGE_TAG.fullmatch(tag))


@cache
def _get_direction(tag: str) -> str:
    """Return the direction of a language, or of its script subtag if it has one."""
    language, *subtags = tag.split("-")
    script = [part.title() for part in subtags[:1] if len(part) == 4]
    try:
        return get_text_direction("_".join([language.lower(), *script]))
    except ValueError:
        return "ltr"
