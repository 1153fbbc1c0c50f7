"""Assets: style sheets are joined and minified, and every file is named after its content."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coalition.site.assets import Asset, build_assets, map_asset_paths
from support.projects import PROJECT


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A folder with four style sheets, the declaration of their layers, a script and an image."""
    files = {
        "css/a.css": "@layer parts {\n  /* a remark */\n  p { color: red; }\n}\n",
        "css/components/b.css": "@layer parts { b { top: 0 } }",
        "css/components/a.css": "@layer parts { a { top: 0 } }",
        "css/z.css": "@layer base { p { margin: 0; } }",
        "css/layers.css": "@layer base, parts, data;",
        "js/site.js": "'use strict';\n",
        "images/dot.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "images/.hidden": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def by_name(assets: tuple[Asset, ...]) -> dict[str, Asset]:
    return {asset.name: asset for asset in assets}


def test_style_sheets_become_one_that_begins_with_the_order_of_the_layers(static: Path):
    css = by_name(build_assets(static, "@layer data{i{top:0}}"))["site.css"].content.decode()

    start = "@layer base,parts,data;@layer parts{p{color:red}}"
    components = "@layer parts{a{top:0}}@layer parts{b{top:0}}"
    assert f"{start}{components}@layer base{{p{{margin:0}}}}@layer data{{i{{top:0}}}}" == css


def test_other_files_keep_their_content_and_hidden_ones_are_left_out(static: Path):
    files = by_name(build_assets(static, ""))

    assert {"site.css", "js/site.js", "images/dot.svg"} == set(files)
    assert (static / "js/site.js").read_bytes() == files["js/site.js"].content


def test_a_file_is_named_after_its_content(static: Path):
    before = map_asset_paths(build_assets(static, ""))
    (static / "js/site.js").write_text("'use strict'; // changed\n", encoding="utf-8")
    after = map_asset_paths(build_assets(static, ""))

    assert re.fullmatch(r"assets/site\.[0-9a-f]{8}\.js", before["js/site.js"])
    assert ["js/site.js"] == [name for name in before if before[name] != after[name]]


THEME = PROJECT / "theme" / "static"


def read_theme_styles() -> dict[str, str]:
    """Map the path below css/ of each style sheet to its text without comments."""
    comment = re.compile(r"/\*.*?\*/", re.DOTALL)
    return {
        file.relative_to(THEME / "css").as_posix(): comment.sub("", file.read_text("utf-8"))
        for file in THEME.rglob("*.css")
    }


def test_every_style_sheet_of_the_theme_is_in_a_declared_layer():
    styles = read_theme_styles()
    order = re.findall(r"[\w.-]+", styles.pop("layers.css").removeprefix("@layer"))
    layers_by_name = {
        name: set(re.findall(r"@layer\s+([\w.-]+)\s*\{", text)) for name, text in styles.items()
    }

    assert {} == {
        name: layers for name, layers in layers_by_name.items() if not layers or layers - set(order)
    }


def test_each_component_has_a_file_of_its_own_in_its_layer():
    layers_by_name = {
        name: set(re.findall(r"@layer\s+([\w.-]+)\s*\{", text))
        for name, text in read_theme_styles().items()
    }

    assert {"components/card.css", "components/header.css"} <= layers_by_name.keys()
    assert {} == {
        name: layers
        for name, layers in layers_by_name.items()
        if name.startswith(("components/", "on-request/")) != (layers == {"components"})
    }


def list_selectors(css: str) -> list[str]:
    """List the selectors of all rules, without insignificant spaces."""
    preludes = (" ".join(text.split()) for text in re.findall(r"([^{};]+)\{", css))
    return [
        re.sub(r" ?([>+~,()]) ?", r"\1", prelude)
        for prelude in preludes
        if not prelude.startswith("@")
    ]


def test_each_selector_stays_the_same_when_it_is_minified():
    """Within an at-rule, rcssmin takes `a :is(b)` for a declaration and turns it into `a:is(b)`."""
    assets = by_name(build_assets(THEME, ""))
    minified = [asset.content.decode() for name, asset in assets.items() if name.endswith(".css")]
    styles = read_theme_styles().values()

    assert {selector for text in styles for selector in list_selectors(text)} == {
        selector for text in minified for selector in list_selectors(text)
    }


def test_a_style_sheet_on_request_is_a_file_of_its_own(static: Path):
    folder = static / "css/on-request"
    folder.mkdir()
    (folder / "late.css").write_text("@layer parts { i { top: 0 } }", "utf-8")
    assets = by_name(build_assets(static, ""))

    assert b"@layer parts{i{top:0}}" == assets["css/on-request/late.css"].content
    assert b"i{top:0}" not in assets["site.css"].content


def test_the_theme_knows_start_and_end_but_neither_left_nor_right():
    sides = re.compile(
        r"(?:margin|padding|border|inset)-(?:left|right)|(?:^|[;{\s])(?:left|right)\s*:"
        r"|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
    )

    assert {} == {
        name: sides.findall(text)
        for name, text in read_theme_styles().items()
        if sides.search(text)
    }
