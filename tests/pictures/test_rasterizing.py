"""Drawings as pixels, and drawings that would end the process that draws them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from coalition.pictures import IconSource, render_favicon, render_icon
from coalition.pictures.cache import PictureCache
from coalition.pictures.rasterizing import (
    TrialResult,
    is_plain_drawing,
    rasterize_drawing,
    try_drawing,
)

CIRCLE = '<circle cx="5" cy="5" r="5" fill="#f00"/>'


def make_svg(content: str, attributes: str = 'viewBox="0 0 10 10"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{content}</svg>'.encode()


def make_layers(count: int) -> bytes:
    return make_svg('<g opacity=".9">' * count + CIRCLE + "</g>" * count)


def make_hidden_layers(count: int) -> bytes:
    """Return layers within layers, none of which is within another in the file."""
    layers = (
        f'<g id="a{number}" opacity=".9"><use href="#a{number - 1}"/></g>'
        for number in range(1, count + 1)
    )
    definitions = f'<defs><g id="a0">{CIRCLE}</g>{"".join(layers)}</defs>'
    return make_svg(f'{definitions}<use href="#a{count}"/>')


PLAIN: list[tuple[bytes, TrialResult]] = [
    (make_svg(CIRCLE), "drawn"),
    (make_layers(9), "drawn"),
    (make_svg(""), "invisible"),
    (make_svg('<text y="9">LAMP</text>'), "invisible"),
    (make_svg(CIRCLE, 'width="0" height="0"'), "invisible"),
    (make_svg(CIRCLE, 'width="-5" height="5"'), "invisible"),
    (make_svg(CIRCLE).decode().encode("utf-16"), "invisible"),
]

OTHERS: list[tuple[bytes, TrialResult]] = [
    (make_layers(20), "drawn"),
    (make_layers(300), "failed"),
    (make_hidden_layers(10), "drawn"),
    (make_hidden_layers(300), "failed"),
    (make_svg(f"<title>é</title>{CIRCLE}").decode().encode("latin-1"), "invisible"),
    (make_svg(f'<g style="filter: blur(1px)">{CIRCLE}</g>'), "drawn"),
]


@pytest.mark.parametrize(("svg", "expected"), PLAIN)
def test_a_plain_drawing_is_tried_in_this_process(svg: bytes, expected: TrialResult):
    assert is_plain_drawing(svg)
    assert expected == try_drawing(svg)


@pytest.mark.integration
@pytest.mark.parametrize(("svg", "expected"), OTHERS)
def test_any_other_drawing_is_tried_in_a_process_of_its_own(svg: bytes, expected: TrialResult):
    assert not is_plain_drawing(svg)
    assert expected == try_drawing(svg)


@pytest.mark.integration
def test_a_trial_ends_in_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("coalition.pictures.rasterizing.MAX_TRIAL_SECONDS", 0.01)

    assert "failed" == try_drawing(make_svg(f"<mask/>{CIRCLE}"))


@pytest.mark.parametrize(
    "size", ["viewBox='0 0 1 1000000'", "viewBox='0 0 1000000 1'", "width='1' height='900000'"]
)
def test_a_drawing_of_any_shape_becomes_icons_of_their_own_size(size: str):
    source = IconSource(make_svg(CIRCLE, size), True, "LAMP", "#000000", "#ffffff")

    image = Image.open(io.BytesIO(render_icon(source, 192)))
    assert (192, 192) == image.size
    assert render_favicon(source)


def test_a_drawing_is_in_the_middle_of_a_square():
    picture = rasterize_drawing(make_svg(CIRCLE, 'viewBox="0 0 10 20"'), 64)

    image = Image.open(io.BytesIO(picture))
    assert (64, 64) == image.size
    assert (16, 0, 48, 32) == image.getchannel("A").getbbox()


@pytest.mark.integration
def test_a_drawing_loads_no_files(tmp_path: Path):
    file = tmp_path / "secret.png"
    Image.new("RGB", (10, 10), "#f00").save(file)
    svg = make_svg(f'<image href="{file}" width="10" height="10"/>')

    assert "invisible" == try_drawing(svg)


def test_only_success_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COALITION_CACHE", str(tmp_path / "cache"))
    trials: list[bytes] = []

    def fail(svg: bytes) -> TrialResult:
        trials.append(svg)
        return "failed" if len(trials) < 2 else "drawn"

    monkeypatch.setattr("coalition.pictures.cache.try_drawing", fail)
    results = [PictureCache(tmp_path).try_drawing(make_svg(CIRCLE)) for _ in range(4)]

    assert ["failed", "drawn", "drawn", "drawn"] == results
    assert 2 == len(trials)
