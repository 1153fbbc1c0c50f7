"""Languages of a page: each text says which it is in, and in which direction it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from coalition.audit.built_site import BuiltSite
from coalition.audit.html import Element, HtmlDocument
from coalition.audit.issues import AuditDiagnostic, AuditIssue, build_html_patterns
from coalition.diagnostics import quote_value
from coalition.i18n import get_text_direction

LANGUAGE_TAG = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-x(-[A-Za-z0-9]{1,8})+)?"
)
"""A language tag as BCP 47 builds it, without its rare parts."""


def check_lang_attributes(
    document: HtmlDocument, site: BuiltSite, default_language: str
) -> Iterator[AuditDiagnostic]:
    """`wrong-page-language`, `invalid-language-tag` and `missing-direction`.

    `default_language` is the tag of the pages that lie in no language's folder.
    """
    folder = site.get_language_folder(document.path)
    yield from _check_page_language(document, site.language_folders.get(folder, default_language))
    for element, name, tag in document.iter_attributes("lang", "hreflang"):
        if not _is_well_formed(tag):
            if tag and (name, tag) != ("hreflang", "x-default"):
                message = f"{quote_value(tag)} is not the tag of a language"
                fault = AuditIssue(
                    "invalid-language-tag", message, "write it as in 'fr' or 'pt-BR'"
                )
                needle = f'{name}="{tag}"'
                yield document.make_diagnostic_at(
                    element, fault, needle, build_html_patterns(needle)
                )
        elif name == "lang" and element is not document.root:
            yield from _check_direction(document, element, tag)


def _check_page_language(document: HtmlDocument, expected: str) -> Iterator[AuditDiagnostic]:
    lang, direction = document.root.get("lang"), document.root.get("dir")
    where = "the pages of this folder are"
    if lang != expected:
        said = f"says that it is in {quote_value(lang)}" if lang else "does not say its language"
        hint = f'write <html lang="{expected}" dir="{_get_direction(expected)}">'
        fault = AuditIssue("wrong-page-language", f"the page {said}; {where} in '{expected}'", hint)
        yield document.make_diagnostic(fault, "<html")
    elif direction != _get_direction(expected):
        said = f"says dir={quote_value(direction)}" if direction else "does not say its direction"
        hint = f'write <html lang="{expected}" dir="{_get_direction(expected)}">'
        message = f"the page {said}; '{expected}' is written '{_get_direction(expected)}'"
        yield document.make_diagnostic(AuditIssue("wrong-page-language", message, hint), "<html")


def _check_direction(
    document: HtmlDocument, element: Element, lang: str
) -> Iterator[AuditDiagnostic]:
    own, needed = element.get("dir"), _get_direction(lang)
    given = own or _get_inherited_direction(element)
    if given not in {needed, "auto"}:
        said = f"'{own}' here" if own else f"'{given}' around it"
        message = f"a text in '{lang}' is written '{needed}', but the direction is {said}"
        fault = AuditIssue("missing-direction", message, f'write lang="{lang}" dir="{needed}"')
        needle = f'lang="{lang}"'
        yield document.make_diagnostic_at(element, fault, needle, build_html_patterns(needle))


def _get_inherited_direction(element: Element) -> str:
    for around in element.iterancestors():
        if direction := around.get("dir"):
            return str(direction)
    return "ltr"


@cache
def _is_well_formed(tag: str) -> bool:
    return bool(LANGUAGE_TAG.fullmatch(tag))


@cache
def _get_direction(tag: str) -> str:
    """The direction of a language, or of its script where the tag names one."""
    language, *more = tag.split("-")
    script = [part.title() for part in more[:1] if len(part) == 4]
    try:
        return get_text_direction("_".join([language.lower(), *script]))
    except ValueError:
        return "ltr"
