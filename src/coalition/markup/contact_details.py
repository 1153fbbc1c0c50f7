"""Recognise e-mail addresses and telephone numbers in a text that would be published.

Programs collect e-mail addresses from pages, and a telephone number is private in most cases. The
contact's address has a key of its own in the data, and is published without its `@`.

A number in a text is a statistic or a date more often than a telephone number, and an editor cannot
publish what is taken for one. So whatever can be read as something else passes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from coalition.diagnostics import Message, quote_value

_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Scripts without spaces between words, whose letters are directly next to an address."""

_LETTER_OR_DIGIT = rf"[^\W_{_CJK}]"
_HOST_CHARACTER = rf"(?:{_LETTER_OR_DIGIT}|[\u0300-\u036f-])"
_USER = rf"{_LETTER_OR_DIGIT}(?:[^\W{_CJK}]|[.+\u0300-\u036f-]){{0,63}}"
_HOST = (
    rf"(?:{_HOST_CHARACTER}{{1,63}}\.){{1,8}}"
    rf"(?:xn--[a-z0-9-]{{1,59}}|[^\W\d_{_CJK}]{{2,63}})(?![^\W{_CJK}]|@)"
)
_NO_WORD_BEFORE = rf"(?<![^\W{_CJK}])"
_EMAIL_LABEL = (
    r"(?:e-?mail|courriel|correo(?: electrónico)?|почта|البريد(?: الإلكتروني)?|邮箱|邮件) ?:"
)


@cache
def _get_email_pattern() -> re.Pattern[str]:
    """Compile the pattern of an e-mail address, which takes long and few texts need."""
    return re.compile(
        rf"{_NO_WORD_BEFORE}(?<![@/.+%-])(?P<address>{_USER}(?:@|%40){_HOST})"
        rf"|{_NO_WORD_BEFORE}{_EMAIL_LABEL} ?(?P<spaced>{_USER} ?@ ?{_HOST})",
        re.I,
    )


_AT_SIGN = re.compile(r"\s?(?:[@\uff20\ufe6b]|%40)\s?")
_URL_USER = re.compile(r"//[^\s/]*$")
"""The start of a URL up to its user, which is refused as part of a link."""

_SSH_PATH = re.compile(r":(?:/|[\w.~-]{1,100}/|[\w.~-]{1,100}\.git\b)")
"""What follows the host in the address of a Git repository."""

_MAX_USER_LENGTH = 100
_MIN_DIGIT_LABEL = 3
"""Digits in the shortest host name of digits with an e-mail service, such as 163.com."""

_RETINA_LABEL = re.compile("[1-9]x")
"""What the name of a picture for screens of a higher resolution has after its `@`."""

_NO_ADDRESS_HOSTS = (".calendar.google.com",)
"""Hosts of identifiers in the form of an address, which receive no e-mail."""

_FILE_ENDING = re.compile(
    "avif|bmp|css|csv|db|docx?|eot|epub|exe|gif|gz|heic|html?|ico|ini|jpe?g|jsx?|json|lock|log|mjs|"
    "od[pst]|otf|pdf|php|png|pptx?|psd|rar|s[ac]ss|svg|tar|tgz|tiff?|toml|tsx?|ttf|txt|wasm|web[mp]|"
    "whl|woff|xlsx?|xml|ya?ml"
)
"""File endings that are no top-level domains: not `md`, `pl`, `py`, `rs` or `sh`."""

_DIGITS = r"(?:[ ()./-]{0,2}[0-9]){6,14}(?![\w-])"
_LABEL = (
    r"(?<!\w)(?:(?:tel|tél|тел|mob|ph|fax)\.|"
    r"(?:tel|tél|telephone|téléphone|teléfono|telefon|telefone|telefono|phone|mobile|fax|whatsapp|"
    r"тел|телефон|هاتف|الهاتف))|电话|電話|手机|手機|传真|傳真"
)
_STRONG_LABEL = rf"(?:{_LABEL})(?: ?(?:(?:number|номер)\b|(?:n[or]|№|n°)\.?))?"
_TELEPHONE = re.compile(
    rf"(?<![\w+=/%.])(?P<international>\+[1-9]{_DIGITS})"
    rf"|(?P<label>{_STRONG_LABEL})(?P<end>[ :]{{0,4}})(?P<labelled>\(?\+?[0-9]{_DIGITS})"
    rf"|(?<![\w.-])(?P<chat>(?:https?://)?(?:wa\.me/|signal\.me/#p/|t\.me/(?=\+|%2B)|"
    rf"(?:api\.whatsapp\.com/send/?|whatsapp://send/?)\?phone=)(?:\+|%2B)?[1-9][0-9]{{6,14}})(?!\w)",
    re.I,
)
_BARE_LABEL = re.compile(r"[^\W\d_]+")
"""A label that is a whole word, without the dot of an abbreviation and without `number`."""

_COUNTRY_CODE = re.compile(
    "1|2(?:[07]|1[12368]|[2-6][0-9]|9[01789])|3(?:[0-469]|5[0-9]|7[0-8]|8[0-35-79])|"
    "4(?:[013-9]|2[013])|5(?:[1-8]|0[0-9]|9[0-9])|6(?:[0-6]|7[02-9]|8[0-35-9]|9[0-2])|7|"
    "8(?:[1246]|0[08]|5[02356]|7[08]|8[0-368])|9(?:[0-58]|6[0-8]|7[0-7]|9[2-68])"
)
"""Country codes of the numbering plan E.164."""

_MIN_INTERNATIONAL_DIGITS = 8
_MIN_DIGITS_OF_CODE = {"1": 11, "7": 11}
"""Digits of a whole number with these codes, whose countries have no shorter ones."""

_MIN_DIGITS_FROM_ZERO = 9
_LONGEST_CODE = 3

_NO_COUNTRY_CODE_AFTER = re.compile(r"(?:\b(?:GMT|UTC|CET|CEST|ISBN|ISSN)|±) ?$", re.I)
_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH, _DAY = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12][0-9]|3[01])"
_DATE = (
    r"(?<![0-9])(?:{year}(?P<a>[{separators}]){month}(?P=a){day}"
    r"|{day}(?P<b>[{separators}]){month}(?P=b){year}"
    r"|{month}(?P<c>[{separators}]){day}(?P=c){year}"
    r"|{year} ?[-/] ?{year})(?![0-9])"
)
_INTERNATIONAL_DATE, _ANY_DATE = (
    re.compile(_DATE.format(year=_YEAR, month=_MONTH, day=_DAY, separators=separators))
    for separators in (r"./-", r" ./-")
)
_MONTH_AND_YEAR = re.compile(rf"\(?{_MONTH}[./-]{_YEAR}(?![0-9])")
_THOUSANDS = re.compile(
    r"[1-9][0-9]{0,2}(?:(?P<separator>[ .])[0-9]{3}(?:(?P=separator)[0-9]{3})*)"
)
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+")
_ROUND = re.compile("[1-9][0-9]{0,3}0{5}")
_DECIMALS_AFTER = re.compile(r"[,.][0-9]| ?[%€$£°]")
_CLEAR_NATIONAL = re.compile(
    rf"0|\((?!{_YEAR}\))[0-9]{{2,5}}\)|[2-9][0-9]{{2}}[ .-][0-9]{{3}}[ .-][0-9]{{4}}$"
)
"""What no quantity looks like: a zero first, an area code in brackets, or 3, 3 and 4 digits."""


class ContactDetail(NamedTuple):
    """An e-mail address or a telephone number, as it is written in a text."""

    rule: Literal["raw-email", "raw-telephone"]
    value: str

    @property
    def masked(self) -> str:
        """An e-mail address in a form that programs do not collect."""
        return _AT_SIGN.sub(" [at] ", self.value)


class _PlainCharacters(dict[int, str]):
    """One plain character for each, so that positions remain those of the original text."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = unicodedata.normalize("NFKC", character)
        category = unicodedata.category(character)
        if category == "Nd":
            plain = str(unicodedata.decimal(character))
        elif category == "Pd" or character == "\u2212":
            plain = "-"
        elif len(plain) != 1 or category == "No":  # `²` is a footnote or a unit, and no digit
            plain = character
        self[code] = plain
        return plain


_PLAIN_CHARACTERS = _PlainCharacters()


def find_contact_details(text: str) -> Iterator[ContactDetail]:
    """Yield the e-mail addresses and telephone numbers in a text."""
    plain = text if text.isascii() else text.translate(_PLAIN_CHARACTERS)
    has_sign = "@" in plain or "%40" in plain
    for match in _get_email_pattern().finditer(plain) if has_sign else ():
        if _is_email(match):
            start, end = match.span(match.lastgroup or 0)
            yield ContactDetail("raw-email", text[start:end])
    for match in _TELEPHONE.finditer(plain):
        if _is_telephone(match):
            start, end = match.span(match.lastgroup or 0)
            yield ContactDetail("raw-telephone", text[start:end])


def explain_contact_detail(detail: ContactDetail) -> tuple[str, str]:
    """Return message and hint for a contact detail."""
    if detail.rule == "raw-telephone":
        message = Message(
            "%(value)s looks like a telephone number: the site shows none",
            value=quote_value(detail.value),
        )
        return message, _explain_telephone_hint(detail)
    message = Message(
        "programs would collect the e-mail address %(value)s from the page",
        value=quote_value(detail.value),
    )
    hint = Message(
        "leave it out, or write '%(address)s', and make it no link", address=detail.masked
    )
    return message, hint


def _explain_telephone_hint(detail: ContactDetail) -> Message:
    """Return the hint for a telephone number, with what to do if it is another number."""
    value = detail.value.translate(_PLAIN_CHARACTERS)
    if value.startswith("+"):
        return Message(
            "leave it out; people can ask for it by e-mail; "
            "if it is another number, write it without the '+'"
        )
    if "/" in value and value[0].isalpha():
        return Message("leave it out; people can ask for it by e-mail")
    return Message(
        "leave it out; people can ask for it by e-mail; "
        "if it is another number, write what it counts directly before it"
    )


def _is_email(match: re.Match[str]) -> bool:
    text, start, end = match.string, *match.span(match.lastgroup or 0)
    user, host = _AT_SIGN.split(text[start:end].lower(), maxsplit=1)
    *labels, ending = host.split(".")
    numbers = [label for label in labels if label.isdigit()]
    return not (
        _RETINA_LABEL.fullmatch(labels[0])
        or _URL_USER.search(text, max(0, start - _MAX_USER_LENGTH), start)
        or user == "git"
        or _SSH_PATH.match(text, end)
        or _FILE_ENDING.fullmatch(ending)
        or len(numbers) > 1
        or any(len(number) < _MIN_DIGIT_LABEL for number in numbers)
        or host.endswith(_NO_ADDRESS_HOSTS)
    )


def _is_telephone(match: re.Match[str]) -> bool:
    if match["chat"]:
        return True
    number = match["international"] or match["labelled"]
    if _DECIMALS_AFTER.match(match.string, match.end()):
        return False
    if "+" in number:
        before = match.string[max(0, match.start() - 8) : match.start()]
        return not _NO_COUNTRY_CODE_AFTER.search(before) and _is_international(number)
    is_bare = ":" not in match["end"] and _BARE_LABEL.fullmatch(match["label"])
    return _is_national(number, match["label"].lower(), is_bare=bool(is_bare))


def _is_international(number: str) -> bool:
    number = number.lstrip("(+")
    digits, groups = re.sub(r"[^0-9]", "", number), re.findall("[0-9]+", number)
    code = _COUNTRY_CODE.match(digits)
    if not code or len(code[0]) < len(groups[0]) <= _LONGEST_CODE:
        return False
    return not (
        len(digits) < _MIN_DIGITS_OF_CODE.get(code[0], _MIN_INTERNATIONAL_DIGITS)
        or _INTERNATIONAL_DATE.search(number)
        or _is_quantity(number, r"[0-9]{2,3}(?: [0-9]{3}){3}")
    )


def _is_national(number: str, label: str, *, is_bare: bool) -> bool:
    if _ANY_DATE.search(number) or _MONTH_AND_YEAR.match(number):
        return False
    is_counted = label.startswith("mobile")  # also an adjective, as in "mobile: 112 345 678 users"
    if _is_quantity(number, "" if is_counted else "[0-9]{3}(?: [0-9]{3}){2}"):
        return False
    digits = re.sub(r"[^0-9]", "", number)
    is_clear = _CLEAR_NATIONAL.match(number) and len(digits) >= _MIN_DIGITS_FROM_ZERO
    return bool(is_clear) or not is_bare


def _is_quantity(number: str, telephone_pattern: str) -> bool:
    """Whether a number is a decimal, round, grouped in thousands, or a range of such numbers.

    What matches `telephone_pattern` is grouped in thousands too, and more likely a telephone
    number, unless it is round.
    """
    if _DECIMAL.fullmatch(number) or _ROUND.fullmatch(number):
        return True
    first, dash, last = number.partition("-")
    if dash and _THOUSANDS.fullmatch(last.strip()):
        return bool(_THOUSANDS.fullmatch(first.strip())) or number.endswith("000")
    is_telephone = re.fullmatch(telephone_pattern, number) and not number.endswith("000")
    return bool(_THOUSANDS.fullmatch(number)) and not is_telephone
