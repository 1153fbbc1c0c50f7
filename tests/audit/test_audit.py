"""What a build has written is looked at before it is published; each fault is told at its place."""

from __future__ import annotations

import gzip
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.audit import (
    csp,
    ids,
    lang_attributes,
    link_targets,
    nesting,
    page_weight,
    published_urls,
    runner,
    sitemaps,
)
from coalition.audit.built_site import BuiltSite, PageSources, get_output_file
from coalition.audit.html import HtmlDocument, SiteFile, XmlError, parse_xml
from coalition.audit.issues import AuditIssue
from coalition.audit.published_urls import PublishedSite, check_lost_urls, get_paths_below_home
from coalition.build import publish
from coalition.diagnostics import BuildError
from coalition.diagnostics.errors import DataError
from coalition.diagnostics.text import format_diagnostics
from coalition.i18n.locale import get_language_codes, get_language_tag
from support import audit_examples as examples
from support.projects import ADDRESS
from support.sites import Built, project_of

EXAMPLE = {path.parent.name: path for path in examples.EXAMPLES}


def finished(site: Built) -> BuiltSite:
    return BuiltSite(site.root, site.project, "output", ADDRESS.rstrip("/"))


def told(site: BuiltSite) -> str:
    """All that is wrong with a site, as the terminal shows it."""
    return format_diagnostics(runner.audit_site(site))


@pytest.fixture
def sound(tmp_path: Path) -> BuiltSite:
    return examples.sound(tmp_path)


def edit(site: BuiltSite, path: str, old: str, new: str) -> None:
    """Change the first place of a text in one of the site's files."""
    file = site.folder / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


# Sites that may be published


def test_nothing_is_wrong_with_the_finished_site(site: Built):
    assert "" == told(finished(site))


def test_nothing_is_wrong_with_the_sound_site_of_the_examples(sound: BuiltSite):
    assert "" == told(sound)


def test_a_site_whose_address_is_not_known_needs_no_sitemap(tmp_path: Path):
    site = replace(examples.sound(tmp_path), site_url="", sources={})
    for path in ("404.html", "ar/404.html"):
        text = (site.folder / path).read_text("utf-8")
        (site.folder / path).write_text(text.replace('"/site/', '"/'), "utf-8")
    for path in ("sitemap.xml", "news/atom.xml", "_redirects"):
        (site.folder / path).unlink()

    assert "" == told(site)


# Each fault


@pytest.mark.parametrize("name", sorted(EXAMPLE))
def test_what_is_broken_in_an_example_is_told_in_these_words(name: str, tmp_path: Path):
    example = EXAMPLE[name].parent

    problems = format_diagnostics(examples.found(example, tmp_path)) + "\n"

    assert EXAMPLE[name].read_text("utf-8") == problems.replace(f"{example}/", "")


@pytest.fixture
def copied(lantern: Built, tmp_path: Path) -> BuiltSite:
    """A copy of the built site of an invented coalition, to be broken."""
    shutil.copytree(lantern.root, tmp_path / "output")
    made_of = {"contact/index.html": PageSources(("data/coalition.yaml",), "")}
    return replace(finished(lantern), folder=tmp_path / "output", sources=made_of)


def test_a_broken_link_in_the_footer_of_all_pages_is_one_problem(copied: BuiltSite):
    pages = copied.pages
    for page in pages:
        up = ADDRESS if page.endswith("404.html") else "../" * page.count("/")
        up += "ar/" if page.startswith("ar/") else ""
        edit(copied, page, "</footer>", f'<a href="{up}contactt/">Contact</a></footer>')

    assert told(copied) == (
        "output/index.html:243:4: error: there is no page 'contactt/' on the site to link to; it"
        f" stands on {len(pages)} pages, first on output/index.html [broken-link]\n"
        "    |\n"
        '243 | <a href="contactt/">Contact</a></footer>\n'
        "    |    ^^^^^^^^^^^^^^^^\n"
        "    = help: did you mean 'contact/'?"
    )


BREAKS: dict[str, tuple[str, str, str, list[str]]] = {
    "a heading that skips a level": (
        "about/index.html", "<h2", "<h4",
        ["output/about/index.html:78:1: error: a heading h4 follows h1, so a level is missing"
         " [heading-level]",
         "output/about/index.html:78:21: error: '</h2>' ends nothing that begins in the same place"
         " [unclosed-element]"],
    ),
    "a page that does not say its language": (
        "ar/members/index.html", 'lang="ar" dir="rtl"', "",
        ["output/ar/members/index.html:2:1: error: the page does not say its language; the pages of"
         " this folder are in 'ar' [wrong-page-language]"],
    ),
    "two pages of one title": (
        "contact/index.html", "<title>Contact –", "<title>About the coalition –",
        ["output/contact/index.html:8:1: error: the title 'About the coalition – LCLN' is that of"
         " output/about/index.html as well [duplicate-title]"],
    ),
    "a page without a description": (
        "about/index.html", 'name="description"', 'name="said"',
        ["output/about/index.html:1:1: error: the page has no description, which search engines"
         " would show [missing-description]"],
    ),
    "a page that the sitemap forgets": (
        "sitemap.xml", "/site/about/<", "/site/<",
        ["output/about/index.html:3:1: error: 'about/' is for search engines, but not in the"
         " sitemap [invalid-sitemap]",
         "output/sitemap.xml:7:10: error: 'https://coalition.example/site/' stands in the sitemap a"
         " second time [invalid-sitemap]"],
    ),
    "an id that stands twice": (
        "members/index.html", 'id="countries"', 'id="content"',
        ["output/index.html:119:4: error: there is no part '#countries' on 'members/' to link to"
         " [broken-link]",
         "output/members/index.html:75:24: error: 'aria-labelledby' names 'countries', but nothing"
         " on the page has this id [missing-fragment]",
         "output/members/index.html:76:5: error: the id 'content' stands on this page already, so"
         " links to it go astray [repeated-id]"],
    ),
    "a feed without a title": (
        "news/atom.xml", "<title>", "<title/><title>",
        ["output/news/atom.xml:2:1: error: the feed has no <title> [invalid-feed]"],
    ),
    "a picture without words": (
        "index.html", "<h1>", '<img src="images/ada.svg"><h1>',
        ["output/index.html:67:6: error: there is no page or file 'images/ada.svg' on the site to"
         " link to [broken-link]",
         "output/index.html:67:6: error: the picture 'ada.svg' has no words for those who cannot"
         " see it [missing-alt]"],
    ),
}  # fmt: skip
"""What is done to an invented coalition's site (a file, what stands there, what instead), and the
first line of each problem that comes of it.
"""


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_a_built_site_that_is_broken_on_purpose_is_found_broken(name: str, copied: BuiltSite):
    path, old, new, expected = BREAKS[name]
    edit(copied, path, old, new)

    assert expected == [line for line in told(copied).split("\n") if "error:" in line]


@pytest.mark.slow(4)
def test_a_slip_in_a_text_is_told_at_its_line_with_the_pages_that_show_it(tmp_path: Path):
    """The case that a check of the files lets pass, and a build as well."""
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
        " link to; it stands on 2 pages, first on output/join/index.html [broken-link]\n"
        f"{margin} |\n"
        f"{number} | Or [write to us](/contactt/).\n"
        f"{margin} |                  ^^^^^^^^^^\n"
        f"{margin} = help: did you mean '../contact/'?"
    )


# What is right


@pytest.mark.parametrize(
    "honest",
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
        '<p aria-hidden="true"><a href="../news/" tabindex="-1"></a></p>',
        '<script type="application/json">{"a": "{{"}</script>',
    ],
)
def test_what_is_honest_is_let_pass(honest: str, sound: BuiltSite):
    edit(sound, "about/index.html", "<p>", f"{honest}\n<p>")

    assert "" == told(sound)


def test_signs_of_templates_that_somebody_wrote_into_a_text_are_shown_as_they_are(sound: BuiltSite):
    edit(sound, "about/index.html", "<p>", "<p>We write {{ lamp }}.</p><p>")
    text = sound.root / "content" / "pages" / "about.en.md"
    text.parent.mkdir(parents=True)
    text.write_text("Title: About us\n\nWe write {{ lamp }}.\n", "utf-8")

    assert "" == told(sound)


def test_the_address_of_the_site_in_the_data_is_right_where_no_other_can_be_written(
    sound: BuiltSite,
):
    home = f"{sound.site_url}/news/"
    edit(sound, "about/index.html", "<p>", f'<p><a href="{home}">Our site</a></p><p>')
    (sound.root / "data").mkdir()
    (sound.root / "data" / "organisations.yaml").write_text(f"- url: {home}\n", "utf-8")

    assert "" == told(sound)


def test_people_of_one_name_may_have_pages_of_one_title(sound: BuiltSite):
    entry = '{"@context": "https://schema.org", "@type": "Person"}'
    person = f'<script type="application/ld+json">{entry}</script></head>'
    for page in ("about/index.html", "news/first-night/index.html"):
        text = (sound.folder / page).read_text("utf-8")
        start, end = text.index("<title>"), text.index("</title>")
        text = f"{text[:start]}<title>Ada{text[end:]}".replace("</head>", person)
        (sound.folder / page).write_text(text, "utf-8")

    assert "" == told(sound)


# Folders of this machine


def test_the_project_s_folder_is_found_in_every_kind_of_file(sound: BuiltSite):
    named = f"{sound.root}/theme"
    edit(sound, "about/index.html", "one lamp", named)
    edit(sound, "news/atom.xml", "Forty", named)
    for name in ("notes.txt", "assets/lamps.js", "build.json", "assets/more.css"):
        content = f'"{named}"' if name.endswith("json") else f"/* {named} */"
        (sound.folder / name).write_text(content, "utf-8")

    (problem,) = runner.audit_site(sound)
    assert problem.rule == "machine-path"
    assert problem.message.endswith("; it stands on 6 files, first on output/build.json")


def test_a_file_in_a_folder_that_others_have_too_is_told_only_if_it_is_here(
    sound: BuiltSite, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    home = tmp_path_factory.mktemp("home")
    (home / "lamps.txt").touch()
    monkeypatch.setenv("HOME", str(home))
    edit(sound, "about/index.html", "one lamp", f"{home}, {home}/no-such-file, {home}/lamps.txt")

    assert [f"'{home}/lamps.txt'"] == [
        p.message.partition(" is ")[0] for p in runner.audit_site(sound)
    ]


def test_an_address_is_not_taken_for_the_folder_of_the_same_name(sound: BuiltSite, tmp_path: Path):
    """A project in `/site`, as in a container, whose pages live below `/site/` as well."""
    address = f"https://lamps.example{tmp_path}"
    for page in ("404.html", "ar/404.html"):
        text = (sound.folder / page).read_text("utf-8")
        (sound.folder / page).write_text(text.replace('"/site/', f'"{tmp_path}/'), "utf-8")
    site = replace(sound, site_url=address)

    assert [] == [p for p in runner.audit_site(site) if p.rule == "machine-path"]


# Weight


def rows(number: int, waste: str = "") -> bytes:
    people = (f"Ada-{n * 7919 % 100003} Lovelace-{n * 104729 % 1000003}" for n in range(number))
    listed = (f'<li{waste.format(name)}><a href="{name}/">{name}</a></li>' for name in people)
    return f"<html><body><main>{''.join(listed)}</main></body></html>".encode()


def weighed(page: bytes, sound: BuiltSite) -> list[str]:
    scale = page_weight.PageWeight(link_targets.LinkResolver(sound))
    return [
        finding.issue.rule for finding in scale.check_page(HtmlDocument("members/index.html", page))
    ]


def test_a_list_may_be_as_heavy_as_the_number_of_its_members_asks_for(sound: BuiltSite):
    assert page_weight.compute_compressed_size(rows(5000)) > page_weight.MAP_PAGE_BUDGET_BYTES
    assert [] == weighed(rows(5000), sound)


def test_a_list_may_not_waste_what_it_weighs(sound: BuiltSite):
    import hashlib

    page = rows(2000)
    for number in range(2000):
        waste = hashlib.sha256(str(number).encode()).hexdigest()
        page = page.replace(b"<li><", f'<li data-x="{waste}"><'.encode(), 1)

    assert ["page-weight"] == weighed(page, sound)


# The last published site


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    """A server on this machine whose `answers` say what it sends: path to status and body."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = self.server.answers.get(self.path, (404, b""))  # type: ignore[attr-defined]
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    found = HTTPServer(("127.0.0.1", 0), Handler)
    found.answers = {}  # type: ignore[attr-defined]
    threading.Thread(target=found.serve_forever, args=(0.02,), daemon=True).start()
    yield found
    found.shutdown()
    found.server_close()


def listing(*addresses: str) -> bytes:
    """A sitemap of these addresses."""
    lines = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    return f'<urlset xmlns="{sitemaps.SITEMAP_TAG_PREFIX[1:-1]}">{lines}</urlset>'.encode()


def host(server: HTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


@pytest.mark.parametrize("asked", ["/lamps", "/lamps/", "/lamps/sitemap.xml"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_the_last_sitemap_is_found_from_the_address_of_the_site(
    asked: str, pack: Callable[[bytes], bytes], server: HTTPServer
):
    at = f"{host(server)}/lamps"
    server.answers["/lamps/sitemap.xml"] = 200, pack(listing(f"{at}/", f"{at}/a/b/"))  # type: ignore[attr-defined]

    assert PublishedSite(("", "a/b/")) == published_urls.read_published_site(host(server) + asked)


def test_former_addresses_are_known_where_the_host_shows_them(server: HTTPServer):
    redirects = b"# moved\n/l%C3%A4/old/ /l%C3%A4/a/ 301\n/elsewhere/ / 301\n/l%C3%A4/x/* / 301\n"
    server.answers["/copy/sitemap.xml"] = 200, listing("https://a.example/l%C3%A4/")  # type: ignore[attr-defined]
    server.answers["/copy/_redirects"] = 200, redirects  # type: ignore[attr-defined]

    assert PublishedSite(("",), redirected_paths=("old/",)) == published_urls.read_published_site(
        f"{host(server)}/copy/"
    )

    server.answers["/copy/_redirects"] = 200, b"<!doctype html>\n<p>Not here, nor there"  # type: ignore[attr-defined]

    assert PublishedSite(("",)) == published_urls.read_published_site(f"{host(server)}/copy/")


def test_a_former_address_may_not_get_lost_either(sound: BuiltSite):
    old = PublishedSite(
        ("", "lamps/"), redirected_paths=("members/ada/", "ar/members/ada/", "lamps/")
    )

    (lost,) = check_lost_urls(sound, old)

    assert "data/members.yaml:1:1" == str(lost.location)
    assert lost.message == (
        "'/members/ada/' led to a page of the last published site, in 2 languages, and would lead"
        " nowhere now"
    )


def test_a_site_that_is_not_published_yet_can_have_lost_nothing(server: HTTPServer):
    note = f"nothing is published at {host(server)}/ yet, so no address can be gone"

    assert PublishedSite(note=note) == published_urls.read_published_site(host(server))


def refused(where: str) -> str:
    with pytest.raises(DataError) as raised:
        published_urls.read_published_site(where)
    return format_diagnostics(raised.value.diagnostics)


HINT = "= help: try again when it can be reached, or give a file: a sitemap.xml that was kept"


def test_a_site_without_a_sitemap_is_not_one_that_is_not_published_yet(server: HTTPServer):
    server.answers["/"] = 200, b"<!doctype html>"  # type: ignore[attr-defined]

    expected = f"there is a site at {host(server)}/, but no sitemap.xml [unreadable-sitemap]"
    assert expected in refused(f"{host(server)}/index.html")


def test_a_page_instead_of_a_sitemap_may_ask_for_a_login(server: HTTPServer):
    server.answers["/sitemap.xml"] = 200, b"<!DOCTYPE html><p>Sign in"  # type: ignore[attr-defined]

    assert "this is a page; perhaps visitors have to log in there" in refused(host(server))


def test_nobody_is_logged_in_and_no_password_is_told():
    told = refused("https://ada:secret@lamps.example/")

    assert told.startswith("https://lamps.example/sitemap.xml:1:1: error: there is a name or a")
    assert "secret" not in told


def test_what_is_no_address_is_told():
    assert "http://[lamps:1:1: error: this is no web address" in refused("http://[lamps")


def test_the_folder_of_a_site_is_taken_as_well(sound: BuiltSite):
    last = published_urls.read_published_site(str(sound.folder))

    assert "about/" in last.paths
    assert ("lamps/",) == last.redirected_paths


def test_a_server_in_trouble_is_no_reason_to_publish_unseen(server: HTTPServer):
    server.answers["/sitemap.xml"] = 503, b"<urlset/>"  # type: ignore[attr-defined]

    assert refused(host(server)) == (
        f"{host(server)}/sitemap.xml:1:1: error: the server of the last published site answers 503"
        f" Service Unavailable [unreadable-sitemap]\n  {HINT}"
    )


def test_a_server_that_does_not_answer_is_told_so(server: HTTPServer):
    server.shutdown()
    server.server_close()

    assert refused(host(server)) == (
        f"{host(server)}/sitemap.xml:1:1: error: the last published site cannot be reached: [Errno"
        f" 111] Connection refused [unreadable-sitemap]\n  {HINT}"
    )


def test_a_file_that_is_not_there_is_told_so(tmp_path: Path):
    assert refused(f"{tmp_path}/none.xml") == (
        f"{tmp_path}/none.xml:1:1: error: the file cannot be read: No such file or directory"
        " [unreadable-sitemap]\n"
        "  = help: give a folder with a site, a sitemap, or an address that begins with https://"
    )


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "it is no well-formed XML (Document is empty)"),
        (b"<feed/>", "it does not begin with the <urlset> of sitemaps.org"),
        (b"\x1f\x8b\x00", "it is packed, and the package is broken"),
        (listing().replace(b"urlset", b"sitemapindex"), "it lists other sitemaps and no pages"),
    ],
)
def test_what_is_no_sitemap_is_not_taken_for_one(body: bytes, why: str, server: HTTPServer):
    server.answers["/sitemap.xml"] = 200, body  # type: ignore[attr-defined]

    assert f"error: the last sitemap cannot be read: {why} [" in refused(host(server))


def test_addresses_are_compared_below_the_home_page_wherever_that_was(sound: BuiltSite):
    last = tuple(get_paths_below_home(["https://old.example/a/", "https://old.example/a/about/"]))

    assert ("", "about/") == last
    assert [] == check_lost_urls(sound, PublishedSite(last))


def test_a_redirect_of_the_host_is_an_answer_too(sound: BuiltSite):
    assert [] == check_lost_urls(sound, PublishedSite(("lamps/", "about", "404.html")))
    (lost,) = check_lost_urls(sound, PublishedSite(("lamp/", "ar/")))
    assert lost.message.startswith("'/lamp/' was on the last published site")


STEPS = st.lists(st.sampled_from(["a", "bé", "c.html", "%20", "ar"]), max_size=4)


@given(st.lists(STEPS, min_size=1), st.sampled_from(["https://a.example", "http://b.example/x"]))
def test_whatever_the_host_and_path_the_same_pages_are_known(paths: list[list[str]], at: str):
    relative = ["", *("".join(f"{step}/" for step in path) for path in paths)]

    expected = [path.replace("%20", " ") for path in relative]
    assert expected == list(get_paths_below_home([f"{at}/{path}" for path in relative]))
    assert expected == list(
        get_paths_below_home([f"{at}/{path}" for path in relative], f"{at}/sitemap.xml")
    )


# Whatever is written


@given(
    st.lists(st.sampled_from(["a", "b", "c"]), max_size=3),
    st.lists(st.sampled_from(["..", ".", "a", "d.html"]), max_size=5),
    st.sampled_from(["", "/"]),
)
def test_a_link_leads_where_a_browser_would_go(here: list[str], steps: list[str], end: str):
    folder = "".join(f"{step}/" for step in here)
    href = "/".join(steps) + end if steps else "./"
    depth, lowest = len(here), len(here)
    for step in steps:
        depth += {"..": -1, ".": 0}.get(step, 1)
        lowest = min(lowest, depth)
    expected = get_output_file(urljoin(f"http://host/{folder}", href).removeprefix("http://host/"))
    site = BuiltSite(Path("/nowhere"), Path("/nowhere"))
    site.__dict__["files"] = frozenset({expected})

    found = link_targets.LinkResolver(site).resolve(f"{folder}index.html", href)

    if lowest < 0:
        assert found.issue and found.issue.message.endswith(" leads out of the site's top folder")
    else:
        assert (expected, None) == (found.file, found.issue)


@given(st.text() | st.text(alphabet="<>/=\"' &;{}%#abhrefscid1\n"), st.binary())
def test_no_page_is_so_broken_that_looking_at_it_fails(text: str, raw: bytes):
    site = BuiltSite(Path("/nowhere"), Path("/nowhere"), site_url="https://lamps.example")
    for content in (text.encode("utf-8", "replace"), raw):
        document = HtmlDocument("index.html", content)
        found, _ = runner.audit_page(
            document, page_weight.PageWeight(link_targets.LinkResolver(site)), "en"
        )

        for finding in found:
            assert 1 <= finding.location.line <= len(document.lines)
            assert finding.excerpt == document.lines[finding.location.line - 1].rstrip("\r")


@given(st.binary() | st.text(alphabet="<>/=\"' &;!?ab[]").map(str.encode))
def test_xml_is_read_or_refused(raw: bytes):
    try:
        parse_xml(raw)
    except XmlError as error:
        assert error.line >= 0
        assert str(error).startswith("it is no well-formed XML (")


def test_the_tag_of_every_language_is_well_formed():
    assert [] == [
        c
        for c in get_language_codes()
        if not lang_attributes.LANGUAGE_TAG.fullmatch(get_language_tag(c))
    ]


def test_a_place_far_down_a_page_is_found():
    """libxml2 counts lines up to 65,535 only."""
    text = "<html>\n" + "\n" * 70_000 + '<p id="a">a</p>\n<p id="a">b</p></html>'
    document = HtmlDocument("a.html", text.encode())

    (found,) = ids.check_ids(document)

    assert 70_002 <= found.location.line <= 70_003


def test_the_line_of_a_tag_that_takes_several_is_the_one_of_its_fault():
    document = HtmlDocument("a.html", b'<html>\n<a\n href="x"\n style="y"\n>a</a></html>')

    (found,) = csp.check_csp(document)

    assert (4, 2, ' style="y"') == (found.location.line, found.location.column, found.excerpt)


def test_a_needle_with_signs_of_html_is_found_as_it_stands_in_the_file():
    file = SiteFile("a.html", b"<p>\n<b>R&amp;D</b>")

    place = file.make_diagnostic(AuditIssue("x", "y", "z"), "R&D").location

    assert (2, 4, 7) == (place.line, place.column, place.width)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<p>Write <textarea>here.</p>", "'<textarea>' has no end in its place"),
        ("<!-- forgotten", "'<!--' has no end in its place"),
        ("<div>Open", "'<div>' has no end in its place"),
        ("</section>", "'</section>' ends nothing that begins"),
        ("<ul><li>One<li>Two</ul><p>One<p>Two &lt;/b&gt; <br>", ""),
    ],
)
def test_what_browsers_would_have_to_repair_is_told(body: str, message: str):
    page = HtmlDocument("a/index.html", f"<html><body><main>{body}</main></body></html>".encode())

    found = [finding.issue.message for finding in nesting.check_nesting(page)]

    assert (message in found[0]) if message else not found


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


@pytest.mark.parametrize("href", ["javascript:x()", " VBScript:x", "data:text/html,x"])
def test_no_link_brings_its_own_page_along(href: str):
    page = HtmlDocument(
        "a/index.html", f'<html><body><a href="{href}">x</a></body></html>'.encode()
    )

    assert ["inline-code"] == [finding.issue.rule for finding in csp.check_csp(page)]
