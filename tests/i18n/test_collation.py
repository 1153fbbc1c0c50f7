"""Collation: the order of words that readers of each language expect."""

from __future__ import annotations

import random
import unicodedata
from gettext import NullTranslations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coalition.i18n.collation import IndexLetter, collation_key, get_index_letter
from coalition.i18n.countries import COUNTRIES
from coalition.i18n.locale import Language

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


def sort_words(code: str, words: list[str]) -> list[str]:
    """Sort words as `Language.sort_key` does."""
    return sorted(words, key=Language(code, NullTranslations()).sort_key)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", ["Andersen", "Ångström", "emil", "Emile", "Émile", "Zoë"]),
        ("en", ["Aarhus", "Ægir", "Afton", "Lodz", "Łódź", "Lofoten", "Osaka", "Øst", "Otto"]),
        ("en", ["oe", "œuf", "of", "Strasbourg", "Straße", "thing", "Þingvellir", "tide"]),
        ("fr", ["Autriche", "Canada", "Égypte", "Espagne", "États-Unis", "Éthiopie", "France"]),
        ("fr", ["cote", "coté", "côte", "côté", "coter"]),
        ("fr", ["nandou", "ñandú", "nature"]),
        ("es", ["nube", "nz", "ñandú", "Ñuble", "Omán"]),
        ("es", ["canto", "cañas", "cañón", "caoba"]),
        ("es", ["España", "Estonia", "Etiopía", "Éufrates"]),
        ("ru", ["Испания", "Италия", "Йемен", "Казахстан"]),
        ("ru", ["ежи", "ёлка", "енот", "жук"]),
        ("ar", ["آسيا", "أفغانستان", "الأردن", "العراق", "إندونيسيا", "إيران", "بلجيكا", "تونس"]),
        ("ar", ["محمد", "مـحمد", "مُحمّد", "مدرسة"]),
        ("ar", ["بنة", "بنت أ", "بنوك"]),
        ("ar", ["ٱلله", "اليمن", "بلد"]),
        ("ar", ["اليونسكو", "منظمة", "Acme", "UNESCO"]),
        ("ru", ["Организация", "Юнеско", "Acme", "Zeta"]),
        ("fr", ["Acme", "Zeta", "ЮНЕСКО"]),
        ("zh", ["阿尔巴尼亚", "北京", "长城", "重庆", "德国", "法国", "方法", "芬兰", "中国"]),
        ("zh", ["国际", "国际 ICDE", "国际图联", "国家"]),
        ("zh", ["鲁迅", "旅行", "律师", "西安", "厦门", "先生"]),
        ("zh", ["北", "的", "中国", "bei3", "Creative Commons", "de", "Österreich", "UNESCO"]),
    ],
)
def test_words_are_in_the_order_of_their_language(code: str, words: list[str]):
    for seed in range(10):
        assert words == sort_words(code, random.Random(seed).sample(words, len(words)))


def test_a_chinese_word_is_read_as_a_whole():
    assert "chong" in collation_key("重庆", "zh")
    assert "zhong" in collation_key("重要", "zh")


def test_latin_words_among_chinese_ones_are_not_taken_for_pinyin():
    assert collation_key("bei3", "zh") == collation_key("bei3北", "zh").partition(" ")[0]
    assert collation_key("bei3", "zh") > collation_key("北", "zh")


def test_a_character_without_a_known_reading_is_sorted_with_the_others():
    assert ["吉野", "\U00020bb7野", "Zoë"] == sort_words("zh", ["\U00020bb7野", "Zoë", "吉野"])


@pytest.mark.parametrize("code", ["en", "fr", "es", "ru"])
def test_a_list_of_all_countries_begins_with_a_and_goes_up(code: str):
    language = Language(code, NullTranslations())
    names = sort_words(code, [language.country_name(country) for country in COUNTRIES])
    initials = [unicodedata.normalize("NFD", name)[0].upper() for name in names]

    assert sorted(initials) == initials


@given(st.text(), st.sampled_from(LANGUAGES))
@example("\N{CJK COMPATIBILITY IDEOGRAPH-F900}", "zh")
def test_it_does_not_matter_which_of_its_codes_a_letter_has(text: str, code: str):
    assert collation_key(text, code) == collation_key(unicodedata.normalize("NFD", text), code)


@pytest.mark.parametrize(
    ("code", "text", "script", "letter"),
    [
        ("en", "Østergaard", "own", "O"),
        ("en", "ærlig", "own", "A"),
        ("es", "Ñandú", "own", "Ñ"),
        ("es", "N\U0010ffff9", "own", "N"),
        ("ru", "Йод", "own", "Й"),
        ("ru", "Ёлка", "own", "Е"),
        ("ar", "آمال", "own", "ا"),
        ("ar", "Ahmed", "latin", "A"),
        ("zh", "王小明", "own", "W"),
        ("zh", "Smith", "latin", "S"),
        ("en", "王小明", "other", ""),
        ("en", "3D", "own", ""),
        ("zh", "(安)", "own", ""),
        ("en", "", "own", ""),
    ],
)
def test_an_index_has_the_letters_of_its_language(code: str, text: str, script: str, letter: str):
    assert (script, letter) == get_index_letter(text, code)


@given(st.sampled_from(LANGUAGES), st.text(max_size=6))
def test_every_text_has_an_index_letter_that_does_not_depend_on_case(code: str, text: str):
    entry = get_index_letter(text, code)

    assert isinstance(entry, IndexLetter)
    assert entry == get_index_letter(text.casefold(), code)
    assert bool(entry.letter) <= (entry.script != "other")
