"""E-mail addresses and telephone numbers are found in a text, and little else is taken for one."""

import pytest

from coalition.markup.contact_details import find_contact_details


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to ada@lamps.example.", "ada@lamps.example"),
        ("Ada <ada.b+news@mail.lamps.example>", "ada.b+news@mail.lamps.example"),
        ("mailto:ada@lamps.example", "ada@lamps.example"),
        ("(ada_b@lamps.example)", "ada_b@lamps.example"),
        ("E-mail:ada@lamps.example", "ada@lamps.example"),
        ("Call +47 22 00 00 00 today", "+47 22 00 00 00"),
        ("Call +44 (0) 20 0000 0000", "+44 (0) 20 0000 0000"),
        (
            "+33\u00a01\u00a000\u00a000\u00a000\u00a000",
            "+33\u00a01\u00a000\u00a000\u00a000\u00a000",
        ),
        ("tel:+4722000000", "+4722000000"),
        ("Tel. 020 0000 0000", "020 0000 0000"),
        ("Tél. : 01 00 00 00 00", "01 00 00 00 00"),
        ("Phone (020) 0000 0000", "(020) 0000 0000"),
        ("WhatsApp: 0171 0000000", "0171 0000000"),
        ("тел. 495 000-00-00", "495 000-00-00"),
        ("هاتف: 0220000000", "0220000000"),
        ("电话：010 0000 0000", "010 0000 0000"),
    ],
)
def test_an_address_or_a_number_is_found(text: str, expected: str):
    assert [expected] == [detail.value for detail in find_contact_details(text)]


@pytest.mark.parametrize(
    "text",
    [
        "ada [at] lamps.example",
        "@ada@social.example",
        "https://social.example/@ada",
        "https://user@lamps.example/",
        "https://user:word@lamps.example/",
        "ada@localhost",
        "3 lamps @ 5.00",
        "From 2018 to 2026, 17 goals",
        "2024-05-02 to 2024-06-30",
        "0000-0002-1825-0097",
        "ISBN 978-3-16-148410-0",
        "doi 10.5281/zenodo.1234567",
        "https://lamps.example/?q=+4722000000",
        "C++ 2011 and 2020",
        "phone 5 times a day",
        "mobile learning 2019",
        "fax: 12",
        "+1 000",
        "5 + 2 000 000",
    ],
)
def test_nothing_else_is_taken_for_one(text: str):
    assert [] == list(find_contact_details(text))


def test_a_long_text_is_searched_in_little_time():
    for text in (
        "a@" * 50_000,
        "+1 " * 50_000,
        "tel " * 50_000,
        "a." * 50_000,
        "//" * 50_000 + "@",
    ):
        assert [] == list(find_contact_details(text))
