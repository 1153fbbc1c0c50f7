"""The published files of a picture: the right part, upright, in the right size, no metadata."""

from __future__ import annotations

import io
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from coalition.pictures.inspection import PictureInfo, inspect_picture
from coalition.pictures.variants import (
    ImageFormat,
    Picture,
    Variant,
    compute_square_box,
    get_whole_box,
    make_variants,
    render_variants,
)
from support.pictures import (
    BODY,
    COMMENT,
    DESCRIPTION,
    HEAD,
    WALL,
    draw_portrait,
    encode,
    is_near,
    make_phone_photo,
)

FORMATS: tuple[ImageFormat, ...] = ("JPEG", "PNG", "WEBP")
UPPER_THIRD = (50, 33)


def make_picture(folder: Path, data: bytes, name: str = "ada.jpg") -> Picture:
    """Return a picture with its file in a folder."""
    file = folder / name
    file.write_bytes(data)
    info = inspect_picture(data, name)
    assert isinstance(info, PictureInfo)
    return Picture(f"images/{name}", file, sha256(data).hexdigest(), info)


def render(variant: Variant) -> Image.Image:
    """Return a variant as a picture that can be looked at."""
    ((path, content),) = render_variants(variant.picture, [variant])
    assert variant.path == path
    return Image.open(io.BytesIO(content))


def render_square(picture: Picture, focus: tuple[int, int]) -> Image.Image:
    box = compute_square_box(picture, focus)
    return render(make_variants(picture, box, (120,), "WEBP")[0])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_portrait_keeps_the_head_however_the_phone_was_held(orientation: int, tmp_path: Path):
    upright = draw_portrait(400, 600)
    turned = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = upright if turned is None else upright.transpose(turned)
    picture = make_picture(tmp_path, make_phone_photo(stored, orientation))

    square = render_square(picture, UPPER_THIRD)

    assert (120, 120) == square.size
    assert is_near(WALL, square, 0.5, 0.02)
    assert is_near(HEAD, square, 0.5, 0.12)
    assert is_near(HEAD, square, 0.5, 0.45)
    assert is_near(BODY, square, 0.5, 0.9)


@pytest.mark.parametrize(
    ("size", "focus", "box"),
    [
        ((400, 600), (50, 33), (0, 0, 400, 400)),
        ((400, 600), (50, 0), (0, 0, 400, 400)),
        ((400, 600), (50, 50), (0, 100, 400, 500)),
        ((400, 600), (50, 100), (0, 200, 400, 600)),
        ((400, 800), (50, 33), (0, 64, 400, 464)),
        ((600, 400), (50, 33), (100, 0, 500, 400)),
        ((600, 400), (0, 33), (0, 0, 400, 400)),
        ((600, 400), (100, 33), (200, 0, 600, 400)),
        ((600, 400), (40, 33), (40, 0, 440, 400)),
        ((1, 9), (50, 33), (0, 2, 1, 3)),
    ],
)
def test_the_square_is_around_the_focus(
    size: tuple[int, int], focus: tuple[int, int], box: tuple[int, ...]
):
    picture = Picture("images/a.png", Path("a.png"), "", PictureInfo(*size))

    assert box == compute_square_box(picture, focus)


@pytest.mark.parametrize("format", FORMATS)
def test_no_metadata_are_published(format: ImageFormat, tmp_path: Path):
    picture = make_picture(tmp_path, make_phone_photo(draw_portrait(400, 600)))
    (variant,) = make_variants(picture, get_whole_box(picture), (200,), format)

    ((_, content),) = render_variants(picture, [variant])

    image = Image.open(io.BytesIO(content))
    assert not image.getexif()
    assert set() == image.info.keys() & {"exif", "icc_profile", "xmp", "comment", "photoshop"}
    for secret in (b"Exif", b"xmpmeta", b"GPS", DESCRIPTION.encode(), COMMENT.encode()):
        assert secret not in content


def test_metadata_in_png_and_webp_are_not_published_either(tmp_path: Path):
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    text.add_text("Author", DESCRIPTION)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = draw_portrait(200, 300)
    sources = {
        "a.png": encode(image, "PNG", pnginfo=text, icc_profile=profile),
        "a.webp": encode(image, "WEBP", xmp=DESCRIPTION.encode(), icc_profile=profile),
    }
    for name, data in sources.items():
        assert b"ICC" in data or b"iCC" in data
        picture = make_picture(tmp_path, data, name)
        for format in FORMATS:
            variants = make_variants(picture, get_whole_box(picture), (100,), format)
            ((_, content),) = render_variants(picture, variants)
            assert DESCRIPTION.encode() not in content
            assert "icc_profile" not in Image.open(io.BytesIO(content)).info


def test_transparency_stays(tmp_path: Path):
    image = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    image.paste((200, 40, 40, 255), (0, 0, 100, 200))
    picture = make_picture(tmp_path, encode(image, "PNG"), "logo.png")

    for format in ("PNG", "WEBP"):
        shown = render(make_variants(picture, get_whole_box(picture), (100,), format)[0])
        assert [255, 0] == [shown.convert("RGBA").getpixel((x, 50))[3] for x in (10, 90)]


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path):
    picture = make_picture(tmp_path, make_phone_photo(draw_portrait(400, 600)))
    box = compute_square_box(picture, UPPER_THIRD)
    variants = [v for format in FORMATS for v in make_variants(picture, box, (80, 160), format)]

    first, second = (dict(render_variants(picture, group)) for group in (variants, variants[::-1]))

    assert first == second
    alone = {path: data for v in variants for path, data in render_variants(picture, [v])}
    assert first.keys() == alone.keys()


@pytest.mark.parametrize(
    ("width", "expected"),
    [(100, [100]), (360, [360]), (380, [360]), (700, [360, 700]), (2000, [360, 720]), (1, [1])],
)
def test_no_variant_is_larger_than_the_picture(width: int, expected: list[int]):
    picture = Picture("images/a.png", Path("a.png"), "", PictureInfo(width, 300))

    variants = make_variants(picture, get_whole_box(picture), (720, 360), "WEBP")

    assert expected == [variant.width for variant in variants]
    assert all(variant.height >= 1 for variant in variants)


@pytest.mark.parametrize("size", [(1, 1), (3000, 1), (1, 3000), (17, 4001)])
def test_a_picture_may_have_any_shape(size: tuple[int, int], tmp_path: Path):
    picture = make_picture(tmp_path, encode(Image.new("RGB", size, HEAD), "JPEG"))
    boxes = (get_whole_box(picture), compute_square_box(picture, UPPER_THIRD))

    for box in boxes:
        for variant in make_variants(picture, box, (80, 160), "WEBP"):
            assert (variant.width, variant.height) == render(variant).size


def test_the_name_changes_with_the_picture_and_its_part():
    infos = PictureInfo(400, 600)
    one, other = (Picture("images/a.b.png", Path("x"), key, infos) for key in ("1", "2"))
    paths = {
        make_variants(picture, compute_square_box(picture, focus), (80,), "WEBP")[0].path
        for picture in (one, other)
        for focus in ((50, 0), (50, 100))
    }

    assert 4 == len(paths)
    assert all(path.startswith("images/a.b.") and path.endswith(".80.webp") for path in paths)


def test_a_long_name_stays_a_valid_one():
    picture = Picture(f"images/{'é' * 120}.png", Path("x"), "1", PictureInfo(9, 9))
    (variant,) = make_variants(picture, get_whole_box(picture), (9,), "WEBP")

    assert len(variant.path.rpartition("/")[2].encode()) < 255
