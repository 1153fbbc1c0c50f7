"""The words of a card fit on it, in fonts that have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.cards import Card, can_draw
from coalition.cards.fonts import split_by_font
from coalition.cards.typesetting import MEASURE, NAME_MEASURE, CardLine, lay_out
from coalition.model import LocalizedText

NAME = LocalizedText("Coalition of Harbours", "en")
LANGUAGES = ("en", "ar", "zh", "ru", "ja")

LETTERS = st.sampled_from("abc ABC éß ,.;:!?()«»“”– 12 жщ ابت تعليم 教育资源，。（）<&>'\"")


def make_card(title: str, language: str = "en", **more: str) -> Card:
    return Card("page/", language, LocalizedText(title, language), NAME, "CH", **more)


def measure(line: CardLine, language: str) -> float:
    """Return the width of a line in pixels, as resvg draws it."""
    text = read(line)
    return sum(
        font.measure(part, line.weight) * line.size for part, font in split_by_font(text, language)
    )


def read(line: CardLine) -> str:
    return "".join(run.text for run in line.runs).strip("\u202b\u202c")


@given(st.text(LETTERS, min_size=1, max_size=400), st.sampled_from(LANGUAGES))
def test_no_line_of_a_title_is_too_wide_and_no_word_is_lost_before_the_end(
    text: str, language: str
):
    title = lay_out(make_card(text, language)).title

    assert all(measure(line, language) <= MEASURE for line in title)
    whole = "".join("".join(map(read, title)).split())
    assert "".join(text.split()).startswith(whole.removesuffix("…"))
    assert len(title) <= 5


@given(st.text(LETTERS, min_size=1, max_size=300), st.sampled_from(LANGUAGES))
def test_the_other_lines_are_shortened(text: str, language: str):
    words = LocalizedText(text, language)
    card = Card("", language, NAME, words, text, label=words, details=text)
    layout = lay_out(card)

    for line, most in (
        (layout.acronym, NAME_MEASURE),
        (layout.name, NAME_MEASURE),
        (layout.label, MEASURE),
        (layout.details, MEASURE),
    ):
        assert line is None or measure(line, language) <= most


def test_a_short_title_is_larger_than_a_long_one():
    short, long = (
        lay_out(make_card(text)).title for text in ("Events", "An event of many words " * 8)
    )

    assert short[0].size > long[0].size
    assert read(long[-1]).endswith("…") or len(long) <= 5


def test_a_title_that_does_not_fit_ends_with_an_ellipsis():
    title = lay_out(make_card("Harbours and their keepers " * 30)).title

    assert 5 == len(title)
    assert read(title[-1]).endswith("…")


def test_chinese_lines_do_not_begin_with_punctuation():
    title = lay_out(make_card("开放教育资源，" * 12, "zh")).title

    assert len(title) > 1
    assert not any(read(line).startswith("，") for line in title)


def test_arabic_lines_are_embedded_from_right_to_left():
    (line,) = lay_out(make_card("تعليم (OER)", "ar")).title

    assert line.runs[0].text.startswith("\u202b")
    assert line.runs[-1].text.endswith("\u202c")
    assert "تعليم (OER)" == read(line)


@pytest.mark.parametrize(
    ("text", "language", "family"),
    [
        ("Ъгъл ўзбек ґанок", "ru", "Noto Sans"),
        ("Ξένος ñandú Łódź", "en", "Noto Sans"),
        ("直", "zh", "Noto Sans CJK SC"),
        ("直", "ja", "Noto Sans CJK JP"),
        ("直", "zh_Hant", "Noto Sans CJK TC"),
        ("교육", "ko", "Noto Sans CJK KR"),
        ("教育", "en", "Noto Sans CJK SC"),
        ("پژوهش گ", "fa", "Noto Sans Arabic"),
    ],
)
def test_a_text_is_in_the_font_of_its_script(text: str, language: str, family: str):
    assert {family} == {font.family for _, font in split_by_font(text, language)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("OER ÅÄÖ", True), ("", True), ("a\u200fb\u2069", True), ("ትምህርት", False), ("OER 🎓", False)],
)
def test_a_text_can_be_drawn_if_the_fonts_have_every_character(text: str, expected: bool):
    assert expected == can_draw(text, "en")
