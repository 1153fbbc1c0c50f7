"""The elements of SVG that a drawing may contain, and the attributes that are CSS."""

from __future__ import annotations

ALLOWED_ELEMENTS = frozenset({
    "circle", "clipPath", "defs", "desc", "ellipse", "feBlend", "feColorMatrix",
    "feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting",
    "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB",
    "feFuncG", "feFuncR", "feGaussianBlur", "feImage", "feMerge", "feMergeNode", "feMorphology",
    "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence",
    "filter", "g", "image", "line", "linearGradient", "marker", "mask", "metadata", "path",
    "pattern", "polygon", "polyline", "radialGradient", "rect", "stop", "style", "svg", "switch",
    "symbol", "text", "textPath", "title", "tspan", "use", "view",
    # Fonts of SVG 1.1, as LibreOffice writes them, and drafts of SVG 2, as Inkscape does
    "font", "font-face", "font-face-name", "font-face-src", "flowPara", "flowRegion", "flowRoot",
    "flowSpan", "glyph", "hatch", "hatchpath", "hkern", "meshgradient", "meshpatch", "meshrow",
    "missing-glyph", "solidcolor", "vkern",
})  # fmt: skip
"""Elements of SVG that may be used. Those of other vocabularies do nothing."""

STYLE_ATTRIBUTES = frozenset({
    "clip-path", "cursor", "fill", "filter", "marker", "marker-end", "marker-mid", "marker-start",
    "mask", "stroke", "style",
})  # fmt: skip
"""Attributes whose value is CSS that can name a file."""
