"""Pictures are judged by their content: what they are, whether they are whole, how large."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from coalition.pictures import inspection
from coalition.pictures.inspection import PictureInfo, PictureProblem, inspect_picture
from support.pictures import draw_portrait, encode, make_exif, make_phone_photo, make_picture

FORMATS = [
    ("AVIF", ".avif"),
    ("GIF", ".gif"),
    ("JPEG", ".jpeg"),
    ("JPEG", ".jpg"),
    ("PNG", ".png"),
    ("WEBP", ".webp"),
]


def explain(data: bytes, name: str = "ada.jpg") -> PictureProblem:
    """Return the problem of a picture that has one."""
    problem = inspect_picture(data, name)
    assert isinstance(problem, PictureProblem)
    return problem


@pytest.mark.parametrize(("format", "suffix"), FORMATS)
def test_each_format_is_recognised_with_its_size(format: str, suffix: str):
    info = inspect_picture(make_picture(format, (40, 30)), f"ada{suffix}")

    assert isinstance(info, PictureInfo)
    assert (40, 30) == (info.width, info.height)


@pytest.mark.parametrize(("format", "suffix"), FORMATS)
def test_half_a_picture_is_damaged(format: str, suffix: str):
    noise = Image.effect_noise((200, 200), 90)
    data = encode(noise.convert("P" if format == "GIF" else "RGB"), format)

    problem = explain(data[: len(data) // 2], f"ada{suffix}")

    assert ("damaged-picture", True) == (problem.rule, "damaged or incomplete" in problem.message)


@pytest.mark.parametrize(
    ("data", "message", "hint"),
    [
        (b"", "this file is empty", "upload the picture again"),
        (
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
            "this is a HEIC picture, as phones take them, not a JPEG picture",
            "save it as JPEG: share it from the phone as 'most compatible', or export it",
        ),
        (
            b"<!doctype html><p>Not found</p>",
            "this is a web page (HTML), not a JPEG picture",
            "download the picture itself, not the page that shows it, and upload that",
        ),
        (
            b'<svg xmlns="http://www.w3.org/2000/svg"/>',
            "this is an SVG drawing, not a JPEG picture",
            "let its name end in '.svg', or export it as PNG",
        ),
        (
            b"II*\0\x08\0\0\0",
            "this is a TIFF or raw picture, as cameras and scanners make them, not a JPEG picture",
            inspection.EXPORT_HINT,
        ),
        (
            make_picture("PNG"),
            "this is a PNG picture, but its name ends in '.jpg'",
            "rename it to 'ada.png', also where a text or an entry names it",
        ),
    ],
    ids=["empty", "heic", "html", "svg", "tiff", "png"],
)
def test_another_kind_of_file_is_named_with_what_to_do(data: bytes, message: str, hint: str):
    assert PictureProblem("unsupported-file", message, hint) == explain(data)


def test_colours_for_printing_are_refused():
    assert "printing press (CMYK)" in explain(make_picture("JPEG", mode="CMYK")).message


def test_sixteen_bits_are_refused():
    assert "16 bits" in explain(make_picture("PNG", mode="I;16"), "ada.png").message


@pytest.mark.parametrize(
    ("format", "suffix"), [("GIF", ".gif"), ("PNG", ".png"), ("WEBP", ".webp")]
)
def test_a_picture_that_moves_is_refused(format: str, suffix: str):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    data = encode(frames[0], format, save_all=True, append_images=frames[1:])

    assert "this picture moves" in explain(data, f"ada{suffix}").message


def test_the_second_picture_in_a_jpeg_of_a_phone_does_not_matter():
    data = encode(
        draw_portrait(60, 90), "MPO", save_all=True, append_images=[Image.new("RGB", (8, 8))]
    )

    assert PictureInfo(60, 90) == inspect_picture(data, "ada.jpg")


@pytest.mark.parametrize("side", [8_000, 14_000])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(
    side: int, monkeypatch: pytest.MonkeyPatch
):
    data = encode(Image.new("1", (side, side)), "PNG")
    monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.load", pytest.fail)

    problem = explain(data, "ada.png")

    assert "too-large" == problem.rule
    assert ("8,000 x 8,000" if side == 8_000 else "more than 178 million") in problem.message


def test_a_large_file_is_refused_before_it_is_read():
    limit = inspection.MAX_PICTURE_BYTES
    problem = inspection.check_picture_size(14_200_000)

    assert problem
    assert "this picture has 14.2 MB, and may have 6" == problem.message
    assert inspection.check_picture_size(limit) is None


def test_width_and_height_are_those_of_the_picture_as_it_is_shown():
    data = make_phone_photo(draw_portrait(60, 90), orientation=6)

    assert PictureInfo(90, 60) == inspect_picture(data, "ada.jpg")


def test_transparency_counts_only_where_something_is_transparent():
    opaque = Image.new("RGBA", (4, 4), (1, 2, 3, 255))
    infos = [
        inspect_picture(encode(image, "PNG"), "ada.png")
        for image in (opaque, Image.new("RGBA", (4, 4), (1, 2, 3, 128)))
    ]

    assert [False, True] == [isinstance(info, PictureInfo) and info.has_alpha for info in infos]


def test_damaged_metadata_do_not_matter():
    data = encode(draw_portrait(60, 90), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")

    assert PictureInfo(60, 90) == inspect_picture(data, "ada.jpg")


VALID = [
    (suffix, encode(draw_portrait(24, 36), format, **({"exif": make_exif(6)} if exif else {})))
    for format, suffix, exif in (
        ("AVIF", ".avif", False),
        ("GIF", ".gif", False),
        ("JPEG", ".jpg", True),
        ("PNG", ".png", True),
        ("WEBP", ".webp", True),
    )
]


@given(st.data())
def test_any_bytes_give_a_result_and_no_traceback(data: st.DataObject):
    suffix, valid = data.draw(st.sampled_from(VALID))
    position = data.draw(st.integers(0, len(valid)))
    garbage = data.draw(st.binary(max_size=40))
    end = data.draw(st.sampled_from([position, position + len(garbage), len(valid)]))
    damaged = valid[:position] + garbage + valid[end:]

    assert isinstance(inspect_picture(damaged, f"ada{suffix}"), PictureInfo | PictureProblem)


@given(st.binary(max_size=200))
def test_garbage_is_never_a_picture(data: bytes):
    assert isinstance(inspect_picture(data, "ada.webp"), PictureProblem)


def test_the_test_pictures_have_metadata():
    with Image.open(io.BytesIO(make_phone_photo(draw_portrait(6, 9)))) as image:
        assert {"exif", "xmp", "comment"} <= image.info.keys()
