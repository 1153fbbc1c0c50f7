"""Links of a text on the pages in other languages, which show it until it is translated."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from coalition.build import publish
from support.projects import ADDRESS, copy_project
from support.sites import INVENTED, Built, read_built_site

pytestmark = pytest.mark.integration

TEXT = """Title: The lamps
Summary: Which lamps there are.

[Part]({filename}/pages/about.en.md#our-lamps),
[relative](../about/#our-lamps),
[tagged](../about/#our-lamps){: hreflang="en" },
[common]({filename}/pages/about.en.md#common),
[untranslated]({filename}/pages/join.en.md#how-to-join-us),
[page]({filename}/pages/about.en.md),
[own](#here),
[home]({filename}/pages/home.en.md).

## Here
"""


@pytest.fixture(scope="module")
def lamps(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A coalition with a text in English that leads to headings of other texts."""
    root = tmp_path_factory.mktemp("fallback") / "lantern"
    copy_project(root, INVENTED / "lantern" / "data", INVENTED / "lantern" / "content")
    pages = root / "content/pages"
    (pages / "lamps.en.md").write_text(TEXT, "utf-8")
    for name, headings in (
        ("about.en.md", "## Our lamps\n\nx\n\n## Common\n\nx\n"),
        ("about.ar.md", "## مصابيحنا\n\nx\n\n## أخرى {#common}\n\nx\n"),
        ("join.en.md", "## How to join us\n\nx\n"),
    ):
        text = (pages / name).read_text("utf-8").rstrip()
        (pages / name).write_text(f"{text}\n\n{headings}", "utf-8")
    text = (pages / "privacy.ar.md").read_text("utf-8").rstrip()
    links = (
        "[Part]({filename}/pages/about.ar.md#مصابيحنا), [page](../about/#common),"
        " [home]({filename}/pages/home.ar.md), [plain]({filename}/pages/about.ar.md)\n"
    )
    (pages / "privacy.ar.md").write_text(f"{text}\n\n{links}", "utf-8")
    publish.build_site(root, root / "output", ADDRESS)  # reports each link that leads nowhere
    return read_built_site("lantern", root)


@pytest.mark.parametrize(
    ("words", "href", "hreflang"),
    [
        ("Part", "../../about/#our-lamps", "en"),
        ("relative", "../../about/#our-lamps", "en"),
        ("tagged", "../../about/#our-lamps", "en"),
        ("common", "../about/#common", None),
        ("untranslated", "../join/#how-to-join-us", None),
        ("page", "../about/", None),
        ("own", "#here", None),
        ("home", "../", None),
    ],
)
def test_a_link_leaves_the_language_only_for_a_part_that_the_translation_has_not(
    lamps: Built, words: str, href: str, hreflang: str | None
):
    (link,) = [a for a in lamps.page("ar/lamps/").all("main//a") if a.text == words]

    assert href == link.get("href")
    assert hreflang == link.get("hreflang")


@pytest.mark.parametrize(
    ("words", "href", "hreflang"),
    [
        ("Part", "../ar/about/#مصابيحنا", "ar"),
        ("page", "../about/#common", None),
        ("home", "../", None),
        ("plain", "../about/", None),
    ],
)
def test_so_does_one_on_a_page_in_the_default_language(
    lamps: Built, words: str, href: str, hreflang: str | None
):
    (link,) = [a for a in lamps.page("privacy/").all("main//a") if a.text == words]

    assert href == unquote(link.get("href", ""))
    assert hreflang == link.get("hreflang")
