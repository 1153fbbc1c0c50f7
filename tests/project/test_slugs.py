"""Ids made from names. They are parts of permanent URLs, so these examples must never change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.model.field_types import ID_PATTERN, MAX_ID_LENGTH
from coalition.project.slugs import normalize_name, slugify


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Ada Example", "ada-example"),
        ("Ana Núñez-Ibáñez", "ana-nunez-ibanez"),
        ("Søren Ærlig", "soren-aerlig"),
        ("Łukasz Żółć", "lukasz-zolc"),
        ("Jürgen Strauß", "jurgen-strauss"),
        ("Nguyễn Thị Đẹp", "nguyen-thi-dep"),
        ("Þóra Guðmundsdóttir", "thora-gudmundsdottir"),
        ("Œuvre d'Étoile", "oeuvre-d-etoile"),
        ("Əli Oğlu", "eli-oglu"),
        ("İnci Işık", "inci-isik"),
        ("ʻAlohi Kāne", "alohi-kane"),
        ("ﬁnd ２０２６", "find-2026"),
        ("  A. B.  (C&D) — e.V. ", "a-b-c-d-e-v"),
    ],
)
def test_a_name_in_latin_letters_gives_this_id(name: str, id: str):
    assert id == slugify(name)


@pytest.mark.parametrize("name", ["李伟", "Пример", "ليلى", "한국 Hanguk", "नमस्ते", "Λόγος", "٣"])
def test_a_name_with_letters_of_another_script_gives_no_id(name: str):
    assert "" == slugify(name)


@pytest.mark.parametrize("name", ["!!!", "", "x" * (MAX_ID_LENGTH + 1), "Con", "LPT1"])
def test_a_name_whose_id_no_folder_can_have_gives_none(name: str):
    assert "" == slugify(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [("José Ejemplo", "JOSE  ejemplo"), ("Straße", "STRASSE"), ("Йод", "иод"), ("ﬁn", "fin")],
)
def test_names_that_differ_in_accents_case_and_spaces_are_equal(one: str, other: str):
    assert normalize_name(one) == normalize_name(other)


@pytest.mark.parametrize(("one", "other"), [("राम", "रुम"), ("Ana", "Anna"), ("מַר", "מִר")])
def test_names_that_differ_in_letters_or_vowel_signs_are_different(one: str, other: str):
    assert normalize_name(one) != normalize_name(other)


@given(st.text())
def test_any_name_gives_a_valid_id_or_none(name: str):
    id = slugify(name)

    assert not id or (ID_PATTERN.fullmatch(id) and len(id) <= MAX_ID_LENGTH)


@given(st.text())
def test_an_id_gives_itself(name: str):
    assert slugify(slugify(name)) == slugify(name)
