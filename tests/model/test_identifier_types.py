"""Numbers of registries: the valid ones are accepted with and without address, slips are not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from coalition.model.identifier_types import Doi, Isbn, RorId, WikidataId

ROR, WIKIDATA = TypeAdapter[str](RorId), TypeAdapter[str](WikidataId)
DOI, ISBN = TypeAdapter[str](Doi), TypeAdapter[str](Isbn)

VALID = [
    (ROR, "03yrm5c26", "03yrm5c26"),
    (ROR, "https://ror.org/03yrm5c26", "03yrm5c26"),
    (WIKIDATA, "Q42", "Q42"),
    (WIKIDATA, "https://www.wikidata.org/wiki/Q42", "Q42"),
    (DOI, "10.1000/182", "10.1000/182"),
    (DOI, "https://doi.org/10.1000/182", "10.1000/182"),
    (ISBN, "978-0-306-40615-7", "978-0-306-40615-7"),
    (ISBN, "0-306-40615-2", "0-306-40615-2"),
    (ISBN, "0-8044-2957-X", "0-8044-2957-X"),
]

INVALID = [
    (ROR, "03yrm5c27"),  # wrong check digits
    (ROR, "03yrm5i26"),  # i is no digit of this base 32
    (ROR, "https://ror.org/"),
    (WIKIDATA, "42"),
    (WIKIDATA, "Q0"),
    (DOI, "doi:10.1000/182"),
    (DOI, "10.1000/1 82"),
    (ISBN, "978-0-306-40615-8"),
    (ISBN, "978-0-306-4061"),
    (ISBN, "0-8044-2957-1"),
    (ISBN, "978030640615X"),  # only the last of ten digits can be X
]


@pytest.mark.parametrize(("kind", "written", "expected"), VALID)
def test_a_valid_number_is_kept_without_its_address(
    kind: TypeAdapter[str], written: str, expected: str
):
    assert expected == kind.validate_python(written)


@pytest.mark.parametrize(("kind", "written"), INVALID)
def test_a_number_with_a_slip_is_refused_with_an_example(kind: TypeAdapter[str], written: str):
    with pytest.raises(ValidationError) as raised:
        kind.validate_python(written)

    (error,) = raised.value.errors()
    assert "invalid-identifier" == error["type"]
    assert "as in '" in error["ctx"]["hint"]


def change_digit(number: str, position: int, digit: str) -> str:
    digits = [index for index, char in enumerate(number) if char.isdigit()]
    index = digits[position % len(digits)]
    return number[:index] + digit + number[index + 1 :]


@pytest.mark.parametrize("valid", [one for one in VALID if one[0] in (ROR, ISBN)])
@given(position=st.integers(0, 12), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(
    valid: tuple[TypeAdapter[str], str, str], position: int, digit: str
):
    kind, number, _ = valid
    wrong = change_digit(number, position, digit)

    if wrong != number:
        with pytest.raises(ValidationError):
            kind.validate_python(wrong)


@given(st.text())
def test_any_text_is_a_number_or_refused_with_a_message(text: str):
    kinds: list[Any] = [ROR, WIKIDATA, DOI, ISBN]
    for kind in kinds:
        try:
            kind.validate_python(text)
        except ValidationError as error:
            assert error.errors()[0]["ctx"]["message"]
