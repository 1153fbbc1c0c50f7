"""A contact detail is reported where it is written, in whatever characters."""

import pytest

from coalition.markup import convert_markdown_file
from coalition.project.contact_details import check_text_contact_details


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ("Call \uff0b33 1 45 68 10 00 today", "\uff0b33 1 45 68 10 00"),
        ("+٣٣ ١ ٤٥ ٦٨ ١٠ ٠٠", "+٣٣ ١ ٤٥ ٦٨ ١٠ ٠٠"),
        ("هاتف: ٠١٢٣٤٥٦٧٨٩", "٠١٢٣٤٥٦٧٨٩"),
        ("Fax: 01\u201345\u201368\u201310\u201300", "01\u201345\u201368\u201310\u201300"),
        ("[Chat](https://wa.me/33612345678)", "https://wa.me/33612345678"),
        ("[Write](https://lamps.example/?to=me%40example.org)", "me%40example.org"),
        ("Write to me\uff20example.org", "me\uff20example.org"),
        ("Write to мой@пример.рф", "мой@пример.рф"),
    ],
)
def test_a_detail_is_reported_where_it_is_written(line: str, detail: str):
    lines = ["Title: Lamps", "", "Some text.", "", line]
    html = convert_markdown_file("\n".join(lines[2:])).html

    [diagnostic] = check_text_contact_details(html, lines, 2, "content/news/lamps.en.md")

    location = diagnostic.location
    assert (5, line.index(detail) + 1, len(detail)) == (
        location.line,
        location.column,
        location.width,
    )
