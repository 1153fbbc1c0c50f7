"""Cards are pictures of the right size, the same on each machine, and harmless."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from lxml import etree
from PIL import Image

from coalition.cards import HEIGHT, WIDTH, Card, CardPainter
from coalition.cards import painter as painter_module
from coalition.model import LocalizedText
from coalition.pictures import make_data_url
from support.projects import PROJECT

NAME = LocalizedText("Coalition of Harbours", "en")
CARD = Card("events/dinner/", "en", LocalizedText("A dinner & <more>", "en"), NAME, "CH")

MARK = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 viewBox="0 0 9 9" width="9" height="9"><rect width="9" height="9" fill="#00ff00"/>
<image xlink:href="{secret}" width="9" height="9"/></svg>"""


def make_painter(root: Path, mark: str = "") -> CardPainter:
    environment = Environment(loader=FileSystemLoader(PROJECT / "theme/templates"), autoescape=True)
    return CardPainter(environment, root, PROJECT / "theme", mark)


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the cache of each project, as outside of tests."""
    monkeypatch.delenv("COALITION_CACHE")


def open_card(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def test_a_card_has_the_size_that_networks_ask_for_and_few_bytes(tmp_path: Path):
    content = make_painter(tmp_path).paint(CARD)

    assert (WIDTH, HEIGHT) == open_card(content).size
    assert len(content) < 60_000


def test_the_words_are_escaped(tmp_path: Path):
    words, background = make_painter(tmp_path).render_svg(CARD)

    assert "A dinner & <more>" in "".join(etree.fromstring(words.encode()).itertext())
    assert etree.fromstring(background.encode()) is not None


def test_a_card_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first = make_painter(tmp_path).paint(CARD)
    monkeypatch.setattr(painter_module, "_rasterize", pytest.fail)

    assert first == make_painter(tmp_path).paint(CARD)
    with pytest.raises(pytest.fail.Exception):
        make_painter(tmp_path).paint(Card("", "en", NAME, NAME, "CH"))


@pytest.mark.integration
def test_another_process_with_another_locale_draws_the_same_bytes(tmp_path: Path):
    program = (
        "import sys, pathlib; sys.path[:0] = sys.argv[2:];"
        "from cards_in_a_process import draw; draw(pathlib.Path(sys.argv[1]))"
    )
    (tmp_path / "cards_in_a_process.py").write_text(
        "import sys\n"
        "from cards.test_painter import CARD, make_painter\n"
        "def draw(root): sys.stdout.buffer.write(make_painter(root).paint(CARD))\n"
    )
    paths = [str(tmp_path), str(PROJECT / "tests"), str(PROJECT / "src")]
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "other", *paths],
        env=os.environ | {"LC_ALL": "ar_EG.UTF-8", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"},
        capture_output=True,
        check=True,
    )

    assert make_painter(tmp_path).paint(CARD) == done.stdout


def test_right_to_left_mirrors_the_card(tmp_path: Path):
    """The yellow label is at the right edge in Arabic, and at the left one in English."""

    def find_label(language: str, text: str) -> float:
        label = LocalizedText(text, language)
        card = Card("", language, LocalizedText("9", language), NAME, "CH", label=label)
        image = open_card(make_painter(tmp_path).paint(card)).crop((0, 0, WIDTH, 600))
        pixels = image.load()
        assert pixels
        columns = [
            x
            for x in range(0, WIDTH, 2)
            for y in range(200, 400, 2)
            if pixels[x, y][0] > 200 and pixels[x, y][2] < 140
        ]
        return sum(columns) / len(columns)

    assert find_label("en", "Event") < WIDTH / 4
    assert find_label("ar", "حدث") > WIDTH * 3 / 4


def test_a_drawing_as_mark_cannot_read_files(tmp_path: Path):
    secret = tmp_path / "secret.png"
    Image.new("RGB", (9, 9), "red").save(secret)
    mark = make_data_url(MARK.format(secret=secret).encode(), "image/svg+xml")
    card = Card("", "en", NAME, NAME, "CH")

    image = open_card(make_painter(tmp_path, mark).paint(card))

    assert (0, 255, 0) == image.getpixel((72 + 42, 54 + 42))


def test_a_card_needs_no_mark(tmp_path: Path):
    card = Card("", "en", NAME, NAME, "CH")

    assert (WIDTH, HEIGHT) == open_card(make_painter(tmp_path).paint(card)).size
