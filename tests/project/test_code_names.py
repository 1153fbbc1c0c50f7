"""The country or the language that a name means is found, and none where nothing is alike."""

from __future__ import annotations

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from coalition.i18n import COUNTRIES, get_language_codes
from coalition.project import code_names
from coalition.project.code_names import find_countries, find_languages, measure_typing_errors
from coalition.project.suggestions import Suggestions

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")

COUNTRY_NAMES = {
    "Holland": "NL", "the Netherlands": "NL", "Scotland": "GB", "England": "GB", "Wales": "GB",
    "Northern Ireland": "GB", "Great Britain": "GB", "Britain": "GB", "UK": "GB", "U.K.": "GB",
    "Hong Kong": "HK", "Palestine": "PS", "State of Palestine": "PS", "Ivory Coast": "CI",
    "Côte d'Ivoire": "CI", "Cote d’Ivoire": "CI", "Czech Republic": "CZ", "Deutschland": "DE",
    "Swaziland": "SZ", "U.S.": "US", "USA": "US", "U.S.A.": "US", "United States of America": "US",
    "America": "US", "Burma": "MM", "Macedonia": "MK", "Cape Verde": "CV", "East Timor": "TL",
    "Timor Leste": "TL", "Turkey": "TR", "Türkiye": "TR", "Viet Nam": "VN", "Vietnam": "VN",
    "Russia": "RU", "Russian Federation": "RU", "Iran": "IR", "Iran (Islamic Republic of)": "IR",
    "Islamic Republic of Iran": "IR", "Tanzania, United Republic of": "TZ", "UAE": "AE",
    "Federal Republic of Germany": "DE", "Republic of Korea": "KR", "South Korea": "KR",
    "Saint Lucia": "LC", "St. Lucia": "LC", "St Lucia": "LC", "Bosnia and Herzegovina": "BA",
    "Trinidad & Tobago": "TT", "Guinea Bissau": "GW", "Holy See": "VA", "Laos": "LA",
    "Lao PDR": "LA", "DRC": "CD", "The Gambia": "GM", "España": "ES", "Suisse": "CH", "مصر": "EG",
    "Египет": "EG", "中国": "CN", "Norge": "NO", "Sverige": "SE", "Magyarország": "HU",
    "日本": "JP", "Polska": "PL", "no": "NO", "nor": "NO", "Norwya": "NO", "Brazl": "BR",
    "Switzerlnad": "CH", "Philipines": "PH", "Irland": "IE", "Slovania": "SI SK", "Congo": "CD CG",
    "Korea": "KP KR", "Niger": "NE", "Nigeria": "NG", "Austria": "AT", "Australia": "AU",
    "Catalonia": "ES", "Québec": "CA", "Zanzibar": "TZ",
    "Atlantis": "", "Kosovo": "", "Europe": "", "Narnia": "", "French": "", "Xx": "",
    "Bali Hai": "",
    "Old Land": "", "Midland": "", "Greater London": "", "EN": "", "": "", "-": "", "?!": "",
}  # fmt: skip
"""What people write -> the codes that are suggested, separated by blanks."""

LANGUAGE_NAMES = {
    "Mandarin": "zh", "Chinese": "zh", "Farsi": "fa", "Persian": "fa", "Tagalog": "fil",
    "Castilian": "es", "castellano": "es", "Spanish": "es", "español": "es", "français": "fr",
    "English language": "en", "Brazilian Portuguese": "pt_BR", "pt-BR": "pt_BR", "eng": "en",
    "fre": "fr", "Flemish": "nl_BE", "Kiswahili": "sw", "Bengali": "bn", "Slovene": "sl",
    "EN": "en", "Norwegian Bokmål": "nb", "العربية": "ar", "русский": "ru", "中文": "zh",
    "Portugese": "pt", "Klingon": "", "Gibberish": "", "C++": "", "": "",
}  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), COUNTRY_NAMES.items())
def test_a_country_is_found_by_what_people_write(name: str, expected: str):
    assert expected.split() == list(find_countries(name, LANGUAGES))


@pytest.mark.parametrize(("name", "expected"), LANGUAGE_NAMES.items())
def test_a_language_is_found_by_what_people_write(name: str, expected: str):
    assert expected.split() == list(find_languages(name, LANGUAGES))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_name_of_a_country_finds_that_country(language: str):
    names = Locale.parse(language).territories
    ambiguous = {"CG"}  # "Congo" in Spanish

    assert [] == [
        code
        for code in sorted(COUNTRIES.keys() - ambiguous)
        if (code,) != find_countries(names[code], (language,))
    ]


def test_each_alias_leads_to_an_existing_code():
    countries = {*code_names.COUNTRY_ALIASES.values(), *code_names.COUNTRY_PARTS.values()}
    countries |= {code for codes in code_names.AMBIGUOUS_COUNTRIES.values() for code in codes}

    assert set() == countries - set(COUNTRIES)
    assert set() == set(code_names.LANGUAGE_ALIASES.values()) - get_language_codes()


@pytest.mark.parametrize(
    ("kind", "value", "hint"),
    [
        ("country", "Scotland", "Scotland is part of the United Kingdom: write 'GB'"),
        ("country", "Holland", "did you mean 'NL' (Netherlands)?"),
        ("country", "Polnd", "did you mean 'PL' (Poland)?"),
        ("country", "Norway and Sweden", "write only one: 'NO' (Norway) or 'SE' (Sweden)"),
        (
            "country",
            "Europe",
            "ISO 3166-1 has no code for Europe: write that of a country, or leave it out",
        ),
        (
            "country",
            "Atlantis",
            "write the country's two-letter code (ISO 3166-1), as in 'BR' for Brazil",
        ),
        ("language", "Farsi", "did you mean 'fa' (Persian)?"),
        ("language", "English and French", "these are 2 languages: write 'en, fr', without quotes"),
        ("language", "Arabic / English", "these are 2 languages: write 'ar, en', without quotes"),
        ("language", "ar en", "these are 2 languages: write 'ar, en', without quotes"),
        ("language", "Klingon and Quenya", "write the language's code, as in 'fr' for French"),
    ],
)
def test_a_hint_names_what_it_means(kind: str, value: str, hint: str):
    assert hint == Suggestions({}, LANGUAGES).suggest(kind, value)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("norway", "norway", 0),
        ("norwya", "norway", 1),
        ("brazl", "brazil", 1),
        ("brazill", "brazil", 1),
        ("bravil", "brazil", 1),
        ("holland", "poland", 2),
        ("abc", "cab", 2),
        ("england", "greenland", 3),
    ],
)
def test_typing_errors_are_counted_up_to_a_limit(first: str, second: str, expected: int):
    assert expected == measure_typing_errors(first, second, 2)
    assert expected == measure_typing_errors(second, first, 2)


@given(st.text(max_size=80))
def test_whatever_is_written_finds_codes_or_nothing(name: str):
    assert set(find_countries(name, ("en",))) <= set(COUNTRIES)
    assert set(find_languages(name, ("en",))) <= get_language_codes()
