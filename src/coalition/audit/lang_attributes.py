"""Languages of a page: each text says which it is in, and in which direction it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from coalition.audit.built_site import Finished
from coalition.audit.findings import Fault, Finding, html_words
from coalition.audit.html import Document, Element
from coalition.diagnostics.diagnostic import quoted
from coalition.i18n.locale import language_direction

TAG = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-x(-[A-Za-z0-9]{1,8})+)?"
)
"""A language tag as BCP 47 builds it, without its rare parts."""


def on_page(document: Document, site: Finished, first_language: str) -> Iterator[Finding]:
    """`wrong-page-language`, `invalid-language-tag` and `missing-direction`.

    `first_language` is the tag of the pages that lie in no language's folder.
    """
    folder = site.language_folder(document.path)
    yield from _of_page(document, site.language_folders.get(folder, first_language))
    for element, name, tag in document.having("lang", "hreflang"):
        if not _is_well_formed(tag):
            if tag and (name, tag) != ("hreflang", "x-default"):
                message = f"{quoted(tag)} is not the tag of a language"
                fault = Fault("invalid-language-tag", message, "write it as in 'fr' or 'pt-BR'")
                needle = f'{name}="{tag}"'
                yield document.fault_at(element, fault, needle, html_words(needle))
        elif name == "lang" and element is not document.root:
            yield from _of_part(document, element, tag)


def _of_page(document: Document, expected: str) -> Iterator[Finding]:
    lang, direction = document.root.get("lang"), document.root.get("dir")
    where = "the pages of this folder are"
    if lang != expected:
        said = f"says that it is in {quoted(lang)}" if lang else "does not say its language"
        hint = f'write <html lang="{expected}" dir="{_direction(expected)}">'
        fault = Fault("wrong-page-language", f"the page {said}; {where} in '{expected}'", hint)
        yield document.finding(fault, "<html")
    elif direction != _direction(expected):
        said = f"says dir={quoted(direction)}" if direction else "does not say its direction"
        hint = f'write <html lang="{expected}" dir="{_direction(expected)}">'
        message = f"the page {said}; '{expected}' is written '{_direction(expected)}'"
        yield document.finding(Fault("wrong-page-language", message, hint), "<html")


def _of_part(document: Document, element: Element, lang: str) -> Iterator[Finding]:
    own, needed = element.get("dir"), _direction(lang)
    given = own or _inherited(element)
    if given not in {needed, "auto"}:
        said = f"'{own}' here" if own else f"'{given}' around it"
        message = f"a text in '{lang}' is written '{needed}', but the direction is {said}"
        fault = Fault("missing-direction", message, f'write lang="{lang}" dir="{needed}"')
        needle = f'lang="{lang}"'
        yield document.fault_at(element, fault, needle, html_words(needle))


def _inherited(element: Element) -> str:
    for around in element.iterancestors():
        if direction := around.get("dir"):
            return str(direction)
    return "ltr"


@cache
def _is_well_formed(tag: str) -> bool:
    return bool(TAG.fullmatch(tag))


@cache
def _direction(tag: str) -> str:
    """The direction of a language, or of its script where the tag names one."""
    language, *more = tag.split("-")
    script = [part.title() for part in more[:1] if len(part) == 4]
    try:
        return language_direction("_".join([language.lower(), *script]))
    except ValueError:
        return "ltr"
