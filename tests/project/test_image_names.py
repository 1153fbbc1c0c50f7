"""A misspelt name of a picture: the picture that is meant is found, and no other person's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.project.image_names import ImageFinder

NAMES = ["maria-silva.jpg", "jon-doe.webp", "zoe-müller.png"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Maria-Silva.jpg", "maria-silva.jpg"),
        ("maria_silva.jpg", "maria-silva.jpg"),
        ("mariasilva.png", "maria-silva.jpg"),
        ("maria-sliva.jpg", "maria-silva.jpg"),
        ("amria-silva.jpg", "maria-silva.jpg"),
        ("zoë-muller.jpg", "zoe-müller.png"),
        ("mario-silva.jpg", ""),
        ("maria-silvo.jpg", ""),
        ("maria-silv.jpg", ""),
        ("jan-doe.webp", ""),
        ("joni-doe.webp", ""),
        ("somebody.jpg", ""),
        ("", ""),
    ],
)
def test_only_another_spelling_of_the_same_name_is_found(name: str, expected: str):
    assert expected == ImageFinder(NAMES).find(name)


@given(st.text(max_size=300))
def test_any_name_gives_a_candidate_or_nothing(name: str):
    assert ImageFinder(NAMES).find(name) in {*NAMES, ""}
