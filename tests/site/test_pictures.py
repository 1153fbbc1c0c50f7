"""Pages show copies of pictures: which ones, and with what HTML."""

from __future__ import annotations

from pathlib import Path

import pytest
from markupsafe import Markup

from coalition.model.records import Member
from coalition.pictures.inspection import PictureInfo
from coalition.pictures.variants import Picture
from coalition.site import pictures
from coalition.site.pictures import PictureLibrary, PictureSet, insert_pictures


def make_library(*members: Member, **sizes: tuple[int, int]) -> PictureLibrary:
    """Return a library with a JPEG for each name, of the given size."""
    return PictureLibrary(
        {
            f"images/{name}.jpg": Picture(
                f"images/{name}.jpg", Path(f"{name}.jpg"), name, PictureInfo(*size)
            )
            for name, size in sizes.items()
        },
        members,
    )


def make_member(**values: str) -> Member:
    return Member.model_construct(**{"photo": None, "photo_focus": None} | values)


def get_figure(library: PictureLibrary, path: str) -> PictureSet:
    figure = library.get_figure(path)
    assert figure
    return figure


def test_a_picture_in_a_text_is_shown_in_the_size_of_the_screen():
    library = make_library(lamp=(3000, 2000))
    html = insert_pictures('<p><img alt="A lamp" src="../images/lamp.jpg"></p>', "..", library)
    webp, jpeg = get_figure(library, "images/lamp.jpg").webp, library.get_figure("images/lamp.jpg")
    assert jpeg

    srcset = ", ".join(f"../{variant.path} {variant.width}w" for variant in webp)
    assert [360, 720, 1080, 1440] == [variant.width for variant in webp]
    assert (
        f'<p><picture><source type="image/webp" srcset="{srcset}" sizes="{jpeg.sizes}">'
        f'<img src="../{jpeg.fallback.path}" width="1440" height="960" decoding="async"'
        ' alt="A lamp"></picture></p>'
    ) == html


def test_all_pictures_of_a_text_but_the_first_are_loaded_when_they_come_near():
    library = make_library(a=(500, 400), b=(500, 400))
    images = "".join(f'<img alt="x" src="./images/{name}.jpg">' for name in "aba")

    parts = insert_pictures(images, ".", library).split("</picture>")

    assert [False, True, True, False] == [' loading="lazy"' in part for part in parts]


def test_an_editor_may_set_the_width_and_the_height_follows():
    library = make_library(a=(3000, 2000))
    html = insert_pictures(
        '<img alt="x" height="9" src="./images/a.jpg" width="240">', ".", library
    )

    assert ' width="240" height="160"' in html
    assert ' sizes="min(240px, 100vw)"' in html


def test_a_link_to_a_picture_leads_to_a_large_copy():
    library = make_library(a=(3000, 2000))
    copy = library.get_copy("images/a.jpg")
    assert copy

    assert (2400, 1600) == (copy.width, copy.height)
    assert f'<a href="../{copy.path}">x</a>' == insert_pictures(
        '<a href="../images/a.jpg">x</a>', "..", library
    )


@pytest.mark.parametrize(
    "html",
    [
        '<img alt="x" src="../images/lamp.svg">',
        '<img alt="x" src="images/a.jpg">',
        '<img alt="x" src="https://example.org/images/a.jpg">',
        '<a href="../files/a.pdf">a</a>',
        '<a id="x">a</a>',
        '<code>&lt;img src="../images/a.jpg"&gt;</code>',
    ],
)
def test_everything_else_stays_as_it_is(html: str):
    assert html == insert_pictures(html, "..", make_library(a=(500, 400)))


def test_the_description_stays_a_description():
    """It may contain everything that has a meaning in HTML."""
    alt = "&lt;b&gt; &amp; &quot;{x}&quot; > \\1"
    library = make_library(a=(500, 400))
    html = insert_pictures(f'<img alt="{alt}" src="../images/a.jpg">', "..", library)

    assert str(Markup(' alt="{}"').format('<b> & "{x}" > \\1')) in html


def test_on_the_home_page_a_path_may_begin_without_a_dot():
    library = make_library(a=(500, 400))

    assert "<picture>" in insert_pictures('<img alt="x" src="images/a.jpg">', ".", library)


def test_names_that_mean_something_in_a_srcset_are_encoded():
    library = PictureLibrary(
        {"images/a,é.jpg": Picture("images/a,é.jpg", Path("x"), "1", PictureInfo(500, 400))}
    )
    html = insert_pictures('<img alt="x" src="../images/a,é.jpg">', "..", library)

    assert "images/a%2C%C3%A9." in html
    assert 3 == len(set(library.find_variants(html)))


def test_a_portrait_is_square_and_follows_the_focus():
    member, other = (make_member(photo="a.jpg", photo_focus=focus) for focus in (None, "bottom"))
    library = make_library(member, other, a=(400, 600))

    boxes = []
    for one in (member, other):
        portrait = library.get_portrait(one)
        assert portrait
        assert [(160, 160), (320, 320), (400, 400)] == [(v.width, v.height) for v in portrait.webp]
        boxes.append(portrait.webp[0].box)

    assert [(0, 0, 400, 400), (0, 200, 400, 600)] == boxes


@pytest.mark.parametrize(
    ("size", "shown", "widths"),
    [
        ((1600, 200), (192, 24), [192, 384, 576]),  # wide
        ((300, 900), (32, 96), [32, 64, 96]),  # tall
        ((96, 48), (96, 48), [96]),  # small: it is not enlarged
        ((9000, 3), (192, 1), [192, 384, 576]),
    ],
)
def test_a_logo_fits_into_its_box_and_is_not_cut(
    size: tuple[int, int], shown: tuple[int, int], widths: list[int]
):
    logo = make_library(a=size).get_logo("a.jpg")
    assert logo

    assert shown == pictures.fit_logo(*size)
    assert widths == [variant.width for variant in logo.webp]
    assert {(0, 0, *size)} == {variant.box for variant in (*logo.webp, logo.fallback)}


def test_the_variants_of_logos_are_known():
    sizes = {"images/a.png": PictureInfo(800, 400), "images/b.png": PictureInfo(400, 400)}
    found = {path: Picture(path, Path(path), path, info) for path, info in sizes.items()}
    library = PictureLibrary(found, (), ["a.png", "drawing.svg"])
    logo = library.get_logo("a.png")
    assert logo

    assert {*logo.webp, logo.fallback} == set(
        library.find_variants(str(logo.render("../{}".format, {})))
    )
    assert library.get_logo("drawing.svg") is None


def test_a_drawing_has_no_copies():
    library = make_library(make_member(photo="a.svg"))

    assert library.get_portrait(make_member(photo="a.svg")) is None
    assert library.get_figure("images/a.svg") is library.get_copy("images/a.svg") is None
    assert {} == library.variants


def test_every_variant_that_a_page_can_name_is_known():
    member = make_member(photo="a.jpg", photo_focus="10% 90%")
    library = make_library(member, a=(3000, 4000), b=(50, 50))
    link = "../{}".format
    portrait, figure = library.get_portrait(member), library.get_figure("images/b.jpg")
    mark = library.get_copy("images/a.jpg", pictures.MARK_SIZE)
    assert portrait and figure and mark
    html = f'{portrait.render(link, {})}{figure.render(link, {})}<link href="../{mark.path}">'

    assert {*portrait.webp, portrait.fallback, *figure.webp, figure.fallback, mark} == set(
        library.find_variants(html)
    )
