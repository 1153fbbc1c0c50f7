"""Write a project for stock Pelican, with a Markdown file for each page of a built site.

Text, headings, lists and links of a page's `<main>` are kept, so that both sides make as many
pages of about the same length. Pelican's own `simple` theme shows them, without the menu of all
pages that it would write into each of them.
"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

SETTINGS = """\
SITENAME = "Stock"
SITEURL = "{address}"
PATH = "content"
PLUGINS = []
THEME = "simple"
TIMEZONE = "UTC"
PAGE_URL = "{{slug}}/"
PAGE_SAVE_AS = "{{slug}}/index.html"
DISPLAY_PAGES_ON_MENU = False
DIRECT_TEMPLATES = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
"""

BLOCKS = {"div", "dl", "dt", "dd", "figcaption", "li", "ol", "option", "p", "section", "ul"}
HEADINGS = {"h1": "# ", "h2": "## ", "h3": "### "}


def write(folder: Path, site: Path, address: str) -> None:
    """Make `folder` a project whose pages have the texts of the built `site`."""
    pages = folder / "content" / "pages"
    pages.mkdir(parents=True)
    (folder / "pelicanconf.py").write_text(SETTINGS.format(address=address), encoding="utf-8")
    for number, file in enumerate(sorted(site.rglob("*.html"))):
        text = f"title: Page {number}\nslug: page-{number}\n\n{_markdown(file)}\n"
        (pages / f"page-{number}.md").write_text(text, encoding="utf-8")


def _markdown(file: Path) -> str:
    body = _Body()
    body.feed(file.read_text(encoding="utf-8"))
    body.close()
    return "\n\n".join(body.blocks)


class _Body(HTMLParser):
    """Converts `<main>` to blocks of Markdown."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.within = False
        self.start, self.words, self.link = "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block or a link in it."""
        self.within |= tag == "main"
        if tag in BLOCKS or tag in HEADINGS:
            self._end_block()
            self.start = "- " if tag == "li" else HEADINGS.get(tag, self.start)
        elif tag == "a":
            self.link = dict(attrs).get("href") or ""
            self.words += "["

    def handle_endtag(self, tag: str) -> None:
        """End a block or a link."""
        if tag == "a":
            self.words += f"]({self.link})"
        elif tag in BLOCKS or tag in HEADINGS or tag == "main":
            self._end_block()
        self.within &= tag != "main"

    def handle_data(self, data: str) -> None:
        """Collect the text."""
        self.words += data

    def _end_block(self) -> None:
        """Keep the block if it is in `<main>` and not empty."""
        words = " ".join(self.words.split())
        if words and self.within:
            self.blocks.append(self.start + words)
        if words:
            self.start = ""
        self.words = ""
