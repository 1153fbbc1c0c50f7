"""Dates and date ranges in each language."""

from __future__ import annotations

import re
from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.i18n.locale import Language, get_language_codes, is_source_language
from coalition.model.field_types import PartialDate

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")

SAME_MONTH = PartialDate(2019, 11, 5), PartialDate(2019, 11, 25)
SAME_YEAR = PartialDate(2019, 10, 5), PartialDate(2019, 11, 25)
TWO_YEARS = PartialDate(2018, 10, 5), PartialDate(2019, 11, 25)
MONTHS = PartialDate(2019, 10), PartialDate(2019, 11)
MONTHS_OF_TWO_YEARS = PartialDate(2018, 10), PartialDate(2019, 11)
YEARS = PartialDate(2018), PartialDate(2019)
YEAR_AND_DAY = PartialDate(2018), PartialDate(2019, 11, 25)
MONTH_AND_DAY = PartialDate(2018, 10), PartialDate(2019, 11, 25)


def format_range(code: str, first: PartialDate, last: PartialDate) -> str:
    """Format a date range, with plain spaces instead of thin and no-break ones."""
    return re.sub(
        "[\u2009\u202f\u00a0]",
        " ",
        Language(code, NullTranslations()).format_date_range(first, last),
    )


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (SAME_MONTH, {
            "en": "5–25 November 2019",
            "fr": "5–25 novembre 2019",
            "es": "5–25 de noviembre de 2019",
            "ar": "5–25 نوفمبر 2019",
            "ru": "5–25 ноября 2019 г.",
            "zh": "2019年11月5日至25日",
        }),
        (SAME_YEAR, {
            "en": "5 October – 25 November 2019",
            "fr": "5 octobre – 25 novembre 2019",
            "es": "5 de octubre – 25 de noviembre de 2019",
            "ar": "5 أكتوبر – 25 نوفمبر 2019",
            "ru": "5 октября – 25 ноября 2019 г.",
            "zh": "2019年10月5日至11月25日",
        }),
        (TWO_YEARS, {
            "en": "5 October 2018 – 25 November 2019",
            "fr": "5 octobre 2018 – 25 novembre 2019",
            "es": "5 de octubre de 2018 – 25 de noviembre de 2019",
            "ar": "5 أكتوبر 2018 – 25 نوفمبر 2019",
            "ru": "5 октября 2018 г. – 25 ноября 2019 г.",
            "zh": "2018年10月5日至2019年11月25日",
        }),
        (MONTHS, {
            "en": "October – November 2019",
            "fr": "octobre – novembre 2019",
            "es": "octubre–noviembre de 2019",
            "ar": "أكتوبر – نوفمبر 2019",
            "ru": "октябрь – ноябрь 2019 г.",
            "zh": "2019年10月至11月",
        }),
        (MONTHS_OF_TWO_YEARS, {
            "en": "October 2018 – November 2019",
            "fr": "octobre 2018 – novembre 2019",
            "es": "octubre de 2018 – noviembre de 2019",
            "ar": "أكتوبر 2018 – نوفمبر 2019",
            "ru": "октябрь 2018 г. – ноябрь 2019 г.",
            "zh": "2018年10月至2019年11月",
        }),
        (YEARS, dict.fromkeys(LANGUAGES, "2018–2019") | {"zh": "2018–2019年"}),
        (YEAR_AND_DAY, {
            "en": "2018 – 25 November 2019",
            "fr": "2018 – 25 novembre 2019",
            "es": "2018 – 25 de noviembre de 2019",
            "ar": "2018 – 25 نوفمبر 2019",
            "ru": "2018 – 25 ноября 2019 г.",
            "zh": "2018年 – 2019年11月25日",
        }),
        (MONTH_AND_DAY, {
            "en": "October 2018 – 25 November 2019",
            "fr": "octobre 2018 – 25 novembre 2019",
            "es": "octubre de 2018 – 25 de noviembre de 2019",
            "ar": "أكتوبر 2018 – 25 نوفمبر 2019",
            "ru": "октябрь 2018 г. – 25 ноября 2019 г.",
            "zh": "2018年10月 – 2019年11月25日",
        }),
    ],
)  # fmt: skip
def test_a_time_says_once_what_both_its_ends_share(
    dates: tuple[PartialDate, PartialDate], expected: dict[str, str]
):
    assert expected == {code: format_range(code, *dates) for code in LANGUAGES}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("day", [PartialDate(2019), PartialDate(2019, 3), PartialDate(2019, 3, 9)])
def test_a_time_that_ends_where_it_begins_is_a_date(code: str, day: PartialDate):
    language = Language(code, NullTranslations())

    assert language.format_date(day) == language.format_date_range(day, day)


DATES = st.one_of(
    st.builds(PartialDate, st.integers(1000, 9998)),
    st.builds(PartialDate, st.integers(1000, 9998), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1000, 9998), st.integers(1, 12), st.integers(1, 28)),
)


@given(st.sampled_from(LANGUAGES), DATES, DATES)
def test_a_time_in_any_language_of_the_site_names_both_its_years(
    code: str, first: PartialDate, last: PartialDate
):
    formatted = format_range(code, first, last)

    assert {str(first.year), str(last.year)} == set(re.findall(r"[0-9]{4}", formatted))


@given(st.sampled_from(sorted(get_language_codes())), DATES, DATES)
def test_a_time_can_be_said_in_every_language(code: str, first: PartialDate, last: PartialDate):
    assert format_range(code, first, last)


def test_a_language_whose_months_cldr_does_not_join_says_both_dates():
    assert "اکتبر 2019 تا نوامبر 2019" == format_range("fa", *MONTHS)


def test_english_of_any_kind_is_what_the_words_of_the_site_are_written_in():
    assert [True, True, False, False] == [
        is_source_language(code) for code in ("en", "en_GB", "fr", "zh")
    ]
