"""E-mail addresses and telephone numbers are found in a text, and little else is taken for one."""

import pytest

from coalition.markup.contact_details import explain_contact_detail, find_contact_details


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
        ("联系电话：010-0000 0000", "010-0000 0000"),
        ("Tel. 0033 1 45 68 10 00", "0033 1 45 68 10 00"),
        ("Telephone: 0033 1 45 68 10 00", "0033 1 45 68 10 00"),
        ("Telephone 01 45 68 10 00", "01 45 68 10 00"),
        ("Tel. 01 45 68 10 00", "01 45 68 10 00"),
        ("Tel. 612 345 678", "612 345 678"),
        ("Telephone number: 202-555-0143", "202-555-0143"),
        ("phone no. 202 555 0143", "202 555 0143"),
        ("phone 202-555-0143", "202-555-0143"),
        ("Telephone: (202) 555-0143", "(202) 555-0143"),
        ("+1 202 555 0143", "+1 202 555 0143"),
        ("+1 (202) 555-0143", "+1 (202) 555-0143"),
        ("+12025550143", "+12025550143"),
        ("+34 612 345 678", "+34 612 345 678"),
        ("+216 12 345 678", "+216 12 345 678"),
        ("\uff0b33 1 45 68 10 00", "\uff0b33 1 45 68 10 00"),
        ("+٣٣ ١ ٤٥ ٦٨ ١٠ ٠٠", "+٣٣ ١ ٤٥ ٦٨ ١٠ ٠٠"),
        ("هاتف: ٠١٢٣٤٥٦٧٨٩", "٠١٢٣٤٥٦٧٨٩"),
        (
            "+33\u20131\u201345\u201368\u201310\u201300",
            "+33\u20131\u201345\u201368\u201310\u201300",
        ),
        ("https://wa.me/33612345678", "https://wa.me/33612345678"),
        (
            "https://api.whatsapp.com/send?phone=33612345678",
            "https://api.whatsapp.com/send?phone=33612345678",
        ),
        ("Chat: wa.me/33612345678", "wa.me/33612345678"),
        ("https://t.me/+33612345678", "https://t.me/+33612345678"),
        ("мой@пример.рф", "мой@пример.рф"),
        ("me@exämple.org", "me@exämple.org"),
        ("me@exa\u0308mple.org", "me@exa\u0308mple.org"),
        ("me\uff20example.org", "me\uff20example.org"),
        ("https://lamps.example/?to=me%40example.org", "me%40example.org"),
        ("E-mail: me @ example.org", "me @ example.org"),
        ("联系ada@lamps.example谢谢", "ada@lamps.example"),
        ("ada@163.com", "ada@163.com"),
        ("ada@lamps.md", "ada@lamps.md"),
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
        "+200 000 000 visitors",
        "+1 500 000 learners",
        "+1 200 000 readers",
        "+48 000 000 readers",
        "+1\u202f500\u202f000 learners",
        "+1 412 345 678 people",
        "+34 600 000 000 euros",
        "+25.000.000 euros",
        "+34.612.345.678 euros",
        "+25000000 euros",
        "+49 1234567,50 euros",
        "+20 000-30 000",
        "+20 000\u201330 000",
        "+20 000 - 30 000",
        "+12 2020-2021",
        "+20 2020-2021",
        "+48.85837009",
        "48.858370, +2.294481",
        "GMT +1 2026-11-22",
        "UTC +1 2026-11-22 10:00",
        "UTC +3 (12.12.2026)",
        "UTC +7 (12.12.2026)",
        "ISBN +978 92 3 100000 1",
        "+2026-11-22",
        "source: Interview by phone 2026-11-22",
        "Interview by phone: 2026-11-22 10:00",
        "Call by telephone (2026-11-22)",
        "Fax 22.11.2026",
        "Fax: 22.11.2026",
        "phone 22 11 2026",
        "phone: 02 11 2026",
        "Fax 01.2020-12.2025",
        "Телефон 22.11.2026",
        "Mobile 2020-2025 plan",
        "Mobile: 2020-2025 plan",
        "mobile: 1 200 000 users",
        "mobile: 112 345 678 users",
        "mobile 1234567 users",
        "mobile: 1200000 users",
        "mobile: 10 000-20 000 users",
        "هاتف: 2019-2020",
        "هاتف: ٢٠١٩-٢٠٢٠",
        "logo@2x.png",
        "logo@2x.md",
        "jquery@3.6.0.min.js",
        "lamps@home.png",
        "lamps@1.2.next",
        "lamps@100.200.next",
        "git@github.com:org/site.git",
        "git@lamps.example",
        "ada@git.lamps.example:org/site.git",
        "Meet us @ lamps.example",
        "https://calendar.google.com/?src=a1b2%40group.calendar.google.com",
        "https://social.example/%40ada%40lamps.example",
        "https://t.me/+AbCd1234567",
    ],
)
def test_nothing_else_is_taken_for_one(text: str):
    assert [] == list(find_contact_details(text))


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("+47 22 00 00 00", "without the '+'"),
        ("\uff0b47 22 00 00 00", "without the '+'"),
        ("Tel. 020 0000 0000", "write what it counts directly before it"),
    ],
)
def test_the_hint_says_how_to_write_another_number(text: str, remedy: str):
    [detail] = find_contact_details(text)

    _, hint = explain_contact_detail(detail)

    assert remedy in hint


@pytest.mark.parametrize("text", ["47 22 00 00 00 lamps", "Tel. and 020 0000 0000 lamps"])
def test_a_number_written_as_the_hint_says_passes(text: str):
    assert [] == list(find_contact_details(text))


@pytest.mark.parametrize(
    "text", ["ada@lamps.example", "ada%40lamps.example", "ada\uff20lamps.example"]
)
def test_the_hint_masks_an_address_however_it_is_written(text: str):
    [detail] = find_contact_details(text)

    _, hint = explain_contact_detail(detail)

    assert "'ada [at] lamps.example'" in hint


def test_a_long_text_is_searched_in_little_time():
    for text in (
        "a@" * 50_000,
        "+1 " * 50_000,
        "tel " * 50_000,
        "a." * 50_000,
        "//" * 50_000 + "@",
        "é." * 50_000 + "@",
        "e-mail: a" * 20_000 + "@",
        "a%40" * 50_000,
        "tel: 0 " * 50_000,
    ):
        assert [] == list(find_contact_details(text))
