"""The coalition's own names of countries: where editors write a country, and in messages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.model.records import Coalition
from coalition.project.country_names import CountryNames, find_user_assigned_code
from coalition.project.loader import DataError, load_coalition
from coalition.project.suggestions import Suggestions

LANGUAGES = ("en", "fr")
NAMES = CountryNames(
    {
        "QX": {"en": "Quexland", "fr": "Quexie"},
        "TR": {"fr": "Türkiye"},
        "XK": {"en": "Kosovo of the tests"},
        "EU": {"en": "No country"},
    },
    "en",
    line=12,
)

COALITION = """\
name: Lantern Coalition
acronym: LCLN
mission: We keep reading rooms open after dark.
languages: [en, fr]
groups: [{id: libraries, name: Libraries}]
contact: {name: Lantern Desk, email: "desk [at] lantern.example.org"}
licence: {name: CC BY 4.0, url: "https://creativecommons.org/licenses/by/4.0/"}
"""


def load(folder: Path, countries: str, country: str) -> Coalition:
    """Load a coalition with these `countries`, and with one member who is in `country`."""
    files = {"action_areas": "[]", "sdgs": "[]", "organisations": "[]"}
    files["coalition"] = COALITION + countries
    files["members"] = f"- {{name: Ada Example, group: libraries, country: {country}}}"
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return load_coalition(folder)


def suggest(value: str, names: CountryNames = NAMES) -> str:
    return Suggestions({}, LANGUAGES[1:], country_names=names).suggest("country", value)


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("QX", "fr", "Quexie"),
        ("QX", "ar", "Quexland"),
        ("TR", "fr", "Türkiye"),
        ("TR", "es", "Turquía"),
        ("XK", "en", "Kosovo of the tests"),
        ("XK", "ru", "Косово"),
        ("NO", "fr", "Norvège"),
        ("QQ", "fr", "QQ"),
    ],
)
def test_a_name_is_the_coalitions_own_before_the_one_of_cldr(code: str, language: str, name: str):
    assert name == NAMES.get_name(code, language)


def test_only_codes_for_users_are_added_to_those_of_iso_3166():
    assert {"QX", "XK"} == NAMES.codes - CountryNames().codes


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("Quexland", "did you mean 'QX' (Quexland)?"),
        ("quexie", "did you mean 'QX' (Quexland)?"),
        ("Quexlnad", "did you mean 'QX' (Quexland)?"),
        ("qx", "did you mean 'QX' (Quexland)?"),
        ("Kosovo", "did you mean 'XK' (Kosovo of the tests)?"),
        ("Norwya", "did you mean 'NO' (Norway)?"),
    ],
)
def test_own_names_are_suggested_as_those_of_cldr_are(value: str, hint: str):
    assert hint == suggest(value)


@pytest.mark.parametrize("value", ["XK", "xk", "Kosovo", "kosovo"])
def test_a_code_for_users_is_explained_with_the_entry_that_it_needs(value: str):
    without = suggest(value, CountryNames())

    assert without.endswith("add 'countries: [{code: XK, name: Kosovo}]' to data/coalition.yaml")
    assert suggest(value, CountryNames({}, "en", line=12)).endswith(
        "add '- {code: XK, name: Kosovo}' to 'countries' on line 12 of data/coalition.yaml"
    )


def test_a_code_for_users_is_a_country_once_it_has_a_name(tmp_path: Path):
    with pytest.raises(DataError):
        load(tmp_path, "", "XK")
    coalition = load(tmp_path, "countries: [{code: XK, name: Kosovo}]", "XK")

    assert "XK" == coalition.members[0].country


@pytest.mark.parametrize("countries", ["countries: 3", "countries: [XK]", "countries: [{code: }]"])
def test_a_malformed_list_of_countries_is_an_error_and_no_crash(tmp_path: Path, countries: str):
    with pytest.raises(DataError) as raised:
        load(tmp_path, countries, "NO")

    assert {8} == {diagnostic.location.line for diagnostic in raised.value.diagnostics}


@given(st.text(max_size=20))
def test_whatever_is_written_gives_a_code_for_users_or_nothing(value: str):
    code = find_user_assigned_code(value, ("en",))

    assert "" == code or code.isalpha()
