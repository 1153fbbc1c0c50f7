"""Recognise e-mail addresses and telephone numbers in a text that would be published.

Programs collect e-mail addresses from pages, and a telephone number is private in most cases. The
contact's address has a key of its own in the data, and is published without its `@`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from coalition.diagnostics import Message, quote_value

_EMAIL = re.compile(
    r"(?<![\w@/.+-])[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63}(?![\w@])"
)
_URL_USER = re.compile(r"//[^\s/]*$")
"""The start of a URL up to its user, which is refused as part of a link."""

_MAX_USER_LENGTH = 100
_DIGITS = r"(?:[ \u00a0\u202f().\u2011/-]{0,2}[0-9]){6,14}(?![\w-])"
_INTERNATIONAL = rf"(?<![\w+=/%.])\+[1-9]{_DIGITS}"
_LABEL = (
    "tel|tél|telephone|téléphone|teléfono|telefon|telefono|phone|mobile|fax|whatsapp|тел|телефон|"
    "هاتف|الهاتف|电话|手机"
)
_TELEPHONE = re.compile(
    rf"{_INTERNATIONAL}|(?<!\w)(?:{_LABEL})[ .:\u00a0\uff1a]{{1,4}}(\(?\+?[0-9]{_DIGITS})", re.I
)


class ContactDetail(NamedTuple):
    """An e-mail address or a telephone number in a text."""

    rule: Literal["raw-email", "raw-telephone"]
    value: str


def find_contact_details(text: str) -> Iterator[ContactDetail]:
    """Yield the e-mail addresses and telephone numbers in a text."""
    for match in _EMAIL.finditer(text) if "@" in text else ():
        if not _URL_USER.search(text, max(0, match.start() - _MAX_USER_LENGTH), match.start()):
            yield ContactDetail("raw-email", match[0])
    for match in _TELEPHONE.finditer(text):
        yield ContactDetail("raw-telephone", (match[1] or match[0]).strip())


def explain_contact_detail(detail: ContactDetail) -> tuple[str, str]:
    """Return message and hint for a contact detail."""
    if detail.rule == "raw-telephone":
        message = Message(
            "%(value)s looks like a telephone number: the site shows none",
            value=quote_value(detail.value),
        )
        return message, Message("leave it out; people can ask for it by e-mail")
    message = Message(
        "programs would collect the e-mail address %(value)s from the page",
        value=quote_value(detail.value),
    )
    hint = Message(
        "leave it out, or write '%(address)s', and make it no link",
        address=detail.value.replace("@", " [at] "),
    )
    return message, hint
