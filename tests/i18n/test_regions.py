"""Each country has the regions of M49 and the regional groups of the United Nations."""

from __future__ import annotations

from gettext import NullTranslations

import pytest

from coalition.i18n import COUNTRIES, REGIONS, Language, find_regions, find_un_groups
from coalition.model import LocalizedText

UN_LANGUAGES = {"en", "fr", "es", "ar", "ru", "zh"}


def name_region(language: str, code: str) -> LocalizedText:
    return Language(language, NullTranslations()).region_name(code)


def test_every_country_but_two_has_a_region():
    assert {"AQ", "TW"} == {code for code in COUNTRIES if not find_regions(code)}


@pytest.mark.parametrize(
    ("country", "regions"),
    [
        ("KE", ("002", "202", "014")),
        ("TN", ("002", "015")),
        ("BR", ("019", "419", "005")),
        ("NR", ("009", "057")),
        ("TR", ("142", "145")),
        ("XK", ()),
        ("QX", ()),
        ("", ()),
    ],
)
def test_regions_of_a_country_begin_with_the_largest(country: str, regions: tuple[str, ...]):
    assert regions == find_regions(country)


def test_every_region_has_countries_and_names_in_the_languages_of_the_united_nations():
    used = {region for code in COUNTRIES for region in find_regions(code)}

    assert set(REGIONS) == used
    assert set() == {code for code, region in REGIONS.items() if UN_LANGUAGES != set(region.names)}


def test_each_name_of_a_region_is_given_once_in_a_language():
    for language in UN_LANGUAGES:
        names = [region.names[language] for region in REGIONS.values()]
        assert sorted(set(names)) == sorted(names)


def test_every_member_state_but_one_is_in_a_group_and_turkiye_in_two():
    counts = {code: len(find_un_groups(code)) for code in COUNTRIES}

    assert 192 == sum(count > 0 for count in counts.values())  # of 193: not the United States
    assert {"TR"} == {code for code, count in counts.items() if count > 1}


@pytest.mark.parametrize(
    ("country", "groups"),
    [
        ("NO", ("western-european-other",)),
        ("TR", ("asia-pacific", "western-european-other")),
        ("CY", ("asia-pacific",)),
        ("US", ()),
        ("PS", ()),
        ("GL", ()),
        ("XK", ()),
    ],
)
def test_a_regional_group_is_one_of_member_states(country: str, groups: tuple[str, ...]):
    assert groups == find_un_groups(country)


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [
        ("en", "035", "South-eastern Asia"),  # CLDR: Southeast Asia
        ("en_GB", "053", "Australia and New Zealand"),  # CLDR: Australasia
        ("zh", "021", "北美"),  # CLDR: 美洲北部
        ("zh_Hans", "021", "北美"),
        ("zh_Hant", "142", "亞洲"),  # the names of the United Nations are in simplified letters
        ("de", "419", "Lateinamerika"),
        ("eo", "002", "Afriko"),
    ],
)
def test_a_region_has_its_official_name_or_the_one_of_cldr(language: str, code: str, name: str):
    assert LocalizedText(name, language) == name_region(language, code)


def test_a_region_without_a_name_in_a_language_is_called_by_its_english_one():
    assert LocalizedText("Africa", "en") == name_region("naq", "002")
