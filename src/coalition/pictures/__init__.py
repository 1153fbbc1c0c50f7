"""Pictures made of pixels: checked by their content, and published as small copies.

`inspect_picture` says what a file is or why it cannot be used; a `Variant` is a file to make of a
`Picture`, and `PictureCache` makes it or finds it in `.cache/`; `render_icon` draws an icon. It
imports Pillow only in the functions that need it, and knows neither the data nor the pages:
`project` decides which files are checked, and `site` which variants are needed.
"""

from coalition.pictures.cache import PictureCache, group_by_picture
from coalition.pictures.icons import FAVICON_SIZES, IconSource, render_favicon, render_icon
from coalition.pictures.inspection import (
    FORMATS_BY_SUFFIX,
    PictureInfo,
    PictureProblem,
    check_picture_size,
    inspect_picture,
    propose_suffix,
)
from coalition.pictures.rasterizing import RASTERIZER_PACKAGE, make_data_url, rasterize_svg
from coalition.pictures.variants import (
    Box,
    ImageFormat,
    Picture,
    Variant,
    compute_square_box,
    get_whole_box,
    make_variants,
    render_variants,
)

__all__ = [
    "FAVICON_SIZES",
    "FORMATS_BY_SUFFIX",
    "RASTERIZER_PACKAGE",
    "Box",
    "IconSource",
    "ImageFormat",
    "Picture",
    "PictureCache",
    "PictureInfo",
    "PictureProblem",
    "Variant",
    "check_picture_size",
    "compute_square_box",
    "get_whole_box",
    "group_by_picture",
    "inspect_picture",
    "make_data_url",
    "make_variants",
    "propose_suffix",
    "rasterize_svg",
    "render_favicon",
    "render_icon",
    "render_variants",
]
