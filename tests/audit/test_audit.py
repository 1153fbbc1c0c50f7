"""A finished site is audited before it is published; each issue is reported with its location."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.audit import duplicates, ids, lang_attributes, link_targets, page_weight, runner
from coalition.audit.built_site import BuiltSite, PageSources, SiteFolder, get_served_file
from coalition.audit.html import HtmlDocument, SiteFile, XmlError, parse_xml
from coalition.audit.issues import AuditIssue
from coalition.build import publish
from coalition.diagnostics import BuildError
from coalition.diagnostics.text import format_diagnostics
from coalition.i18n.locale import get_language_codes, get_language_tag
from support import audit_examples as examples
from support.projects import ADDRESS
from support.sites import Built, project_of

EXAMPLE = {path.parent.name: path for path in examples.EXAMPLES}


def built_site(site: Built) -> BuiltSite:
    return BuiltSite(SiteFolder(site.root), site.project, "output", ADDRESS.rstrip("/"))


def report(site: BuiltSite) -> str:
    """Return the diagnostics of a site as the terminal shows them."""
    return format_diagnostics(runner.audit_site(site))


def edit(site: BuiltSite, path: str, old: str, new: str) -> None:
    """Replace the first occurrence of a text in one of the site's files."""
    file = site.content.folder / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


TWO_PAGES = ("about/index.html", "news/first-night/index.html")


def set_title_of_two_pages(site: BuiltSite, title: str) -> None:
    for page in TWO_PAGES:
        text = (site.content.folder / page).read_text("utf-8")
        start, end = text.index("<title>"), text.index("</title>")
        edit(site, page, text[start:end], f"<title>{title}")


# Sites that may be published


def test_nothing_is_wrong_with_the_finished_site(site: Built):
    assert "" == report(built_site(site))


def test_nothing_is_wrong_with_the_sound_site_of_the_examples(sound: BuiltSite):
    assert "" == report(sound)


def test_nothing_is_wrong_with_a_site_whose_address_and_sources_are_not_known(sound: BuiltSite):
    assert "" == report(replace(sound, site_url="", sources={}))


# Each rule


@pytest.mark.parametrize("name", sorted(EXAMPLE))
def test_an_example_with_an_issue_gets_the_expected_report(name: str, tmp_path: Path):
    example = EXAMPLE[name].parent

    actual = format_diagnostics(examples.found(example, tmp_path)) + "\n"

    assert EXAMPLE[name].read_text("utf-8") == actual.replace(f"{example}/", "")


@pytest.fixture
def copied(lantern: Built, tmp_path: Path) -> BuiltSite:
    """A copy of the built site of an invented coalition, to be broken."""
    shutil.copytree(lantern.root, tmp_path / "output")
    sources = {"contact/index.html": PageSources(("data/coalition.yaml",), "")}
    return replace(built_site(lantern), content=SiteFolder(tmp_path / "output"), sources=sources)


def test_a_broken_link_in_the_footer_of_all_pages_is_one_problem(copied: BuiltSite):
    pages = copied.pages
    for page in pages:
        up = "../" * page.count("/") + ("ar/" if page.startswith("ar/") else "")
        edit(copied, page, "</footer>", f'<a href="{up}contactt/">Contact</a></footer>')

    lines = copied.read_bytes("index.html").decode().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "contactt/" in text)
    assert report(copied) == (
        f"output/index.html:{line}:4: error: there is no page 'contactt/' on the site to link to;"
        f" found on {len(pages) - 2} pages, first on the home page [broken-link]\n"
        "    |\n"
        f'{line} | <a href="contactt/">Contact</a></footer>\n'
        "    |    ^^^^^^^^^^^^^^^^\n"
        "    = help: did you mean 'contact/'?"
    )


CHANGES: dict[str, tuple[str, str, str, list[str]]] = {
    "a heading that skips a level": (
        "about/index.html", "<h2", "<h4",
        ["output/about/index.html:97:1: error: a heading h4 follows h1, so a level is missing"
         " [heading-level]"],
    ),
    "two pages of one title": (
        "contact/index.html", "<title>Contact –", "<title>About the coalition –",
        ["output/contact/index.html:8:1: error: the title 'About the coalition – LCLN' is also"
         " that of 'about/' [duplicate-title]"],
    ),
    "an id that occurs twice": (
        "members/index.html", 'id="countries"', 'id="content"',
        ["output/index.html:137:4: error: there is no part '#countries' on 'members/' to link to"
         " [broken-link]",
         "output/members/index.html:96:5: error: the id 'content' is already used on this page,"
         " so links to it are ambiguous [repeated-id]"],
    ),
    "a picture without words": (
        "index.html", "<h1>", '<img src="images/ada.svg"><h1>',
        ["output/index.html:85:6: error: there is no page or file 'images/ada.svg' on the site to"
         " link to [broken-link]",
         "output/index.html:85:6: error: the picture 'ada.svg' has no text alternative"
         " [missing-alt]"],
    ),
}  # fmt: skip
"""Changes to an invented coalition's site (file, old text, new text), and the first line of each
diagnostic that follows.
"""


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_a_built_site_that_is_broken_on_purpose_is_found_broken(name: str, copied: BuiltSite):
    path, old, new, expected = CHANGES[name]
    edit(copied, path, old, new)

    assert expected == [line for line in report(copied).split("\n") if "error:" in line]


@pytest.mark.slow(4)
def test_an_error_in_a_text_is_reported_at_its_line_with_the_pages_that_show_it(tmp_path: Path):
    """Neither the check of the files nor Pelican finds this one."""
    project = project_of("lantern", tmp_path)
    text = project / "content" / "pages" / "join.en.md"
    lines = text.read_text("utf-8").rstrip("\n").split("\n")
    text.write_text("\n".join([*lines, "", "Or [write to us](/contactt/).", ""]), "utf-8")

    with pytest.raises(BuildError) as caught:
        publish.build_site(project, project / "output", ADDRESS)

    number = len(lines) + 2
    margin = " " * len(str(number))
    assert caught.value.details == (
        f"content/pages/join.en.md:{number}:18: error: there is no page 'contactt/' on the site to"
        " link to; found on 2 pages, first on 'join/' [broken-link]\n"
        f"{margin} |\n"
        f"{number} | Or [write to us](/contactt/).\n"
        f"{margin} |                  ^^^^^^^^^^\n"
        f"{margin} = help: did you mean '../contact/'?"
    )


# Valid content


@pytest.mark.parametrize(
    "html",
    [
        "<p>None of the lamps was lit, and undefined is a word.</p>",
        "<p><em>None</em>, or <code>None</code></p>",
        "<p>Write <code>{{ page.title }}</code> or <kbd>{% raw %}</kbd> there.</p>",
        "<p>Look into /home/nobody-at-all/lamps, /tmp, /etc or C:\\lamps.</p>",
        '<p><a href="https://hosts.example/tmp/">Folder</a> <a href="?page=2#top">top</a></p>',
        '<p><a href="mailto:ada@lamps.example">Ada</a> <a href="tel:+4712345">Call</a></p>',
        '<p><a href="../news/?all=1">All</a> <a href="#content">Up</a></p>',
        '<p><a href="./">Here</a> <a href="../about/index.html">here</a></p>',
        '<p><a href="../images/lamp.svg"><img src="../images/lamp.svg" alt="A lamp"></a></p>',
        '<p lang="ar" dir="rtl">مصباح <span lang="fr" dir="ltr">lampe</span></p>',
        '<p><a href="../news/" aria-label="News"></a></p>',
        '<p><a href="../news/"><i>News</i></a></p>',
        '<p><a href="../news/"><svg aria-hidden="true"></svg> News</a></p>',
        '<p><a href="../news/"><i><svg aria-hidden="true"></svg>News</i></a></p>',
        '<p><a href="../news/"><img src="../images/lamp.svg" alt="News"></a></p>',
        '<p><a href="../news/#:~:text=lamp">News</a></p>',
        '<p><a href="../images/lamp.svg#window">Lamp</a></p>',
        '<p aria-hidden="true"><a href="../news/" tabindex="-1"></a></p>',
        '<script type="application/json">{"a": "{{"}</script>',
    ],
)
def test_valid_html_is_accepted(html: str, sound: BuiltSite):
    edit(sound, "about/index.html", "<p>", f"{html}\n<p>")

    assert "" == report(sound)


def test_the_address_of_the_site_in_the_data_is_right_where_no_other_can_be_written(
    sound: BuiltSite,
):
    home = f"{sound.site_url}/news/"
    edit(sound, "about/index.html", "<p>", f'<p><a href="{home}">Our site</a></p><p>')
    (sound.root / "data").mkdir()
    (sound.root / "data" / "organisations.yaml").write_text(f"- url: {home}\n", "utf-8")

    assert "" == report(sound)


def test_people_of_one_name_may_have_pages_of_one_title(sound: BuiltSite):
    entry = '{"@context": "https://schema.org", "@type": "Person"}'
    person = f'<script type="application/ld+json">{entry}</script></head>'
    set_title_of_two_pages(sound, "Ada")
    for page in TWO_PAGES:
        edit(sound, page, "</head>", person)

    assert "" == report(sound)


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        ('<a href="/site/news/">News</a>', "rooted-link"),
        ('<a href="/site/no-news/">News</a>', "broken-link"),
        ('<a href="/news/">News</a>', "rooted-link"),
        ('<span lang="az-Arab">دوشنبه</span>', "missing-direction"),
    ],
)
def test_links_from_the_root_and_directions_of_scripts_are_reported(
    html: str, rule: str, sound: BuiltSite
):
    edit(sound, "about/index.html", "<p>It", f"<p>{html}</p>\n<p>It")

    assert [rule] == [diagnostic.rule for diagnostic in runner.audit_site(sound)]


def test_a_title_is_located_in_the_text_without_the_name_of_the_site(sound: BuiltSite):
    set_title_of_two_pages(sound, "The lamp – Lamps")
    (sound.root / "content" / "news").mkdir(parents=True)
    article = sound.root / "content" / "news" / "first-night.en.md"
    article.write_text("Date: 2026-11-01\nTitle: The lamp\n\nIt was lit.\n", "utf-8")

    assert "content/news/first-night.en.md:2:8: error: the title 'The lamp – Lamps'" in report(
        sound
    )


@pytest.mark.parametrize(
    "content",
    [
        '<svg aria-hidden="true"></svg>',
        "<span hidden>News</span>",
        "<span hidden><i>News</i> and more</span>",
        '<span aria-hidden="true" title="News">*</span>',
        '<img src="images/lamp.svg" alt=" ">',
    ],
)
def test_a_link_without_a_name_is_reported_once_for_all_pages(content: str, sound: BuiltSite):
    edit(sound, "index.html", "</main>", f'<a href="news/">{content}</a></main>')
    content = content.replace("images/", "../images/")
    edit(sound, "about/index.html", "</main>", f'<a href="../news/">{content}</a></main>')

    (diagnostic,) = runner.audit_site(sound)

    assert "missing-name" == diagnostic.rule
    assert diagnostic.message.endswith("; found on 2 pages, first on the home page")


def test_html_of_a_text_is_located_in_the_markdown_file_among_the_sources(sound: BuiltSite):
    html = '<span lang="fr_FR">lampe</span>'
    edit(sound, "about/index.html", "<p>It", f"<p>{html}</p>\n<p>It")
    files = {
        "data/coalition.yaml": "name: Lamps\n",
        "content/pages/about.en.md": f"Title: About us\n\nA {html}.\n",
    }
    for name, text in files.items():
        (sound.root / name).parent.mkdir(parents=True, exist_ok=True)
        (sound.root / name).write_text(text, "utf-8")
    site = replace(sound, sources={"about/index.html": PageSources(tuple(files), "about.html")})

    (diagnostic,) = runner.audit_site(site)
    assert ("invalid-language-tag", "content/pages/about.en.md", 3) == (
        diagnostic.rule,
        diagnostic.location.file,
        diagnostic.location.line,
    )


# Folders of this machine


def test_the_project_s_folder_is_found_in_pages_and_in_drawings(sound: BuiltSite):
    folder = f"{sound.root}/theme"
    edit(sound, "about/index.html", "one lamp", folder)
    edit(sound, "images/lamp.svg", "<svg", f'<svg data-exported-to="{folder}"')

    (diagnostic,) = runner.audit_site(sound)
    assert diagnostic.rule == "machine-path"
    assert diagnostic.message.endswith("; found on 2 files, first on 'about/'")


def test_the_project_s_folder_is_reported_at_its_line_in_a_drawing(sound: BuiltSite):
    edit(sound, "images/lamp.svg", "<svg", f'\n\n<svg data-exported-to="{sound.root}/theme"')

    (diagnostic,) = runner.audit_site(sound)
    lines = (sound.content.folder / "images" / "lamp.svg").read_text("utf-8").split("\n")
    assert str(sound.root) in lines[diagnostic.location.line - 1]
    assert lines[diagnostic.location.line - 1] == diagnostic.excerpt


def test_a_file_in_a_folder_that_other_machines_have_is_reported_only_if_it_exists(
    sound: BuiltSite, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    home = tmp_path_factory.mktemp("home")
    (home / "lamps.txt").touch()
    monkeypatch.setenv("HOME", str(home))
    edit(sound, "about/index.html", "one lamp", f"{home}, {home}/no-such-file, {home}/lamps.txt")

    assert [f"'{home}/lamps.txt'"] == [
        diagnostic.message.partition(" is ")[0] for diagnostic in runner.audit_site(sound)
    ]


def test_an_address_is_not_taken_for_the_folder_of_the_same_name(sound: BuiltSite, tmp_path: Path):
    """The project may be in `/site`, as in a container, and the pages below `/site/` as well."""
    for page in ("404.html", "ar/404.html"):
        text = (sound.content.folder / page).read_text("utf-8")
        (sound.content.folder / page).write_text(text.replace('"/site/', f'"{tmp_path}/'), "utf-8")

    assert "" == report(replace(sound, site_url=f"https://lamps.example{tmp_path}"))


# Arbitrary input


@given(
    st.lists(st.sampled_from(["a", "b", "c"]), max_size=3),
    st.lists(st.sampled_from(["..", ".", "a", "d.html"]), max_size=5),
    st.sampled_from(["", "/"]),
)
def test_a_link_leads_where_a_browser_would_go(folders: list[str], steps: list[str], end: str):
    folder = "".join(f"{step}/" for step in folders)
    href = "/".join(steps) + end if steps else "./"
    depth, lowest = len(folders), len(folders)
    for step in steps:
        depth += {"..": -1, ".": 0}.get(step, 1)
        lowest = min(lowest, depth)
    expected = get_served_file(urljoin(f"http://host/{folder}", href).removeprefix("http://host/"))
    site = BuiltSite(SiteFolder(Path("/nowhere")), Path("/nowhere"))
    site.__dict__["files"] = frozenset({expected})

    target = link_targets.LinkResolver(site).resolve(f"{folder}index.html", href)

    if lowest < 0:
        assert target.issue and target.issue.message.endswith(" leads out of the site's top folder")
    else:
        assert (expected, None) == (target.file, target.issue)


@given(st.text() | st.text(alphabet="<>/=\"' &;{}%#abhrefscid1\n"), st.binary())
def test_no_page_is_so_broken_that_looking_at_it_fails(text: str, raw: bytes):
    site = BuiltSite(
        SiteFolder(Path("/nowhere")), Path("/nowhere"), site_url="https://lamps.example"
    )
    for content in (text.encode("utf-8", "replace"), raw):
        document = HtmlDocument("index.html", content)
        duplicates.read_page_metadata(document, site)

        for diagnostic in runner.audit_document(
            document, page_weight.PageWeight(link_targets.LinkResolver(site))
        ):
            assert 1 <= diagnostic.location.line <= len(document.lines)
            assert diagnostic.excerpt == document.lines[diagnostic.location.line - 1].rstrip("\r")


@given(st.binary() | st.text(alphabet="<>/=\"' &;!?ab[]").map(str.encode))
def test_xml_is_read_or_read_error(raw: bytes):
    try:
        parse_xml(raw)
    except XmlError as error:
        assert str(error).startswith("it is no well-formed XML (")


def test_the_tag_of_every_language_is_well_formed():
    assert [] == [
        code
        for code in get_language_codes()
        if not lang_attributes.LANGUAGE_TAG.fullmatch(get_language_tag(code))
    ]


def test_a_location_far_down_a_page_is_found():
    """libxml2 counts lines only up to 65,535."""
    text = "<html>\n" + "\n" * 70_000 + '<p id="a">a</p>\n<p id="a">b</p></html>'
    document = HtmlDocument("a.html", text.encode())

    (diagnostic,) = ids.check_ids(document)

    assert 70_002 <= diagnostic.location.line <= 70_003


def test_the_location_in_a_tag_that_spans_lines_is_the_line_of_the_issue():
    document = HtmlDocument("a.html", b'<html>\n<p\n id="x"\n lang="y z"\n>a</p></html>')

    (diagnostic,) = lang_attributes.check_lang_attributes(document)

    assert (4, 2, ' lang="y z"') == (
        diagnostic.location.line,
        diagnostic.location.column,
        diagnostic.excerpt,
    )


def test_a_needle_with_html_characters_is_found_in_its_escaped_form():
    file = SiteFile("a.html", b"<p>\n<b>R&amp;D</b>")

    location = file.make_diagnostic(AuditIssue("x", "y", "z"), "R&D").location

    assert (2, 4, 7) == (location.line, location.column, location.width)


@pytest.mark.parametrize(
    "href",
    [
        "//lamps.example/site/nope/",
        "HTTPS://LAMPS.example:443/site/nope/",
        "http://lamps.example/site/nope/",
    ],
)
def test_the_own_host_is_known_in_whatever_way_it_is_written(href: str, sound: BuiltSite):
    target = link_targets.LinkResolver(sound).resolve("about/index.html", href)

    assert target.is_absolute
    assert target.issue is not None
    other = link_targets.LinkResolver(sound).resolve(
        "about/index.html", "//lamps.example.org/site/nope/"
    )
    assert "//lamps.example.org/site/nope/" == other.external_url


NO_ADDRESS = "write the whole address; if no link is meant, write \\[ before the words"
UNKNOWN = "correct the address, or take the link out"


@pytest.mark.parametrize(
    ("href", "hint"),
    [
        ("s", NO_ADDRESS),
        ("2", NO_ADDRESS),
        ("see there", NO_ADDRESS),
        ("s/", UNKNOWN),
        ("abouts/", UNKNOWN),  # the page with the link
        ("zzzzz/", UNKNOWN),
        ("../nwes/", "did you mean '../news/'?"),
        ("nwes/", "did you mean '../news/'?"),
        ("images/f.jpg", "write '{static}/images/f.jpg'"),
        ("../../content/images/f.jpg", "write '{static}/images/f.jpg'"),
        ("/files/a.pdf", "write '{static}/files/a.pdf'"),
        ("f.jpg", UNKNOWN),
    ],
)
def test_the_hint_for_a_link_that_leads_nowhere(href: str, hint: str, sound: BuiltSite):
    issue = link_targets.LinkResolver(sound).resolve("about/index.html", href).issue

    assert issue
    assert hint == issue.hint


def test_a_picture_without_its_folder_is_found_in_the_content(sound: BuiltSite):
    (sound.root / "content/images").mkdir(parents=True)
    (sound.root / "content/images/lamp.svg").touch()

    issue = link_targets.LinkResolver(sound).resolve("about/index.html", "lamp.svg").issue

    assert issue
    assert "write '{static}/images/lamp.svg'" == issue.hint
