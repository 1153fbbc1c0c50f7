"""The mark has to be one that icons can be made of."""

from __future__ import annotations

import pytest

from coalition.pictures import PictureCache
from coalition.project.mark import check_mark

LAYERS = '<g opacity=".9">' * 300 + '<path d="M0 0h9v9"/>' + "</g>" * 300
COMPLICATED = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{LAYERS}</svg>'.encode()


@pytest.mark.integration
def test_a_mark_that_would_end_the_process_that_draws_it_is_an_error():
    (diagnostic,) = check_mark("lamp.svg", COMPLICATED, PictureCache())

    assert ("content/images/lamp.svg", "unusable-mark") == (
        diagnostic.location.file,
        diagnostic.rule,
    )
    assert "too complicated" in diagnostic.message


def test_a_mark_made_of_pixels_has_been_decoded_already():
    assert [] == list(check_mark("lamp.png", COMPLICATED, PictureCache()))
