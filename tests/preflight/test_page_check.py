"""What the check refuses is what publishing refuses, in the same words and at the same place."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalition.build import publish
from coalition.diagnostics import BuildError, DataError, Diagnostic, format_diagnostics
from coalition.preflight.page_check import check_pages, render_in_memory
from coalition.project.project import load_project
from support.projects import ADDRESS, PROJECT, copy_project
from support.sites import INVENTED, Built

pytestmark = pytest.mark.integration

LANTERN = INVENTED / "lantern"
LATER_RULES = {"lost-url", "unreadable-sitemap"}
"""Rules about the site that was published before; `missing-alt` is found before pages are made."""

TEXT_SLIPS = {
    "![A](https://elsewhere.example/f.jpg)": "foreign-resource",
    "![]({static}/images/lamp.svg)": "missing-alt",
    "![][lamp]\n\n[lamp]: {static}/images/lamp.svg": "missing-alt",
    '<img src="{static}/images/lamp.svg">': "missing-alt",
    "An <b>unclosed element.": "unclosed-element",
    "Before <!-- a remark without end\n\nAfter": "unclosed-element",
    "<script>alert(1)</script>": "forbidden-html",
    '<iframe src="https://elsewhere.example/"></iframe>': "forbidden-html",
    '<p style="color: red">Red</p>': "forbidden-html",
    "#NoSpace": "heading-level",
    "Text\n===": "heading-level",
    "[text] ({filename}/pages/join.en.md)": "broken-link",
    "[text] (https://elsewhere.example/)": "broken-link",
    "[text](https://elsewhere.example/ and more": "unclosed-bracket",
    "[text][nowhere]": "broken-link",
    "See {filename}/pages/join.en.md": "broken-link",
    "A claim[^1]": "broken-link",
    "<div>[text](https://elsewhere.example/)</div>": "broken-link",
    "[](https://elsewhere.example/)": "missing-name",
    "[text]({filename}/pages/secret.en.md)": "broken-link",
}
"""Texts that are refused before pages are made, each with the rule."""

PAGE_SLIPS = {
    "[text](/join/)": "rooted-link",
    "[text](../no-such-page/)": "broken-link",
    "[text](../join)": "missing-slash",
    "[text]()": "broken-link",
    "![A](images/f.jpg)": "broken-link",
    "[text](#nothere)": "broken-link",
    "[text]({filename}/pages/join.en.md#nothere)": "broken-link",
    "[text](www.elsewhere.example)": "broken-link",
    f"[text]({ADDRESS}join/)": "absolute-link",
    "## Start\n\n#### Skipped": "heading-level",
    "###NoSpace": "heading-level",
    "## Start\n\n#### Skipped *with* [a link](https://elsewhere.example/)": "heading-level",
    "## Start\n\n<h4>Skipped</h4>": "heading-level",
    "## Content {#content}": "repeated-id",
    "<details><summary></summary>More</details>": "missing-name",
    '<span lang="fr_FR">Bonjour</span>': "invalid-language-tag",
    '<span lang="ar">نور</span>': "missing-direction",
    '<table><tr><td headers="hours">9</td></tr></table>': "missing-fragment",
    "None": "leaked-value",
    "It is in ROOT/src.": "machine-path",
}
"""Texts that are refused because of the page that shows them, each with the rule."""

SOUND_TEXTS = (
    "A [link]({filename}/pages/join.en.md) and a ![lamp]({static}/images/lamp.svg).",
    r"Brackets: \[text] (https://elsewhere.example/), \[text](a, [sic] (so), a[1], [ ] to do.",
    "`[text] (/x/)`, `{filename}`, `<!--` and `![](x)`",
    "```\n# comment\n[text] (https://elsewhere.example/\n<!--\n```",
    "    # indented\n    [text](x",
    "A note[^1] <!-- a remark --> and a reference [text][there].\n\n[^1]: Here.\n\n"
    "[there]: https://elsewhere.example/",
    "## Levels\n\n### Deeper\n\n## Back\n\nText\n---",
    "None of them, and *None*.",
    "<!--\n# remark\n[text] (https://elsewhere.example/)\n-->",
    '<div><p>HTML with <a href="https://elsewhere.example/">a link</a>.</p></div>',
    "A < B, A & B, 5 (five) [five]",
    "[text](<https://elsewhere.example/a b>) and [text](https://elsewhere.example/a_(b))",
)
"""Texts that are published."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An invented coalition, with a draft."""
    root = copy_project(tmp_path / "site", LANTERN / "data", LANTERN / "content")
    write_page(root, "secret", "Not yet.", "Status: draft")
    return root


def write_page(root: Path, slug: str, text: str, *front_matter: str) -> None:
    lines = (f"Title: The page {slug}", f"Summary: About {slug}.", *front_matter, "", text)
    source = "\n".join(lines).replace("ROOT", str(root)) + "\n"
    (root / f"content/pages/{slug}.en.md").write_text(source, "utf-8")


def check(root: Path) -> tuple[Diagnostic, ...]:
    """Return what the check refuses."""
    try:
        check_pages(root, load_project(root, thorough=True), ADDRESS)
    except DataError as error:
        return error.diagnostics
    return ()


def build(root: Path) -> str:
    """Return what publishing refuses, as the terminal shows it."""
    try:
        publish.build_site(root, root / "output", ADDRESS)
    except BuildError as error:
        return error.details
    return ""


@pytest.mark.parametrize("slips", [TEXT_SLIPS, PAGE_SLIPS], ids=["text", "page"])
def test_each_slip_is_refused_by_both_with_one_report_at_its_place(
    slips: dict[str, str], root: Path
):
    pages = {f"slip-{number}": item for number, item in enumerate(slips.items(), 1)}
    for slug, (text, _) in pages.items():
        write_page(root, slug, text)

    diagnostics = check(root)

    expected = {f"content/pages/{slug}.en.md": rule for slug, (_, rule) in pages.items()}
    assert expected == {item.location.file: item.rule for item in diagnostics}
    assert len(expected) == len(diagnostics)
    for diagnostic in diagnostics:
        assert diagnostic.location.line >= 4, diagnostic
        assert diagnostic.excerpt, diagnostic
        assert diagnostic.hint, diagnostic
    assert format_diagnostics(diagnostics) == build(root)


@pytest.mark.parametrize(
    "slip", ["[text] (https://a.example/)", "[text](https://a.example/ and more"]
)
def test_a_slip_is_located_below_a_correct_link_to_the_same_address(slip: str, root: Path):
    write_page(
        root,
        "slip",
        f"A [link](https://a.example/) and ![lamp]({{static}}/images/lamp.svg).\n\n{slip}",
    )

    (diagnostic,) = check(root)

    assert (6, 1) == (diagnostic.location.line, diagnostic.location.column)


def test_slips_in_one_page_and_in_news_are_all_reported(root: Path):
    text = "\n\n".join(TEXT_SLIPS)
    write_page(root, "slips", text)
    news = root / "content/news/first-light.en.md"
    of_news = "\n\n".join(PAGE_SLIPS).replace("../", "../../").replace("ROOT", str(root))
    news.write_text(f"{news.read_text('utf-8')}\n{of_news}\n", "utf-8")

    of_texts = check(root)
    (root / "content/pages/slips.en.md").unlink()
    of_pages = check(root)

    assert {"content/pages/slips.en.md"} == {item.location.file for item in of_texts}
    assert set(TEXT_SLIPS.values()) == {item.rule for item in of_texts}
    assert {"content/news/first-light.en.md"} == {item.location.file for item in of_pages}
    assert set(PAGE_SLIPS.values()) == {item.rule for item in of_pages}
    assert format_diagnostics(of_pages) == build(root)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[text](/join/)", "broken-link"),
        ("[text]({filename}/pages/join.en.md)", "broken-link"),
        ("[text](#nothere)", "broken-link"),
        ("[text]()", "broken-link"),
        ("[](https://elsewhere.example/)", "missing-name"),
        ("[text] (https://elsewhere.example/)", "broken-link"),
        ("[text](https://elsewhere.example/ and more", "unclosed-bracket"),
        ("Before <!-- a remark without end", "unclosed-element"),
        ("An <b>unclosed element.", "unclosed-element"),
        ("![A](https://elsewhere.example/f.jpg)", "forbidden-html"),
        ('<p style="color: red">Red</p>', "forbidden-html"),
        ('<span lang="fr_FR">Bonjour</span>', "invalid-language-tag"),
    ],
)
def test_a_slip_in_the_data_is_refused_at_its_line(text: str, rule: str, root: Path):
    file = root / "data/coalition.yaml"
    name = "    name: {en: Broadcasters, ar: جهات البث}\n"
    description = f"    description:\n      en: |\n        Radio.\n\n        {text}\n"
    source = file.read_text("utf-8").replace(name, name + description, 1)
    file.write_text(source, "utf-8")

    (diagnostic,) = check(root)

    line = source.split("\n").index(f"        {text}") + 1
    location = diagnostic.location
    assert ("data/coalition.yaml", line, rule) == (location.file, location.line, diagnostic.rule)
    assert format_diagnostics([diagnostic]) == build(root)


def test_a_title_of_invisible_characters_is_refused_at_its_line(root: Path):
    file = root / "content/pages/opening-hours.en.md"
    _, *others = file.read_text("utf-8").split("\n")
    file.write_text("\n".join(["Title:\N{NO-BREAK SPACE}", *others]), "utf-8")

    (diagnostic,) = check(root)

    assert ("content/pages/opening-hours.en.md", 1, "empty-value") == (
        diagnostic.location.file,
        diagnostic.location.line,
        diagnostic.rule,
    )
    assert format_diagnostics([diagnostic]) == build(root)


def test_texts_that_are_published_pass_the_check(root: Path):
    for number, text in enumerate(SOUND_TEXTS, 1):
        write_page(root, f"sound-{number}", text)

    assert () == check(root)
    assert "" == build(root)


def test_each_rule_that_a_text_can_violate_on_a_finished_page_is_among_the_slips():
    finished = {path.name.partition(".")[0] for path in (PROJECT / "tests/data/finished").iterdir()}
    compared = {"duplicate-description", "duplicate-title", "page-weight"}

    assert finished - LATER_RULES - compared <= {*TEXT_SLIPS.values(), *PAGE_SLIPS.values()}


def test_pages_that_only_show_together_what_is_wrong_are_refused_by_both(root: Path):
    write_page(root, "one", "Text", "Checked: 2024-01-01")
    write_page(root, "two", "Text", "Checked: 2024-01-01")
    two = root / "content/pages/two.en.md"
    two.write_text(two.read_text("utf-8").replace(" two", " one"), "utf-8")
    links = (f"[{n}](https://{n**9 % 99991:x}.example/{n**7 % 99989:x})" for n in range(1000))
    write_page(root, "long", "\n\n".join(links))

    diagnostics = check(root)

    rules = {"duplicate-description", "duplicate-title", "page-weight"}
    assert rules == {item.rule for item in diagnostics}
    assert format_diagnostics(diagnostics) == build(root)


def test_an_error_in_a_template_is_refused_by_both(root: Path):
    template = root / "theme/templates/member.html"
    text = template.read_text("utf-8")
    template.write_text(text.replace("{{ member.bio | markdown }}", "{{ view.membre }}"), "utf-8")

    diagnostics = check(root)

    assert ["template-error"] == [item.rule for item in diagnostics]
    assert format_diagnostics(diagnostics) == build(root)


def test_an_invalid_address_of_the_site_is_refused(root: Path):
    with pytest.raises(DataError) as raised:
        check_pages(root, load_project(root), "example.org")

    assert ["invalid-address"] == [item.rule for item in raised.value.diagnostics]


def test_the_site_in_memory_has_the_files_and_the_bytes_of_the_published_one(lantern: Built):
    project = lantern.project
    site = render_in_memory(project, load_project(project), ADDRESS.rstrip("/"))
    ours = {path: site.read_bytes(path) for path in site.paths()}

    written = lantern.files() - {"build.json", ".build.json"}
    assert written >= set(ours)
    assert [] == [path for path, content in ours.items() if _read(lantern, path) != content]
    assert {path for path in written if path.endswith((".html", ".xml"))} <= set(ours)


def _read(site: Built, path: str) -> bytes:
    return (site.root / path).read_bytes()
