"""Pages may weigh exactly as much as their budget allows, and not a byte more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from coalition.audit.built_site import BuiltSite, SiteFolder
from coalition.audit.html import HtmlDocument
from coalition.audit.link_targets import LinkResolver
from coalition.audit.page_weight import LARGE_PAGE_BUDGET_BYTES, PageWeight, compute_compressed_size

WORDS = " ".join(hashlib.sha256(bytes([n])).hexdigest() for n in range(250))
"""Text that compresses badly: about 9 kB."""


def make_noise(length: int) -> str:
    """Return a text that hardly compresses, so that each character adds to the weight."""
    pieces = (hashlib.sha256(str(n).encode()).hexdigest() for n in range(length // 64 + 1))
    return "".join(pieces)[:length]


def make_page(main: str, head: str = "") -> Callable[[int], bytes]:
    return lambda length: (
        f"<html><head>{head}</head><!--{make_noise(length)}--><main>{main}</main></html>".encode()
    )


def find_longest(make: Callable[[int], bytes], budget: int) -> int:
    """Return the greatest length for which the page's compressed size is within the budget."""
    low, high = 0, 4 * budget
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (
            (middle, high) if compute_compressed_size(make(middle)) <= budget else (low, middle - 1)
        )
    return low


def weigh(page: bytes, site: BuiltSite) -> list[str]:
    document = HtmlDocument("members/index.html", page)
    return [d.issue.rule for d in PageWeight(LinkResolver(site)).check_page(document)]


@pytest.mark.parametrize(
    ("budget", "main"),
    [
        (14336, "<p>Hello</p>"),
        (30720, '<svg><a href="../"><circle/></a></svg>'),
        (10240 + 3 * compute_compressed_size(WORDS.encode()), WORDS),
    ],
    ids=["a page", "a page with a map", "a page with much text"],
)
def test_a_page_may_use_its_whole_budget_and_no_more(budget: int, main: str, sound: BuiltSite):
    make = make_page(main)
    length = find_longest(make, budget)

    assert budget - 16 <= compute_compressed_size(make(length)) <= budget
    assert [] == weigh(make(length), sound)
    assert ["page-weight"] == weigh(make(length + 16), sound)


def test_style_sheets_count_as_part_of_the_page(sound: BuiltSite):
    (sound.content.folder / "assets" / "site.css").write_text(f"/* {make_noise(8000)} */", "utf-8")
    styles_size = compute_compressed_size(
        (sound.content.folder / "assets" / "site.css").read_bytes()
    )
    make = make_page("<p>Hello</p>", '<link rel="stylesheet" href="../assets/site.css">')
    length = find_longest(make, 14336 - styles_size)

    assert [] == weigh(make(length), sound)
    assert ["page-weight"] == weigh(make(length + 16), sound)


def member_list(number: int, waste: str = "") -> bytes:
    names = (f"Ada-{i * 7919 % 100003} Lovelace-{i * 104729 % 1000003}" for i in range(number))
    items = (f'<li{waste.format(name)}><a href="{name}/">{name}</a></li>' for name in names)
    return f"<html><body><main>{''.join(items)}</main></body></html>".encode()


def test_a_list_may_be_as_heavy_as_the_number_of_its_members_asks_for(sound: BuiltSite):
    assert compute_compressed_size(member_list(5000)) > LARGE_PAGE_BUDGET_BYTES
    assert [] == weigh(member_list(5000), sound)


def test_a_list_may_not_waste_what_it_weighs(sound: BuiltSite):
    page = member_list(2000)
    for number in range(2000):
        waste = hashlib.sha256(str(number).encode()).hexdigest()
        page = page.replace(b"<li><", f'<li data-x="{waste}"><'.encode(), 1)

    assert ["page-weight"] == weigh(page, sound)


def write_pictures(site: BuiltSite, sizes: dict[str, int]) -> None:
    """Write files of these sizes, in bytes, into the folder of pictures."""
    ((site.root / "output") / "images").mkdir(exist_ok=True)
    for name, size in sizes.items():
        (site.root / "output/images" / name).write_bytes(bytes(size))


def make_figure(name: str, width: int) -> str:
    candidates = ", ".join(f"../images/{name}.{size}.webp {size}w" for size in (360, 720, 1080))
    return (
        f'<picture><source srcset="{candidates}"><img src="../images/{name}.jpg" alt="x"'
        f' width="{width}"></picture>'
    )


@pytest.mark.parametrize(
    ("width", "loaded"), [(1080, 1080), (300, 1080), (240, 720), (160, 720), (100, 360)]
)
def test_a_phone_loads_the_picture_for_its_screen(width: int, loaded: int, sound: BuiltSite):
    budget = 600 * 1024
    page = f"<html><body>{make_figure('a', width)}</body></html>".encode()
    others = {f"a.{size}.webp": 10 * budget for size in (360, 720, 1080) if size != loaded}
    for excess in (0, 1):
        site = BuiltSite(SiteFolder(sound.root / "output"), sound.root)
        write_pictures(site, others | {"a.jpg": 10 * budget, f"a.{loaded}.webp": budget + excess})
        assert excess == len(weigh(page, site))


def test_pictures_count_together_and_each_once(sound: BuiltSite):
    write_pictures(sound, {"a.1080.webp": 400_000, "b.1080.webp": 100_000, "c.svg": 114_401})
    site = BuiltSite(SiteFolder(sound.root / "output"), sound.root)
    drawing = '<img src="../images/c.svg" alt="x">'
    twice = make_figure("a", 900) * 2 + make_figure("b", 900)

    assert [] == weigh(f"<html><body>{twice}</body></html>".encode(), site)
    assert ["page-weight"] == weigh(f"<html><body>{twice}{drawing}</body></html>".encode(), site)
