"""The date that rules compare others with: today, or the one that the environment gives."""

from __future__ import annotations

import datetime

import pytest

from coalition.diagnostics import CommandError
from coalition.rules import get_current_date

EPOCH_2024 = "1717200000"
"""1 June 2024, 00:00 UTC."""


def test_today_is_today():
    before = datetime.date.today()

    assert before <= get_current_date({}) <= datetime.date.today()


def test_the_environment_can_give_the_date():
    assert datetime.date(2024, 6, 1) == get_current_date({"SOURCE_DATE_EPOCH": EPOCH_2024})


@pytest.mark.parametrize("nonsense", ["1e9", "9" * 30, "-"])
def test_a_date_that_is_no_number_is_refused(nonsense: str):
    with pytest.raises(CommandError, match="should be a number of seconds"):
        get_current_date({"SOURCE_DATE_EPOCH": nonsense})
