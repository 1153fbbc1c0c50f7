"""Pydantic types for the numbers that registries give organisations and documents."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from coalition.diagnostics import Message
from coalition.model.field_types import PlainText
from coalition.model.value_kinds import TextKind

_CROCKFORD_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
"""The digits of base 32 as Douglas Crockford defined it."""


def _has_valid_ror_check_digits(value: str) -> bool:
    """Return whether the last two digits are correct by ISO 7064 MOD 97-10.

    See "ROR identifier pattern" in the documentation of ror.org.
    """
    id = value.rpartition("/")[2]
    number = 0
    for digit in id[:7]:
        number = number * 32 + _CROCKFORD_DIGITS.index(digit)
    return 98 - number * 100 % 97 == int(id[7:])


RorId = Annotated[
    PlainText,
    TextKind(
        "[ROR id](#identifiers)",
        Message("copy it from the organisation's page at ror.org, as in '03yrm5c26'"),
        description=Message("a ROR id"),
        example="https://ror.org/03yrm5c26",
        rule="invalid-identifier",
        pattern="(?:https://ror[.]org/)?0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}",
        is_valid=_has_valid_ror_check_digits,
    ),
    AfterValidator(lambda value: value.rpartition("/")[2]),
]
"""An id in the Research Organization Registry, without its address."""

WikidataId = Annotated[
    PlainText,
    TextKind(
        "[Wikidata item](#identifiers)",
        Message("copy the number from the item's page at wikidata.org, as in 'Q42'"),
        description=Message("a Wikidata item"),
        example="Q42",
        rule="invalid-identifier",
        pattern="(?:https://www[.]wikidata[.]org/wiki/)?Q[1-9][0-9]{0,11}",
    ),
    AfterValidator(lambda value: value.rpartition("/")[2]),
]
"""The number of an item in Wikidata, without its address."""

Doi = Annotated[
    PlainText,
    TextKind(
        "[DOI](#identifiers)",
        Message("copy it from the publisher's page, as in '10.1000/182'"),
        description=Message("a DOI"),
        example="10.1000/182",
        rule="invalid-identifier",
        pattern=r"(?:https://doi[.]org/)?10[.][0-9]{4,9}/[A-Za-z0-9._;()/:-]+",
    ),
    AfterValidator(lambda value: value.removeprefix("https://doi.org/")),
]
"""A digital object identifier, without its address."""


def _has_valid_isbn_check_digit(value: str) -> bool:
    """Return whether the last digit is correct, by ISO 2108 for 13 digits or for 10."""
    digits = value.replace("-", "").replace(" ", "")
    if len(digits) == 13:
        total = sum(int(digit) * (1, 3)[index % 2] for index, digit in enumerate(digits))
        return total % 10 == 0
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return sum(value * (10 - index) for index, value in enumerate(values)) % 11 == 0


Isbn = Annotated[
    PlainText,
    TextKind(
        "[ISBN](#identifiers)",
        Message("copy it from the imprint, as in '978-0-306-40615-7'"),
        description=Message("an ISBN"),
        example="978-0-306-40615-7",
        rule="invalid-identifier",
        pattern="97[89][- ]?(?:[0-9][- ]?){9}[0-9]|(?:[0-9][- ]?){9}[0-9X]",
        is_valid=_has_valid_isbn_check_digit,
    ),
]
"""An international standard book number of 10 or 13 digits, as printed."""
